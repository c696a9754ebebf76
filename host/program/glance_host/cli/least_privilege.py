"""What a document may ask for when it comes from somebody who may run this program only.

That is: through sudo, from the copy that an administrator installed. Each part's module of that name
(transaction/steps.py) keeps such a user to the files, units, packages and commands that the project
writes and runs. The contents of the proxy's configuration and unit are the document's, so this guards
against slips and strangers' use of the key, not against a determined holder of it (docs/operate/hosts.md).
"""

import os

from glance_host import rooms
from glance_host.transaction.steps import PARTS


def is_restricted(program):
    """Whether the caller came through sudo to a program that is not the login's own copy."""
    came = os.environ.get("SUDO_UID", "0") != "0"
    return came and not os.path.basename(program).startswith(".pulumi-glance")


def refusals(document):
    """What the document asks for and must not, in words; nothing where all is permitted."""
    for part in PARTS:
        if part.least_privilege and document.get(part.name):
            yield from rooms.module(part.least_privilege).refusals(document[part.name])

"""What must be true of the host, as the last transaction left it: what an observation compares with.

Kept in the ledger, as `expected`. Of a secret only a salted digest stands here (files/baseline).
"""

import os

from glance_host import rooms
from glance_host.transaction.steps import AS_IT_IS, IN_LEDGER, NOT_COMPARED, PARTS


def of(context):
    """The document, as an observation needs it. Called at commit: the files are in place."""
    document = context.document
    salt = context.ledger.get("expected", {}).get("salt") or os.urandom(16).hex()
    expected = {
        "salt": salt,
        "stack": document["stack"],
        "generation": document.get("generation", 0),
    }
    for part in PARTS:
        wanted = document.get(part.name, part.empty)
        if part.baseline in (NOT_COMPARED, IN_LEDGER) or wanted is None:
            continue
        expected[part.name] = (
            wanted
            if part.baseline == AS_IT_IS
            else rooms.module(part.baseline).of_part(context, salt, part.name)
        )
    return expected

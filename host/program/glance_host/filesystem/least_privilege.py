"""Which file may be a token that a restricted user asks for (docs/operate/hosts.md, least privilege)."""

import os
import posixpath

from glance_host.files import places
from glance_host.mounts.least_privilege import PLACES

# What the first image host writes into the images' directory, wherever that is.
NAME = ".pulumi-glance-"
USERS = {"glance"}


def refusals(part):
    """Of a token that is written, or of another host's that is looked for: another name, place or owner."""
    if "token" in part:
        yield from _named(part["token"]["path"])
        return
    yield from _named(part["path"])
    folder = posixpath.dirname(part["path"])
    # Where it is missing it is made, and given to Glance.
    if not os.path.isdir(folder) and not places.within(folder + "/", PLACES):
        yield "folder %s" % folder
    if {part["owner"], part["group"]} - USERS or part["mode"] != "0644":
        asked = (part["owner"], part["group"], part["mode"], part["path"])
        yield "owner %s:%s and mode %s of %s" % asked


def _named(path):
    if posixpath.normpath(path) != path or not posixpath.basename(path).startswith(NAME):
        yield "file %s" % path

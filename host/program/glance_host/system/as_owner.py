"""What root may not do, the owner may: to an NFS server root may be nobody (root_squash)."""

import contextlib
import os


def attempt(system, folder, action):
    """The action's answer: as root, and where that is forbidden as the owner of the folder."""
    try:
        return action()
    except PermissionError:
        if not system.may_chown():
            raise
        owner = os.stat(system.path(folder))
        with acting_as(owner.st_uid, owner.st_gid):
            return action()


@contextlib.contextmanager
def acting_as(uid, gid):
    """Root as another user, for as long as it takes."""
    try:
        os.setegid(gid)
        os.seteuid(uid)
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)

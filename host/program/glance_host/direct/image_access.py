"""May a service's user read the images? Asked as that user: modes alone tell nothing of access lists,
or of what a server makes of a user.

Glance makes its files readable by its own user and group (umask 027), unless it is told otherwise.
"""

import itertools
import os
import re

from glance_host.problem import Problem, shell
from glance_host.system import as_owner

# Files of the store bear images' ids.
IMAGE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A directory may hold a hundred thousand, and each costs a look.
AT_MOST = 50


def obstacle(system, directory, user, component):
    """What the user may not do, in words; None where nothing is known to be in its way."""
    if not os.path.isdir(system.path(directory)):
        return "there is no %s yet" % directory
    if not _may(system, user, "-x", directory, component):
        return "the user %s may not look into %s" % (user, directory)
    newest = as_owner.attempt(system, directory, lambda: _newest(system, directory))
    place = "%s/%s" % (directory, newest)
    if newest is None or _may(system, user, "-r", place, component):
        return None
    if not as_owner.attempt(system, directory, lambda: _is_there(system, place)):
        return None  # it was deleted meanwhile
    return (
        "the user %s may not read the newest image there (%s). Let Glance make files that others may "
        "read (under extra: [glance_store] filesystem_store_file_perm = 644), or make the user a member of "
        "the files' group. Either counts for new images only" % (user, newest)
    )


def _newest(system, directory):
    """The newest of some images, by name; None where there is none."""
    with os.scandir(system.path(directory)) as entries:
        images = (each for each in entries if IMAGE.fullmatch(each.name))
        some = [(_age(each), each.name) for each in itertools.islice(images, AT_MOST)]
    return max(some)[1] if some else None


def _is_there(system, place):
    """Unlike os.path.exists it says so where it may not look."""
    try:
        os.stat(system.path(place))
    except FileNotFoundError:
        return False
    return True


def _age(entry):
    try:
        return entry.stat().st_mtime
    except FileNotFoundError:
        return 0  # deleted meanwhile


def _may(system, user, what, path, component):
    done = system.run(["runuser", "-u", user, "--", "test", what, system.path(path)])
    if done.code not in (0, 1) or done.err.strip():
        hint = "See why it cannot be asked what the user may read"
        raise Problem(component, path, done.said, hint, shell("runuser", "-u", user, "--", "ls", path))
    return done.ok

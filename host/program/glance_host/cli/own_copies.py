"""Programs of a stack that Pulumi copied to this host: one in the home of each user that it logged
in as, the present one and, where ssh.user or ssh.program was changed, former ones."""

import os
import sys


def remove(stack, root):
    """Removes them: nobody needs them after an undo. One that an administrator installed stays.
    (place, OSError) of each that cannot be removed."""
    name = ".pulumi-glance-%s.pyz" % stack
    places = {os.path.join(root, home.lstrip("/"), name) for home in _homes(root)}
    if os.path.basename(sys.argv[0]) == name:
        places.add(os.path.abspath(sys.argv[0]))
    left = []
    for place in sorted(filter(os.path.isfile, places)):
        try:
            os.unlink(place)
        except OSError as error:
            left.append((place, error))
    return left


def _homes(root):
    """Homes of this host's own users. A directory of users elsewhere is not asked for all of them."""
    with open(os.path.join(root, "etc/passwd"), encoding="utf-8", errors="surrogateescape") as file:
        fields = [line.split(":") for line in file]
    return [each[5] for each in fields if len(each) > 6]

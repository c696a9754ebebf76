"""Mounts that a restricted user may ask for (docs/operate/hosts.md, least privilege)."""

from glance_host.files import places
from glance_host.units import least_privilege as units_privilege

# Where a shared file system may be mounted.
PLACES = ("/var/lib/glance/", "/var/lib/nova/", "/srv/", "/mnt/")


def refusals(part):
    """Mounts of another type or place, and units that are none of the Image service's."""
    for mount in part:
        if mount["type"] != "glusterfs" or not places.within(mount["mountPoint"] + "/", PLACES):
            yield "a mount of %s at %s" % (mount["type"], mount["mountPoint"])
        yield from units_privilege.named(mount["requiredBy"])

"""Packages that a restricted user may ask for (docs/operate/hosts.md, least privilege)."""

PACKAGES = {"crudini", "haproxy", "glusterfs-client", "glusterfs", "glusterfs-fuse"}


def refusals(part):
    """Packages that the project has no use for."""
    for package in part:
        if package["name"] not in PACKAGES:
            yield "package %s" % package["name"]

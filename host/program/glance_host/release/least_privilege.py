"""Commands that a restricted user may have tell a version (docs/operate/hosts.md, least privilege)."""

VERSIONS = (["glance-manage", "--version"], ["nova-compute", "--version"])


def refusals(part):
    """Commands that are others."""
    for version in part:
        if version["command"] not in VERSIONS:
            yield "command %s" % " ".join(version["command"])

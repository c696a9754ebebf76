"""Units that a restricted user may ask for (docs/operate/hosts.md, least privilege)."""

import re

UNITS = re.compile(
    r"((openstack-)?glance-(api|registry)|(openstack-)?nova-compute|haproxy-glance)\.service"
)


def refusals(part):
    """Units that are none of the Image service's."""
    return named(unit["name"] for unit in part)


def named(names):
    """The same of names."""
    for name in names:
        if not UNITS.fullmatch(name):
            yield "unit %s" % name

"""The host's own package manager, by the distribution that the host says it is.

A Debian host may have dnf installed, and a Red Hat host dpkg, to build for the other family. Which
of them keeps the system itself is what /etc/os-release says; commands that happen to be there are
no proof, and neither is the stack's `platform`, which may be wrong.
"""

import shlex

from glance_host import rooms
from glance_host.problem import Problem

# Module and class by ID or ID_LIKE of os-release (freedesktop.org, os-release(5)).
APT, RPM = ("packages.apt", "Apt"), ("packages.rpm", "Rpm")
FAMILIES = {"debian": APT, "ubuntu": APT, "rhel": RPM, "centos": RPM, "fedora": RPM}
OS_RELEASE = ("/etc/os-release", "/usr/lib/os-release")


def of_host(system):
    """The manager that keeps this host. Raises a Problem where its family is not known.

    A manager has: installed(names), versions(names), all(), install(names), would_remove(names),
    remove(names), units(names), remedy(names), quiet_services(context), allow_services(context).
    """
    said = os_release(system)
    for name in [said.get("ID", "")] + said.get("ID_LIKE", "").split():
        if name.lower() in FAMILIES:
            module, kind = FAMILIES[name.lower()]
            return getattr(rooms.module(module), kind)(system)
    what = "it has no ID of Debian's or Red Hat's family"
    if said.get("ID"):
        what = "it says ID=%s, which is neither of Debian's nor of Red Hat's family" % said["ID"]
    raise Problem("transaction", OS_RELEASE[0], what, "Take a host of one of these two: the program knows no others")


def os_release(system):
    """The variables of the first os-release file there is; nothing where there is none."""
    for path in OS_RELEASE:
        text = system.read(path)
        if text is not None:
            words = (line.partition("=") for line in text.splitlines() if "=" in line)
            return {name.strip(): _value(value) for name, _, value in words}
    return {}


def _value(text):
    try:
        return " ".join(shlex.split(text, comments=True))
    except ValueError:  # an open quote
        return text.strip()

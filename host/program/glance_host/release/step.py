"""The host is of the release that the stack names: looked at before anything is written.

Settings are called otherwise from release to release, and a service ignores those that it does not
know. So a stack that names the wrong release would configure nothing, and nobody would be told.

The package database knows the version in some milliseconds. Only where a service did not come as a
package is it asked itself, which takes seconds: what it says is remembered as long as its program
is the same file.
"""

import os
import re

from glance_host.packages import managers as packages_managers
from glance_host.problem import Problem, shell

COMMAND_SECONDS = 60
NAMES = {"glance": "Glance", "nova": "Nova"}


def run(context):
    """Raises a Problem that names both releases where the host's is another one."""
    known = context.ledger.get("versions", {})
    remembered = {}
    for wanted in context.document["versions"]:
        service = wanted["service"]
        found = packaged(context, wanted)
        if found is None:
            memory = None if context.fresh else known.get(service)
            remembered[service] = asked(context, wanted, memory)
            found = remembered[service]["version"]
        what = difference(wanted, found)
        if what:
            raise Problem(wanted["component"], NAMES[service], what, _hint(wanted, found))
    context.ledger["versions"] = remembered


def packaged(context, wanted):
    """The version by the package database, or None where no such package is installed."""
    found = packages_managers.of_host(context.system).versions(wanted["packages"])
    versions = [found[name] for name in wanted["packages"] if name in found]
    return versions[0].split(":")[-1] if versions else None


def asked(context, wanted, memory):
    """{program, version} as the service itself says; `memory` where its program is the same."""
    service, command = NAMES[wanted["service"]], wanted["command"]
    program = _program(command[0])
    if program is None:
        what = "the host has none of the packages %s, and no command %s"
        raise Problem(
            wanted["component"],
            service,
            what % (", ".join(wanted["packages"]), command[0]),
            "Install %s's %s first" % (wanted["release"], service),
        )
    if memory and memory["program"] == program:
        return memory
    context.progress("asking %s for its version" % command[0])
    done = context.system.run(command, timeout=COMMAND_SECONDS)
    # Under Python 2 argparse says its version on stderr, where warnings may stand, too.
    lines = (done.out + "\n" + done.err).splitlines()
    versions = [line.strip() for line in lines if re.match(r"\s*\d+\.\d+[\w.+-]*\s*\Z", line)]
    if not done.ok or not versions:
        what = "%s tells no version: %s" % (" ".join(command), done.said)
        hint = "See that %s on this host is whole" % service
        raise Problem(wanted["component"], service, what, hint, shell(*command))
    return {"program": program, "version": versions[-1]}


def difference(wanted, version):
    """What is wrong with the version, in names and numbers of both releases; None where nothing is."""
    release, service = wanted["release"], NAMES[wanted["service"]]
    if series(version) == wanted["releases"][release]:
        return None
    found = _named(wanted, version) or "of a release that this program does not know"
    return "the host has %s %s (%s), and the stack's release is %s (%s %s)" % (
        service,
        version,
        found,
        release,
        service,
        wanted["releases"][release],
    )


def series(version):
    """What tells a release: `25` of 25.1.0-2, and of the first ones the year: `2014.2` of 2014.2.3."""
    numbers = re.findall(r"\d+", version)
    return ".".join(numbers[:2] if len(numbers[0]) == 4 else numbers[:1])


def _named(wanted, version):
    names = [name for name, each in wanted["releases"].items() if each == series(version)]
    return names[0] if names else None


def _hint(wanted, version):
    name = _named(wanted, version)
    install = "install %s of %s on the host" % (NAMES[wanted["service"]], wanted["release"])
    if name is None:
        return install[0].upper() + install[1:]
    return "Set glance:release to %s in the stack's configuration, or %s" % (name, install)


def _program(name):
    """What tells the command's program from another one of that name: place, size and time."""
    from shutil import which

    place = which(name)
    if place is None:
        return None
    status = os.stat(place)
    return [os.path.realpath(place), status.st_size, status.st_mtime_ns]

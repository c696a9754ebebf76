"""What systemd says of units, and what it is told to do with them."""

import os

from glance_host.files import snapshot
from glance_host.problem import Problem, shell

PROPERTIES = "Id,LoadState,ActiveState,UnitFileState"
FOLDER = "/etc/systemd/system"


class State:
    """A unit as systemd sees it."""

    def __init__(self, properties):
        self.exists = properties.get("LoadState") not in (None, "not-found")
        self.masked = properties.get("LoadState") == "masked"
        self.active = properties.get("ActiveState") in ("active", "reloading")
        # On its way up, or failing to come up again and again.
        self.starting = properties.get("ActiveState") == "activating"
        # Neither running nor failed: it was told to end, or had nothing more to do.
        self.stopped = properties.get("ActiveState") == "inactive"
        self.enabled = properties.get("UnitFileState") in ("enabled", "enabled-runtime")
        self.enablable = properties.get("UnitFileState") == "disabled"


def file_of(name):
    """Where the file of a unit of ours is."""
    return "%s/%s" % (FOLDER, name)


def states(context, names):
    """State of each unit; one call for all of them."""
    if not names:
        return {}
    done = context.system.run(["systemctl", "show", "--property=" + PROPERTIES] + list(names))
    if not done.ok:
        raise Problem("transaction", "systemctl show", done.said, "See that systemd runs on this host", "systemctl status")
    blocks = [{}]
    for line in done.out.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            if name in blocks[-1]:
                blocks.append({})
            blocks[-1][name] = value
    blocks.extend({} for _ in range(len(names) - len(blocks)))
    return {name: State(block) for name, block in zip(names, blocks)}


def command(context, verb, names, component, timeout=300):
    """`systemctl VERB NAMES`; a Problem with what the unit itself said where it fails."""
    names = [names] if isinstance(names, str) else list(names)
    done = context.system.run(["systemctl"] + verb.split() + names, timeout=timeout)
    if not done.ok:
        raise failure(context, verb, names, component, done)
    if verb.split()[0] in ("enable", "disable"):
        _sync_links(context)


def _sync_links(context):
    """systemd itself does not see to it that the links by which a unit is enabled last."""
    place = context.system.path(FOLDER)
    wants = [name for name in os.listdir(place) if name.endswith((".wants", ".requires"))]
    for folder in [place] + [os.path.join(place, name) for name in wants]:
        snapshot.sync_folder(folder)


def failure(context, verb, names, component, done):
    """The Problem of units that did not do what they were told."""
    failed = [name for name in names if _failed(context, name)] or list(names)
    said = context.system.run(["journalctl", "-u", failed[0], "-n", "3", "-o", "cat", "--no-pager"])
    words = " / ".join(said.out.strip().splitlines()) if said.ok else ""
    what = "systemd could not %s it: %s" % (verb.split()[0], done.said)
    if words:
        what = "%s It said: %s" % (what if what.endswith(".") else what + ".", words[-400:])
    hint = "See what the unit says in its journal"
    return Problem(component, ", ".join(failed), what, hint, shell("journalctl", "-u", failed[0]))


def reload(context):
    """Tells systemd of new, changed and removed unit files."""
    done = context.system.run(["systemctl", "daemon-reload"], timeout=120)
    if not done.ok:
        raise Problem("transaction", "systemctl daemon-reload", done.said, "See what systemd says by hand", "systemctl daemon-reload")


def _failed(context, name):
    return context.system.run(["systemctl", "is-failed", "--quiet", name]).ok

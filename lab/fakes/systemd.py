"""systemctl: knows a unit file only after daemon-reload, mounts, and stops what needs a mount.

What is mounted is a unit, also where no file says so; such a one can be stopped, and not disabled.
"""

import os
import re

FOLDER = "/etc/systemd/system"
VERBS = (
    "daemon-reload show is-failed reset-failed enable disable start stop restart reload reload-or-restart"
).split()


def systemctl(host, _name, arguments):
    words = [word for word in arguments if not word.startswith("-")]
    verb, names = words[0], [name if "." in name else name + ".service" for name in words[1:]]
    assert verb in VERBS, arguments
    if verb == "daemon-reload":
        _reload(host)
        return 0, "", ""
    if verb == "show":
        return 0, "\n".join(_show(host, name) for name in names), ""
    if verb == "is-failed":
        failed = [name for name in names if _unit(host, name).get("failed")]
        return (0 if failed else 1), "", ""
    for name in names:
        if not _exists(host, name):
            if verb in ("disable", "stop", "reset-failed"):
                return 5, "", "Unit %s not loaded." % name
            return 5, "", "Unit %s not found." % name
        unit = host.state["units"].setdefault(name, {"enabled": False, "active": False})
        if verb in ("enable", "disable") and not _has_file(host, name):
            return 1, "", "Failed to %s unit: Unit file %s does not exist." % (verb, name)
        if verb in ("enable", "disable"):
            unit["enabled"] = verb == "enable"
        if verb == "reload-or-restart":
            verb = "reload" if unit["active"] else "restart"
        if verb == "reload":
            if name in host.state.get("broken", []):
                return 1, "", "Job for %s failed. See 'journalctl -xe'." % name
            unit["reloads"] = unit.get("reloads", 0) + 1
        if verb in ("stop", "restart") or (verb == "disable" and "--now" in arguments):
            _stop(host, name, unit)
        if verb in ("start", "restart") or (verb == "enable" and "--now" in arguments):
            if name in host.state.get("broken", []):
                unit["failed"] = True
                return 1, "", "Job for %s failed. See 'journalctl -xe'." % name
            _start(host, name, unit)
    return 0, "", ""


def journalctl(host, _name, arguments):
    return 0, "a line of the journal\n%s\n" % host.state.get("journal", ""), ""


def _unit(host, name):
    return host.state["units"].get(name, {})


def _exists(host, name):
    return _has_file(host, name) or _mounted_by(host, name) is not None


def _has_file(host, name):
    return name in host.state["loaded"] or _unit(host, name).get("packaged", False)


def _mounted_by(host, name):
    """Where the unit of that name has something mounted."""
    for place in host.state["mounts"]:
        if mount_name(place) == name:
            return place
    return None


def mount_name(place):
    return (place.strip("/").replace("/", "-") or "-") + ".mount"


def _show(host, name):
    unit = _unit(host, name)
    exists = _exists(host, name)
    return "Id=%s\nLoadState=%s\nActiveState=%s\nUnitFileState=%s\n" % (
        name,
        "masked" if unit.get("masked") else "loaded" if exists else "not-found",
        ("active" if unit.get("active") else "failed" if unit.get("failed") else "inactive")
        if exists
        else "inactive",
        ("enabled" if unit.get("enabled") else "disabled") if _has_file(host, name) else "",
    )


def _reload(host):
    """Reads the unit files, as systemd does then and not before."""
    loaded, needs = {}, {}
    folder = host.path(FOLDER)
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        place = os.path.join(folder, name)
        if os.path.isdir(place):
            for piece in sorted(os.listdir(place)):
                with open(os.path.join(place, piece)) as file:
                    found = re.findall(r"^RequiresMountsFor=(.*)$", file.read(), re.M)
                needs.setdefault(name[: -len(".d")], []).extend(found)
        elif not name.startswith("."):
            with open(place) as file:
                loaded[name] = dict(re.findall(r"^(What|Where)=(.*)$", file.read(), re.M))
    host.state["loaded"], host.state["needs"] = loaded, needs


def _start(host, name, unit):
    if name.endswith(".mount") and not unit["active"]:
        loaded = host.state["loaded"][name]
        host.state["mounts"][loaded["Where"]] = loaded["What"]
        _cover(host, loaded["Where"])
    unit["active"] = True
    unit.pop("failed", None)
    unit["starts"] = unit.get("starts", 0) + 1


def _stop(host, name, unit):
    if name.endswith(".mount"):
        where = host.state["loaded"].get(name, {}).get("Where") or _mounted_by(host, name)
        if host.state["mounts"].pop(where, None):
            _uncover(host, where)
        for other, places in host.state["needs"].items():
            if where in places:
                host.state["units"].get(other, {})["active"] = False
    unit["active"] = False


def _cover(host, place):
    """A mount hides the directory; the owner and mode to be seen are the volume's."""
    host.state["covered"] = {place: _look(host, place)}
    move(volume(host.root), host.path(place))
    if "volume" in host.state:
        _dress(host, place, host.state["volume"])


def volume(root):
    """Where what is on the volume lies while it is not mounted."""
    folder = root + ".volume"
    os.makedirs(folder, exist_ok=True)
    return folder


def move(source, target):
    """All that is in one folder."""
    for name in os.listdir(source):
        os.rename(os.path.join(source, name), os.path.join(target, name))


def _uncover(host, place):
    move(host.path(place), volume(host.root))
    host.state["volume"] = _look(host, place)
    _dress(host, place, host.state.pop("covered")[place])


def _look(host, place):
    status = os.stat(host.path(place))
    return [status.st_uid, status.st_gid, status.st_mode & 0o7777]


def _dress(host, place, look):
    os.chown(host.path(place), look[0], look[1])
    os.chmod(host.path(place), look[2])

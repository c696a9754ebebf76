"""firewalld: ports and rich rules of its zones, in the running firewall and in the permanent one.

Nothing is reloaded, which would drop what others set for the moment only. Its rules carry no comment:
ours are those that the ledger says were added here. One that stood there already is somebody
else's, and stays.
"""

import re

from glance_host.firewall.managers import ABSENT, BLOCKS
from glance_host.firewall.openings import component, pairs
from glance_host.problem import Problem

CONFIGURATION = "/etc/firewalld/firewalld.conf"
KINDS = {"permanent": ["--permanent"], "runtime": []}
# What firewall-cmd ends with where the daemon does not run.
NOT_RUNNING = 252
# Targets of a zone that turns away all that nothing of its own lets in.
BANS = ("DROP", "REJECT")


class Firewalld:
    leave = "systemctl disable --now firewalld"

    def __init__(self, context):
        self._context = context

    def rules(self, states):
        return BLOCKS if states["firewalld.service"].active else ABSENT

    def save(self, openings):
        """Its files are its own; the permanent rules are made by `open`."""

    def open(self, openings):
        kept = self._context.ledger["firewall"]
        ours = kept.setdefault("firewalld", [])
        zones = {kind: self._zones(kind, openings) for kind in KINDS}
        if None in zones.values():
            self._leave(ours)
            return
        wanted = self._wanted(openings, zones["runtime"])
        for entry in [entry for entry in ours if entry not in wanted]:
            self._take(entry, zones)
        for entry in wanted:
            if not _open(zones[entry[0]], *entry[1:]):
                self._add(entry, ours)
        self._context.at_commit(lambda: _keep(kept, ours, wanted))

    def look(self, openings):
        zones = {kind: self._zones(kind, openings) for kind in KINDS}
        for kind, zone, item in self._wanted(openings, zones["runtime"]):
            if not _open(zones[kind], zone, item):
                text = "firewalld zone %s (%s)" % (zone, kind)
                self._context.differs(text, "does not open %s" % item)

    def _wanted(self, openings, zones):
        """[kind, zone, item] of all that must be open: in every zone that is in use, and in the default
        one, to which all others belong. One that lets everything in needs nothing."""
        names = [name for name, zone in zones.items() if _is_in_use(zone)]
        names = sorted(set(names + [self._default_zone()] if openings else []))
        return [
            [kind, name, _item(port, source)]
            for port, source in pairs(openings)
            for name in names
            if zones.get(name, {}).get("target") != "ACCEPT"
            for kind in sorted(KINDS)
        ]

    def _default_zone(self):
        text = self._context.system.read(CONFIGURATION) or ""
        found = re.search(r"^\s*DefaultZone\s*=\s*(\S+)", text, re.M)
        return found.group(1) if found else self._run(["--get-default-zone"]).strip()

    def _zones(self, kind, openings):
        """name → {interfaces, sources, target, items}; None where nothing is wanted of one that does not run."""
        argv = ["firewall-cmd"] + KINDS[kind] + ["--list-all-zones"]
        done = self._context.system.run(argv)
        if not done.ok and not openings and done.code in (NOT_RUNNING, 127):
            return None
        if not done.ok:
            raise self._problem(argv, done)
        return zones_of(done.out)

    def _add(self, entry, ours):
        """Written down first: a run that is cut off leaves nothing that nobody knows of."""
        if entry not in ours:
            ours.append(entry)
            self._context.ledger.save()
        self._note("--remove-", entry)
        self._do("--add-", entry)
        kind, zone, item = entry
        text = "firewalld zone %s (%s) opens %s" % (zone, kind, item)
        self._context.changed(component(self._context), text)

    def _take(self, entry, zones):
        kind, zone, item = entry
        text = "firewalld zone %s (%s)" % (zone, kind)
        if item not in zones[kind].get(zone, {"items": []})["items"]:
            what = "%s: %s was closed by someone else since" % (text, item)
            self._context.left(component(self._context), what)
            return
        self._note("--add-", entry)
        self._do("--remove-", entry)
        self._context.changed(component(self._context), "%s: %s closed" % (text, item))

    def _note(self, verb, entry):
        """Before the deed: one that is cut off may have been done all the same."""

        def back():
            kind, zone, item = entry
            there = item in self._zones(kind, True).get(zone, {"items": []})["items"]
            if there == (verb == "--remove-"):
                self._do(verb, entry)

        self._context.rollback.undo("a port of firewalld", back)

    def _leave(self, ours):
        """What is not running cannot be asked; what was permanent comes back with it."""
        for kind, zone, item in ours:
            if kind == "permanent":
                text = "firewalld does not run, and its zone %s still opens %s" % (zone, item)
                self._context.left(component(self._context), text)

    def _do(self, verb, entry):
        kind, zone, item = entry
        name = "rich-rule" if item.startswith("rule ") else "port"
        self._run(KINDS[kind] + ["--zone=" + zone, "%s%s=%s" % (verb, name, item)])

    def _run(self, arguments):
        argv = ["firewall-cmd"] + arguments
        done = self._context.system.run(argv)
        if not done.ok:
            raise self._problem(argv, done)
        return done.out

    def _problem(self, argv, done):
        hint, command = "See whether firewalld runs, and what it says", "firewall-cmd --state\njournalctl -u firewalld"
        return Problem(component(self._context), " ".join(argv), done.said, hint, command)


def _is_in_use(zone):
    """Networks in a zone that turns all away (drop, block) are somebody's bans, and stay banned."""
    return zone["interfaces"] or (zone["sources"] and zone["target"] not in BANS)


def zones_of(text):
    """The zones of --list-all-zones."""
    zones, zone, rich = {}, None, False
    for line in text.splitlines():
        if line and not line[0].isspace():
            zone = {"interfaces": [], "sources": [], "target": "", "items": []}
            zones[line.split()[0]] = zone
            rich = False
        elif zone is not None:
            name, _, value = line.strip().partition(": ")
            if rich and line.strip().startswith("rule "):
                zone["items"].append(line.strip())
            elif name in ("interfaces", "sources"):
                zone[name] = value.split()
            elif name == "target":
                zone["target"] = value.strip("%")
            elif name == "ports":
                zone["items"] += value.split()
            rich = rich or line.strip().startswith("rich rules:")
    return zones


def _item(port, source):
    """As firewalld lists it: a port, or a rule for one network."""
    if source is None:
        return "%d/tcp" % port
    form = 'rule family="%s" source address="%s" port port="%d" protocol="tcp" accept'
    return form % ("ipv6" if ":" in source else "ipv4", source, port)


def _open(zones, name, item):
    """Whether a zone has it, be it within a range of ports."""
    items = zones.get(name, {"items": []})["items"]
    port = re.match(r"(\d+)/tcp\Z", item)
    for other in items:
        span = re.match(r"(\d+)-(\d+)/tcp\Z", other)
        if port and span and int(span.group(1)) <= int(port.group(1)) <= int(span.group(2)):
            return True
    return item in items


def _keep(kept, ours, wanted):
    kept["firewalld"] = [entry for entry in ours if entry in wanted]
    if not kept["firewalld"]:
        del kept["firewalld"]

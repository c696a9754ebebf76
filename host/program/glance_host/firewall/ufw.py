"""ufw, Ubuntu's own: rules that its program makes, in the running firewall and for good at once.

Its chains are iptables', and iptables-persistent cannot stand beside it. A rule of ours carries a comment
with the stack's name; one that stands there already is somebody else's, and stays.
"""

import re

from glance_host.firewall import ufw_rules
from glance_host.firewall.managers import ABSENT, BLOCKS
from glance_host.firewall.openings import comment, component, pairs
from glance_host.problem import Problem

CONFIGURATION = "/etc/ufw/ufw.conf"
DEFAULTS = "/etc/default/ufw"
RULES = {"v4": "/etc/ufw/user.rules", "v6": "/etc/ufw/user6.rules"}


def is_on(system):
    """Whether ufw rules the host, now and after its next boot."""
    return _says(system, CONFIGURATION, "ENABLED") == "yes"


class Ufw:
    leave = "ufw disable"

    def __init__(self, context):
        self._context = context

    def rules(self, states):
        return BLOCKS if is_on(self._context.system) else ABSENT

    def save(self, openings):
        """Its files are its own; its rules are made by `open`. One that turns away what is to be let in
        is found here, before anything is changed."""
        for port, source in pairs(openings):
            for family, rules in self._rules().items():
                if _concerns(source, family):
                    self._refuse_denied(rules, port, source)

    def open(self, openings):
        wanted = [(port, source and ufw_rules.network(source)) for port, source in pairs(openings)]
        for port, source in self._ours():
            if (port, source) in wanted:
                continue
            if not self._context.system.run(["ufw", "version"]).ok:
                text = "ufw is gone, and its files still open %s" % _words(port, source)
                self._context.left(component(self._context), text)
                continue
            self._do(["delete", "allow"], port, source, ["allow"])
        for port, source in wanted:
            if not self._is_open(port, source):
                self._do(["allow"], port, source, ["delete", "allow"])

    def look(self, openings):
        for port, source in pairs(openings):
            if not self._is_open(port, source):
                self._context.differs("ufw", "does not open %s" % _words(port, source))

    def _rules(self):
        """family → its rules, in ufw's order; without IPv6 where ufw leaves that alone."""
        system = self._context.system
        families = ["v4"] if _says(system, DEFAULTS, "IPV6") == "no" else sorted(RULES)
        return {family: ufw_rules.read(system.read(RULES[family]) or "") for family in families}

    def _ours(self):
        """(port, source) of each rule that bears our comment; the source is None where all may come."""
        mark = comment(self._context)
        found = {each.opening for rules in self._rules().values() for each in rules if each.comment == mark}
        return sorted(found, key=str)

    def _is_open(self, port, source):
        families = {family: rules for family, rules in self._rules().items() if _concerns(source, family)}
        return all(ufw_rules.verdict(rules, port, source) == "allow" for rules in families.values())

    def _refuse_denied(self, rules, port, source):
        found = ufw_rules.verdict(rules, port, source)
        if found not in ("allow", None):
            what = "a rule of ufw (%s) closes %s before any rule opens it" % (found, _words(port, source))
            hint, command = "Find that rule by its number, and delete it", "ufw status numbered\nufw delete NUMBER"
            raise Problem(component(self._context), "ufw", what, hint, command)

    def _do(self, verb, port, source, back):
        """Noted before the deed: one that is cut off may have been done all the same."""
        there = verb == ["allow"]

        def undo():
            if ((port, source) in self._ours()) == there:
                self._run(back, port, source)

        self._context.rollback.undo("a rule of ufw", undo)
        self._run(verb, port, source)
        text = "ufw %s %s" % ("opens" if there else "no longer opens", _words(port, source))
        self._context.changed(component(self._context), text)

    def _run(self, verb, port, source):
        argv = ["ufw"] + verb + ["proto", "tcp", "from", source or "any", "to", "any", "port", str(port)]
        argv += ["comment", comment(self._context)] if verb == ["allow"] else []
        done = self._context.system.run(argv)
        if not done.ok:
            hint = "See which rules there are"
            raise Problem(component(self._context), " ".join(argv), done.said, hint, "ufw status")


def _concerns(source, family):
    return source is None or (":" in source) == (family == "v6")


def _words(port, source):
    return "port %s to %s" % (port, source or "all")


def _says(system, path, name):
    """The value of a shell file's variable, in small letters."""
    found = re.search(r'^\s*%s="?(\w+)' % name, system.read(path) or "", re.M)
    return found.group(1).lower() if found else ""

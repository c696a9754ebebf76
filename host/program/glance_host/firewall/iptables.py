"""iptables: rules in INPUT, and in the files that Debian's netfilter-persistent or Red Hat's
iptables.service loads at boot.

A rule of ours stands before the first one that rejects or drops. The files are edited as text: saving
the live rules over them would keep what others set for the moment only. Rules of ours carry a
comment with the stack's name.
"""

import os

from glance_host.files import snapshot
from glance_host.firewall import iptables_rules
from glance_host.firewall import ufw
from glance_host.firewall.managers import ABSENT, BLOCKS, LOADED
from glance_host.firewall.openings import TOO_MANY, comment, component, tell, written
from glance_host.problem import Problem

# Debian's (netfilter-persistent) and Red Hat's (iptables.service): the one whose folder is there.
SAVED = {
    "v4": ("/etc/iptables/rules.v4", "/etc/sysconfig/iptables"),
    "v6": ("/etc/iptables/rules.v6", "/etc/sysconfig/ip6tables"),
}
LOADERS = ("netfilter-persistent.service", "iptables.service", "ip6tables.service")
COMMANDS = {"v4": "iptables", "v6": "ip6tables"}
EMPTY = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"
NO_SUCH_RULE = 1  # iptables -C


class Iptables:
    def __init__(self, context):
        self._context = context

    @property
    def leave(self):
        """Red Hat's loader takes the rules away when it stops, Debian's leaves them in place."""
        if os.path.isdir(self._context.system.path("/etc/sysconfig")):
            return "systemctl disable --now iptables ip6tables"
        return "systemctl disable --now netfilter-persistent; iptables -F; ip6tables -F"

    def rules(self, states):
        """In iptables' own chains firewalld may have its rules (then saved ones alone are iptables'), or ufw."""
        saved = [self._blocks_when_loaded(family) for family in COMMANDS]
        loaded = any(states[unit].active for unit in LOADERS)
        if ufw.is_on(self._context.system):
            return ABSENT
        if states["firewalld.service"].active:
            return BLOCKS if loaded and any(saved) else ABSENT
        for family, command in COMMANDS.items():
            done = self._context.system.run([command, "-w", "-S"])
            if done.ok and self._chain(done.out.splitlines(), family).rules_host:
                return BLOCKS
        return LOADED if loaded and any(saved) else ABSENT

    def save(self, openings):
        for family in COMMANDS:
            self._save(family, openings)

    def open(self, openings):
        for family in COMMANDS:
            lines = self._listed(family)
            if lines is not None:
                ours = self._openings(openings, family)
                self._apply(family, ours, self._chain(lines, family))

    def look(self, openings):
        for family, command in COMMANDS.items():
            ours = self._openings(openings, family)
            lines = self._listed(family)
            if lines is not None:
                self._compare(command + " INPUT", self._chain(lines, family), ours)
            path = self._saved_path(family)
            text = self._context.system.read(path) if path else None
            if text is not None:
                self._compare(path, self._saved_chain(text, family), ours)
            elif path and ours:
                self._context.differs(path, "missing")

    # Rules, live and saved

    def _chain(self, lines, family):
        return iptables_rules.Chain(lines, family)

    def _saved_chain(self, text, family):
        return self._chain([line for _, line in iptables_rules.saved_lines(text)], family)

    def _openings(self, openings, family):
        return iptables_rules.openings_of(openings, self._context.document["stack"], family)

    def _written(self):
        """What rules of ours mean; None where the ledger of an earlier version does not tell."""
        openings = written(self._context)
        if openings is None:
            return None
        ours = [each for family in COMMANDS for each in self._openings(openings, family)]
        return {opening.meaning for opening in ours}

    def _plan(self, chain, ours):
        return chain.plan(ours, comment(self._context), self._written())

    def _listed(self, family):
        """The live rules as lines, or None where this host has no such family."""
        done = self._context.system.run([COMMANDS[family], "-w", "-S"])
        if done.ok:
            return done.out.splitlines()
        if not self._context.system.has_family(family):
            return None
        raise Problem(
            component(self._context),
            COMMANDS[family],
            "the firewall's rules cannot be listed: %s" % done.said,
            "Install iptables; on Debian iptables-persistent, too",
        )

    def _compare(self, item, chain, ours):
        stale, missing, _, _ = self._plan(chain, ours)
        if missing:
            ports = ", ".join(sorted({opening.words_for_people for opening in missing}))
            self._context.differs(item, "no rule opens %s before the first rule that rejects" % ports)
        elif stale:
            self._context.differs(item, TOO_MANY % len(stale))

    def _blocks_when_loaded(self, family):
        path = self._saved_path(family)
        text = self._context.system.read(path) if path else None
        try:
            return text is not None and self._saved_chain(text, family).rules_host
        except ValueError:  # an open quote, of which `save` tells
            return True

    def _saved_path(self, family):
        for path in SAVED[family]:
            if os.path.isdir(self._context.system.path(os.path.dirname(path))):
                if path.startswith("/etc/iptables") or self._context.system.read(path) is not None:
                    return path
        return None

    # The file that is loaded at boot

    def _save(self, family, openings):
        context = self._context
        kept = context.ledger["firewall"]
        path = self._saved_path(family)
        ours = self._openings(openings, family)
        if path is None:
            self._refuse_unsaved(family, ours)
            return
        now = snapshot.take(context.system, path)
        if now is None and not ours:
            if path not in kept["made"] and self._written():
                text = "%s was removed by someone else since and is not put back" % path
                context.left(kept["component"], text)
            return
        text = now["content"] if now else EMPTY
        try:
            result, what = self._edit(path, text, family, ours), "it has no filter table"
        except ValueError as error:  # an open quote
            result, what = None, "the program cannot read one of its rules: %s" % error
        if result is None:
            hint = "Correct the file so that it is what iptables-save writes, with *filter and COMMIT"
            raise Problem(kept["component"], path, what, hint)
        made = path in kept["made"]
        if now is None:
            kept["made"].append(path)
        elif made and result == EMPTY and not ours:
            context.at_commit(lambda: kept["made"].remove(path))
            context.stage.put(path, None, kept["component"], now)
            context.changed(kept["component"], "%s removed" % path)
            return
        if made and not ours:
            context.left(kept["component"], "%s holds rules of others now and stays" % path)
        if result != text or now is None:
            future = dict(now, content=result) if now else snapshot.make(result, 0o640)
            context.stage.put(path, future, kept["component"], now)
            ports = ", ".join(str(opening["port"]) for opening in openings)
            verb = "opens port %s" % ports if ours else "no longer has this stack's rule"
            context.changed(kept["component"], "%s %s" % (path, verb))

    def _edit(self, path, text, family, ours):
        """The saved text with our rules in place; None where it has no filter table."""
        numbered = iptables_rules.saved_lines(text)
        ends = [number for number, line in numbered if line == "COMMIT"]
        if not ends:
            return None
        chain = self._chain([line for _, line in numbered], family)
        places = iptables_rules.input_places(numbered)
        stale, missing, _, changed = self._plan(chain, ours)
        tell(self._context, path, changed)
        limit = chain.blocks_from()
        end = places[-1] + 1 if places else ends[0]
        before = places[limit] if limit < len(places) else end
        gone = {places[index] for index in stale}
        result = []
        for number, line in enumerate(text.split("\n")):
            if number == before:
                result.extend(opening.line for opening in missing)
            if number not in gone:
                result.append(line)
        return "\n".join(result)

    def _refuse_unsaved(self, family, ours):
        """No file is loaded at boot: fine where nothing is blocked, a trap where something is."""
        lines = self._listed(family) if ours else None
        if lines is not None and self._chain(lines, family).blocks:
            raise Problem(
                component(self._context),
                SAVED[family][0],
                "this host blocks ports, and the program does not know where it keeps its rules",
                "Install iptables-persistent (Red Hat: iptables-services) and save the rules",
            )

    # The running firewall

    def _apply(self, family, ours, chain):
        stale, missing, place, changed = self._plan(chain, ours)
        command, asked = COMMANDS[family], component(self._context)
        tell(self._context, command, changed)
        # From the end, so that the numbers of those before stay true.
        for index in reversed(stale):
            words = chain.rules[index].words
            self._note(command, words, ["-I", "INPUT", str(index + 1)] + words, False)
            self._run([command, "-w", "-D", "INPUT", str(index + 1)])
            self._context.changed(asked, "%s: rule of INPUT removed" % command)
        for offset, opening in enumerate(missing):
            number = str(place + offset + 1)
            self._note(command, opening.words, ["-D", "INPUT"] + opening.words, True)
            self._run([command, "-w", "-I", "INPUT", number] + opening.words)
            self._context.changed(asked, "%s: rule %s of INPUT opens a port" % (command, number))

    def _run(self, argv):
        self._need(argv[0], self._context.system.run(argv))

    def _need(self, command, done):
        if not done.ok:
            place, hint = "%s INPUT" % command, "See which rules there are"
            raise Problem(component(self._context), place, done.said, hint, "%s -S INPUT" % command)

    def _is_there(self, command, words):
        done = self._context.system.run([command, "-w", "-C", "INPUT"] + words)
        if done.code != NO_SUCH_RULE:
            self._need(command, done)
        return done.ok

    def _note(self, command, words, argv, present):
        """Before the deed, which may be cut off and done all the same: back only from what is so."""

        def back():
            if self._is_there(command, words) == present:
                self._run([command, "-w"] + argv)

        self._context.rollback.undo("rule of %s" % command, back)

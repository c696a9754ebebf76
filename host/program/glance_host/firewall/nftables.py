"""nftables' own rules: in the chains of hook input, and in the files that nftables.service loads.

A rule of ours, told by its comment, stands before the first one that keeps new connections out, in
each chain that does: what one chain accepts, the next may still drop.
"""

import glob
import re

from glance_host.files import snapshot
from glance_host.firewall import nft_rules
from glance_host.firewall.managers import ABSENT, BLOCKS, LOADED
from glance_host.firewall.nft_file import Text, holder, without
from glance_host.firewall.nft_live import Live
from glance_host.firewall.openings import TOO_MANY, component, pairs, tell, written
from glance_host.problem import Problem
from glance_host.system import systemd

# Debian's and Red Hat's; nftables.service loads one of them.
FILES = ("/etc/nftables.conf", "/etc/sysconfig/nftables.conf")
WRONG_LINES = "its lines open too few or too many ports for this stack, now or at the next boot"


class Nftables:
    leave = "systemctl disable --now nftables"

    def __init__(self, context):
        self._context = context
        self._live = Live(context)

    def rules(self, states):
        chains = self._live.chains()
        if any(chain.blocks for chain in chains):
            return BLOCKS
        return LOADED if chains and states["nftables.service"].active else ABSENT

    def save(self, openings):
        """Our lines in the file that has the chain; none may have it where nothing is wanted."""
        if not openings:
            self._strip()
            return
        files = self._loaded_files()
        for chain, needed in self._needs(openings):
            wanted = self._lines(chain, needed)
            path = holder(files, chain)
            if path:
                files[path] = self._edit(path, files[path], chain, wanted)
            elif wanted and chain.blocks and not self._is_open(chain, needed):
                raise self._unknown(chain, wanted)
        for path, text in files.items():
            self._stage(path, text, openings)

    def open(self, openings):
        if not self._is_there() and not openings:
            return
        for chain, needed in self._needs(openings):
            known = self._known(chain, needed)
            stale, missing, changed = self._plan(chain, known)
            tell(self._context, "nft " + " ".join(chain.words), changed)
            for rule, line in stale:
                self._live.remove(chain, rule, line)
                self._say(chain, "rule removed")
            for line in missing:
                self._live.insert(chain, line, known[line])
                self._say(chain, "opens a port: %s" % line)

    def look(self, openings):
        files = self._loaded_files()
        for chain, needed in self._needs(openings):
            item = "nft " + " ".join(chain.words)
            stale, missing, _ = self._plan(chain, self._known(chain, needed))
            if missing:
                text = "this rule is missing before the first rule that rejects: %s" % ", ".join(missing)
                self._context.differs(item, text)
            elif stale:
                text = TOO_MANY % len(stale)
                self._context.differs(item, text)
            path = holder(files, chain)
            wanted = self._lines(chain, needed)
            if path and self._result(files[path], chain, wanted)[0] != files[path]:
                self._context.differs(path, WRONG_LINES)

    # What there is

    def _is_there(self):
        return self._context.system.run(["nft", "--version"]).ok

    def _needs(self, openings):
        """(chain, what must be open in it): in each that keeps something out, else in the first."""
        chains = self._live.chains()
        blocking = [chain for chain in chains if chain.blocks] or chains[:1]
        return [(chain, openings if chain in blocking else []) for chain in chains]

    def _loaded_files(self):
        return self._files() if self._is_loaded() else {}

    def _files(self):
        """path → text of the files that are loaded at boot, with those that they include."""
        found = {}
        for path in FILES:
            text = self._context.system.read(path)
            if text is None:
                continue
            found[path] = text
            for pattern in re.findall(r'^\s*include\s+"(/[^"]+)"', text, re.M):
                for place in sorted(glob.glob(self._context.system.path(pattern))):
                    plain = place[len(self._context.system.path("/").rstrip("/")) :]
                    found[plain] = self._context.system.read(plain)
        return found

    # Lines

    def _lines(self, chain, openings):
        """The rules of these openings as nft takes them, without the comment, by its family."""
        return list(self._known(chain, openings))

    def _known(self, chain, openings):
        """rule as text → what it means"""
        return _lines_of(chain.family, openings)

    def _written(self, chain):
        return set(self._known(chain, written(self._context)))

    def _plan(self, chain, known):
        """(rules of ours that must go with their text, texts that are missing, rules changed)"""
        limit = chain.first_block()
        texts = {meaning: line for line, meaning in self._known(chain, written(self._context)).items()}
        wanted = set(known.values())
        stale, standing, changed = [], set(), []
        for index, rule in enumerate(chain.rules):
            meaning = nft_rules.meaning(rule["expr"])
            if index < limit and meaning in wanted and meaning not in standing:
                standing.add(meaning)
            elif '"%s"' % rule.get("comment") == self._live.comment:
                if meaning in texts:
                    stale.append((rule, texts[meaning]))
                else:
                    changed.append("handle %s" % rule["handle"])
        missing = [line for line, meaning in known.items() if meaning not in standing]
        return stale, missing, changed

    def _is_open(self, chain, openings):
        return not self._plan(chain, self._known(chain, openings))[1]

    # The files

    def _is_loaded(self):
        """Whether nftables.service loads them at the next boot."""
        unit = "nftables.service"
        return systemd.states(self._context, [unit])[unit].enabled

    def _strip(self):
        """Whatever runs by now: none of our lines stays."""
        openings = written(self._context)
        lines = {line for family in ("ip", "ip6") for line in _lines_of(family, openings)}
        for path, text in self._files().items():
            result, changed = without(text, self._live.comment, lines)
            tell(self._context, path, changed)
            self._stage(path, result, [])

    def _edit(self, path, text, chain, wanted):
        result, changed = self._result(text, chain, wanted)
        tell(self._context, path, changed)
        return result

    def _result(self, text, chain, wanted):
        return Text(text, chain).edit(self._live.comment, wanted, self._written(chain))

    def _stage(self, path, text, openings):
        now = snapshot.take(self._context.system, path)
        if text == now["content"]:
            return
        asked = component(self._context)
        self._context.stage.put(path, dict(now, content=text), asked, now)
        ports = ", ".join(str(opening["port"]) for opening in openings)
        verb = "opens port %s" % ports if openings else "no longer has this stack's rule"
        self._context.changed(asked, "%s %s" % (path, verb))

    def _unknown(self, chain, wanted):
        lines = "; ".join("%s comment %s" % (line, self._live.comment) for line in wanted)
        where = "table %s %s, chain %s" % tuple(chain.words)
        return Problem(
            component(self._context),
            "nftables " + where,
            "it keeps connections out, and none of the files that nftables.service loads at boot has it "
            "(%s)" % (", ".join(self._files() or FILES) if self._is_loaded() else "it is not enabled"),
            "Add this to the file that makes it, before the first rule that rejects or drops, load the "
            "file, and repeat: %s" % lines,
        )

    def _say(self, chain, what):
        asked = component(self._context)
        self._context.changed(asked, "nft %s: %s" % (" ".join(chain.words), what))


def _lines_of(family, openings):
    """rule as text → what it means, of what a table of that family can hold."""
    found = {}
    for port, source in pairs(openings or []):
        own = "ip6" if ":" in (source or "") else "ip"
        if source is None or family in (own, "inet"):
            limit = "%s saddr %s " % (own, source) if source else ""
            found["%stcp dport %d accept" % (limit, port)] = nft_rules.expected(port, source)
    return found

"""A file of nftables' rules as text: where a chain stands in it, and our lines there.

Others' lines, comments and variables stay as they are: writing the live rules out would lose them.
"""

import re

from glance_host.firewall.nft_rules import OTHERS, PLACES, VERDICTS

LIMITED = r"\b(%s) (?!!=)|\biif(name)? \"?lo\b" % "|".join(PLACES)


class Text:
    """A file, and one chain of it."""

    def __init__(self, text, chain):
        self.lines = text.split("\n")
        self._chain = chain
        self.body = self._find()

    def edit(self, ours, wanted, written):
        """(the text with the `wanted` lines before the first that blocks, rules of ours that somebody has
        changed). `ours` tells our comment; `written` are all lines that we may have written."""
        limit = self._first_block()
        standing, gone, changed = set(), set(), []
        for number in range(*self.body):
            line = plain(self.lines[number])
            rule = _without_comment(line)
            if number < limit and rule in wanted and rule not in standing:
                standing.add(rule)
            elif ours in line and rule not in written:
                changed.append(line)
            elif ours in line:
                gone.add(number)
        result = []
        for number, line in enumerate(self.lines):
            if number == limit:
                new = [rule for rule in wanted if rule not in standing]
                result += ["%s%s comment %s" % (self._indent(), rule, ours) for rule in new]
            if number not in gone:
                result.append(line)
        return "\n".join(result), changed

    def _find(self):
        """(first line of its body, the line of its closing brace), or None."""
        table = None
        depth, begin = 0, None
        for number, line in enumerate(map(plain, self.lines)):
            header = re.match(r"(?:add )?table (?:(\w+) )?(\S+) ?\{$", line)
            if depth == 0 and header:
                table = (header.group(1) or "ip", header.group(2))
            chain = re.match(r"chain (\S+) ?\{$", line)
            if depth == 1 and chain and table and table + (chain.group(1),) == self._key():
                begin = number + 1
            depth += line.count("{") - line.count("}")
            if begin is not None and depth == 1 and number >= begin:
                return begin, number
        return None

    def _key(self):
        return tuple(self._chain.words)

    def _first_block(self):
        targets = self._chain.blocking_targets()
        for number in range(*self.body):
            if _blocks(plain(self.lines[number]), targets):
                return number
        return self.body[1]

    def _indent(self):
        for number in range(*self.body):
            if plain(self.lines[number]):
                return re.match(r"\s*", self.lines[number]).group()
        return "\t\t"


def without(text, ours, written):
    """(the text without our lines, rules of ours that somebody has changed)"""
    result, changed = [], []
    for line in text.split("\n"):
        known = plain(line)
        if ours in known and _without_comment(known) not in written:
            changed.append(known)
        if ours not in known or _without_comment(known) not in written:
            result.append(line)
    return "\n".join(result), changed


def plain(line):
    """A line without its comment and with single blanks; what is in quotes stays."""
    parts = re.findall(r'"[^"]*"|[^"#]+|#.*|"', line)
    text = "".join(part for part in parts if not part.startswith("#"))
    return re.sub(r"\s+", " ", text).strip().rstrip(";").strip()


def _without_comment(line):
    line = re.sub(r' comment "[^"]*"', "", line)
    return re.sub(r"^counter | counter(?: packets \d+ bytes \d+)?", "", line).strip()


def _blocks(line, targets):
    """Whether a line of a chain keeps new connections out from anywhere."""
    text = re.sub(r'\b(comment|log prefix) "[^"]*"', "", line)
    found = re.search(r"\b(%s|jump \S+|goto \S+)\b" % "|".join(VERDICTS), text)
    if not found or " hook " in text or _is_limited(text[: found.start()]):
        return False
    if "ct state vmap" in text:
        return re.search(r"new ?: ?(drop|reject)", text) is not None
    leads = found.group(1).split()
    return len(leads) == 1 or leads[1] in targets


def _is_limited(text):
    """As firewall_nft_rules has it of the live rules: to few addresses or ports, another protocol,
    loopback, connections that are not new."""
    if re.search(LIMITED, text):
        return True
    state = re.search(r"\bct state (?!vmap|!=)(\{[^}]*\}|\S+)", text)
    if state and "new" not in state.group(1):
        return True
    return re.search(r"\b(%s)\b" % "|".join(OTHERS), text) is not None and "tcp" not in text


def holder(files, chain):
    """The path of the first file that has the chain: the one that is edited. None where none has."""
    return next((path for path, text in files.items() if Text(text, chain).body), None)

"""Rules of the INPUT chain as iptables lists and keeps them: reading, comparing, placing."""

import re
import shlex

from glance_host.firewall.openings import in_words, pairs

BLOCKING = ("REJECT", "DROP")
# What names ports begins so.
PORTS = ("--dport", "--sport", "--destination-port", "--source-port", "--ports")
# Each word of a listed rule that says the same as its absence.
ANYWHERE = {"v4": "0.0.0.0/0", "v6": "::/0"}


class Rule:
    """A listed rule: `-A INPUT …` taken apart."""

    def __init__(self, text, family):
        self.text = text
        words = shlex.split(re.sub(r"^\[\d+:\d+\]\s+", "", text), comments=False)
        self.chain = words[1] if len(words) > 1 else ""
        self.words = words[2:]
        self.target = _after(self.words, ("-j", "-g", "--jump", "--goto"))
        self.comment = _after(self.words, ("--comment",))
        self.meaning = _meaning(self.words, family)


class Opening:
    """A rule of ours: the words that iptables takes, and the line that its saved file has."""

    def __init__(self, family, port, source, stack):
        self.comment = "pulumi-glance " + stack
        self.words_for_people = in_words(port, source)
        source_words = ["-s", source] if source else []
        match = ["-p", "tcp", "-m", "multiport", "--dports", str(port)]
        self.words = source_words + match + ["-m", "comment", "--comment", self.comment]
        self.words += ["-j", "ACCEPT"]
        self.line = "-A INPUT %s" % " ".join(
            '"%s"' % word if " " in word else word for word in self.words
        )
        self.meaning = _meaning(self.words, family)


class Chain:
    """INPUT as it is listed, and what its other chains do."""

    def __init__(self, lines, family):
        rules = [Rule(line, family) for line in lines if _is_rule(line)]
        self.rules = [rule for rule in rules if rule.chain == "INPUT"]
        others = {}
        for rule in rules:
            others.setdefault(rule.chain, []).append(rule)
        self._others = others
        self.drops_by_policy = any(re.match(r"(-P |:)INPUT DROP", line) for line in lines)

    @property
    def blocks(self):
        """Whether anything is kept out: by a rule or by the policy."""
        return self.drops_by_policy or self.blocks_from() < len(self.rules)

    @property
    def rules_host(self):
        """Whether it keeps out more than some addresses or ports, as a ban of somebody's does."""
        return self.drops_by_policy or any(self._keeps_out(rule, ()) for rule in self.rules)

    def blocks_from(self):
        """Index of the first rule that rejects or drops, itself or by a chain it leads to."""
        for index, rule in enumerate(self.rules):
            if self._blocks(rule.target, ()):
                return index
        return len(self.rules)

    def plan(self, openings, comment, written):
        """(indexes of our rules that must go, openings to put in, where these belong, texts of
        rules of ours that are none of `written` any more: somebody has changed them)."""
        limit = self.blocks_from()
        wanted = {opening.meaning: opening for opening in openings}
        stale, standing, changed = [], set(), []
        for index, rule in enumerate(self.rules):
            effective = index < limit and rule.meaning in wanted and rule.target == "ACCEPT"
            if effective and rule.meaning not in standing:
                standing.add(rule.meaning)  # ours, or an equal one that somebody has already
            elif rule.comment == comment and written is not None and rule.meaning not in written:
                changed.append(rule.text)
            elif rule.comment == comment:
                stale.append(index)
        missing = [opening for opening in openings if opening.meaning not in standing]
        return stale, missing, limit - sum(1 for index in stale if index < limit), changed

    def _keeps_out(self, rule, seen):
        if _is_limited(rule.words):
            return False
        if rule.target in BLOCKING:
            return True
        if rule.target in seen:
            return False
        inner = self._others.get(rule.target, [])
        return any(self._keeps_out(each, seen + (rule.target,)) for each in inner)

    def _blocks(self, target, seen):
        if target in BLOCKING:
            return True
        if target in seen:
            return False
        return any(
            self._blocks(rule.target, seen + (target,)) for rule in self._others.get(target, [])
        )


def _is_limited(words):
    """To certain addresses or ports, another protocol, loopback, or connections that are not new."""
    for before, word, following in zip([""] + words, words, words[1:]):
        if before == "!":
            continue
        if word in ("-s", "--source", "-d", "--destination") or word.startswith(PORTS):
            return True
        if word in ("-i", "--in-interface") and following == "lo":
            return True
        if word in ("-p", "--protocol") and following not in ("tcp", "all"):
            return True
        if word in ("--state", "--ctstate") and "NEW" not in following.split(","):
            return True
    return False


def openings_of(openings, stack, family):
    """A document's openings in one family: no source means everybody."""
    return [
        Opening(family, port, source, stack)
        for port, source in pairs(openings)
        if source is None or (":" in source) == (family == "v6")
    ]


def saved_lines(text):
    """(number of each filter line in the file, the line) of an iptables-save file."""
    lines, inside = [], False
    for number, line in enumerate(text.split("\n")):
        line = line.strip()
        if line.startswith("*"):
            inside = line == "*filter"
        elif line == "COMMIT":
            if inside:
                lines.append((number, line))
            inside = False
        elif inside:
            lines.append((number, line))
    return lines


def input_places(numbered):
    """Where each rule of INPUT stands in a file, of `saved_lines`."""
    rule = re.compile(r"(\[\d+:\d+\]\s+)?-A INPUT ")
    return [number for number, line in numbered if rule.match(line)]


def _is_rule(line):
    return re.match(r"(\[\d+:\d+\]\s+)?-A ", line) is not None


def _after(words, names):
    for word, following in zip(words, words[1:]):
        if word in names:
            return following
    return None


def _meaning(words, family):
    """What a rule matches and does, whatever the order and spelling; comments mean nothing."""
    parts, index = [], 0
    while index < len(words):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else ""
        if word in ("-m", "--match"):
            index += 2  # the options of the match say which it is
            continue
        if word == "--comment":
            index += 2
            continue
        name = {"--source": "-s", "--protocol": "-p", "--jump": "-j"}.get(word, word)
        if name in ("--dport", "--destination-port", "--destination-ports"):
            name = "--dports"
        if name == "-s":
            following = _network(following)
            if following == ANYWHERE[family]:
                index += 2
                continue
        if following and (not following.startswith("-") or name == "-s"):
            parts.append((name, following))
            index += 2
        else:
            parts.append((name, ""))
            index += 1
    return tuple(sorted(parts))


def _network(text):
    from ipaddress import ip_network

    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        return text

"""The rules that a user has given ufw, as it keeps them: a line `### tuple ###` each, the first counts."""

import ipaddress
import re

TUPLE = re.compile(
    r"### tuple ### (?:route:)?(?P<action>\w+?)(?:_log(?:-all)?)? (?P<protocol>\S+) (?P<ports>\S+) "
    r"(?P<to>\S+) (?P<from_ports>\S+) (?P<source>\S+) (?P<rest>.*)\Z"
)
ALL = ("0.0.0.0/0", "::/0")


class Rule:
    """A rule for packets that come in."""

    def __init__(self, found):
        self.action = found.group("action")
        self._protocol = found.group("protocol")
        self._ports = found.group("ports")
        self._source = ipaddress.ip_network(found.group("source"), strict=False)
        self.family = self._source.version
        # For one interface, one address of this host or ports of the other side, it is not for all.
        words = found.group("rest").split()
        self._narrow = "in" not in words or found.group("to") not in ALL or found.group("from_ports") != "any"
        marks = [word[len("comment=") :] for word in words if word.startswith("comment=")]
        self.comment = bytes.fromhex(marks[0]).decode("utf-8", "replace") if marks else None

    @property
    def opening(self):
        """(port, source), as a document has them."""
        source = None if str(self._source) in ALL else str(self._source)
        return (int(self._ports) if self._ports.isdigit() else self._ports), source

    def concerns(self, port):
        """Whether it is about this TCP port."""
        if self._protocol not in ("tcp", "any"):
            return False
        spans = (each.split(":") for each in self._ports.split(","))
        return self._ports == "any" or any(int(span[0]) <= port <= int(span[-1]) for span in spans)

    def covers(self, port, source):
        """Whether it decides for all of a network."""
        return self.concerns(port) and not self._narrow and source.subnet_of(self._source)


def network(source):
    """A network as ufw keeps it, in one form: without the bits of a host, and with its length."""
    return str(ipaddress.ip_network(source, strict=False))


def read(text):
    """The rules of a file, in their order."""
    lines = (TUPLE.match(line.strip()) for line in text.splitlines() if "### tuple ### route:" not in line)
    return [Rule(found) for found in lines if found and " out" not in " " + found.group("rest")]


def verdict(rules, port, source):
    """What becomes of a source's packets to the port, as the first rule says that is for all of them; None
    where none is. One for some of them, as a ban, is somebody's own affair."""
    for rule in rules:
        whole = ipaddress.ip_network(source or ALL[rule.family == 6], strict=False)
        if rule.covers(port, whole):
            return rule.action
    return None

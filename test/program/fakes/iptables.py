"""iptables and ip6tables: lists, checks, inserts by number, deletes by number or by rule."""


def command(host, name, arguments):
    rules = host.state["rules"]["v6" if name == "ip6tables" else "v4"]
    words = [word for word in arguments if word not in ("-w",)]
    verb, rest = words[0], words[1:]
    if verb == "-S":
        return 0, "".join(line + "\n" for line in rules), ""
    chain, rest = rest[0], rest[1:]
    places = [index for index, line in enumerate(rules) if line.split()[:2] == ["-A", chain]]
    number = int(rest.pop(0)) if rest and rest[0].isdigit() else None
    line = " ".join(['-A', chain] + ['"%s"' % word if " " in word else word for word in rest])
    if verb == "-I":
        if number - 1 > len(places):
            return 1, "", "%s: Index of insertion too big." % name
        at = places[number - 1] if number - 1 < len(places) else len(rules)
        rules.insert(at, line)
        return 0, "", ""
    assert verb in ("-C", "-D"), verb
    if number is None and line not in rules:
        return 1, "", "%s: Bad rule (does a matching rule exist in that chain?)." % name
    if verb == "-D":
        del rules[places[number - 1] if number else rules.index(line)]
    return 0, "", ""


def restore(_host, _name, arguments):
    """Takes any rules (tests say in `failing` when not), and only tests them."""
    assert arguments == ["--test"]
    return 0, "", ""

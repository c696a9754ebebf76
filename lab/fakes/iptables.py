"""iptables and ip6tables: lists, checks, inserts by number, deletes by number or by rule; and what saves
and loads all of it.
"""

FAMILIES = {"iptables": "v4", "ip6tables": "v6"}

# An option's long form → the one that listings have.
LONG = {
    "--list-rules": "-S",
    "--insert": "-I",
    "--append": "-A",
    "--delete": "-D",
    "--check": "-C",
    "--source": "-s",
    "--destination": "-d",
    "--protocol": "-p",
    "--jump": "-j",
    "--match": "-m",
    "--destination-port": "--dport",
    "--source-port": "--sport",
    "--destination-ports": "--dports",
}


def command(host, name, arguments):
    rules = host.state["rules"][FAMILIES[name]]
    words = [LONG.get(word, word) for word in arguments if word not in ("-w", "--wait")]
    if words in (["-V"], ["--version"]):
        return 0, "%s v1.8.9 (nf_tables)\n" % name, ""
    if words[:2] == ["-t", "filter"]:
        words = words[2:]
    verb, rest = words[0], words[1:]
    if verb == "-S":
        return 0, "".join(line + "\n" for line in rules), ""
    chain, rest = rest[0], rest[1:]
    places = [index for index, line in enumerate(rules) if line.split()[:2] == ["-A", chain]]
    number = int(rest.pop(0)) if rest and rest[0].isdigit() else None
    line = " ".join(["-A", chain] + _listed(rest, 32 if name == "iptables" else 128))
    if verb == "-A":
        rules.append(line)
        return 0, "", ""
    if verb == "-I":
        number = number or 1
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


def _listed(words, bits):
    """A rule's words as the kernel's own listing has them."""
    found, protocol = [], None
    for before, word in zip([None] + words, words):
        if before == "-p":
            protocol = word
        if before in ("-s", "-d") and "/" not in word:
            word = "%s/%d" % (word, bits)
        if word in ("--dport", "--sport") and protocol not in found[found.index("-p") + 2 :]:
            found += ["-m", protocol]
        found.append('"%s"' % word if " " in word else word)
    return found


def restore(host, name, arguments):
    """Takes any rules (tests say in `failing` when not); with --test it only looks at them."""
    assert arguments in ([], ["--test"]), arguments
    if not arguments:
        lines = host.input.splitlines()
        policies = ["-P %s %s" % tuple(line[1:].split()[:2]) for line in lines if line[:1] == ":"]
        rules = [line for line in lines if line.startswith("-A")]
        host.state["rules"][FAMILIES[name[: -len("-restore")]]] = policies + rules
    return 0, "", ""


def save(host, name, _arguments):
    """The live rules as a file has them."""
    rules = host.state["rules"][FAMILIES[name[: -len("-save")]]]
    policies = [":%s %s [0:0]" % tuple(line.split()[1:3]) for line in rules if line.startswith("-P")]
    lines = ["*filter"] + policies + [line for line in rules if line.startswith("-A")] + ["COMMIT"]
    return 0, "".join(line + "\n" for line in lines), ""

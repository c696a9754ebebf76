"""The port is open after a reboot (procedure 5.6): the saved rules, staged with the other files.

The rule stands before the first one that rejects or drops, in the file that the host loads at boot,
edited as text: saving the live rules over it would keep what others set for the moment only. The
live rules are `firewall_live`'s. Rules of ours carry a comment with the stack's name; an equal rule
of somebody else's is good enough, and is left alone.
"""

import os

import firewall_rules
import snapshot
from problem import Problem

# Debian's (netfilter-persistent) and Red Hat's (iptables.service): the one whose folder is there.
SAVED = {
    "v4": ("/etc/iptables/rules.v4", "/etc/sysconfig/iptables"),
    "v6": ("/etc/iptables/rules.v6", "/etc/sysconfig/ip6tables"),
}
COMMANDS = {"v4": "iptables", "v6": "ip6tables"}
EMPTY = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"


def run(context):
    kept = context.ledger.setdefault(
        "firewall", {"made": [], "component": "FirewallRule", "openings": []}
    )
    wanted = context.document["firewall"]
    for opening in wanted:
        kept["component"] = opening["component"]
    if "openings" in kept:
        # Until all is done, rules of before and of now may stand there.
        kept["openings"] += [opening for opening in wanted if opening not in kept["openings"]]
    context.at_commit(lambda: kept.update(openings=wanted))
    for family in ("v4", "v6"):
        _save(context, kept, family)


def listed(context, family):
    """The live rules as text, or None where this host has no such family."""
    done = context.system.run([COMMANDS[family], "-w", "-S"])
    if done.ok:
        return done.out.splitlines()
    if not context.system.has_family(family):
        return None
    raise Problem(
        context.ledger["firewall"]["component"],
        COMMANDS[family],
        "the firewall's rules cannot be listed: %s" % done.said,
        "Install iptables (Debian: apt-get install iptables iptables-persistent)",
    )


def comment(context):
    """What tells our rules from others'."""
    return "pulumi-glance " + context.document["stack"]


def written(context):
    """What rules of ours mean; None where the ledger of an earlier version does not tell."""
    openings = context.ledger["firewall"].get("openings")
    if openings is None:
        return None
    document = dict(context.document, firewall=openings)
    return {
        opening.meaning
        for family in COMMANDS
        for opening in firewall_rules.openings_of(document, family)
    }


def _save(context, kept, family):
    path = saved_path(context, family)
    openings = firewall_rules.openings_of(context.document, family)
    if path is None:
        _refuse_unsaved(context, kept, family, openings)
        return
    now = snapshot.take(context.system, path)
    if now is None and not openings:
        if path not in kept["made"] and written(context):
            text = "%s was removed by someone else since and is not put back" % path
            context.left(kept["component"], text)
        return
    text = now["content"] if now else EMPTY
    try:
        result, what = _edit(context, path, text, family, openings), "it has no filter table"
    except ValueError as error:  # an open quote
        result, what = None, "it has a rule that cannot be read: %s" % error
    if result is None:
        hint = "See that it is what iptables-save writes, with *filter and COMMIT"
        raise Problem(kept["component"], path, what, hint)
    made = path in kept["made"]
    if now is None:
        kept["made"].append(path)
    elif made and result == EMPTY and not openings:
        context.at_commit(lambda: kept["made"].remove(path))
        context.stage.put(path, None, kept["component"], now)
        context.changed(kept["component"], "%s removed" % path)
        return
    if made and not openings:
        context.left(kept["component"], "%s holds others' rules by now and stays" % path)
    if result != text or now is None:
        future = dict(now, content=result) if now else snapshot.make(result, 0o640)
        context.stage.put(path, future, kept["component"], now)
        ports = ", ".join(str(opening["port"]) for opening in context.document["firewall"])
        verb = "opens port %s" % ports if openings else "without our rule"
        context.changed(kept["component"], "%s %s" % (path, verb))


def _edit(context, path, text, family, openings):
    """The saved text with our rules in place; None where it has no filter table."""
    numbered = firewall_rules.saved_lines(text)
    ends = [number for number, line in numbered if line == "COMMIT"]
    if not ends:
        return None
    chain = firewall_rules.Chain([line for _, line in numbered], family)
    # Where each INPUT rule stands in the file.
    places = [
        number
        for number, line in numbered
        if line.split("]")[-1].strip().startswith("-A INPUT ") or line.startswith("-A INPUT ")
    ]
    stale, missing, _, changed = chain.plan(openings, comment(context), written(context))
    tell(context, path, changed)
    limit = chain.blocks_from()
    before = places[limit] if limit < len(places) else _end_of_input(places, ends[0])
    lines = text.split("\n")
    gone = {places[index] for index in stale}
    result = []
    for number, line in enumerate(lines):
        if number == before:
            result.extend(opening.line for opening in missing)
        if number not in gone:
            result.append(line)
    return "\n".join(result)


def tell(context, where, changed):
    """Says which rules of ours somebody has changed: they are theirs by now."""
    for rule in changed:
        text = "%s: the rule %s was changed by someone else since and stays" % (where, rule)
        context.left(context.ledger["firewall"]["component"], text)


def _end_of_input(places, end):
    """After the last INPUT rule, or at the table's end where there is none."""
    return places[-1] + 1 if places else end


def saved_path(context, family):
    for path in SAVED[family]:
        if os.path.isdir(context.system.path(os.path.dirname(path))):
            if path.startswith("/etc/iptables") or context.system.read(path) is not None:
                return path
    return None


def _refuse_unsaved(context, kept, family, openings):
    """No file is loaded at boot: fine where nothing is blocked, a trap where something is."""
    if not openings:
        return
    lines = listed(context, family)
    if lines is None:
        return
    chain = firewall_rules.Chain(lines, family)
    if chain.drops_by_policy or chain.blocks_from() < len(chain.rules):
        raise Problem(
            kept["component"],
            SAVED[family][0],
            "this host blocks ports, but keeps its rules nowhere that is known",
            "Install iptables-persistent (Red Hat: iptables-services) and save the rules",
        )

"""Ports that are not open as they must be, now or after a reboot; rules of ours that are stale."""

import firewall
import firewall_rules


def look(context, _part):
    comment, written = firewall.comment(context), firewall.written(context)
    for family in ("v4", "v6"):
        openings = firewall_rules.openings_of(context.document, family)
        command = firewall.COMMANDS[family]
        lines = firewall.listed(context, family)
        if lines is not None:
            chain = firewall_rules.Chain(lines, family)
            _compare(context, command + " INPUT", chain, openings, comment, written)
        path = firewall.saved_path(context, family)
        text = context.system.read(path) if path else None
        if text is not None:
            lines = [line for _, line in firewall_rules.saved_lines(text)]
            _compare(context, path, firewall_rules.Chain(lines, family), openings, comment, written)
        elif path and openings:
            context.differs(path, "missing")


def _compare(context, item, chain, openings, comment, written):
    stale, missing, _, _ = chain.plan(openings, comment, written)
    if missing:
        ports = ", ".join(sorted({opening.words_for_people for opening in missing}))
        context.differs(item, "no rule before the first that rejects opens " + ports)
    elif stale:
        context.differs(item, "%d rules of ours that nobody asks for" % len(stale))

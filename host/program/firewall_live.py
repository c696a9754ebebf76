"""The port is open now: the same rules as in the saved files, put into the running firewall."""

import firewall
import firewall_rules
from problem import Problem


def run(context):
    for family in ("v4", "v6"):
        openings = firewall_rules.openings_of(context.document, family)
        lines = firewall.listed(context, family)
        if lines is not None:
            _apply(context, family, openings, firewall_rules.Chain(lines, family))
    if not context.document["firewall"]:
        context.at_commit(lambda: context.ledger.pop("firewall"))


def _apply(context, family, openings, chain):
    comment, written = firewall.comment(context), firewall.written(context)
    stale, missing, place, changed = chain.plan(openings, comment, written)
    component = context.ledger["firewall"]["component"]
    command = firewall.COMMANDS[family]
    firewall.tell(context, command, changed)
    # From the end, so that the numbers of those before stay true.
    for index in reversed(stale):
        words = chain.rules[index].words
        _run(context, component, [command, "-w", "-D", "INPUT", str(index + 1)])
        _note(context, component, [command, "-w", "-I", "INPUT", str(index + 1)] + words)
        context.changed(component, "%s: rule of INPUT removed" % command)
    for offset, opening in enumerate(missing):
        number = str(place + offset + 1)
        _run(context, component, [command, "-w", "-I", "INPUT", number] + opening.words)
        _note(context, component, [command, "-w", "-D", "INPUT"] + opening.words)
        context.changed(component, "%s: rule %s of INPUT opens a port" % (command, number))


def _run(context, component, argv):
    done = context.system.run(argv)
    if not done.ok:
        hint = "See %s -S INPUT" % argv[0]
        raise Problem(component, "%s INPUT" % argv[0], done.said, hint)


def _note(context, component, argv):
    context.journal.undo("rule of %s" % argv[0], lambda: _run(context, component, argv))

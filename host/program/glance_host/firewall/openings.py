"""What of a host's firewall is ours: shared by all that may rule it."""


# Of rules that an earlier transaction has written and the present one would not.
TOO_MANY = "%d rules of this stack open a port that the stack does not ask for"


def comment(context):
    """What tells our rules from others'."""
    return "pulumi-glance " + context.document["stack"]


def component(context):
    """Who asked for the openings; also when nobody does any more."""
    return context.ledger["firewall"]["component"]


def written(context):
    """The openings that rules of ours may stand for, as the document has them; None where the ledger
    of an earlier version does not tell."""
    return context.ledger["firewall"].get("openings")


def pairs(openings):
    """(port, source) of each rule that the openings need; the source is None where all may come."""
    found = []
    for opening in openings:
        found += [(opening["port"], source) for source in opening["sources"] or [None]]
    return found


def in_words(port, source):
    """An opening for people."""
    return "port %s to %s" % (port, source or "all")


def tell(context, where, changed):
    """Says which rules of ours somebody has changed: they are theirs by now."""
    for rule in changed:
        text = "%s: the rule %s was changed by someone else since and stays" % (where, rule)
        context.left(component(context), text)

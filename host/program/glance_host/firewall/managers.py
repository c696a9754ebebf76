"""Which firewall rules the host: found on it, not assumed.

Each is a class of this one interface, in a module of its own:

  rules(states)   how far it rules the host: BLOCKS, LOADED or ABSENT, by systemd's states of UNITS
  save(openings)  stages the files that the next boot loads
  open(openings)  makes the running firewall so
  look(openings)  notes what differs
  leave           the command that switches it off

`openings` are the document's; none of them means that all of ours go.
"""

from glance_host import rooms
from glance_host.problem import Problem
from glance_host.system import systemd

# In the order in which they are asked; the last one serves where nothing rules.
MANAGERS = {
    "ufw": ("firewall.ufw", "Ufw"),
    "firewalld": ("firewall.firewalld", "Firewalld"),
    "nftables": ("firewall.nftables", "Nftables"),
    "iptables": ("firewall.iptables", "Iptables"),
}
UNITS = (
    "firewalld.service",
    "nftables.service",
    "netfilter-persistent.service",
    "iptables.service",
    "ip6tables.service",
)
# It keeps something out; it is in charge and keeps nothing out; it has no say.
BLOCKS, LOADED, ABSENT = 2, 1, 0


def make(name, context):
    """The manager of that name."""
    module, kind = MANAGERS[name]
    return getattr(rooms.module(module), kind)(context)


def found(context):
    """The name of the one that rules this host. Two are a Problem that names both."""
    states = systemd.states(context, UNITS)
    extent = {name: make(name, context).rules(states) for name in MANAGERS}
    for level in (BLOCKS, LOADED):
        names = [name for name in MANAGERS if extent[name] == level]
        if len(names) > 1 and level == BLOCKS:
            raise _several(context, names)
        if names:
            return names[0]
    return "iptables"


def involved(context):
    """(manager, what it must have open) of each that may hold rules of ours, once `choose` has run."""
    names = context.ledger["firewall"].get("managers", ["iptables"])
    wanted = context.document["firewall"]
    return [(make(name, context), wanted if name == names[-1] else []) for name in names]


def choose(context):
    """Notes who rules the host. One that did so before keeps a place until our rules are gone."""
    kept = context.ledger["firewall"]
    if not context.document["firewall"]:
        return
    current = found(context)
    # A ledger of an earlier version knows iptables alone.
    former = kept.get("managers", ["iptables"])
    kept["managers"] = [name for name in former if name != current] + [current]
    context.at_commit(lambda: kept.update(managers=[current]))


def _several(context, names):
    both = " and ".join(names)
    ways = [make(name, context).leave for name in names]
    return Problem(
        context.ledger["firewall"]["component"],
        "firewall",
        "%s filter packets on this host at once, and a packet must pass all of them" % both,
        "Choose one of them, and switch the others off: %s" % ", ".join(
            "%s by command %d" % (name, number + 1) for number, name in enumerate(names)
        ),
        "\n".join(ways),
    )

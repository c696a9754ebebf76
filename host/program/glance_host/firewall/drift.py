"""Ports that are not open as they must be, now or after a reboot; rules of ours that are stale."""

from glance_host.firewall import managers as firewall_managers


def look(context, _part):
    names = context.ledger["firewall"].get("managers", ["iptables"])
    current = firewall_managers.found(context)
    if current != names[-1]:
        context.differs("firewall", "%s filters packets on this host now, not %s" % (current, names[-1]))
    firewall_managers.make(current, context).look(context.document["firewall"])

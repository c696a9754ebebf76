"""The port is open now: the same openings as after a reboot, in the running firewall."""

from glance_host.firewall import managers as firewall_managers


def run(context):
    """Opens the ports in the running firewall, and closes those that are no longer asked for."""
    for manager, openings in firewall_managers.involved(context):
        manager.open(openings)
    if not context.document["firewall"]:
        context.at_commit(lambda: context.ledger.pop("firewall"))

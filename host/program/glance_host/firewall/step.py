"""The port is open after a reboot (procedure 5.6): what the next boot loads is staged.

Who rules the host is found (managers). The running firewall is `live`'s. An equal
rule of somebody else's is good enough, and is left alone.
"""

from glance_host.firewall import managers as firewall_managers


def run(context):
    """Stages the rules that the next boot loads."""
    kept = context.ledger.setdefault(
        "firewall", {"made": [], "component": "FirewallRule", "openings": [], "managers": []}
    )
    wanted = context.document["firewall"]
    for opening in wanted:
        kept["component"] = opening["component"]
    if "openings" in kept:
        # Until all is done, rules of before and of now may stand there.
        kept["openings"] += [opening for opening in wanted if opening not in kept["openings"]]
    context.at_commit(lambda: kept.update(openings=wanted))
    firewall_managers.choose(context)
    for manager, openings in firewall_managers.involved(context):
        manager.save(openings)

"""Staged rules, and the command that reads them without loading them."""

from glance_host.firewall import iptables
from glance_host.firewall import nftables

RESTORE = {"v4": "iptables-restore", "v6": "ip6tables-restore"}


def readers(context, copies):
    """(path, command, its input) for each staged file of rules."""
    staged = context.stage.staged()
    for family, paths in sorted(iptables.SAVED.items()):
        for path in paths:
            wanted = staged.get(path)
            if wanted is not None and context.system.has_family(family):
                yield path, [RESTORE[family], "--test"], wanted["content"]
    # What such a file includes is read with it.
    for path in nftables.FILES:
        if staged.get(path) is not None:
            yield path, ["nft", "-c", "-f", copies.place(path)], None

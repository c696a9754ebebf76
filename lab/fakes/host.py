"""A host that is a dict and a folder: `answer(argv)` is what its commands say and do.

The same code answers as a command on PATH (server.py), for tests of the program and for the hosts of
topology light, and inside a test's own process.
"""

import json
import os

from . import firewalls, iptables, mounts, packages, packages_rpm, proxy, services, systemd, ufw

COMMANDS = {
    "runuser": services.runuser,
    "systemctl": systemd.systemctl,
    "journalctl": systemd.journalctl,
    "apt-get": packages.apt_get,
    "dpkg-query": packages.dpkg_query,
    "rpm": packages_rpm.rpm,
    "dnf": packages_rpm.dnf,
    "yum": packages_rpm.dnf,
    "glance-manage": services.version,
    "iptables": iptables.command,
    "ip6tables": iptables.command,
    "iptables-restore": iptables.restore,
    "ip6tables-restore": iptables.restore,
    "iptables-save": iptables.save,
    "ip6tables-save": iptables.save,
    "firewall-cmd": firewalls.firewall_cmd,
    "nft": firewalls.nft,
    "ufw": ufw.ufw,
    "haproxy": proxy.haproxy,
    "findmnt": mounts.findmnt,
    "df": mounts.df,
}
# What nothing of this project calls, and what would change the machine on which the host is a folder.
COMMANDS.update((name, services.refused) for name in ("mount", "umount", "reboot", "shutdown", "poweroff"))


class FakeHost:
    def __init__(self, root, state_path):
        self.root = root
        self.state_path = state_path
        with open(state_path) as file:
            self.state = json.load(file)

    def answer(self, argv, input=""):
        """(code, out, err) of a command with that stdin; notes it in the log beside the state."""
        self.input = input
        name = os.path.basename(argv[0])
        with open(self.state_path + ".log", "a") as file:
            file.write(json.dumps([name] + argv[1:]) + "\n")
        text = " ".join([name] + argv[1:])
        for beginning in self.state.get("failing", []):
            if text.startswith(beginning):
                return 1, "", "%s: made to fail by the test" % name
        result = COMMANDS[name](self, name, argv[1:])
        self.save()
        return result

    def save(self):
        # As one text without indents: both go through Python's own encoder, which is ten times slower.
        with open(self.state_path + ".new", "w") as file:
            file.write(json.dumps(self.state, sort_keys=True))
        os.rename(self.state_path + ".new", self.state_path)

    def path(self, path):
        return self.root + path

    def plain(self, path):
        """A path as the host sees it."""
        return "/" + os.path.relpath(path, self.root) if path != self.root else "/"

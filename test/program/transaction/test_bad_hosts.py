"""Hosts that the program refuses to change, or has to give up on; each stays as it was."""

import fcntl
import os
import shutil
import unittest

from bad_input import BadInput, Case, tests_of
from harness import API_CONF, RULES, document, full_document, gluster, managed, metadata
from harness import opening, settings, unit

IMAGES = "/var/lib/glance/images"
ONE = [settings({"database": {"connection": "mysql://db"}})]
METADATA = "/etc/glance/filesystem.json"


def text(path, content, mode=0o640):
    return lambda host: host.write(path, content, mode)


def remove(path):
    return lambda host: shutil.rmtree(host.root + path) if os.path.isdir(
        host.root + path
    ) else os.unlink(host.root + path)


def directory(path):
    def prepare(host):
        if host.exists(path):
            os.unlink(host.root + path)
        os.makedirs(host.root + path)

    return prepare


def link(path, target):
    def prepare(host):
        if host.exists(path):
            os.unlink(host.root + path)
        os.symlink(target(host) if callable(target) else target, host.root + path)

    return prepare


def state(**parts):
    return lambda host: host.set_state(**parts)


def fails(*commands):
    return state(failing=list(commands))


def blocks(rules):
    """A firewall of these rules, saved nowhere."""

    def prepare(host):
        host.set_state(rules={"v4": list(rules), "v6": list(rules)})
        shutil.rmtree(host.root + "/etc/iptables")

    return prepare


def value(bad):
    return [settings({"keystone_authtoken": {"password": bad}})]


def held(host):
    """Another transaction that does not end; its lock goes with the test."""
    file = open(host.root + "/run/lock/pulumi-glance.lock", "w+")
    file.write("process 4711, stack other")
    file.flush()
    fcntl.flock(file, fcntl.LOCK_EX)
    host.addCleanup(file.close)


def owned_by(owner, group="glance"):
    return dict(managed("/etc/glance/x.pem", "x"), owner=owner, group=group)


def service(**parts):
    return {"glance-api.service": dict({"enabled": True, "active": True}, **parts)}


INI = [
    Case("a line that is no setting", document(settings=ONE), "DatabaseConnection: " + API_CONF,
         "line 2 is neither KEY = VALUE", "Correct that line",
         prepare=text(API_CONF, "[DEFAULT]\ngarbage\n")),
    Case("a section without its bracket", document(settings=ONE), "line 1 begins a section, but is not",
         prepare=text(API_CONF, "[DEFAULT\na = b\n")),
    Case("two sections broken", document(settings=ONE), "line 2 begins a section",
         prepare=text(API_CONF, "[a]\n[b\nc = d\n[]\n")),
    Case("a setting before any section", document(settings=ONE), "line 1 stands before the first",
         prepare=text(API_CONF, "a = b\n")),
    Case("a continuation of nothing", document(settings=ONE), "line 2 is indented, but continues nothing",
         prepare=text(API_CONF, "[DEFAULT]\n  a = b\n")),
    Case("a merge that was never finished", document(settings=ONE), "line 2 is neither",
         prepare=text(API_CONF, "[DEFAULT]\n<<<<<<< mine\na = b\n")),
    Case("bytes of another encoding", document(settings=ONE), "line 2 is neither",
         prepare=text(API_CONF, "[DEFAULT]\n\udcff\udcfe\n")),
    Case("glance-api.conf is a directory", document(settings=ONE), API_CONF, "Is a directory",
         prepare=directory(API_CONF)),
    Case("glance-api.conf is a link to itself", document(settings=ONE), API_CONF, "symbolic links",
         prepare=link(API_CONF, lambda host: host.root + API_CONF)),
    Case("a dangling link to a folder that is not there", document(settings=ONE), API_CONF,
         prepare=link(API_CONF, lambda host: host.root + "/gone/away.conf")),
    Case("/etc/glance is a file", document(settings=ONE), API_CONF, "Not a directory",
         prepare=lambda host: (shutil.rmtree(host.root + "/etc/glance"), host.write("/etc/glance", "x"))),
    Case("a value with a newline", document(settings=value("pa\nss")), "DatabaseConnection: " + API_CONF,
         "[keystone_authtoken] password", "holds a line break or NUL"),
    Case("a value with NUL", document(settings=value("pa\0ss")), "holds a line break or NUL"),
    Case("a value with a return", document(settings=value("pa\rss")), "holds a line break or NUL"),
    Case("a value with a blank behind it", document(settings=value("pass ")), "begins or ends with a space",
         "Write the value in quotes"),
]

FILES = [
    Case("an owner that does not exist", document(files=[owned_by("nobody-here")]), "Tls: /etc/glance/x.pem",
         "this host has no user nobody-here, who must own it", "Install the service's package first"),
    Case("a group that does not exist", document(files=[owned_by("root", "none")]), "no group none, who must"),
    Case("Glance is not installed", document(settings=[settings({"a": {"b": "c"}}, path="/etc/glance/new.conf")]),
         "this host has no group glance", "Install the service's package first",
         prepare=text("/etc/group", "root:x:0:\n", 0o644)),
    Case("a file of ours is a directory", document(files=[managed("/etc/glance/x.pem", "x")]),
         "/etc/glance/x.pem", "Is a directory", prepare=directory("/etc/glance/x.pem")),
    Case("a folder of ours is a file", document(files=[managed("/etc/haproxy-glance/a.cfg", "x")]),
         "/etc/haproxy-glance", "Not a directory", prepare=text("/etc/haproxy-glance", "x")),
    Case("a folder of ours is a dangling link", document(files=[managed("/etc/haproxy-glance/a.cfg", "x")]),
         "/etc/haproxy-glance", prepare=link("/etc/haproxy-glance", "/gone")),
    Case("a ledger that was edited", document(settings=ONE), "transaction: /var/lib/pulumi-glance/glance-test/ledger.json",
         "it is not a ledger", "nothing on this host was changed",
         prepare=text("/var/lib/pulumi-glance/glance-test/ledger.json", "{", 0o600)),
    Case("a ledger of a newer program", document(settings=ONE), "with the newer version that wrote it",
         prepare=text("/var/lib/pulumi-glance/glance-test/ledger.json", '{"format": 9}', 0o600)),
    Case("the ledger's home is a file", document(settings=ONE), "/var/lib/pulumi-glance", "Not a directory",
         prepare=text("/var/lib/pulumi-glance", "x")),
    Case("another transaction is under way", document(settings=ONE), "/run/lock/pulumi-glance.lock",
         "another transaction has held this host", "process 4711, stack other", "nothing on this host was changed",
         prepare=held, limits=("--lock-limit", "0.3")),
    Case("the lock is a directory", document(settings=ONE), "/run/lock/pulumi-glance.lock", "Is a directory",
         prepare=directory("/run/lock/pulumi-glance.lock")),
]

PACKAGES = [
    Case("a package that there is none of", document(packages=[{"name": "nonesuch", "component": "Tls"}]),
         "Tls: package nonesuch: cannot be installed", "\napt-get update\napt-get install nonesuch\n"),
    Case("one good package and one that is none",
         document(packages=[{"name": each, "component": "Tls"} for each in ("haproxy", "nonesuch")]),
         "Tls: package haproxy, nonesuch: cannot be installed"),
    Case("no list of packages can be fetched", document(packages=[{"name": "glusterfs-client", "component": "GlusterMount"}]),
         "GlusterMount: package glusterfs-client: cannot be installed", prepare=fails("apt-get -o DPkg::Lock::Timeout=120 update")),
    Case("a broken package database", document(packages=[{"name": "haproxy", "component": "Tls"}]),
         "Tls: package haproxy", prepare=fails("apt-get")),
]

MOUNTS = [
    Case("a mount point with images in it", document(mounts=[gluster()], units=[unit()]), "GlusterMount: " + IMAGES,
         "the directory is not empty (an-image", "Mount the volume elsewhere", prepare=text(IMAGES + "/an-image", "x")),
    Case("another volume is mounted there", document(mounts=[gluster()]), "other:/volume is mounted there, not storage:/images",
         "Unmount it, or choose another mount point", prepare=state(mounts={"/": "/dev/sda1", IMAGES: "other:/volume"})),
    Case("a disk is mounted there", document(mounts=[gluster()]), "/dev/sdb1 is mounted there",
         prepare=state(mounts={"/": "/dev/sda1", IMAGES: "/dev/sdb1"})),
    Case("a system's own folder as a mount point", document(mounts=[gluster("/etc")]), "GlusterMount: /etc: the directory is not empty"),
    Case("a file as a mount point", document(mounts=[gluster("/srv/images")]), "GlusterMount: /srv/images", "a file",
         prepare=text("/srv/images", "x")),
    Case("a volume that cannot be mounted", document(mounts=[gluster()]), "GlusterMount: var-lib-glance-images.mount: systemd could not start it",
         "\njournalctl -u var-lib-glance-images.mount\n", prepare=state(broken=["var-lib-glance-images.mount"])),
]

FILESYSTEM = [
    Case("metadata that is %s" % what, document(metadata=metadata()), "FilesystemMetadata: " + METADATA, words,
         "Correct the file, or move it away", prepare=text(METADATA, content))
    for what, content, words in (
        ("empty", "", "it is not JSON"),
        ("cut off", '{"id": "1", "mountp', "it is not JSON"),
        ("ini", "[DEFAULT]\nid = 1\n", "it is not JSON"),
        ("a list of numbers", "[1]", "it is neither {id, mountpoint}"),
        ("without a mount point", '{"id": "1"}', "it is neither {id, mountpoint}"),
        ("an id that is a number", '{"id": 1, "mountpoint": "/"}', "it is neither {id, mountpoint}"),
        ("an empty id", '{"id": "", "mountpoint": "/"}', "it is neither {id, mountpoint}"),
        ("text", '"images"', "it is neither {id, mountpoint}"),
    )
] + [
    Case("another id than the first image host's", document(metadata=metadata(fixed=True)), "FilesystemMetadata: " + METADATA,
         "this host's file system has the id other", "Choose the id that images carry",
         prepare=text(METADATA, '{"id": "other", "mountpoint": "/"}')),
    Case("df does not answer", document(metadata=metadata()), "FilesystemMetadata: " + IMAGES, "\ndf /var/lib/glance/images\n", prepare=fails("df")),
]

FIREWALL = [
    Case("a firewall that rejects and is saved nowhere", document(firewall=[opening()]), "FirewallRule: /etc/iptables/rules.v4",
         "the program does not know where it keeps its rules", "Install iptables-persistent", prepare=blocks(RULES)),
    Case("a firewall that drops by policy and is saved nowhere", document(firewall=[opening()]),
         "this host blocks ports", prepare=blocks(["-P INPUT DROP"] + RULES[1:3])),
    Case("saved rules without a filter table", document(firewall=[opening()]), "/etc/iptables/rules.v4", "it has no filter table",
         "what iptables-save writes", prepare=text("/etc/iptables/rules.v4", "*nat\nCOMMIT\n")),
    Case("saved rules cut off", document(firewall=[opening()]), "it has no filter table",
         prepare=text("/etc/iptables/rules.v4", "*filter\n:INPUT ACCEPT [0:0]\n")),
    Case("saved rules that are empty", document(firewall=[opening()]), "it has no filter table",
         prepare=text("/etc/iptables/rules.v6", "")),
    Case("saved rules with an open quote", document(firewall=[opening()]), "/etc/iptables/rules.v4",
         prepare=text("/etc/iptables/rules.v4", '*filter\n-A INPUT -m comment --comment "a -j ACCEPT\nCOMMIT\n')),
    Case("iptables cannot list its rules", document(firewall=[opening()]), "FirewallRule: iptables: the firewall's rules cannot be listed",
         "Install iptables; on Debian iptables-persistent, too.", prepare=fails("iptables -w -S")),
    Case("iptables takes no rule", document(firewall=[opening()]), "iptables", prepare=fails("iptables -w -I")),
]

UNITS = [
    Case("a unit that does not exist", document(units=[unit("nova-compute.service")]), "FirewallRule: nova-compute.service",
         "there is no such unit on this host", "Install the service's package first"),
    Case("a unit that is masked", document(settings=ONE, units=[unit()]), "FirewallRule: glance-api.service: it is masked",
         "\nsystemctl unmask glance-api.service\n", prepare=state(units=service(packaged=True, masked=True))),
    Case("a unit that does not start", full_document(), "haproxy-glance.service: systemd could not restart it",
         "\njournalctl -u haproxy-glance.service\n", prepare=state(broken=["haproxy-glance.service"])),
    Case("a host without systemd", document(units=[unit()]), "systemctl show", "See that systemd runs on this host",
         prepare=fails("systemctl")),
    Case("systemd reads no unit files", full_document(), "systemctl daemon-reload", "could not put back systemd's unit files",
         prepare=fails("systemctl daemon-reload"), code=3),
    Case("systemd enables nothing", document(units=[unit()]), "glance-api.service: systemd could not enable it",
         prepare=lambda host: (state(units={"glance-api.service": {"enabled": False, "active": False, "packaged": True}})(host),
                               fails("systemctl enable")(host))),
]


@tests_of(INI)
class BadIniFiles(BadInput):
    group = "settings on hosts"


@tests_of(FILES)
class BadFiles(BadInput):
    group = "files on hosts"


@tests_of(PACKAGES)
class BadPackages(BadInput):
    group = "packages"


@tests_of(MOUNTS)
class BadMounts(BadInput):
    group = "mounts"


@tests_of(FILESYSTEM)
class BadMetadata(BadInput):
    group = "file system metadata"


@tests_of(FIREWALL)
class BadFirewalls(BadInput):
    group = "firewalls"


@tests_of(UNITS)
class BadUnits(BadInput):
    group = "units"


if __name__ == "__main__":
    unittest.main()

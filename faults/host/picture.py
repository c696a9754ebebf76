"""Prints what a host is, as JSON: all that a transaction must leave whole, and all that undo must
give back.

{"things": {name: what it is}, "starts": how often glance-api was started since boot}
"""

import hashlib
import json
import os
import re
import subprocess

FOLDERS = ("/etc", "/root", "/var/lib/pulumi-glance")
FILES = ("/usr/sbin/policy-rc.d", "/run/lock/pulumi-glance.lock")
# Caches, and what the login or the suite itself leaves.
PASSED_OVER = re.compile(
    r"/etc/(ld\.so\.cache|mtab|\.pwd\.lock)$|/root/(\.cache|\.pulumi-glance-.*\.pyz)(/|$)"
)
UNITS = ("glance-api", "haproxy-glance", "haproxy", "glusterd", "nova-compute")


def picture():
    """See above."""
    things = dict(files())
    for family in ("iptables", "ip6tables"):
        things["%s INPUT" % family] = output(family, "-w", "-S", "INPUT")
    for line in output("findmnt", "-rn", "-o", "TARGET,SOURCE,FSTYPE").splitlines():
        place, rest = line.split(" ", 1)
        if not place.startswith(("/run/", "/proc", "/sys", "/dev", "/tmp")):
            things["mount " + place] = rest
    for line in output("dpkg-query", "-W", "-f", "${Package} ${Status}\\n").splitlines():
        name, state = line.split(" ", 1)
        things["package " + name] = state
    for line in output("systemctl", "list-unit-files", "--plain", "--no-legend").splitlines():
        name, state = line.split()[:2]
        if state != "transient":  # a login's
            things["unit file " + name] = state
    for unit in UNITS:
        things["unit " + unit] = output("systemctl", "is-active", unit, allowed=(3, 4)).strip()
    for line in output("systemctl", "--failed", "--plain", "--no-legend").splitlines():
        things["failed " + line.split()[0]] = "failed"
    things.update(rows())
    return {"things": things, "starts": starts()}


def files():
    """(path, what it is) of each file and folder."""
    for folder in FOLDERS:
        for where, folders, names in os.walk(folder):
            folders[:] = [each for each in folders if not PASSED_OVER.search(where + "/" + each)]
            for name in folders + names:
                if not PASSED_OVER.search(os.path.join(where, name)):
                    yield one(os.path.join(where, name))
    for path in FILES:
        if os.path.lexists(path):
            yield one(path)
    for name in os.listdir("/tmp"):
        if name.startswith("pulumi-glance"):
            yield one("/tmp/" + name)


def one(path):
    """A file's owner, mode and content; of a ledger its entries, since its notes may be older."""
    status = os.lstat(path)
    what = "%o %d:%d" % (status.st_mode, status.st_uid, status.st_gid)
    if os.path.islink(path):
        return path, "%s → %s" % (what, os.readlink(path))
    if not os.path.isfile(path):
        return path, what
    with open(path, "rb") as file:
        data = file.read()
    if path.startswith("/var/lib/pulumi-glance") and path.endswith(".json"):
        return path, "%s %s" % (what, " ".join(sorted(json.loads(data.decode()))))
    return path, "%s %s" % (what, hashlib.sha256(data).hexdigest()[:16])


def rows():
    """The Image service's records, on the host that has Keystone's database."""
    if not os.path.isdir("/etc/keystone"):
        return
    query = """SELECT 'user', name FROM local_user
        UNION ALL SELECT 'service', CONCAT(type, ' ', extra) FROM service
        UNION ALL SELECT CONCAT('endpoint ', interface, ' ', region_id), url FROM endpoint
        UNION ALL SELECT 'region', id FROM region
        UNION ALL SELECT 'assignments', COUNT(*) FROM assignment"""
    # Ids are chosen anew whenever a record is made; a service names some of others' (identity_keepers).
    lines = re.sub("[0-9a-f]{32}", "ID", output("mysql", "-N", "keystone", "-e", query)).splitlines()
    for number, line in enumerate(sorted(lines)):
        yield "row %02d" % number, line


def starts():
    journal = output("journalctl", "-q", "-b", "-u", "glance-api", "-o", "cat", allowed=(0, 1))
    return sum(line.startswith("Started glance-api") for line in journal.splitlines())


def output(*words, allowed=(0,)):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in allowed + (0,):
        raise SystemExit("%s: %s" % (" ".join(words), done.stderr))
    return done.stdout


print(json.dumps(picture()))

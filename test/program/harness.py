"""A host in a temporary folder, the program run on it, and what must hold after each run."""

import atexit
import contextlib
import copy
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.join(PROJECT, "host", "program")
sys.path[:0] = [PROGRAM, os.path.join(PROJECT, "lab")]

from fakes.host import COMMANDS, FakeHost  # noqa: E402
from fakes.server import script  # noqa: E402

# Compiled once for all runs of the program, and beside none of its sources; test/python gives one
# folder to all tests.
BYTECODE = os.environ.get("PYTHONPYCACHEPREFIX") or tempfile.mkdtemp(prefix="glance-bytecode-")
if "PYTHONPYCACHEPREFIX" not in os.environ:
    atexit.register(shutil.rmtree, BYTECODE, ignore_errors=True)

API_CONF = "/etc/glance/glance-api.conf"
NOVA_CONF = "/etc/nova/nova.conf"
STACK = "glance-test"

if os.environ.get("CRUDINI"):
    os.environ["PATH"] = os.environ["CRUDINI"] + os.pathsep + os.environ["PATH"]
if shutil.which("crudini") is None:
    raise SystemExit(
        "crudini is not on PATH: pip install crudini oslo.config in a virtual environment, and "
        "set CRUDINI to its bin folder (toolchain/python/setup --print-path makes one)"
    )

ORIGINAL = """[DEFAULT]
# The address to listen on.
#bind_host = 0.0.0.0
log_file = /var/log/glance/glance-api.log
bind_port=9191

[database]
# A comment that stays.
connection = sqlite:////var/lib/glance/glance.sqlite
backend = sqlalchemy

[keystone_authtoken]
region_name = regionOne
auth_host = one
auth_host = two
"""

# What comes onto a host with `full_document`.
PACKAGES = ("haproxy", "liblua")

RULES = [
    "-P INPUT ACCEPT",
    "-P FORWARD ACCEPT",
    "-P OUTPUT ACCEPT",
    "-A INPUT -i lo -j ACCEPT",
    "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
    "-A INPUT -j REJECT --reject-with icmp-port-unreachable",
]
SAVED = """# Rules of the administrator
*nat
:PREROUTING ACCEPT [0:0]
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
[12:3456] -A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -j REJECT --reject-with icmp-port-unreachable
COMMIT
"""


def sources():
    """The program's files, relative to its folder."""
    found = []
    for place, _, names in os.walk(PROGRAM):
        found += [os.path.relpath(os.path.join(place, each), PROGRAM) for each in names if each.endswith(".py")]
    return sorted(found)


def document(**parts):
    """A HostDocument that wants nothing but `parts`."""
    whole = {
        "format": 1,
        "stack": STACK,
        "host": "image1",
        "program": "",
        "secrets": [],
        "metadata": None,
        "token": None,
        "sharing": None,
        "directLoading": None,
        "identity": None,
        "schema": None,
    }
    for name in "versions packages mounts settings files firewall checks validations units health".split():
        whole[name] = []
    whole.update(parts)
    return whole


def settings(values, drop=None, path=API_CONF):
    """An IniFile: {section: {key: value}}."""
    return {
        "path": path,
        "ownership": {"owner": "root", "group": "glance", "mode": "0640"},
        "set": {
            section: {
                key: {"value": value, "component": "DatabaseConnection"}
                for key, value in keys.items()
            }
            for section, keys in values.items()
        },
        "drop": {s: {key: "ServiceAuthentication" for key in keys} for s, keys in (drop or {}).items()},
    }


def managed(path, content, mode="0640"):
    """A ManagedFile."""
    return {
        "path": path,
        "content": content,
        "owner": "root",
        "group": "glance",
        "mode": mode,
        "component": "Tls",
    }


def unit(name="glance-api.service", reads=(API_CONF,), reload=False):
    return {"name": name, "reads": list(reads), "reload": reload, "component": "FirewallRule"}


def full_document(mount="/var/lib/glance/images", **parts):
    """All that the core of the program can be asked for, at once."""
    whole = document(
        secrets=["pa$$ word;'%"],
        versions=[version()],
        packages=[{"name": "haproxy", "component": "Tls"}],
        mounts=[gluster(mount)],
        settings=[
            settings(
                {
                    "DEFAULT": {"bind_host": "0.0.0.0", "bind_port": "9292"},
                    "database": {"connection": "mysql://glance:pa$$ word;'%@db/glance"},
                    "glance_store": {"default_store": "file"},
                },
                {"keystone_authtoken": ["auth_host", "admin_user"]},
            ),
            settings({"ref1": {"user": "services:swift"}}, path="/etc/glance/swift.conf"),
            direct_settings(),
        ],
        files=[
            managed("/etc/haproxy-glance/haproxy.cfg", "frontend\n"),
            managed("/etc/systemd/system/haproxy-glance.service", "[Service]\n", "0644"),
        ],
        metadata=metadata(),
        token=token(),
        directLoading=direct_loading(),
        firewall=[opening()],
        validations=[
            {"kind": "haproxy", "path": "/etc/haproxy-glance/haproxy.cfg", "component": "Tls"},
            {"kind": "firewall", "component": "FirewallRule"},
        ],
        units=[
            unit(),
            unit("haproxy-glance.service", ["/etc/haproxy-glance/haproxy.cfg"], reload=True),
        ],
    )
    whole.update(parts)
    return whole


def version(release="zed"):
    """A ServiceVersion of Glance's."""
    return {
        "service": "glance",
        "release": release,
        "packages": ["glance-common", "openstack-glance"],
        "command": ["glance-manage", "--version"],
        "releases": {"juno": "2014.2", "zed": "25", "2025.1": "30"},
        "component": "Release",
    }


def gluster(place="/var/lib/glance/images", source="storage:/images"):
    return {
        "source": source,
        "type": "glusterfs",
        "mountPoint": place,
        "options": "defaults,_netdev",
        "ownership": {"owner": "root", "group": "glance", "mode": "0755"},
        "requiredBy": ["glance-api.service"],
        "component": "GlusterMount",
    }


def metadata(identity="11111111-2222-3333-4444-555555555555", fixed=False):
    return {
        "path": "/etc/glance/filesystem.json",
        "owner": "root",
        "group": "glance",
        "mode": "0640",
        "id": identity,
        "idIsFixed": fixed,
        "imagesDirectory": "/var/lib/glance/images/",
        "component": "FilesystemMetadata",
    }


def token(path="/var/lib/glance/images/.pulumi-glance-test-image1"):
    """A TokenFile."""
    return {
        "path": path,
        "owner": "glance",
        "group": "glance",
        "mode": "0644",
        "component": "FilesystemMetadata",
    }


def direct_settings(entry="images"):
    """The IniFile of procedure 5.12: the host itself finds id and mount point."""

    def value(text, **more):
        return dict(more, value=text, component="ComputeDirectAccess")

    file = settings({}, path=NOVA_CONF)
    file["set"] = {
        "glance": {"allowed_direct_url_schemes": value("file", list="always")},
        "image_file_url": {"filesystems": value(entry, list="always")},
        "image_file_url:" + entry: {
            "id": value("", of="filesystemId"),
            "mountpoint": value("", of="filesystemMountPoint"),
        },
    }
    return file


def direct_loading(entry="images"):
    """A DirectImageAccessRequest."""
    return {
        "files": [NOVA_CONF, "/etc/nova/nova-compute.conf"],
        "entry": entry,
        "schemes": [
            {"section": "glance", "key": "allowed_direct_url_schemes"},
            {"section": "DEFAULT", "key": "allowed_direct_url_schemes"},
        ],
        "filesystems": [{"section": "image_file_url", "key": "filesystems"}],
        "directory": "/var/lib/glance/images",
        "user": "nova",
        "component": "ComputeDirectAccess",
    }


def opening(port=9292, sources=()):
    return {"port": port, "protocol": "tcp", "sources": list(sources), "component": "FirewallRule"}


class HostTest(unittest.TestCase):
    """A test with a host of its own. Each run is searched for the document's secrets."""

    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="glance-host-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.root = os.path.join(self.folder, "root")
        self.state_path = os.path.join(self.folder, "state.json")
        for path in ("etc/glance", "etc/systemd/system", "etc/iptables", "usr/sbin", "run/lock"):
            os.makedirs(os.path.join(self.root, path))
        for path in ("var/lib/glance/images", "root"):
            os.makedirs(os.path.join(self.root, path))
        users = "root:x:%d:%d::/:/bin/sh\nglance:x:%d:%d::/:/bin/sh\n"
        own = (os.getuid(), os.getgid())
        glance = (64062, 64062) if os.getuid() == 0 else own
        self.write("/etc/passwd", users % (own + glance))
        self.write("/etc/group", "root:x:%d:\nglance:x:%d:\n" % (own[1], glance[1]))
        self.write(API_CONF, ORIGINAL, 0o640)
        self.write("/etc/os-release", 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n')
        self.write("/etc/iptables/rules.v4", SAVED)
        self.write("/etc/iptables/rules.v6", SAVED)
        self.set_state(
            units={"glance-api.service": {"enabled": True, "active": True, "packaged": True}},
            packages={"crudini": {}, "glance-common": {"version": "2:25.1.0-2"}},
            repository={
                "haproxy": {"depends": ["liblua"], "units": ["haproxy.service"]},
                "liblua": {},
                "glusterfs-client": {"needs update": True},
            },
            mounts={"/": "/dev/sda1"},
            rules={"v4": list(RULES), "v6": list(RULES)},
            loaded={},
            needs={},
        )
        links = os.path.join(self.folder, "bin")
        os.mkdir(links)
        self.links = links
        # dnf and yum are there where a test wants them: which of them there is decides.
        for name in sorted(set(COMMANDS) - {"dnf", "yum", "glance-manage"}):
            self.has_command(name)
        self.environment = dict(
            os.environ,
            PATH=links + os.pathsep + os.environ["PATH"],
            GLANCE_HOST_ROOT=self.root,
            FAKE_STATE=self.state_path,
            PYTHONPYCACHEPREFIX=BYTECODE,
            PYTHONDONTWRITEBYTECODE="",  # the caller may have it
        )
        self.secrets = []

    # The host

    def has_command(self, name):
        place = os.path.join(self.links, name)
        with open(place, "w") as file:
            file.write(script(name))
        os.chmod(place, 0o755)

    def is_red_hat(self, manager="dnf"):
        """The host is one of Red Hat's family, with dnf or, as before RHEL 8, yum."""
        self.write("/etc/os-release", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n')
        self.has_command(manager)
        self.set_state(**{"package manager": manager})

    def write(self, path, text, mode=0o644):
        place = self.root + path
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        os.chmod(place, mode)

    def read(self, path):
        with open(self.root + path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")

    def exists(self, path):
        return os.path.lexists(self.root + path)

    def unmount(self, place):
        """As somebody would by hand: what is on the volume is no longer seen."""
        from fakes import systemd

        state = self.state()
        del state["mounts"][place]
        state["units"][systemd.mount_name(place)]["active"] = False
        self.set_state(**state)
        systemd.move(self.root + place, systemd.volume(self.root))

    def set_state(self, **parts):
        state = self.state() if os.path.exists(self.state_path) else {}
        state.update(parts)
        with open(self.state_path, "w") as file:
            json.dump(state, file)

    def state(self):
        with open(self.state_path) as file:
            return json.load(file)

    def calls(self, beginning=""):
        """What commands were called, as lines."""
        try:
            with open(self.state_path + ".log") as file:
                lines = [" ".join(json.loads(line)) for line in file]
        except FileNotFoundError:
            return []
        return [line for line in lines if line.startswith(beginning)]

    def forget_calls(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.state_path + ".log")

    def picture(self):
        """All that undo must give back: each file's bytes, mode and owner, and the fakes' state."""
        files = {}
        for folder, folders, names in os.walk(self.root):
            for name in folders + names:
                place = os.path.join(folder, name)
                status = os.lstat(place)
                content = ""
                if name in names:
                    with open(place, "rb") as file:
                        content = hashlib.sha256(file.read()).hexdigest()
                entry = (status.st_mode, status.st_uid, status.st_gid, content)
                files[os.path.relpath(place, self.root)] = entry
        for volatile in ("var/lib", "run"):
            files.pop(volatile, None)
        state = copy.deepcopy(self.state())
        state.pop("failing", None)
        state.pop("fetched", None)
        state.pop("volume", None)  # what is on it is nobody's to put back
        state["units"] = {
            name: (each["enabled"], each["active"]) for name, each in state["units"].items()
        }
        # Unit files that systemd has not been told of are seen by its next reload.
        state["units"] = {
            name: each for name, each in state["units"].items() if each != (False, False)
        }
        return files, state

    def assert_undone(self, before, staying=()):
        """All is as in the picture `before`, but for these packages, which stay, and no others."""
        files, state = self.picture()
        packages = before[1]["packages"]
        self.assertEqual(set(state["packages"]) - set(packages), set(staying))
        state["packages"] = packages
        self.assertEqual((files, state), before)

    # The program

    def run_program(self, *arguments, **options):
        """A run as a process; (code, report or None, stderr). No secret may show anywhere."""
        stdin = options.get("stdin", b"")
        done = subprocess.run(
            [sys.executable, options.get("program", PROGRAM)] + list(arguments),
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(self.environment, **options.get("environment", {})),
            timeout=600,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        self.search_for_secrets(out + err)
        lines = out.splitlines()
        report = json.loads(lines[0]) if len(lines) == 1 else None
        for line in err.splitlines():
            self.assertLess(len(line.encode()), 1100)
        return done.returncode, report, err

    def search_for_secrets(self, text):
        for secret in self.secrets:
            for form in (secret, secret.replace("$", "$$"), secret.replace("%", "%%")):
                self.assertNotIn(form, text)
                self.assertNotIn(form, "\n".join(self.calls()))

    def apply(self, wanted, **options):
        """Applies a document that must succeed; the report."""
        code, report, err = self.try_apply(wanted, **options)
        self.assertEqual(code, 0, err)
        return report

    def try_apply(self, wanted, **options):
        self.secrets = wanted["secrets"]
        limits = options.pop("limits", [])
        return self.run_program(*limits, "apply", stdin=json.dumps(wanted).encode(), **options)

    def undo(self):
        code, report, err = self.run_program("undo", STACK)
        self.assertEqual(code, 0, err)
        return report

    def run_here(self, wanted, undoing=False, system=None):
        """A run within the test's own process, fakes included; the report. Raises Failed."""
        from glance_host.cli import output
        from glance_host.cli import redaction
        from glance_host.transaction import transaction

        voice = output.Output("image1", redaction.Redaction(wanted["secrets"]))
        voice._line = lambda text: None
        return transaction.run(wanted, system or self.fake_system(), voice, undoing, 5)

    def fake_system(self):
        return fake_system(self.root, self.state_path)


def fake_system(root, state_path):
    """A System whose commands are the fakes, in this process; crudini is the real one."""
    from glance_host.system import system

    class FakeSystem(system.System):
        def run(self, argv, input=None, timeout=60, environment=None):
            if argv[0] == "crudini":
                return self.crudini(argv, input)
            return system.Result(*FakeHost(root, state_path).answer(argv))

        def crudini(self, argv, input):
            """The real one; what it made of a text once, it makes of it again."""
            with open(argv[2], "rb") as file:
                key = (argv[1], tuple(argv[3:]), input, file.read())
            if key not in KNOWN:
                done = super().run(argv, input)
                with open(argv[2], "rb") as file:
                    KNOWN[key] = (done, file.read())
            with open(argv[2], "wb") as file:
                file.write(KNOWN[key][1])
            return KNOWN[key][0]

    return FakeSystem(root)


# What crudini has answered: the suite of faults asks it the same thing hundreds of times.
KNOWN = {}

"""Texts of systemd units for a mount (systemd.mount, systemd.unit)."""

from glance_host.system import systemd

SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_.")


def escape(path):
    """`systemd-escape --path`: the name that a path has as a unit."""
    parts = [part for part in path.split("/") if part and part != "."]
    if not parts:
        return "-"
    name = "/".join(parts).encode("utf-8")
    result = []
    for number, byte in enumerate(name):
        letter = chr(byte)
        if letter == "/":
            result.append("-")
        elif letter in SAFE and not (letter == "." and number == 0):
            result.append(letter)
        else:
            result.append("\\x%02x" % byte)
    return "".join(result)


def mount_unit(name, mount):
    """The unit that mounts it, at boot once the network is up."""
    content = """# Written by pulumi-glance: images' shared file system (guide, procedure 5.10).
[Unit]
Description=%s on %s
Wants=network-online.target
After=network-online.target

[Mount]
What=%s
Where=%s
Type=%s
Options=%s
TimeoutSec=90

[Install]
WantedBy=remote-fs.target
""" % tuple(
        _specifier(text)
        for text in (
            mount["source"],
            mount["mountPoint"],
            mount["source"],
            mount["mountPoint"],
            mount["type"],
            _options(mount["options"]),
        )
    )
    return _file(systemd.file_of(name), content, mount["component"])


def drop_in(unit, mount_point, component):
    """Lets a unit start only where the mount is."""
    path = "%s.d/50-pulumi-glance-%s.conf" % (systemd.file_of(unit), escape(mount_point))
    content = """# Written by pulumi-glance: never on the bare directory below the mount.
[Unit]
RequiresMountsFor=%s
AssertPathIsMountPoint=%s
""" % (quote(mount_point), _specifier(mount_point))
    return _file(path, content, component)


def quote(path):
    """A path in a list of paths."""
    path = _specifier(path)
    return '"%s"' % path.replace('"', '\\"') if " " in path else path


def _options(options):
    names = [name for name in options.split(",") if name]
    return ",".join(names if "_netdev" in names else names + ["_netdev"])


def _specifier(text):
    return text.replace("%", "%%")


def _file(path, content, component):
    return {
        "path": path,
        "content": content,
        "owner": "root",
        "group": "root",
        "mode": "0644",
        "component": component,
    }

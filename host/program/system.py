"""The host: its paths below a root, its commands, and files replaced atomically.

Everything goes through here so that tests, and hosts that are only a folder (GLANCE_HOST_ROOT),
are served by the same program.
"""

import os


class Result:
    """What a command answered."""

    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        self.err = err

    @property
    def ok(self):
        return self.code == 0

    @property
    def said(self):
        """Its last words, for a message."""
        lines = [line.strip() for line in (self.err.strip() or self.out.strip()).splitlines()]
        return " / ".join(lines[-3:]) or "it ended with code %d and said nothing" % self.code


class System:
    def __init__(self, root="/"):
        self.root = os.path.abspath(root)
        self.real = self.root == "/"

    def path(self, path):
        """Where a path of the host lies on the machine that runs this."""
        return path if self.real else self.root + "/" + path.lstrip("/")

    def run(self, argv, input=None, timeout=60, environment=None):
        """Runs a command found on PATH; its Result, whatever the outcome. Never a secret in argv.

        Code 127: there is no such command. Code 124: it did not end within `timeout` seconds.
        """
        import subprocess

        env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="")
        env.update(environment or {})
        try:
            done = subprocess.run(
                argv,
                # Only `input` or nothing: the program's own stdin holds the document.
                input=b"" if input is None else input.encode("utf-8", "surrogateescape"),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=timeout,
                env=env,
            )
        except FileNotFoundError:
            return Result(127, "", "the command %s is not installed" % argv[0])
        except subprocess.TimeoutExpired:
            return Result(124, "", "%s did not end within %d s" % (argv[0], timeout))
        return Result(done.returncode, _text(done.stdout), _text(done.stderr))

    def read(self, path):
        """A file's text, or None where there is none. Bytes that are no UTF-8 survive a write."""
        try:
            with open(self.path(path), "rb") as file:
                return _text(file.read())
        except FileNotFoundError:
            return None

    def user_id(self, name):
        return self._id("passwd", name)

    def group_id(self, name):
        return self._id("group", name)

    def may_chown(self):
        """Whether owners can be set: a root folder of someone who is not root has one owner only."""
        return os.geteuid() == 0 and (self.real or os.path.exists(self.path("/etc/passwd")))

    @staticmethod
    def has_family(family):
        """Whether the kernel speaks IPv4 ("v4") or IPv6 ("v6")."""
        return family == "v4" or os.path.exists("/proc/net/if_inet6")

    def _id(self, table, name):
        """A user's or group's number; KeyError where it does not exist."""
        if self.real:
            import grp
            import pwd

            return pwd.getpwnam(name).pw_uid if table == "passwd" else grp.getgrnam(name).gr_gid
        for line in (self.read("/etc/" + table) or "").splitlines():
            fields = line.split(":")
            if fields[0] == name:
                return int(fields[2])
        raise KeyError(name)


def _text(data):
    return data.decode("utf-8", "surrogateescape")

"""The host: its paths below a root, its commands, and files replaced atomically.

Everything goes through here so that tests, and hosts that are only a folder (GLANCE_HOST_ROOT),
are served by the same program.
"""

import os
import signal


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
    def __init__(self, root="/", watchdog=None):
        self._watchdog = watchdog
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
        # Only `input` or nothing: the program's own stdin holds the document.
        data = b"" if input is None else input.encode("utf-8", "surrogateescape")
        try:
            child = subprocess.Popen(
                argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=env,
                # A group of its own, so that it can be killed with all that it has started.
                preexec_fn=os.setpgrp,
            )
        except FileNotFoundError:
            return Result(127, "", "the command %s is not installed" % argv[0])
        try:
            out, err = self._finish(child, data, timeout)
        except subprocess.TimeoutExpired:
            return Result(124, "", "%s did not end within %d s" % (argv[0], timeout))
        return Result(child.returncode, _text(out), _text(err))

    def _finish(self, child, data, timeout):
        """What a command prints until its end. Interrupted or out of time, it is killed whole."""
        if self._watchdog:
            self._watchdog.started(child.pid)
        with child:
            try:
                return child.communicate(data, timeout)
            except BaseException:
                _kill(child.pid)
                raise
            finally:
                child.wait()
                if self._watchdog:
                    self._watchdog.ended(child.pid)

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


def _kill(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it has ended meanwhile


def _text(data):
    return data.decode("utf-8", "surrogateescape")

"""Debian's family: dpkg for what is there, apt-get for what is to come."""

import contextlib

from glance_host.files import snapshot
from glance_host.packages.unit_files import service_units
from glance_host.problem import Problem, shell
from glance_host.system.system import Result

POLICY = "/usr/sbin/policy-rc.d"
POLICY_TEXT = "#!/bin/sh\n# pulumi-glance: while it installs packages, none starts a service.\nexit 101\n"
INSTALL_SECONDS = 900
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1"}


class Apt:
    """Debian and Ubuntu."""

    def __init__(self, system):
        self._system = system

    def installed(self, names):
        """Which of these are installed."""
        return set(self.versions(names))

    def versions(self, names):
        """name → version of those that are installed."""
        return self._query(names, ("installed",)) if names else {}

    def all(self):
        """All packages that are there, be it as remaining configuration only."""
        return set(self._query([], ("installed", "config-files", "unpacked", "half-configured")))

    def install(self, names):
        """Installs from the lists at hand; fetches lists only where these do not do."""
        done = self._install(names)
        if not done.ok and "dpkg --configure -a" in done.err + done.out:
            # A run that was killed while it installed has left dpkg in the middle.
            done = self._dpkg_configure()
            done = self._install(names) if done.ok else done
        if not done.ok and done.code != 124:
            update = self._apt(["update", "-q"], 300)
            if not update.ok:
                return update
            done = _with_mirrors(self._install(names), update)
        return done

    def remedy(self, names):
        """(hint, command) where packages cannot be installed."""
        hint = "Install them by hand, and see in apt's sources which mirrors it asks"
        return hint, "apt-get update\n%s" % shell("apt-get", "install", *names)

    def would_remove(self, names):
        """What a removal of these takes with it, these included."""
        done = self._system.run(["apt-get", "-s", "purge"] + names, timeout=120)
        if not done.ok:
            raise Problem("transaction", "apt-get -s purge", done.said, "See what apt finds wrong", "apt-get check")
        lines = [line.split() for line in done.out.splitlines()]
        return {words[1] for words in lines if len(words) > 1 and words[0] in ("Purg", "Remv")}

    def remove(self, names):
        """Removes them with their configuration, but for files that somebody has changed."""
        changed = {name for name in names if self._has_changed_files(name)}
        done = self._apt(["purge", "-y", "-q"] + sorted(set(names) - changed), INSTALL_SECONDS)
        if done.ok and changed:
            done = self._apt(["remove", "-y", "-q"] + sorted(changed), INSTALL_SECONDS)
        return done

    def units(self, names):
        """Service units that these packages brought."""
        if not names:
            return []
        done = self._system.run(["dpkg-query", "-L"] + names)
        return service_units(done.out.splitlines())

    @contextlib.contextmanager
    def quiet_services(self, context):
        """Debian starts a service when it is installed, unless this file says no."""
        former = snapshot.take(self._system, POLICY)
        if former and former["mode"] & 0o111:
            yield  # its administrator's decision; one that is not executable decides nothing
            return
        context.ledger.setdefault("packages", {"ours": {}})["policy"] = former
        context.ledger.save()
        try:
            snapshot.write(self._system, POLICY, snapshot.make(POLICY_TEXT, 0o755))
            yield
        finally:
            self.allow_services(context)

    def allow_services(self, context):
        """Puts back what stood there before, be it after a run that was cut off."""
        kept = context.ledger["packages"]
        if "policy" in kept:
            former = kept["policy"]
            snapshot.discard(snapshot.staged_place(self._system, POLICY))
            if self._system.read(POLICY) == POLICY_TEXT:
                snapshot.write(self._system, POLICY, former)
            del kept["policy"]

    def _dpkg_configure(self):
        return self._system.run(
            ["dpkg", "--force-confold", "--configure", "-a"],
            timeout=INSTALL_SECONDS,
            environment=QUIET,
        )

    def _install(self, names):
        options = ["-y", "-q", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold"]
        return self._apt(["install"] + options + names, INSTALL_SECONDS)

    def _apt(self, arguments, seconds):
        return self._system.run(
            ["apt-get", "-o", "DPkg::Lock::Timeout=120"] + arguments,
            timeout=seconds,
            environment=QUIET,
        )

    def _query(self, names, statuses):
        form = "${Package} ${db:Status-Status} ${Version}\\n"
        done = self._system.run(["dpkg-query", "-W", "-f", form] + list(names))
        if done.code not in (0, 1):  # 1: some name is unknown
            raise Problem("transaction", "dpkg-query", done.said, "See whether this host is of Debian's family, and has dpkg")
        lines = [line.split() for line in done.out.splitlines()]
        return {words[0]: words[-1] for words in lines if len(words) > 1 and words[1] in statuses}

    def _has_changed_files(self, name):
        """Whether somebody has changed a configuration file since the package brought it."""
        done = self._system.run(["dpkg-query", "-W", "-f", "${Conffiles}\\n", name])
        for words in (line.split() for line in done.out.splitlines()):
            if len(words) < 2 or not words[0].startswith("/"):
                continue
            text = self._system.read(words[0])
            if text is not None and _md5(text) != words[1]:
                return True
        return False


def _with_mirrors(done, update):
    """What failed, with the mirrors that did not answer: apt-get update calls that a success."""
    silent = [line for line in update.err.splitlines() if "Failed to fetch" in line]
    if done.ok or not silent:
        return done
    return Result(done.code, done.out, "\n".join([done.said] + silent[-2:]))


def _md5(text):
    from hashlib import md5

    return md5(text.encode("utf-8", "surrogateescape")).hexdigest()

"""Red Hat's family: rpm for what is there, dnf or yum for what is to come.

A package that is installed starts no service there, so nothing has to be kept from it.
"""

import contextlib
import re
import shutil

from glance_host.packages.unit_files import service_units
from glance_host.problem import Problem, shell
from glance_host.system.system import Result

INSTALL_SECONDS = 900
QUERY_SECONDS = 60
# Keys that rpm trusts are listed as packages, and come with the first one of a repository.
KEYS = "gpg-pubkey"


class Rpm:
    """Red Hat Enterprise Linux, CentOS, Fedora and what is built from them."""

    def __init__(self, system):
        self._system = system
        # dnf's own name for both since RHEL 8; on RHEL 7 there is yum alone.
        self._tool = "dnf" if shutil.which("dnf") else "yum"

    def installed(self, names):
        """Which of these are installed."""
        return set(self.versions(names))

    def versions(self, names):
        """name → version and release of those that are installed."""
        if not names:
            return {}
        form = "%{NAME} %{VERSION}-%{RELEASE}\\n"
        done = self._rpm(["-q", "--qf", form] + list(names))
        found = dict(words for words in map(str.split, done.out.splitlines()) if len(words) == 2)
        for name in names:
            if name not in found and "package %s is not installed" % name not in done.out:
                raise Problem("transaction", "rpm -q", done.said, "See what is wrong with rpm's database", shell("rpm", "-q", name))
        return found

    def all(self):
        """All packages that are there."""
        done = self._rpm(["-qa", "--qf", "%{NAME}\\n"])
        if not done.ok:
            raise Problem("transaction", "rpm -qa", done.said, "See what is wrong with rpm's database", "rpm -qa")
        return set(done.out.split()) - {KEYS}

    def install(self, names):
        """Installs from the lists at hand; fetches lists only where these do not do."""
        done = self._install(names)
        if not done.ok and done.code != 124:
            self._run(["clean", "-q", "expire-cache"], 120)
            done = self._install(names)
        return done

    def remedy(self, names):
        """(hint, command) where packages cannot be installed."""
        hint = "Install them by hand, and see which repositories %s asks" % self._tool
        return hint, "%s\n%s" % (shell(self._tool, "install", *names), shell(self._tool, "repolist", "-v"))

    def would_remove(self, names):
        """What a removal of these takes with it, these included."""
        done = self._rpm(["-e", "--test"] + list(names))
        users = re.findall(r"is needed by \(installed\) (\S+)-[^-\s]+-[^-\s]+$", done.err, re.M)
        if not done.ok and not users:
            raise Problem("transaction", "rpm -e --test", done.said, "See what rpm finds wrong", "rpm -Va --nofiles")
        return set(names) | set(users)

    def remove(self, names):
        """Removes these and nothing else. A configuration file that somebody has changed stays
        beside its place as .rpmsave: rpm sees to that itself."""
        only = ["--setopt=clean_requirements_on_remove=False"]
        return self._run(["remove", "-y", "-q"] + only + list(names), INSTALL_SECONDS)

    def units(self, names):
        """Service units that these packages brought."""
        return service_units(self._rpm(["-ql"] + list(names)).out.splitlines()) if names else []

    @contextlib.contextmanager
    def quiet_services(self, _context):
        """Nothing starts by being installed."""
        yield

    def allow_services(self, _context):
        """There is nothing to put back."""

    def _install(self, names):
        # Not -q: with it dnf says nothing of a repository that does not answer.
        options = ["-y", "--setopt=install_weak_deps=False"]
        done = self._run(["install"] + options + list(names), INSTALL_SECONDS)
        if done.ok:
            # yum passes over a name that it does not know, and calls that a success.
            missing = sorted(set(names) - self.installed(names))
            if missing:
                said = done.err + "\nthere is no package " + ", ".join(missing)
                return Result(1, done.out, said)
        return done

    def _run(self, arguments, seconds):
        return self._system.run([self._tool] + arguments, timeout=seconds)

    def _rpm(self, arguments):
        done = self._system.run(["rpm"] + arguments, timeout=QUERY_SECONDS)
        if done.code in (124, 127):
            raise Problem("transaction", "rpm", done.said, "See whether this host is of Red Hat's family, and has rpm")
        return done

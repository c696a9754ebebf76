"""The fault that is ordered strikes the on-host program; a test host's Python loads this at start.

A .pth file in Python's own folder imports it, so the very command that production runs is struck,
and the program knows nothing of it. Where no order lies, and in any other program, nothing happens.

The order is JSON, taken once: {"kind": …, "number": …, "delay": seconds, "stand": seconds,
"list": true or false, "then": {"kind": …, "after": number}}. `then` strikes the same run again, so many
operations later.
At the operation of that number:

  kill      the program is killed
  session   the program, the commands that it runs and the sshd that serves it are killed
  lost      that sshd is killed, and the program goes on; both when a file `go` says that the strike
            was heard, or after a while
  full      the operation fails as on a full disk
  readonly  /etc and the folder of the ledger become read-only, and stay so
  cut       the program stands still until the power is cut
  loss      the same; what the host has not synced is lost with its power
  pause     the program stands still for `delay` seconds; with "stand" for that many, or until a file
            `go` lies beside the order

A command is two operations: about to begin, and under way for `delay` seconds (of "full": done,
but not well); one that is asked again and again counts once. So is
a request that changes something in Keystone: about to be sent, and answered.
The strike is told on stderr, and by a file `struck` beside the order; with "list" each operation is, and the seconds that commands took.
"""

import json
import os
import select
import sys
import threading
import time

from operations import Operations

HOME = os.environ.get("GLANCE_FAULTS", "/usr/local/lib/glance-faults")
ORDER = HOME + "/order.json"
GO = HOME + "/go"
STRUCK = HOME + "/struck"
READ_ONLY = ("/etc", "/var/lib/pulumi-glance")
KILLED, NO_SPACE = 9, 28
REMOVE = ("unlink", "rmdir")  # a full disk lets remove


def take_order(words):
    """The order, where `words` are those of the on-host program."""
    ours = any(os.path.basename(word).startswith(".pulumi-glance-") for word in words)
    ours = ours and ("apply" in words or "undo" in words)
    if not ours or not os.path.exists(ORDER):
        return None
    with open(ORDER) as file:
        order = json.load(file)
    os.unlink(ORDER)
    for former in (GO, STRUCK):
        if os.path.exists(former):
            os.unlink(former)
    return order


class Struck(Operations):
    """The operations of this very process."""

    def __init__(self, order):
        super().__init__(order["number"], self._do, lambda place: True)
        self._kind = order["kind"]
        self._delay = order.get("delay", 0)
        self._stand = order.get("stand", self._delay)
        self._list = order.get("list", False)
        self._then = order.get("then")
        self._last = None

    def arm(self):
        """From here on operations are counted."""
        import http.client
        import subprocess

        self._run = subprocess.run
        subprocess.Popen = self._count_commands(subprocess.Popen)
        self._count_requests(http.client.HTTPConnection)
        for name, counted in list(self.changes()):
            if not (self._kind == "full" and name in REMOVE):
                setattr(os, name, counted)

    def hit(self, what):
        if self._list:
            tell("operation %d %s" % (self.count_of_all + 1, what))
        super().hit(what)

    def _count_commands(self, popen):
        """A Popen that counts: where the command is about to begin, and where it has ended."""
        struck = self

        class Counted(popen):
            def __init__(self, argv, *arguments, **options):
                self._name = "command " + " ".join(argv[:3])
                self._again = struck._last == (struck.count_of_all, argv)
                if not self._again:
                    struck.count(self._name)
                self._argv, self._begun = argv, time.monotonic()
                struck.silently(super().__init__, argv, *arguments, **options)

            def communicate(self, *arguments, **options):
                if self._again:
                    return struck.silently(super().communicate, *arguments, **options)
                timer = None
                if struck.count_of_all + 1 == struck.number and struck._kind != "full":
                    what = self._name + ", under way"
                    timer = threading.Timer(struck._delay, struck.hit, [what])
                    timer.start()
                result = struck.silently(super().communicate, *arguments, **options)
                if timer:
                    timer.join()
                else:
                    struck.count(self._name + ", under way")
                struck._last = (struck.count_of_all, self._argv)
                if struck._list:
                    tell("seconds %.3f" % (time.monotonic() - self._begun))
                return result

        return Counted

    def _count_requests(self, connection):
        send, answer = connection.putrequest, connection.getresponse

        def putrequest(this, method, url, *arguments, **options):
            # A login changes nothing.
            changes = method not in ("GET", "HEAD") and not url.endswith("/auth/tokens")
            this.changing = "%s %s" % (method, url.split("?")[0]) if changes else None
            if changes:
                self.count(this.changing)
            return send(this, method, url, *arguments, **options)

        def getresponse(this, *arguments, **options):
            response = answer(this, *arguments, **options)
            if this.changing:
                self.count(this.changing + ", answered")
            return response

        connection.putrequest, connection.getresponse = putrequest, getresponse

    def _do(self, what):
        # What a dying program says on stderr may get lost on its way.
        open(STRUCK, "w").close()
        tell("struck %s" % what)
        kind = self._kind
        if self._then:
            self._kind, self.number = self._then["kind"], self.count_of_all + self._then["after"]
            self._then = None
        getattr(self, "_" + kind)(what)

    def _kill(self, _):
        os.kill(os.getpid(), KILLED)

    def _session(self, _):
        self._lost(_)
        for process in session():
            os.kill(process, KILLED)
        self._kill(_)

    def _lost(self, _):
        stand(30)  # it has yet to pass on that this is the strike
        os.kill(sshd(), KILLED)

    def _full(self, what):
        raise OSError(NO_SPACE, "No space left on device", what)

    def _readonly(self, _):
        for place in READ_ONLY:
            if os.path.isdir(place):
                self.silently(self._run, ["mount", "--bind", place, place], check=True)
                self.silently(self._run, ["mount", "-o", "remount,bind,ro", place], check=True)

    def _cut(self, _):
        time.sleep(3600)

    _loss = _cut

    def _pause(self, _):
        stand(self._stand)


def stand(seconds):
    """Stands still until the test says go, and no longer than that."""
    end = time.monotonic() + seconds
    while not os.path.exists(GO) and time.monotonic() < end:
        time.sleep(0.05)


def tell(text):
    """Says it on stderr, in one piece."""
    os.write(2, ("glance-faults: %s\n" % text).encode())


def sshd():
    """The sshd that serves this process's login."""
    process = os.getpid()
    while process > 1:
        name, parent, _ = status(process)
        if name == "sshd":
            return process
        process = parent
    raise SystemExit("glance-faults: no sshd serves this process")


def session():
    """The other processes of this session: the commands that are under way."""
    own = os.getsid(0)
    numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    others = [number for number in numbers if number != os.getpid()]
    return [number for number in others if status(number)[2] == own]


def status(process):
    """(name, parent, session) of a process; of one that is gone ("", 0, 0)."""
    try:
        with open("/proc/%d/stat" % process) as file:
            text = file.read()
    except OSError:
        return "", 0, 0
    name = text[text.index("(") + 1 : text.rindex(")")]
    fields = text[text.rindex(")") + 2 :].split()
    return name, int(fields[1]), int(fields[3])


if "FAKETIME" in os.environ:
    # libfaketime 0.9.10 refuses the call by which Python 3.11 sleeps (EINVAL).
    time.sleep = lambda seconds: select.select([], [], [], seconds) and None

ordered = take_order(sys.orig_argv)
if ordered:
    Struck(ordered).arm()

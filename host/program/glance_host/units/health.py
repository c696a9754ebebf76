"""Is the service well after its restart? Asked until it answers or the time is up.

A unit counts as started long before the service answers, and a wrong setting often shows only
then: this is what makes a bad change go back by itself.
"""

import socket
import time

from glance_host.problem import Problem, shell
from glance_host.system.tcp import name

PAUSE_SECONDS = 0.2
JOURNAL_LINES = 15
# Of TLS 1.3 and of TLS 1.2.
REFUSALS = ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE")
# For what a server says of its own accord after the handshake.
SHAKE_SECONDS = 3


def run(context):
    """Asks all probes, one after the other."""
    for probe in context.document["health"]:
        _until_healthy(context, probe)


def place(probe):
    """Where a probe asks."""
    return probe["url"] if probe["kind"] == "http" else name(probe["host"], probe["port"])


def ask(probe, seconds):
    """None when the service is well; else what was heard."""
    return (_http if probe["kind"] == "http" else _tcp)(probe, seconds)


def _until_healthy(context, probe):
    where = place(probe)
    context.progress("waiting for %s (%s)" % (probe["unit"], where))
    end = time.monotonic() + probe["timeoutSeconds"]
    look = time.monotonic() + 1
    while True:
        what = ask(probe, max(0.1, end - time.monotonic()))
        if what is None:
            return
        now = time.monotonic()
        if now >= look:
            look = now + 1
            if _failed(context, probe["unit"]):
                raise _problem(context, probe, where, "the unit has failed; its last answer: " + what)
        if now >= end:
            what = "it is not healthy within %d s: %s" % (probe["timeoutSeconds"], what)
            raise _problem(context, probe, where, what)
        time.sleep(PAUSE_SECONDS)


def _http(probe, seconds):
    """None when any answer below 500 came; else what was heard."""
    import ssl
    import urllib.error
    import urllib.request

    # The host asks itself, by an address that no certificate need name; proxies are for others.
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=ssl._create_unverified_context()),
    )
    try:
        opener.open(probe["url"], timeout=min(seconds, 30)).close()
        return None
    except urllib.error.HTTPError as error:
        error.close()
        return "HTTP %d" % error.code if error.code >= 500 else None
    except urllib.error.URLError as error:
        return None if _wants_certificate(error.reason, probe) else str(error.reason)
    except OSError as error:
        return None if _wants_certificate(error, probe) else str(error)
    except Exception as error:  # http.client's own, of an answer cut off or not HTTP at all
        return "%s: %s" % (type(error).__name__, error)


def _wants_certificate(error, probe):
    """A server that asks for a client's certificate is up; the proof goes further.

    By TLS 1.3 it says so after the client has begun to speak, and a request that is under way may
    meet a closed connection instead: then it is heard out without a word.
    """
    # TLS 1.2 has no word of its own for it, and what it says means other things as well.
    words = REFUSALS if probe.get("asksClients") else REFUSALS[:1]

    def is_refusal(said):
        return any(word in str(said).upper().replace(" ", "_") for word in words)

    if is_refusal(error):
        return True
    if not probe["url"].startswith("https:") or isinstance(error, ConnectionRefusedError):
        return False
    return is_refusal(_heard_out(probe["url"]))


def _heard_out(url):
    """What a server says to a client that only shakes hands; None where that is nothing."""
    import ssl
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    try:
        address = (parts.hostname, parts.port or 443)
        with socket.create_connection(address, SHAKE_SECONDS) as plain:
            with ssl._create_unverified_context().wrap_socket(plain) as shaken:
                shaken.recv(1)
    except OSError as error:
        return error
    return None


def _tcp(probe, seconds):
    try:
        socket.create_connection((probe["host"], probe["port"]), min(seconds, 5)).close()
        return None
    except OSError as error:
        return str(error)


def _failed(context, unit):
    return context.system.run(["systemctl", "is-failed", "--quiet", unit], timeout=10).ok


def _problem(context, probe, where, what):
    command = ["journalctl", "-u", probe["unit"], "-n", str(JOURNAL_LINES), "--no-pager", "-o", "cat"]
    lines = context.system.run(command, timeout=10).out.splitlines()
    if lines:
        told = "\n".join("  " + context.output.redaction.mask(line.rstrip())[:300] for line in lines)
        what = "%s. The last lines of its journal:\n%s" % (what, told)
    hint, command = "See what the service says in its journal", shell("journalctl", "-u", probe["unit"])
    return Problem(probe["component"], "%s at %s" % (probe["unit"], where), what, hint, command)

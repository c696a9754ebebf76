"""A plain connection to a port: the quickest way to a clear no, before any library is loaded."""

import socket
import time
from urllib.parse import urlsplit

from glance_host.refused import Refused

CONNECT_SECONDS = 5


def reach(host, port, seconds=CONNECT_SECONDS):
    """Connects to host:port and closes. One retry where it is refused: a service may be starting.

    Raises OSError with a sentence that says what happened and to whom.
    """
    end = time.monotonic() + seconds
    retried = False
    while True:
        try:
            socket.create_connection((host, port), max(0.1, end - time.monotonic())).close()
            return
        except ConnectionRefusedError:
            if retried:
                raise OSError("nothing listens on %s" % name(host, port)) from None
            retried = True
            time.sleep(0.5)
        except socket.timeout:
            raise OSError(
                "%s does not answer within %d s: a firewall, or a host that is down"
                % (name(host, port), seconds)
            ) from None
        except socket.gaierror:
            raise OSError("the name %s cannot be resolved here" % host) from None
        except OSError as error:
            raise OSError("cannot connect to %s: %s" % (name(host, port), error.strerror)) from None


def reach_or_refuse(where, host, port, hint):
    """The same, its no as Refused."""
    try:
        reach(host, port)
    except OSError as error:
        raise Refused(where, str(error), hint) from None


def reach_url(url, seconds=CONNECT_SECONDS):
    """`reach` for the host and port of an http or https address."""
    parts = urlsplit(url)
    reach(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), seconds)


def name(host, port):
    """`host:port`, as people write it, IPv6 in brackets."""
    return ("[%s]:%s" if ":" in host else "%s:%s") % (host, port)

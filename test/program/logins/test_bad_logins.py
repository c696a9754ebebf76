"""Logins that fail, against real sockets: what is told of each, and that no password is."""

import os
import socket
import tempfile
import threading
import unittest

from bad_input import record, tree
from support import Context, Host

from glance_host.logins import step as logins_step
from glance_host.problem import Problem

PASSWORD = "canary-password"


class Server:
    """A port of loopback that answers each connection with these bytes and closes it."""

    def __init__(self, answer):
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.sendall(self._answer)
                connection.settimeout(2)
                try:
                    connection.recv(65536)
                except OSError:
                    pass

    def close(self):
        self._socket.close()


def http(status, body=b"{}"):
    head = "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    return (head % (status, len(body))).encode() + body


def unused(test):
    """A port where nobody listens, and that is nobody else's until the test's end."""
    one = socket.socket()
    test.addCleanup(one.close)
    one.bind(("127.0.0.1", 0))
    return one.getsockname()[1]


def database(port, host="127.0.0.1"):
    url = "mysql+pymysql://glance:%s@%s:%d/glance" % (PASSWORD, host, port)
    return {"kind": "database", "url": url, "component": "DatabaseConnection"}


def broker(port, host="127.0.0.1"):
    url = "rabbit://glance:%s@%s:%d/images" % (PASSWORD, host, port)
    return {"kind": "broker", "transportUrl": url, "component": "MessageBroker"}


def keystone(port, kind="identity", host="127.0.0.1"):
    return {
        "kind": kind,
        "authUrl": "http://%s:%d/v3" % (host, port),
        "username": "glance",
        "password": PASSWORD,
        "projectName": "services",
        "userDomainName": "Default",
        "projectDomainName": "Default",
        "region": "RegionOne",
        "component": "SwiftStore" if kind == "swift" else "ServiceAuthentication",
    }


# MySQL's handshake is refused with an error packet, as a server does that knows no such host.
REFUSED = b"\x47\x00\x00\x00\xff\x6a\x04Host 'here' is not allowed to connect to this MariaDB server        "
NAME = "no-such-host.invalid"

# (what is wrong, the server's answer or None where nothing listens, the check, what is said)
CASES = [
    ("a database that does not run", None, database, "nothing listens on 127.0.0.1"),
    ("a database's name that nobody knows", NAME, database, "cannot be resolved here"),
    ("a database that refuses this host", REFUSED, database, "is not allowed to connect"),
    ("a web server for a database", http("400 Bad Request"), database, "database glance at"),
    ("a database that hangs up", b"", database, "database glance at"),
    ("a broker that does not run", None, broker, "nothing listens on 127.0.0.1"),
    ("a broker's name that nobody knows", NAME, broker, "cannot be resolved here"),
    ("a web server for a broker", http("400 Bad Request"), broker, "the login fails"),
    ("a broker of another protocol", b"AMQP\x00\x01\x00\x00", broker, "the login fails"),
    ("a broker that hangs up", b"", broker, "the login fails"),
    ("a Keystone that does not run", None, keystone, "Keystone at http://127.0.0.1"),
    ("a Keystone's name that nobody knows", NAME, keystone, "cannot be resolved"),
    ("a password that Keystone refuses", http("401 Unauthorized"), keystone, "user, password and domain are right"),
    ("a Keystone that is broken", http("500 Internal Server Error"), keystone, "See that Keystone runs"),
    ("a Keystone behind a proxy without one", http("503 Service Unavailable"), keystone, "See that Keystone runs"),
    ("a URL that is not Keystone's", http("404 Not Found"), keystone, "Keystone at http://127.0.0.1"),
    ("a database for Keystone", REFUSED, keystone, "Keystone at http://127.0.0.1"),
    ("a password of Swift's that Keystone refuses", http("401 Unauthorized"), lambda port, **host: keystone(port, "swift", **host), "has a role in project services"),
    ("a Keystone for Swift that does not run", None, lambda port, **host: keystone(port, "swift", **host), "Keystone at http://127.0.0.1"),
]


class BadLogins(unittest.TestCase):
    """Each is a check of its own; a Problem names the component, the place and what to do."""


def test_of(what, answer, check, says):
    def test(self):
        with tempfile.TemporaryDirectory() as root:
            os.mkdir(os.path.join(root, "etc"))
            before = tree(root)
            server = Server(answer) if isinstance(answer, bytes) else None
            if server:
                self.addCleanup(server.close)
            host = {"host": NAME} if answer == NAME else {}
            wanted = check(server.port if server else unused(self), **host)
            context = Context({"checks": [wanted]}, {}, Host(root))
            with self.assertRaises(Problem) as caught:
                logins_step.run(context)
            error = str(caught.exception)
            self.assertTrue(error.startswith(wanted["component"] + ": "), error)
            self.assertIn(says, error)
            self.assertNotIn(PASSWORD, error)
            self.assertEqual((tree(root), context.ledger, context.changes), (before, {}, []))
            record("logins", what, error.split("\n")[0])

    test.__doc__ = what
    return test


for _number, _case in enumerate(CASES):
    setattr(BadLogins, "test_%02d_%s" % (_number, _case[0].replace(" ", "_")), test_of(*_case))


if __name__ == "__main__":
    unittest.main()

"""Servers that take TLS alone are called so, and not a wrong password or a connection that breaks.

The servers are sockets that do what the real ones did: MariaDB 10.11 answers a login without TLS with
1045, under `require_secure_transport = ON` as for a user who must come by TLS; RabbitMQ 3.10's TLS
listener answers AMQP with an alert and hangs up.
"""

import os
import socket
import ssl
import struct
import threading
import unittest
from unittest import mock

import support  # noqa: F401  (the path)

from glance_host.logins import broker as logins_broker
from glance_host.logins import database as logins_database
from glance_host.logins import logins
from glance_host.refused import Refused

CERTIFICATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support", "certificates")
CLIENT_SSL, SECURE, PROTOCOL_41, PLUGIN = 0x800, 0x8000, 0x200, 0x80000
DENIED = b"\xff\x15\x04#28000Access denied for user 'glance'@'127.0.0.1' (using password: YES)"
OK = b"\x00\x00\x00\x02\x00\x00\x00"


def context(asks_clients=False):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    names = (os.path.join(CERTIFICATES, "test-only-%s.pem" % name) for name in ("server", "server-key"))
    made.load_cert_chain(*names)
    if asks_clients:
        made.verify_mode = ssl.CERT_REQUIRED
        made.maximum_version = ssl.TLSVersion.TLSv1_2
        made.load_verify_locations(os.path.join(CERTIFICATES, "test-only-client-ca.pem"))
    return made


class Server:
    """A port of loopback, each connection of which `serve` has."""

    def __init__(self, test, serve):
        self._serve = serve
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        test.addCleanup(self._socket.close)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    self._serve(connection)
                except OSError:
                    pass


def mariadb(connection, password_is_right=True, knows_tls=True):
    """Lets in whoever comes by TLS, with any password or none."""
    flags = SECURE | PROTOCOL_41 | PLUGIN | (CLIENT_SSL if knows_tls else 0)
    greeting = b"\x0a10.11.19-MariaDB\0" + struct.pack("<I", 1) + b"12345678\0"
    greeting += struct.pack("<HBHHB", flags & 0xFFFF, 45, 2, flags >> 16, 21) + b"\0" * 10
    greeting += b"123456789012\0mysql_native_password\0"
    send(connection, 0, greeting)
    # No byte more: what a client says by TLS may be there already.
    said = exactly(connection, int.from_bytes(exactly(connection, 4)[:3], "little"))
    by_tls = len(said) == 32  # a request for TLS names nobody
    if by_tls:
        connection = context().wrap_socket(connection, server_side=True)
        connection.recv(65536)
    with connection:
        send(connection, 3 if by_tls else 2, OK if by_tls and password_is_right else DENIED)
        while connection.recv(65536):
            send(connection, 1, OK)


def exactly(connection, length):
    data = b""
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise ConnectionError("the client is gone")
        data += more
    return data


def send(connection, number, packet):
    connection.sendall(struct.pack("<I", len(packet))[:3] + bytes([number]) + packet)


class TlsOnly(unittest.TestCase):
    def setUp(self):
        # A busy machine shakes hands slowly, and how long is not what is tried here.
        for module in (logins_database, logins_broker):
            patch = mock.patch.object(module, "CONNECT_SECONDS", 60)
            patch.start()
            self.addCleanup(patch.stop)

    def refused(self, check):
        with self.assertRaises(Refused) as caught:
            logins.log_in(check, self.fail)
        self.assertNotIn("canary", str(vars(caught.exception)))
        return caught.exception

    def database(self, **how):
        server = Server(self, lambda connection: mariadb(connection, **how))
        url = "mysql+pymysql://glance:canary@127.0.0.1:%d/glance" % server.port
        return self.refused({"kind": "database", "url": url})

    def broker(self, asks_clients):
        tls = context(asks_clients)

        def serve(plain):
            with tls.wrap_socket(plain, server_side=True) as connection:
                connection.recv(1)

        server = Server(self, serve)
        url = "rabbit://glance:canary@127.0.0.1:%d//" % server.port
        return self.refused({"kind": "broker", "transportUrl": url, "options": {}})

    def test_a_database_that_lets_the_user_in_by_tls_alone(self):
        error = self.database()
        self.assertIn("Access denied for user", error.what)
        self.assertIn("The password is right", error.hint)
        self.assertIn("require_secure_transport = OFF, ALTER USER … REQUIRE NONE", error.hint)

    def test_a_password_that_is_wrong_by_tls_too_is_a_wrong_password(self):
        for how in ({"password_is_right": False}, {"knows_tls": False}):
            error = self.database(**how)
            self.assertIn("Grant the user access from this host's address", error.hint)
            self.assertNotIn("TLS", error.hint)

    def test_a_database_that_says_itself_that_it_wants_tls(self):
        said = b"\xff\x57\x0c#HY000Connections using insecure transport are prohibited while --require_secure_transport=ON."
        server = Server(self, lambda connection: send(connection, 0, said))
        url = "mysql+pymysql://glance:canary@127.0.0.1:%d/glance" % server.port
        error = self.refused({"kind": "database", "url": url})
        self.assertIn("insecure transport are prohibited", error.what)
        self.assertIn("this stack knows no TLS to the database yet", error.hint)

    def test_a_broker_that_speaks_tls_alone(self):
        for asks_clients in (False, True):
            error = self.broker(asks_clients)
            self.assertEqual(error.what, "the port takes TLS only")
            self.assertIn("Give broker.port a port without TLS", error.hint)

    def test_a_broker_that_hangs_up_speaks_no_tls(self):
        server = Server(self, lambda connection: connection.recv(8))
        url = "rabbit://glance:canary@127.0.0.1:%d//" % server.port
        self.assertIn("the login fails", self.refused({"kind": "broker", "transportUrl": url}).what)


if __name__ == "__main__":
    unittest.main()

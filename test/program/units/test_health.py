import http.server
import os
import socket
import ssl
import threading
import time
import unittest

from support import Context, Host

from glance_host.problem import Problem
from glance_host.system.system import Result
from glance_host.units import health


class Handler(http.server.BaseHTTPRequestHandler):
    codes = [200]

    def do_GET(self):
        code = self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]
        self.send_response(code)
        self.end_headers()

    def log_message(self, *arguments):
        pass


CERTIFICATES = os.path.join(os.path.dirname(__file__), "..", "..", "support", "certificates")


class Tls(unittest.TestCase):
    """A server that demands a client's certificate, and one that only hangs up."""

    def serve(self, demands, newest=ssl.TLSVersion.TLSv1_3):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = newest
        place = lambda name: os.path.join(CERTIFICATES, "test-only-%s.pem" % name)
        context.load_cert_chain(place("server"), place("server-key"))
        if demands:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(place("client-ca"))
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def answer():
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return  # the test is over
                try:
                    context.wrap_socket(plain, server_side=True).close()
                except OSError:
                    plain.close()

        threading.Thread(target=answer, daemon=True).start()
        return {"kind": "http", "url": "https://127.0.0.1:%d/" % listener.getsockname()[1]}

    def test_one_that_demands_a_certificate_is_well_however_its_refusal_arrives(self):
        probe = self.serve(True)
        self.assertEqual({health.ask(probe, 5) for _ in range(30)}, {None})

    def test_one_of_tls_1_2_is_well_where_it_is_known_to_demand_one(self):
        probe = self.serve(True, ssl.TLSVersion.TLSv1_2)
        self.assertIsNotNone(health.ask(probe, 5))
        self.assertIsNone(health.ask(dict(probe, asksClients=True), 5))

    def test_a_request_that_met_a_closed_connection_is_looked_at_again(self):
        broken = BrokenPipeError(32, "Broken pipe")
        self.assertTrue(health._wants_certificate(broken, self.serve(True)))
        self.assertFalse(health._wants_certificate(broken, self.serve(False)))

    def test_one_that_only_hangs_up_is_not_well(self):
        self.assertIsNotNone(health.ask(self.serve(False), 5))


class Health(unittest.TestCase):
    def setUp(self):
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.failed = False

    def probe(self, codes, seconds=5, url=None):
        Handler.codes = codes
        probe = {
            "kind": "http",
            "url": url or "http://127.0.0.1:%d/" % self.server.server_port,
            "unit": "glance-api.service",
            "timeoutSeconds": seconds,
            "component": "ImageService",
        }
        health.run(Context({"health": [probe]}, system=Host("/", self.answer)))

    def answer(self, argv):
        if argv[0] == "systemctl":
            return Result(0 if self.failed else 1, "", "")
        return Result(0, "Traceback\nValueError: no such store\n", "")

    def test_is_any_answer_below_500(self):
        for code in (200, 300, 401, 404):
            with self.subTest(code):
                self.probe([code])

    def test_is_waited_for(self):
        self.probe([503, 503, 200])

    def test_that_does_not_come_in_time_shows_the_units_last_words(self):
        with self.assertRaisesRegex(Problem, "(?s)within 1 s: HTTP 503.*no such store"):
            self.probe([503], seconds=1)

    def test_of_a_failed_unit_is_not_waited_for(self):
        self.failed = True
        started = time.monotonic()
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            with self.assertRaisesRegex(Problem, "the unit has failed"):
                self.probe([200], 600, "http://127.0.0.1:%d/" % unused.getsockname()[1])
        self.assertLess(time.monotonic() - started, 300)

    def test_of_a_port_is_that_it_can_be_connected_to(self):
        probe = {
            "kind": "tcp",
            "host": "127.0.0.1",
            "port": self.server.server_port,
            "unit": "haproxy.service",
            "timeoutSeconds": 1,
            "component": "Tls",
        }
        health.run(Context({"health": [probe]}, system=Host("/", self.answer)))


if __name__ == "__main__":
    unittest.main()

import http.server
import socket
import threading
import time
import unittest

from support import Context, Host

import health
from problem import Problem
from system import Result


class Handler(http.server.BaseHTTPRequestHandler):
    codes = [200]

    def do_GET(self):
        code = self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]
        self.send_response(code)
        self.end_headers()

    def log_message(self, *arguments):
        pass


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
                self.probe([200], 60, "http://127.0.0.1:%d/" % unused.getsockname()[1])
        self.assertLess(time.monotonic() - started, 10)

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

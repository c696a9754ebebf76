"""Keystone's v3 login and catalogue, and Swift behind it, on one port of loopback."""

import http.server
import json
import threading

INTERFACES = ("public", "internal", "admin")


class FakeSwift:
    """`interfaces` says which endpoints of Swift the catalogue has; /public, /internal, … are accounts."""

    def __init__(self, test, interfaces=INTERFACES, kind="object-store"):
        self.interfaces = interfaces
        self.kind = kind
        self.projects = {"services"}
        self.expires = "2999-01-01T00:00:00.000000Z"
        # Answers of Keystone before it takes the login, one status each; what was asked of either.
        self.passing = []
        self.logins = []
        self.heads = []
        fake = self

        class Handler(_Handler):
            service = fake

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        test.addCleanup(server.server_close)
        test.addCleanup(server.shutdown)
        self.url = "http://127.0.0.1:%d" % server.server_address[1]

    def credentials(self, **changes):
        known = {
            "kind": "swift",
            "authUrl": self.url + "/v3",
            "username": "swift",
            "password": "canary",
            "projectName": "services",
            "userDomainName": "Default",
            "projectDomainName": "Default",
            "region": "RegionOne",
        }
        return dict(known, **changes)

    def token(self):
        endpoints = [
            {"id": each, "interface": each, "region": "RegionOne", "region_id": "RegionOne", "url": "%s/%s" % (self.url, each)}
            for each in self.interfaces
        ]
        catalog = [{"type": self.kind, "id": "s", "name": "swift", "endpoints": endpoints}]
        times = {"expires_at": self.expires, "issued_at": "2026-01-01T00:00:00.000000Z"}
        user = {"id": "u", "name": "swift", "domain": {"id": "default", "name": "Default"}}
        return {"token": dict(times, user=user, methods=["password"], catalog=catalog)}


class _Handler(http.server.BaseHTTPRequestHandler):
    service = None

    def log_message(self, *_args):
        pass

    def do_POST(self):
        scope = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["auth"]["scope"]
        self.service.logins.append(scope["project"])
        if self.service.passing:
            return self._answer(self.service.passing.pop(0), {})
        if scope["project"].get("name") not in self.service.projects:
            return self._answer(401, {"error": {"message": "not authorized", "code": 401}})
        return self._answer(201, self.service.token())

    def do_HEAD(self):
        self.service.heads.append(self.path)
        self._answer(204, None)

    def _answer(self, status, body):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Subject-Token", "t")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

"""Keystone's v2.0 API, which the guide's own releases speak, against a server of loopback."""

import http.server
import json
import os
import tempfile
import threading
import unittest

from support import Context, Host

from glance_host.identity.admin import administrator
from glance_host.keystone import api as keystone_api
from glance_host.logins import database as logins_database
from glance_host.logins import keystone as logins_keystone
from glance_host.logins import logins
from glance_host.problem import Problem

PASSWORD = "a'b\"c\\d $%@#;/ ü"
ENDPOINT = {"region": "RegionOne", "publicURL": "http://k/v2.0", "id": "1"}
RC = """export OS_USERNAME=admin
export OS_TENANT_NAME=admin
export OS_PASSWORD='%s'
export OS_AUTH_URL=%s/v2.0/
"""


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body))
        if self.path == "/v2.0/tokens":
            self._answer(*self._v2(body["auth"]))
        elif self.path == "/v3/auth/tokens":
            token = {"token": {"user": {"id": "1"}, "expires_at": "2999-01-01T00:00:00Z"}}
            self._answer(201, token, {"X-Subject-Token": "t"})
        else:
            self._answer(404, {})

    def do_GET(self):
        self.server.asked.append((self.path, None))
        self._answer(200, {"users": []})

    def _v2(self, auth):
        if auth["passwordCredentials"]["password"] != PASSWORD:
            return 401, {"error": {"message": "Invalid user / password", "code": 401}}
        token = {"id": "t", "expires": "2999-01-01T00:00:00Z"}
        services = []
        if "tenantName" in auth or "tenantId" in auth:
            token["tenant"] = {"id": "p", "name": "services"}
            services = [{"type": "identity", "name": "keystone", "endpoints": [ENDPOINT]}]
        user = {"id": "1", "name": "glance", "roles": []}
        return 200, {"access": {"token": token, "serviceCatalog": services, "user": user}}

    def _answer(self, status, body, headers=()):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


class V2(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.asked = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.base = "http://127.0.0.1:%d" % self.server.server_address[1]

    def credentials(self, **changes):
        known = {
            "authUrl": self.base + "/v2.0/",
            "username": "glance",
            "password": PASSWORD,
            "projectName": "services",
            "userDomainName": "Default",
            "projectDomainName": "Default",
            "region": "RegionOne",
        }
        return dict(known, **changes)

    def asked(self):
        return [path for path, _ in self.server.asked]

    def test_is_what_a_service_whose_url_names_it_is_logged_in_by(self):
        logins_keystone.identity(self.credentials(), {})
        self.assertEqual(self.asked(), ["/v2.0/tokens"])
        auth = self.server.asked[0][1]["auth"]
        self.assertEqual(auth["tenantName"], "services")
        self.assertEqual(
            auth["passwordCredentials"], {"username": "glance", "password": PASSWORD}
        )

    def test_takes_a_tenant_by_its_id_too(self):
        logins_keystone.identity(self.credentials(projectName="0123456789abcdef" * 2), {})
        self.assertEqual(self.server.asked[0][1]["auth"]["tenantId"], "0123456789abcdef" * 2)

    def test_refuses_a_password_and_the_error_holds_none(self):
        with self.assertRaises(logins.Refused) as caught:
            logins_keystone.identity(self.credentials(password="wrong-canary"), {})
        self.assertIn("Invalid user / password", caught.exception.what)
        self.assertIn("user, password and domain are right", caught.exception.hint)
        self.assertNotIn("wrong-canary", caught.exception.what)

    def test_says_where_the_catalogue_has_an_endpoint_instead(self):
        with self.assertRaises(logins.Refused) as caught:
            logins_keystone.identity(self.credentials(region="North"), {})
        self.assertIn("no public identity endpoint in region North", caught.exception.what)
        self.assertIn("it has one in RegionOne", caught.exception.what)

    def test_tells_whether_a_password_is_right_without_a_tenant(self):
        with keystone_api.login(self.credentials(), scoped=False):
            pass
        self.assertNotIn("tenantName", self.server.asked[0][1]["auth"])

    def test_makes_no_records_v3_of_the_same_host_and_port_does(self):
        with tempfile.TemporaryDirectory() as root:
            os.mkdir(root + "/root")
            with open(root + "/root/keystonerc_admin", "w") as file:
                file.write(RC % ("adminpass", self.base))
            context = Context({}, {}, Host(root))
            with administrator(context, {"rcFile": "/root/keystonerc_admin"}, "X") as admin:
                self.assertEqual(admin.api.find("users"), [])
                self.assertEqual(admin.auth_url, self.base + "/v3")
        self.assertEqual(self.asked()[0], "/v3/auth/tokens")
        self.assertTrue(self.asked()[1].startswith("/v3/users"))
        password = self.server.asked[0][1]["auth"]["identity"]["password"]["user"]
        self.assertEqual((password["name"], password["domain"]), ("admin", {"id": "default"}))

    def test_of_an_administrator_whom_v3_refuses_is_a_problem(self):
        access = self.credentials(authUrl=self.base + "/elsewhere/v2.0")
        with self.assertRaises(Problem):
            with administrator(Context({}, {}, Host("/")), access, "X"):
                pass


class MySql(unittest.TestCase):
    def test_is_spoken_by_the_driver_that_this_python_has(self):
        from unittest import mock

        url = "mysql://glance:%C3%BC%24@db/glance?charset=utf8"
        with mock.patch("importlib.util.find_spec", lambda name: name == "pymysql"):
            self.assertEqual(
                logins_database.drivable(url), "mysql+pymysql://glance:%C3%83%C2%BC%24@db/glance?charset=utf8"
            )
            other = "mysql+pymysql://glance:x@db/glance"
            self.assertEqual(logins_database.drivable(other), other)
        with mock.patch("importlib.util.find_spec", lambda name: True):
            self.assertEqual(logins_database.drivable(url), url)


if __name__ == "__main__":
    unittest.main()

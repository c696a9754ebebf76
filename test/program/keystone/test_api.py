import unittest
from unittest import mock

import support  # noqa: F401  (the program on the path)
from keystoneauth1 import exceptions

from glance_host.keystone import api as keystone_api
from glance_host.keystone.api import Api, KeystoneError


class Answer:
    status_code = 200
    content = b"{}"

    def __init__(self, body):
        self._body = body

    def json(self):
        return self._body


class Session:
    """Keystone's services, whose connection breaks at the first POST: before or after it is heard."""

    def __init__(self, heard, error=exceptions.ConnectFailure):
        self.rows = []
        self.posts = 0
        self._heard = heard
        self._error = error

    def request(self, url, method, json=None, **_):
        if method == "GET":
            return Answer({"services": self.rows})
        self.posts += 1
        row = dict(json["service"], id=str(self.posts))
        if self._heard or self.posts > 1:
            self.rows.append(row)
        if self.posts == 1:
            raise self._error("reset by peer")
        return Answer({"service": row})


class ARowWhoseAnswerIsLost(unittest.TestCase):
    def setUp(self):
        patch = mock.patch.object(keystone_api, "SETTLE_SECONDS", 0)
        patch.start()
        self.addCleanup(patch.stop)

    def create(self, session):
        return Api(session, "http://k:5000/v3").create("service", {"name": "glance", "type": "image"})

    def test_is_found_where_keystone_heard_it(self):
        session = Session(heard=True)
        self.assertEqual(self.create(session)["id"], "1")
        self.assertEqual(session.posts, 1)

    def test_is_asked_for_once_more_where_it_did_not(self):
        session = Session(heard=False)
        self.assertEqual(self.create(session)["id"], "2")
        self.assertEqual(len(session.rows), 1)

    def test_is_not_asked_for_again_after_a_time_out(self):
        session = Session(heard=False, error=exceptions.ConnectTimeout)
        with self.assertRaises(KeystoneError):
            self.create(session)
        self.assertEqual(session.posts, 1)


if __name__ == "__main__":
    unittest.main()

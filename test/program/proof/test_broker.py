import json
import unittest

import support  # noqa: F401  (the path)

from glance_host.proof.broker import events

MESSAGE = {"event_type": "image.upload", "payload": {"id": "1"}}


class Notifications(unittest.TestCase):
    def test_are_read_in_an_envelope_and_without(self):
        enveloped = json.dumps({"oslo.version": "2.0", "oslo.message": json.dumps(MESSAGE)})
        for body in (json.dumps(MESSAGE), enveloped, enveloped.encode("utf-8")):
            self.assertEqual(list(events(body)), [("1", "image.upload")])

    def test_of_others_are_passed_over(self):
        for body in ("", "[]", "1", '{"oslo.message": 1}', '{"payload": []}', b"\xff"):
            self.assertEqual(list(events(body)), [])


if __name__ == "__main__":
    unittest.main()

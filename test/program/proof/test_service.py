"""The proof of a good configuration passes, whatever an operator has set; and says what it could not prove."""

import contextlib
import os
import tempfile
import unittest
from unittest import mock

from servers.glance import FakeGlance
from support import Host

from glance_host.problem import Problem
from glance_host.proof import api as proof_api
from glance_host.proof import proof
from glance_host.backends import swift as proof_swift
from glance_host.proof.sample import choose

FILE = "/etc/glance/glance-api.conf"
READS = {"file": FILE, "options": {"delayedDelete": [{"section": "DEFAULT", "key": "delayed_delete"}]}}
TLS = dict.fromkeys(("caCertificate", "serverName", "clientCertificate", "clientPrivateKey"))


@contextlib.contextmanager
def login(_credentials, seconds=None, patience=None):
    yield mock.Mock(get_token=lambda: "token")


class FakeTime:
    """Time that passes by sleeping alone."""

    def __init__(self):
        self._now = 0

    def monotonic(self):
        return self._now

    def sleep(self, seconds):
        self._now += seconds


class Proofs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.host = Host(folder.name)
        self.said = []
        self.pause = 0.01

    def prove(self, glance, **changes):
        """The report of a proof of two image hosts that are one fake."""
        patches = (
            mock.patch.object(proof, "login", login),
            mock.patch.object(proof_api, "PAUSE_SECONDS", self.pause),
        )
        with glance.serving() as url, contextlib.ExitStack() as stack:
            for patch in patches:
                stack.enter_context(patch)
            request = {
                "host": "image1",
                "apis": [{"name": name, "url": url} for name in ("image1", "image2")],
                "tls": TLS,
                "identity": {},
                "store": None,
                "broker": None,
                "reads": READS,
                "filesystem": None,
                "bytes": 1000,
                "timeoutSeconds": 20,
            }
            return proof.run(dict(request, **changes), self.said.append, self.host)

    def refused(self, glance, **changes):
        with self.assertRaises(Problem) as caught:
            self.prove(glance, **changes)
        self.assertEqual(glance.images, {})
        return str(caught.exception)


class Formats(Proofs):
    def taken(self, disks, containers):
        """The formats of the image that went up."""
        glance = FakeGlance(None)
        glance.disks, glance.containers = [None] + disks, [None] + containers
        taken = []
        glance.accepts = lambda disk, container, data: taken.append((disk, container, data[:4])) or True
        report = self.prove(glance)
        self.assertEqual((len(report["images"]), report["unproven"]), (2, []))
        return taken[0]

    def test_raw_and_bare_where_they_are_offered(self):
        self.assertEqual(self.taken(["ami", "qcow2", "raw"], ["ovf", "bare"])[:2], ("raw", "bare"))

    def test_qcow2_with_its_head_where_it_is_all_that_is_offered(self):
        self.assertEqual(self.taken(["qcow2"], ["bare"]), ("qcow2", "bare", b"QFI\xfb"))

    def test_containers_other_than_bare(self):
        self.assertEqual(self.taken(["raw"], ["ovf"])[:2], ("raw", "ovf"))
        self.assertEqual(self.taken(["vmdk"], ["ova", "docker"])[:2], ("vmdk", "docker"))

    def test_amazons_formats_are_in_containers_of_their_own(self):
        self.assertEqual(self.taken(["ami", "vmdk"], ["ami", "bare"])[:2], ("ami", "ami"))
        self.assertIsNone(choose(["ami"], ["bare"]))

    def test_an_image_is_as_long_as_asked_for_or_as_its_head(self):
        sample = choose(["qcow2"], ["bare"])
        self.assertEqual(len(sample.data(1000)), 1000)
        self.assertEqual(len(sample.data(1)), 512)

    def test_of_a_qcow2_nothing_that_glance_looks_at_is_left_to_chance(self):
        """oslo.utils 8 to 10 read flags at 72 although version 2 has none, and want all of 512 bytes."""
        first, second = (choose(["qcow2"], ["bare"]).data(1000) for _ in range(2))
        self.assertEqual(first[:512], second[:512])
        self.assertEqual(first[72:512], bytes(440))
        self.assertNotEqual(first[512:], second[512:])

    def test_a_format_that_cannot_be_made_is_said_and_nothing_fails(self):
        glance = FakeGlance(None)
        glance.disks, glance.containers = ["vmdk"], ["bare"]
        glance.accepts = lambda disk, container, data: False
        report = self.prove(glance)
        self.assertEqual(report["images"], [])
        self.assertEqual(len(report["unproven"]), 2)
        self.assertIn("image1 takes images of vmdk in bare, and none that the proof can make", report["unproven"][0])
        self.assertIn("proof: not proven: " + report["unproven"][0], self.said)
        self.assertEqual(glance.images, {})

    def test_a_format_that_can_be_made_and_is_refused_fails(self):
        glance = FakeGlance(None)
        glance.accepts = lambda disk, container, data: False
        self.assertIn("upload: HTTP 415", self.refused(glance))

    def test_a_store_that_is_broken_fails_whatever_the_format(self):
        glance = FakeGlance(None)
        glance.disks, glance.containers = ["vmdk"], ["bare"]
        glance.refused["PUT /v2/images/ID/file"] = 503
        with mock.patch.object(proof_api, "PATIENCE_SECONDS", 0):
            self.assertIn("upload: HTTP 503", self.refused(glance))


class Patience(Proofs):
    def test_an_answer_of_a_loaded_service_is_asked_for_again(self):
        for call in (
            "POST /v2/images",
            "PUT /v2/images/ID/file",
            "GET /v2/images/ID",
            "GET /v2/images/ID/file",
            "DELETE /v2/images/ID",
        ):
            glance = FakeGlance(None)
            glance.passing[call] = [500, 503, 429]
            self.assertEqual(len(self.prove(glance)["images"]), 2, call)
            self.assertEqual(glance.images, {})
            self.assertIn("asking again", " ".join(self.said), call)

    def test_it_ends_with_its_own_bound_and_says_what_was_answered(self):
        glance = FakeGlance(None)
        glance.refused["PUT /v2/images/ID/file"] = 500
        with mock.patch.object(proof_api, "time", FakeTime()):
            self.pause = 20
            self.assertIn("upload: HTTP 500", self.refused(glance, timeoutSeconds=120))
        # At 0, 20, 40, 60 and 80 seconds, of which the last is past its 60.
        self.assertEqual(glance.calls.count("PUT /v2/images/ID/file"), 5)

    def test_it_ends_with_the_proofs_time(self):
        glance = FakeGlance(None)
        glance.refused["POST /v2/images"] = 500
        clock = mock.Mock(left=lambda where: 30, lasts=mock.Mock(side_effect=[True, False]))
        with glance.serving() as url, mock.patch.object(proof_api, "time", FakeTime()):
            api = proof_api.ImageApi({"name": "image1", "url": url}, None, None, "token", self.said.append)
            with self.assertRaisesRegex(proof_api.Answered, "HTTP 500 .*, after HTTP 500"):
                api.create("i", "title", choose(["raw"], ["bare"]), clock)
        self.assertEqual(glance.calls.count("POST /v2/images"), 2)

    def test_what_no_time_mends_fails_at_once(self):
        for status in (400, 401, 403, 413):
            glance = FakeGlance(None)
            glance.refused["POST /v2/images"] = status
            self.assertIn("create an image: HTTP %d" % status, self.refused(glance))
            self.assertEqual(glance.calls.count("POST /v2/images"), 1)

    def test_an_upload_that_ended_the_image_tells_the_first_answer_too(self):
        glance = FakeGlance(None)
        glance.passing["PUT /v2/images/ID/file"] = [500, 409]
        self.assertIn("upload: HTTP 409 Conflict, after HTTP 500", self.refused(glance))

    def test_a_record_whose_answer_was_lost_is_found_again_and_removed(self):
        glance = FakeGlance(None)
        glance.silent = "POST /v2/images"
        self.assertIn("create an image", self.refused(glance))

    def test_a_keystone_under_load_has_all_of_the_time(self):
        with mock.patch.object(proof, "login", side_effect=RuntimeError) as asked:
            with self.assertRaises(RuntimeError):
                proof.run({"timeoutSeconds": 120, "tls": TLS, "identity": {}}, self.said.append, self.host)
        self.assertGreater(asked.call_args[1]["patience"], 110)


class Deletion(Proofs):
    def prove_swift(self, text):
        """The report, and whether the object was looked for after its image was gone."""
        place = self.host.path(FILE)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8") as file:
            file.write(text)
        looked = []
        container = mock.Mock(find=lambda image, size: "glance/" + image, gone=lambda image, clock: looked.append(image))
        with mock.patch.object(proof_swift, "Finder", lambda *_: container):
            return self.prove(FakeGlance(None), store={"kind": "swift", "container": "glance"}), looked

    def test_objects_are_to_be_gone_with_their_images(self):
        report, looked = self.prove_swift("[DEFAULT]\ndelayed_delete = False\n")
        self.assertEqual((len(looked), report["unproven"]), (2, []))

    def test_objects_that_the_scrubber_removes_are_not_waited_for_and_that_is_said(self):
        report, looked = self.prove_swift("[DEFAULT]\ndelayed_delete = True\n")
        self.assertEqual(looked, [])
        self.assertEqual(len(report["objects"]), 2)
        self.assertIn("delayed_delete is on, so that the scrubber removes them later", report["unproven"][0])


class Objects(unittest.TestCase):
    def test_an_answer_of_a_loaded_swift_is_asked_for_again(self):
        answers = [mock.Mock(status_code=503), mock.Mock(status_code=200, headers={"Content-Length": "5"})]
        session = mock.Mock(request=mock.Mock(side_effect=answers))
        clock = mock.Mock(lasts=lambda seconds: True)
        with mock.patch.object(proof_swift, "open_account", lambda *_: (None, session, "http://s/v1/a")):
            with mock.patch.object(proof_swift, "PAUSE_SECONDS", 0):
                container = proof_swift.Finder({"container": "glance"}, {}, clock)
                self.assertEqual(container.find("i", 5), "glance/i")


if __name__ == "__main__":
    unittest.main()

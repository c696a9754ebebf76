"""The proof of the file store's metadata, by either version of the API that can choose a store."""

import contextlib
import unittest
from unittest import mock

from servers.glance import FakeGlance
from support import Host

from glance_host.problem import Problem
from glance_host.proof import proof

ID = "5b2f8a1e-3c4d-4e5f-8a9b-0c1d2e3f4a5b"
METADATA = {"id": ID, "mountpoint": "/var/lib/glance/images"}


@contextlib.contextmanager
def login(_credentials, seconds=None, patience=None):
    yield mock.Mock(get_token=lambda: "token")


class Filesystem(unittest.TestCase):
    def prove(self, glance, api):
        """The report of a proof of one image host."""
        tls = dict.fromkeys(
            ("caCertificate", "serverName", "clientCertificate", "clientPrivateKey")
        )
        with glance.serving() as url, mock.patch.object(proof, "login", login):
            request = {
                "host": "image1",
                "apis": [{"name": "image1", "url": url}],
                "tls": tls,
                "identity": {},
                "store": None,
                "broker": None,
                "filesystem": api and {"store": "file", "api": api, "id": ID},
                "bytes": 1000,
                "timeoutSeconds": 20,
            }
            return proof.run(request, lambda text: None, Host("/nowhere"))

    def refused(self, glance, api):
        """What is said of a proof that fails, and nothing is left of it."""
        with self.assertRaises(Problem) as caught:
            self.prove(glance, api)
        self.assertEqual(glance.images, {})
        return str(caught.exception)

    def test_an_image_is_put_there_by_v2_as_a_header_says(self):
        glance = FakeGlance(METADATA)
        report = self.prove(glance, "v2")
        self.assertEqual(report["filesystem"], {"id": ID, "mountPoint": METADATA["mountpoint"]})
        self.assertEqual(glance.images, {})
        self.assertNotIn("POST /v1/images", glance.calls)
        self.assertEqual(glance.calls.count("DELETE /v2/images/ID"), 2)

    def test_an_image_is_put_there_by_v1_and_looked_at_and_removed_by_v2(self):
        glance = FakeGlance(METADATA)
        report = self.prove(glance, "v1")
        self.assertEqual(report["filesystem"], {"id": ID, "mountPoint": METADATA["mountpoint"]})
        self.assertEqual(glance.images, {})
        self.assertEqual([call for call in glance.calls if "v1" in call], ["POST /v1/images"])
        self.assertEqual(glance.calls.count("DELETE /v2/images/ID"), 2)

    def test_v1_says_name_store_and_form_and_keeps_the_image_private(self):
        glance = FakeGlance(METADATA)
        with mock.patch.object(glance, "make", side_effect=glance.make) as make:
            self.prove(glance, "v1")
        (headers, body), _ = make.call_args
        self.assertEqual(len(body), 1000)
        self.assertEqual(headers["X-Auth-Token"], "token")
        self.assertRegex(headers["x-image-meta-name"], "^pulumi-glance-proof-")
        said = {key: headers["x-image-meta-" + key] for key in ("store", "is_public")}
        self.assertEqual(said, {"store": "file", "is_public": "False"})
        self.assertEqual(headers["x-image-meta-disk_format"], "raw")
        self.assertEqual(headers["x-image-meta-container_format"], "bare")

    def test_without_a_way_there_is_none_and_nothing_is_said_of_it(self):
        glance = FakeGlance(METADATA)
        self.assertIsNone(self.prove(glance, None)["filesystem"])
        self.assertEqual(glance.calls.count("DELETE /v2/images/ID"), 1)

    def test_a_location_of_another_file_system_is_refused_with_both_ids(self):
        for api in ("v1", "v2"):
            said = self.refused(FakeGlance({"id": "other", "mountpoint": "/"}), api)
            self.assertIn("carries no file system id %s, but other" % ID, said)

    def test_a_location_that_carries_nothing_is_refused(self):
        for api in ("v1", "v2"):
            said = self.refused(FakeGlance({}), api)
            self.assertIn("an image in store file carries no file system id %s. See" % ID, said)

    def test_locations_that_are_not_shown_are_refused(self):
        for api in ("v1", "v2"):
            said = self.refused(FakeGlance(None), api)
            self.assertIn("an image in store file shows no locations", said)

    def test_a_release_without_v1_says_which_step_failed(self):
        said = self.refused(FakeGlance(METADATA, versions=("v2",)), "v1")
        self.assertIn("upload: HTTP 404", said)

    def test_an_upload_by_v1_whose_answer_is_lost_leaves_no_image(self):
        glance = FakeGlance(METADATA)
        glance.silent = "POST /v1/images"
        said = self.refused(glance, "v1")
        self.assertIn("proof: image1", said)
        self.assertEqual(glance.calls.count("DELETE /v2/images/ID"), 2)


if __name__ == "__main__":
    unittest.main()

import base64
import io
import json
import unittest
from unittest import mock
from urllib.parse import quote

import support

from glance_host.cli.output import Output
from glance_host.cli.redaction import MASK, Redaction, forms


def bytewise(text):
    """Each UTF-8 byte a Latin-1 character, as the database's URL has it."""
    return text.encode("utf-8").decode("latin-1")


class Masking(unittest.TestCase):
    def test_finds_a_secret_in_every_form_in_which_files_and_libraries_have_it(self):
        secret = support.AWKWARD
        for written in (
            secret,
            quote(secret, safe=""),
            quote(secret, safe="/~"),
            quote(secret, safe="").replace("%", "%%"),
            quote(secret, safe="").lower(),
            bytewise(secret),
            quote(bytewise(secret), safe=""),
            quote(quote(secret, safe=""), safe=""),
            secret.replace("$", "$$"),
            secret.replace("%", "%%"),
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
            repr(secret)[1:-1],
        ):
            masked = Redaction([secret]).mask("said <%s> of it" % written)
            self.assertEqual(masked, "said <%s> of it" % MASK, written)

    def test_finds_a_key_line_by_line(self):
        line = base64.b64encode(b"a key's own forty-eight bytes, of which no more").decode()
        key = "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n" % line
        self.assertEqual(Redaction([key]).mask("read %s" % line), "read " + MASK)

    def test_leaves_a_text_alone_that_holds_none(self):
        text = "glance: -----BEGIN CERTIFICATE----- of 3 %s"
        self.assertEqual(Redaction([support.AWKWARD, "abc"]).mask(text), text)

    def test_takes_a_secret_that_is_not_utf_8(self):
        self.assertIn("caf%E9", set(forms("caf\udce9")))


class Reports(unittest.TestCase):
    def test_stay_what_they_are_where_a_secret_is_a_word_of_json_or_of_the_report(self):
        out = io.BytesIO()
        stream = io.TextIOWrapper(out)
        voice = Output("image1", Redaction(["true", "null", "changed", "1500"]))
        with mock.patch("sys.stdout", stream):
            voice.result({"changed": True, "token": None, "seconds": 1500, "left": ["it is true"]})
        expected = {"changed": True, "token": None, "seconds": 1500, "left": ["it is [secret]"]}
        self.assertEqual(json.loads(out.getvalue().decode()), expected)


if __name__ == "__main__":
    unittest.main()

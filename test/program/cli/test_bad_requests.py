"""Requests that the program refuses before it begins anything."""

import base64
import json
import unittest
import zlib

from bad_input import BadInput, Case, tests_of
from harness import document

SECRET = "gehe!m"


def raw(**parts):
    return json.dumps(document(**parts)).encode()


def packed(data=None):
    return base64.b64encode(zlib.compress(data or raw()))


def without(name):
    whole = document()
    del whole[name]
    return json.dumps(whole).encode()


NEITHER = "neither JSON nor base64 of JSON"
NO_JSON = "the request on stdin is not JSON"
NO_STACK = "is no name of a stack: letters, digits"

CASES = [
    Case("nothing on stdin", b"", "the request on stdin is cut off", code=2),
    Case("blanks on stdin", b" \n ", "the request on stdin is cut off", code=2),
    Case("text that is no base64", b"nonsense!", NEITHER, code=2),
    Case("base64 of what was never deflated", base64.b64encode(b"x" * 40), NEITHER, code=2),
    Case("a shell's error in place of the document", b"sh: 1: cat: not found", NEITHER, code=2),
    Case("a deflated document cut off", packed()[:100], "cut off", code=2),
    Case("a deflated document cut within base64", packed()[:101], NEITHER, code=2),
    Case("a deflated document with a changed letter", b"eJy" + b"A" + packed()[4:], NEITHER, code=2),
    Case("a deflated list", packed(b"[1]"), "the request's format is not 1", code=2),
    Case("deflated bytes that are no UTF-8", packed(b'{"a": "\xff"}'), NO_JSON, code=2),
    Case("JSON cut off in a password", raw()[:20] + b', "password": "' + SECRET.encode(), NO_JSON, code=2),
    Case("JSON with something behind it", raw() + b"}", NO_JSON, code=2),
    Case("a document without a format", without("format"), "format is not 1", code=2),
    Case("a newer format", raw(format=2), "program and document differ in version", code=2),
    Case("a format that is text", raw(format="1"), "format is not 1", code=2),
    Case("no host's name", without("host"), "the request names no host", code=2),
    Case("a host's name that is a number", raw(host=1), "the request names no host", code=2),
    Case("no stack's name", without("stack"), NO_STACK, code=2),
    Case("an empty stack's name", raw(stack=""), NO_STACK, code=2),
    Case("a stack's name that leads out", raw(stack="../x"), NO_STACK, code=2),
    Case("a stack's name with a slash", raw(stack="a/b"), NO_STACK, code=2),
    Case("a stack's name with two dots within", raw(stack="a..b"), NO_STACK, code=2),
    Case("a stack's name with a newline", raw(stack="a\nb"), NO_STACK, code=2),
    Case("a stack's name with NUL", raw(stack="a\0b"), NO_STACK, code=2),
    Case("a stack's name of 300 letters", raw(stack="x" * 300), NO_STACK, code=2),
    Case("an absolute path for a stack's name", raw(stack="/etc"), NO_STACK, code=2),
    Case("no call at all", [], "expected: apply, images STACK", code=2),
    Case("an unknown call", ["aply"], "expected: apply, images STACK", code=2),
    Case("apply with an argument", ["apply", "now"], "expected: apply, images STACK", code=2),
    Case("undo without a stack", ["undo"], "expected: apply, images STACK", code=2),
    Case("undo of a stack that leads out", ["undo", "../x"], NO_STACK, code=2),
    Case("undo of three", ["undo", "a", "b", "c"], "expected: apply, images STACK", code=2),
    Case("a proof of nothing", ["prove"], "the request on stdin is cut off", code=2),
    Case("a publication of nothing", ["publish"], "the request on stdin is cut off", code=2),
]


@tests_of(CASES)
class BadRequests(BadInput):
    group = "requests"

    def attempt(self, case):
        self.secrets = [SECRET]
        return super().attempt(case)


if __name__ == "__main__":
    unittest.main()

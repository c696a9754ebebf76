"""What the program is asked, read from stdin and looked at before anything is begun."""

import json
import re
import sys

# A document of a region with certificates is some ten KB; the rest would be an attack.
LARGEST = 64 * 1024 * 1024
STACK = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


class BadRequest(Exception):
    """The request cannot be read, or is not for this program."""


def parse(data):
    """The request as a dict: raw JSON, or base64 of deflated JSON."""
    data = data.strip()
    if not data.startswith(b"{"):
        data = _inflate(data)
    try:
        request = json.loads(data.decode("utf-8"))
    except ValueError as error:
        # The error itself would quote the document, which holds secrets.
        where = getattr(error, "pos", getattr(error, "start", "?"))
        raise BadRequest("the request on stdin is not JSON (at character %s)" % where) from None
    if not isinstance(request, dict) or request.get("format") != 1:
        raise BadRequest("the request's format is not 1: program and document differ in version")
    if not isinstance(request.get("host"), str):
        raise BadRequest("the request names no host")
    _check_program(request)
    return request


def stack_name(name):
    """The name, which is that of a folder too; BadRequest where it could not be one."""
    if not isinstance(name, str) or not STACK.fullmatch(name) or ".." in name:
        raise BadRequest("%r is no name of a stack: letters, digits, '.', '_' and '-'" % (name,))
    return name


def own_digest():
    """sha256 of the archive that runs, or None where the program runs unpacked."""
    from hashlib import sha256

    archive = getattr(globals().get("__loader__"), "archive", None)
    if archive is None:
        return None
    with open(archive, "rb") as file:
        return sha256(file.read()).hexdigest()


def _check_program(request):
    wanted = request.get("program")
    if not wanted:
        return
    found = own_digest()
    if found is not None and found != wanted:
        copied = sys.argv[0].rsplit("/", 1)[-1].startswith(".pulumi-glance")
        remedy = (
            "Repeat pulumi up, which copies the right one"
            if copied
            else "Install there the one that make program names"
        )
        raise BadRequest(
            "the program on this host (%s, sha256 %s…) is not the one that the document is for "
            "(%s…). %s" % (sys.argv[0], found[:12], wanted[:12], remedy)
        )


def _dictionary():
    """What both sides know of documents beforehand; see host/document/encode.ts."""
    import os

    return __loader__.get_data(os.path.join(os.path.dirname(__file__), "dictionary.txt"))


def _inflate(data):
    import base64
    import zlib

    try:
        inflater = zlib.decompressobj(zdict=_dictionary())
        text = inflater.decompress(base64.b64decode(data, validate=True), LARGEST)
    except (ValueError, zlib.error):
        raise BadRequest("stdin holds neither JSON nor base64 of JSON deflated for this program") from None
    if not inflater.eof:
        raise BadRequest("the request on stdin is cut off, or larger than 64 MiB")
    return text

"""What must be true of the host, as the last transaction left it: what an observation compares with.

Kept in the ledger. Of a secret only a salted digest stands here, so that it is in clear nowhere but
in the files that need it; whole files are digests, too.
"""

import hashlib
import hmac
import os

from glance_host.files import snapshot
from glance_host.ini import section_names

# Parts of the document that hold no secret and are kept as they are.
PLAIN = ("versions", "packages", "mounts", "firewall", "units", "health")


def of(context):
    """The document, as an observation needs it. Called at commit: the files are in place."""
    document = context.document
    known = context.ledger.get("expected", {})
    salt = known.get("salt") or os.urandom(16).hex()
    expected = {name: document[name] for name in PLAIN}
    expected["salt"] = salt
    expected["stack"] = document["stack"]
    expected["generation"] = document.get("generation", 0)
    expected["settings"] = {
        file["path"]: _ini(context, salt, file) for file in document["settings"]
    }
    expected["files"] = [_file(context, salt, file) for file in document["files"]]
    if document.get("metadata"):
        expected["metadata"] = _file(context, salt, document["metadata"])
    if document.get("token"):
        expected["token"] = {name: context.ledger["token"][name] for name in ("path", "value")}
    if document.get("sharing"):
        expected["sharing"] = document["sharing"]
    if document.get("directLoading"):
        expected["directLoading"] = dict(document["directLoading"], filesystem=context.filesystem)
    if document.get("schema"):
        expected["schema"] = {k: v for k, v in document["schema"].items() if k != "connection"}
    return expected


def digest(salt, text):
    """Tells equal texts from others, and tells nothing else: the salt never leaves this host."""
    data = text.encode("utf-8", "surrogateescape")
    return hmac.new(bytes.fromhex(salt), data, hashlib.sha256).hexdigest()


def attributes(now):
    """Mode and owner of a snapshot."""
    return {name: now[name] for name in ("mode", "uid", "gid")}


def _ini(context, salt, file):
    keys = {}
    for section, values in file["set"].items():
        for key, value in values.items():
            text = value["value"]
            known = {"digest": digest(salt, text)} if value.get("secret") else {"value": text}
            if "list" in value:
                known["list"] = value["list"]
            keys.setdefault(section, {})[key] = known
    for section, names in file["drop"].items():
        for key in names:
            keys.setdefault(section, {})[key] = None
    now = snapshot.take(context.system, file["path"])
    name = section_names.of(context.document, file["path"])
    return dict(attributes(now) if now else {}, keys=keys, **section_names.note(name))


def _file(context, salt, file):
    """The content as it stands, which for the metadata's JSON only the host knows."""
    now = snapshot.take(context.system, file["path"])
    found = {"path": file["path"]}
    if now:
        found.update(attributes(now), digest=digest(salt, now["content"]))
    return found

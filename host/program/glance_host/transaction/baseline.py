"""What must be true of the host, as the last transaction left it: what an observation compares with.

Kept in the ledger, as `expected`. Of a secret only a salted digest stands here (files/baseline).
"""

import os

from glance_host.files import baseline as files_baseline
from glance_host.ini import baseline as ini_baseline

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
        file["path"]: ini_baseline.of(context, salt, file) for file in document["settings"]
    }
    expected["files"] = [files_baseline.of(context, salt, file) for file in document["files"]]
    if document.get("metadata"):
        expected["metadata"] = files_baseline.of(context, salt, document["metadata"])
    if document.get("token"):
        expected["token"] = {name: context.ledger["token"][name] for name in ("path", "value")}
    if document.get("sharing"):
        expected["sharing"] = document["sharing"]
    if document.get("directLoading"):
        expected["directLoading"] = dict(document["directLoading"], filesystem=context.filesystem)
    if document.get("schema"):
        expected["schema"] = {k: v for k, v in document["schema"].items() if k != "connection"}
    return expected

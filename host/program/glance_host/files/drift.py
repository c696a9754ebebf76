"""Whole files of ours that are not as they must be: content, mode, owner."""

from glance_host.files import snapshot
from glance_host.files.baseline import digest


def look(context, part):
    wanted = context.document[part]
    for file in [wanted] if part == "metadata" else wanted:
        _look_at(context, file)


def attributes(context, path, wanted, now):
    """Notes a mode or owner that is another."""
    if "mode" not in wanted:
        return
    if now["mode"] != wanted["mode"]:
        context.differs(path + " mode", "%04o, not %04o" % (now["mode"], wanted["mode"]))
    if (now["uid"], now["gid"]) != (wanted["uid"], wanted["gid"]):
        owners = (now["uid"], now["gid"], wanted["uid"], wanted["gid"])
        context.differs(path + " owner", "%d:%d, not %d:%d" % owners)


def _look_at(context, file):
    path = file["path"]
    now = snapshot.take(context.system, path)
    if now is None:
        context.differs(path, "missing")
        return
    attributes(context, path, file, now)
    if digest(context.document["salt"], now["content"]) != file.get("digest"):
        context.differs(path, "content differs")

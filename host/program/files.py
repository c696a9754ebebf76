"""Whole files of ours, swapped in with the rest; undo gives back what stood there."""

import snapshot
from ownership import numbers


def run(context):
    """Stages the document's files and takes away those no longer in it."""
    kept = context.ledger.setdefault("files", {})
    wanted = {file["path"]: file for file in context.document["files"]}
    for file in wanted.values():
        want(context, kept, file)
    for path in sorted(set(kept) - set(wanted)):
        give_back(context, kept, path)


def want(context, kept, file, stage=None):
    """Stages a ManagedFile where it is not so already; `kept` is the ledger's entry for files."""
    path, component = file["path"], file["component"]
    now = snapshot.take(context.system, path)
    uid, gid = numbers(context, file, component, path)
    future = snapshot.make(file["content"], int(file["mode"], 8), uid, gid)
    entry = kept.get(path) or {"former": now, "written": []}
    written = {snapshot.digest(file["content"])} | _present(now, entry)
    kept[path] = dict(entry, component=component, written=sorted(written))
    if now is not None and _same(now, future):
        return
    (stage or context.stage).put(path, future, component, now)
    context.changed(component, "%s %s" % (path, "written" if now is None else "changed"))


def _present(now, entry):
    """What stands there, if it is ours: until the swap, undo may find either."""
    if now is None or snapshot.digest(now["content"]) not in entry["written"]:
        return set()
    return {snapshot.digest(now["content"])}


def _same(now, future):
    return (
        now["content"] == future["content"]
        and now["mode"] == future["mode"]
        and (future["uid"] is None or (now["uid"], now["gid"]) == (future["uid"], future["gid"]))
    )


def give_back(context, kept, path, stage=None):
    """Stages what stood at path before it was ours, unless somebody changed it since."""
    entry = kept[path]
    now = snapshot.take(context.system, path)
    context.at_commit(lambda: kept.pop(path))
    if now == entry["former"]:
        return
    if now is not None and snapshot.digest(now["content"]) not in entry["written"]:
        context.progress("%s was changed by someone else since and stays" % path)
    else:
        (stage or context.stage).put(path, entry["former"], entry["component"], now)
        verb = "put back" if entry["former"] else "removed"
        context.changed(entry["component"], "%s %s" % (path, verb))

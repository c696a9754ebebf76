"""Whole files of ours, swapped in with the rest; undo gives back what stood there."""

from glance_host.files import snapshot
from glance_host.files.ownership import numbers


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
    # Until the swap, undo may find either: what stands there, if it is ours, or what is to.
    ours = [future]
    if now is not None and not changed_since(now, entry) and not _same(now, future):
        ours.append(now)
    kept[path] = dict(
        entry,
        component=component,
        written=sorted({snapshot.digest(each["content"]) for each in ours}),
        looks=[snapshot.look(each) for each in ours],
    )
    if now is not None and _same(now, future):
        return
    (stage or context.stage).put(path, future, component, now)
    context.changed(component, "%s %s" % (path, "written" if now is None else "changed"))


def _same(now, future):
    return (
        now["content"] == future["content"]
        and now["mode"] == future["mode"]
        and (future["uid"] is None or (now["uid"], now["gid"]) == (future["uid"], future["gid"]))
    )


def give_back(context, kept, path, stage=None):
    """Stages what stood at path before it was ours. What somebody changed since stays: content,
    or mode and owner."""
    entry = kept[path]
    former, component = entry["former"], entry["component"]
    now = snapshot.take(context.system, path)
    context.at_commit(lambda: kept.pop(path))
    if now == former:
        return
    if now is None:
        context.left(component, "%s was removed by someone else since and is not put back" % path)
        return
    if changed_since(now, entry):
        context.left(component, "%s was changed by someone else since and stays" % path)
        return
    if former is not None and _dressed_since(now, entry):
        former = dict(former, **snapshot.look(now))
        context.left(component, "mode or owner of %s was changed by someone else since and stays" % path)
    (stage or context.stage).put(path, former, component, now)
    context.changed(component, "%s %s" % (path, "put back" if former else "removed"))


def changed_since(now, entry):
    """Whether a file of ours holds what we have not written."""
    return now is not None and snapshot.digest(now["content"]) not in entry["written"]


def _dressed_since(now, entry):
    """Whether mode or owner are other than those that it was given."""
    # Ledgers of earlier versions have no looks.
    looks = entry.get("looks") or [snapshot.look(now)]
    return not any(
        all(look[name] in (None, now[name]) for name in look) for look in looks
    )

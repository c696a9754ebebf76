"""The file by which hosts know that they share a file system: the first image host's token.

Names tell nothing: two hosts may mount two volumes at one place, or one volume by two names. So the
first image host makes up a token and writes it into the images' directory, and the others look
whether they see that very one (sharing). It is no secret. One that somebody has changed or removed is
never written again, another one is: what then stands where the file was seen before is not this one.
"""

import os

from glance_host.files import snapshot
from glance_host.files import staging
from glance_host.files.ownership import numbers
from glance_host.problem import Problem, shell
from glance_host.system import as_owner

# A ledger's entry: {path, value, component}.
ENTRY = "token"


def run(context):
    """Takes the file away where it is to go, before what it lies on is unmounted."""
    kept = context.ledger.get(ENTRY)
    wanted = context.document.get("token")
    if not kept or (wanted and wanted["path"] == kept["path"] and not _moves(context, kept["path"])):
        return
    path, component = kept["path"], kept["component"]
    try:
        now = look(context.system, path)
        if now is None:
            text = "%s was removed by someone else since, or is not mounted" % path
            context.left(component, text)
        elif now["content"] != _text(kept["value"]):
            context.left(component, "%s was changed by someone else since and stays" % path)
        else:
            _put(context, kept, path, None, now)
            context.changed(component, "%s removed" % path)
    except OSError as error:
        if not context.undoing:
            raise
        # A volume that is gone must not keep the stack on the host.
        context.left(component, "%s cannot be removed: %s" % (path, error.strerror))
    context.at_commit(lambda: _strike(context, kept))


def keep(context):
    """Sees that the file is there, and answers with its token; None where none is wanted."""
    wanted = context.document.get("token")
    if not wanted:
        return None
    path, component = wanted["path"], wanted["component"]
    kept = context.ledger.get(ENTRY)
    now = look(context.system, path)
    if kept and kept["path"] == path and now and now["content"] == _text(kept["value"]):
        # An entry of its own: `run`, which did not see the file yet, may have meant to strike that one.
        context.ledger[ENTRY] = dict(kept)
        return kept["value"]
    uid, gid = numbers(context, wanted, component, path)
    value = os.urandom(16).hex()
    context.ledger[ENTRY] = {
        "path": path,
        "value": value,
        "component": component,
    }
    _directory(context, os.path.dirname(path), uid, gid)
    future = snapshot.make(_text(value), int(wanted["mode"], 8), uid, gid)
    _put(context, context.ledger[ENTRY], path, future, now)
    context.changed(component, "%s %s" % (path, "written" if now is None else "changed"))
    return value


def look(system, path):
    """The file, or None where there is none."""
    return as_owner.attempt(system, os.path.dirname(path), lambda: snapshot.take(system, path))


def holds(system, path, value):
    """Whether the file is there with that token."""
    now = look(system, path)
    return now is not None and now["content"] == _text(value)


def _text(value):
    return value + "\n"


def _moves(context, path):
    """Whether what the file lies on is about to be unmounted, or covered by a mount."""
    kept = {place: mount["source"] for place, mount in context.ledger.get("mounts", {}).items()}
    wanted = {mount["mountPoint"]: mount["source"] for mount in context.document["mounts"]}
    return any(
        path.startswith(place + "/") and wanted.get(place) != kept.get(place)
        for place in set(kept) | set(wanted)
    )


def _strike(context, kept):
    if context.ledger.get(ENTRY) is kept:
        del context.ledger[ENTRY]


def _directory(context, folder, uid, gid):
    """The images' directory, where Glance has not made it yet."""
    place = context.system.path(folder)
    if os.path.isdir(place):
        return
    staging.make_folder(context, folder)
    if uid is not None:
        os.chown(place, uid, gid)


def _put(context, entry, path, future, now):
    """Writes or removes the file at once, written down before."""
    context.touched(path)
    context.stage.record()
    below = _mounted(context, path)

    def back():
        # Else it would lie in the bare directory, and keep the volume from being mounted there.
        if _mounted(context, path) != below:
            what = "the file system below it is not mounted as before"
            raise Problem(entry["component"], path, what, "Let the next run mount it", "pulumi up")
        _write(context, path, now)

    context.rollback.undo(path, back)
    try:
        _write(context, path, future)
    except OSError as error:
        if future is None:
            raise
        hint, command = "See that its file system can be written and has room", shell("df", "-h", os.path.dirname(path))
        what = "the program cannot write it: %s" % error.strerror
        raise Problem(entry["component"], path, what, hint, command) from None


def _mounted(context, path):
    """What is mounted now at the mount points above the path that the stack had or has."""
    from glance_host.mounts import step as mounts_step

    places = set(context.ledger.get("mounts", {}))
    places |= {mount["mountPoint"] for mount in context.document["mounts"]}
    above = sorted(place for place in places if path.startswith(place + "/"))
    return {place: mounts_step.source_of(context, place) for place in above}


def _write(context, path, future):
    folder = os.path.dirname(path)
    as_owner.attempt(context.system, folder, lambda: snapshot.write(context.system, path, future))

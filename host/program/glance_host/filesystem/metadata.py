"""The JSON that tells Compute where images' file system is mounted (procedures 5.9 and 5.11).

The mount point is found on the host as the guide does, with df. An id that the host has already is
kept: images carry it.
"""

import json
import os

from glance_host.files import snapshot
from glance_host.files import step as files_step
from glance_host.filesystem import token as filesystem_token
from glance_host.problem import Problem, shell


def run(context):
    """Finds where the images lie, and stages the JSON that says it."""
    kept = context.ledger.setdefault("metadata", {})
    request = context.document.get("metadata")
    if request:
        _write(context, kept, request)
    for path in sorted(kept):
        if not request or path != request["path"]:
            files_step.give_back(context, kept, path)


def mount_point(system, directory, component):
    """Where the file system that holds the directory is mounted; df knows."""
    directory = os.path.normpath(directory)
    place = directory
    while not os.path.isdir(system.path(place)) and place != "/":
        place = os.path.dirname(place)
    done = system.run(["df", "--output=target", system.path(place)])
    lines = done.out.strip().splitlines()
    if not done.ok or len(lines) < 2:
        raise Problem(component, directory, done.said, "See why df cannot read it", shell("df", place))
    return lines[-1].strip()


def _write(context, kept, request):
    path, component = request["path"], request["component"]
    directory = os.path.normpath(request["imagesDirectory"])
    mounted = mount_point(context.system, directory, component)
    now = snapshot.take(context.system, path)
    found, entry = _read(now["content"], directory, request) if now else ([], None)
    known = entry["id"] if entry else None
    if known and request["idIsFixed"] and known != request["id"]:
        raise Problem(
            component,
            path,
            "this host's file system has the id %s, and the first image host's has %s"
            % (known, request["id"]),
            "Choose the id that images carry already (see an image's locations), and write it into "
            "the files of both hosts: hosts that share a file system share its id",
        )
    identity = {"id": known or request["id"], "mountpoint": mounted}
    context.filesystem = {"id": identity["id"], "mountPoint": mounted}
    context.report["filesystem"] = dict(context.filesystem, token=filesystem_token.keep(context))
    if entry == identity and path not in kept:
        return  # the operator's own, and good as it is
    files_step.want(context, kept, dict(request, content=_text(found, entry, identity)))


def _read(text, directory, request):
    """What the file says: its list of entries, and the one that Glance would take."""
    hint = "Correct the file, or move it away: then the program writes it anew"
    try:
        found = json.loads(text)
    except ValueError:
        raise Problem(request["component"], request["path"], "it is not JSON", hint) from None
    single = isinstance(found, dict)
    entries = [found] if single else found
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        what = "it is neither {id, mountpoint} nor a list of these"
        raise Problem(request["component"], request["path"], what, hint)
    for entry in entries:
        # A single one is the file system's, wherever it was mounted; of several, Glance takes the
        # first whose mount point the image's path begins with.
        if single or (directory + "/").startswith(entry["mountpoint"]):
            return ([] if single else entries), entry
    return entries, None


def _is_entry(entry):
    return isinstance(entry, dict) and all(
        isinstance(entry.get(key), str) and entry[key] for key in ("id", "mountpoint")
    )


def _text(found, entry, identity):
    """One entry as the guide has it; others' entries of a list stay."""
    # A second run must find the very text that the first one wrote.
    if not found:
        return json.dumps(identity, indent=4, ensure_ascii=False) + "\n"
    others = [each for each in found if each is not entry]
    return json.dumps([identity] + others, indent=4, ensure_ascii=False) + "\n"

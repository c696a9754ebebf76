"""Shared file systems, mounted by systemd units of ours (procedure 5.10).

A service that needs the mount gets a drop-in: it starts after the mount, stops with it, and refuses
to start on the bare directory below, where images would vanish under the next mount. What an
operator has mounted already from the same source stays theirs. Undo unmounts; data stays.
"""

import os

from glance_host.files import snapshot
from glance_host.files import staging
from glance_host.files import step as files_step
from glance_host.files.ownership import numbers
from glance_host.mounts.unit_texts import drop_in, escape, mount_unit
from glance_host.problem import Problem, shell
from glance_host.system import systemd


def run(context):
    """Mounts what the document asks for, and unmounts what it no longer does."""
    kept = context.ledger.setdefault("mounts", {})
    wanted = {mount["mountPoint"]: mount for mount in context.document["mounts"]}
    for place in sorted(set(kept), reverse=True):
        mount = wanted.get(place)
        if mount is None or mount["source"] != kept[place]["source"]:
            _release(context, kept, place)
    for place, mount in sorted(wanted.items()):
        _mount(context, kept, mount)


def source_of(context, place):
    """What is mounted at this very place, or None."""
    done = context.system.run(
        ["findmnt", "-n", "-o", "SOURCE", "--mountpoint", context.system.path(place)]
    )
    if done.code == 127:
        raise Problem("transaction", place, done.said, "Install util-linux on this host")
    sources = done.out.split()
    return sources[-1] if done.ok and sources else None


def must_answer(context, units):
    """Raises a Problem where what one of these units needs is mounted and does not answer. A restart
    would stop that unit and not start it again: nothing of ours starts on a mount that is gone."""
    for mount in context.document["mounts"]:
        if set(mount["requiredBy"]).intersection(units):
            _must_answer(context, mount)


def _must_answer(context, mount):
    place = mount["mountPoint"]
    done = context.system.run(["df", "--output=target", context.system.path(place)])
    if not done.ok:
        what = "%s does not answer: %s" % (mount["source"], done.said)
        hint = "See on the volume's servers whether it is up"
        raise Problem(mount["component"], place, what, hint, "gluster volume status")


def _mount(context, kept, mount):
    place, component = mount["mountPoint"], mount["component"]
    mounted = source_of(context, place)
    if mounted is not None and not same_source(mounted, mount["source"]):
        raise Problem(
            component,
            place,
            "%s is mounted there, not %s" % (mounted, mount["source"]),
            "Unmount it, or choose another mount point",
        )
    if mounted is not None:
        _must_answer(context, mount)
    entry = kept.setdefault(
        place,
        {
            "source": mount["source"],
            "unit": escape(place) + ".mount",
            "adopted": mounted is not None,
            "component": component,
            "files": {},
        },
    )
    if not entry["adopted"]:
        if mounted is None:
            _refuse_content(context, mount)
        _start(context, entry, mount, mounted)
    for unit in mount["requiredBy"]:
        files_step.want(context, entry["files"], drop_in(unit, place, component))
    ours = {drop_in(unit, place, component)["path"] for unit in mount["requiredBy"]}
    ours.add(systemd.file_of(entry["unit"]))
    for path in sorted(set(entry["files"]) - ours):
        files_step.give_back(context, entry["files"], path)
    _own(context, mount)


def _start(context, entry, mount, mounted):
    """The mount unit is written, enabled and started at once: later steps look at what it mounts."""
    place, unit, component = mount["mountPoint"], entry["unit"], mount["component"]
    staging.make_folder(context, place)
    stage = staging.Stage(context)
    path = systemd.file_of(unit)
    files_step.want(context, entry["files"], mount_unit(unit, mount), stage)
    changed = not stage.empty()
    if changed:
        stage.record()
        context.rollback.after("systemd's unit files", lambda: systemd.reload(context))
        stage.swap()
        systemd.reload(context)
    state = systemd.states(context, [unit])[unit]
    if not state.enabled:
        context.rollback.undo(
            unit, lambda: systemd.command(context, "disable", unit, component), holding=[path]
        )
        systemd.command(context, "enable", unit, component)
    if mounted is None:
        context.progress("mounting %s at %s" % (mount["source"], place))
        context.rollback.undo(
            place, lambda: systemd.command(context, "stop", unit, component), holding=[unit, path]
        )
        _start_again(context, component)
        systemd.command(context, "start", unit, component)
        _verify(context, mount)
        context.changed(component, "%s mounted at %s" % (mount["source"], place))
    elif changed:
        # Its options differ: a mount unit takes them up when it is restarted, its users with it.
        systemd.command(context, "restart", unit, component)


def _verify(context, mount):
    mounted = source_of(context, mount["mountPoint"])
    if mounted is None or not same_source(mounted, mount["source"]):
        raise Problem(
            mount["component"],
            mount["mountPoint"],
            "%s is not mounted there, although systemd started the mount" % mount["source"],
            "See what a mount by hand says",
            shell("mount", "-t", mount["type"], mount["source"], "/mnt"),
        )


def same_source(one, other):
    """Gluster shows `server:/volume` as given, or without the slash."""
    return one.replace(":/", ":") == other.replace(":/", ":")


def _refuse_content(context, mount):
    """Nothing that exists may disappear under a mount."""
    place = mount["mountPoint"]
    try:
        names = os.listdir(context.system.path(place))
    except FileNotFoundError:
        return
    except NotADirectoryError:
        names = ["a file"]
    if names:
        raise Problem(
            mount["component"],
            place,
            "the directory is not empty (%s …): a mount would hide what is in it" % sorted(names)[0],
            "Mount the volume elsewhere, copy the files to it, empty the directory, and repeat",
        )


def _own(context, mount):
    """Owner and mode of the mounted root. They belong to the volume, so undo leaves them."""
    ownership = mount["ownership"]
    if not ownership:
        return
    place = context.system.path(mount["mountPoint"])
    uid, gid = numbers(context, ownership, mount["component"], mount["mountPoint"])
    status, mode = os.stat(place), int(ownership["mode"], 8)
    if uid is not None and (status.st_uid, status.st_gid) != (uid, gid):
        os.chown(place, uid, gid)
        context.changed(mount["component"], "%s owned by %s" % (mount["mountPoint"], ownership["owner"]))
    if status.st_mode & 0o7777 != mode:
        os.chmod(place, mode)
        context.changed(mount["component"], "%s has mode %s" % (mount["mountPoint"], ownership["mode"]))


def _start_again(context, component):
    """Should a later step fail: units that stop with a mount run again once all is back."""
    # First: systemd may still know a drop-in that is gone, and would mount for it.
    context.rollback.after("systemd's unit files", lambda: systemd.reload(context))
    for name, state in sorted(context.unit_states.items()):
        if state.active:
            context.rollback.after(
                name, lambda name=name: systemd.command(context, "start", name, component)
            )


def _release(context, kept, place):
    """Unmounts what we mounted; units that need it stop with it and restart later. A mount that
    somebody has made theirs since stays."""
    entry = kept[place]
    unit, component = entry["unit"], entry["component"]
    theirs = None if entry["adopted"] else _theirs(context, entry, place)
    if theirs:
        context.left(component, theirs)
    elif not entry["adopted"]:
        # Written down before anything stops: a run that is cut off here has stopped it, not
        # somebody else.
        context.touched(systemd.file_of(unit))
        context.stage.record()
        _unmount(context, entry, place)
    del kept[place]
    stage = staging.Stage(context)
    for path in sorted(entry["files"]):
        # A copy: the entry itself is what a run that is cut off here must still find.
        files_step.give_back(context, dict(entry["files"]), path, stage)
    stage.swap()
    # Another mount at the same place may follow at once, with units of the same name.
    systemd.reload(context)


def _theirs(context, entry, place):
    """What somebody has made of the mount since, as a sentence; None where it is as we left it."""
    mounted = source_of(context, place)
    if mounted is not None and not same_source(mounted, entry["source"]):
        return "%s was mounted at %s by someone else since and stays" % (mounted, place)
    path = systemd.file_of(entry["unit"])
    now = snapshot.take(context.system, path)
    if path in entry["files"] and files_step.changed_since(now, entry["files"][path]):
        return "%s stays mounted at %s, for its unit was changed" % (entry["source"], place)
    return None


def _unmount(context, entry, place):
    unit, component = entry["unit"], entry["component"]
    state = systemd.states(context, [unit])[unit]
    # What is mounted is a unit of systemd's even where its file is gone: then there is nothing to disable.
    stop, start = ("disable --now", "enable --now") if state.enabled else ("stop", "start")

    def again():
        systemd.reload(context)
        systemd.command(context, start, unit, component)

    if state.exists:
        context.rollback.undo(unit, again)
        _start_again(context, component)
        systemd.command(context, stop, unit, component)
    if source_of(context, place) is not None:
        hint = "See which programs use it, and end them"
        raise Problem(component, place, "systemd cannot unmount it", hint, shell("fuser", "-vm", place))
    context.changed(component, "%s unmounted from %s" % (entry["source"], place))

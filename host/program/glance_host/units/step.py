"""Units restart or reload once, and only where something that they read has changed (5.9–5.12)."""

from glance_host.mounts import step as mounts_step
from glance_host.problem import Problem, shell
from glance_host.system import systemd


def run(context):
    """Enables and restarts the document's units; gives others their former state back."""
    kept = context.ledger["units"]
    wanted = {unit["name"]: unit for unit in context.document["units"]}
    states = context.unit_states
    if context.report["changed"] or context.touched_paths:
        # A mount that went took its units with it; a package or file brought new ones.
        states = systemd.states(context, sorted(kept))
    reload, restart = [], []
    # In the document's order, in which they are told; systemd restarts them together.
    for name, unit in wanted.items():
        _refuse(unit, states[name])
        if not states[name].enabled and states[name].enablable:
            _enable(context, name, unit["component"])
        # What differs from it later is somebody else's doing.
        kept[name]["outcome"] = {"enabled": states[name].enabled or states[name].enablable}
        if states[name].active and not _concerned(context, name, unit["reads"]):
            continue
        # What its own file says only a restart takes up.
        reloads = unit["reload"] and states[name].active and not _concerned(context, name, [])
        (reload if reloads else restart).append(name)
    for name in sorted(set(kept) - set(wanted)):
        entry = kept.pop(name)
        if entry["existed"] and states[name].exists:
            restart.extend(_give_back(context, name, entry, states[name]))
    for name in reload:
        _reload(context, name, wanted[name]["component"])
    _restart(context, restart, kept)
    if not kept:
        del context.ledger["units"]


def _refuse(unit, state):
    if not state.exists:
        what, hint = "there is no such unit on this host", "Install the service's package first"
        command = None
    elif state.masked:
        what, hint = "it is masked, so that systemd does not start it", "Let systemd start it"
        command = shell("systemctl", "unmask", unit["name"])
    else:
        return
    raise Problem(unit["component"], unit["name"], what, hint, command)


def _concerned(context, name, reads):
    """Whether something that the unit reads, its own file included, was changed."""
    own = systemd.file_of(name)
    return any(
        path in reads or path == own or path.startswith(own + ".d/")
        for path in context.touched_paths
    )


def _enable(context, name, component):
    context.rollback.undo(
        name,
        lambda: systemd.command(context, "disable", name, component),
        holding=[systemd.file_of(name)],
    )
    systemd.command(context, "enable", name, component)
    context.changed(component, "%s enabled" % name)


def _give_back(context, name, entry, state):
    """Enabled and active as it was before the stack; the names that must restart. A unit that
    somebody has enabled, disabled or stopped since stays so."""
    component = entry["component"]
    toggled, stopped = _changed_since(context, name, entry)
    if toggled:
        verb = "enabled" if state.enabled else "disabled"
        context.left(component, "%s was %s by someone else since and stays so" % (name, verb))
    elif state.enabled and not entry["enabled"]:
        context.rollback.undo(name, lambda: systemd.command(context, "enable", name, component))
        systemd.command(context, "disable", name, component)
        context.changed(component, "%s disabled, as it was" % name)
    elif entry["enabled"] and state.enablable:
        _enable(context, name, component)
    if stopped and (entry["active"] or entry["starting"]):
        context.left(component, "%s was stopped by someone else since and stays so" % name)
    elif entry["active"] or entry["starting"]:
        return [name] if not state.active or _concerned(context, name, entry["reads"]) else []
    elif state.active:
        context.rollback.after(name, lambda: systemd.command(context, "start", name, component))
        systemd.command(context, "stop", name, component)
        context.changed(component, "%s stopped, as it was" % name)
    return []


def _reload(context, name, component):
    """Takes the new files up without dropping a connection."""
    context.rollback.after(
        name, lambda: systemd.command(context, "reload-or-restart", name, "transaction")
    )
    systemd.command(context, "reload", name, component)
    context.changed(component, "%s reloaded" % name)


def _changed_since(context, name, entry):
    """Whether somebody has (enabled or disabled, stopped) the unit since the last transaction. One
    that was cut off may have stopped it itself: then nobody is suspected."""
    before = context.unit_states[name]
    if "outcome" not in entry or context.resumed:
        return False, False
    return before.enabled != entry["outcome"]["enabled"], before.stopped


def _restart(context, names, kept):
    if not names:
        return
    components = {unit["name"]: unit["component"] for unit in context.document["units"]}
    component = ", ".join(sorted({components.get(name, "transaction") for name in names}))
    mounts_step.must_answer(context, names)
    context.progress("restarting %s" % ", ".join(names))
    for name in names:
        _note(context, name, kept.get(name))
    try:
        systemd.command(context, "restart", names, component)
    except Problem as problem:
        if not context.undoing:
            mounts_step.must_answer(context, names)
            raise
        # Its former settings do not serve it, or no longer: still they are what was asked for.
        context.progress("a unit does not start with its former settings: %s" % problem)
    context.report["restarted"].extend(names)
    context.report["changed"] = True


def _note(context, name, entry):
    """Should a later step fail: the unit runs, or not, as before, with what was put back."""
    if entry is not None and not entry["existed"] and not context.unit_states[name].exists:
        # Its file is about to go.
        context.rollback.undo(
            name,
            lambda: systemd.command(context, "disable --now", name, "transaction"),
            holding=[systemd.file_of(name)],
        )
        return

    def again():
        context.system.run(["systemctl", "reset-failed", name])
        before = context.unit_states[name]
        verb = "restart" if before.active else "start --no-block" if before.starting else "stop"
        systemd.command(context, verb, name, "transaction")

    context.rollback.after(name, again)

"""Notes how units are before anything is changed, and stops those of ours that are to go."""

from glance_host.system import systemd


def run(context):
    """Notes the state of the units of the document and of the ledger; stops those that go."""
    kept = context.ledger.setdefault("units", {})
    wanted = {unit["name"]: unit for unit in context.document["units"]}
    names = sorted(set(wanted) | set(kept))
    context.unit_states = systemd.states(context, names)
    for name, unit in wanted.items():
        state = context.unit_states[name]
        entry = kept.get(name) or {
            "existed": state.exists,
            "enabled": state.enabled,
            "active": state.active,
            "starting": state.starting,
        }
        kept[name] = dict(entry, reads=list(unit["reads"]), component=unit["component"])
    for name in sorted(set(kept) - set(wanted)):
        if not kept[name]["existed"] and context.unit_states[name].exists:
            _retire(context, name, context.unit_states[name], kept[name]["component"])


def _retire(context, name, state, component):
    """Ends a unit whose file is ours and about to go; afterwards systemd would not find it."""

    def again():
        systemd.reload(context)
        if state.enabled:
            systemd.command(context, "enable", name, component)
        if state.active:
            systemd.command(context, "start", name, component)

    context.rollback.undo(name, again)
    systemd.command(context, "disable --now", name, component)
    context.changed(component, "%s stopped and disabled" % name)

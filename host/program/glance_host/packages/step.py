"""Packages that a component needs (procedure 5.10, the TLS proxy, crudini).

Installed when missing, never upgraded, and never removed but by the rollback of the very transaction
that installed them: others may use them by now. The ledger names those that this program installed,
with what came along, so that undo can say which stay.
"""

from glance_host.packages import managers as packages_managers
from glance_host.problem import Problem


def run(context):
    """Installs what is missing. What was cut off earlier is taken up first."""
    manager = packages_managers.of_host(context.system)
    _take_up(context, manager)
    wanted = {package["name"]: package["component"] for package in context.document["packages"]}
    _leave(context, manager, _names(wanted))
    missing = sorted(set(wanted) - manager.installed(sorted(wanted)))
    if not missing:
        return
    kept = context.ledger.setdefault("packages", {"ours": {}})
    # Written down before: should this be cut off, what came along is still known.
    kept["before"] = sorted(manager.all())
    kept["wanted"] = {name: wanted[name] for name in missing}
    context.ledger.save()
    context.progress("installing %s" % ", ".join(missing))
    already = set(kept["ours"])
    context.rollback.undo("packages", lambda: _roll_back(context, manager, already))
    with manager.quiet_services(context):
        done = manager.install(missing)
    if not done.ok:
        what = "cannot be installed: %s" % done.said
        component = ", ".join(sorted(_names(kept["wanted"])))
        raise Problem(component, "package " + ", ".join(missing), what, *manager.remedy(missing))
    _settle(context, manager)
    for name in missing:
        context.changed(wanted[name], "package %s installed" % name)


def _names(wanted):
    """The components that ask for packages."""
    return {name for components in wanted.values() for name in components.split(", ")}


def _leave(context, manager, components):
    """Says which packages stay when those that asked for them do so no longer."""
    ours = context.ledger.get("packages", {}).get("ours", {})
    unwanted = [name for name in ours if not components & set(ours[name].split(", "))]
    by_component = {}
    for name in sorted(manager.installed(sorted(unwanted))):
        by_component.setdefault(ours[name], []).append(name)
    for component, names in sorted(by_component.items()):
        context.left(component, "packages stay installed: %s" % ", ".join(names))

    def forget():
        for name in unwanted:
            del ours[name]
        if not ours:
            del context.ledger["packages"]

    if unwanted:
        context.at_commit(forget)


def _take_up(context, manager):
    """What a transaction that was cut off has installed is ours too."""
    if "before" in context.ledger.get("packages", {}):
        context.progress("packages: a run was cut off while it installed; this one goes on from there")
        manager.allow_services(context)
        _settle(context, manager)


def _settle(context, manager):
    """Notes what is there now and was not before, its services disabled."""
    kept = context.ledger["packages"]
    wanted = kept["wanted"]
    new = (manager.all() | manager.installed(sorted(wanted))) - set(kept["before"])
    _keep_disabled(context, manager, sorted(new))
    together = ", ".join(sorted(_names(wanted)))
    for name in new:
        kept["ours"].setdefault(name, wanted.get(name, together))
    del kept["before"], kept["wanted"]
    context.ledger.save()


def _roll_back(context, manager, already):
    """Removes what this transaction has installed so far."""
    kept = context.ledger["packages"]
    manager.allow_services(context)
    if "before" in kept:
        _settle(context, manager)
    _remove(context, manager, sorted(set(kept["ours"]) - already))


def _remove(context, manager, names):
    """Removes packages where nothing else goes with them."""
    present = sorted(manager.installed(names))
    if not present:
        return
    also = manager.would_remove(present) - set(present)
    if also:
        text = "packages stay installed: %s, for %s would go with them"
        context.left("transaction", text % (", ".join(present), ", ".join(sorted(also))))
        return
    done = manager.remove(present)
    if not done.ok:
        raise Problem(
            "transaction", "packages " + ", ".join(present), done.said, "Remove them by hand"
        )


def _keep_disabled(context, manager, new):
    """A service that came along neither runs nor starts at boot, unless a component wants the unit,
    and then as long as it does."""
    units = sorted(manager.units(new))
    if units:
        done = context.system.run(["systemctl", "disable"] + units, timeout=120)
        if not done.ok:
            context.progress("could not disable %s: %s" % (", ".join(units), done.said))

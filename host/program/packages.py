"""Packages that a component needs (procedure 5.10, the TLS proxy, crudini).

Installed when missing, never upgraded. The ledger names those that this program installed, with
what came along, so that undo removes these and no other.
"""

import package_managers
from problem import Problem


def run(context):
    """Installs what is missing. What was cut off earlier is taken up first."""
    manager = package_managers.of_host(context.system)
    _take_up(context, manager)
    wanted = {package["name"]: package["component"] for package in context.document["packages"]}
    missing = sorted(set(wanted) - manager.installed(sorted(wanted)))
    if not missing:
        return
    component = ", ".join(sorted({wanted[name] for name in missing}))
    kept = context.ledger.setdefault("packages", {"ours": {}})
    # Written down before: should this be cut off, what came along is still known.
    kept["before"] = sorted(manager.all())
    kept["wanted"] = missing
    context.ledger.save()
    context.progress("installing %s" % ", ".join(missing))
    already = set(kept["ours"])
    context.journal.undo("packages", lambda: _roll_back(context, manager, already))
    with manager.quiet_services(context):
        done = manager.install(missing)
    if not done.ok:
        what = "cannot be installed: %s" % done.said
        raise Problem(component, "package " + ", ".join(missing), what, manager.hint(missing))
    _settle(context, manager, component)
    for name in missing:
        context.changed(wanted[name], "package %s installed" % name)


def remove(context, manager, names):
    """Removes packages of ours where nothing else goes with them. Returns those that stay."""
    present = sorted(manager.installed(names))
    if not present:
        return []
    also = manager.would_remove(present) - set(present)
    if also:
        context.progress(
            "packages %s stay: %s would go with them" % (", ".join(present), ", ".join(sorted(also)))
        )
        return present
    done = manager.remove(present)
    if not done.ok:
        raise Problem(
            "transaction", "packages " + ", ".join(present), done.said, "Try to remove them by hand"
        )
    return []


def _take_up(context, manager):
    """What a transaction that was cut off has installed is ours too."""
    if "before" in context.ledger.get("packages", {}):
        context.progress("packages: a run was cut off while it installed; taking that up")
        manager.allow_services(context)
        _settle(context, manager, "transaction")


def _settle(context, manager, component):
    """Notes what is there now and was not before."""
    kept = context.ledger["packages"]
    new = (manager.all() | manager.installed(kept["wanted"])) - set(kept["before"])
    # Before it is noted: where this is cut off, the next run does both again.
    keep_disabled(context, manager, sorted(new))
    del kept["before"], kept["wanted"]
    for name in new:
        kept["ours"].setdefault(name, component)
    context.ledger.save()


def _roll_back(context, manager, already):
    """Removes what this transaction has installed so far."""
    kept = context.ledger["packages"]
    manager.allow_services(context)
    if "before" in kept:
        _settle(context, manager, "transaction")
    remove(context, manager, sorted(set(kept["ours"]) - already))


def keep_disabled(context, manager, new):
    """A service that came along and is nobody's wish neither runs nor starts at boot."""
    wished = {unit["name"] for unit in context.document["units"]}
    units = sorted(set(manager.units(new)) - wished)
    if units:
        done = context.system.run(["systemctl", "disable"] + units, timeout=120)
        if not done.ok:
            context.progress("could not disable %s: %s" % (", ".join(units), done.said))

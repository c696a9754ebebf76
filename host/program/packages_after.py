"""Removes packages of ours that nothing asks for any more, when all that used them is put back."""

import package_managers
from packages import keep_disabled, remove
from problem import Problem


def run(context):
    kept = context.ledger["packages"]
    wanted = {package["name"] for package in context.document["packages"]}
    # What came along with a package goes only when none is wanted any more.
    if not kept["ours"] or wanted & set(kept["ours"]):
        return
    manager = package_managers.of_host(context.system)
    names = sorted(kept["ours"])
    context.journal.undo("packages", lambda: _install_again(context, manager, names))
    stay = remove(context, manager, names)
    gone = sorted(set(names) - set(stay))
    if gone:
        context.changed("transaction", "packages %s removed" % ", ".join(gone))
    context.at_commit(lambda: context.ledger.pop("packages"))


def _install_again(context, manager, names):
    missing = sorted(set(names) - manager.installed(names))
    if missing:
        with manager.quiet_services(context):
            done = manager.install(missing)
        if not done.ok:
            raise Problem("transaction", "packages", done.said, manager.hint(missing))
        keep_disabled(context, manager, missing)

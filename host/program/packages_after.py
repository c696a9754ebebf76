"""Removes packages of ours that nothing asks for any more, when all that used them is put back."""

import package_managers
from packages import remove


def run(context):
    kept = context.ledger["packages"]
    wanted = {package["name"] for package in context.document["packages"]}
    # What came along with a package goes only when none is wanted any more.
    if not kept["ours"] or wanted & set(kept["ours"]):
        return
    manager = package_managers.of_host(context.system)
    names = sorted(kept["ours"])
    stay = remove(context, manager, names)
    gone = sorted(set(names) - set(stay))
    if gone:
        context.changed("transaction", "packages %s removed" % ", ".join(gone))
    del context.ledger["packages"]

"""Owners by name become numbers."""

from glance_host.problem import Problem


def numbers(context, ownership, component, where):
    """(uid, gid) of an Ownership; (None, None) where owners cannot be set; Problem if unknown."""
    system = context.system
    if not system.may_chown():
        return None, None
    try:
        name, kind = ownership["owner"], "user"
        uid = system.user_id(name)
        name, kind = ownership["group"], "group"
        return uid, system.group_id(name)
    except KeyError:
        what = "this host has no %s %s, who must own it" % (kind, name)
        raise Problem(component, where, what, "Install the service's package first") from None

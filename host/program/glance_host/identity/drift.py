"""Rows of Keystone that are gone, disabled, or other than they must be (procedure 5.3)."""

from glance_host.identity.admin import administrator
from glance_host.identity.password import logs_in


def look(context, part):
    made = context.ledger[part]
    if "user" not in made:
        context.differs("Keystone's records", "a first run was cut off before it had made all of them")
        return
    with administrator(context, made["admin"], made["component"]) as found:
        api = found.api
        _user(context, found, made)
        if not api.has_role(made["assignment"]):
            context.differs("Keystone role assignment", "missing")
        _enabled(context, "service", made["service"], api)
        for interface, wanted in sorted(made["endpoints"].items()):
            _endpoint(context, api, "%s %s" % (interface, made["region"]), wanted)


def _user(context, found, made):
    user = _enabled(context, "user", made["user"], found.api)
    password = context.secrets.get("password")
    if user is None or password is None:
        return
    credentials = {
        "authUrl": found.auth_url,
        "caCertificate": found.access.get("caCertificate"),
        "caFile": found.access.get("caFile"),
        "username": user["name"],
        "password": password,
        "userDomainId": user["domain_id"],
    }
    if not logs_in(credentials, scoped=False):
        context.differs("Keystone user %s password" % user["name"], "differs")


def _enabled(context, kind, row_id, api):
    """The row, unless something is wrong with it."""
    row = api.get(kind, row_id)
    if row is None:
        context.differs("Keystone %s %s" % (kind, row_id), "missing")
    elif not row.get("enabled", True):
        context.differs("Keystone %s %s" % (kind, row.get("name")), "disabled")
    else:
        return row
    return None


def _endpoint(context, api, text, wanted):
    row = api.get("endpoint", wanted["id"])
    item = "Keystone endpoint " + text
    if row is None:
        context.differs(item, "missing")
    elif row["url"] != wanted["url"]:
        context.differs(item, "%s, not %s" % (row["url"], wanted["url"]))
    elif wanted.get("enabled", True) and not row.get("enabled", True):
        context.differs(item, "disabled")

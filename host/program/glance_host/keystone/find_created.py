"""A record that was asked for, found again where its maker never heard the answer."""

# Keystone searches by these; the others are compared here.
_SEARCHED = ("name", "type", "domain_id", "service_id", "region_id", "interface")


def seen(values):
    """What Keystone shows of a record made with these values: no password."""
    return {key: value for key, value in values.items() if key != "password"}


def like(api, kind, values):
    """The one record that has all these values; None where there is none, or where two have."""
    wanted = seen(values)
    filters = {key: wanted[key] for key in _SEARCHED if key in wanted}
    rows = api.find(kind + "s", **filters)
    found = [row for row in rows if all(row.get(key) == wanted[key] for key in wanted)]
    return found[0] if len(found) == 1 else None

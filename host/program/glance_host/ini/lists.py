"""Items of lists that others add to, too: `volume_drivers` of Nova (procedure 5.10).

A list is one value with commas between its items. What stands there stays, and ours is put behind it.
"""

from glance_host.ini import edit as ini_edit


def resolved(wanted, found):
    """The file of the document with whole values: each list as it is found, with our item in it.

    Which one that is stands in `item` of the value.
    """
    result = {}
    for section, keys in wanted.get("set", {}).items():
        for key, value in keys.items():
            whole = _whole(value, found.values(section, key)) if "list" in value else value
            if whole is not None:
                result.setdefault(section, {})[key] = whole
    return dict(wanted, set=result)


def holds(values, item):
    """Whether a key's values, as they are found, have the item."""
    return len(values) == 1 and item in items(values[0])


def without(lines, values, key, item):
    """The lines of a key as they would be if we had never put our item in."""
    if not values or item not in items(values[-1]):
        return lines
    others = [other for other in items(values[-1]) if other != item]
    return [ini_edit.line(key, ",".join(others))] if others else []


def items(text):
    """What stands between the commas."""
    return [item.strip() for item in text.split(",") if item.strip()]


def _whole(value, values):
    """The list as it must be; None where the service's own default has the item."""
    value = dict(value, item=value["value"])
    if not values:
        return None if value["list"] == "whereSet" else value
    # Of a key that stands twice oslo.config reads the last.
    found = items(values[-1])
    if holds(values, value["value"]):
        return dict(value, value=values[0])
    if value["value"] not in found:
        found.append(value["value"])
    return dict(value, value=",".join(found))

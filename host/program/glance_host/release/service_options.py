"""What stands in a service's own files beside what is written, and decides what the service does.

A stack's `extra`, the distribution or an administrator may set it. A check must do what the service
will do, and the proof what it does: so both look it up (ini/settings_view).
"""

from glance_host.ini import settings_view
from glance_host.release import start_script

# What oslo.config takes for true.
TRUE = ("true", "1", "on", "yes")


def completed(context):
    """The document's checks, each with the values of the options that it `reads`, as the document will
    make them, or with what its script says."""
    checks = context.document["checks"]
    view = settings_view.future(context) if any(check.get("reads") for check in checks) else None
    return [_complete(check, context.system, view) for check in checks]


def of(asked, system):
    """The values of the options that a part of a request `reads`, from what is in place."""
    return _values(asked, settings_view.present(_Place(system)))


def is_true(options, name):
    """Whether the option is set, and to what oslo.config takes for true."""
    return (options.get(name) or "").lower() in TRUE


def _complete(check, system, view):
    if check["kind"] == "start":
        return dict(check, found=start_script.look(system, check["script"], check["variable"]))
    if not check.get("reads"):
        return check
    rest = {key: value for key, value in check.items() if key != "reads"}
    return dict(rest, options=_values(check, view))


def _values(asked, view):
    """By name; without those that nobody sets."""
    found = {}
    for name, keys in (asked.get("reads") or {"options": {}})["options"].items():
        value = view.value(*[(key["section"], key["key"]) for key in keys])
        if value is not None:
            found[name] = value
    return found


class _Place:
    """A host outside of a transaction."""

    def __init__(self, system):
        self.system = system

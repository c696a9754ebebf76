"""What stands in a service's own files beside what is written, and decides what the service does.

A stack's `extra`, the distribution or an administrator may set it. A check must do what the service
will do, and the proof what it does: so both look it up, as oslo.config would.
"""

import glob
import os

import start_script
from inifile import IniText

# What oslo.config takes for true.
TRUE = ("true", "1", "on", "yes")


def completed(context):
    """The document's checks, each with the values of the options that it `reads`, or what its script says."""
    return [_complete(each, context.system, context.document.get("settings", ())) for each in context.document["checks"]]


def of(asked, system):
    """The values of the options that a part of a request `reads`, from what is in place."""
    return _complete(asked, system, []).get("options", {})


def is_true(options, name):
    """Whether the option is set, and to what oslo.config takes for true."""
    return (options.get(name) or "").lower() in TRUE


def _complete(asked, system, settings):
    reads = asked.get("reads")
    if asked.get("kind") == "start":
        return dict(asked, found=start_script.look(system, asked["script"], asked["variable"]))
    if not reads:
        return asked
    files = _Files(system, reads["file"], settings)
    options = {name: files.value(keys) for name, keys in reads["options"].items()}
    rest = {key: value for key, value in asked.items() if key != "reads"}
    return dict(rest, options={name: value for name, value in options.items() if value is not None})


class _Files:
    """All that the service reads, what a document is about to write included: the last value counts."""

    def __init__(self, system, path, settings):
        self._texts = [(each, IniText(system.read(each) or "")) for each in _paths(system, path)]
        self._path = path
        self._wanted = next((file for file in settings if file["path"] == path), {})

    def value(self, keys):
        """The value under the first name that has one; None where none has."""
        for key in keys:
            found = None
            for path, text in self._texts:
                value = self._value(path, text, key["section"], key["key"])
                found = found if value is None else value
            if found is not None:
                return _meant(found)
        return None

    def _value(self, path, text, section, key):
        if path == self._path:
            written = _under(self._wanted.get("set", {}), section).get(key)
            if written is not None:
                return written["value"]
            if key in _under(self._wanted.get("drop", {}), section):
                return None
        found = [each.value for each in text.entries if each.key == key and _same(each.section, section)]
        return found[-1] if found else None


def _paths(system, path):
    """Files in the order in which oslo.config reads them."""
    folder, name = os.path.split(path)
    program = name.rsplit(".", 1)[0]
    paths = ["/usr/share/glance/%s-dist.conf" % program, path]
    for each in ("glance.conf.d", program + ".conf.d"):
        beside = "%s/%s" % (folder, each)
        found = sorted(os.path.basename(one) for one in glob.glob(system.path(beside) + "/*.conf"))
        paths += ["%s/%s" % (beside, one) for one in found]
    return paths


def _under(sections, section):
    return {key: value for name, keys in sections.items() if _same(name, section) for key, value in keys.items()}


def _same(one, other):
    """oslo.config knows sections in any letters, but for DEFAULT."""
    return one == other or (one.lower() == other.lower() and "DEFAULT" not in (one, other))


def _meant(value):
    """Without the quotes that oslo.config strips."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value

"""What Glance reads from its files: as they stand on the host, and as a document will make them.

Without oslo.config, for this is asked of every host before anything is changed, and a second of imports
each time would be felt. Only reads.
"""

import os
import posixpath
import re

from glance_host.files import snapshot
from glance_host.ini import lists as ini_lists
from glance_host.ini.reader import IniText

CONFIGURATION = "/etc/glance/glance-api.conf"
# What Red Hat's packages start the service with, before its own file.
DISTRIBUTION = "/usr/share/glance/glance-api-dist.conf"
# Folders beside the file, whose files override it.
FOLDERS = ("glance.conf.d", "glance-api.conf.d")
_REFERENCE = re.compile(r"\$(\$|\{?([A-Za-z_][\w.]*)\}?)")


class View:
    """Options as Glance reads them. Each is asked for by all its names: [(section, key), …]."""

    def __init__(self, layers):
        # The file that overrides all others comes first.
        self._layers = [_normalized(layer) for layer in layers]

    def value(self, *names):
        """An option's text, quotes taken off and references filled in; None where nobody sets it."""
        found = self.values(*names)
        return found[-1] if found else None

    def values(self, *names):
        """All texts of an option that may stand several times."""
        for layer in self._layers:
            for section, key in names:
                found = layer.get((_normal(section), key))
                if found:
                    return [self._plain(section, text) for text in found]
        return []

    def _plain(self, section, text):
        if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
            text = text[1:-1]
        return _REFERENCE.sub(lambda match: self._referred(section, match), text)

    def _referred(self, section, match):
        name = match.group(2)
        if name is None:
            return "$"
        group, _, key = name.rpartition(".")
        names = [(group, key)] if group else [(section, key), ("DEFAULT", key)]
        value = self.value(*names)
        return match.group(0) if value is None else value


def present(context):
    """Glance's options as they stand on the host."""
    return View(_layers(context, keys(context, CONFIGURATION)))


def future(context):
    """Glance's options as the document will make them."""
    return View(_layers(context, future_keys(context, CONFIGURATION)))


def keys(context, path):
    """(section, key) → its raw values, of a file as it stands there."""
    return _keys(_text(context, path))


def future_keys(context, path):
    """The same as the document will make it: what it sets and drops, and what it no longer asks for,
    which gets back what it had before."""
    text = _text(context, path)
    found = _keys(text)
    wanted = {"set": {}, "drop": {}}
    for file in context.document["settings"]:
        if file["path"] == path:
            wanted = ini_lists.resolved(file, text)
    asked = set(_places(wanted["set"]) + _places(wanted["drop"]))
    kept = context.ledger.get("settings", {}).get(path, {}).get("keys", {})
    for section, key in _places(kept):
        if (section, key) not in asked:
            _give_back(found, section, key, kept[section][key])
    for section, key in _places(wanted["drop"]):
        found.pop((section, key), None)
    for section, key in _places(wanted["set"]):
        found[(section, key)] = [wanted["set"][section][key]["value"]]
    return found


def _give_back(found, section, key, note):
    """As ini.py does: what somebody else has changed since stays."""
    ours = [] if note["wrote"] is None else [note["wrote"]]
    place = (section, key)
    if [snapshot.digest(value) for value in found.get(place, [])] == ours:
        former = IniText("\n".join(["[%s]" % section] + note["lines"]))
        found[place] = former.values(section, key)


def _places(sections):
    return [(section, key) for section in sections for key in sections[section]]


def _layers(context, own):
    folder = posixpath.dirname(CONFIGURATION)
    later = []
    for name in FOLDERS:
        place = "%s/%s" % (folder, name)
        try:
            names = sorted(os.listdir(context.system.path(place)))
        except (FileNotFoundError, NotADirectoryError):
            continue
        later += ["%s/%s" % (place, each) for each in names if each.endswith(".conf")]
    overriding = [keys(context, path) for path in reversed(later)]
    return overriding + [own, keys(context, DISTRIBUTION)]


def _text(context, path):
    return IniText(context.system.read(path) or "")


def _keys(text):
    found = {}
    for entry in text.entries:
        found.setdefault((entry.section, entry.key), []).append(entry.value)
    return found


def _normalized(layer):
    result = {}
    for (section, key), values in layer.items():
        result.setdefault((_normal(section), key), []).extend(values)
    return result


def _normal(section):
    """oslo.config reads sections in letters of any case, but for DEFAULT."""
    return section if section in (None, "DEFAULT") else section.lower()

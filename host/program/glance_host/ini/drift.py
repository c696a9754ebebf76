"""Keys of ini files that are not as they must be; mode and owner of these files."""

from glance_host.files import snapshot
from glance_host.files.baseline import digest
from glance_host.files.drift import attributes
from glance_host.ini import lists as ini_lists
from glance_host.ini import section_names
from glance_host.ini.reader import IniText


def look(context, _part):
    for path, wanted in sorted(context.document["settings"].items()):
        now = snapshot.take(context.system, path)
        if now is None:
            context.differs(path, "missing")
            continue
        attributes(context, path, wanted, now)
        found = IniText(now["content"], section_names.noted(wanted))
        for section, keys in sorted(wanted["keys"].items()):
            for key, known in sorted(keys.items()):
                what = _difference(context, found.values(section, key), known)
                if what:
                    context.differs("%s [%s] %s" % (path.rsplit("/", 1)[-1], section, key), what)


def _item_missing(values, known):
    """What is wrong with a list that must have an item, or None."""
    if ini_lists.holds(values, known["value"]) or (not values and known["list"] == "whereSet"):
        return None
    return "%s, without %s" % (", ".join(values) or "missing", known["value"])


def _difference(context, values, known):
    """What is wrong with a key's values, or None."""
    if known is None:
        return "somebody has set it again; this release reads another name" if values else None
    if len(values) > 1:
        return "it is set %d times" % len(values)
    if "list" in known:
        return _item_missing(values, known)
    if not values:
        return "missing"
    if "digest" in known:
        same = digest(context.document["salt"], values[0]) == known["digest"]
        return None if same else "differs"
    return None if values[0] == known["value"] else "%s, not %s" % (values[0], known["value"])

"""Settings in ini files that others wrote too (procedures 5.2, 5.4, 5.5, 5.7, 5.11, 5.12).

Key by key: what others put there stays. For each key the ledger keeps the lines it had, and for the
file its whole text, so that undo gives back the very bytes where nobody else has edited it since.
"""

from glance_host.files import snapshot
from glance_host.files.baseline import attributes
from glance_host.files.ownership import numbers
from glance_host.ini import edit as ini_edit
from glance_host.ini import host_values
from glance_host.ini import lists as ini_lists
from glance_host.ini import section_names
from glance_host.ini.reader import IniText
from glance_host.problem import Problem

TRANSACTION = "transaction"


def run(context):
    """Stages all files of the document, and gives back what is no longer in it."""
    kept = context.ledger.setdefault("settings", {})
    # All that looks at the document from here on finds whole values.
    context.document = dict(context.document, settings=host_values.resolved(context))
    wanted = {file["path"]: file for file in context.document["settings"]}
    for path in sorted(set(wanted) | set(kept)):
        _file(context, kept, path, wanted.get(path))


def _file(context, kept, path, wanted):
    now = snapshot.take(context.system, path)
    if now is None and not wanted and kept[path]["former"]:
        _forget(context, kept, path)
        return
    entry = kept.get(path) or {"former": now, "written": [], "keys": {}, "mixed": False}
    text = now["content"] if now else ""
    name = section_names.of(context.document, path) if wanted else section_names.noted(entry)
    before = IniText(text, name)
    if wanted:
        wanted = ini_lists.resolved(wanted, before)
    if entry["written"] and snapshot.digest(text) not in entry["written"]:
        # Somebody else has edited it: from now on its former text is not what must come back.
        entry = dict(entry, mixed=True)
    if not wanted and now == entry["former"]:
        context.at_commit(lambda: kept.pop(path))
        return
    if not wanted and not entry["mixed"]:
        _restore_whole(context, kept, path, entry, now)
        return
    file = _File(context, path, before, entry)
    if file.before.unreadable and wanted:
        hint = "Correct that line: no service can read this file"
        raise Problem(_components(wanted), path, file.before.unreadable, hint)
    lines = file.plan(wanted)
    result = file.edit(lines)
    context.at_commit(lambda: _settle(kept, path, file.keys))
    if wanted:
        former = IniText(entry["former"]["content"] if entry["former"] else "", before.name)
        if entry["mixed"] and former.is_alike(IniText(result, before.name), file.all_keys()):
            # What somebody had edited is repaired: the former text is again what must come back.
            repaired = {"mixed": False, "written": [snapshot.digest(result)]}
            context.at_commit(lambda: kept[path].update(repaired) if path in kept else None)
        entry = dict(entry, keys=file.all_keys(), **section_names.note(before.name))
        if result != text or not entry["written"]:
            # Until the swap, undo may find either.
            entry["written"] = sorted({snapshot.digest(text), snapshot.digest(result)})
        kept[path] = entry
    if not wanted and entry["former"] is None and now is not None:
        text_left = "%s holds settings of others now and stays" % path
        context.left(_first_component(entry["keys"]), text_left)
    held = _held(context, path, now)
    if held != now and wanted:
        context.changed(file.component, "%s mode and owner put back" % path.rsplit("/", 1)[-1])
    if result != text or (now is None and wanted) or (held != now and wanted):
        future = _future(context, path, held, wanted, result)
        context.stage.put(path, future, file.component, now)


class _File:
    """One file on its way: what was there, what each key must become, and who asks for it."""

    def __init__(self, context, path, before, entry):
        self.context = context
        self.path = path
        self.before = before
        self.former = section_names.merged(entry["keys"], before.name)
        self.keys = {}
        self.component = TRANSACTION
        self._components = {}
        self._said = {}

    def plan(self, wanted):
        """(section, key) → the lines it must have. Notes changes, and what to give back one day."""
        lines = {}
        for section, keys in sorted((wanted or {}).get("set", {}).items()):
            for key, value in sorted(keys.items()):
                found = self.before.values(section, key)
                same = found == [value["value"]]
                # A list of several lines that has our item stays as it is.
                if not (same and "item" in value):
                    self._refuse(section, key, value)
                lines[(section, key)] = (
                    self.before.former(section, key)
                    if same
                    else [ini_edit.line(key, value["value"])]
                )
                self._note(section, key, value["component"], value["value"], value.get("item"))
                if not same:
                    self._changed(section, key, "changed" if found else "set")
        for section, keys in sorted((wanted or {}).get("drop", {}).items()):
            for key, component in sorted(keys.items()):
                lines[(section, key)] = []
                # A name that was never there needs no place in the ledger.
                if self.before.find(section, key) or key in self.former.get(section, {}):
                    self._note(section, key, component, None)
                if self.before.find(section, key):
                    self._changed(section, key, "dropped")
        for section, keys in sorted(self.former.items()):
            for key, former in sorted(keys.items()):
                if (section, key) not in lines:
                    self._give_back(section, key, former, lines)
        return lines

    def _refuse(self, section, key, value):
        """What no ini file can hold is refused: written, it would be read as something else."""
        text = value["value"]
        if text == text.strip() and not any(letter in text for letter in "\r\n\0"):
            return
        raise Problem(
            value["component"],
            "%s [%s] %s" % (self.path, section, key),
            "the value begins or ends with a space, or holds a line break or NUL",
            "Write the value in quotes where the service takes them, or choose another: an ini file cannot hold it",
        )

    def all_keys(self):
        """What the ledger must know until the end: keys that are given back just now, too."""
        keys = {section: dict(notes) for section, notes in self.former.items()}
        for section, notes in self.keys.items():
            keys.setdefault(section, {}).update(notes)
        return keys

    def edit(self, lines):
        """The text with these lines; a Problem that names component, section and key where not."""
        try:
            return ini_edit.edit(self.context.system, self.context.ledger.folder, self.before, lines)
        except ini_edit.EditError as error:
            where, component = self.path, self.component
            if error.key is not None:
                where = "%s [%s] %s" % (self.path, error.section, error.key)
                component = self._components.get((error.section, error.key), component)
            hint = "See what the file holds, and whether crudini can edit it"
            raise Problem(component, where, str(error), hint) from None

    def _note(self, section, key, component, value, item=None):
        former = self.former.get(section, {}).get(key)
        found = self.before.values(section, key)
        lines = former["lines"] if former else self.before.former(section, key)
        edited = former and [snapshot.digest(each) for each in found] != [former["wrote"]]
        if item is not None and edited:
            # Somebody else has edited the list since: what they added must outlast us.
            lines = ini_lists.without(self.before.former(section, key), found, key, item)
        wrote = None if value is None else snapshot.digest(value)
        note = {"lines": lines, "wrote": wrote, "component": component}
        self.keys.setdefault(section, {})[key] = note
        self._components[(section, key)] = component

    def _changed(self, section, key, verb):
        """Notes a changed key; a component's keys of one section and verb share a line."""
        self.component = self._components[(section, key)]
        place = (self.component, section, verb)
        keys, line = self._said.get(place, ([], None))
        keys.append(key)
        text = "%s [%s] %s %s" % (self.path.rsplit("/", 1)[-1], section, ", ".join(keys), verb)
        self._said[place] = (keys, self.context.changed(self.component, text, line))

    def _give_back(self, section, key, former, lines):
        if self.before.former(section, key) == former["lines"]:
            return
        found = self.before.values(section, key)
        ours = [] if former["wrote"] is None else [former["wrote"]]
        self._components[(section, key)] = former["component"]
        if [snapshot.digest(value) for value in found] != ours:
            text = "%s [%s] %s was changed by someone else since and stays"
            self.context.left(former["component"], text % (self.path, section, key))
            return
        lines[(section, key)] = former["lines"]
        self._changed(section, key, "put back" if former["lines"] else "removed")


def _restore_whole(context, kept, path, entry, now):
    """Gives back the very bytes that the file had. Mode and owner were never changed here: where
    they differ, somebody else has changed them."""
    former = entry["former"]
    context.at_commit(lambda: kept.pop(path))
    component = _first_component(entry["keys"])
    if former and snapshot.look(former) != snapshot.look(now):
        former = dict(former, **snapshot.look(now))
        text = "mode or owner of %s was changed by someone else since and stays" % path
        context.left(component, text)
    if former == now:
        return
    context.stage.put(path, former, component, now)
    name = path.rsplit("/", 1)[-1]
    context.changed(component, "%s %s" % (name, "put back" if former else "removed"))


def _settle(kept, path, keys):
    """Strikes the keys that were given back, and the file when none is left."""
    if keys:
        kept[path]["keys"] = keys
    else:
        del kept[path]


def _held(context, path, now):
    """The file with the mode and owner that the last transaction left it with."""
    known = context.ledger.get("expected", {}).get("settings", {}).get(path, {})
    return dict(now, **attributes(known)) if now and "mode" in known else now


def _future(context, path, now, wanted, text):
    """The file as it will be: owner and mode stay where there was one."""
    if now is not None:
        return dict(now, content=text)
    uid, gid = numbers(context, wanted["ownership"], _components(wanted), path)
    return snapshot.make(text, int(wanted["ownership"]["mode"], 8), uid, gid)


def _forget(context, kept, path):
    text = "%s was removed by someone else since and is not put back" % path
    context.left(_first_component(kept[path]["keys"]), text)
    context.at_commit(lambda: kept.pop(path))


def _components(wanted):
    """Who wants something of a file as a whole."""
    names = {
        value["component"] for keys in wanted.get("set", {}).values() for value in keys.values()
    }
    names.update(name for keys in wanted.get("drop", {}).values() for name in keys.values())
    return ", ".join(sorted(names)) or TRANSACTION


def _first_component(keys):
    names = {note["component"] for section in keys.values() for note in section.values()}
    return ", ".join(sorted(names)) or TRANSACTION

"""Edits of an ini file, by crudini, on a copy in a folder that only root can look into.

crudini finds the places: it is told to set each key to a mark, and the mark is then replaced by the
value. So no secret reaches another process, a value that crudini would take for something else
(quotes, ` ;`, leading spaces) needs no exception, and a key can get several lines back on undo.
What came of it is read again and held against what was wanted.
"""

import os

from glance_host.files import snapshot
from glance_host.ini.reader import IniText

MARK = "pulumi-glance-mark-%06d"


class EditError(Exception):
    """crudini could not do it; `section` and `key` say at which key, where that is known."""

    def __init__(self, text, section=None, key=None):
        super().__init__(text)
        self.section = section
        self.key = key


def edit(system, folder, before, wanted):
    """The text of `before`, an IniText, with each (section, key) of `wanted` standing as the lines
    given, [] for not at all.

    `folder()` is where the copy may lie. Raises EditError where the result is not exactly that.
    """
    text, name = before.text, before.name
    changes = {
        place: lines for place, lines in wanted.items() if before.former(*place) != list(lines)
    }
    if not changes:
        return text
    # crudini changes the last of several lines only, and takes what follows ` ;` for a comment
    # that it keeps: such keys, like those that must go, are taken away first. So is one whose section
    # stands there twice, in other letters: crudini knows only the one that it is told.
    removals = [
        place
        for place, lines in sorted(changes.items())
        if before.find(*place)
        and (not lines or not _plain(before.find(*place), before.header(place[0])))
    ]
    settings = sorted(place for place, lines in changes.items() if lines)
    _need_room(folder(), text)
    with _Copy(system, folder(), text) as copy:
        for section, key in removals:
            for entry in before.find(section, key):
                copy.crudini(["--del", copy.place, entry.header, key], section=section, key=key)
                if not IniText(copy.read(), name).find(section, key):
                    break
        if settings:
            copy.crudini(["--merge", copy.place], _marks(settings, before))
        result = _unmark(copy.read(), settings, changes)
    result = _without_empty_sections(result, before, removals)
    _verify(before, IniText(result, name), changes)
    return result


def _need_room(folder, text):
    """crudini does not always notice that the disk is full: it would leave half a file."""
    disk = os.statvfs(folder)
    # The copy, crudini's own new one, and the ledger that comes after them.
    if disk.f_bfree * disk.f_frsize < 4 * len(text) + 65536:
        raise EditError("no space left on device: %s has too little for a copy" % folder)


def line(key, value):
    """A key's line."""
    return "%s = %s" % (key, value) if value else "%s =" % key


def _plain(entries, header):
    if len(entries) != 1 or len(entries[0].lines) != 1 or ";" in entries[0].value:
        return False
    return entries[0].header == header


def _marks(settings, before):
    lines, last = [], None
    for number, (section, key) in enumerate(settings):
        if section != last:
            lines.append("[%s]" % before.header(section))
            last = section
        lines.append("%s = %s" % (key, MARK % number))
    return "\n".join(lines) + "\n"


def _unmark(text, settings, changes):
    marks = {MARK % number: changes[place] for number, place in enumerate(settings)}
    prefix = MARK.split("%")[0]
    result = []
    for each in text.split("\n"):
        at = each.find(prefix)
        mark = each[at:].strip() if at >= 0 else None
        result.extend(marks[mark] if mark in marks else [each])
    return "\n".join(result)


def _without_empty_sections(text, before, removals):
    """Takes away the header of a section that holds nothing any more, not even a comment."""
    headers = {entry.header for place in removals for entry in before.find(*place)}
    for section in sorted(headers):
        if section == "DEFAULT" or before.sections.count(section) != 1:
            continue
        lines = text.split("\n")
        header = "[%s]" % section
        at = next((n for n, each in enumerate(lines) if each.rstrip() == header), None)
        if at is None:
            continue
        end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("[")), len(lines))
        if any(each.strip() for each in lines[at + 1 : end]):
            continue
        text = "\n".join(lines[:at] + lines[end:]).rstrip("\n") + "\n"
    return text


def _verify(before, after, changes):
    for (section, key), lines in sorted(changes.items()):
        if after.former(section, key) != list(lines):
            raise EditError("crudini has written something else than the program asked it for", section, key)
    managed = set(changes)
    if before.settings(managed) != after.settings(managed) or (
        before.foreign(managed) != after.foreign(managed)
    ):
        raise EditError("crudini would change lines that nobody has asked it to change")


class _Copy:
    """A private copy for crudini, removed in the end."""

    def __init__(self, system, folder, text):
        self._system = system
        self._text = text
        self.place = os.path.join(folder, "copy.ini")

    def __enter__(self):
        try:
            handle = os.open(self.place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(self._text.encode("utf-8", "surrogateescape"))
        except BaseException:
            snapshot.discard(self.place)
            raise
        return self

    def __exit__(self, *_):
        os.unlink(self.place)

    def read(self):
        with open(self.place, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")

    def crudini(self, arguments, input=None, section=None, key=None):
        done = self._system.run(["crudini"] + arguments, input=input)
        if done.code == 127:
            raise EditError("crudini is not installed")
        if not done.ok:
            # Its words may quote the file: the last line of a traceback names the kind of error.
            kind = done.err.strip().splitlines()[-1:] or [""]
            raise EditError("crudini failed: " + kind[0].split(":")[0][:100], section, key)

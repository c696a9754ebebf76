"""Reads an ini file as oslo.config does, and knows which lines each key stands on.

Only reads: crudini edits. What counts here is what the services see: a key may stand several
times, a value goes on in indented lines, `=` or `:` ends the key, and `#` and `;` begin a comment
only at the start of a line. [Database] is [database] (section_names).
"""

from glance_host.ini.section_names import folded


class Entry:
    """A key's occurrence: its lines, as they are in the file, and the value they make.

    `section` is the name by which its reader knows the section, `header` the one in the file.
    """

    def __init__(self, section, header, key, value, number, line):
        self.section = section
        self.header = header
        self.key = key
        self.values = [value]
        self.number = number
        self.lines = [line]

    @property
    def value(self):
        """The raw value: quotes are part of it, surrounding spaces are not."""
        return "\n".join(self.values)


class IniText:
    """An ini file's text, taken apart. `name` says how its reader takes sections' names."""

    def __init__(self, text, name=folded):
        self.text = text
        self.name = name
        # Not splitlines: letters of other alphabets would end lines there that end none here.
        self.lines = text.split("\n")
        self.entries = []
        self.sections = []
        self.unreadable = None
        self._by_key = {}
        self._parse()

    def find(self, section, key):
        """All occurrences of a key, in the file's order."""
        return self._by_key.get((self.name(section), key), [])

    def header(self, section):
        """The section as the file has it: so written, or in other letters that its reader takes for it."""
        if section in self.sections:
            return section
        same = [each for each in self.sections if self.name(each) == self.name(section)]
        return same[0] if same else section

    def values(self, section, key):
        return [entry.value for entry in self.find(section, key)]

    def former(self, section, key):
        """The key's lines, to be put back one day: one text an occurrence."""
        return ["\n".join(entry.lines) for entry in self.find(section, key)]

    def foreign(self, managed):
        """All that is not a managed key's: entries and comments in order, to prove it unchanged."""
        ours = set()
        for section, key in managed:
            for entry in self.find(section, key):
                ours.update(range(entry.number, entry.number + len(entry.lines)))
        return [
            line
            for number, line in enumerate(self.lines)
            if number not in ours and line.strip() and not line.startswith("[")
        ]

    def settings(self, managed):
        """(section, key, value) of all keys that are not managed, in order."""
        managed = {(self.name(section), key) for section, key in managed}
        return [
            (entry.section, entry.key, entry.value)
            for entry in self.entries
            if (entry.section, entry.key) not in managed
        ]

    def is_alike(self, other, keys):
        """Whether this text is all that is to be given back of another one: it differs in a ledger's keys
        only, wherever they stand in it, and has the lines that are to come back of each."""
        managed = {(section, key): note for section, notes in keys.items() for key, note in notes.items()}
        return (
            self.foreign(managed) == other.foreign(managed)
            and self.settings(managed) == other.settings(managed)
            and all(self.former(*place) == note["lines"] for place, note in managed.items())
        )

    def _parse(self):
        section, entry = None, None
        for number, full in enumerate(self.lines):
            line = full.rstrip()
            if not line:
                entry = None
            elif line[0] in " \t":
                if entry is None:
                    self._refuse(number, "is indented, but continues nothing")
                else:
                    entry.lines.append(full)
                    entry.values.append(line.strip())
            elif line[0] == "[":
                entry = None
                section = line[1:-1]
                if not line.endswith("]") or not section:
                    self._refuse(number, "begins a section, but is not [NAME]")
                self.sections.append(section)
            elif line[0] in "#;":
                # oslo.config ends a value at a comment: what is indented below it continues nothing.
                entry = None
            else:
                entry = self._assignment(section, number, full)

    def _assignment(self, section, number, full):
        line = full.rstrip()
        places = [place for place in (line.find("="), line.find(":")) if place >= 0]
        if not places or not line[: min(places)].strip():
            self._refuse(number, "is neither KEY = VALUE nor a comment")
            return None
        if section is None:
            self._refuse(number, "stands before the first [SECTION]")
        at = min(places)
        key, value = line[:at].strip(), line[at + 1 :].strip()
        known = None if section is None else self.name(section)
        entry = Entry(known, section, key, value, number, full)
        self.entries.append(entry)
        self._by_key.setdefault((known, key), []).append(entry)
        return entry

    def _refuse(self, number, text):
        # The line itself may hold a secret: its number says enough.
        if self.unreadable is None:
            self.unreadable = "line %d %s" % (number + 1, text)

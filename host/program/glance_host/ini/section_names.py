"""Which sections of an ini file are one to oslo.config: names count without their case.

So it is from Juno's oslo.config on: [Database] is [database], and of a key that stands in both the
last one counts. Only DEFAULT is itself alone, and keys keep their case.

Python 2.7 and 3: this also runs in Glance's own interpreter.
"""

# In a ledger's note of a file, as `sections`: case counts.
AS_WRITTEN = "asWritten"


def folded(section):
    """The name by which oslo.config knows a section."""
    return section if section == "DEFAULT" else section.lower()


def as_written(section):
    """The name by which glance_store knows an account's section in a file of Swift references."""
    return section


def of(document, path):
    """How the reader of a file takes its sections' names."""
    references = [each["path"] for each in document["validations"] if each["kind"] == "swiftReferences"]
    return as_written if path in references else folded


def note(name):
    """What a ledger's note of the file says of it, for when no document does any more."""
    return {"sections": AS_WRITTEN} if name is as_written else {}


def noted(entry):
    """The same by a ledger's note of the file."""
    return as_written if entry.get("sections") == AS_WRITTEN else folded


def merged(keys, name):
    """A ledger's keys by section, with one section's under one name."""
    result = {}
    for section, notes in keys.items():
        result.setdefault(name(section), {}).update(notes)
    return result

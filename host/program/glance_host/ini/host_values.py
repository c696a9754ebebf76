"""Values that only the host knows: the file system's id, and where it is mounted (procedure 5.12)."""

FOUND = {"filesystemId": "id", "filesystemMountPoint": "mountPoint"}


def resolved(context):
    """The document's ini files with these values in their places."""
    return [dict(file, set=_sections(context, file["set"])) for file in context.document["settings"]]


def _sections(context, sections):
    return {
        section: {key: _value(context, value) for key, value in keys.items()}
        for section, keys in sections.items()
    }


def _value(context, value):
    if "of" not in value:
        return value
    # The steps before have found it: the document has one of the two wherever it has such a value.
    return dict(value, value=context.filesystem[FOUND[value["of"]]])

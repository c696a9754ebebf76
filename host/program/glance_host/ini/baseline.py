"""What must be true of an ini file's keys, as the last transaction left them."""

from glance_host.files import snapshot
from glance_host.files.baseline import attributes, digest
from glance_host.ini import section_names


def of_part(context, salt, name):
    """path → what must be true of it."""
    return {file["path"]: of(context, salt, file) for file in context.document[name]}


def of(context, salt, file):
    """The keys of a file of the document: plain values where they are no secret, else digests."""
    keys = {}
    for section, values in file["set"].items():
        for key, value in values.items():
            text = value["value"]
            known = {"digest": digest(salt, text)} if value.get("secret") else {"value": text}
            if "list" in value:
                known["list"] = value["list"]
            keys.setdefault(section, {})[key] = known
    for section, names in file["drop"].items():
        for key in names:
            keys.setdefault(section, {})[key] = None
    now = snapshot.take(context.system, file["path"])
    name = section_names.of(context.document, file["path"])
    return dict(attributes(now) if now else {}, keys=keys, **section_names.note(name))

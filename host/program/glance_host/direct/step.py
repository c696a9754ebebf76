"""Does Nova find in its files what it needs to copy images by itself (procedure 5.12)?

It says nothing where it does not, and takes images over HTTP. What counts is not what was written,
but what Nova makes of all that stands there: a file that it reads later, another entry, an older name.
"""

from glance_host.direct import image_access
from glance_host.ini import lists as ini_lists
from glance_host.ini.reader import IniText
from glance_host.problem import Problem


def run(context):
    """Reports that direct loading is in force; a Problem says why it would not be."""
    request = context.document.get("directLoading")
    if not request:
        return
    for where, what, hint in differences(context.system, request, context.filesystem):
        raise Problem(request["component"], where, what, hint)
    directory, user = request["directory"], request["user"]
    why = image_access.obstacle(context.system, directory, user, request["component"])
    context.report["directLoading"] = (
        # Not refused: older images may be so, and those to come not.
        {"inForce": False, "why": why}
        if why
        else dict(context.filesystem, inForce=True, entry=request["entry"])
    )


def differences(system, request, filesystem):
    """(where, what is wrong, what to do)."""
    files = _Files(system, request["files"])
    schemes, where = files.items(request["schemes"])
    if "file" not in schemes:
        what = "Nova uses no direct URL of the scheme file: this setting names %s" % _said(schemes)
        yield where, what, "Add file to this setting, or remove the setting"
    entries, where = files.items(request["filesystems"])
    entry = request["entry"]
    if entry is None:
        if entries:
            what = "Nova of this release finds no file system by a name, and looks for %s" % _said(entries)
            yield where, what, "Remove the setting: without it Nova copies from Glance's own path"
        return
    if entry not in entries:
        what = "Nova does not know the file system %s: this setting names %s" % (entry, _said(entries))
        yield where, what, "Add %s to this setting, or remove the setting" % entry
    for other in entries:
        yield from _entry(files, other, other == entry, filesystem)


def _entry(files, entry, ours, filesystem):
    section = "image_file_url:" + entry
    found, where = {}, {}
    for key in ("id", "mountpoint"):
        found[key], where[key] = files.value([{"section": section, "key": key}])
        if not found[key]:
            # Nova then takes nothing from any of its file systems.
            yield where[key], "the setting is missing, so Nova copies from no file system", (
                "Set it, or take %s out of the list of file systems" % entry
            )
            return
    wanted = {"id": filesystem["id"], "mountpoint": filesystem["mountPoint"]}
    if ours:
        for key in ("id", "mountpoint"):
            if found[key] != wanted[key]:
                what = "Nova reads %s, and the Image service has %s" % (found[key], wanted[key])
                yield where[key], what, "Remove the setting there"
    elif found["id"] == wanted["id"] and found["mountpoint"] != wanted["mountpoint"]:
        what = "this id is that of the images' file system, and the mount point is another one (%s)"
        yield where["id"], what % found["mountpoint"], "Take %s out of the list of file systems" % entry


def _said(items):
    return ", ".join(items) or "nothing"


class _Files:
    """What oslo.config makes of several files: the later one counts, and in each the newest name."""

    def __init__(self, system, paths):
        self._paths = paths
        self._texts = [(path, IniText(system.read(path) or "")) for path in paths]

    def value(self, names):
        """(value, where it stands); one that stands nowhere is "", and belongs into nova.conf."""
        for path, text in reversed(self._texts):
            for name in names:
                values = text.values(name["section"], name["key"])
                if values:
                    return values[-1], _place(path, name)
        own = next(path for path in self._paths if path.endswith("/nova.conf"))
        return "", _place(own, names[0])

    def items(self, names):
        value, where = self.value(names)
        return ini_lists.items(value), where


def _place(path, name):
    return "%s [%s] %s" % (path, name["section"], name["key"])

"""Mounts that are gone, or are another file system's; their units and drop-ins."""

from glance_host.files import snapshot
from glance_host.mounts.step import same_source, source_of
from glance_host.system import systemd


def look(context, _part):
    kept = context.ledger.get("mounts", {})
    for mount in context.document["mounts"]:
        place = mount["mountPoint"]
        mounted = source_of(context, place)
        if mounted is None:
            context.differs("mount " + place, "not mounted")
        elif not same_source(mounted, mount["source"]):
            context.differs("mount " + place, "%s, not %s" % (mounted, mount["source"]))
        entry = kept.get(place, {"adopted": True, "files": {}})
        if not entry["adopted"]:
            state = systemd.states(context, [entry["unit"]])[entry["unit"]]
            if not state.enabled:
                context.differs("unit " + entry["unit"], "it is not enabled: the host does not mount it at boot")
        for path, file in sorted(entry["files"].items()):
            _unit_file(context, path, file)


def _unit_file(context, path, file):
    now = snapshot.take(context.system, path)
    if now is None:
        context.differs(path, "missing")
    elif snapshot.digest(now["content"]) not in file["written"]:
        context.differs(path, "content differs")

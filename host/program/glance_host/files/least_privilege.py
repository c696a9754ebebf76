"""Files that a restricted user may ask for (docs/operate/hosts.md, least privilege)."""

from glance_host.files import places

FILES = (
    "/etc/glance/",
    "/etc/nova/nova.conf",
    "/etc/haproxy-glance/",
    # The arguments of uWSGI, where a distribution runs glance-api under it.
    "/etc/default/glance-api",
    "/etc/systemd/system/haproxy-glance.service",
)


def refusals(part):
    """What of ini files, whole files or the one of a part is another file, or may be read by all."""
    for file in part if isinstance(part, list) else [part]:
        path, ownership = file["path"], file.get("ownership", file)
        if not places.within(path, FILES):
            yield "file %s" % path
        if int(ownership["mode"], 8) & ~0o755:
            yield "mode %s of %s" % (ownership["mode"], path)

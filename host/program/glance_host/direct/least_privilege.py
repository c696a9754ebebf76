"""What of Nova's files a restricted user may have read (docs/operate/hosts.md, least privilege).

It is told in an error: no secret is among it.
"""

FILES = {
    "/usr/share/nova/nova-dist.conf",
    "/etc/nova/nova.conf",
    "/etc/nova/nova-compute.conf",
}
KEYS = {"allowed_direct_url_schemes", "filesystems"}


def refusals(part):
    """A look as another user, into another file, at another key."""
    if part["user"] != "nova":
        yield "reading as user %s" % part["user"]
    for path in sorted(set(part["files"]) - FILES):
        yield "reading %s" % path
    keys = {name["key"] for name in part["schemes"] + part["filesystems"]}
    for key in sorted(keys - KEYS):
        yield "reading Nova's key %s" % key

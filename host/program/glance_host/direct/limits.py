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
        yield "a look as user %s" % part["user"]
    for path in sorted(set(part["files"]) - FILES):
        yield "a look into %s" % path
    keys = {name["key"] for name in part["schemes"] + part["filesystems"]}
    for key in sorted(keys - KEYS):
        yield "a look at %s of Nova's" % key

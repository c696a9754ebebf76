"""What a document may ask for when it comes from somebody who may run this program only.

That is: through sudo, from the copy that an administrator installed. It keeps such a user to the
files, units, packages and commands that the project writes and runs. The contents of the proxy's
configuration and unit are the document's, so this guards against slips and strangers' use of the
key, not against a determined holder of it (docs/hosts.md).
"""

import os
import posixpath
import re

FILES = (
    "/etc/glance/",
    "/etc/nova/nova.conf",
    "/etc/haproxy-glance/",
    # The arguments of uWSGI, where a distribution runs glance-api under it.
    "/etc/default/glance-api",
    "/etc/systemd/system/haproxy-glance.service",
)
# Where a shared file system may be mounted.
MOUNTS = ("/var/lib/glance/", "/var/lib/nova/", "/srv/", "/mnt/")
UNITS = re.compile(
    r"((openstack-)?glance-(api|registry)|(openstack-)?nova-compute|haproxy-glance)\.service"
)
PACKAGES = {"crudini", "haproxy", "glusterfs-client", "glusterfs", "glusterfs-fuse"}
COMMANDS = {"glance-manage db check", "glance-manage db_sync", None}
VERSIONS = (["glance-manage", "--version"], ["nova-compute", "--version"])
USERS = {"glance"}
# What is read of Nova's, and told in an error: no secret is among it.
NOVA_FILES = {
    "/usr/share/nova/nova-dist.conf",
    "/etc/nova/nova.conf",
    "/etc/nova/nova-compute.conf",
}
NOVA_KEYS = {"allowed_direct_url_schemes", "filesystems"}
# What the first image host writes into the images' directory, wherever that is.
TOKEN = ".pulumi-glance-"


def is_restricted(program):
    """Whether the caller came through sudo to a program that is not the login's own copy."""
    came = os.environ.get("SUDO_UID", "0") != "0"
    return came and not os.path.basename(program).startswith(".pulumi-glance")


def refusals(document):
    """What the document asks for and must not, in words; nothing where all is permitted."""
    for file in document["settings"] + document["files"]:
        yield from _file(file["path"], file.get("ownership", file))
    if document.get("metadata"):
        yield from _file(document["metadata"]["path"], document["metadata"])
    yield from _nova(document.get("directLoading"))
    yield from _token(document.get("token"))
    if document.get("sharing"):
        yield from _named_token(document["sharing"]["token"]["path"])
    for mount in document["mounts"]:
        if mount["type"] != "glusterfs" or not _within(mount["mountPoint"] + "/", MOUNTS):
            yield "a mount of %s at %s" % (mount["type"], mount["mountPoint"])
        yield from _units(mount["requiredBy"])
    yield from _units(unit["name"] for unit in document["units"])
    for package in document["packages"]:
        if package["name"] not in PACKAGES:
            yield "package %s" % package["name"]
    for version in document.get("versions", []):
        if version["command"] not in VERSIONS:
            yield "command %s" % " ".join(version["command"])
    schema = document.get("schema")
    if schema and not (
        {schema["check"], schema["sync"]} <= COMMANDS and schema["user"] in USERS
    ):
        yield "another command than glance-manage's as user %s" % schema["user"]


def _file(path, ownership):
    if not _within(path, FILES):
        yield "file %s" % path
    if int(ownership["mode"], 8) & ~0o755:
        yield "mode %s of %s" % (ownership["mode"], path)


def _nova(request):
    if not request:
        return
    if request["user"] != "nova":
        yield "a look as user %s" % request["user"]
    for path in sorted(set(request["files"]) - NOVA_FILES):
        yield "a look into %s" % path
    keys = {name["key"] for name in request["schemes"] + request["filesystems"]}
    for key in sorted(keys - NOVA_KEYS):
        yield "a look at %s of Nova's" % key


def _token(file):
    if not file:
        return
    yield from _named_token(file["path"])
    folder = posixpath.dirname(file["path"])
    # Where it is missing it is made, and given to Glance.
    if not os.path.isdir(folder) and not _within(folder + "/", MOUNTS):
        yield "folder %s" % folder
    if {file["owner"], file["group"]} - USERS or file["mode"] != "0644":
        asked = (file["owner"], file["group"], file["mode"], file["path"])
        yield "owner %s:%s and mode %s of %s" % asked


def _named_token(path):
    if posixpath.normpath(path) != path or not posixpath.basename(path).startswith(TOKEN):
        yield "file %s" % path


def _within(path, places):
    plain = posixpath.normpath(path) == path.rstrip("/")
    return plain and any(
        path.startswith(place) if place.endswith("/") else path == place for place in places
    )


def _units(names):
    for name in names:
        if not UNITS.fullmatch(name):
            yield "unit %s" % name

"""Is this host's file system the first image host's? What that host wrote there must be seen here.

Looked at before anything of the services is in place. On a host without Glance it is also what tells
the file system's id and mount point (procedures 5.9 and 5.12).
"""

from glance_host.filesystem import metadata
from glance_host.filesystem import token as filesystem_token
from glance_host.problem import Problem, shell

# Writes another token on the first image host.
AGAIN = "\npulumi up --refresh"


def run(context):
    """Raises a Problem where the host has another file system, or the same one at another place."""
    request = context.document.get("sharing")
    if not request:
        return
    for where, what, hint in differences(context.system, request):
        raise Problem(request["component"], where, what, hint, shell("df", request["directory"]) + AGAIN)
    if context.filesystem is None:
        context.filesystem = {name: request[name] for name in ("id", "mountPoint")}


def differences(system, request):
    """(where, what is wrong, what to do)."""
    host, directory, token = request["host"], request["directory"], request["token"]
    if token["value"] is None:
        return
    try:
        seen, why = filesystem_token.holds(system, token["path"], token["value"]), ""
    except OSError as error:
        seen, why = False, " (%s)" % error.strerror
    mounted = metadata.mount_point(system, directory, request["component"])
    if not seen:
        what = (
            "it is on another file system than %s's (here mounted at %s): this host does not see the token "
            "that %s wrote in %s%s"
        )
        hint = (
            "Mount at %s what %s has there; both hosts tell what that is. Let the stack write another "
            "token where only its file is lost"
        )
        yield (
            directory,
            what % (host, mounted, host, token["path"], why),
            hint % (request["mountPoint"], host),
        )
    elif mounted != request["mountPoint"]:
        what = "its file system is mounted at %s here, and at %s on %s" % (
            mounted,
            request["mountPoint"],
            host,
        )
        yield directory, what, "Mount it at the same place on both: Nova finds images below one mount point"

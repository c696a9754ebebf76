"""Commands of glance-manage that a restricted user may ask for (docs/operate/hosts.md, least privilege)."""

COMMANDS = {"glance-manage db check", "glance-manage db_sync", None}
USERS = {"glance"}


def refusals(part):
    """Another command, or one as another user."""
    if not ({part["check"], part["sync"]} <= COMMANDS and part["user"] in USERS):
        yield "another command than glance-manage's as user %s" % part["user"]

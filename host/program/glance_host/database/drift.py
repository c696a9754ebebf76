"""A database whose tables are behind the installed Glance (procedure 5.8)."""

from glance_host.database import schema


def look(context, _part):
    request = context.document["schema"]
    if not schema.is_current(context, request):
        context.differs("database schema", "behind, or out of reach: `%s` says no" % request["check"])

"""A database whose tables are behind the installed Glance (procedure 5.8)."""

from glance_host.database import schema


def look(context, _part):
    request = context.document["schema"]
    if not schema.is_current(context, request):
        context.differs("database schema", "the tables are behind this release, or the database does not answer: %s says no" % request["check"])

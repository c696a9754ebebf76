"""A file system that is no longer the first image host's, and a token that is gone or another."""

import sharing
import token_file


def look(context, part):
    request = context.document[part]
    if part == "sharing":
        for where, what, _ in sharing.differences(context.system, request):
            context.differs(where, what)
    elif token_file.look(context.system, request["path"]) is None:
        context.differs(request["path"], "missing")
    elif not token_file.holds(context.system, request["path"], request["value"]):
        context.differs(request["path"], "another token")

"""A file system that is no longer the first image host's, and a token that is gone or another."""

from glance_host.filesystem import sharing
from glance_host.filesystem import token as filesystem_token


def look(context, part):
    request = context.document[part]
    if part == "sharing":
        for where, what, _ in sharing.differences(context.system, request):
            context.differs(where, what)
    elif filesystem_token.look(context.system, request["path"]) is None:
        context.differs(request["path"], "missing")
    elif not filesystem_token.holds(context.system, request["path"], request["value"]):
        context.differs(request["path"], "it holds another token than this host has written")

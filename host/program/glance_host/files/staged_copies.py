"""Staged files as parsers can read them before they are in place: private copies, soon gone."""

import os

from glance_host.files import snapshot


class Copies:
    """Copies in the stack's own folder, which only root can look into; removed in the end.

    One that a kill leaves behind goes with the next run (Ledger.clean).
    """

    def __init__(self, context):
        self._system = context.system
        self._stage = context.stage
        self._folder = context.ledger.folder()
        self._places = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for place in self._places.values():
            snapshot.discard(place)

    def place(self, path, content=None):
        """Where path can be read as it will be; `content` stands in for what is staged."""
        staged = self._stage.staged().get(path)
        if content is None and staged is None:
            return self._system.path(path)
        if path not in self._places:
            name = "copy-%d-%s" % (len(self._places), os.path.basename(path))
            self._places[path] = os.path.join(self._folder, name)
        text = staged["content"] if content is None else content
        handle = os.open(self._places[path], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        return self._places[path]

    def real(self, text):
        """A parser's words, with the files' own paths in them in place of the copies'."""
        for path, place in self._places.items():
            text = text.replace(place, path)
        return text

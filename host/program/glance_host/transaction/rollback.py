"""How to put things back, noted step by step, so that a failure at any step can be undone."""


class Rollback:
    """Undo actions run backwards, then what must follow them (reloads, restarts) in its order."""

    def __init__(self):
        self._undos = []
        self._after = []
        self._last = []

    def undo(self, text, action, holding=()):
        """Notes how to put back `text` (a short name for messages) should a later step fail. Where that
        cannot be, what was noted before under the names `holding` stays as it is, too: a mount that
        could not be stopped needs its unit's file for the next run to stop it."""
        self._undos.append((text, action, holding))

    def after(self, text, action):
        """Notes what must be done once all is put back: `systemctl daemon-reload`, a restart."""
        self._after.append((text, action))

    def last(self, text, action):
        """Notes what is put back when all undos came through, and only then: by it the next run would
        know what this one could not put back. It is told whether what must follow them failed."""
        self._last.append((text, action))

    def roll_back(self):
        """Puts everything back, all of it attempted. Returns (text, error) of what failed."""
        failed, late = self._undo_all(), _run(self._after)
        if not failed:
            failed = _run((text, lambda each=each: each(bool(late))) for text, each in self._last)
        failed += late
        self._undos, self._after, self._last = [], [], []
        return failed

    def _undo_all(self):
        failed, held = [], {}
        for text, action, holding in reversed(self._undos):
            if text in held:
                failed.append((text, "it stays with %s" % held[text]))
                continue
            error = _run([(text, action)])
            if error:
                held.update(dict.fromkeys(holding, text))
            failed += error
        return failed


def _run(actions):
    failed = []
    for text, action in actions:
        try:
            action()
        except Exception as error:
            failed.append((text, error))
    return failed

"""How to put things back, noted step by step, so that a failure at any step can be undone."""


class Journal:
    """Undo actions run backwards, then what must follow them (reloads, restarts) in its order."""

    def __init__(self):
        self._undos = []
        self._after = []

    def undo(self, text, action):
        """Notes how to put back `text` (a short name for messages) should a later step fail."""
        self._undos.append((text, action))

    def after(self, text, action):
        """Notes what must be done once all is put back: `systemctl daemon-reload`, a restart."""
        self._after.append((text, action))

    def roll_back(self):
        """Puts everything back, all of it attempted. Returns (text, error) of what failed."""
        failed = []
        for text, action in list(reversed(self._undos)) + self._after:
            try:
                action()
            except Exception as error:
                failed.append((text, error))
        self._undos, self._after = [], []
        return failed

"""What went wrong, in the words of the person who has to mend it."""


class Problem(Exception):
    """A refusal or failure: which component, where (file, key, unit), what happened, what to do."""

    def __init__(self, component, where, what, hint=""):
        super().__init__(component, where, what, hint)
        self.component = component
        self.where = where
        self.what = what
        self.hint = hint
        # The user without whom this is no wonder; None: it is wrong whoever exists.
        self.awaits = None

    def __str__(self):
        text = "%s: %s: %s" % (self.component, self.where, sentence(self.what))
        return "%s %s" % (text, sentence(self.hint)) if self.hint else text


class Interrupted(BaseException):
    """A signal asked the program to end: not an Exception, so that no step takes it for its own."""


def sentence(text):
    """The text with its first letter as it is and a full stop at its end."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."

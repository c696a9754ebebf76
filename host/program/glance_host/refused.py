"""A login, or what it is for, that a server refuses."""


class Refused(Exception):
    """Where a login failed, what was said, what to do, and what to run: as a Problem has them. It holds
    no secret. `denied`: a server answered that user or password is not right."""

    def __init__(self, where, what, hint, command=None, denied=False):
        super().__init__(what)
        self.denied = denied
        self.where = where
        self.what = what
        self.hint = hint
        self.command = command

"""A login, or what it is for, that a server refuses."""


class Refused(Exception):
    """Where a login failed, what was said, and what to do. It holds no secret."""

    def __init__(self, where, what, hint):
        super().__init__(what)
        self.where = where
        self.what = what
        self.hint = hint

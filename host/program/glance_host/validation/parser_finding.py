"""What a parser has against a staged file, as glance_parsers gives it to the step.

Python 2.7 and 3: this runs in the service's own interpreter.
"""


class NotAsked(Exception):
    """The parser of this release cannot be asked; why."""


def finding(request, what, hint, section=None, key=None):
    """What is wrong with a file, or with one of its keys."""
    return {
        "path": request["path"],
        "section": section,
        "key": key,
        "what": what,
        "hint": hint,
    }

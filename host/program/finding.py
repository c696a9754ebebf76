"""What a parser has against a staged file, as glance_parsers gives it to validate."""


def finding(request, what, hint, section=None, key=None):
    """What is wrong with a file, or with one of its keys."""
    return {
        "path": request["path"],
        "section": section,
        "key": key,
        "what": what,
        "hint": hint,
    }

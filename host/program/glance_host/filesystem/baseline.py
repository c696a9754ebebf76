"""The token that must lie in the images' directory, as the last transaction left it."""


def of_part(context, _salt, name):
    """Where it lies, and what is in it."""
    return {key: context.ledger[name][key] for key in ("path", "value")}

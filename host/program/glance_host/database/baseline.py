"""How to ask whether the database's tables are up to date."""


def of_part(context, _salt, name):
    """What the document says but for the URL, which holds a password."""
    return {key: value for key, value in context.document[name].items() if key != "connection"}

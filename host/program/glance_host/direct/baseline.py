"""What Nova must find in its files, as the last transaction left it."""


def of_part(context, _salt, name):
    """What the document asks for, with the file system that the host has found."""
    return dict(context.document[name], filesystem=context.filesystem)

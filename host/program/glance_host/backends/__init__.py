"""The stores that need a login, a module each: `swift`.

A module has LIBRARIES, what its login imports; log_in(check, options), which raises Refused; and
Finder(store, options, clock), by which the proof looks for an image in the store itself: find(image,
size), gone(image, clock), close().
"""

from glance_host import rooms


def of(kind):
    """The module of that kind; loaded only for a stack that has such a store."""
    return rooms.module("backends." + kind)

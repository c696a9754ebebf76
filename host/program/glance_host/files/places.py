"""Where a path leads."""

import posixpath


def within(path, places):
    """Whether a path is one of the places, or below one that ends in a slash; one that walks up and
    down again is nowhere."""
    plain = posixpath.normpath(path) == path.rstrip("/")
    return plain and any(
        path.startswith(place) if place.endswith("/") else path == place for place in places
    )

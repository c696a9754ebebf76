"""What the Image service's database says of its images: which there are, and where their bytes are.

Only reads. Rows that were deleted, though their data may still be purged, do not count.
"""

import collections
import json
import os
import re
from urllib.parse import urlsplit

import logins
from stores import Location

# By which an older release calls it, too (oslo.db).
NAMES = (
    ("database", "connection"),
    ("DEFAULT", "sql_connection"),
    ("DATABASE", "sql_connection"),
    ("sql", "connection"),
)
PORTS = {"mysql": 3306, "mariadb": 3306, "postgresql": 5432}
SQLITE = re.compile(r"sqlite(\+\w+)?:///([^?]*)")

# images: the ids of all; locations: id → its Locations, of those that have one.
Rows = collections.namedtuple("Rows", "images locations")


def rows(system, url):
    """All Rows of the database that a URL of the service's names. Raises logins.Refused."""
    file = SQLITE.match(url)
    if not file:
        return logins.database(url, _rows)
    place = system.path(file.group(2))
    # A login would make the file.
    return logins.database("sqlite:///" + place, _rows) if os.path.exists(place) else Rows(set(), {})


def place(url):
    """What tells one database from another: kind, server and name."""
    parts = urlsplit(url)
    kind = parts.scheme.partition("+")[0]
    return kind, parts.hostname, parts.port or PORTS.get(kind), parts.path


def said(url):
    """A database's name and server, for a message: no user and no password."""
    parts = urlsplit(url)
    server = " at %s" % parts.hostname if parts.hostname else ""
    return "database %s%s" % (parts.path[1:], server)


def _rows(connection):
    import sqlalchemy

    images, locations = set(), {}
    if connection.dialect.has_table(connection, "images"):
        query = sqlalchemy.text("SELECT id FROM images WHERE deleted = :no")
        images.update(row[0] for row in connection.execute(query, {"no": False}))
    if images and connection.dialect.has_table(connection, "image_locations"):
        query = sqlalchemy.text("SELECT image_id, value, meta_data FROM image_locations WHERE deleted = :no")
        for image, url, metadata in connection.execute(query, {"no": False}):
            if image in images:
                locations.setdefault(image, []).append(Location(url, _store(metadata)))
    return Rows(images, locations)


def _store(metadata):
    """The store that a location names: since Train, and where somebody has read the image since."""
    try:
        found = json.loads(metadata or "{}")
    except ValueError:
        # Releases before Juno kept another form, which names no store.
        return None
    return found.get("store") if isinstance(found, dict) else None

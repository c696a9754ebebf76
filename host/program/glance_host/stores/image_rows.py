"""What the Image service's database says of its images: which there are, and where their bytes are.

Only reads. Rows that were deleted, though their data may still be purged, do not count.
"""

import collections
import json
import os
import re

from glance_host.logins import logins
from glance_host.stores.stores import Location

# By which an older release calls it, too (oslo.db).
NAMES = (
    ("database", "connection"),
    ("DEFAULT", "sql_connection"),
    ("DATABASE", "sql_connection"),
    ("sql", "connection"),
)
PORTS = {"mysql": 3306, "mariadb": 3306, "postgresql": 5432}
# As SQLAlchemy takes it apart: a password may hold what would end it in any other URL.
URL = re.compile(
    r"(\w+)(?:\+\w+)?://(?:.*@)?(?:\[([^/?]+)\]|([^/:?]*))(?::(\d+))?(?:/([^?]*))?(?:\?.*)?\Z"
)
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
    kind, server, port, name = _parts(url)
    return kind, server and server.lower(), int(port or PORTS.get(kind, 0)), name


def said(url):
    """A database's name and server, for a message: no user and no password."""
    _, server, _, name = _parts(url)
    return "database %s%s" % (name, " at %s" % server if server else "")


def _parts(url):
    found = URL.match(url)
    if not found:
        # The login says what is wrong with it.
        return None, None, None, None
    kind, six, four, port, name = found.groups()
    return kind, six or four or None, port, name


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
    store = found.get("store") if isinstance(found, dict) else None
    return store if isinstance(store, str) else None

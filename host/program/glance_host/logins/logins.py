"""One login of each kind, with the libraries that the service itself uses, as the service makes it."""

import importlib

from glance_host import backends
from glance_host.logins.broker import broker
from glance_host.logins.database import database
from glance_host.logins.file_store import directories
from glance_host.logins.keystone import LIBRARIES as KEYSTONE
from glance_host.logins.keystone import identity
from glance_host.refused import Refused  # noqa: F401  (what each of them raises)
from glance_host.release.start_script import as_believed

# What a login of each kind imports; a store's module says it of its own.
LIBRARIES = {
    "database": ("sqlalchemy", "sqlalchemy.dialects.mysql", "pymysql"),
    "broker": ("amqp",),
    "identity": KEYSTONE,
    "fileStore": (),
    "start": (),
}


def load(kinds):
    """Imports what logins of these kinds need, before several of them run at once: threads that
    import sqlalchemy, amqp and keystoneauth1 together wait for each other for ever now and then."""
    for name in sorted({name for kind in kinds for name in _libraries(kind)}):
        try:
            importlib.import_module(name)
        except ImportError:
            pass  # another driver may serve; the login tells what is missing


def log_in(check, progress):
    """Performs one Check of host/document/checks.ts, completed by service_options. Raises Refused."""
    kind = check["kind"]
    options = check.get("options", {})
    if kind == "database":
        database(check["url"])
    elif kind == "broker":
        broker(check["transportUrl"], check.get("options"), progress)
    elif kind == "identity":
        identity(check, options)
    elif kind == "fileStore":
        directories(check["directory"], options)
    elif kind == "start":
        as_believed(check)
    else:
        backends.of(kind).log_in(check, options)


def _libraries(kind):
    return LIBRARIES[kind] if kind in LIBRARIES else backends.of(kind).LIBRARIES

"""One login of each kind, with the libraries that the service itself uses, as the service makes it."""

import importlib

from glance_host.logins.broker import broker
from glance_host.logins.database import database
from glance_host.logins.file_store import directories
from glance_host.logins.keystone import identity, open_account, swift  # noqa: F401  (others log in, too)
from glance_host.refused import Refused  # noqa: F401  (what each of them raises)
from glance_host.release.start_script import as_believed

KEYSTONE = ("requests", "keystoneauth1.session", "keystoneauth1.exceptions", "keystoneauth1.identity")
# What a login of each kind imports.
LIBRARIES = {
    "database": ("sqlalchemy", "sqlalchemy.dialects.mysql", "pymysql"),
    "broker": ("amqp",),
    "identity": KEYSTONE,
    "swift": KEYSTONE,
}


def load(kinds):
    """Imports what logins of these kinds need, before several of them run at once: threads that
    import sqlalchemy, amqp and keystoneauth1 together wait for each other for ever now and then."""
    for name in sorted({name for kind in kinds for name in LIBRARIES.get(kind, ())}):
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
        swift(check, options)

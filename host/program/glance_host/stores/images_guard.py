"""How many images the service still has: asked before a stack is undone, by its own database.

The connection is the one that Glance itself reads. Nothing is changed, whatever the answer: rows and
data of images outlive the stack in any case, but without the service nobody reaches them.
"""

from glance_host.logins.database import database
from glance_host.problem import Problem
from glance_host.refused import Refused

COMPONENT = "ImagesGuard"
CONFIGURATION = "/etc/glance/glance-api.conf"
CONSENT = (
    "Nothing was changed on any host. Their rows and data stay in any case. To undo the stack "
    "all the same: pulumi config set --path glance:destroy.withImages true, then pulumi up, which "
    "contacts no host for it, then pulumi destroy"
)


def refuse_any(system):
    """Raises a Problem when there are images, or when that cannot be found out."""
    url = _connection(system)
    try:
        count = database(url, _count)
    except Refused as refused:
        what = "whether there are images cannot be found out: %s" % refused.what
        raise Problem(COMPONENT, refused.where, what, "%s. %s" % (refused.hint, CONSENT)) from None
    if count:
        what = "the Image service has %d image%s" % (count, "" if count == 1 else "s")
        raise Problem(COMPONENT, "destroy", what, CONSENT)


def _count(connection):
    """Images that nobody has deleted; a database without tables has none."""
    import sqlalchemy

    if not connection.dialect.has_table(connection, "images"):
        return 0
    query = sqlalchemy.text("SELECT COUNT(*) FROM images WHERE deleted = :deleted")
    return connection.execute(query, {"deleted": False}).scalar()


def _connection(system):
    """The database's URL, read as Glance reads it."""
    import logging

    from oslo_config import cfg

    # An older name is no news to whoever undoes the stack.
    logging.getLogger("oslo_config").setLevel(logging.ERROR)
    conf = cfg.ConfigOpts()
    # As oslo.db reads it: older releases have its older names.
    former = [("sql_connection", "DEFAULT"), ("sql_connection", "DATABASE"), ("connection", "sql")]
    names = [cfg.DeprecatedOpt(name, group=group) for name, group in former]
    option = cfg.StrOpt("connection", secret=True, deprecated_opts=names)
    conf.register_opt(option, group="database")
    place = system.path(CONFIGURATION)
    try:
        conf([], project="glance", default_config_files=[place], default_config_dirs=[])
        url = conf.database.connection
        what = "it names no database ([database] connection)"
    except cfg.Error as error:
        # Its text may quote the file.
        url, what = None, "it cannot be read (%s)" % type(error).__name__
    if not url:
        what = "whether there are images cannot be found out: " + what
        raise Problem(COMPONENT, CONFIGURATION, what, CONSENT)
    return url

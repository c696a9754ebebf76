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
    "Allow it first if the stack is to go all the same: the images' rows and data stay in any case. Nothing "
    "was changed on any host"
)
COMMAND = "pulumi config set --path glance:destroy.withImages true\npulumi up\npulumi destroy"


def refuse_any(system):
    """Raises a Problem when there are images, or when that cannot be found out."""
    url = _connection(system)
    try:
        count = database(url, _count)
    except Refused as refused:
        what = "the program cannot find out whether there are images: %s" % refused.what
        raise Problem(COMPONENT, refused.where, what, *_remedy(refused)) from None
    if count:
        what = "the Image service has %d image%s" % (count, "" if count == 1 else "s")
        raise Problem(COMPONENT, "destroy", what, CONSENT, COMMAND)


def _remedy(refused):
    """(hint, command): what mends the login, and how to do without."""
    commands = [refused.command, COMMAND] if refused.command else [COMMAND]
    return "%s. %s" % (refused.hint, CONSENT), "\n".join(commands)


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
        url, what = None, "oslo.config cannot read it (%s)" % type(error).__name__
    if not url:
        what = "the program cannot find out whether there are images: " + what
        raise Problem(COMPONENT, CONFIGURATION, what, CONSENT, COMMAND)
    return url

"""A login to the database (procedure 5.2), by the URL that the service reads."""

import re

from glance_host.refused import Refused
from glance_host.system.tcp import CONNECT_SECONDS, reach_or_refuse

# A server that lets nobody in without TLS: MySQL's own number, and MariaDB's.
TLS_ONLY = (3159, 4165)
DENIED = 1045
PLAIN = (
    "Let the user in without TLS, from this host's network at least (require_secure_transport = OFF, "
    "ALTER USER … REQUIRE NONE): this stack knows no TLS to the database yet"
)


def database(url, ask=None):
    """Logs in by the URL that the service reads; what `ask(connection)` answers, or else 1."""
    import sqlalchemy
    from sqlalchemy.engine.url import make_url

    try:
        parsed = make_url(drivable(url))
    except sqlalchemy.exc.ArgumentError:
        # The error quotes the URL, and with it the password.
        raise Refused("database", "its URL cannot be read", "Write the URL as mysql+pymysql://USER:PASSWORD@HOST/NAME") from None
    networked = parsed.host is not None
    where = "database %s" % parsed.database
    if networked:
        where = "database %s at %s" % (parsed.database, parsed.host)
        port = parsed.port or (5432 if parsed.drivername.startswith("postgres") else 3306)
        reach_or_refuse(where, parsed.host, port, "See that it runs and listens on that address")
    options = {"connect_timeout": CONNECT_SECONDS} if networked else {}
    try:
        return _asked(parsed, options, ask)
    except ImportError as error:
        raise Refused(where, str(error), "Install the driver of %s" % parsed.drivername) from None
    except sqlalchemy.exc.SQLAlchemyError as error:
        said = getattr(error, "orig", None) or error
        text = str(said.args[-1] if said.args else said).split("\n")[0]
        hint = _why(parsed, options, said.args[0] if said.args else None)
        raise Refused(where, text, hint) from None


def _asked(parsed, options, ask):
    import sqlalchemy

    engine = sqlalchemy.create_engine(parsed, connect_args=options)
    try:
        with engine.connect() as connection:
            return ask(connection) if ask else connection.execute(sqlalchemy.text("SELECT 1")).scalar()
    finally:
        engine.dispose()


def _why(parsed, options, number):
    """What to do about a login that was refused with that number."""
    if number in TLS_ONLY:
        return PLAIN
    # One who must come by TLS is told the same as one with a wrong password: only TLS tells them apart.
    if number == DENIED and _comes_by_tls(parsed, options):
        return PLAIN + ". The password is right"
    return "Grant the user access from this host's address with this password"


def _comes_by_tls(parsed, options):
    """Whether the login is good by TLS. Whoever answers has been sent the same proof of the password
    without it: no certificate is looked at."""
    import sqlalchemy

    dialect = sqlalchemy.create_engine(parsed).dialect
    if dialect.driver != "pymysql":
        return False
    _, words = dialect.create_connect_args(parsed)
    tls = {"verify_mode": "none", "check_hostname": False}
    try:
        dialect.connect(**dict(words, ssl=tls, **options)).close()
    except (dialect.dbapi.Error, OSError):
        return False
    return True


def drivable(url):
    """The URL for this program's own Python: where it lacks MySQLdb, which `mysql://` means and which
    only the service's own Python may have, PyMySQL speaks the same. It sends a password as Latin-1,
    where MySQLdb sends UTF-8: so each of its bytes is written as the letter of that byte."""
    from importlib.util import find_spec
    from urllib.parse import quote, unquote

    found = re.match(r"mysql://([^:@/]*):([^@/]*)@(.*)\Z", url)
    if not found or find_spec("MySQLdb") or not find_spec("pymysql"):
        return url
    user, password, rest = found.groups()
    letters = unquote(password).encode("utf-8").decode("latin-1")
    return "mysql+pymysql://%s:%s@%s" % (user, quote(letters, safe=""), rest)

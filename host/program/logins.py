"""One login of each kind, with the libraries that the service itself uses."""

import importlib
import re

from keystone_api import KeystoneError, login
from reach import name, reach
from transport import TransportError, brokers, connect

SECONDS = 5
KEYSTONE = ("requests", "keystoneauth1.session", "keystoneauth1.exceptions", "keystoneauth1.identity")
# What a login of each kind imports.
LIBRARIES = {
    "database": ("sqlalchemy", "sqlalchemy.dialects.mysql", "pymysql"),
    "broker": ("amqp",),
    "identity": KEYSTONE,
    "swift": KEYSTONE,
}


class Refused(Exception):
    """Where a login failed, what was said, and what to do. It holds no secret. `denied`: a server
    answered that user or password is not right."""

    def __init__(self, where, what, hint, denied=False):
        super().__init__(what)
        self.denied = denied
        self.where = where
        self.what = what
        self.hint = hint


def load(kinds):
    """Imports what logins of these kinds need, before several of them run at once: threads that
    import sqlalchemy, amqp and keystoneauth1 together wait for each other for ever now and then."""
    for name in sorted({name for kind in kinds for name in LIBRARIES[kind]}):
        try:
            importlib.import_module(name)
        except ImportError:
            pass  # another driver may serve; the login tells what is missing


def log_in(check, progress):
    """Performs one Check of host/document.ts. Raises Refused."""
    kind = check["kind"]
    if kind == "database":
        database(check["url"])
    elif kind == "broker":
        broker(check["transportUrl"], progress)
    elif kind == "identity":
        identity(check)
    else:
        swift(check)


def database(url, ask=None):
    """Logs in by the URL that the service reads; what `ask(connection)` answers, or else 1."""
    import sqlalchemy
    from sqlalchemy.engine.url import make_url

    try:
        parsed = make_url(_drivable(url))
    except sqlalchemy.exc.ArgumentError:
        # The error quotes the URL, and with it the password.
        raise Refused("database", "its URL cannot be read", "user:password@host/name") from None
    networked = parsed.host is not None
    where = "database %s" % parsed.database
    if networked:
        where = "database %s at %s" % (parsed.database, parsed.host)
        port = parsed.port or (5432 if parsed.drivername.startswith("postgres") else 3306)
        _reach(where, parsed.host, port, "see that it runs and listens on that address")
    options = {"connect_timeout": SECONDS} if networked else {}
    try:
        engine = sqlalchemy.create_engine(parsed, connect_args=options)
        with engine.connect() as connection:
            answer = ask(connection) if ask else connection.execute(sqlalchemy.text("SELECT 1")).scalar()
        engine.dispose()
        return answer
    except ImportError as error:
        raise Refused(where, str(error), "install the driver of %s" % parsed.drivername) from None
    except sqlalchemy.exc.SQLAlchemyError as error:
        said = getattr(error, "orig", None) or error
        text = str(said.args[-1] if said.args else said).split("\n")[0]
        hint = "the grant must name the user, this host's address and this password"
        raise Refused(where, text, hint) from None


def _drivable(url):
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


def broker(url, progress):
    """Logs in to a broker's virtual host. Of several, those that are down are only told of."""
    import amqp

    try:
        found = brokers(url)
    except TransportError as error:
        raise Refused("broker", str(error), "") from None
    down = []
    for one in found:
        where = "broker %s, virtual host %s" % (name(one.host, one.port), one.vhost)
        try:
            _reach(where, one.host, one.port, "see that RabbitMQ runs and listens on that address")
        except Refused as refused:
            down.append(refused)
            continue
        try:
            connect(one, SECONDS).close()
        except amqp.exceptions.AccessRefused:
            what = "user %s or its password is refused" % one.user
            raise Refused(where, what, "rabbitmqctl authenticate_user %s" % one.user) from None
        except amqp.exceptions.NotAllowed as error:
            hint = "rabbitmqctl list_permissions -p %s" % one.vhost
            raise Refused(where, error.reply_text or str(error), hint) from None
        except (amqp.exceptions.AMQPError, OSError) as error:
            what = "the login fails: %s" % (str(error) or type(error).__name__)
            raise Refused(where, what, "see RabbitMQ's log on that host") from None
    if len(down) == len(found):
        raise down[0]
    for refused in down:
        progress("%s is down, another one serves: %s" % (refused.where, refused.what))


def identity(credentials):
    """Gets a token, and sees that Keystone itself is to be found in the region.

    The services' token check looks its endpoint up by region: a wrong one makes each of their
    answers a 500.
    """
    where = "Keystone at " + credentials["authUrl"]
    with _keystone(where, credentials) as session:
        _endpoint(session, where, "identity", credentials["region"])


def swift(credentials):
    """Gets a token and reads the head of the account in which the store will keep its images."""
    manager, session, account = open_account(credentials)
    where = "Swift at " + account
    try:
        status = session.head(account, raise_exc=False).status_code
    except Exception as error:
        raise Refused(where, str(error).split("\n")[0], "see that Swift's proxy runs") from None
    finally:
        manager.__exit__(None, None, None)
    if status >= 300:
        hint = "see Swift's proxy log"
        if status in (401, 403):
            hint = "give the user one of Swift's operator_roles in project %s" % (
                credentials["projectName"]
            )
        raise Refused(where, "the account answers HTTP %d" % status, hint)


def open_account(credentials):
    """(login to be ended, its session, the account's URL) of a user of Swift."""
    where = "Keystone at " + credentials["authUrl"]
    manager = _keystone(where, credentials)
    session = manager.__enter__()
    try:
        return manager, session, _endpoint(session, where, "object-store", credentials["region"])
    except BaseException:
        manager.__exit__(None, None, None)
        raise


class _keystone:
    """`login`, its refusal as Refused."""

    def __init__(self, where, credentials):
        self._where = where
        self._user = credentials["username"]
        self._project = credentials["projectName"]
        self._login = login(credentials)

    def __enter__(self):
        try:
            return self._login.__enter__()
        except KeystoneError as error:
            hint = "see that Keystone runs"
            if error.status == 401:
                hint = "user, password and domain must be right, and have a role in project %s" % (
                    self._project
                )
            raise Refused(self._where, str(error), hint, error.status == 401) from None

    def __exit__(self, *error):
        return self._login.__exit__(*error)


def _endpoint(session, where, service, region):
    """The public endpoint of a service in a region."""
    catalogue = session.auth.get_access(session).service_catalog
    if not _regions(catalogue, service, region):
        regions = sorted(_regions(catalogue, service, None))
        known = "it has one in %s" % ", ".join(regions) if regions else "it has none at all"
        what = "there is no public %s endpoint in region %s; %s" % (service, region or "any", known)
        raise Refused(where, what, "openstack endpoint list --service " + service)
    return catalogue.url_for(service_type=service, interface="public", region_name=region)


def _regions(catalogue, service, region):
    found = catalogue.get_endpoints(
        service_type=service, interface="public", region_name=region
    )
    endpoints = [endpoint for endpoints in found.values() for endpoint in endpoints]
    return {endpoint.get("region_id") or endpoint.get("region") for endpoint in endpoints}


def _reach(where, host, port, hint):
    try:
        reach(host, port, SECONDS)
    except OSError as error:
        raise Refused(where, str(error), hint) from None

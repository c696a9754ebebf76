"""A login to the broker (procedure 5.7), and whether it takes what Glance will declare there."""

from glance_host.logins import broker_queues
from glance_host.logins.transport import TransportError, brokers, connect
from glance_host.problem import shell
from glance_host.refused import Refused
from glance_host.system.tcp import CONNECT_SECONDS, name, reach_or_refuse
from glance_host.system.tls_probe import speaks_tls


def broker(url, options, progress):
    """Logs in to a broker's virtual host, and declares as Glance will; nothing of it stays.

    `options` are those that decide what Glance declares; None: nothing is declared. Of several brokers
    those that are down are only told of.
    """
    try:
        found = brokers(url)
    except TransportError as error:
        raise Refused("broker", str(error), "Give the transport URL in a form that RabbitMQ's driver takes") from None
    down = []
    for one in found:
        where = "broker %s, virtual host %s" % (name(one.host, one.port), one.vhost)
        try:
            reach_or_refuse(where, one.host, one.port, "See that RabbitMQ runs and listens on that address")
        except Refused as refused:
            down.append(refused)
            continue
        connection = _log_in(one, where)
        try:
            if options is not None:
                broker_queues.try_out(connection, one, options, where, progress)
        finally:
            _close(connection)
    if len(down) == len(found):
        raise down[0]
    for refused in down:
        progress("%s is down, another one serves: %s" % (refused.where, refused.what))


def _log_in(one, where):
    import amqp

    try:
        return connect(one, CONNECT_SECONDS)
    except amqp.exceptions.AccessRefused:
        what = "user %s or its password is refused" % one.user
        hint = "Try the stack's password on the broker's host, which asks for it"
        raise Refused(where, what, hint, shell("rabbitmqctl", "authenticate_user", one.user)) from None
    except amqp.exceptions.NotAllowed as error:
        hint = "Give user %s permissions in this virtual host; the broker's host lists those there are" % one.user
        command = shell("rabbitmqctl", "list_permissions", "-p", one.vhost)
        raise Refused(where, error.reply_text or str(error), hint, command) from None
    except (amqp.exceptions.AMQPError, OSError) as error:
        what = "the login fails: %s" % (str(error) or type(error).__name__)
        hint = "See RabbitMQ's log on that host"
        if not one.tls and speaks_tls(one.host, one.port, CONNECT_SECONDS):
            what = "the port takes TLS only"
            hint = (
                "Give broker.port a port without TLS, as RabbitMQ's listeners.tcp has: this stack knows no "
                "TLS to the broker yet"
            )
        raise Refused(where, what, hint) from None


def _close(connection):
    """Ends the connection; one that the broker has closed already is no error."""
    import amqp

    try:
        connection.close()
    except (amqp.exceptions.AMQPError, OSError):
        pass

"""A login to the broker (procedure 5.7), and whether it takes what Glance will declare there."""

from glance_host.logins import broker_queues
from glance_host.logins.transport import TransportError, brokers, connect
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
        raise Refused("broker", str(error), "") from None
    down = []
    for one in found:
        where = "broker %s, virtual host %s" % (name(one.host, one.port), one.vhost)
        try:
            reach_or_refuse(where, one.host, one.port, "see that RabbitMQ runs and listens on that address")
        except Refused as refused:
            down.append(refused)
            continue
        connection = _log_in(one, where)
        try:
            if options is not None:
                broker_queues.try_out(connection, options, where, progress)
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
        raise Refused(where, what, "rabbitmqctl authenticate_user %s" % one.user) from None
    except amqp.exceptions.NotAllowed as error:
        hint = "rabbitmqctl list_permissions -p %s" % one.vhost
        raise Refused(where, error.reply_text or str(error), hint) from None
    except (amqp.exceptions.AMQPError, OSError) as error:
        what = "the login fails: %s" % (str(error) or type(error).__name__)
        hint = "see RabbitMQ's log on that host"
        if not one.tls and speaks_tls(one.host, one.port, CONNECT_SECONDS):
            what = "the port speaks TLS alone"
            hint = (
                "This stack cannot be told to use TLS to the broker yet: give broker.port a port "
                "without it, as RabbitMQ's listeners.tcp has"
            )
        raise Refused(where, what, hint) from None


def _close(connection):
    """Ends the connection; one that the broker has closed already is no error."""
    import amqp

    try:
        connection.close()
    except (amqp.exceptions.AMQPError, OSError):
        pass

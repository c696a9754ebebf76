"""Does RabbitMQ take what Glance declares with its first notification?

Glance answers its clients 201 whatever the broker says, and loses each notification of which the
exchange or the queue is refused. So the same is declared before anything is changed, and nothing of
it stays: what is there is declared as it is, and for a queue that is not there one of another name
stands in.
"""

import os
import re

from glance_host.problem import shell
from glance_host.refused import Refused
from glance_host.release.service_options import is_true

# A queue of ours that could not be removed goes by itself after a minute without use.
EXPIRES_MILLISECONDS = 60000
EXCHANGE = "glance"
TOPICS = "notifications"
PRIORITY = "info"
LIMITS = {
    "x-delivery-limit": "quorumDeliveries",
    "x-max-in-memory-length": "quorumMemoryLength",
    "x-max-in-memory-bytes": "quorumMemoryBytes",
}


def try_out(connection, one, options, where, progress):
    """Declares exchange and queues on an open connection to that broker. Raises Refused with RabbitMQ's words."""
    import amqp

    try:
        _exchange(connection, options)
        for queue in routing_keys(options):
            if not _queue(connection, options, queue):
                _stand_in(connection, options, queue, where, progress)
    except amqp.exceptions.AMQPError as error:
        raise Refused(where, _what(error), _hint(error, options), _command(error, one)) from None
    except OSError as error:
        raise Refused(where, "the connection breaks off: %s" % error, "See RabbitMQ's log") from None


def _properties(options):
    """How Glance declares an exchange and a queue."""
    quorum = is_true(options, "quorum")
    return {"durable": quorum or is_true(options, "durable"), "auto_delete": is_true(options, "autoDelete")}


def _arguments(options):
    if not is_true(options, "quorum"):
        return {}
    limits = {name: int(options.get(key) or 0) for name, key in LIMITS.items()}
    return dict({name: limit for name, limit in limits.items() if limit}, **{"x-queue-type": "quorum"})


def routing_keys(options):
    """What notifications are sent by: the queue of each has its name."""
    topics = (each.strip() for each in (options.get("topics") or TOPICS).split(","))
    return ["%s.%s" % (topic, PRIORITY) for topic in topics if topic]


def _exchange(connection, options):
    name = options.get("exchange") or EXCHANGE
    if _is_there(connection, lambda channel: channel.exchange_declare(name, "topic", passive=True)):
        connection.channel().exchange_declare(name, "topic", **_properties(options))
    else:
        # Who may remove what is not there may make it; nothing of it is there to be removed.
        connection.channel().exchange_delete(name, if_unused=True)


def _queue(connection, options, name):
    """Whether there is such a queue; one that is must be as Glance declares it."""
    if not _is_there(connection, lambda channel: channel.queue_declare(name, passive=True)):
        connection.channel().queue_delete(name, if_unused=True, if_empty=True)
        return False
    connection.channel().queue_declare(name, arguments=_arguments(options), **_properties(options))
    return True


def _is_there(connection, ask):
    import amqp

    try:
        ask(connection.channel())
    except amqp.exceptions.NotFound:
        return False  # the broker has closed the channel with its answer
    except amqp.exceptions.ResourceLocked:
        return True
    return True


def _stand_in(connection, options, name, where, progress):
    """A queue of the same properties under a name that nobody has, made and removed."""
    import amqp

    stand_in = "%s.pulumi-glance-%s" % (name, os.urandom(4).hex())
    arguments = dict(_arguments(options), **{"x-expires": EXPIRES_MILLISECONDS})
    channel = connection.channel()
    try:
        channel.queue_declare(stand_in, arguments=arguments, **_properties(options))
    except amqp.exceptions.AccessRefused:
        # The user may be allowed queues of certain names alone.
        text = "%s: the user may not declare a queue %s, so that none like %s could be tried"
        progress(text % (where, stand_in, name))
        return
    channel.queue_delete(stand_in)


def _what(error):
    said = " ".join((getattr(error, "reply_text", None) or str(error) or type(error).__name__).split())
    return "RabbitMQ refuses what Glance declares for its notifications: %s" % said


def _hint(error, options):
    """What to do: what Glance declares must be what is there, or what the broker takes."""
    import amqp

    if isinstance(error, amqp.exceptions.AccessRefused):
        return "Give the user the right to configure, write and read it"
    if isinstance(error, amqp.exceptions.ResourceLocked):
        return "End the client that holds that queue for itself alone"
    if isinstance(error, amqp.exceptions.PreconditionFailed):
        return "%s, or name a virtual host in broker.virtualHost where there is nothing yet" % _as_it_is(str(error))
    return "See RabbitMQ's log" if _properties(options)["durable"] else QUORUM


def _command(error, one):
    """What to run on the broker's host, if anything."""
    import amqp

    if isinstance(error, amqp.exceptions.AccessRefused):
        return shell("rabbitmqctl", "set_permissions", "-p", one.vhost, one.user, ".*", ".*", ".*")
    if isinstance(error, amqp.exceptions.ResourceLocked):
        return shell("rabbitmqctl", "list_queues", "-p", one.vhost, "name", "exclusive")
    return None


def _as_it_is(said):
    """How Glance is told to declare what is there already, of which RabbitMQ says how it is."""
    found = re.search(r"arg '(.*?)' .* but current is (?:the value )?'?(\w+)", said)
    argument, value = found.groups() if found else ("", "")
    if argument == "x-queue-type" and value != "quorum":
        return "Take rabbit_quorum_queue out of glance:extra (the broker has amqp_durable_queues = true)"
    if argument == "durable" and value == "false":
        return "Take rabbit_quorum_queue and amqp_durable_queues out of glance:extra"
    if argument in ("durable", "x-queue-type"):
        return DURABLE if argument == "durable" else QUORUM
    return "Set in [oslo_messaging_rabbit] of glance:extra what the broker has"


SECTION = 'Give glance:extra["glance-api.conf"] a section [oslo_messaging_rabbit] with '
QUORUM = SECTION + "rabbit_quorum_queue = true (to Xena amqp_durable_queues = true)"
DURABLE = SECTION + "amqp_durable_queues = true, or since Yoga rabbit_quorum_queue = true"

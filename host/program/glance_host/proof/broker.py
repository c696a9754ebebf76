"""Reads the Image service's notifications as a listener would (procedure 5.7).

A queue of our own, exclusive and gone with the connection, is bound to the exchange beside whatever
listens there already: nobody loses a message.
"""

import json
import time

from glance_host.logins import broker_queues
from glance_host.logins.transport import TransportError, brokers, connect
from glance_host.problem import Problem

WANTED = ("image.upload", "image.activate")


class Notifications:
    """Listens from the moment it is made."""

    def __init__(self, broker, options, clock):
        self._clock = clock
        self._exchange = options.get("exchange") or broker["exchange"]
        self._seen = {}  # image id → event types
        self._connection = self._connect(broker["transportUrl"])
        try:
            channel = self._find_exchange()
            queue = channel.queue_declare(exclusive=True, auto_delete=True).queue
            for key in broker_queues.routing_keys(options):
                channel.queue_bind(queue, self._exchange, key)
            channel.basic_consume(queue, no_ack=True, callback=self._take)
        except BaseException:
            self.close()
            raise

    def wait(self, images):
        """Waits for the upload and activation of each image; the event types that arrived."""
        import socket

        while any(not set(WANTED) <= self._seen.get(image, set()) for image in images):
            left = self._clock.left("broker, waiting for notifications of %s" % ", ".join(images))
            try:
                self._connection.drain_events(timeout=min(1, left))
            except socket.timeout:
                continue
            except OSError as error:
                raise self._problem("the connection breaks off: %s" % error) from None
        events = set().union(*(self._seen[image] for image in images))
        return sorted(events)

    def close(self):
        """Closes the connection, and with it the queue."""
        try:
            self._connection.close()
        except Exception:
            pass  # broken already; the broker drops the queue with the connection

    def _connect(self, url):
        error = None
        try:
            for broker in brokers(url):
                try:
                    return connect(broker, 5)
                except OSError as failure:
                    error = failure
        except TransportError as failure:
            error = failure
        except Exception as failure:  # amqp's refusals
            error = failure
        raise self._problem("cannot log in: %s" % (error or "no broker is named"))

    def _find_exchange(self):
        """A channel on which the exchange was found. Glance makes it with its first notification.

        It is asked for passively: declared with other properties than Glance's it would refuse
        Glance's own declaration later.
        """
        from amqp.exceptions import NotFound

        end = time.monotonic() + 10
        while True:
            channel = self._connection.channel()
            try:
                channel.exchange_declare(self._exchange, "topic", passive=True)
                return channel
            except NotFound:
                # The broker closes the channel with its answer.
                if time.monotonic() > end:
                    raise self._problem(
                        "there is no exchange %s: the Image service has sent no notification"
                        % self._exchange
                    ) from None
                self._clock.left("broker")
                time.sleep(0.3)

    def _take(self, message):
        for event in events(message.body):
            self._seen.setdefault(event[0], set()).add(event[1])

    def _problem(self, what):
        hint = "See [oslo_messaging_notifications] driver and transport_url on the image hosts"
        return Problem("proof", "broker", what, hint)


def events(body):
    """(image id, event type) of a message; none of what is no notification of an image."""
    try:
        message = json.loads(body if isinstance(body, str) else body.decode("utf-8"))
        # The driver messagingv2 puts the message into an envelope, as JSON in JSON.
        if "oslo.message" in message:
            message = json.loads(message["oslo.message"])
        yield message["payload"]["id"], message["event_type"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return

"""RabbitMQ's side of AMQP 0-9-1 as far as a login and declarations go, with RabbitMQ's own words.

The words, and which of them close the channel and which the connection, are those of RabbitMQ 3.10.8
and 4.0.5 (`deprecated_features.permit.transient_nonexcl_queues = false`), both run for it.
"""

import contextlib
import socketserver
import struct
import threading

DENIED = (
    "INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.\nIts use is not permitted per "
    "the configuration (overriding the default, which is permitted):\n    "
    '"deprecated_features.permit.transient_nonexcl_queues = false"\nIts use will not be permit...'
)
MISSING = "NOT_FOUND - no %s '%s' in vhost '/'"
UNEQUAL = "PRECONDITION_FAILED - inequivalent arg '%s' for %s '%s' in vhost '/': received '%s' but current is '%s'"
FORBIDDEN = "ACCESS_REFUSED - configure access to %s '%s' in vhost '/' refused for user 'glance'"
EXCHANGE, QUEUE = 40, 50
KINDS = {EXCHANGE: "exchange", QUEUE: "queue"}
DECLARE, DELETE = 10, {EXCHANGE: 20, QUEUE: 40}


class FakeBroker:
    """`there` is what has been declared: (kind, name) → its properties."""

    def __init__(self, denies_transient=False, may=lambda kind, name: True):
        self.denies_transient = denies_transient
        self.may = may
        self.there = {}
        # Each declaration that was not passive, and each deletion: ("declare", "queue", name).
        self.calls = []

    @contextlib.contextmanager
    def serving(self):
        """Its transport URL."""
        broker = self

        class Handler(_Handler):
            rules = broker

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield "rabbit://glance:canary-password@127.0.0.1:%d//" % server.server_address[1]
        finally:
            server.shutdown()
            server.server_close()

    def declare(self, kind, name, passive, properties):
        """None, or (code, words) of a refusal."""
        now = self.there.get((kind, name))
        if passive:
            return None if now else (404, MISSING % (kind, name))
        self.calls.append(("declare", kind, name))
        if not self.may(kind, name):
            return 403, FORBIDDEN % (kind, name)
        for argument in properties if now else ():
            if properties[argument] != now.get(argument):
                values = (str(each[argument]).lower() for each in (properties, now))
                return 406, UNEQUAL % ((argument, kind, name) + tuple(values))
        if kind == "queue" and self.denies_transient and not properties["durable"]:
            return 541, DENIED
        self.there[kind, name] = properties
        return None

    def delete(self, kind, name):
        self.calls.append(("delete", kind, name))
        if not self.may(kind, name):
            return 403, FORBIDDEN % (kind, name)
        self.there.pop((kind, name), None)
        return None


class _Handler(socketserver.BaseRequestHandler):
    rules = None

    def handle(self):
        self.request.settimeout(10)
        with contextlib.suppress(OSError, EOFError):
            self._read(8)  # AMQP 0 0 9 1
            self._send(0, 10, 10, b"\x00\x09" + _long(b"") + _long(b"AMQPLAIN PLAIN") + _long(b"en_US"))
            while self._serve(*self._method()):
                pass

    def _serve(self, channel, kind, method, body):
        """Answers a method; whether the connection goes on."""
        if (kind, method) == (10, 11):
            self._send(0, 10, 30, struct.pack(">HIH", 2047, 131072, 0))
        elif (kind, method) == (10, 40):
            self._send(0, 10, 41, b"\0")
        elif (kind, method) == (20, 10):
            self._send(channel, 20, 11, _long(b""))
        elif (kind, method) == (20, 40):
            self._send(channel, 20, 41, b"")
        elif (kind, method) == (10, 50):
            self._send(0, 10, 51, b"")
            return False
        elif kind in KINDS:
            return self._declared(channel, kind, method, body)
        return True

    def _declared(self, channel, kind, method, body):
        name, rest = _short(body[2:])
        if method == DECLARE:
            if kind == EXCHANGE:
                _, rest = _short(rest)
            bits, arguments = rest[0], rest[5:]
            # passive, durable, then auto-delete: a queue has exclusive between them.
            gone = bits & (4 if kind == EXCHANGE else 8)
            properties = {"durable": bool(bits & 2), "auto_delete": bool(gone)}
            if kind == QUEUE:
                properties["x-queue-type"] = "quorum" if b"quorum" in arguments else "classic"
            refusal = self.rules.declare(KINDS[kind], name, bool(bits & 1), properties)
        else:
            refusal = self.rules.delete(KINDS[kind], name)
        if refusal:
            return self._refuse(channel, *refusal)
        counts = _text(name.encode()) + b"\0" * 8 if method == DECLARE else b"\0" * 4
        self._send(channel, kind, method + 1, counts if kind == QUEUE else b"")
        return True

    def _refuse(self, channel, code, words):
        body = struct.pack(">H", code) + _text(words.encode()) + b"\0" * 4
        if code == 541:
            self._send(0, 10, 50, body)
        else:
            self._send(channel, 20, 40, body)
        return True

    def _method(self):
        """(channel, class, method, arguments) of the next frame that is a method."""
        while True:
            kind, channel, size = struct.unpack(">BHI", self._read(7))
            payload = self._read(size + 1)[:-1]
            if kind == 1:
                return (channel,) + struct.unpack(">HH", payload[:4]) + (payload[4:],)

    def _send(self, channel, kind, method, body):
        payload = struct.pack(">HH", kind, method) + body
        self.request.sendall(struct.pack(">BHI", 1, channel, len(payload)) + payload + b"\xce")

    def _read(self, size):
        data = b""
        while len(data) < size:
            more = self.request.recv(size - len(data))
            if not more:
                raise EOFError
            data += more
        return data


def _long(text):
    return struct.pack(">I", len(text)) + text


def _text(text):
    return struct.pack(">B", len(text)) + text


def _short(data):
    """(a short text, what follows it)."""
    return data[1 : 1 + data[0]].decode("utf-8"), data[1 + data[0] :]

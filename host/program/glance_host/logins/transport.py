"""What a transport_url (procedure 5.7) means, read as oslo.messaging reads it.

Its own parser comes only with a second of imports, and what matters most is what the service makes
of the URL in the end: oslo.messaging 5 to 18 take the login apart and write it anew for kombu
without encoding `/`, so that a `/` in a user or password never arrives, however it was encoded.
The form `kombu+amqp:///` followed by one percent-encoded `user:password@host:port/vhost` is handed
to kombu as it is, and carries such a password.
"""

from urllib.parse import parse_qs, unquote, urlsplit


class TransportError(ValueError):
    """Why the URL cannot be used, in words that hold no secret."""


class Broker:
    """One broker to connect to."""

    def __init__(self, host, port, user, password, vhost, query):
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.vhost = vhost
        self.query = query

    @property
    def tls(self):
        """TLS is asked for by `?ssl=true`."""
        return self.query.get("ssl", "").lower() in ("1", "true", "yes", "on")


def brokers(url):
    """All brokers of a transport_url. Raises TransportError."""
    scheme, _, rest = url.partition("://")
    if scheme not in ("rabbit", "kombu", "kombu+amqp", "rabbit+amqp"):
        raise TransportError("%s:// is no RabbitMQ transport" % scheme)
    parts = urlsplit("rabbit://" + rest)
    query = {key: ",".join(values) for key, values in parse_qs(parts.query).items()}
    vhost = unquote(parts.path[1:])
    if not parts.netloc and scheme.startswith("kombu+"):
        inner = urlsplit("rabbit://" + vhost)
        return [_broker(inner.netloc, unquote(inner.path[1:]), query, raw=True)]
    if not parts.netloc:
        raise TransportError("the transport URL names no host")
    return [_broker(host, vhost, query, raw=False) for host in parts.netloc.split(",") if host]


def _broker(netloc, vhost, query, raw):
    login, at, address = netloc.rpartition("@")
    user, _, password = login.partition(":")
    user, password = (unquote(user), unquote(password)) if at else ("guest", "guest")
    if not raw and "/" in user + password:
        raise TransportError(
            "oslo.messaging loses a slash in a broker's user or password, however it is encoded"
        )
    try:
        parts = urlsplit("rabbit://" + address)
        host, port = parts.hostname, parts.port or 5672
    except ValueError:
        host = None
    if not host:
        raise TransportError("the transport URL's host and port cannot be read")
    return Broker(host, port, user, password, vhost or "/", query)


def connect(broker, seconds):
    """An open amqp connection; its errors are those of the amqp library."""
    import amqp

    connection = amqp.Connection(
        host=("[%s]:%d" if ":" in broker.host else "%s:%d") % (broker.host, broker.port),
        userid=broker.user,
        password=broker.password,
        # The service's own default, rabbit_login_method.
        login_method="AMQPLAIN",
        virtual_host=broker.vhost,
        ssl=_tls(broker) if broker.tls else False,
        connect_timeout=seconds,
        read_timeout=seconds,
        write_timeout=seconds,
    )
    connection.connect()
    return connection


def _tls(broker):
    import ssl

    authority = broker.query.get("ssl_ca_file")
    return {
        "ca_certs": authority,
        "cert_reqs": ssl.CERT_REQUIRED if authority else ssl.CERT_NONE,
        "certfile": broker.query.get("ssl_cert_file"),
        "keyfile": broker.query.get("ssl_key_file"),
    }

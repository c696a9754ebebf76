"""Does a port speak TLS? Asked where plain words got no answer: a TLS server resets or closes them."""

import socket
import ssl


def speaks_tls(host, port, seconds):
    """Whether it answers a TLS greeting, be it by a refusal."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), seconds) as plain:
            context.wrap_socket(plain, server_hostname=host).close()
    except ssl.SSLError as error:
        # It is TLS that says no: it wants a certificate, or another version.
        return "ALERT" in (error.reason or "")
    except OSError:
        return False
    return True

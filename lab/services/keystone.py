"""Requests to Keystone for programs of the lab's, which the lab puts behind this on the controller."""

import json
import urllib.request

KEYSTONE = "http://controller:5000/v3"


def call(method, path, body=None, token=None):
    """One request to Keystone: the answer's body and headers."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["X-Auth-Token"] = token
    data = json.dumps(body).encode() if body is not None else None
    asked = urllib.request.Request(KEYSTONE + path, data, headers, method=method)
    while True:
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                text = answer.read()
                return (json.loads(text) if text else None), answer.headers
        except ConnectionResetError:
            # A server under uwsgi resets a connection now and then. Rows are not made twice.
            if method == "POST" and path != "/auth/tokens":
                raise


def token_of(password):
    """A token of the administrator's."""
    user = {"name": "admin", "domain": {"id": "default"}, "password": password}
    scope = {"project": {"name": "admin", "domain": {"id": "default"}}}
    identity = {"methods": ["password"], "password": {"user": user}}
    body = {"auth": {"identity": identity, "scope": scope}}
    return call("POST", "/auth/tokens", body)[1]["X-Subject-Token"]

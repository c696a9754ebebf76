"""An image in Glance's file store by the API v1, where a client says the store. Runs on an image host
with REQUEST set by whoever asks:

    authUrl, project, user, password   a login to Keystone's v2.0
    certificate, key                   paths of a client certificate, where Glance asks for one, or null
    delete                             the id of an image to remove, or null to make one

Prints one line of JSON: `id` and `sha256` of the image. On the standard library alone."""

import hashlib
import http.client
import json
import os
import ssl
import urllib.request


def token(request):
    """A token of Keystone's v2.0 (procedure 5.4)."""
    login = {"username": request["user"], "password": request["password"]}
    body = {"auth": {"tenantName": request["project"], "passwordCredentials": login}}
    asked = urllib.request.Request(
        request["authUrl"].rstrip("/") + "/tokens",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)["access"]["token"]["id"]


def call(request, method, path, headers, data=None):
    """One request to this host's own API; whom its certificate is for is another test's."""
    context = ssl._create_unverified_context()
    if request["certificate"]:
        context.load_cert_chain(request["certificate"], request["key"])
    connection = http.client.HTTPSConnection("127.0.0.1", 9292, timeout=60, context=context)
    connection.request(method, path, data, dict(headers, **{"X-Auth-Token": token(request)}))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status >= 300:
        raise SystemExit("%s %s: HTTP %d %s" % (method, path, answer.status, body.decode()[:500]))
    return body


def main(request):
    """Makes the image, or removes it."""
    if request["delete"]:
        call(request, "DELETE", "/v1/images/" + request["delete"], {})
        return
    data = os.urandom(1 << 20)
    headers = {"Content-Type": "application/octet-stream"}
    meta = dict(name="direct", store="file", disk_format="raw", container_format="bare")
    headers.update(("x-image-meta-" + key, value) for key, value in meta.items())
    made = json.loads(call(request, "POST", "/v1/images", headers, data).decode())
    digest = hashlib.sha256(data).hexdigest()
    print(json.dumps({"id": made["image"]["id"], "sha256": digest}))


main(REQUEST)  # noqa: F821 - set by whoever asks

"""The Image API as a client sees it: plain HTTP, so that nothing but the service is tried."""

import contextlib
import hashlib
import http.client
import json
import os
import shutil
import socket
import ssl
import tempfile
import time
from urllib.parse import urlsplit

from glance_host.problem import Problem
from glance_host.proof.sample import Sample, choose
from glance_host.system.patience import PATIENCE_SECONDS, PAUSE_SECONDS, TRANSIENT
from glance_host.system.tcp import name as address

IMAGES = "/v2/images"
CHUNK = 1 << 20
HINT = "See Glance's log on that host"


class Answered(Problem):
    """The API's answer is no; `status` is HTTP's."""

    def __init__(self, where, what, status):
        super().__init__("proof", where, what, HINT)
        self.status = status


@contextlib.contextmanager
def tls_context(tls):
    """Whom to trust and who we are. Keys are read from files, which exist only meanwhile."""
    context = ssl.create_default_context(cadata=tls["caCertificate"] or None)
    if tls["clientCertificate"] and tls["clientPrivateKey"]:
        folder = tempfile.mkdtemp(prefix="pulumi-glance-")  # mkdtemp makes it 0700
        try:
            names = []
            for part in ("clientCertificate", "clientPrivateKey"):
                names.append(os.path.join(folder, part))
                handle = os.open(names[-1], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(tls[part])
            context.load_cert_chain(*names)
        finally:
            shutil.rmtree(folder)
    yield context


class ImageApi:
    """One API host. Its methods raise Problem: which host, which step, what to look at."""

    def __init__(self, api, context, server_name, token, progress):
        self.name = api["name"]
        self.where = "%s (%s)" % (api["name"], api["url"])
        self._parts = urlsplit(api["url"])
        self._context = context
        # Hosts are reached by their addresses; the certificate is for the name that clients use.
        self._server_name = server_name or self._parts.hostname
        self._token = token
        self._progress = progress
        self._sample = None

    def sample(self, clock):
        """An image of a kind that it takes, as its schema says."""
        if self._sample is None:
            with self._call("read the schema", "GET", "/v2/schemas/image", clock, allowed=(403, 404)) as answer:
                text = answer.read().decode("utf-8")
            properties = json.loads(text)["properties"] if answer.status == 200 else {}
            kinds = (properties.get(name, {}) for name in ("disk_format", "container_format"))
            self._sample = choose(*([each for each in kind.get("enum", ()) if each] for kind in kinds))
        return self._sample or Sample()

    def create(self, image, title, sample, clock):
        """Makes an image record of that id: so it can be removed although no answer comes."""
        values = {
            "id": image,
            "name": title,
            "disk_format": sample.disk,
            "container_format": sample.container,
            "visibility": "private",
        }
        headers = {"Content-Type": "application/json"}
        # Asked again it may be there already, since an answer was lost.
        allowed = (409,)
        with self._call("create an image", "POST", IMAGES, clock, json.dumps(values), headers, allowed):
            pass

    def upload(self, image, data, store, clock):
        """Uploads the image's data, to a named store or the default one."""
        headers = {"Content-Type": "application/octet-stream"}
        if store:
            headers["x-image-meta-store"] = store
        with self._call("upload", "PUT", "%s/%s/file" % (IMAGES, image), clock, data, headers):
            pass

    def create_v1(self, image, title, sample, data, store, clock):
        """An image with its data by the API v1, where a client names the store."""
        meta = {
            "id": image,
            "name": title,
            "store": store,
            "disk_format": sample.disk,
            "container_format": sample.container,
            "is_public": "False",
        }
        headers = {"x-image-meta-" + key: value for key, value in meta.items()}
        headers["Content-Type"] = "application/octet-stream"
        with self._call("upload", "POST", "/v1/images", clock, data, headers):
            pass

    def active(self, image, clock):
        """Waits until the image is active; the image."""
        while True:
            with self._call("read the image", "GET", "%s/%s" % (IMAGES, image), clock) as answer:
                found = json.loads(answer.read().decode("utf-8"))
            if found["status"] == "active":
                return found
            if found["status"] in ("killed", "deleted"):
                raise self._problem("upload", "the image ended as %s" % found["status"])
            clock.left(self.where)
            time.sleep(0.2)

    def download(self, image, clock):
        """Downloads the image; the sha256 of what came."""
        digest = hashlib.sha256()
        with self._call("download", "GET", "%s/%s/file" % (IMAGES, image), clock) as answer:
            try:
                while True:
                    clock.left(self.where)
                    data = answer.read(CHUNK)
                    if not data:
                        return digest.hexdigest()
                    digest.update(data)
            except (OSError, http.client.HTTPException) as error:
                raise self._problem("download", "it breaks off: %s" % _said(error)) from None

    def delete(self, image, clock):
        """Removes an image; whether it is gone. Raises nothing: it is the way out of a failure."""
        try:
            with self._call("delete", "DELETE", "%s/%s" % (IMAGES, image), clock, allowed=(404,)):
                return True
        except Problem as problem:
            self._progress(str(problem))
            return False

    @contextlib.contextmanager
    def _call(self, step, method, path, clock, body=None, headers=None, allowed=()):
        """The answer, asked for again where it is one that may be another soon."""
        end = time.monotonic() + PATIENCE_SECONDS
        before = ""
        while True:
            with self._answer(step, method, path, clock, body, headers) as answer:
                status, said = answer.status, "HTTP %d %s" % (answer.status, answer.reason)
                if status < 300 or status in allowed:
                    yield answer
                    return
            if status not in TRANSIENT or time.monotonic() > end or not clock.lasts(PAUSE_SECONDS):
                raise Answered(self.where, "%s: %s%s" % (step, said, before), status)
            if not before:
                self._progress("proof: %s: %s: %s; asking again" % (self.where, step, said))
            before = ", after %s" % said
            time.sleep(PAUSE_SECONDS)

    @contextlib.contextmanager
    def _answer(self, step, method, path, clock, body, headers):
        headers = dict(headers or {}, **{"X-Auth-Token": self._token})
        connection = self._connect(step, min(30, clock.left(self.where)))
        try:
            try:
                connection.request(method, self._parts.path.rstrip("/") + path, body, headers)
                answer = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                raise self._problem(step, _said(error)) from None
            yield answer
        finally:
            connection.close()

    def _connect(self, step, seconds):
        host = self._parts.hostname
        https = self._parts.scheme == "https"
        port = self._parts.port or (443 if https else 80)
        try:
            if not https:
                connection = http.client.HTTPConnection(host, port, timeout=seconds)
                connection.connect()
                return connection
            return self._tls(host, port, seconds)
        except OSError as error:
            raise Problem(
                "proof",
                self.where,
                "%s: %s: %s" % (step, address(host, port), _said(error)),
                "See that its unit runs there, that firewall.sources lets this host in, and that the "
                "certificate is for %s" % self._server_name,
            ) from None

    def _tls(self, host, port, seconds):
        connection = http.client.HTTPSConnection(
            host, port, timeout=seconds, context=self._context
        )
        plain = socket.create_connection((host, port), seconds)
        try:
            connection.sock = self._context.wrap_socket(plain, server_hostname=self._server_name)
        except OSError:
            plain.close()
            raise
        return connection

    def _problem(self, step, what):
        return Problem("proof", self.where, "%s: %s" % (step, what), HINT)


def _said(error):
    return str(error) or type(error).__name__

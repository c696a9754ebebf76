"""Glance's API in memory, v2 and, where the release has it, v1: what a client needs for an image."""

import contextlib
import http.server
import json
import re
import threading
import uuid


class FakeGlance:
    """`metadata` is what the file store's locations carry; None: locations are not shown."""

    def __init__(self, metadata, versions=("v1", "v2"), default="swift"):
        self.metadata = metadata
        self.versions = versions
        self.default = default
        self.images = {}
        # Every call, as "POST /v2/images"; ids are "ID".
        self.calls = []
        # A call that is answered with a status instead.
        self.refused = {}
        # A call that is answered so at first, one status after the other.
        self.passing = {}
        # What the schema says of images, and what it does with data that is not of such a format.
        self.disks = [None, "ami", "raw", "qcow2"]
        self.containers = [None, "bare", "ovf"]
        self.accepts = lambda disk, container, data: True
        # A call whose answer never comes, although it was done.
        self.silent = None

    @contextlib.contextmanager
    def serving(self):
        """Its URL."""
        glance = self

        class Handler(_Handler):
            service = glance

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield "http://127.0.0.1:%d" % server.server_address[1]
        finally:
            server.shutdown()
            server.server_close()

    def make(self, headers, body):
        """POST /v1/images: record and data at once, to the store that the client names."""
        meta = {
            name.lower()[len("x-image-meta-") :]: value
            for name, value in headers.items()
            if name.lower().startswith("x-image-meta-")
        }
        image = meta.get("id") or str(uuid.uuid4())
        self.images[image] = {"name": meta["name"], "store": None, "data": b""}
        self.store(image, meta.get("store"), body)
        return 201, {"image": {"id": image, "status": "active"}}

    def store(self, image, store, body):
        self.images[image].update(data=body, store=store or self.default)

    def shown(self, image):
        found = self.images[image]
        shown = {"id": image, "status": "active" if found["store"] else "queued"}
        if self.metadata is not None and found["store"]:
            metadata = self.metadata if found["store"] == "file" else {}
            shown["locations"] = [{"url": "%s://x" % found["store"], "metadata": metadata}]
        return shown


class _Handler(http.server.BaseHTTPRequestHandler):
    service = None

    def do_POST(self):
        self._serve()

    do_PUT = do_GET = do_DELETE = do_POST

    def log_message(self, *_args):
        pass

    def _serve(self):
        glance = self.service
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/v2/schemas/image":
            return self._schema()
        version, image, data = re.match(r"/(v\d)/images(?:/([^/]+))?(/file)?\Z", self.path).groups()
        call = "%s /%s/images%s%s" % (self.command, version, "/ID" if image else "", data or "")
        glance.calls.append(call)
        if glance.passing.get(call):
            return self._answer(glance.passing[call].pop(0))
        if call in glance.refused:
            return self._answer(glance.refused[call])
        if version not in glance.versions or (image and image not in glance.images):
            return self._answer(404)
        if call == glance.silent:
            self._done(version, image, data, body)
            return self.connection.close()
        return self._answer(*self._done(version, image, data, body))

    def _schema(self):
        glance = self.service
        enums = {"disk_format": glance.disks, "container_format": glance.containers}
        properties = {name: {"type": ["null", "string"], "enum": enum} for name, enum in enums.items()}
        return self._answer(200, {"name": "image", "properties": properties})

    def _done(self, version, image, data, body):
        glance = self.service
        if self.command == "POST" and version == "v1":
            return glance.make(self.headers, body)
        if self.command == "POST":
            said = json.loads(body)
            made = said.get("id") or str(uuid.uuid4())
            if made in glance.images:
                return 409, None
            disk, container = said["disk_format"], said["container_format"]
            if disk not in glance.disks or container not in glance.containers:
                return 400, None
            kind = {"disk": disk, "container": container}
            glance.images[made] = dict(kind, name=said["name"], store=None, data=b"")
            return 201, {"id": made}
        if self.command == "PUT":
            kind = glance.images[image]
            if not glance.accepts(kind["disk"], kind["container"], body):
                return 415, None
            glance.store(image, self.headers.get("x-image-meta-store"), body)
            return 204, None
        if self.command == "DELETE":
            del glance.images[image]
            return 204, None
        return 200, glance.images[image]["data"] if data else glance.shown(image)

    def _answer(self, status, content=None):
        body = content if isinstance(content, bytes) else json.dumps(content).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Length", str(0 if status == 204 else len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

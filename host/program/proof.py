"""The proof: after a change, an image really goes up and comes back through every image host.

An image is uploaded through each API host and downloaded from all of them, byte for byte; its
object is found in Swift, its notification read from the broker, its file system metadata read from
its location. Whatever happens, all of it is removed again. The first image host runs this.
"""

import hashlib
import os
import time
import uuid

from keystone_api import KeystoneError, login
from parallel import run_all
from problem import Problem
from proof_api import ImageApi, tls_context
from proof_broker import Notifications
from proof_swift import Container

# What may still be spent on clean-up once the time is up.
CLEANUP_SECONDS = 30


def _name():
    return "pulumi-glance-proof-%s" % os.urandom(4).hex()


class Clock:
    """The time that is left, asked for by each step."""

    def __init__(self, seconds):
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self, where):
        """Seconds left; a Problem that names the step once there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            hint = "look there, or give the proof more time"
            raise Problem("proof", where, "the proof's %d s are over" % self.seconds, hint)
        return left


def run(request, progress):
    """Runs a ProofRequest of host/document.ts; the ProofReport. Raises Problem."""
    started = time.monotonic()
    clock = Clock(request["timeoutSeconds"])
    with tls_context(request["tls"]) as context, _keystone(request["identity"], clock) as session:
        token = session.get_token()
        name = request["tls"].get("serverName")
        apis = [ImageApi(api, context, name, token, progress) for api in request["apis"]]
        proof = _Proof(request, apis, clock, progress)
        try:
            report = proof.images()
        except BaseException as error:
            proof.clean_up(error)
            raise
        proof.clean_up(None)
    return dict(report, passed=True, seconds=round(time.monotonic() - started, 3))


def _keystone(credentials, clock):
    try:
        return _Login(login(credentials, seconds=clock.left("Keystone")))
    except KeystoneError as error:
        raise _refused(error) from None


class _Login:
    """A login whose refusal is the proof's Problem."""

    def __init__(self, manager):
        self._manager = manager

    def __enter__(self):
        try:
            return self._manager.__enter__()
        except KeystoneError as error:
            raise _refused(error) from None

    def __exit__(self, *error):
        return self._manager.__exit__(*error)


def _refused(error):
    return Problem("proof", "Keystone", str(error), "see that the Image service's user can log in")


class _Proof:
    """The images under way, and what is known of them."""

    def __init__(self, request, apis, clock, progress):
        self._request = request
        self._apis = apis
        self._clock = clock
        self._progress = progress
        self._made = []  # (api, image id), to be removed
        self._swift = None
        self._notifications = None

    def images(self):
        """All steps but the clean-up; the report's findings."""
        request = self._request
        images, objects = [], []
        if request["swift"]:
            self._swift = Container(request["swift"], self._clock)
        for api in self._apis:
            image = self._create(api)
            if request["broker"] and not self._notifications:
                # Only now: the first notification of Glance's makes the exchange, the way Glance
                # wants it, and what matters is still to come.
                self._notifications = Notifications(request["broker"], self._clock)
            data = os.urandom(request["bytes"])
            digest = hashlib.sha256(data).hexdigest()
            api.upload(image, data, None, self._clock)
            found = api.active(image, self._clock)
            self._download(api, image, digest, self._apis)
            if self._swift:
                objects.append(self._swift.find(image, len(data)))
            images.append(
                {
                    "uploadedThrough": api.name,
                    "downloadedThrough": [other.name for other in self._apis],
                    "store": found.get("stores") or ("swift" if self._swift else "default"),
                    "sha256": digest,
                }
            )
        filesystem = request["filesystem"] and self._filesystem(request["filesystem"])
        return {
            "images": images,
            "objects": objects if self._swift else None,
            "notifications": self._heard([image for _, image in self._made]),
            "filesystem": filesystem or None,
        }

    def _create(self, api):
        self._progress("proof: an image through " + api.name)
        image = api.create(_name(), self._clock)
        self._made.append((api, image))
        return image

    def _download(self, uploaded, image, digest, apis):
        """Compares what each host gives out, all hosts at once."""

        def compare(api):
            found = api.download(image, self._clock)
            if found != digest:
                raise Problem(
                    "proof",
                    api.where,
                    "the image that went up through %s comes back different" % uploaded.name,
                    "do all image hosts use the same store?",
                )

        actions = [lambda api=api: compare(api) for api in apis]
        for api, error in zip(apis, run_all(actions, self._clock.left(uploaded.where))):
            if isinstance(error, TimeoutError):
                raise Problem("proof", api.where, "download: %s" % error, "see Glance's log there")
            if error:
                raise error

    def _filesystem(self, wanted):
        """An image in the file store carries the metadata that Compute looks for (5.11)."""
        own = [api for api in self._apis if api.name == self._request["host"]] or self._apis
        api = own[0]
        data = os.urandom(self._request["bytes"])
        if wanted["api"] == "v1":
            image = str(uuid.uuid4())
            self._made.append((api, image))
            api.create_v1(image, _name(), data, wanted["store"], self._clock)
        else:
            image = self._create(api)
            api.upload(image, data, wanted["store"], self._clock)
        found = api.active(image, self._clock)
        self._download(api, image, hashlib.sha256(data).hexdigest(), [api])
        metadata = [location.get("metadata", {}) for location in found.get("locations", [])]
        for one in metadata:
            if one.get("id") == wanted["id"] and one.get("mountpoint"):
                return {"id": one["id"], "mountPoint": one["mountpoint"]}
        what = "an image in store %s carries no file system id %s" % (wanted["store"], wanted["id"])
        if not found.get("locations"):
            what = "an image in store %s shows no locations" % wanted["store"]
        elif any("id" in one for one in metadata):
            what += ", but %s" % ", ".join(str(one.get("id")) for one in metadata)
        raise Problem(
            "proof",
            api.where,
            what,
            "see show_multiple_locations and filesystem_store_metadata_file there",
        )

    def _heard(self, images):
        if not self._notifications:
            return None
        self._progress("proof: notifications")
        return self._notifications.wait(images)

    def clean_up(self, error):
        """Removes the images and sees that their objects are gone. Never hides an error before."""
        left, clock = [], Clock(CLEANUP_SECONDS)
        for api, image in self._made:
            # Another host may still answer where the first one does not.
            if not any(one.delete(image, clock) for one in [api] + self._apis):
                left.append(image)
        if self._notifications:
            self._notifications.close()
        try:
            if left:
                hint = "openstack image delete " + " ".join(left)
                what = "test images could not be removed: " + ", ".join(left)
                raise Problem("proof", self._apis[0].where, what, hint)
            if self._swift and error is None:
                for _, image in self._made:
                    self._swift.gone(image, clock)
        except Problem as problem:
            if error is None:
                raise
            self._progress(str(problem))
        finally:
            if self._swift:
                self._swift.close()

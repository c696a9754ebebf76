"""The proof: after a change, an image really goes up and comes back through every image host.

An image is uploaded through each API host and downloaded from all of them, byte for byte; its
object is found in Swift, its notification read from the broker, its file system metadata read from
its location. Whatever happens, all of it is removed again. The first image host runs this.
"""

import hashlib
import os
import time
import uuid

from glance_host import backends
from glance_host.keystone.api import KeystoneError, login
from glance_host.problem import Problem, shell
from glance_host.proof.api import Answered, ImageApi, tls_context
from glance_host.proof.broker import Notifications
from glance_host.proof.clock import Clock
from glance_host.release import service_options
from glance_host.system.parallel import run_all

# What may still be spent on clean-up once the time is up.
CLEANUP_SECONDS = 30


def _name():
    return "pulumi-glance-proof-%s" % os.urandom(4).hex()


def run(request, progress, system):
    """Runs a ProofRequest of host/document/requests.ts; the ProofReport. Raises Problem."""
    started = time.monotonic()
    clock = Clock(request["timeoutSeconds"])
    with tls_context(request["tls"]) as context, _Login(request["identity"], clock) as session:
        token = session.get_token()
        name = request["tls"].get("serverName")
        apis = [ImageApi(api, context, name, token, progress) for api in request["apis"]]
        proof = _Proof(request, apis, clock, progress, system)
        try:
            report = proof.images()
        except BaseException as error:
            proof.clean_up(error)
            raise
        proof.clean_up(None)
    report = dict(report, unproven=proof.unproven)
    return dict(report, passed=True, seconds=round(time.monotonic() - started, 3))


class _Login:
    """A login whose refusal is the proof's Problem. A Keystone under load has all of the proof's time."""

    def __init__(self, credentials, clock):
        left = clock.left("Keystone")
        self._manager = login(credentials, seconds=left, patience=left)

    def __enter__(self):
        try:
            return self._manager.__enter__()
        except KeystoneError as error:
            hint = "See that the Image service's user can log in"
            raise Problem("proof", "Keystone", str(error), hint) from None

    def __exit__(self, *error):
        return self._manager.__exit__(*error)


class _Proof:
    """The images under way, and what is known of them."""

    def __init__(self, request, apis, clock, progress, system):
        self._request = request
        self._apis = apis
        self._clock = clock
        self._progress = progress
        self._system = system
        self._made = []  # (api, image id), to be removed
        self._uploaded = []  # ids of those that went up
        self._store = None
        self._notifications = None
        # What a good configuration keeps from being proven.
        self.unproven = []

    def images(self):
        """All steps but the clean-up; the report's findings."""
        request = self._request
        images, objects = [], []
        store = request["store"]
        if store:
            options = service_options.of(store, self._system)
            self._store = backends.of(store["kind"]).Finder(store, options, self._clock)
        for api in self._apis:
            uploaded = self._upload(api, None)
            if not uploaded:
                continue
            image, data = uploaded
            found = api.active(image, self._clock)
            self._download(api, image, hashlib.sha256(data).hexdigest(), self._apis)
            if self._store:
                objects.append(self._store.find(image, len(data)))
            images.append(
                {
                    "uploadedThrough": api.name,
                    "downloadedThrough": [other.name for other in self._apis],
                    "store": found.get("stores") or (store["kind"] if store else "default"),
                    "sha256": hashlib.sha256(data).hexdigest(),
                }
            )
        filesystem = request["filesystem"] and self._filesystem(request["filesystem"])
        return {
            "images": images,
            "objects": objects if self._store else None,
            "notifications": self._heard(),
            "filesystem": filesystem or None,
        }

    def _upload(self, api, store, version="v2"):
        """(image id, data) of an image that went up; None where this API takes none that can be made."""
        self._progress("proof: an image through " + api.name)
        sample = api.sample(self._clock)
        data = sample.data(self._request["bytes"])
        image, title = str(uuid.uuid4()), _name()
        self._made.append((api, image))
        try:
            if version == "v1":
                api.create_v1(image, title, sample, data, store, self._clock)
            else:
                api.create(image, title, sample, self._clock)
                self._listen()
                api.upload(image, data, store, self._clock)
        except Answered as error:
            if sample.sure or not 400 <= error.status < 500:
                raise
            what = "%s takes images of %s in %s, and none that the proof can make: %s"
            self._leave(what % (api.name, sample.disk, sample.container, error.what))
            return None
        self._uploaded.append(image)
        return image, data

    def _listen(self):
        """Only after the first record is made: Glance's first notification makes the exchange, the way
        Glance wants it, and what matters is still to come."""
        broker = self._request["broker"]
        if broker and not self._notifications:
            options = service_options.of(broker, self._system)
            self._notifications = Notifications(broker, options, self._clock)

    def _leave(self, text):
        """Notes what could not be proven, and says it."""
        self.unproven.append(text)
        self._progress("proof: not proven: " + text)

    def _download(self, uploaded, image, digest, apis):
        """Compares what each host gives out, all hosts at once."""

        def compare(api):
            found = api.download(image, self._clock)
            if found != digest:
                raise Problem(
                    "proof",
                    api.where,
                    "the image that went up through %s comes back different" % uploaded.name,
                    "See that all image hosts use the same store",
                )

        actions = [lambda api=api: compare(api) for api in apis]
        for api, error in zip(apis, run_all(actions, self._clock.left(uploaded.where))):
            if isinstance(error, TimeoutError):
                raise Problem("proof", api.where, "download: %s" % error, "See Glance's log on that host")
            if error:
                raise error

    def _filesystem(self, wanted):
        """An image in the file store carries the metadata that Compute looks for (5.11)."""
        own = [api for api in self._apis if api.name == self._request["host"]] or self._apis
        api = own[0]
        uploaded = self._upload(api, wanted["store"], wanted["api"])
        if not uploaded:
            return None
        image, data = uploaded
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
            "See show_multiple_locations and filesystem_store_metadata_file on that host",
        )

    def _heard(self):
        if not self._notifications or not self._uploaded:
            return None
        self._progress("proof: notifications")
        return self._notifications.wait(self._uploaded)

    def _goes_at_once(self):
        """Whether data goes with its image, and not when Glance's scrubber comes."""
        options = service_options.of(self._request, self._system)
        if not service_options.is_true(options, "delayedDelete"):
            return True
        self._leave("that the store's objects go: delayed_delete is on, so that the scrubber removes them later")
        return False

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
                what = "the proof could not remove its test images: " + ", ".join(left)
                command = shell("openstack", "image", "delete", *left)
                raise Problem("proof", self._apis[0].where, what, "Remove them", command)
            if self._store and error is None and self._goes_at_once():
                for _, image in self._made:
                    self._store.gone(image, clock)
        except Problem as problem:
            if error is None:
                raise
            self._progress(str(problem))
        finally:
            if self._store:
                self._store.close()

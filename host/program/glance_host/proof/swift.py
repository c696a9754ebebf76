"""Looks for an image's object where the Swift store must have put it (procedure 5.5)."""

import time
from urllib.parse import quote

from glance_host.keystone.api import KeystoneError
from glance_host.logins.keystone import open_account
from glance_host.problem import Problem
from glance_host.proof.api import PATIENCE_SECONDS, PAUSE_SECONDS, TRANSIENT
from glance_host.refused import Refused


class Container:
    """The container of the store, in the account of the store's project."""

    def __init__(self, swift, options, clock):
        self._name = swift["container"]
        self._clock = clock
        try:
            self._login, self._session, self._account = open_account(swift, options)
        except (Refused, KeystoneError) as error:
            raise self._problem(str(error), "see the store's user and project") from None

    def find(self, image, size):
        """`container/object` of the image, which must have this size."""
        path = "%s/%s" % (self._name, image)
        answer = self._request("HEAD", "/" + image)
        # A large image is a manifest, whose length is that of its segments together.
        length = answer.headers.get("Content-Length")
        if answer.status_code == 404:
            raise self._problem(
                "there is no object %s" % path,
                "is Swift the default store, and this the store's project and container?",
            )
        if answer.status_code >= 300:
            raise self._problem("object %s: HTTP %d" % (path, answer.status_code), "")
        if length is not None and int(length) != size:
            raise self._problem("object %s has %s bytes, not %d" % (path, length, size), "")
        return path

    def gone(self, image, clock):
        """Waits until the object and its segments are gone."""
        while True:
            object_gone = self._request("HEAD", "/" + image).status_code == 404
            listing = self._request("GET", "?format=json&prefix=" + quote(image))
            segments = listing.json() if listing.status_code == 200 else []
            if object_gone and not segments:
                return
            if clock.left("Swift") < 15:
                raise self._problem(
                    "the image is deleted, but its object %s/%s is still there"
                    % (self._name, image),
                    "is delayed_delete on? Then the scrubber removes it later",
                )
            time.sleep(0.5)

    def close(self):
        """Ends the session."""
        self._login.__exit__(None, None, None)

    def _request(self, method, path):
        url = "%s/%s%s" % (self._account, quote(self._name), path)
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self._session.request(url, method, raise_exc=False)
            except Exception as error:
                raise self._problem(str(error).split("\n")[0], "see Swift's proxy") from None
            late = time.monotonic() > end or not self._clock.lasts(PAUSE_SECONDS)
            if answer.status_code not in TRANSIENT or late:
                return answer
            time.sleep(PAUSE_SECONDS)

    def _problem(self, what, hint):
        return Problem("proof", "Swift", what, hint)

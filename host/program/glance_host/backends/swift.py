"""The Swift store (procedure 5.5): its login, and where an image's object must be."""

import time
from urllib.parse import quote

from glance_host.keystone.api import KeystoneError
from glance_host.logins.keystone import LIBRARIES, endpoint, session_of  # noqa: F401  (what it imports)
from glance_host.problem import Problem
from glance_host.refused import Refused
from glance_host.release.service_options import is_true
from glance_host.system.patience import PATIENCE_SECONDS, PAUSE_SECONDS, TRANSIENT


def log_in(credentials, options):
    """Gets a token and reads the head of the account in which the store will keep its images."""
    manager, session, account = open_account(credentials, options)
    where = "Swift at " + account
    try:
        status = session.head(account, raise_exc=False).status_code
    except Exception as error:
        raise Refused(where, str(error).split("\n")[0], "See that Swift's proxy runs") from None
    finally:
        manager.__exit__(None, None, None)
    if status >= 300:
        hint = "See the log of Swift's proxy"
        if status in (401, 403):
            hint = "Give the user one of Swift's operator_roles in project %s" % (
                credentials["projectName"]
            )
        raise Refused(where, "the account answers HTTP %d" % status, hint)


def open_account(credentials, options=None):
    """(login to be ended, its session, the account's URL) of a user of Swift.

    By the options that glance_store goes by: its own URL, else the endpoint of that type in the
    catalogue. Its login names the project, and knows no ids.
    """
    where = "Keystone at " + credentials["authUrl"]
    options = options or {}
    trust = {"caFile": options.get("authority"), "insecure": is_true(options, "insecure")}
    manager = session_of(where, dict(credentials, **trust), by_name=True)
    session = manager.__enter__()
    try:
        kind = options.get("serviceType") or "object-store"
        interface = (options.get("endpointType") or "public").replace("URL", "")
        url = options.get("endpoint") or endpoint(
            session, where, kind, credentials["region"], interface, "glance:swift.region"
        )
        return manager, session, url
    except BaseException:
        manager.__exit__(None, None, None)
        raise


class Finder:
    """The container of the store, in the account of the store's project."""

    def __init__(self, store, options, clock):
        self._name = store["container"]
        self._clock = clock
        try:
            self._login, self._session, self._account = open_account(store, options)
        except (Refused, KeystoneError) as error:
            raise self._problem(str(error), "See the store's user and project") from None

    def find(self, image, size):
        """`container/object` of the image, which must have this size."""
        path = "%s/%s" % (self._name, image)
        answer = self._request("HEAD", "/" + image)
        # A large image is a manifest, whose length is that of its segments together.
        length = answer.headers.get("Content-Length")
        if answer.status_code == 404:
            raise self._problem(
                "there is no object %s" % path,
                "See that Swift is the default store, and that project and container are the store's",
            )
        if answer.status_code >= 300:
            raise self._problem("object %s: HTTP %d" % (path, answer.status_code), "See the log of Swift's proxy")
        if length is not None and int(length) != size:
            raise self._problem("object %s has %s bytes, not %d" % (path, length, size), "See the log of Swift's proxy")
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
                    "See whether delayed_delete is on: then the scrubber removes it later",
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
                raise self._problem(str(error).split("\n")[0], "See that Swift's proxy runs") from None
            late = time.monotonic() > end or not self._clock.lasts(PAUSE_SECONDS)
            if answer.status_code not in TRANSIENT or late:
                return answer
            time.sleep(PAUSE_SECONDS)

    def _problem(self, what, hint):
        return Problem("proof", "Swift", what, hint)

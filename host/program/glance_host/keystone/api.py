"""Logins to Keystone, and the few calls of its v3 API that this program makes.

Built on keystoneauth1, the SDK that every Glance and every openstack client brings along. Its
import costs a second of processor, so it is imported only where a login is really made.
Errors are turned into KeystoneError: one sentence, without a secret.
"""

import contextlib
import os
import re
import tempfile
import time

from glance_host.keystone.auth import password, v3_url
from glance_host.keystone.find_created import like
from glance_host.system.tcp import reach_url

# Keystone's first answer after its start took 23 s in trials; a connection itself is quick.
ANSWER_SECONDS = 40

# How long a login is repeated that Keystone answers with an error of its own, as one under load does.
PATIENCE_SECONDS = 5

# A request whose connection broke is done by then, if Keystone has it.
SETTLE_SECONDS = 2


class KeystoneError(Exception):
    """A sentence on what Keystone, or the way to it, said. `status` is HTTP's, or None.

    `broken` is true where the connection broke before an answer came.
    """

    def __init__(self, text, status=None, broken=False):
        super().__init__(text)
        self.status = status
        self.broken = broken


@contextlib.contextmanager
def login(credentials, scoped=True, seconds=ANSWER_SECONDS, patience=PATIENCE_SECONDS):
    """A keystoneauth1 session logged in with `Credentials` or `AdminAccess` of host/document/identity.ts.

    By the API that the URL names: a URL that ends in /v2.0 is how the service itself will log in, so
    no other login would prove anything. The login is done at once, so that a refused one is found
    here. `scoped=False` asks for no project: it tells whether the password is right even where the
    user has no role yet. Raises KeystoneError.
    """
    reach(credentials["authUrl"])
    from keystoneauth1 import session as sessions

    with _certificates(credentials) as verify:
        auth = password(credentials, scoped)
        session = sessions.Session(auth=auth, verify=verify, timeout=seconds)
        who = "user %s at %s" % (credentials["username"], credentials["authUrl"])
        with _sentences("log in as " + who):
            _patiently(session.get_token, patience)
        try:
            yield session
        finally:
            session.session.close()


def _patiently(ask, seconds=PATIENCE_SECONDS):
    """ask(), repeated where the connection broke, once, since a server under uwsgi resets one now and
    then; and for some seconds where the answer is an error of the server's own."""
    from keystoneauth1 import exceptions

    end = time.monotonic() + seconds
    broken = False
    while True:
        try:
            return ask()
        except exceptions.ConnectTimeout:
            raise
        except exceptions.ConnectFailure:
            if broken:
                raise
            broken = True
        except exceptions.HttpServerError:
            if time.monotonic() >= end:
                raise
            time.sleep(1)


def reach(url):
    """Opens a connection to the URL's port and closes it: a quick, clear no. Raises KeystoneError."""
    try:
        reach_url(url)
    except OSError as error:
        raise KeystoneError(str(error)) from None


@contextlib.contextmanager
def _certificates(credentials):
    """What requests wants as `verify`: a file, since it takes no certificate from memory."""
    if credentials.get("insecure"):
        yield False
    elif credentials.get("caFile"):
        yield credentials["caFile"]
    elif credentials.get("caCertificate"):
        handle, path = tempfile.mkstemp(prefix="pulumi-glance-ca-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(credentials["caCertificate"])
            yield path
        finally:
            os.unlink(path)
    else:
        yield True


@contextlib.contextmanager
def _sentences(what):
    """Turns keystoneauth1's exceptions into KeystoneError."""
    from keystoneauth1 import exceptions

    try:
        yield
    except exceptions.HttpError as error:
        message = re.sub(r" \((HTTP|Request-ID).*", "", str(error.message or "").split("\n")[0])
        text = "cannot %s: %s (HTTP %s)" % (what, message, error.http_status)
        raise KeystoneError(text, error.http_status) from None
    except exceptions.ClientException as error:
        text = "cannot %s: %s" % (what, str(error).split("\n")[0])
        broken = isinstance(error, exceptions.ConnectFailure)
        slow = isinstance(error, exceptions.ConnectTimeout)
        raise KeystoneError(text, broken=broken and not slow) from None


class Api:
    """Keystone's administrator API. Rows are the plain dicts of its JSON."""

    def __init__(self, session, auth_url):
        self._session = session
        self._base = v3_url(auth_url)

    def clock(self):
        """Keystone's own time (seconds since 1970) less time.monotonic(): at least, at most.

        A token made for this tells it: not all servers under Keystone send the Date header.
        """
        before = time.monotonic()
        with _sentences("ask for the time"):
            access = _patiently(lambda: self._session.auth.get_auth_ref(self._session))
        issued = access.issued.timestamp()
        # A token's time is one of whole seconds, cut off.
        return issued - time.monotonic(), issued + 1 - before

    def call(self, method, path, what, body=None, allowed=()):
        """The JSON answer, {} where it has none, None where its status is in `allowed`."""
        with _sentences(what):
            # The administrator's own address is used, not the catalogue's: Keystone may advertise
            # one that this host cannot reach.
            answer = self._session.request(
                self._base + path,
                method,
                json=body,
                raise_exc=False,
                authenticated=True,
                # A kept connection may be closed by a server that reloads just as it is used.
                headers={"Connection": "close"},
                # Making a row twice would be worse than not at all; all else may be repeated.
                connect_retries=0 if method == "POST" else 2,
            )
        if answer.status_code in allowed:
            return None
        if answer.status_code >= 400:
            raise KeystoneError("cannot %s: %s" % (what, _message(answer)), answer.status_code)
        return answer.json() if answer.content else {}

    def find(self, collection, **filters):
        """All rows of a collection such as `users` with these values."""
        from urllib.parse import urlencode

        path = "/%s?%s" % (collection, urlencode(filters))
        return self.call("GET", path, "list " + collection)[collection]

    def create(self, kind, values):
        """Makes a row (`user`, `service`, …) and returns it.

        Where the connection broke, it is looked for, and asked for once more if it is not there.
        """
        try:
            return self._post(kind, values)
        except KeystoneError as error:
            if not error.broken:
                raise
            time.sleep(SETTLE_SECONDS)
            return like(self, kind, values) or self._post(kind, values)

    def _post(self, kind, values):
        return self.call("POST", "/%ss" % kind, "create the %s" % kind, {kind: values})[kind]

    def update(self, kind, row_id, values):
        """Changes values of a row in place."""
        path = "/%ss/%s" % (kind, _part(row_id))
        self.call("PATCH", path, "change the %s" % kind, {kind: values})

    def delete(self, kind, row_id):
        """Removes a row; one that is gone already is no error."""
        path = "/%ss/%s" % (kind, _part(row_id))
        self.call("DELETE", path, "remove the %s" % kind, allowed=(404,))

    def get(self, kind, row_id):
        """One row, or None."""
        path = "/%ss/%s" % (kind, _part(row_id))
        answer = self.call("GET", path, "read the %s" % kind, allowed=(404,))
        return answer and answer[kind]

    def has_role(self, assignment):
        """Whether a user has a role in a project: `project/user/role` by their ids."""
        project, user, role = assignment.split("/")
        # Asked as a list: a HEAD of the one that is missing fills Keystone's log with a traceback.
        filters = {"user.id": user, "role.id": role, "scope.project.id": project}
        return bool(self.find("role_assignments", **filters))

    def grant(self, assignment):
        """Gives the role. Keystone takes it twice without complaint."""
        self.call("PUT", _role(assignment), "give the role")

    def revoke(self, assignment):
        """Takes the role away; one that is gone already is no error."""
        self.call("DELETE", _role(assignment), "take the role away", allowed=(404,))


def _role(assignment):
    return "/projects/%s/users/%s/roles/%s" % tuple(assignment.split("/"))


def _part(value):
    from urllib.parse import quote

    return quote(value, safe="")


def _message(answer):
    try:
        text = answer.json()["error"]["message"]
    except (ValueError, KeyError, TypeError):
        text = "no reason given"
    return "%s (HTTP %d)" % (text.split("\n")[0], answer.status_code)

"""Keystone's rows in memory, with the calls of keystone_api.Api: for the rules of find or create."""

import contextlib
import itertools
import threading

from glance_host.keystone.api import KeystoneError


class FakeKeystone:
    """`enter(kind)`, where a test sets it, runs before a record is made: somebody else is quicker."""

    def __init__(self):
        self._ids = itertools.count(1)
        self._alone = threading.RLock()
        self.rows = {}
        self.roles = set()
        self.fail = None
        self.enter = lambda kind: None
        # Its clock is ahead of time.monotonic() by so many seconds, within a second.
        self.ahead = 1000000000.0
        self.add("domain", {"id": "default", "name": "Default"})
        self.add("project", {"id": "services", "name": "services", "domain_id": "default"})
        self.add("role", {"id": "admin", "name": "admin"})

    def add(self, kind, values):
        row = dict(values)
        row.setdefault("id", "%s-%d" % (kind, next(self._ids)))
        self.rows[kind, row["id"]] = row
        return row

    @contextlib.contextmanager
    def login(self, credentials, scoped=True):
        """As keystone_api.login; the administrator is whoever has no row."""
        for row in self.find("users"):
            if row["name"] == credentials["username"]:
                if row["password"] != credentials["password"] or not row.get("enabled", True):
                    raise KeystoneError("refused", 401)
        yield self

    def find(self, collection, **filters):
        with self._alone:
            rows = sorted(self.rows.items())
        return [
            dict(row)
            for (kind, _), row in rows
            if kind + "s" == collection and all(row.get(k) == v for k, v in filters.items())
        ]

    def clock(self):
        return self.ahead - 1, self.ahead

    def create(self, kind, values):
        if self.fail == kind:
            raise KeystoneError("cannot create the " + kind, 500)
        self.enter(kind)
        with self._alone:
            for other in self.find(kind + "s"):
                if self._unique(kind, other) == self._unique(kind, values):
                    raise KeystoneError("there is one", 409)
            return self.add(kind, values)

    @staticmethod
    def _unique(kind, row):
        """What Keystone lets only one record of a kind have; services and endpoints have nothing."""
        if kind in ("service", "endpoint"):
            return row.get("id", object())
        return row.get("id") if kind == "region" else (row["name"], row["domain_id"])

    def update(self, kind, row_id, values):
        self.rows[kind, row_id].update(values)

    def delete(self, kind, row_id):
        with self._alone:
            self.rows.pop((kind, row_id), None)
            if kind == "user":
                self.roles = {role for role in self.roles if row_id not in role.split("/")}

    def get(self, kind, row_id):
        row = self.rows.get((kind, row_id))
        return row and dict(row)

    def has_role(self, assignment):
        return assignment in self.roles

    def grant(self, assignment):
        self.roles.add(assignment)

    def revoke(self, assignment):
        self.roles.discard(assignment)

    def contents(self):
        """All of it, by what it says and not by ids, which Keystone chooses. An attribute that is null
        says nothing: Keystone takes none away."""
        rows = [
            (
                kind,
                sorted(
                    (k, v)
                    for k, v in row.items()
                    if v is not None and (not k.endswith("id") or k == "region_id")
                ),
            )
            for (kind, _), row in self.rows.items()
        ]
        return sorted(rows, key=str), sorted(self.roles)

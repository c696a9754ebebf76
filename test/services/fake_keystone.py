"""Keystone's rows in memory, with the calls of keystone_api.Api: for the rules of find or create."""

import contextlib
import itertools

from keystone_api import KeystoneError


class FakeKeystone:
    def __init__(self):
        self._ids = itertools.count(1)
        self.rows = {}
        self.roles = set()
        self.fail = None
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
        for (kind, _), row in self.rows.items():
            if kind == "user" and row["name"] == credentials["username"]:
                if row["password"] != credentials["password"]:
                    raise KeystoneError("refused", 401)
        yield self

    def find(self, collection, **filters):
        return [
            dict(row)
            for (kind, _), row in sorted(self.rows.items())
            if kind + "s" == collection and all(row.get(k) == v for k, v in filters.items())
        ]

    def create(self, kind, values):
        if self.fail == kind:
            raise KeystoneError("cannot create the " + kind, 500)
        return self.add(kind, values)

    def update(self, kind, row_id, values):
        self.rows[kind, row_id].update(values)

    def delete(self, kind, row_id):
        self.rows.pop((kind, row_id), None)

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
        """All of it, by what it says and not by ids, which Keystone chooses."""
        rows = [
            (kind, sorted((k, v) for k, v in row.items() if not k.endswith("id") or k == "region_id"))
            for (kind, _), row in self.rows.items()
        ]
        return sorted(rows, key=str), sorted(self.roles)

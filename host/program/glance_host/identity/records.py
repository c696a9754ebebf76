"""Finds each record of procedure 5.3 in Keystone, or makes it. Never a guess between two."""

from glance_host.identity import region_tags as marks
from glance_host.identity import undo as identity_undo
from glance_host.identity.mutex import Mutex
from glance_host.keystone.api import KeystoneError
from glance_host.problem import Problem, shell


class Finder:
    """Finds or makes records, remembering those made, so that a later failure takes them back.

    All that is made is made holding the mutex: see mutex.Missing.
    """

    def __init__(self, context, administrator, rows, mutex, request):
        self.api = administrator.api
        self._context = context
        self._administrator = administrator
        self._rows = rows
        self._mutex = mutex
        self._component = request["component"]
        self._region = request["region"]

    def problem(self, what, hint, command=None):
        """A Problem of the component in Keystone."""
        return Problem(self._component, "Keystone", what, hint, command)

    def progress(self, text):
        """Says what is being done."""
        self._context.progress("Keystone: " + text)

    def existing(self, kind, name, text, command, **filters):
        """The id of a record that must exist, by its name, else by its id."""
        found = self.one(kind, dict(filters, name=name), text) or self.api.get(kind, name)
        if not found:
            hint = "Make it, or correct the name in the stack's configuration"
            raise self.problem("there is no %s, by this name or this id" % text, hint, command)
        return found["id"]

    def one(self, kind, filters, text):
        """The one record with these values, or None. On MariaDB Keystone's search ignores case:
        exact first."""
        found = self.api.find(kind + "s", **filters)
        found = [row for row in found if row["name"] == filters["name"]] or found
        if len(found) > 1:
            raise self.problem(
                "there are %d times %s: %s" % (len(found), text, ", ".join(r["id"] for r in found)),
                "Keep one of them, and remove the others",
            )
        return found[0] if found else None

    def ensure(self, kind, find, values, text, right=None):
        """(record, whether it was made just now): what `find()` finds, else a new one of `values`.

        What is found gets the values of `right` in place; undo gives it back those it had.
        """
        row = find()
        if row is None:
            row = self._create(kind, values, text)
            if row is not None:
                return row, True
            row = find()
            if row is None:
                raise KeystoneError("Keystone refuses to make %s because it has one, and shows none" % text)
        self.adopt(kind, row, right or {}, text)
        return row, False

    def assignment(self, project, user, role, text):
        """The role of a user in a project; its id is made of the three ids."""
        assignment = "/".join((project, user, role))
        given = not self.api.has_role(assignment)
        if given:
            self._mutex.need()
            self._take_back(text, "assignment", assignment)
        self._rows.use("assignment", assignment, given)
        if given:
            self.api.grant(assignment)
            self.changed(text + " given")
        return assignment

    def password(self, user, name, password):
        """Sets the password. Keystone cannot tell the former one, so a roll-back says that it is lost."""
        self._rows.set_password(user)
        self._context.rollback.undo("the former password of user %s in Keystone" % name, lambda: self._is_lost(user))
        self.api.update("user", user, {"password": password})
        self.changed("password of user %s set" % name)

    def _is_lost(self, user):
        raise self.problem(
            "Keystone tells no password, and the user has the stack's now: Keystone refuses whoever "
            "logs in with the former one",
            "Set the former password again, or repeat the change",
            shell("openstack", "user", "set", "--password-prompt", user),
        )

    def changed(self, text):
        """Notes a change in the report."""
        self._context.changed(self._component, text)

    def _create(self, kind, values, text):
        """The new record; None where somebody has just made one, which Keystone then refuses."""
        self._mutex.need()
        # An endpoint is one region's; and what it bears would be seen in every token's catalogue.
        mark = {} if kind == "endpoint" else marks.with_region({}, self._region)
        marked = dict(values, **mark)
        self._rows.intend(kind, marked)
        try:
            row = self.api.create(kind, marked)
        except KeystoneError as error:
            if error.status != 409:
                raise
            self._rows.forgo()
            return None
        if kind == "endpoint":
            self._undo(text, lambda api: api.delete(kind, row["id"]))
        else:
            self._take_back(text, kind, row["id"])
        self._rows.use(kind, row["id"], True)
        self.changed(text + " created")
        return row

    def use(self, kind, row, right):
        """Notes that the stack uses a record that it has found; what it has of the values of `right`."""
        actual = {key: row.get(key, True if key == "enabled" else None) for key in right}
        self._rows.use(kind, row["id"], marks.bears(row), actual)
        return actual

    def adopt(self, kind, row, right, text):
        """Gives a record that was found the values of `right` in place, and the region's mark."""
        row_id = row["id"]
        actual = self.use(kind, row, right)
        if marks.bears(row) and self._region not in marks.regions(row):
            self._mutex.need()
            self.undo_alone(
                text, lambda api: identity_undo.unmark(api, kind, row_id, {self._region})
            )
            self.api.update(kind, row_id, marks.with_region(row, self._region))
        if actual != right:
            if kind == "endpoint":
                self._rows.announce(row_id, right["url"])
            self._undo(text + " as before", lambda api: api.update(kind, row_id, actual))
            self.api.update(kind, row_id, right)
            self.changed("%s %s" % (text, _difference(actual, right)))

    def _take_back(self, text, kind, row_id):
        """Should a later step fail: the record goes, unless somebody uses it by then."""

        def remove(api):
            users = identity_undo.users_of(api, kind, row_id, {self._region})
            if users:
                self.progress("%s stays, for %s uses it" % (text, ", ".join(sorted(users))))
                identity_undo.unmark(api, kind, row_id, {self._region})
            else:
                identity_undo.delete(api, kind, row_id)

        self.undo_alone(text, remove)

    def undo_alone(self, text, action):
        """Notes how to put something back that is done holding the mutex: action(api)."""

        def alone(api):
            with Mutex(api, self._context, self._component):
                action(api)

        self._undo(text, alone)

    def _undo(self, text, action):
        self._context.rollback.undo(
            text + " in Keystone", lambda: self._administrator.again(action)
        )


def _difference(actual, right):
    changes = []
    if right.get("url") != actual.get("url"):
        changes.append("%s → %s" % (actual["url"], right["url"]))
    if right["enabled"] != actual["enabled"]:
        changes.append("enabled")
    return ", ".join(changes)

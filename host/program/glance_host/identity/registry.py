"""Which stacks of this host use which rows of Keystone, and which rows this program made.

Two regions often share one Keystone, its user and its service. The file says who may remove a
row: nobody while another stack uses it, and then the last one, whoever of them made it.
It holds no secret; the transaction's lock keeps two stacks from writing it at once.
"""

import json
import os
import time
import uuid

from glance_host.files import snapshot
from glance_host.keystone.api import ANSWER_SECONDS
from glance_host.keystone.find_created import like, seen

PATH = "/var/lib/pulumi-glance/identity.json"
_FACTS = ("created", "former", "passwordSet")


class Rows:
    """The file, saved after each step, so that a crash forgets no row that was made."""

    def __init__(self, context):
        self._system = context.system
        self._stack = context.document["stack"]
        self._saved = self._unsaved = False
        snapshot.discard(snapshot.staged_place(self._system, PATH))  # of a run that was cut off
        self._text = self._system.read(PATH)
        kept = json.loads(self._text) if self._text else {"rows": {}}
        self._rows = kept["rows"]
        # By it Keystone tells whose list counts: keepers. Lists of former versions have none.
        self.host = kept.get("host") or uuid.uuid4().hex
        # By stack: the row that it is about to make.
        self._intended = kept.get("intended", {})
        # Noted first, and so put back last: what puts rows back may still change their ids.
        context.rollback.undo("the list of rows in " + PATH, self._put_back)

    def intend(self, kind, values):
        """The stack is about to make a row, and knows its id only then: should the run be cut off
        between, `settle` finds it."""
        self._intended[self._stack] = {"kind": kind, "values": seen(values)}
        self._save()

    def forgo(self):
        """The stack does not make the row that it intended: somebody else was quicker."""
        del self._intended[self._stack]
        self._save()

    def settle(self, api):
        """Notes the row that a run that was cut off has made, if it has. Keystone may be about to."""
        intended = self._intended.pop(self._stack, None)
        if intended is None:
            return
        end = time.monotonic() + ANSWER_SECONDS
        row = like(api, intended["kind"], intended["values"])
        while row is None and time.monotonic() < end:
            time.sleep(1)
            row = like(api, intended["kind"], intended["values"])
        if row is None:
            self._save()
        else:
            self.use(intended["kind"], row["id"], True)

    def forget_gone(self, api, known):
        """Strikes out rows that this stack has made and that are gone: a run that was cut off as it removed
        them has not noted it. `known` are those that are there, by `key`."""
        for name, row in list(self._rows.items()):
            kind, row_id = name.split(" ", 1)
            if name in known or self._stack not in row["stacks"] or not row["created"]:
                continue
            if not (api.has_role(row_id) if kind == "assignment" else api.get(kind, row_id)):
                self.forget(kind, row_id)

    def use(self, kind, row_id, created, former=None):
        """This stack uses the row; `created` is true when it was made just now.

        `former` is what an adopted row held before the first of our changes, written down before
        that change, so that even a run that is cut off can be undone.
        """
        before = json.dumps([self._rows, self._intended])
        if created:
            self._intended.pop(self._stack, None)
        row = self._rows.setdefault(key(kind, row_id), {"created": created, "stacks": []})
        row["created"] = row["created"] or created
        if self._stack not in row["stacks"]:
            row["stacks"].append(self._stack)
        if former and not row["created"]:
            row.setdefault("former", former)
        if json.dumps([self._rows, self._intended]) != before:
            self._save()

    def former(self, kind, row_id):
        """What an adopted row is to be given back once no stack uses it; None: nothing."""
        row = self._rows.get(key(kind, row_id), {})
        return row.get("former") if row.get("stacks") == [self._stack] else None

    def facts(self):
        """What the list knows of this stack's rows which they do not tell of themselves, by `key`."""
        return {
            name: {part: row[part] for part in _FACTS if row.get(part)}
            for name, row in sorted(self._rows.items())
            if self._stack in row["stacks"]
        }

    def learn(self, facts, everything):
        """Takes over what another host knows of rows; of those that are in this list already, unless
        `everything` is to be this stack's from now on."""
        before = json.dumps(self._rows)
        for name, fact in facts.items():
            if everything or self._stack in self._rows.get(name, {}).get("stacks", []):
                self._learn(name, fact)
        if json.dumps(self._rows) != before:
            self._save()

    def _learn(self, name, fact):
        row = self._rows.setdefault(name, {"created": False, "stacks": []})
        if self._stack not in row["stacks"]:
            row["stacks"].append(self._stack)
        if row["stacks"] == [self._stack]:
            # Who had the row first knows what it was before.
            row.update(fact)
        else:
            row["created"] = row["created"] or fact.get("created", False)
        if row["created"]:
            row.pop("former", None)

    def drop(self, names=None):
        """The rows of these names, or all of them, are another host's to keep: the stack's use of them
        is struck out here, and nothing in Keystone."""
        for name in list(self._rows if names is None else names):
            stacks = self._rows.get(name, {}).get("stacks", [])
            if self._stack in stacks:
                stacks.remove(self._stack)
                self._unsaved = True
                if not stacks:
                    del self._rows[name]
        self.save()

    def persist(self):
        """Sees to it that the file holds the list's id."""
        if self.host not in (self._system.read(PATH) or ""):
            self._save()

    def announce(self, row_id, url):
        """An endpoint is about to get this URL: whoever finds it after a run that was cut off
        must not take it for somebody else's."""
        self._rows[key("endpoint", row_id)]["announced"] = url
        self._save()

    def announced(self, row_id):
        """The URL that an endpoint was last about to get; None: none since it was made."""
        return self._rows.get(key("endpoint", row_id), {}).get("announced")

    def set_password(self, user_id):
        """An adopted user is about to get another password, which no undo can take back."""
        self._rows[key("user", user_id)]["passwordSet"] = True
        self._save()

    def has_set_password(self, user_id):
        """Whether an adopted user has a password of ours."""
        row = self._rows.get(key("user", user_id), {})
        return row.get("passwordSet", False) and not row["created"]

    def used(self, kind):
        """Ids of this kind that this stack uses."""
        return [
            name.split(" ", 1)[1]
            for name, row in sorted(self._rows.items())
            if name.startswith(kind + " ") and self._stack in row["stacks"]
        ]

    def all(self, kind):
        """Ids of this kind that any stack of this host uses."""
        return {
            name.split(" ", 1)[1]
            for name, row in self._rows.items()
            if name.startswith(kind + " ") and row["stacks"]
        }

    def release(self, kind, row_id):
        """The stack needs the row no longer. True when it is ours to remove: it stays noted, should
        the run be cut off, until `forget` or `leave`."""
        row = self._rows.get(key(kind, row_id), {"created": False, "stacks": []})
        if row["created"] and set(row["stacks"]) <= {self._stack}:
            return True
        self.leave(kind, row_id)
        return False

    def leave(self, kind, row_id):
        """The stack uses the row no longer, and it stays."""
        row = self._rows.get(key(kind, row_id), {"stacks": []})
        if self._stack in row["stacks"]:
            row["stacks"].remove(self._stack)
            if not row["stacks"] and not row["created"]:
                del self._rows[key(kind, row_id)]
            self._save()

    def forget(self, kind, row_id):
        """The row is removed from Keystone. `save` writes it down, once for all that are: a run that
        is cut off before finds them gone, and a full disk stops no removal."""
        if self._rows.pop(key(kind, row_id), None):
            self._unsaved = True

    def save(self):
        """Writes down what was forgotten; where nothing is left that takes no room."""
        if self._unsaved:
            self._save()

    def renamed(self, former_id, row_id):
        """A removed row was made anew by a rollback: the file put back must speak of the new id."""
        if self._text:
            self._text = self._text.replace(former_id, row_id)

    def _save(self):
        self._saved, self._unsaved = True, False
        if self._rows or self._intended:
            kept = {"format": 1, "host": self.host, "rows": self._rows, "intended": self._intended}
            self._write(json.dumps(kept, indent=1))
        else:
            self._write(None)

    def _put_back(self):
        if not self._saved and not self._unsaved:
            return
        self._write(self._text)

    def _write(self, text):
        if text is None:
            snapshot.write(self._system, PATH, None)
            return
        snapshot.make_folders(os.path.dirname(self._system.path(PATH)), 0o700)
        snapshot.write(self._system, PATH, snapshot.make(text, 0o600))


def kept(system):
    """The rows as the file has them, by `key`: {created, stacks, …}. For whoever only looks."""
    text = system.read(PATH)
    return json.loads(text)["rows"] if text else {}


def key(kind, row_id):
    """How the file names a row."""
    return "%s %s" % (kind, row_id)

"""What the host had before this stack, kept on the host: what undo puts back.

/var/lib/pulumi-glance/STACK/ledger.json, readable by root only, since former values may be
secrets. An entry a step, plain JSON. `pending` lists the files of a transaction that has not
ended: where it is found, that transaction was cut off, and the units that read them must restart.
"""

import json
import os

from glance_host.files import snapshot
from glance_host.problem import Problem

HOME = "/var/lib/pulumi-glance"
FORMAT = 1


class Ledger(dict):
    """The entries, and how they come from the disk and get there."""

    def __init__(self, system, stack):
        super().__init__()
        self._system = system
        self._folder = "%s/%s" % (HOME, stack)
        self.path = self._folder + "/ledger.json"
        self._former = system.path(self.path + ".former")
        self._unheard = system.path(self._folder + "/unheard")
        self._kept = False
        self.text = system.read(self.path)
        # False once a writing failed: the disk may have it all the same, or not.
        self._certain = True
        if self.text is not None:
            self._load()
        self._before = self.text

    def _load(self):
        try:
            entries = json.loads(self.text)
            known = entries.pop("format") == FORMAT
        except (ValueError, KeyError, AttributeError):
            known = False
        if not known:
            raise Problem(
                "transaction",
                self.path,
                "it is not a ledger that this version of the program can read",
                "See whether somebody has edited it, or apply with the newer version that wrote it. Move the "
                "file away only to give up undoing what the stack did here",
            )
        self.update(entries)

    def save(self):
        """Writes it down, atomically."""
        text = json.dumps(dict(self, format=FORMAT), sort_keys=True)
        if text != self.text or not self._certain:
            self.folder()
            self._keep_former()
            self._certain = False
            snapshot.write(self._system, self.path, snapshot.make(text, 0o600))
            self.text, self._certain = text, True

    def _keep_former(self):
        """A second name for the ledger as it was: putting it back then needs no room on the disk."""
        if self.text is not None and not self._kept:
            snapshot.discard(self._former)
            os.link(self._system.path(self.path), self._former)
            self._kept = True

    def is_cut_off(self):
        """Whether the last transaction neither ended nor was put back: the next run takes it up."""
        return "pending" in self or any(name != "unheard" for name in self._beside())

    def is_unheard(self):
        """Whether the last transaction ended and its report may not have reached Pulumi, whose state
        then has another one."""
        return os.path.exists(self._unheard)

    def end_unheard(self):
        """Notes that a transaction is about to end well; `heard` strikes it once the report is out."""
        self.folder()
        snapshot.write(self._system, self._folder + "/unheard", snapshot.make("", 0o600))

    def heard(self):
        """The report is out, or the transaction did not end well after all."""
        try:
            snapshot.discard(self._unheard)
        except OSError:
            pass  # told once too often: the next transaction removes it

    def widen(self):
        """Before all is put back: what was noted before this transaction counts again, beside what it
        has noted itself. Should that be cut off, or fail, the next run may find either on the host."""
        if self.text == self._before and self._certain:
            return  # nothing was begun that the disk would have to know
        # A commit that failed has struck entries that the disk still has.
        for text in (self.text, self._before):
            self.update(_both(self, json.loads(text) if text else {}))
        self.pop("format", None)
        self.setdefault("pending", [])
        try:
            self.save()
        except OSError:
            pass  # a full disk must not keep anything from being put back

    def settle(self):
        """The transaction has ended well: its ledger is the one that counts."""
        try:
            snapshot.discard(self._former)
        except OSError:
            pass  # the next transaction removes it

    def folder(self):
        """The stack's own folder on the host, which only root can look into."""
        for folder in (HOME, self._folder):
            snapshot.make_folders(self._system.path(folder), 0o700)
        return self._system.path(self._folder)

    def clean(self):
        """Removes what a run that was cut off has left beside the ledger."""
        for name in self._beside():
            os.unlink(os.path.join(self._system.path(self._folder), name))

    def _beside(self):
        """Names of what lies in its folder."""
        try:
            names = os.listdir(self._system.path(self._folder))
        except FileNotFoundError:
            return []
        return [name for name in names if name != "ledger.json"]

    def restore(self, text):
        """Makes the file what it was before the transaction; None: there was none."""
        if text is None:
            self.remove()
        elif self._kept and os.path.lexists(self._former):
            os.rename(self._former, self._system.path(self.path))
            # Two names of one file, as before the first writing came through, are both left by that.
            snapshot.discard(self._former)
            snapshot.sync_folder(self._system.path(self._folder))
        elif self._system.read(self.path) != text:
            snapshot.write(self._system, self.path, snapshot.make(text, 0o600))

    def remove(self):
        """Leaves no trace of the stack; other stacks of the host keep theirs."""
        snapshot.discard(self._system.path(self.path))
        self.clean()
        snapshot.sync_folder(self._system.path(self._folder))
        for folder in (self._folder, HOME):
            try:
                snapshot.remove_folder(self._system.path(folder))
            except OSError:
                pass  # missing, or another stack's ledger or the list of rows is in it

    def prune(self):
        """Drops the entries of steps that have nothing to undo."""
        for name in [name for name, entry in self.items() if not entry]:
            del self[name]


def _both(now, before):
    """What either of two entries has; where they contradict each other, what is so now."""
    if isinstance(now, dict) and isinstance(before, dict):
        names = list(before) + [name for name in now if name not in before]
        return {
            name: _both(now[name], before[name])
            if name in now and name in before
            else (now if name in now else before)[name]
            for name in names
        }
    if isinstance(now, list) and isinstance(before, list):
        return now + [each for each in before if each not in now]
    return now

"""Files made ready first and swapped in together, at one point of the transaction."""

import errno
import os

from glance_host.files import snapshot
from glance_host.problem import Problem, shell


class Stage:
    """What files are to become. A path put twice is the later one's."""

    def __init__(self, context):
        self._context = context
        self._wanted = {}

    def put(self, path, wanted, component, former):
        """Notes that path is to become the snapshot `wanted` (None: gone); `former` is what it is."""
        self._wanted[path] = (wanted, component, former)

    def get(self, path):
        """What path will be after the swap: the staged snapshot, or the file as it is now."""
        if path in self._wanted:
            return self._wanted[path][0]
        return snapshot.take(self._context.system, path)

    def staged(self):
        """path → the snapshot that it is to become (None: gone), for all that the swap changes."""
        return {path: wanted for path, (wanted, _, _) in self._wanted.items()}

    def empty(self):
        """Whether a swap would do nothing."""
        return not self._wanted

    def record(self):
        """Writes down what the swap is about to do, so that a cut in its middle can be mended."""
        ledger = self._context.ledger
        self._note_folders()
        pending = set(self._wanted) | self._context.touched_paths
        if pending:
            ledger["pending"] = sorted(pending)
        ledger.save()

    def _note_folders(self):
        noted = set(self._context.ledger.get("folders", []))
        for path, (wanted, _, _) in self._wanted.items():
            folder = os.path.dirname(path)
            while wanted is not None and not os.path.isdir(self._context.system.path(folder)):
                noted.add(folder)
                folder = os.path.dirname(folder)
        if noted:
            self._context.ledger["folders"] = sorted(noted)

    def swap(self):
        """Writes all beside their places, then renames them one after the other."""
        system = self._context.system
        rollback = self._context.rollback
        wanted_now, self._wanted = sorted(self._wanted.items()), {}
        staged = {
            path: self._prepare(path, wanted, component)
            for path, (wanted, component, _) in wanted_now
            if wanted is not None
        }
        for path, (_, component, former) in wanted_now:
            rollback.undo(path, lambda path=path, former=former: snapshot.write(system, path, former))
            if path in staged:
                os.rename(staged[path], snapshot.real(system, path))
            else:
                snapshot.discard(system.path(path))
            self._context.touched(path)
        for folder in {os.path.dirname(snapshot.real(system, path)) for path, _ in wanted_now}:
            snapshot.sync_folder(folder)

    def _prepare(self, path, wanted, component):
        try:
            make_folder(self._context, os.path.dirname(path))
            place = snapshot.staged_place(self._context.system, path)
            # After the folder's own undo, and so done before it.
            self._context.rollback.undo("what was made ready of " + path, lambda: _discard_left(place))
            return snapshot.prepare(self._context.system, path, wanted)
        except OSError as error:
            hint = "See that its folder can be written and its file system has room"
            what = "the program cannot write it: %s" % error.strerror
            raise Problem(component, path, what, hint, shell("df", "-h", os.path.dirname(path))) from None


def make_folder(context, folder):
    """Makes a folder with its parents, remembered, so that undo can remove them again."""
    place = context.system.path(folder)
    if os.path.isdir(place):
        return
    make_folder(context, os.path.dirname(folder))
    noted = context.ledger.setdefault("folders", [])
    if folder not in noted:
        noted.append(folder)
    os.mkdir(place)
    context.rollback.undo(folder, lambda: _remove_folder(place))
    os.chmod(place, 0o755)
    snapshot.sync_folder(place)
    snapshot.sync_folder(os.path.dirname(place))


def remove_folders(context):
    """Removes folders that this program made and that are empty by now, mount points apart."""
    mounts = {mount["mountPoint"] for mount in context.document["mounts"]}
    made = context.ledger.pop("folders", [])
    left = []
    for folder in sorted(made, reverse=True):
        place = context.system.path(folder)
        if folder in mounts:
            left.append(folder)
            continue
        # Noted before: it may be gone, and the sync of that fail.
        context.rollback.undo(folder, lambda place=place: _bring_back_folder(place))
        if not _remove_folder(place) and os.path.isdir(place):
            left.append(folder)
            if context.undoing:
                context.left("transaction", "folder %s holds something else and stays" % folder)
    if left:
        context.ledger["folders"] = sorted(left)


def _discard_left(place):
    """A file system that is read-only by now refuses to remove even what is not there."""
    if os.path.lexists(place):
        snapshot.discard(place)


# It is gone already, holds something, or is a mount point.
STAYS = (errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY)


def _remove_folder(place):
    """True when it is gone; one that holds something stays."""
    try:
        os.rmdir(place)
    except OSError as error:
        if error.errno not in STAYS:
            raise  # not taken for done: the next run must know of it
        return False
    snapshot.sync_folder(os.path.dirname(place))
    return True


def _bring_back_folder(place):
    if not os.path.isdir(place):
        os.mkdir(place, 0o755)

"""What a power cut leaves of a folder: a file system whose page cache is lost.

Only what was synced is durable: a file's content, mode and owner as they were at its last fsync, and
a folder's names as they were at the folder's. So a file that was renamed into place and whose folder
was not synced stands there under its former name, and one that was never synced is empty. That is as
little as POSIX promises; ext4 and XFS keep more. What is there at the beginning is durable.
"""

import os
import stat


class Durable:
    """Notes what is synced below `root`, and makes the folder what a power cut leaves of it."""

    def __init__(self, root):
        self._root = root
        # By inode: what a file or link is, or the names in a folder. An open handle keeps its number
        # from being given to another file.
        self._things = {}
        self._handles = []
        self._sync = os.fsync
        self._note_tree(root)

    def fsync(self, handle):
        """In place of os.fsync."""
        self._sync(handle)
        self._note("/proc/self/fd/%d" % handle)

    def lose(self, elsewhere=()):
        """Makes the folder what is durable of it; folders that lie on another host's disks stay."""
        for place in filter(os.path.isdir, elsewhere):
            self._note_tree(place)
        durable = self._things[self._number(self._root)][1]
        contents = dict(self._things)
        _empty(self._root)
        self._build(self._root, durable, contents)

    def lose_contents(self, elsewhere=()):
        """The other way round: all names last, and what was not synced of files' contents is gone."""
        for place in filter(os.path.isdir, elsewhere):
            self._note_tree(place)
        for folder, _, names in os.walk(self._root):
            for place in (os.path.join(folder, name) for name in names):
                if not os.path.islink(place):
                    content = self._things.get(self._number(place), (None, b""))[1]
                    with open(place, "wb") as file:
                        file.write(content)

    def _note_tree(self, place):
        self._note(place, follow=False)
        if os.path.isdir(place) and not os.path.islink(place):
            for name in os.listdir(place):
                self._note_tree(os.path.join(place, name))

    def _note(self, place, follow=True):
        status = os.stat(place) if follow else os.lstat(place)
        number = (status.st_dev, status.st_ino)
        if number not in self._things:
            flags = os.O_PATH | (0 if follow else os.O_NOFOLLOW)
            self._handles.append(os.open(place, flags))
        self._things[number] = (status, _content(place, status))

    @staticmethod
    def _number(place):
        status = os.lstat(place)
        return status.st_dev, status.st_ino

    def _build(self, place, names, things):
        for name, (number, kind) in names.items():
            target = os.path.join(place, name)
            status, content = things.get(number, (None, None))
            if kind == "folder":
                os.mkdir(target)
                self._build(target, content or {}, things)
            elif kind == "link":
                os.symlink(content or "", target)
                continue
            else:
                with open(target, "wb") as file:
                    file.write(content or b"")
            if status is not None:
                os.chown(target, status.st_uid, status.st_gid)
                os.chmod(target, status.st_mode & 0o7777)


def _content(place, status):
    if stat.S_ISDIR(status.st_mode):
        return {
            entry.name: ((status.st_dev, entry.inode()), _kind(entry)) for entry in os.scandir(place)
        }
    if stat.S_ISLNK(status.st_mode):
        return os.readlink(place)
    with open(place, "rb") as file:
        return file.read()


def _kind(entry):
    if entry.is_symlink():
        return "link"
    return "folder" if entry.is_dir() else "file"


def _empty(place):
    for entry in list(os.scandir(place)):
        if entry.is_dir() and not entry.is_symlink():
            _empty(entry.path)
            os.rmdir(entry.path)
        else:
            os.unlink(entry.path)

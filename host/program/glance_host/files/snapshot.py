"""A file as it is or was: content, mode and owner; and how such a one is written atomically.

Plain JSON, so that it can stand in the ledger.
"""

import hashlib
import os

STAGED = ".pulumi-glance-staged"


def take(system, path):
    """The file at path, or None where there is none."""
    text = system.read(path)
    if text is None:
        return None
    status = os.stat(system.path(path))
    return {
        "content": text,
        "mode": status.st_mode & 0o7777,
        "uid": status.st_uid,
        "gid": status.st_gid,
    }


def make(content, mode, uid=None, gid=None):
    """A file to be; uid and gid None: whoever runs this."""
    return {"content": content, "mode": mode, "uid": uid, "gid": gid}


def look(snapshot):
    """Mode and owner, without the content."""
    return {name: snapshot[name] for name in ("mode", "uid", "gid")}


def digest(content):
    """What tells one content from another."""
    return hashlib.sha256(content.encode("utf-8", "surrogateescape")).hexdigest()


def prepare(system, path, snapshot):
    """Writes the file beside its place, complete and on disk; returns where. Nobody sees it yet."""
    target = real(system, path)
    staged = staged_place(system, path)
    discard(staged)
    # Readable by nobody else from its first moment; the owner comes before the content.
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            if snapshot["uid"] is not None and system.may_chown():
                os.fchown(handle, snapshot["uid"], snapshot["gid"])
            _copy_attributes(target, staged)
            file.write(snapshot["content"].encode("utf-8", "surrogateescape"))
            os.fchmod(handle, snapshot["mode"])
            file.flush()
            os.fsync(handle)
    except BaseException:
        discard(staged)
        raise
    return staged


def staged_place(system, path):
    """Where a file is made ready: in its own folder, so that a rename puts it in place."""
    folder, name = os.path.split(real(system, path))
    return os.path.join(folder, "." + name + STAGED)


def write(system, path, snapshot):
    """Makes the file at path be the snapshot; None: makes it not be."""
    if snapshot is None:
        discard(system.path(path))
    else:
        staged = prepare(system, path, snapshot)
        try:
            os.rename(staged, real(system, path))
        except BaseException:
            discard(staged)
            raise
    # Of a link, the folder of what it leads to.
    sync_folder(os.path.dirname(real(system, path)))


def make_folders(place, mode):
    """Makes a folder with its parents, all of them on disk: else a power cut takes what is in them."""
    if os.path.isdir(place):
        return
    parent = os.path.dirname(place)
    make_folders(parent, mode)
    os.mkdir(place)
    os.chmod(place, mode)
    sync_folder(place)
    sync_folder(parent)


def remove_folder(place):
    """Removes an empty folder, for good."""
    os.rmdir(place)
    sync_folder(os.path.dirname(place))


def discard(place):
    """Removes a file that may not be there."""
    try:
        os.unlink(place)
    except FileNotFoundError:
        pass


def sync_folder(folder):
    """Makes renames in a folder last through a power cut."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def real(system, path):
    """Where the file itself is: a symbolic link is followed, not replaced."""
    place = system.path(path)
    return os.path.realpath(place) if os.path.islink(place) else place


def _copy_attributes(source, target):
    """Keeps SELinux label and access lists of the file that is replaced, where it has any."""
    try:
        for name in os.listxattr(source):
            os.setxattr(target, name, os.getxattr(source, name))
    except OSError:
        pass  # a new file, or a file system without them

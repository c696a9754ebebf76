"""What must be true of a file, as the last transaction left it: what an observation compares with.

Of what may be secret only a salted digest stands in the ledger, so that it is in clear nowhere but in the
files that need it; whole files are digests, too.
"""

import hashlib
import hmac

from glance_host.files import snapshot


def of_part(context, salt, name):
    """A list of files, or the one of a part that is one."""
    wanted = context.document[name]
    if isinstance(wanted, list):
        return [of(context, salt, file) for file in wanted]
    return of(context, salt, wanted)


def of(context, salt, file):
    """A whole file: the content as it stands, which for the metadata's JSON only the host knows."""
    now = snapshot.take(context.system, file["path"])
    found = {"path": file["path"]}
    if now:
        found.update(attributes(now), digest=digest(salt, now["content"]))
    return found


def digest(salt, text):
    """Tells equal texts from others, and tells nothing else: the salt never leaves this host."""
    data = text.encode("utf-8", "surrogateescape")
    return hmac.new(bytes.fromhex(salt), data, hashlib.sha256).hexdigest()


def attributes(now):
    """Mode and owner of a snapshot."""
    return {name: now[name] for name in ("mode", "uid", "gid")}

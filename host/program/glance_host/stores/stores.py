"""Which stores Glance has by its settings, and which of them serves an image's location.

As Glance finds it (glance/common/store_utils.py and glance_store/location.py): since Train by the name
that the location itself carries, or where no store of that name is enabled, by the beginning of its
URL; without named stores by the URL's scheme.
"""

import collections
import posixpath
import re

from glance_host.ini.settings_view import CONFIGURATION

# Where an image's bytes are: its URL, and the store's name where the location carries one.
Location = collections.namedtuple("Location", "url store")
# Who reads objects in Swift, where, and with what.
Account = collections.namedtuple("Account", "user key url domains region")

# The first one begins all others.
SCHEMES = {
    "file": ("file", "filesystem"),
    "http": ("http", "https"),
    "swift": ("swift", "swift+config", "swift+https", "swift+http"),
    "s3": ("s3", "s3+https", "s3+http"),
    "vmware": ("vsphere",),
}
# By what else older releases and packages call them.
KINDS = {"filesystem": "file", "vmware_datastore": "vmware", "vsphere": "vmware"}
DIRECTORY = "/var/lib/glance/images"
REFERENCE = "swift+config://"


class Stores:
    """The stores that a View of Glance's settings makes; `read(path)` gives a file's keys by it."""

    def __init__(self, view, read):
        self._view = view
        self._read = read
        enabled = [each.partition(":") for each in self._list(("DEFAULT", "enabled_backends"))]
        self.named = bool(enabled)
        # name → kind, in their order.
        self.kinds = collections.OrderedDict((name.strip(), _kind(kind)) for name, _, kind in enabled)
        if not enabled:
            listed = self._list(
                ("glance_store", "stores"), ("DEFAULT", "stores"), ("DEFAULT", "known_stores")
            )
            first = view.value(("glance_store", "default_store"), ("DEFAULT", "default_store"))
            for kind in listed or ["file", "http"] + ([first] if first else []):
                self.kinds[_kind(kind)] = _kind(kind)

    def __str__(self):
        pairs = self.kinds.items()
        return ", ".join("%s:%s" % pair if self.named else pair[0] for pair in pairs)

    @property
    def key(self):
        """The key that says which there are, for messages."""
        return "[DEFAULT] enabled_backends" if self.named else "[glance_store] stores"

    def of(self, location):
        """The name of the store that serves a location; None where none does."""
        scheme = location.url.partition("://")[0]
        serve = [name for name, kind in self.kinds.items() if scheme in SCHEMES.get(kind, (kind,))]
        if not self.named:
            return serve[0] if serve else None
        if location.store in self.kinds:
            return location.store if location.store in serve else None
        begin = [name for name in serve if location.url.startswith(self.prefix(name))]
        return begin[0] if begin else None

    def prefix(self, name):
        """What the URLs of new images in a store begin with."""
        kind = self.kinds[name]
        if kind == "file":
            return "file://" + self.directory(name)
        if kind == "swift" and self._option(name, "swift_store_config_file"):
            container = self._option(name, "swift_store_container") or "glance"
            return "%s%s/%s/" % (REFERENCE, self._reference(name), container.strip("/"))
        return SCHEMES.get(kind, (kind,))[0]

    def directory(self, name):
        """Where a file store puts new images: of several directories the one that comes first."""
        several = [
            each.rpartition(":")[::2] if re.search(r":\d+$", each) else (each, "0")
            for each in self._view.values(*self._names(name, "filesystem_store_datadirs"))
        ]
        if several:
            return max(several, key=lambda each: int(each[1]))[0]
        return self._option(name, "filesystem_store_datadir") or DIRECTORY

    def accounts(self, name):
        """A Swift store's accounts by their reference: an Account each."""
        path = self.references(name)
        found = self._read(path) if path and self.kinds.get(name) == "swift" else {}
        every = {section: self._account(name, section, found) for section, _ in found}
        # glance_store takes none that lacks one of these.
        return {section: each for section, each in every.items() if each.user and each.key and each.url}

    def references(self, name):
        """The path of a Swift store's reference file; None where it has none."""
        path = self._option(name, "swift_store_config_file")
        return path and posixpath.join(posixpath.dirname(CONFIGURATION), path)

    def _account(self, name, section, found):
        def text(key):
            value = (found.get((section, key)) or [""])[-1]
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            return value.replace("%%", "%")

        domains = [
            text(who + "_domain_name") or text(who + "_domain_id") or "Default"
            for who in ("user", "project")
        ]
        region = self._option(name, "swift_store_region")
        return Account(text("user"), text("key"), text("auth_address"), tuple(domains), region)

    def _reference(self, name):
        return self._option(name, "default_swift_reference") or "ref1"

    def _option(self, name, key):
        return self._view.value(*self._names(name, key))

    def _names(self, name, key):
        # Without names all stores share a section.
        return [(name, key)] if self.named else [("glance_store", key), ("DEFAULT", key)]

    def _list(self, *names):
        return [each.strip() for each in (self._view.value(*names) or "").split(",") if each.strip()]


def _kind(text):
    """`file` of `file`, of `filesystem` and of `glance.store.filesystem.Store`."""
    found = re.match(r"glance\.store\.(\w+)\.Store$", text.strip())
    kind = found.group(1) if found else text.strip()
    return KINDS.get(kind, kind)

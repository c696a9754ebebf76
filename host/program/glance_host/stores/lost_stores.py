"""What of today's stores a document leaves: a location that is served now and would be no more.

A store goes when the settings no longer name it, and it is replaced when its name comes to mean
another account of Swift's or another volume.
"""

import collections
import posixpath

from glance_host.ini import settings_view
from glance_host.mounts import step as mounts_step
from glance_host.stores import swift_accounts
from glance_host.stores.stores import REFERENCE, Location, Stores

KEY = ("DEFAULT", "metadata_encryption_key")

# store: its name today. where, why and hint: of a Problem.
Loss = collections.namedtuple("Loss", "store where why hint")

COPY = "Copy them first to a store that stays (by Glance's import method copy-image, or a new upload)"


class Outlook:
    """The stores of now beside those of then."""

    def __init__(self, context):
        present = settings_view.present(context)
        future = settings_view.future(context)
        self._now = Stores(present, lambda path: settings_view.keys(context, path))
        self._then = Stores(future, lambda path: settings_view.future_keys(context, path))
        # With one a location's URL cannot be read here; the store that it names can.
        self._key = present.value(KEY) or None
        self._other_key = (future.value(KEY) or None) != self._key
        self._volumes = _volumes(context)
        self._accounts = {}
        self._differences = {}

    def differ(self):
        """Whether anything goes or is replaced: only then is the database asked."""
        return any(self._volumes.values()) or any(
            self._loss(name, location) for name in self._now.kinds for location in self._samples(name)
        )

    def losses(self, locations):
        """A Loss for each store in which an image may be lost; none while one of its locations stays,
        or where none is served today."""
        found = []
        for location in map(self._readable, locations):
            if location is None:
                losses = list(self._possible())
            else:
                name = self._now.of(location)
                if name is None:
                    continue
                loss = self._loss(name, location)
                losses = [] if loss is None else [loss]
            if not losses:
                return []
            found += losses
        return list(collections.OrderedDict((loss, None) for loss in found))

    def _readable(self, location):
        """The location with a URL that says where it lies; None where encryption hides that."""
        if self._key is None or "://" in location.url:
            return location
        if not self._now.named or location.store not in self._now.kinds:
            return None
        return location._replace(url=self._now.prefix(location.store))

    def _possible(self):
        """Losses of a location of which nobody here can tell the store."""
        for name in self._now.kinds:
            loss = self._loss(name, Location(self._now.prefix(name), None))
            if loss is not None:
                text = "metadata_encryption_key hides whether they lie there"
                yield loss._replace(why="%s; %s" % (loss.why, text))

    def _samples(self, name):
        """Locations of each kind that a store may serve."""
        begin = self._now.prefix(name)
        yield Location(begin, name)
        yield Location(begin, None)
        for reference in self._account(self._now, name):
            yield Location("%s%s/" % (REFERENCE, reference), name)

    def _loss(self, name, location):
        """Why a location that the store serves now is served no more; None where it is."""
        then = self._then.of(location)
        if self._other_key:
            where = "%s [%s] %s" % ((settings_view.CONFIGURATION,) + KEY)
            return Loss(name, where, "their locations were written by another key", "Keep the key")
        if then is None:
            return self._gone(name, location)
        if location.url.startswith(REFERENCE):
            return self._other_account(name, then, location)
        if self._now.kinds[name] == "file":
            return self._other_volume(name, location)
        return None

    def _gone(self, name, location):
        where = "%s %s" % (settings_view.CONFIGURATION, self._then.key)
        if self._then.kinds.get(name) == self._now.kinds[name]:
            text = "their locations name no store and do not begin with %s"
            hint = "Keep the store's directory or container"
            return Loss(name, where, text % self._then.prefix(name), hint)
        why = "the stores will be %s" % self._then
        keep = self._now.kinds[name] == "swift"
        return Loss(name, where, why, "Keep the group glance:swift" if keep else COPY)

    def _other_account(self, name, then, location):
        reference = location.url[len(REFERENCE) :].partition("/")[0]
        old = self._account(self._now, name).get(reference)
        new = self._account(self._then, then).get(reference)
        if old is None:
            return None  # nobody reads it today, either
        place = self._then.references(then) or settings_view.CONFIGURATION
        where = "%s [%s]" % (place, reference)
        if new is None:
            return Loss(name, where, "the account %s is gone" % reference, COPY)
        if (old, new) not in self._differences:
            self._differences[(old, new)] = swift_accounts.difference(old, new)
        why = self._differences[(old, new)]
        return why and Loss(name, where + " user", why, COPY)

    def _other_volume(self, name, location):
        path = location.url.partition("://")[2]
        while path not in self._volumes and path not in ("", "/"):
            path = posixpath.dirname(path)
        why = self._volumes.get(path)
        return why and Loss(name, path, why, "Copy the images' files first")

    def _account(self, stores, name):
        """A store's accounts, read once."""
        known = (stores, name)
        if known not in self._accounts:
            self._accounts[known] = stores.accounts(name)
        return self._accounts[known]


def _volumes(context):
    """Mount point → what happens to the volume that we mounted there; None where it stays."""
    wanted = {mount["mountPoint"]: mount["source"] for mount in context.document["mounts"]}
    found = {place: None for place in wanted}
    for place, entry in context.ledger.get("mounts", {}).items():
        source = wanted.get(place)
        if entry["adopted"] or (source and mounts_step.same_source(entry["source"], source)):
            found[place] = None
        elif source:
            found[place] = "%s is mounted there in place of %s" % (source, entry["source"])
        else:
            found[place] = "%s is no longer mounted there" % entry["source"]
    return found


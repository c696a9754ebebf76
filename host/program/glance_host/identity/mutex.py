"""One at a time makes records in Keystone, which itself would take two services of one type.

The mutex is a region, for Keystone refuses a second one of an id. Its id ends in the minute, by
Keystone's own clock, in which it was taken. It is good until the minute after that is over;
whoever holds it begins nothing that could end later, and takes the next minute's in time. So what a
killed holder has left is known by its id, blocks the others for two minutes at most, and is removed
by the next: never a live one by mistake, since a minute, and with it an id, never comes again. The
next run of the same stack on the same host need not wait: it knows that the holder is dead.
"""

import hashlib
import os
import random
import re
import time

from glance_host.keystone.api import ANSWER_SECONDS, KeystoneError
from glance_host.problem import Problem, shell

PREFIX = "pulumi-glance-lock-"
_ID = re.compile(PREFIX + r"[0-9]+\Z")
MINUTE = 60
# Several that wait take their turns; a killed holder's blocks for 120.
WAIT_SECONDS = 300
# Kept free before its end: for the last answer, and for Keystones whose clocks differ.
MARGIN = ANSWER_SECONDS + 5


class Missing(Exception):
    """A record must be made, for which the mutex has to be held."""


def alone_where_needed(mutex, find_or_make):
    """find_or_make(), and once more holding the mutex where it finds that something is missing."""
    try:
        return find_or_make()
    except Missing:
        with mutex:
            return find_or_make()


class Mutex:
    """Held from `with` to its end. Raises Problem when others hold it all the time."""

    def __init__(self, api, context, component):
        self._api = api
        self._progress = context.progress
        self._component = component
        self._who = "stack %s on host %s" % (context.document["stack"], context.document.get("host"))
        self._mark = "run %s" % _mark(context.system, context.document["stack"])
        self._own = None
        self._deadline = None
        # Keystone's time less time.monotonic(), the least and the most that it can be.
        self._least = self._most = None

    def need(self):
        """Asked before each step: raises Missing where it is not held, Problem where it has ended."""
        if self._own is None:
            raise Missing()
        if time.monotonic() > self._deadline:
            raise Problem(
                self._component,
                "Keystone",
                "it answers too slowly for the records to be made in time",
                "See Keystone's log and load, then repeat",
            )
        if self._name() != self._own:
            former = self._own
            self._create()
            self._api.delete("region", former)

    def clear(self):
        """Removes what a run that was cut off has left: of this stack on this host there is one at a
        time, by the host's lock. Whatever it asked for must have been settled before."""
        for region in self._api.find("regions"):
            if _ID.match(region["id"]) and (region.get("description") or "").endswith(self._mark):
                self._api.delete("region", region["id"])

    def __enter__(self):
        try:
            self._wait()
        except BaseException:
            if self._own:
                self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        own, self._own = self._own, None
        try:
            self._api.delete("region", own)
        except KeystoneError as error:
            self._progress("Keystone: its region %s, the mark of this run, stays for two minutes: %s" % (own, error))

    def _wait(self):
        self._least, self._most = self._api.clock()
        end = time.monotonic() + WAIT_SECONDS
        told = False
        while True:
            holder = self._take()
            if holder is None:
                return
            if time.monotonic() > end:
                raise self._held_by(holder)
            if not told:
                self._progress("Keystone: waiting for %s" % holder.get("description"))
                told = True
            # Not in step with others that wait.
            time.sleep(random.uniform(0.1, 0.5))

    def _take(self):
        """None once it is held, else the region of whoever holds it."""
        holder = self._other(None)
        if holder:
            return holder
        try:
            self._create()
        except KeystoneError as error:
            if error.status != 409:
                raise
            return {"id": self._name(), "description": "another stack"}
        # Somebody may have taken that of the minute before or after in the same moment.
        own = self._own
        holder = self._other(own)
        if holder is None and time.monotonic() < self._deadline:
            return None
        self.__exit__()
        return holder or {"id": own, "description": self._who}

    def _name(self):
        """The id of a mutex that is taken now."""
        return "%s%d" % (PREFIX, (time.monotonic() + self._most) // MINUTE)

    def _create(self):
        """Takes that of this minute. Raises KeystoneError 409 where somebody else has it."""
        own = self._name()
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.monotonic() + self._least))
        description = "%s, since %s, %s" % (self._who, since, self._mark)
        self._api.create("region", {"id": own, "description": description})
        self._own = own
        self._deadline = _end(own) - MARGIN - self._most

    def _other(self, own):
        """A region of another holder that is still good. Those that are not are removed."""
        for region in self._api.find("regions"):
            if region["id"] == own or not _ID.match(region["id"]):
                continue
            if _end(region["id"]) > time.monotonic() + self._least:
                return region
            self._api.delete("region", region["id"])
        return None

    def _held_by(self, holder):
        return Problem(
            self._component,
            "Keystone",
            "another run has been making records for %d s: %s"
            % (WAIT_SECONDS, holder.get("description")),
            "Wait until it has ended, then repeat. Where nothing runs there any more, remove its mark",
            shell("openstack", "region", "delete", holder["id"]),
        )


def _mark(system, stack):
    """What tells this stack on this host from one of the same names elsewhere."""
    parts = (system.read("/etc/machine-id") or "", os.uname().nodename, stack)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _end(own):
    """When the one of that id ends, in seconds since 1970."""
    return (int(own[len(PREFIX) :]) + 2) * MINUTE

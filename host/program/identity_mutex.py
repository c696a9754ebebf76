"""One at a time makes records in Keystone, which itself would take two services of one type.

The mutex is a region, for Keystone refuses a second one of an id. Its id ends in the minute, by
Keystone's own clock, in which it was taken. It is good until the minute after that is over, and
whoever holds it begins nothing that could end later. So what a killed holder has left is known by
its id, blocks the others for two minutes at most, and is removed by the next: never a live one by
mistake, since a minute, and with it an id, never comes again.
"""

import random
import time

from keystone_api import ANSWER_SECONDS, KeystoneError
from problem import Problem

PREFIX = "pulumi-glance-lock-"
MINUTE = 60
# More than a killed holder's can block.
WAIT_SECONDS = 150
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
        self._own = None
        self._deadline = None
        # Keystone's time less time.monotonic(), the least and the most that it can be.
        self._least = self._most = None

    def need(self):
        """Raises Missing where it is not held, and Problem where it is about to end."""
        if self._own is None:
            raise Missing()
        if time.monotonic() > self._deadline:
            raise Problem(
                self._component,
                "Keystone",
                "it answers so slowly that the records could not be made in time",
                "See its log and its load, then repeat",
            )

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
            self._progress("Keystone: %s stays for two minutes: %s" % (own, error))

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
        minute = int((time.monotonic() + self._most) // MINUTE)
        own = "%s%d" % (PREFIX, minute)
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.monotonic() + self._least))
        region = {"id": own, "description": "%s, since %s" % (self._who, since)}
        try:
            self._api.create("region", region)
        except KeystoneError as error:
            if error.status != 409:
                raise
            return {"id": own, "description": "another stack"}
        self._own = own
        self._deadline = _end(minute) - MARGIN - self._most
        # Somebody may have taken that of the minute before or after in the same moment.
        holder = self._other(own)
        if holder is None and time.monotonic() < self._deadline:
            return None
        self.__exit__()
        return holder or region

    def _other(self, own):
        """A region of another holder that is still good. Those that are not are removed."""
        for region in self._api.find("regions"):
            minute = region["id"][len(PREFIX) :]
            if region["id"] == own or not (region["id"].startswith(PREFIX) and minute.isdigit()):
                continue
            if _end(int(minute)) > time.monotonic() + self._least:
                return region
            self._api.delete("region", region["id"])
        return None

    def _held_by(self, holder):
        return Problem(
            self._component,
            "Keystone",
            "for %d s others have been making records, now %s"
            % (WAIT_SECONDS, holder.get("description")),
            "Repeat when they have ended; if nothing runs there: openstack region delete "
            + holder["id"],
        )


def _end(minute):
    return (minute + 2) * MINUTE

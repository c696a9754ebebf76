import tempfile
import time
import unittest
from unittest import mock

from support import Context, Host

from glance_host.identity import mutex as identity_mutex
from servers.keystone import FakeKeystone
from glance_host.identity.mutex import PREFIX, Mutex
from glance_host.problem import Problem


class Clock:
    """Time that goes on where somebody sleeps, and nowhere else."""

    strftime, gmtime = staticmethod(time.strftime), staticmethod(time.gmtime)

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


class TheMutex(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        patch = mock.patch.object(identity_mutex, "time", self.clock)
        patch.start()
        self.addCleanup(patch.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.host = Host(folder.name)
        self.keystone = FakeKeystone()
        # The middle of a minute.
        self.keystone.ahead = 6000000030 - self.clock.now
        self.minute = 100000000

    def mutex(self, stack="one"):
        context = Context({"stack": stack, "host": "image1"}, system=self.host)
        return Mutex(self.keystone, context, "IdentityRecords")

    def left(self, minute, who="stack dead on host gone"):
        self.keystone.add("region", {"id": "%s%d" % (PREFIX, minute), "description": who})

    def regions(self):
        return [row["id"] for row in self.keystone.find("regions")]

    def short(self):
        """Waiting ends before anybody's time is over."""
        patch = mock.patch.object(identity_mutex, "WAIT_SECONDS", 0.3)
        patch.start()
        self.addCleanup(patch.stop)

    def test_says_who_holds_it_and_leaves_nothing(self):
        with self.mutex():
            row = self.keystone.find("regions")[0]
            self.assertEqual(row["id"], "%s%d" % (PREFIX, self.minute))
            self.assertRegex(row["description"], r"stack one on host image1, since 2160-\d\d-\d\dT")
        self.assertEqual(self.regions(), [])

    def test_that_a_run_of_this_stack_has_left_is_cleared_and_no_other(self):
        self.mutex("one").__enter__()  # and is killed
        other = self.mutex("two")._mark
        self.left(self.minute + 1, "stack two on host image1, since 2160-01-01T00:00:00Z, run " + other)
        self.mutex("one").clear()
        [left] = self.keystone.find("regions")
        self.assertIn("stack two", left["description"])

    def test_is_given_up_when_the_work_in_it_fails(self):
        with self.assertRaises(KeyError):
            with self.mutex():
                raise KeyError()
        self.assertEqual(self.regions(), [])

    def test_of_others_is_waited_for_and_then_named_with_the_command_that_removes_it(self):
        self.short()
        # One whose minute is over is still good, and so is one of a clock that is ahead.
        for minute in (self.minute - 1, self.minute, self.minute + 1):
            self.keystone.rows.clear()
            self.left(minute)
            with self.assertRaises(Problem) as caught:
                with self.mutex():
                    self.fail("two hold it")
            self.assertRegex(str(caught.exception), "stack dead on host gone")
            self.assertIn("openstack region delete %s%d" % (PREFIX, minute), str(caught.exception))
            self.assertEqual(len(self.regions()), 1)

    def test_of_a_killed_holder_is_removed_once_its_time_is_over(self):
        self.left(self.minute - 2)
        with self.mutex():
            self.assertEqual(self.regions(), ["%s%d" % (PREFIX, self.minute)])

    def test_of_a_killed_holder_is_waited_for_until_its_time_is_over(self):
        self.keystone.ahead += 29.5
        self.left(self.minute - 1)
        began = self.clock.now
        with self.mutex():
            # Keystone's clock is known to a second.
            self.assertGreater(self.clock.now - began, 1)
            self.assertEqual(self.regions(), ["%s%d" % (PREFIX, self.minute + 1)])

    def test_is_given_back_when_another_took_that_of_the_minute_before_in_the_same_moment(self):
        self.short()
        self.keystone.enter = lambda kind: self.left(self.minute - 1)
        with self.assertRaisesRegex(Problem, "stack dead"):
            with self.mutex():
                self.fail("two hold it")
        self.assertEqual(self.regions(), ["%s%d" % (PREFIX, self.minute - 1)])

    def test_lets_nothing_be_begun_that_could_end_after_it(self):
        self.assertRaises(identity_mutex.Missing, self.mutex().need)
        # Its minute has 30 s left and the next one 60, of which an answer may take 40.
        with self.mutex() as mutex:
            real = self.clock.monotonic
            for seconds, good in ((25, True), (50, False)):
                with mock.patch.object(
                    identity_mutex.time, "monotonic", lambda: real() + seconds
                ):
                    if good:
                        mutex.need()
                    else:
                        self.assertRaisesRegex(Problem, "answers too slowly", mutex.need)

    def test_is_taken_anew_before_its_end_by_whoever_holds_it(self):
        with self.mutex() as mutex:
            real = self.clock.monotonic
            for seconds in (31, 60, 100):
                with mock.patch.object(
                    identity_mutex.time, "monotonic", lambda: real() + seconds
                ):
                    mutex.need()
                    minute = self.minute + (30 + seconds) // 60
                    self.assertEqual(self.regions(), ["%s%d" % (PREFIX, minute)])
        self.assertEqual(self.regions(), [])

    def test_leaves_regions_alone_that_are_none_of_its_own(self):
        self.keystone.add("region", {"id": PREFIX + "north"})
        self.keystone.add("region", {"id": "1"})
        with self.mutex():
            pass
        self.assertEqual(self.regions(), ["1", PREFIX + "north"])


if __name__ == "__main__":
    unittest.main()

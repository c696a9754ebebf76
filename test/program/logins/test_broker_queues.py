"""What Glance will declare at the broker is declared before anything is changed, and nothing of it stays."""

import unittest

import support  # noqa: F401  (the path)
from servers.broker import FakeBroker

from glance_host.logins import logins
from glance_host.refused import Refused

GLANCES = {"durable": False, "auto_delete": False}
QUORUM = 'Give glance:extra["glance-api.conf"] a section [oslo_messaging_rabbit] with rabbit_quorum_queue = true'


class BrokerQueues(unittest.TestCase):
    def log_in(self, broker, **options):
        """What is said while it is tried."""
        said = []
        with broker.serving() as url:
            check = {"kind": "broker", "transportUrl": url, "options": options}
            logins.log_in(check, said.append)
        return said

    def refused(self, broker, **options):
        there = dict(broker.there)
        with self.assertRaises(Refused) as caught:
            self.log_in(broker, **options)
        self.assertEqual(broker.there, there)
        self.assertIn("virtual host /", caught.exception.where)
        self.assertNotIn("canary", str(vars(caught.exception)))
        return caught.exception

    def test_an_empty_virtual_host_is_good_and_stays_empty(self):
        for options in ({}, {"durable": "true"}, {"quorum": "True"}, {"topics": "a, b"}):
            broker = FakeBroker()
            self.assertEqual(self.log_in(broker, **options), [])
            self.assertEqual(broker.there, {})

    def test_a_queue_of_another_name_stands_in_for_each_topic(self):
        broker = FakeBroker()
        self.log_in(broker, topics="notifications,metering")
        declared = [name for verb, kind, name in broker.calls if (verb, kind) == ("declare", "queue")]
        self.assertEqual(len(declared), 2)
        for name, topic in zip(declared, ("notifications", "metering")):
            self.assertRegex(name, r"^%s\.info\.pulumi-glance-[0-9a-f]{8}$" % topic)
            self.assertIn(("delete", "queue", name), broker.calls)

    def test_a_broker_that_denies_transient_queues_is_told_with_its_words_and_the_remedy(self):
        error = self.refused(FakeBroker(denies_transient=True))
        self.assertIn("RabbitMQ refuses what Glance declares for its notifications", error.what)
        self.assertIn("`transient_nonexcl_queues` is deprecated. Its use is not permitted", error.what)
        self.assertNotIn("\n", error.what)
        self.assertIn(QUORUM, error.hint)

    def test_durable_and_quorum_queues_are_good_there(self):
        for options in ({"durable": "true"}, {"quorum": "yes"}, {"quorum": "1", "durable": "False"}):
            self.assertEqual(self.log_in(FakeBroker(denies_transient=True), **options), [])

    def test_an_exchange_that_is_as_glance_declares_it_is_good(self):
        for durable in (False, True):
            broker = FakeBroker()
            broker.there["exchange", "glance"] = dict(GLANCES, durable=durable)
            self.assertEqual(self.log_in(broker, durable=str(durable)), [])

    def test_a_durable_exchange_is_refused_with_both_ways_out(self):
        broker = FakeBroker()
        broker.there["exchange", "glance"] = dict(GLANCES, durable=True)
        error = self.refused(broker)
        self.assertIn("inequivalent arg 'durable' for exchange 'glance'", error.what)
        self.assertIn("[oslo_messaging_rabbit] with amqp_durable_queues = true", error.hint)
        self.assertIn("or name a virtual host in broker.virtualHost where there is nothing yet", error.hint)

    def test_a_transient_exchange_is_refused_to_durable_queues(self):
        for options in ({"durable": "true"}, {"quorum": "true"}):
            broker = FakeBroker()
            broker.there["exchange", "glance"] = GLANCES
            error = self.refused(broker, **options)
            self.assertIn("Take rabbit_quorum_queue and amqp_durable_queues out", error.hint)

    def test_another_exchange_is_the_one_that_is_looked_at(self):
        broker = FakeBroker()
        broker.there["exchange", "glance"] = dict(GLANCES, durable=True)
        self.assertEqual(self.log_in(broker, exchange="images"), [])
        broker.there["exchange", "images"] = dict(GLANCES, durable=True)
        self.assertIn("exchange 'images'", self.refused(broker, exchange="images").what)

    def test_a_queue_of_another_type_is_refused(self):
        broker = FakeBroker()
        broker.there["queue", "notifications.info"] = dict(GLANCES, **{"durable": True, "x-queue-type": "classic"})
        error = self.refused(broker, quorum="true")
        self.assertIn("arg 'x-queue-type' for queue 'notifications.info'", error.what)
        self.assertIn("Take rabbit_quorum_queue out", error.hint)
        self.assertEqual(self.log_in(broker, durable="true"), [])

    def test_a_user_who_may_not_configure_what_glance_declares_is_refused(self):
        for kind, name in (("exchange", "glance"), ("queue", "notifications.info")):
            broker = FakeBroker(may=lambda *asked, no=(kind, name): asked != no)
            error = self.refused(broker)
            self.assertIn("configure access to %s '%s'" % (kind, name), error.what)
            self.assertEqual(error.command, "rabbitmqctl set_permissions -p / glance '.*' '.*' '.*'")

    def test_a_user_who_may_configure_nothing_else_is_good_and_told_what_could_not_be_tried(self):
        names = ("glance", "notifications.info")
        said = self.log_in(FakeBroker(may=lambda kind, name: name in names))
        self.assertEqual(len(said), 1)
        self.assertIn("none like notifications.info could be tried", said[0])

    def test_a_document_that_does_not_ask_for_it_declares_nothing(self):
        broker = FakeBroker(denies_transient=True)
        with broker.serving() as url:
            logins.log_in({"kind": "broker", "transportUrl": url}, self.fail)
        self.assertEqual(broker.calls, [])


if __name__ == "__main__":
    unittest.main()

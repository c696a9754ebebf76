import unittest
from urllib.parse import quote

from support import AWKWARD

from glance_host.logins import transport


class ATransportUrl(unittest.TestCase):
    def test_gives_back_any_login_without_a_slash(self):
        password = AWKWARD.replace("/", "")
        url = "rabbit://%s:%s@h:5671/%s" % (quote("ü r", safe=""), quote(password, safe=""), "%2Fv")
        broker = transport.brokers(url)[0]
        self.assertEqual((broker.user, broker.password), ("ü r", password))
        self.assertEqual((broker.host, broker.port, broker.vhost), ("h", 5671, "/v"))

    def test_with_a_slash_in_the_password_is_refused_as_oslo_messaging_loses_it(self):
        for user, password in (("u", "a/b-secret"), ("a/b", "secret")):
            url = "rabbit://%s:%s@h//" % (quote(user, safe=""), quote(password, safe=""))
            with self.assertRaises(transport.TransportError) as caught:
                transport.brokers(url)
            self.assertNotIn("secret", str(caught.exception))

    def test_handed_to_kombu_as_it_is_carries_any_password(self):
        inner = "glance:%s@192.0.2.1:5672//" % quote(AWKWARD, safe="")
        broker = transport.brokers("kombu+amqp:///" + quote(inner, safe=""))[0]
        self.assertEqual((broker.user, broker.password), ("glance", AWKWARD))
        self.assertEqual((broker.host, broker.port, broker.vhost), ("192.0.2.1", 5672, "/"))

    def test_names_several_hosts_and_ipv6(self):
        found = transport.brokers("rabbit://u:p@one:1,u:q@[2001:db8::1]:2/v?ssl=true")
        self.assertEqual(
            [(b.host, b.port, b.password, b.vhost, b.tls) for b in found],
            [("one", 1, "p", "v", True), ("2001:db8::1", 2, "q", "v", True)],
        )

    def test_that_cannot_be_read_is_refused_without_its_secret(self):
        for url in ("rabbit://u:secret@h:port//", "amqps://u:secret@h//", "rabbit:///", "rabbit://u:secret@"):
            with self.subTest(url), self.assertRaises(transport.TransportError) as caught:
                transport.brokers(url)
            self.assertNotIn("secret", str(caught.exception))


class OfOsloMessaging(unittest.TestCase):
    def test_the_own_parser_makes_the_same(self):
        try:
            import kombu
            import oslo_messaging
            from oslo_config import cfg
        except ImportError:
            self.skipTest("no oslo.messaging here")
        password = quote(AWKWARD.replace("/", ""), safe="")
        inner = quote("glance:%s@h:1//" % quote(AWKWARD, safe=""), safe="")
        for url in (
            "rabbit://u:%s@one:1,u:%s@[2001:db8::1]//" % (password, password),
            "rabbit://u:p@h/",
            "rabbit://u:p@h/a%2Fb",
            "kombu+amqp:///" + inner,
        ):
            theirs = oslo_messaging.TransportURL.parse(cfg.ConfigOpts(), url)
            ours = transport.brokers(url)
            with self.subTest(url):
                if theirs.hosts:
                    expected = [(h.username, h.password, h.hostname, h.port or 5672) for h in theirs.hosts]
                else:
                    one = kombu.Connection("amqp://" + theirs.virtual_host)
                    expected = [(one.userid, one.password, one.hostname, one.port)]
                self.assertEqual([(b.user, b.password, b.host, b.port) for b in ours], expected)


if __name__ == "__main__":
    unittest.main()

"""Which of iptables' rules make it the firewall that rules a host, and which are but somebody's bans."""

import unittest

import harness  # noqa: F401: it makes the program's modules known

from glance_host.firewall.iptables_rules import Chain


class WhatKeepsAllOut(unittest.TestCase):
    def rules_host(self, *rules, policy="ACCEPT"):
        return Chain(["-P INPUT " + policy] + list(rules), "v4").rules_host

    def test_is_told_of_single_rules(self):
        for rule, rules in (
            ("-j REJECT --reject-with icmp-host-prohibited", True),
            ("-j DROP", True),
            ("-i eth0 -j DROP", True),
            ("-p tcp -m conntrack --ctstate NEW -j DROP", True),
            ("! -s 10.0.0.0/8 -j DROP", True),
            ("! -i lo -j REJECT", True),
            ("-s 203.0.113.9/32 -j REJECT", False),
            ("-p tcp -m multiport --dports 22,80 -j DROP", False),
            ("-p udp -j DROP", False),
            ("-i lo -j DROP", False),
            ("-m conntrack --ctstate INVALID -j DROP", False),
            ("-p tcp --dport 22 -j ACCEPT", False),
        ):
            with self.subTest(rule):
                self.assertEqual(self.rules_host("-A INPUT " + rule), rules)

    def test_a_policy_of_drop_does_whatever_the_rules_are(self):
        self.assertTrue(self.rules_host(policy="DROP"))
        self.assertFalse(self.rules_host())

    def test_is_found_where_a_rule_leads(self):
        bans = ("-N f2b", "-A INPUT -p tcp -j f2b", "-A f2b -s 203.0.113.9/32 -j REJECT", "-A f2b -j RETURN")
        self.assertFalse(self.rules_host(*bans))
        self.assertTrue(self.rules_host("-N RH", "-A INPUT -j RH", "-A RH -i eth0 -j ACCEPT", "-A RH -j REJECT"))
        self.assertFalse(self.rules_host("-N A", "-A INPUT -j A", "-A A -j A"))


if __name__ == "__main__":
    unittest.main()

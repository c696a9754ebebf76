"""ufw: its own program opens the port, now and for good; a rule of ours is told by its comment."""

import unittest

from harness import STACK, HostTest, document, opening

TUPLE = "### tuple ### %s tcp %s %s any %s in%s\n"
SSH = TUPLE % ("allow", "22", "0.0.0.0/0", "0.0.0.0/0", "")
SSH6 = TUPLE % ("allow", "22", "::/0", "::/0", "")


class Ufw(HostTest):
    def setUp(self):
        super().setUp()
        # With its chains in iptables' own, which reject: those are none of iptables'.
        self.set_state(ufw=True)
        self.write("/etc/ufw/ufw.conf", "# ENABLED=no\nENABLED=yes\n")
        self.write("/etc/default/ufw", "IPV6=yes\n")
        self.rules(SSH, SSH6)

    def rules(self, v4, v6):
        self.write("/etc/ufw/user.rules", v4)
        self.write("/etc/ufw/user6.rules", v6)

    def opened(self):
        """(port, source) of each rule, by its family; without that for SSH."""
        found = []
        for path in ("/etc/ufw/user.rules", "/etc/ufw/user6.rules"):
            with open(self.root + path) as file:
                lines = [line.split() for line in file if " 22 " not in line]
            found.append([(words[5], words[8]) for words in lines])
        return found

    def test_opens_the_port_in_both_families_once_and_undo_gives_back_what_was(self):
        before = self.picture()
        report = self.apply(document(firewall=[opening()]))
        self.assertEqual(self.opened(), [[("9292", "0.0.0.0/0")], [("9292", "::/0")]])
        self.assertEqual(report["changes"], ["FirewallRule: ufw opens port 9292 to all"])
        self.assertFalse(self.apply(document(firewall=[opening()]))["changed"])
        self.assertEqual(self.calls("iptables -w -I"), [])
        self.assertEqual(self.undo()["left"], [])
        self.assertEqual(self.picture(), before)

    def test_limits_it_to_networks_and_takes_those_away_that_are_no_longer_asked_for(self):
        self.apply(document(firewall=[opening(sources=["10.0.0.0/24", "fd00::/8"])]))
        self.assertEqual(self.opened(), [[("9292", "10.0.0.0/24")], [("9292", "fd00::/8")]])
        self.apply(document(firewall=[opening(sources=["10.0.0.0/24", "10.0.9.9"])]))
        self.assertEqual(self.opened(), [[("9292", "10.0.0.0/24"), ("9292", "10.0.9.9/32")], []])
        again = self.apply(document(firewall=[opening(sources=["10.0.0.0/24", "10.0.9.9"])]))
        self.assertFalse(again["changed"])

    def test_leaves_what_is_open_already_and_ranges_that_have_it(self):
        rules = TUPLE % ("allow", "9200:9300", "0.0.0.0/0", "0.0.0.0/0", "")
        self.rules(rules, TUPLE % ("allow", "80,9292", "::/0", "::/0", ""))
        before = self.picture()
        self.assertFalse(self.apply(document(firewall=[opening()]))["changed"])
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_a_rule_for_one_interface_or_some_of_the_networks_opens_nothing_to_all(self):
        rules = "### tuple ### allow tcp 9292 0.0.0.0/0 any 0.0.0.0/0 in_eth0\n"
        rules += TUPLE % ("allow", "9292", "0.0.0.0/0", "10.0.0.0/8", "")
        rules += TUPLE % ("allow", "9292", "10.0.0.7", "0.0.0.0/0", "")
        self.rules(rules, SSH6)
        self.assertTrue(self.apply(document(firewall=[opening()]))["changed"])

    def test_a_rule_that_turns_all_away_is_refused_before_anything_is_changed(self):
        self.rules(TUPLE % ("deny", "9000:9999", "0.0.0.0/0", "0.0.0.0/0", ""), SSH6)
        before = self.picture()
        code, _, err = self.try_apply(document(firewall=[opening()]))
        self.assertEqual(code, 1)
        self.assertIn("a rule of ufw (deny) closes port 9292 to all before any rule opens it", err)
        self.assertIn("ufw status numbered", err)
        self.assertEqual(self.picture(), before)

    def test_a_ban_of_some_is_somebodys_own_affair(self):
        self.rules(TUPLE % ("deny", "9292", "0.0.0.0/0", "203.0.113.9", ""), SSH6)
        self.assertTrue(self.apply(document(firewall=[opening()]))["changed"])

    def test_without_ipv6_only_the_other_family_is_opened_and_asked_for(self):
        self.write("/etc/default/ufw", "IPV6=no\n")
        self.apply(document(firewall=[opening(sources=["10.0.0.0/24", "fd00::/8"])]))
        self.assertEqual(self.opened()[0], [("9292", "10.0.0.0/24")])
        self.assertFalse(self.apply(document(firewall=[opening(sources=["10.0.0.0/24", "fd00::/8"])]))["changed"])

    def test_tells_drift_and_puts_it_right(self):
        self.apply(document(firewall=[opening()]))
        self.rules(SSH, SSH6)
        code, found, err = self.run_program("observe", STACK)
        self.assertEqual(code, 0, err)
        self.assertEqual(found["drift"], {"ufw": "does not open port 9292 to all"})
        self.apply(document(firewall=[opening()], generation=1))
        self.assertEqual(self.run_program("observe", STACK)[1]["drift"], {})

    def test_that_refuses_puts_everything_back(self):
        before = self.picture()
        self.set_state(failing=["ufw allow proto tcp from fd00::/8"])
        code, _, err = self.try_apply(document(firewall=[opening(sources=["10.0.0.0/24", "fd00::/8"])]))
        self.assertEqual(code, 1)
        self.assertIn("FirewallRule: ufw allow proto tcp from fd00::/8 to any port 9292", err)
        self.set_state(failing=[])
        self.assertEqual({**self.picture()[0]}, before[0])

    def test_that_is_gone_since_is_told_by_undo(self):
        self.apply(document(firewall=[opening()]))
        self.set_state(ufw=False)
        self.assertEqual(self.undo()["left"], ["FirewallRule: ufw is gone, and its files still open port 9292 to all"])

    def test_that_is_switched_off_rules_nothing(self):
        self.write("/etc/ufw/ufw.conf", "ENABLED=no\n")
        self.apply(document(firewall=[opening()]))
        self.assertEqual(self.calls("ufw allow"), [])


if __name__ == "__main__":
    unittest.main()

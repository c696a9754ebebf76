"""firewalld: zones opened now and for good, ours told from others' by the ledger."""

import copy
import unittest

from harness import STACK, HostTest, document, full_document, opening

RICH = 'rule family="%s" source address="%s" port port="9292" protocol="tcp" accept'


def zone(*items, **parts):
    return dict({"interfaces": [], "target": "default", "items": list(items)}, **parts)


class Firewalld(HostTest):
    def setUp(self):
        super().setUp()
        self.prepare()

    def prepare(self):
        """Makes any HostTest's host one of this kind."""
        units = self.state()["units"]
        units["firewalld.service"] = {"enabled": True, "active": True, "packaged": True}
        zones = {
            "public": zone(),
            "internal": zone("9000-9100/tcp", interfaces=["eth1"]),
            "trusted": zone(interfaces=["eth2"], target="ACCEPT"),
            "drop": zone(target="%%REJECT%%"),
        }
        # With iptables as its backend its rules are in iptables' chains, which are none of ours.
        self.set_state(units=units, firewalld={"runtime": zones, "permanent": copy.deepcopy(zones)})
        self.write("/etc/firewalld/firewalld.conf", "# DefaultZone=x\nDefaultZone=public\n")

    def items(self, name="public", kind="runtime"):
        return self.state()["firewalld"][kind][name]["items"]

    def change(self, action):
        zones = self.state()["firewalld"]
        action(zones)
        self.set_state(firewalld=zones)

    def test_opens_the_default_zone_and_those_with_interfaces_now_and_for_good(self):
        before = self.picture()
        report = self.apply(document(firewall=[opening()]))
        for kind in ("runtime", "permanent"):
            self.assertEqual(self.items(kind=kind), ["9292/tcp"])
            self.assertEqual(self.items("internal", kind), ["9000-9100/tcp", "9292/tcp"])
            self.assertEqual(self.items("trusted", kind) + self.items("drop", kind), [])
        self.assertEqual(len(report["changes"]), 4)
        self.assertFalse(self.apply(document(firewall=[opening()]))["changed"])
        self.assertEqual(self.calls("iptables -w -I") + self.calls("firewall-cmd --reload"), [])
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_opens_zones_of_networks_too_but_no_ban(self):
        def bound(zones):
            for kind in zones:
                zones[kind]["work"] = zone(sources=["10.9.0.0/16"])
                zones[kind]["drop"]["sources"] = ["203.0.113.9"]
                zones[kind]["banned"] = zone(sources=["203.0.113.10"], target="DROP")

        self.change(bound)
        before = self.picture()
        self.apply(document(firewall=[opening()]))
        for kind in ("runtime", "permanent"):
            self.assertEqual(self.items("work", kind), ["9292/tcp"])
            self.assertEqual(self.items("drop", kind) + self.items("banned", kind), [])
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_limits_it_to_networks_by_rich_rules(self):
        before = self.picture()
        self.apply(document(firewall=[opening(sources=["10.0.0.0/24", "fd00::/8"])]))
        rules = [RICH % ("ipv4", "10.0.0.0/24"), RICH % ("ipv6", "fd00::/8")]
        self.assertEqual(self.items(), rules)
        self.apply(document(firewall=[opening(sources=["10.0.0.0/24"])]))
        self.assertEqual(self.items(kind="permanent"), rules[:1])
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_leaves_a_port_that_somebody_has_opened_and_a_range_that_has_it(self):
        def theirs(zones):
            for kind in zones:
                zones[kind]["public"]["items"] = ["9292/tcp"]
                zones[kind]["internal"]["items"] = ["9200-9300/tcp"]

        self.change(theirs)
        before = self.picture()
        self.assertFalse(self.apply(document(firewall=[opening()]))["changed"])
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_says_what_somebody_has_closed_since(self):
        self.apply(document(firewall=[opening()]))
        self.change(lambda zones: zones["runtime"]["public"]["items"].remove("9292/tcp"))
        left = self.undo()["left"]
        self.assertEqual(
            left,
            [
                "FirewallRule: firewalld zone public (runtime): 9292/tcp was closed by someone else since"
            ],
        )

    def test_tells_drift_and_puts_it_right(self):
        self.apply(document(firewall=[opening()]))
        self.change(lambda zones: zones["permanent"]["public"]["items"].remove("9292/tcp"))
        code, found, err = self.run_program("observe", STACK)
        self.assertEqual(code, 0, err)
        self.assertEqual(found["drift"], {"firewalld zone public (permanent)": "does not open 9292/tcp"})
        self.assertTrue(self.apply(document(firewall=[opening()], generation=1))["changed"])
        self.assertEqual(self.items(kind="permanent"), ["9292/tcp"])

    def test_that_refuses_puts_everything_back(self):
        before = self.picture()
        self.set_state(failing=["firewall-cmd --zone=public --add-port"])
        code, _, err = self.try_apply(full_document())
        self.assertEqual(code, 1)
        self.assertIn("FirewallRule: firewall-cmd --zone=public --add-port=9292/tcp: ", err)
        self.set_state(failing=[])
        self.assertEqual(self.picture(), before)

    def test_that_does_not_run_any_more_is_told_by_undo(self):
        self.apply(document(firewall=[opening()]))
        state = self.state()
        del state["firewalld"]
        self.set_state(**state)
        import json

        with open(self.state_path, "w") as file:
            json.dump(state, file)
        left = self.undo()["left"]
        text = "FirewallRule: firewalld does not run, and its zone %s still opens 9292/tcp"
        self.assertEqual(left, [text % "internal", text % "public"])

    def test_and_saved_rules_of_iptables_at_once_are_an_error_that_names_both(self):
        units = self.state()["units"]
        units["netfilter-persistent.service"] = {"enabled": True, "active": True, "packaged": True}
        self.set_state(units=units)
        before = self.picture()
        code, _, err = self.try_apply(document(firewall=[opening()]))
        self.assertEqual(code, 1)
        self.assertIn("firewalld and iptables filter packets on this host at once", err)
        self.assertIn("\nsystemctl disable --now firewalld\nsystemctl disable --now netfilter-persistent; ", err)
        self.assertEqual(self.picture(), before)

    def test_takes_over_from_iptables_whose_rule_goes(self):
        units = self.state()["units"]
        running = dict(units["firewalld.service"])
        units["firewalld.service"]["active"] = False
        self.set_state(units=units)
        rules = self.state()["rules"]
        before = self.picture()
        self.apply(document(firewall=[opening()]))
        self.assertNotEqual(self.state()["rules"], rules)
        units = self.state()["units"]
        units["firewalld.service"] = running
        self.set_state(units=units)
        code, found, _ = self.run_program("observe", STACK)
        self.assertEqual(found["drift"]["firewall"], "firewalld filters packets on this host now, not iptables")
        self.apply(document(firewall=[opening()], generation=1))
        self.assertEqual(self.state()["rules"], rules)
        self.assertEqual(self.items(), ["9292/tcp"])
        self.assertEqual(self.run_program("observe", STACK)[1]["drift"], {})
        self.undo()
        files, state = self.picture()
        self.assertEqual((files, state["firewalld"]), (before[0], before[1]["firewalld"]))


if __name__ == "__main__":
    unittest.main()

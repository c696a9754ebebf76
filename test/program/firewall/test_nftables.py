"""nftables: a rule of ours before the first that blocks, live and in the file that has the chain."""

import json
import unittest

from harness import STACK, HostTest, document, full_document, opening

from fakes.firewalls import match  # harness knows where the fakes are
from glance_host.firewall import nft_rules
from glance_host.firewall.nft_file import Text, plain

CONF = "/etc/nftables.conf"
COMMENT = '"pulumi-glance %s"' % STACK
FILE = """#!/usr/sbin/nft -f
flush ruleset

table inet filter {
\tset friends { type ipv4_addr; }
\t# What may come in; drop all else.
\tchain input {
\t\ttype filter hook input priority filter; policy accept;
\t\tct state established,related accept
\t\tct state invalid drop
\t\tip saddr @banned drop
\t\tmeta l4proto { icmp, ipv6-icmp } accept
\t\ttcp dport 22 accept comment "no drop # here"
\t\tcounter reject with icmpx type port-unreachable
\t}
\tchain forward {
\t\ttype filter hook forward priority filter; policy drop;
\t}
}
"""


def chain(name="input", table="filter", family="inet", **parts):
    known = {"family": family, "table": table, "name": name, "handle": 1}
    if name in ("input", "INPUT"):
        known.update(type="filter", hook="input", prio=0, policy="accept")
    return {"chain": dict(known, **parts)}


def rule(handle, *expressions, **parts):
    place = {"family": "inet", "table": "filter", "chain": "input"}
    return {"rule": dict(place, handle=handle, expr=list(expressions), **parts)}


STATE = {"ct": {"key": "state"}}
SSH = match({"payload": {"protocol": "tcp", "field": "dport"}}, 22)
BANNED = match({"payload": {"protocol": "ip", "field": "saddr"}}, "@banned")
REJECT = [{"counter": {"packets": 1, "bytes": 2}}, {"reject": {"type": "icmpx", "expr": "port-unreachable"}}]
LIVE = [
    chain(),
    rule(3, match(STATE, ["established", "related"], "in"), {"accept": None}),
    rule(4, match(STATE, "invalid"), {"drop": None}),
    rule(5, BANNED, {"drop": None}),
    rule(6, SSH, {"accept": None}),
    rule(7, *REJECT),
]
# iptables-nft's and others' that have no say.
OTHERS = [
    chain("INPUT", family="ip", policy="drop"),
    chain("input", table="f2b"),
    dict(rule(1, BANNED, {"reject": None}, table="f2b")),
]


class Nftables(HostTest):
    def setUp(self):
        super().setUp()
        self.prepare()

    def prepare(self):
        """Makes any HostTest's host one of this kind."""
        open_ = ["-P INPUT ACCEPT"]
        units = self.state()["units"]
        units["nftables.service"] = {"enabled": True, "active": True, "packaged": True}
        self.set_state(units=units, rules={"v4": open_, "v6": open_}, nft=LIVE + OTHERS)
        self.write(CONF, FILE, 0o755)

    def live(self):
        """Our rules: how many stand before them in their chain, and what they are."""
        rules = [each["rule"] for each in self.state()["nft"] if each.get("rule", {}).get("table") == "filter"]
        ours = [each for each in rules if each.get("comment") == COMMENT.strip('"')]
        return [(rules.index(each), nft_rules.meaning(each["expr"])) for each in ours]

    def test_has_our_rule_before_the_first_that_keeps_all_out_live_and_kept(self):
        before = self.picture()
        report = self.apply(document(firewall=[opening()]))
        self.assertEqual(self.live(), [(4, nft_rules.expected(9292, None))])
        line = "\t\ttcp dport 9292 accept comment %s\n" % COMMENT
        self.assertIn(line + "\t\tcounter reject", self.read(CONF))
        self.assertEqual(self.read(CONF).replace(line, ""), FILE)
        self.assertEqual(len(report["changes"]), 2)
        self.assertFalse(self.apply(document(firewall=[opening()]))["changed"])
        self.assertEqual(self.run_program("observe", STACK)[1]["drift"], {})
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_limits_it_to_networks_of_both_families(self):
        self.apply(document(firewall=[opening()]))
        self.apply(document(firewall=[opening(sources=["10.0.0.0/24", "fd00::/8"])]))
        for source in ("10.0.0.0/24", "fd00::/8"):
            self.assertIn(nft_rules.expected(9292, source), dict(map(reversed, self.live())))
        self.assertEqual(len(self.live()), 2)
        self.assertIn("ip6 saddr fd00::/8 tcp dport 9292 accept", self.read(CONF))
        self.assertNotIn("\ttcp dport 9292", self.read(CONF))

    def test_leaves_an_equal_rule_of_somebody_else(self):
        port = match({"payload": {"protocol": "tcp", "field": "dport"}}, 9292)
        self.set_state(nft=LIVE[:5] + [rule(9, port, {"accept": None})] + LIVE[5:])
        self.write(CONF, FILE.replace("\t\tcounter reject", "\t\ttcp dport 9292 accept\n\t\tcounter reject"))
        before = self.picture()
        self.assertFalse(self.apply(document(firewall=[opening()]))["changed"])
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_whose_chain_is_in_an_included_file_is_edited_there(self):
        self.write("/etc/nftables.d/a.nft", FILE.split("\n\n")[1])
        self.write(CONF, 'flush ruleset\ninclude "/etc/nftables.d/*.nft"\n')
        self.apply(document(firewall=[opening()]))
        self.assertIn(COMMENT, self.read("/etc/nftables.d/a.nft"))

    def refused(self, *says):
        before = self.picture()
        code, _, err = self.try_apply(full_document())
        self.assertEqual(code, 1)
        for words in says:
            self.assertIn(words, err)
        self.assertEqual(self.picture(), before)

    def test_whose_chain_is_in_no_file_is_refused_with_the_line_to_add(self):
        self.write(CONF, "flush ruleset\n")
        self.refused(
            "FirewallRule: nftables table inet filter, chain input: it keeps connections out",
            "at boot has it (/etc/nftables.conf)",
            "tcp dport 9292 accept comment %s" % COMMENT,
        )

    def test_that_nothing_loads_at_boot_is_refused_too(self):
        units = self.state()["units"]
        units["nftables.service"]["enabled"] = False
        self.set_state(units=units)
        self.refused("at boot has it (it is not enabled)", "tcp dport 9292 accept comment")

    def test_and_iptables_at_once_are_an_error_that_names_both(self):
        rules = ["-P INPUT ACCEPT", "-A INPUT -j REJECT"]
        self.set_state(rules={"v4": rules, "v6": rules})
        self.refused("nftables and iptables filter packets on this host at once", "\nsystemctl disable --now nftables\n")

    def test_a_file_that_nft_would_not_load_is_refused(self):
        self.write(CONF, FILE + "nonsense\n")
        wanted = document(
            firewall=[opening()], validations=[{"kind": "firewall", "component": "FirewallRule"}]
        )
        code, _, err = self.try_apply(wanted)
        self.assertEqual(code, 1)
        self.assertIn("/etc/nftables.conf: nft refuses it: /etc/nftables.conf:1:1-5: Error: syntax", err)

    def test_that_takes_no_rule_puts_everything_back(self):
        self.set_state(failing=["nft insert"])
        before = self.picture()
        code, _, err = self.try_apply(full_document())
        self.assertEqual(code, 1)
        self.assertIn("FirewallRule: nft insert rule inet filter input", err)
        self.assertEqual(self.picture(), before)

    def test_whose_nft_has_no_json_is_refused_only_where_it_keeps_something_out(self):
        self.set_state(failing=["nft -j"])
        self.refused("nft -j list ruleset: nft: made to fail by the test")
        rules = ["-P INPUT ACCEPT", "-A INPUT -j REJECT"]
        self.set_state(nft=[], rules={"v4": rules, "v6": rules})
        self.apply(document(firewall=[opening()]))
        self.assertIn("--dports 9292", self.state()["rules"]["v4"][1])

    def test_drift_is_told_of_the_live_rule_and_of_the_kept_one(self):
        self.apply(document(firewall=[opening()]))
        self.set_state(nft=LIVE)
        self.write(CONF, FILE)
        drift = self.run_program("observe", STACK)[1]["drift"]
        self.assertEqual(sorted(drift), [CONF, "nft inet filter input"])
        self.apply(document(firewall=[opening()], generation=1))
        self.assertEqual(self.run_program("observe", STACK)[1]["drift"], {})

    def test_a_rule_of_ours_that_somebody_has_changed_stays_and_is_told(self):
        self.apply(document(firewall=[opening()]))
        self.write(CONF, self.read(CONF).replace("tcp dport 9292", "tcp dport 9999"))
        left = self.undo()["left"]
        self.assertEqual(len(left), 1)
        self.assertIn("the rule tcp dport 9999 accept comment %s was changed by someone" % COMMENT, left[0])
        self.assertIn("9999", self.read(CONF))


class WhatKeepsConnectionsOut(unittest.TestCase):
    def first(self, *rules, **others):
        items = [chain()] + [rule(n, *each) for n, each in enumerate(rules)]
        items += [dict(rule(90, *each, chain=name)) for name, each in others.items()]
        (found,) = nft_rules.input_chains('{"nftables": %s}' % json.dumps(items))
        return found.first_block()

    def test_is_told_of_live_rules(self):
        drop = {"drop": None}
        accept = ({"accept": None},)
        tcp = match({"meta": {"key": "l4proto"}}, "tcp")
        for expressions, blocks in (
            ((drop,), True),
            ((tcp, {"reject": {"type": "tcp reset"}}), True),
            ((match(STATE, "new"), drop), True),
            ((match(STATE, "invalid"), drop), False),
            ((BANNED, drop), False),
            ((match(BANNED["match"]["left"], "10.0.0.0", "!="), drop), True),
            ((match({"meta": {"key": "iifname"}}, "lo"), drop), False),
            ((match({"meta": {"key": "iifname"}}, "eth0"), drop), True),
            ((SSH, drop), False),
            ((match({"meta": {"key": "l4proto"}}, {"set": ["icmp", "udp"]}), drop), False),
            (({"vmap": {"key": STATE, "data": {"set": [["invalid", drop]]}}},), False),
            (({"vmap": {"key": STATE, "data": {"set": [["new", drop]]}}},), True),
            (({"vmap": {"key": STATE, "data": "@verdicts"}},), True),
            (({"jump": {"target": "empty"}},), False),
        ):
            self.assertEqual(self.first(accept, expressions), 1 if blocks else 2, expressions)

    def test_is_found_where_a_rule_leads(self):
        leads = ({"jump": {"target": "a"}},)
        self.assertEqual(self.first(leads, a=({"goto": {"target": "b"}},), b=({"drop": None},)), 0)
        self.assertEqual(self.first(leads, a=({"jump": {"target": "a"}},)), 1)

    def test_is_told_of_lines_alike(self):
        items = [chain(), dict(rule(1, {"drop": None}, chain="closed"))]
        (known,) = nft_rules.input_chains('{"nftables": %s}' % json.dumps(items))
        for line, blocks in (
            ("drop", True),
            ("counter reject with icmp type host-prohibited", True),
            ('log prefix "drop " drop;', True),
            ('log prefix "drop "', False),
            ("meta l4proto { tcp, udp } reject", True),
            ("ct state { new } drop", True),
            ("ct state invalid drop", False),
            ("ct state vmap { established : accept, invalid : drop }", False),
            ("ct state vmap { established : accept, new : drop }", True),
            ("ip saddr @banned drop", False),
            ("ip saddr != 10.0.0.0/8 drop", True),
            ("tcp dport 25 reject", False),
            ("ip protocol icmp drop", False),
            ('iifname "lo" drop', False),
            ("jump closed", True),
            ("jump other", False),
            ("# drop", False),
            ('accept comment "drop"', False),
        ):
            lines = ["table inet filter {", "chain input {", "accept", line, "}", "}"]
            text, _ = Text("\n".join(lines), known).edit(COMMENT, ["tcp dport 1 accept"], set())
            place = text.split("\n").index("tcp dport 1 accept comment %s" % COMMENT)
            self.assertEqual(place, 3 if blocks else 4, line)

    def test_a_chain_on_one_line_is_none_that_can_be_edited(self):
        (known,) = nft_rules.input_chains('{"nftables": %s}' % json.dumps([chain()]))
        self.assertIsNone(Text("table inet filter {\n chain input { drop; }\n}", known).body)
        self.assertIsNone(Text("table ip filter {\n chain input {\n}\n}", known).body)
        self.assertEqual(plain('  a  "b # c"  # d'), 'a "b # c"')


if __name__ == "__main__":
    unittest.main()

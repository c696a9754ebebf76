"""nftables' rules as `nft -j` lists them: where new connections are kept out, and what is ours there."""

import ipaddress
import json

VERDICTS = ("drop", "reject")
# What a rule may be limited to that keeps out but few.
PLACES = ("saddr", "daddr", "sport", "dport")
OTHERS = ("icmp", "icmpv6", "igmp", "udp")
# Tables of other managers: iptables-nft's have its names, and firewalld's its own.
IPTABLES = ("filter", "nat", "mangle", "raw", "security")


class Chain:
    """A chain that all that comes in goes through."""

    def __init__(self, known, rules, chains):
        self.family, self.table, self.name = known["family"], known["table"], known["name"]
        self.policy = known.get("policy", "accept")
        self.rules = rules
        self._chains = chains

    @property
    def words(self):
        """Its name as nft takes it."""
        return [self.family, self.table, self.name]

    def first_block(self):
        """Index of the first rule that keeps new connections out, or how many rules there are."""
        for index, rule in enumerate(self.rules):
            if blocks(rule["expr"], self._chains, ()):
                return index
        return len(self.rules)

    @property
    def blocks(self):
        return self.policy == "drop" or self.first_block() < len(self.rules)

    def blocking_targets(self):
        """Names of chains of its table that keep new connections out."""
        return {
            name
            for name, rules in self._chains.items()
            if any(blocks(rule["expr"], self._chains, (name,)) for rule in rules)
        }


def input_chains(text):
    """The chains of hook input that are nftables' own, of the JSON of `nft -j list ruleset`."""
    items = json.loads(text)["nftables"]
    rules = {}
    for rule in (item["rule"] for item in items if "rule" in item):
        place = (rule["family"], rule["table"], rule["chain"])
        rules.setdefault(place[:2], {}).setdefault(place[2], []).append(rule)
    found = []
    for chain in (item["chain"] for item in items if "chain" in item):
        known = rules.get((chain["family"], chain["table"]), {})
        ours = chain["family"] in ("ip", "ip6", "inet") and not _is_others(chain)
        if chain.get("hook") == "input" and chain.get("type") == "filter" and ours:
            found.append(Chain(chain, known.get(chain["name"], []), known))
    return found


def blocks(expressions, chains, seen):
    """Whether a rule drops or rejects new connections from anywhere, itself or where it leads."""
    if any(_is_limited(each["match"]) for each in expressions if "match" in each):
        return False
    for each in expressions:
        name = next(iter(each))
        if name in VERDICTS:
            return True
        if name in ("jump", "goto"):
            return _leads_to_block(each[name]["target"], chains, seen)
        if name == "vmap" and _map_blocks(each["vmap"], chains, seen):
            return True
    return False


def expected(port, source):
    """The expressions of a rule of ours, as nft lists it."""
    found = []
    if source is not None:
        network = ipaddress.ip_network(source, strict=False)
        protocol = "ip6" if network.version == 6 else "ip"
        prefix = {"prefix": {"addr": str(network.network_address), "len": network.prefixlen}}
        whole = network.prefixlen == network.max_prefixlen
        found.append(_match(protocol, "saddr", str(network.network_address) if whole else prefix))
    return meaning(found + [_match("tcp", "dport", port), {"accept": None}])


def meaning(expressions):
    """What a rule does; counters mean nothing."""
    known = [each for each in expressions if "counter" not in each]
    return json.dumps(known, sort_keys=True)


def _match(protocol, field, right):
    left = {"payload": {"protocol": protocol, "field": field}}
    return {"match": {"op": "==", "left": left, "right": right}}


def _is_limited(match):
    """To certain addresses or ports, another protocol, loopback, or connections that are not new."""
    left = match["left"] if isinstance(match["left"], dict) else {}
    right = str(match["right"])
    payload, key = left.get("payload", {}), left.get("meta", {}).get("key")
    if left.get("ct", {}).get("key") == "state":
        return match["op"] != "!=" and "new" not in right
    if match["op"] == "!=":
        return False
    if key in ("iif", "iifname"):
        return right == "lo"
    if key == "l4proto" or payload.get("field") in ("protocol", "nexthdr"):
        return "tcp" not in right
    return payload.get("field") in PLACES or payload.get("protocol") in OTHERS


def _map_blocks(vmap, chains, seen):
    """Whether a map of verdicts has one that blocks; one with a name is taken to."""
    key = vmap["key"] if isinstance(vmap["key"], dict) else {}
    if "set" not in (vmap["data"] if isinstance(vmap["data"], dict) else {}):
        return True
    for value, verdict in vmap["data"]["set"]:
        if key.get("ct", {}).get("key") == "state" and value != "new":
            continue
        if blocks([verdict], chains, seen):
            return True
    return False


def _leads_to_block(target, chains, seen):
    if target in seen:
        return False
    return any(blocks(rule["expr"], chains, seen + (target,)) for rule in chains.get(target, []))


def _is_others(chain):
    """iptables-nft's and firewalld's tables are theirs."""
    legacy = chain["family"] in ("ip", "ip6") and chain["table"] in IPTABLES
    return chain["table"] == "firewalld" or (legacy and chain["name"] == "INPUT")

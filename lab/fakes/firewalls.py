"""firewall-cmd and nft, held to firewalld 1.3.3 and nftables 1.0.6 (Debian 12).

`firewalld`: kind → zone → {interfaces, sources (none when missing), target, items}; missing where it does not run. `nft`: what
`nft -j list ruleset` lists, or missing where nft is not installed.
"""

import json
import re
import shlex

LISTING = """%s
  target: %s
  icmp-block-inversion: no
  interfaces: %s
  sources: %s
  services: dhcpv6-client ssh
  ports: %s
  protocols: 
  forward: yes
  masquerade: no
  forward-ports: 
  source-ports: 
  icmp-blocks: 
  rich rules: 
%s
"""


def firewall_cmd(host, _name, arguments):
    if "firewalld" not in host.state:
        return 252, "", "FirewallD is not running\n"
    zones = host.state["firewalld"]["permanent" if "--permanent" in arguments else "runtime"]
    options = dict(word[2:].partition("=")[::2] for word in arguments)
    if "list-all-zones" in options:
        return 0, "\n".join(_listing(name, zones[name]) for name in sorted(zones)), ""
    if options["zone"] not in zones:
        return 112, "", "Error: INVALID_ZONE: %s\n" % options["zone"]
    items = zones[options["zone"]]["items"]
    for verb in ("add", "remove"):
        for kind in ("port", "rich-rule"):
            item = options.get("%s-%s" % (verb, kind))
            if item is None:
                continue
            if (item in items) == (verb == "add"):
                return 0, "success\n", "Warning: %s\n" % item
            (items.append if verb == "add" else items.remove)(item)
            return 0, "success\n", ""
    return 2, "", "usage: …"


def _listing(name, zone):
    ports = " ".join(item for item in zone["items"] if not item.startswith("rule "))
    rules = "".join("\t%s\n" % item for item in zone["items"] if item.startswith("rule "))
    active = " (active)" if zone["interfaces"] or zone.get("sources") else ""
    interfaces = " ".join(zone["interfaces"])
    sources = " ".join(zone.get("sources", []))
    return LISTING % (name + active, zone["target"], interfaces, sources, ports, rules)


def nft(host, _name, arguments):
    if "nft" not in host.state:
        return 127, "", "the command nft is not installed"
    items = host.state["nft"]
    if arguments == ["list", "ruleset"]:
        return 0, "".join("table %s\n" % _in_words(item) for item in items), ""
    if arguments == ["-j", "list", "ruleset"]:
        return 0, json.dumps({"nftables": [{"metainfo": {"version": "1.0.6"}}] + items}), ""
    if arguments[:2] == ["-c", "-f"]:
        with open(arguments[2]) as file:
            text = file.read()
        return (1, "", "%s:1:1-5: Error: syntax error" % arguments[2]) if "nonsense" in text else (0, "", "")
    if arguments == ["--version"]:
        return 0, "nftables v1.0.6 (Lester Gooch #5)\n", ""
    words = shlex.split(" ".join(arguments))
    verb, (family, table, chain), rest = words[0], words[2:5], words[5:]
    handle = None
    if rest[0] == "handle":
        handle, rest = int(rest[1]), rest[2:]
    place = next((n for n, item in enumerate(items) if item.get("rule", {}).get("handle") == handle), None)
    if handle is not None and place is None:
        return 1, "", "Error: Could not process rule: No such file or directory"
    if verb == "delete":
        del items[place]
        return 0, "", ""
    known = [item["rule"]["handle"] for item in items if "rule" in item]
    rule = {"family": family, "table": table, "chain": chain, "handle": max(known or [0]) + 1}
    rule.update(_parsed(" ".join(rest)))
    items.insert(len(items) if place is None else place, {"rule": rule})
    return 0, "", ""


def _in_words(item):
    """Of nft's own language only what tells a chain of hook input."""
    hook = item.get("chain", {}).get("hook")
    return "{ chain x { type filter hook %s priority 0; } }" % hook if hook else "{ }"


def _parsed(text):
    """A rule as text, in nft's JSON."""
    found = re.match(r"(?:(ip6?) saddr (\S+) )?tcp dport (\d+) accept comment (.*)$", text)
    family, source, port, comment = found.groups()
    expressions = []
    if source:
        address, _, length = source.partition("/")
        right = {"prefix": {"addr": address, "len": int(length)}}
        expressions.append(match({"payload": {"protocol": family, "field": "saddr"}}, right))
    expressions.append(match({"payload": {"protocol": "tcp", "field": "dport"}}, int(port)))
    return {"expr": expressions + [{"accept": None}], "comment": comment}


def match(left, right, op="=="):
    """A match in nft's JSON."""
    return {"match": {"op": op, "left": left, "right": right}}

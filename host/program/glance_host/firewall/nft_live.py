"""nftables' running rules: listed, put in before the first one that blocks, taken out, put back."""

from glance_host.firewall import nft_rules
from glance_host.firewall.openings import comment, component
from glance_host.problem import Problem

# What nft takes as a rule's comment.
LONGEST = 120


class Live:
    """Each undo is noted before its deed, which may be cut off and done all the same."""

    def __init__(self, context):
        self._context = context

    @property
    def comment(self):
        """What tells our rules from others', as nft takes it."""
        return '"%s"' % comment(self._context)[:LONGEST]

    def chains(self):
        """The chains that all that comes in goes through; none where there is no nft."""
        done = self._context.system.run(["nft", "-j", "list", "ruleset"])
        if done.code == 127 or (not done.ok and self._is_empty()):
            return []
        if not done.ok:
            raise self._problem("nft -j list ruleset", done.said)
        return nft_rules.input_chains(done.out)

    def insert(self, chain, line, meaning):
        """A rule of ours, `meaning` what it is in nft's own JSON."""
        self._context.rollback.undo("a rule of nftables", lambda: self._withdraw(chain.words, meaning))
        self._insert(chain.words, line)

    def remove(self, chain, rule, line):
        """A rule of ours that stands there; `line` puts it back."""
        handle = rule["handle"]
        self._context.rollback.undo("a rule of nftables", lambda: self._restore(chain.words, handle, line))
        self._delete(chain.words, handle)

    def _is_empty(self):
        """Whether nothing comes in through nftables. Before 0.9, as on CentOS 7, nft has no JSON: a host
        that has it and does not use it must not fail for that."""
        done = self._context.system.run(["nft", "list", "ruleset"])
        return done.ok and "hook input" not in done.out

    def _insert(self, words, line):
        """Before the first rule that blocks, wherever that is by now."""
        chain = self._chain(words)
        if chain is None:
            raise self._problem(" ".join(words), "the chain is gone")
        rule = line.split() + ["comment", self.comment]
        limit = chain.first_block()
        if limit < len(chain.rules):
            place = ["handle", str(chain.rules[limit]["handle"])]
            self._run(["insert", "rule"] + words + place + rule)
        else:
            self._run(["add", "rule"] + words + rule)

    def _withdraw(self, words, meaning):
        for rule in self._rules(words):
            ours = '"%s"' % rule.get("comment") == self.comment
            if ours and nft_rules.meaning(rule["expr"]) == meaning:
                self._delete(words, rule["handle"])

    def _restore(self, words, handle, line):
        if handle not in [rule["handle"] for rule in self._rules(words)]:
            self._insert(words, line)

    def _chain(self, words):
        return next((each for each in self.chains() if each.words == words), None)

    def _rules(self, words):
        chain = self._chain(words)
        return chain.rules if chain else []

    def _delete(self, words, handle):
        self._run(["delete", "rule"] + words + ["handle", str(handle)])

    def _run(self, arguments):
        done = self._context.system.run(["nft"] + arguments)
        if not done.ok:
            raise self._problem("nft " + " ".join(arguments[:5]), done.said)

    def _problem(self, where, what):
        hint = "See which rules there are"
        return Problem(component(self._context), where, what, hint, "nft -a list ruleset")

"""A host, a Keystone, and transactions that make the records: for the tests of identity*.py."""

import contextlib
import copy
import tempfile
import unittest
from unittest import mock

from support import AWKWARD, Context, Host, Output

from glance_host.identity import admin as identity_admin
from glance_host.identity import drift as identity_drift
from glance_host.identity import password as identity_password
from glance_host.identity import publish as identity_publish
from glance_host.identity import registry
from glance_host.identity import retire as identity_retire
from glance_host.identity import step as identity_step
from servers.keystone import FakeKeystone
from glance_host.problem import Problem
from glance_host.transaction.ledger import Ledger
from glance_host.transaction.observation import Look

ADMIN = {"authUrl": "http://192.0.2.1:5000/v3", "username": "boss", "password": "admin-secret"}


def request(region="RegionOne", password=AWKWARD, host="glance"):
    return {
        "admin": ADMIN,
        "region": region,
        "user": {
            "name": "glance",
            "password": password,
            "domainName": "Default",
            "project": "services",
            "projectDomainName": "Default",
            "role": "admin",
        },
        "service": {"name": "glance", "type": "image", "description": "Glance Image Service"},
        "endpoints": {
            interface: "https://%s:9292/%s" % (host, interface)
            for interface in ("public", "internal", "admin")
        },
        "component": "IdentityRecords",
    }


class IdentityCase(unittest.TestCase):
    def setUp(self):
        self.host = self.another_host()
        self.keystone = FakeKeystone()
        for module, name, value in (
            (identity_admin, "login", self.keystone.login),
            (identity_admin, "Api", lambda session, url: session),
            (identity_password, "login", self.keystone.login),
            (registry, "ANSWER_SECONDS", 0),
        ):
            patch = mock.patch.object(module, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def another_host(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        host = Host(folder.name)
        host.ledgers = {}  # by stack
        return host

    @property
    def ledgers(self):
        return self.host.ledgers

    @ledgers.setter
    def ledgers(self, value):
        self.host.ledgers = value

    def apply(self, wanted, stack="one", host=None, later=lambda: None):
        """A transaction, with `later` as its later steps; a Problem rolls it back, the ledger too."""
        host = host or self.host
        ledger = copy.deepcopy(host.ledgers.get(stack, {}))
        context = Context({"stack": stack, "identity": wanted}, ledger, host)
        try:
            identity_step.run(context)
            later()
            context.commit()
        except Problem:
            self.assertEqual(context.rollback.roll_back(), [])
            raise
        host.ledgers[stack] = ledger
        return context

    def regions(self):
        return [row["region_id"] for row in self.keystone.find("endpoints")]

    def cut_off(self, wanted, number, *changes, host=None, before=False):
        """A run that ends at once after the change of that number in Keystone, or before it; it must
        have so many."""
        host = host or self.host

        class Cut(BaseException):
            pass

        left = iter(range(1, number + 1))

        def counted(name):
            change = getattr(self.keystone, name)

            def wrapped(*values):
                turn = next(left, None)
                if turn is None or before and turn == number:
                    raise Cut  # it has ended: what would clean up does nothing
                result = change(*values)
                if turn == number:
                    raise Cut
                return result

            return mock.patch.object(self.keystone, name, wrapped)

        ledger = host.ledgers.setdefault("one", {})
        context = Context({"stack": "one", "identity": wanted}, ledger, host)
        with contextlib.ExitStack() as patches:
            for name in changes:
                patches.enter_context(counted(name))
            try:
                identity_step.run(context)
                context.commit()
            except Cut:
                return
        self.fail("it was not cut off")

    def retire(self, stack="one", host=None):
        """A run of the program, with the ledger that the transaction has left on the host."""
        host = host or self.host
        ledger = Ledger(host, stack)
        ledger.update(host.ledgers[stack])
        ledger.save()
        return identity_retire.run({"stack": stack, "host": "one"}, host, Output(), 1)

    def publish(self, wanted, host=None):
        """The run after all hosts' transactions; the ledger is what it leaves."""
        host = host or self.host
        ledger = Ledger(host, "one")
        ledger.update(host.ledgers["one"])
        ledger.save()
        asked = {"stack": "one", "host": "one", "region": wanted["region"]}
        try:
            return identity_publish.run(
                dict(asked, endpoints=wanted["endpoints"]), host, Output(), 1
            )
        finally:
            host.ledgers["one"] = dict(Ledger(host, "one"))

    def drift(self, host=None):
        """What an observation finds."""
        look = Look({}, (host or self.host).ledgers["one"], host or self.host, Output(), {})
        identity_drift.look(look, "identity")
        return look.drift

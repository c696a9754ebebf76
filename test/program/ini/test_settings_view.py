"""What is seen of Glance's files before a transaction is what the transaction then makes of them."""

import os
import unittest

from harness import API_CONF, HostTest, document, settings

from glance_host.ini import settings_view
from glance_host.stores.stores import Stores
from glance_host.system.system import System
from glance_host.transaction.context import Context
from glance_host.transaction.ledger import Ledger

REFERENCES = "/etc/glance/glance-swift-store.conf"
STEIN = "[DEFAULT]\n# Ours.\ndebug = True\n[glance_store]\nstores = file,rbd\nstores = file,http\n"
SWIFT = {
    "DEFAULT": {"enabled_backends": "file:file,http:http,swift:swift"},
    "glance_store": {"default_backend": "swift"},
    "swift": {"swift_store_config_file": REFERENCES, "default_swift_reference": "ref1"},
}
FILE = {
    "DEFAULT": {"enabled_backends": "file:file,http:http"},
    "glance_store": {"default_backend": "file"},
}
ACCOUNT = {"ref1": {"user": "services:swift", "key": "100%%", "auth_address": "http://k/v3"}}
OLDER = {"glance_store": ["stores", "default_store"], "DEFAULT": ["known_stores"]}


class Future(HostTest):
    def context(self, wanted):
        system = System(self.root)
        return Context(wanted, Ledger(system, wanted["stack"]), system, None, None)

    def becomes(self, *files):
        """Applies a document of these files; holds what was seen beforehand against what came."""
        wanted = document(settings=list(files))
        before = {
            path: self.settled(settings_view.future_keys(self.context(wanted), path))
            for path in (API_CONF, REFERENCES)
        }
        self.apply(wanted)
        context = self.context(wanted)
        for path, seen in before.items():
            self.assertEqual(seen, self.settled(settings_view.keys(context, path)), path)
        return Stores(settings_view.present(context), lambda path: settings_view.keys(context, path))

    @staticmethod
    def settled(keys):
        """Without keys that have no value: nobody reads them."""
        return {place: values for place, values in keys.items() if values}

    def test_is_what_comes_through_all_that_a_stack_does(self):
        self.write(API_CONF, STEIN, 0o640)
        own = settings(SWIFT, drop=OLDER)
        stores = self.becomes(own, settings(ACCOUNT, path=REFERENCES))
        self.assertEqual(str(stores), "file:file, http:http, swift:swift")
        self.assertEqual(stores.accounts("swift")["ref1"].key, "100%")
        stores = self.becomes(settings(FILE, drop=OLDER))
        self.assertEqual(str(stores), "file:file, http:http")
        self.assertFalse(self.exists(REFERENCES))
        self.becomes(own, settings(ACCOUNT, path=REFERENCES))
        # By hand, in both files.
        text = self.read(API_CONF).replace("default_backend = swift", "default_backend = file")
        self.write(API_CONF, text + "[fast]\nfilesystem_store_datadir = /srv/fast\n", 0o640)
        self.write(REFERENCES, self.read(REFERENCES) + "[theirs]\nuser = a:b\n", 0o640)
        self.becomes(settings({"DEFAULT": {"workers": "4"}}))
        self.assertIn("[theirs]", self.read(REFERENCES))
        self.assertNotIn("enabled_backends", self.read(API_CONF))
        self.assertIn("stores = file,rbd\nstores = file,http\n", self.read(API_CONF))

    def test_reads_as_oslo_config_does(self):
        from oslo_config import cfg

        text = (
            "[DEFAULT]\nplace = /srv\nlast = 1\nlast = 2\nquoted = ' a '\nmoney = 5$$\n"
            "[Upper]\nown = x\nname = $own/${place}/$upper.own\n"
            "many = one,\n   two\n"
        )
        self.write(API_CONF, text)
        self.write("/etc/glance/glance-api.conf.d/a.conf", "[upper]\nlater = 1\n[DEFAULT]\nlast = 3\n")
        self.write("/etc/glance/glance-api.conf.d/b.conf", "[upper]\nlater = 2\n")
        self.write("/etc/glance/glance-api.conf.d/c.txt", "[upper]\nlater = 3\n")
        options = [("DEFAULT", key) for key in ("place", "last", "quoted", "money", "missing")]
        options += [("upper", key) for key in ("own", "name", "many", "later")]
        conf = cfg.ConfigOpts()
        for section, key in options:
            conf.register_opt(cfg.StrOpt(key), group=None if section == "DEFAULT" else section)
        folder = os.path.join(self.root, "etc/glance/glance-api.conf.d")
        conf([], default_config_files=[self.root + API_CONF], default_config_dirs=[folder])
        view = settings_view.present(self.context(document()))
        for section, key in options:
            expected = conf[key] if section == "DEFAULT" else conf[section][key]
            self.assertEqual(view.value((section, key)), expected, key)


if __name__ == "__main__":
    unittest.main()

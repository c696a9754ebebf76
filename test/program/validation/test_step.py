"""What services would refuse, ignore or read otherwise never gets in place."""

import os

from harness import API_CONF, HostTest, document, managed, opening, settings

# Glance's options as its package would define them, read by the real oslo.config.
OPTIONS = """
from oslo_config import cfg

def api():
    yield None, [
        cfg.IntOpt("workers", min=0),
        cfg.BoolOpt("debug"),
        cfg.StrOpt("transport_url"),
        cfg.DictOpt("image_limits"),
        cfg.StrOpt("new_name", deprecated_opts=[cfg.DeprecatedOpt("old_name", group="former")]),
    ]
    yield "store", [cfg.MultiStrOpt("driver"), cfg.StrOpt("kind", choices=["file", "swift"])]
    yield "database", [cfg.StrOpt("connection", secret=True)]
"""
ENTRY_POINTS = "[oslo.config.opts]\nglance.api = fake_glance:api\n"
METADATA = "Metadata-Version: 2.1\nName: fake-glance\nVersion: 1\n"
CFG = "/etc/haproxy-glance/haproxy.cfg"
PEM = "/etc/haproxy-glance/server.pem"


class GlanceTest(HostTest):
    """A host whose Python has a Glance of a few options."""

    def setUp(self):
        super().setUp()
        site = os.path.join(self.folder, "site")
        info = os.path.join(site, "fake_glance-1.dist-info")
        os.makedirs(info)
        for place, text in (
            (os.path.join(site, "fake_glance.py"), OPTIONS),
            (os.path.join(info, "entry_points.txt"), ENTRY_POINTS),
            (os.path.join(info, "METADATA"), METADATA),
        ):
            with open(place, "w") as file:
                file.write(text)
        self.environment["PYTHONPATH"] = site

    def glance(self, values, **parts):
        """A document with settings of glance-api.conf that Glance's parser must take."""
        validation = {"kind": "oslo", "path": API_CONF, "component": "ImageStores"}
        return document(settings=[settings(values)], validations=[validation], **parts)

    def proxy(self, certificate):
        files = [managed(CFG, "bind :9292 ssl crt %s\n" % PEM), managed(PEM, certificate)]
        validation = {"kind": "haproxy", "path": CFG, "component": "Tls"}
        return document(files=files, validations=[validation])

    def refused(self, wanted, *patterns):
        """The document is refused with these words, and the host stays as it was."""
        before = self.picture()
        code, _, err = self.try_apply(wanted)
        self.assertEqual(code, 1, err)
        for pattern in patterns:
            self.assertRegex(err, pattern)
        self.assertEqual(self.picture(), before)


# Stores as glance_store registers them: each enabled one, and those that Glance reserves.
STORES = """
from oslo_config import cfg

def register_store_opts(conf, reserved_stores=None):
    for name in list(conf.enabled_backends) + list(reserved_stores or {}):
        conf.register_opt(cfg.StrOpt("filesystem_store_datadir"), group=name)

def register_opts(conf):
    pass
"""
LOGINS = """
from keystoneauth1 import loading
from oslo_config import cfg

def api():
    yield None, [cfg.DictOpt("enabled_backends")]
    # As oslo.limit has it: without auth_type and auth_section, which it reads.
    yield "oslo_limit", [cfg.StrOpt("endpoint_id")] + loading.get_auth_plugin_conf_options("password")
    yield "keystone_authtoken", loading.get_auth_common_conf_options()
    yield "key_manager", [cfg.StrOpt("auth_type")]
"""


class StoresAndLogins(GlanceTest):
    """Sections that are there only because of what other settings say."""

    def setUp(self):
        super().setUp()
        site = self.environment["PYTHONPATH"]
        os.makedirs(os.path.join(site, "glance", "common"))
        reserved = "RESERVED_STORES = {'os_glance_staging_store': 'file', 'os_glance_tasks_store': 'file'}"
        for name, text in (
            ("fake_glance.py", LOGINS),
            ("glance_store.py", STORES),
            ("glance/__init__.py", ""),
            ("glance/common/__init__.py", ""),
            ("glance/common/wsgi.py", reserved),
        ):
            with open(os.path.join(site, name), "w") as file:
                file.write(text)

    def test_the_stores_that_glance_reserves_have_sections_where_there_are_several_stores(self):
        stores = ("os_glance_staging_store", "os_glance_tasks_store")
        wanted = {name: {"filesystem_store_datadir": "/srv/" + name} for name in stores}
        self.refused(self.glance(dict(wanted)), "os_glance_staging_store.*would ignore it")
        self.apply(self.glance(dict(wanted, DEFAULT={"enabled_backends": "file:file"})))

    def test_a_store_in_capitals_is_found_by_its_section(self):
        for section in ("Fast", "fast"):
            values = {"DEFAULT": {"enabled_backends": "Fast:file"}}
            values[section] = {"filesystem_store_datadir": "/srv"}
            self.apply(self.glance(values))

    def test_a_login_of_oslo_limit_is_known_by_its_kind(self):
        login = {"auth_type": "password", "username": "glance", "system_scope": "all"}
        self.apply(self.glance({"oslo_limit": login}))

    def test_a_login_stands_in_the_section_that_another_one_names(self):
        login = {"auth_type": "v3password", "username": "glance", "user_domain_id": "default"}
        for section in ("oslo_limit", "keystone_authtoken"):
            self.apply(self.glance({section: {"auth_section": "shared"}, "shared": login}))
        self.refused(self.glance({"shared": login}), "would ignore it")

    def test_the_key_managers_auth_type_is_no_login_of_that_kind(self):
        self.apply(self.glance({"key_manager": {"auth_type": "keystone_password"}}))

    def test_a_kind_of_login_that_nobody_has_is_said_of_its_key(self):
        self.refused(
            self.glance({"oslo_limit": {"auth_type": "pasword"}}),
            r"\[oslo_limit\] auth_type: oslo.config refuses it: .*pasword could not be found",
        )


class Validate(GlanceTest):
    def test_a_key_that_the_service_would_ignore_is_refused_by_name(self):
        self.refused(
            self.glance({"DEFAULT": {"wokers": "4"}}),
            r"DatabaseConnection: /etc/glance/glance-api.conf \[DEFAULT\] wokers: .*would ignore it",
            r"Did you mean \[DEFAULT\] workers\?",
        )

    def test_a_key_of_another_section_is_refused_with_its_place(self):
        self.refused(self.glance({"nowhere": {"kind": "file"}}), r"Did you mean \[store\] kind\?")

    def test_a_value_of_another_type_range_or_choice_is_refused(self):
        for section, key, value, reason in (
            ("DEFAULT", "workers", "many", "invalid literal for int"),
            ("DEFAULT", "workers", "-1", "greater than or equal to 0"),
            ("DEFAULT", "debug", "perhaps", "Unexpected boolean value"),
            ("store", "kind", "tape", "Valid values are"),
            ("DEFAULT", "transport_url", "$nothing_of_this_name", "oslo.config refuses it"),
        ):
            with self.subTest(key=key, value=value):
                self.refused(self.glance({section: {key: value}}), reason)

    def test_all_that_is_wrong_is_told_at_once_and_no_secret(self):
        wanted = self.glance(
            {"DEFAULT": {"workers": "geheim-123", "wokers": "1"}}, secrets=["geheim-123"]
        )
        self.refused(wanted, "validation: 2 things", "wokers", r"workers: .*\[secret\]")

    def test_values_of_every_type_read_back_as_they_were_meant(self):
        report = self.apply(
            self.glance(
                {
                    "DEFAULT": {
                        "workers": "4",
                        "debug": "True",
                        "image_limits": "a:b,c:d",
                        "transport_url": "kombu+amqp:///$workers",
                    },
                    "store": {"driver": "messagingv2", "kind": "file"},
                    "database": {"connection": "\"'pa$$ w\\\\$ord;#%'\""},
                    "former": {"old_name": "read all the same"},
                }
            )
        )
        self.assertTrue(report["changed"])

    def test_a_section_in_other_letters_is_read_and_not_said_to_be_ignored(self):
        self.apply(self.glance({"Database": {"connection": "x"}, "STORE": {"kind": "file"}}))
        self.refused(self.glance({"default": {"debug": "True"}}), r"Did you mean \[DEFAULT\] debug\?")

    def test_why_an_encrypted_value_is_refused_is_not_told_however_short_it_is(self):
        wanted = self.glance({"DEFAULT": {"workers": "abc"}})
        wanted["settings"][0]["set"]["DEFAULT"]["workers"]["secret"] = True
        before = self.picture()
        code, out, err = self.try_apply(wanted)
        self.assertEqual(code, 1)
        self.assertIn("[DEFAULT] workers: oslo.config refuses it", err)
        self.assertNotIn("abc", (out or "") + err)
        self.assertEqual(self.picture(), before)

    def test_a_file_that_overrides_ours_is_named(self):
        self.write("/etc/glance/glance-api.conf.d/theirs.conf", "[DEFAULT]\nworkers = 9\n")
        self.refused(
            self.glance({"DEFAULT": {"workers": "4"}}),
            r"workers: oslo.config reads another value than the stack has, from .*theirs\.conf",
        )

    def test_an_unchanged_file_is_not_read_again(self):
        wanted = self.glance({"DEFAULT": {"workers": "4"}})
        self.apply(wanted)
        self.write("/etc/glance/glance-api.conf.d/theirs.conf", "[DEFAULT]\nworkers = 9\n")
        self.assertFalse(self.apply(wanted)["changed"])

    def test_a_parser_that_cannot_be_asked_is_an_error(self):
        with open(os.path.join(self.environment["PYTHONPATH"], "fake_glance.py"), "w") as file:
            file.write("raise ImportError('no module of glance')")
        self.refused(self.glance({"DEFAULT": {"workers": "4"}}), "does not start.*no module of")

    def test_a_proxys_configuration_is_checked_with_the_staged_certificate(self):
        self.apply(self.proxy("certificate"))
        self.assertEqual(len(self.calls("haproxy -c")), 1)
        self.apply(self.proxy("certificate"))
        self.assertEqual(len(self.calls("haproxy -c")), 1)
        self.refused(
            self.proxy("a broken certificate"),
            r"Tls: /etc/haproxy-glance/haproxy.cfg: haproxy refuses it: .*"
            r"\[/etc/haproxy-glance/haproxy.cfg:1\]: no key in /etc/haproxy-glance/server.pem",
        )
        self.assertEqual(self.read(PEM), "certificate")

    def test_saved_rules_that_would_not_load_at_boot_are_refused(self):
        wanted = document(
            firewall=[opening()], validations=[{"kind": "firewall", "component": "FirewallRule"}]
        )
        self.set_state(failing=["iptables-restore"])
        self.refused(wanted, r"FirewallRule: /etc/iptables/rules.v4: iptables-restore refuses it")
        self.set_state(failing=[])
        self.assertTrue(self.apply(wanted)["changed"])

    def test_without_a_program_of_glance_the_hosts_own_python_is_asked_and_that_is_told(self):
        code, _, err = self.try_apply(self.glance({"DEFAULT": {"workers": "4"}}))
        self.assertEqual(code, 0, err)
        self.assertIn("no program of Glance's on PATH names its Python", err)

    def test_no_copy_is_left(self):
        self.apply(self.proxy("certificate"))
        folder = os.path.join(self.root, "var/lib/pulumi-glance/glance-test")
        self.assertEqual(os.listdir(folder), ["ledger.json"])

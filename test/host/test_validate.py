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

    def test_a_file_that_overrides_ours_is_named(self):
        self.write("/etc/glance/glance-api.conf.d/theirs.conf", "[DEFAULT]\nworkers = 9\n")
        self.refused(
            self.glance({"DEFAULT": {"workers": "4"}}),
            r"workers: oslo.config reads another value than was meant, from .*theirs\.conf",
        )

    def test_an_unchanged_file_is_not_read_again(self):
        wanted = self.glance({"DEFAULT": {"workers": "4"}})
        self.apply(wanted)
        self.write("/etc/glance/glance-api.conf.d/theirs.conf", "[DEFAULT]\nworkers = 9\n")
        self.assertFalse(self.apply(wanted)["changed"])

    def test_a_parser_that_cannot_be_asked_is_an_error(self):
        with open(os.path.join(self.environment["PYTHONPATH"], "fake_glance.py"), "w") as file:
            file.write("raise ImportError('no module of glance')")
        self.refused(self.glance({"DEFAULT": {"workers": "4"}}), "cannot be asked.*no module of")

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

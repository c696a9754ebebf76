"""Hosts of Red Hat's family: packages by rpm and dnf or yum."""

import unittest

from harness import HostTest, document, managed, unit


def package(name, component="Tls"):
    return {"name": name, "component": component}


class RedHat(HostTest):
    def setUp(self):
        super().setUp()
        self.is_red_hat()

    def test_what_is_installed_stays_and_its_services_are_off(self):
        before = self.picture()
        report = self.apply(document(packages=[package("haproxy"), package("crudini")]))
        self.assertEqual(report["changes"], ["Tls: package haproxy installed"])
        service = self.state()["units"]["haproxy.service"]
        self.assertEqual((service["enabled"], service["active"]), (False, False))
        self.assertFalse(self.calls("apt-get") + self.calls("dpkg"))
        report = self.undo()
        self.assertEqual(report["left"], ["Tls: packages stay installed: haproxy, liblua"])
        self.assert_undone(before, ["haproxy", "liblua"])

    def test_a_second_run_installs_nothing(self):
        self.apply(document(packages=[package("haproxy")]))
        self.forget_calls()
        self.assertFalse(self.apply(document(packages=[package("haproxy")]))["changed"])
        self.assertEqual(self.calls("dnf"), [])

    def test_what_a_failed_transaction_has_installed_goes_with_it_and_nothing_else(self):
        before = self.picture()
        missing = unit("openstack-nova-compute.service")
        code, _, _ = self.try_apply(document(packages=[package("haproxy")], units=[missing]))
        self.assertEqual(code, 1)
        self.assertEqual(self.picture(), before)
        removal = self.calls("dnf remove")
        self.assertEqual(len(removal), 1)
        self.assertIn("--setopt=clean_requirements_on_remove=False haproxy liblua", removal[0])

    def test_what_others_need_by_now_stays_when_a_transaction_fails(self):
        from glance_host.packages import rpm as packages_rpm

        self.set_state(packages={"liblua": {}, "theirs": {"depends": ["liblua"]}})
        manager = packages_rpm.Rpm(self.fake_system())
        self.assertEqual(manager.would_remove(["liblua"]), {"liblua", "theirs"})

    def test_metadata_is_fetched_anew_only_where_what_is_there_does_not_do(self):
        self.apply(document(packages=[package("haproxy")]))
        self.assertEqual(self.calls("dnf clean"), [])
        self.apply(document(packages=[package("glusterfs-client")]))
        self.assertEqual(len(self.calls("dnf clean")), 1)

    def test_a_repository_that_does_not_answer_is_told_in_its_own_words(self):
        before = self.picture()
        self.set_state(failing=["dnf install"])
        code, _, err = self.try_apply(document(packages=[package("haproxy")]))
        self.assertEqual(code, 1)
        self.assertIn("Tls: package haproxy: cannot be installed: dnf: made to fail by the test", err)
        self.assertIn("\ndnf install haproxy\n", err)
        self.assertIn("\ndnf repolist -v\n", err)
        self.set_state(failing=[])
        before[1].pop("failing", None)
        files, state = self.picture()
        self.assertEqual((files, state), before)

    def test_yum_serves_where_there_is_no_dnf_and_a_name_that_it_passes_over_is_an_error(self):
        import os

        os.unlink(self.links + "/dnf")
        self.is_red_hat("yum")
        self.apply(document(packages=[package("haproxy")]))
        self.assertTrue(self.calls("yum install"))
        before = self.picture()
        wanted = document(packages=[package("glusterfs-client"), package("nonesuch")])
        code, _, err = self.try_apply(wanted)
        self.assertEqual(code, 1)
        self.assertIn("there is no package nonesuch", err)
        self.assertEqual(self.picture(), before)

    def test_a_broken_package_database_is_an_error_and_not_an_empty_host(self):
        self.set_state(failing=["rpm -q"])
        code, _, err = self.try_apply(document(packages=[package("haproxy")]))
        self.assertEqual(code, 1)
        self.assertIn("rpm -q: rpm: made to fail by the test", err)


class WhichFamily(HostTest):
    def manager(self, text):
        from glance_host.packages import managers as packages_managers

        self.write("/etc/os-release", text)
        return type(packages_managers.of_host(self.fake_system())).__name__

    def test_is_what_the_host_says_of_itself_whatever_commands_it_has(self):
        self.has_command("dnf")
        for text, name in (
            ("ID=debian\n", "Apt"),
            ("ID=ubuntu\nID_LIKE=debian\n", "Apt"),
            ("ID=linuxmint\nID_LIKE='ubuntu debian'\n", "Apt"),
            ('ID="rhel"\nID_LIKE="fedora"\n', "Rpm"),
            ('ID="almalinux"\nID_LIKE="rhel centos fedora"\n', "Rpm"),
            ("ID=fedora\n", "Rpm"),
        ):
            self.assertEqual(self.manager(text), name, text)

    def test_one_of_neither_is_refused_in_its_own_words(self):
        self.write("/etc/os-release", "ID=arch\n")
        code, _, err = self.try_apply(document(packages=[package("haproxy")]))
        self.assertEqual(code, 1)
        self.assertIn("/etc/os-release: it says ID=arch, which is neither", err)

    def test_that_is_not_told_is_refused(self):
        self.write("/etc/os-release", "NAME=x\n")
        code, _, err = self.try_apply(document(files=[managed("/etc/x", "")], packages=[package("x")]))
        self.assertEqual(code, 1)
        self.assertIn("it has no ID of Debian's or Red Hat's family", err)


if __name__ == "__main__":
    unittest.main()

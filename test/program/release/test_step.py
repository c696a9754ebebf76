"""The release that the stack names, held against the host's before anything is written."""

import os
import unittest

from harness import STACK, HostTest, document, full_document, version


def packages(**found):
    """What is installed: a name and a version each."""
    known = {name.replace("_", "-"): {"version": value} for name, value in found.items()}
    return dict(known, crudini={})


class Release(HostTest):
    def refusal(self, release="zed"):
        """What is said; nothing on the host must have changed."""
        before = self.picture()
        code, _, err = self.try_apply(full_document(versions=[version(release)]))
        self.assertEqual(code, 1)
        self.assertEqual(self.picture(), before)
        self.assertFalse(self.calls("apt-get") + self.calls("systemctl restart"))
        return err

    def test_that_is_the_hosts_is_found_in_the_package_database_alone(self):
        self.has_command("glance-manage")
        self.assertFalse(self.apply(document(versions=[version()]))["changed"])
        self.assertEqual(self.calls("glance-manage"), [])
        self.assertEqual(len(self.calls("dpkg-query")), 1)

    def test_that_is_another_is_refused_with_both_names_and_versions(self):
        self.set_state(packages=packages(glance_common="2:30.0.0-2"))
        err = self.refusal()
        self.assertIn(
            "Release: Glance: the host has Glance 30.0.0-2 (2025.1), and the stack's release is "
            "zed (Glance 25)",
            err,
        )
        self.assertIn("Set glance:release to 2025.1 in the stack's configuration, or install", err)

    def test_of_the_first_years_is_told_by_year_and_half(self):
        self.set_state(packages=packages(glance_common="1:2014.2.3-1"))
        self.apply(document(versions=[version("juno")]))
        self.set_state(packages=packages(glance_common="1:2015.1.2-1"))
        self.assertIn("Glance 2015.1.2-1 (of a release that this program does not know)", self.refusal("juno"))

    def test_is_found_by_rpm_too(self):
        self.is_red_hat()
        self.set_state(packages=packages(openstack_glance="25.1.0-1.el9"))
        self.apply(document(versions=[version()]))
        self.assertIn("Glance 25.1.0-1.el9 (zed)", self.refusal("2025.1"))

    def from_pip(self, said="25.0.1\n"):
        self.has_command("glance-manage")
        self.set_state(packages={"crudini": {}}, versions={"glance-manage": said})

    def test_of_a_service_from_pip_is_asked_once_until_its_program_is_another(self):
        self.from_pip()
        self.apply(document(versions=[version()]))
        self.apply(document(versions=[version()]))
        self.assertEqual(self.calls("glance-manage"), ["glance-manage --version"])
        with open(self.links + "/glance-manage", "a") as file:
            file.write("# another\n")
        self.apply(document(versions=[version()]))
        self.assertEqual(len(self.calls("glance-manage")), 2)
        # And again where the host was found to have drifted.
        self.apply(document(versions=[version()], generation=1))
        self.assertEqual(len(self.calls("glance-manage")), 3)

    def test_of_a_service_from_pip_is_refused_by_name_too(self):
        self.from_pip("A warning of 2.7\n30.0.0\n")
        self.assertIn("the host has Glance 30.0.0 (2025.1)", self.refusal())

    def test_that_the_service_does_not_tell_is_an_error(self):
        self.from_pip("Traceback: something\n")
        self.assertIn("glance-manage --version tells no version: Traceback", self.refusal())

    def test_of_a_service_that_is_not_there_is_an_error_that_says_so(self):
        self.set_state(packages={"crudini": {}})
        err = self.refusal()
        self.assertIn("the host has none of the packages glance-common, openstack-glance", err)
        self.assertIn("no command glance-manage. Install zed's Glance first", err)

    def test_is_drift_once_the_host_was_upgraded(self):
        self.apply(full_document())
        self.set_state(packages=packages(glance_common="2:30.0.0-2"))
        code, found, err = self.run_program("observe", STACK)
        self.assertEqual(code, 0, err)
        self.assertIn("the host has Glance 30.0.0-2 (2025.1)", str(found))

    def test_leaves_nothing_behind(self):
        self.from_pip()
        before = self.picture()
        self.apply(document(versions=[version()]))
        self.undo()
        self.assertEqual(self.picture(), before)
        self.assertFalse(os.path.exists(self.root + "/var/lib/pulumi-glance"))


if __name__ == "__main__":
    unittest.main()

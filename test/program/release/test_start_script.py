"""A host that starts glance-api otherwise than its release's packages are known to is refused."""

import os
import tempfile
import unittest

from support import Context, Host

from glance_host.logins import step as logins_step
from glance_host.problem import Problem

SCRIPT = "/etc/init.d/glance-api"
# As in Debian's packages: 21.1.0 sets it, 25.1.0 has it commented out.
UWSGI = "#!/bin/sh\nUWSGI_PORT=9292\nUWSGI_INI_PATH=/etc/glance/glance-api-uwsgi.ini\n"
OWN = "#!/bin/sh\n#UWSGI_PORT=9292\n#UWSGI_INI_PATH=/etc/glance/x\nif [ -n \"${UWSGI_INI_PATH}\" ]; then :; fi\n"


class StartScript(unittest.TestCase):
    def refused(self, is_set, script):
        """What is said of a host with that script; None where it is good."""
        with tempfile.TemporaryDirectory() as root:
            host = Host(root)
            if script is not None:
                os.makedirs(os.path.dirname(host.path(SCRIPT)))
                with open(host.path(SCRIPT), "w", encoding="utf-8") as file:
                    file.write(script)
            check = {"kind": "start", "script": SCRIPT, "variable": "UWSGI_INI_PATH", "isSet": is_set}
            context = Context({"checks": [dict(check, component="FirewallRule")]}, system=host)
            try:
                logins_step.run(context)
            except Problem as problem:
                return str(problem)
        return None

    def test_one_that_starts_it_as_believed_is_good(self):
        self.assertIsNone(self.refused(True, UWSGI))
        self.assertIsNone(self.refused(False, OWN))
        self.assertIsNone(self.refused(False, None))

    def test_a_release_of_uwsgi_without_it_is_refused(self):
        said = self.refused(True, OWN)
        self.assertIn("FirewallRule: /etc/init.d/glance-api: packages of this release start", said)
        self.assertIn("here the file does not set it", said)
        self.assertIn("here the file is missing", self.refused(True, None))

    def test_uwsgi_where_glances_own_server_is_believed_is_refused(self):
        self.assertIn("it starts glance-api under uWSGI", self.refused(False, UWSGI))


if __name__ == "__main__":
    unittest.main()

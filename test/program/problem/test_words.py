"""Every error of the program has one form: `Component: place: cause. Remedy.`, then bare commands."""

import re
import unittest

from problem.sources import UNKNOWN, Text, files, of_file, of_source

# A cause begins with a small letter, or with one of these names.
NAMES = ("Glance", "Glance's", "Keystone", "Nova", "Pulumi", "RabbitMQ", "IPv6", "UTF-8")
# A remedy tells the operator what to do.
VERBS = (
    "Add Allow Choose Copy Correct Delete End Find Give Grant Install Keep Let Make Mend Mount Move "
    "Remove See Set Take Try Unmount Upgrade Wait Write"
).split()
TOOLS = (
    "apt-get df dnf firewall-cmd fuser gluster glance-manage ip6tables iptables journalctl mount mysql nft "
    "openstack ps pulumi rabbitmqctl rpm runuser sh su systemctl timedatectl ufw yum"
).split()
# A tool with a word behind it that an operator would type; "repeat pulumi up" is said in passing.
CALLED = re.compile(
    r"(?<![\w/.-])(?:%s) (?:--?[a-z]|[a-z]+-[a-z]+|(?:%s)\b)"
    % (
        "|".join(TOOLS),
        "add|authenticate_user|check|config|create|db|delete|destroy|disable|enable|endpoint|image|install|"
        "list|list_permissions|preview|project|refresh|region|role|service|set|set_permissions|show|start|"
        "status|stop|token|unmask|user|volume",
    )
)


def faults(said):
    """What is wrong with a Text."""
    text = said.text.strip()
    if "`" in text:
        yield "it has a backtick"
    if said.role == "command":
        for line in text.splitlines():
            word = line.split(" ")[0]
            if word not in TOOLS and word != UNKNOWN:
                yield "%s is no command that is known here" % word
            if line.endswith((".", ";", ",")) or ", then " in line:
                yield "something stands behind a command"
        return
    if text.endswith("."):
        yield "it has a full stop of its own"
    if CALLED.search(text):
        yield "it holds a command, which belongs in `command`"
    first = re.split(r"[ ,:]", text)[0]
    if said.role == "hint" and first not in VERBS and not text.startswith(UNKNOWN):
        yield "it does not begin with what to do"
    if said.role == "hint" and text.endswith("?"):
        yield "it asks, and does not say what to do"
    if said.role == "what" and first[:1].isupper() and first not in NAMES:
        yield "it begins with a capital letter"


class Sentences(unittest.TestCase):
    def test_of_every_error_have_the_one_form(self):
        found = [(said, fault) for path in files() for said in of_file(path) for fault in faults(said)]
        self.assertEqual(found, [])

    def test_are_found_wherever_they_are_written(self):
        """Else the test above would hold of nothing."""
        roles = [said.role for path in files() for said in of_file(path)]
        for role, least in (("what", 150), ("hint", 100), ("command", 40)):
            self.assertGreater(roles.count(role), least, role)

    def test_are_read_from_calls_names_and_both_ways_of_a_choice(self):
        source = (
            'HINT = "See it"\n'
            "def run(there):\n"
            '    what, hint = "it is %s" % there, HINT\n'
            '    command = shell("df", "-h", there) if there else "ufw status"\n'
            '    raise Problem("A", "b", "gone: " + there, hint="Wait", command=command)\n'
        )
        self.assertEqual(
            sorted((said.role, said.text.replace(UNKNOWN, "…")) for said in of_source(source, "x")),
            [
                ("command", "df -h …"),
                ("command", "ufw status"),
                ("hint", "See it"),
                ("hint", "Wait"),
                ("what", "gone: …"),
                ("what", "it is …"),
            ],
        )

    def test_of_another_form_are_found(self):
        for role, text, fault in (
            ("hint", "Make it: openstack project create services", "holds a command"),
            ("hint", "See journalctl -u glance-api", "holds a command"),
            ("hint", "Let the stack: pulumi config set --path x true", "holds a command"),
            ("hint", "Try `df`", "backtick"),
            ("hint", "see Keystone's log", "does not begin with what to do"),
            ("hint", "The grant must name the user", "does not begin with what to do"),
            ("hint", "See that Swift is there?", "asks"),
            ("hint", "Mend it.", "full stop"),
            ("what", "it is gone.", "full stop"),
            ("what", "The unit failed", "capital letter"),
            ("what", "it needs systemctl unmask x", "holds a command"),
            ("command", "openstack project create services.", "behind a command"),
            ("command", "pulumi config set x true, then pulumi up", "behind a command"),
            ("command", "Run df -h", "no command that is known"),
        ):
            found = list(faults(Text(role, text, "")))
            self.assertTrue(any(fault in each for each in found), (text, found))
        for role, text in (
            ("hint", "Mend it, then repeat pulumi up"),
            ("hint", "Install iptables; on Debian iptables-persistent, too"),
            ("what", "Keystone refuses it"),
            ("command", "openstack project create services\npulumi up"),
        ):
            self.assertEqual(list(faults(Text(role, text, ""))), [])


if __name__ == "__main__":
    unittest.main()

"""The parts of a document, each declared once, and the steps that make them true, in their order.

A part is here, in host/document/parts.ts, and in the room whose modules it names. They are loaded only
for a document, or a ledger, that has something for them.
"""

from collections import namedtuple

# What an observation compares with, where no module makes it of the part:
AS_IT_IS = "as it is"  # it holds no secret
IN_LEDGER = "in the ledger"  # the step's own entry says what there must be
NOT_COMPARED = None

# Of a part of which a restricted user may ask for anything.
ANYTHING = None
NOT_OBSERVED = None

# name             of the part in the document
# empty            what it is where nobody says anything of it
# baseline         the module with of_part(context, salt, name): what an observation compares with
# drift            the module with look(look, name): notes what is no longer so
# least_privilege  the module with refusals(part): what a user may not ask for who may run this program only
Part = namedtuple("Part", ("name", "empty", "baseline", "drift", "least_privilege"))

# In the order in which an observation looks at them.
PARTS = (
    Part("versions", [], AS_IT_IS, "release.drift", "release.least_privilege"),
    Part("settings", [], "ini.baseline", "ini.drift", "files.least_privilege"),
    Part("files", [], "files.baseline", "files.drift", "files.least_privilege"),
    Part("metadata", None, "files.baseline", "files.drift", "files.least_privilege"),
    Part("packages", [], AS_IT_IS, "packages.drift", "packages.least_privilege"),
    Part("mounts", [], AS_IT_IS, "mounts.drift", "mounts.least_privilege"),
    Part("token", None, "filesystem.baseline", "filesystem.drift", "filesystem.least_privilege"),
    Part("sharing", None, AS_IT_IS, "filesystem.drift", "filesystem.least_privilege"),
    Part("directLoading", None, "direct.baseline", "direct.drift", "direct.least_privilege"),
    Part("firewall", [], AS_IT_IS, "firewall.drift", ANYTHING),
    Part("units", [], AS_IT_IS, "units.drift", "units.least_privilege"),
    # Looked at with the units.
    Part("health", [], AS_IT_IS, NOT_OBSERVED, ANYTHING),
    Part("schema", None, "database.baseline", "database.drift", "database.least_privilege"),
    Part("identity", None, IN_LEDGER, "identity.drift", ANYTHING),
    Part("checks", [], NOT_COMPARED, NOT_OBSERVED, ANYTHING),
    Part("validations", [], NOT_COMPARED, NOT_OBSERVED, ANYTHING),
    Part("abandon", None, NOT_COMPARED, NOT_OBSERVED, ANYTHING),
)

# module    with run(context)
# title     what people read of it: "TITLE failed: putting everything back"
# part      of the document
# entry     of the ledger; None: the step only looks
Step = namedtuple("Step", ("module", "title", "part", "entry"))

BEFORE_SWAP = (
    Step("identity.step", "making Keystone's records", "identity", "identity"),
    Step("packages.step", "installing packages", "packages", "packages"),
    # Of a user that the identity step has just made; all others were tried before.
    Step("logins.step", "trying the logins", "checks", None),
    Step("units.record", "noting how the units are", "units", "units"),
    # What is mounted comes before the settings that name it.
    Step("filesystem.token", "removing the file system's token", "token", "token"),
    Step("mounts.step", "changing the mounts", "mounts", "mounts"),
    Step("filesystem.metadata", "preparing the file system's metadata", "metadata", "metadata"),
    Step("filesystem.sharing", "checking the shared file system", "sharing", None),
    Step("ini.step", "preparing the settings", "settings", "settings"),
    Step("files.step", "preparing the files", "files", "files"),
    Step("firewall.step", "preparing the firewall's files", "firewall", "firewall"),
    Step("validation.step", "checking the staged files", "validations", None),
)
AFTER_SWAP = (
    Step("direct.step", "checking what Nova reads", "directLoading", None),
    Step("firewall.live", "changing the running firewall", "firewall", "firewall"),
    Step("database.schema", "making the database's tables ready", "schema", "schema"),
    Step("units.step", "restarting the units", "units", "units"),
    Step("units.health", "waiting for the services", "health", None),
)


def empty_document(stack, host):
    """What an undo wants of the host: nothing. `host` is None where the undo names none."""
    return dict({part.name: part.empty for part in PARTS}, format=1, stack=stack, host=host)

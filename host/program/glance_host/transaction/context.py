"""What every step is given."""


class Context:
    """A transaction under way: what is wanted, what was, and how to say and undo things.

    document  the HostDocument (for an undo: an empty one of that stack)
    ledger    a dict kept on the host between transactions, one entry a step; plain JSON
    system    the host: paths, commands, files
    rollback  how to put things back
    stage     files made ready, to be swapped in at once
    report    the HostReport in the making
    """

    def __init__(self, document, ledger, system, rollback, output, undoing=False):
        from glance_host.files.staging import Stage

        self.document = document
        self.ledger = ledger
        self.system = system
        self.rollback = rollback
        self.output = output
        # True when the whole stack leaves this host.
        self.undoing = undoing
        # True when the host was found to have drifted: nothing remembered is believed.
        self.fresh = document.get("generation", 0) != ledger.get("expected", {}).get("generation", 0)
        self.stage = Stage(self)
        self.commit_actions = []
        # Logins that were tried in this run and work (checks).
        self.passed_checks = set()
        self.touched_paths = set()
        # True when a transaction that was cut off is taken up.
        self.resumed = False
        # Units before anything was changed, by name (units/record).
        self.unit_states = {}
        # The images' file system, {id, mountPoint}, once a step has found it (metadata, sharing).
        self.filesystem = None
        self.report = {
            "host": document.get("host", ""),
            "changed": False,
            "changes": [],
            "left": [],
            "restarted": [],
            "filesystem": None,
            "directLoading": None,
            "identity": None,
            "schema": None,
            "seconds": 0,
        }

    def changed(self, component, text, line=None):
        """Notes a change of the host in the report, as a line of its own or in place of `line`;
        the line's number. It is not said while it happens, too: the state keeps all that is."""
        changes = self.report["changes"]
        self.report["changed"] = True
        if line is None:
            line = len(changes)
            changes.append("")
        changes[line] = self.output.redaction.mask("%s: %s" % (component, text))
        return line

    def left(self, component, text):
        """Notes what an undo leaves on the host, and says it: somebody has to know of it, and what
        a destroy prints is all that is seen of its report."""
        line = self.output.redaction.mask("%s: %s" % (component, text))
        self.report["left"].append(line)
        self.output.notice(line)

    def note(self, entry, value):
        """Writes a ledger's entry down at once: what follows is done where no rollback may reach."""
        self.ledger[entry] = value
        self.ledger.save()

    def at_commit(self, action):
        """Notes what is to be struck from the ledger once all is done, and not before: a run that
        is cut off must leave all former values written down."""
        self.commit_actions.append(action)

    def progress(self, text):
        """Says what is being done."""
        self.output.progress(text)

    def touched(self, path):
        """Notes that a file is new or different: the units that read it restart."""
        self.touched_paths.add(path)

"""glance-manage, runuser, and what no host that is a folder may do."""


def version(host, name, arguments):
    """glance-manage as it answers `--version`: its `versions` entry, on stdout as under Python 3."""
    assert arguments == ["--version"], arguments
    return 0, host.state["versions"][name], ""


def runuser(host, _name, arguments):
    """`runuser -u USER -- test -r PATH`; the state says what others may not read, and who is there."""
    user, path = arguments[1], host.plain(arguments[-1])
    if user not in host.state.get("users", ["nova"]):
        return 1, "", "runuser: user %s does not exist" % user
    return (1 if path in host.state.get("unreadable", []) else 0), "", ""


def refused(_host, name, _arguments):
    return 1, "", "%s: not on a host that is a folder\n" % name

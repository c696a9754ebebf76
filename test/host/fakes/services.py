"""glance-manage as it answers `--version`: its `versions` entry, on stdout as under Python 3."""


def version(host, name, arguments):
    assert arguments == ["--version"], arguments
    return 0, host.state["versions"][name], ""

"""rpm, dnf and yum: the same packages as Debian's fakes, told as these tell it.

Held to rpm 4.18 and dnf 4.14; what yum 3.4 does otherwise is from its sources.
"""

from . import packages


def rpm(host, _name, arguments):
    installed = host.state["packages"]
    names = [word for word in arguments if not word.startswith("-") and "%{" not in word]
    if "-qa" in arguments:
        form = arguments[arguments.index("--qf") + 1]
        return 0, "".join(_formatted(form, name, installed[name]) for name in sorted(installed)), ""
    missing = [name for name in names if name not in installed]
    if "-ql" in arguments:
        units = [unit for name in names if name in installed for unit in installed[name].get("units", [])]
        return len(missing), "".join("/usr/lib/systemd/system/%s\n" % unit for unit in units), ""
    if "-e" in arguments:
        return _erase_test(installed, names)
    form = arguments[arguments.index("--qf") + 1]
    out = "".join(
        _formatted(form, name, installed[name])
        if name in installed
        else "package %s is not installed\n" % name
        for name in names
    )
    return len(missing), out, ""


def dnf(host, _name, arguments):
    words = [word for word in arguments if not word.startswith("-")]
    verb, names = words[0], words[1:]
    if verb == "clean":
        host.state["fetched"] = True
    elif verb == "install":
        unknown = [name for name in names if not _known(host, name)]
        # dnf installs nothing where one is unknown; yum all the others.
        if unknown and (host.state.get("package manager") == "dnf" or unknown == names):
            return 1, "", "Error: Unable to find a match: %s\n" % " ".join(unknown)
        for name in names:
            if name not in unknown:
                _install(host, name)
    elif verb == "remove":
        for name in names:
            for unit in host.state["packages"].pop(name).get("units", []):
                host.state["units"].pop(unit, None)
    return 0, "", ""


def _known(host, name):
    package = host.state["repository"].get(name)
    return package is not None and (host.state.get("fetched") or not package.get("needs update"))


def _install(host, name):
    packages.install(host, name, starts=False)


def _formatted(form, name, package):
    version = package.get("version", "1.0-1.el9")
    values = {"%{NAME}": name, "%{VERSION}-%{RELEASE}": version, "\\n": "\n"}
    for placeholder, value in values.items():
        form = form.replace(placeholder, value)
    return form


def _erase_test(installed, names):
    users = [
        "\t%s is needed by (installed) %s-1.0-1.el9.noarch" % (name, user)
        for user, package in sorted(installed.items())
        for name in package.get("depends", [])
        if name in names and user not in names
    ]
    text = "error: Failed dependencies:\n%s\n" % "\n".join(users)
    return (1, "", text) if users else (0, "", "")

"""apt-get and dpkg-query: `repository` says what there is to install, and what comes along."""

import os


def apt_get(host, _name, arguments):
    words = []
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word == "-o":
            skip = True
        elif not word.startswith("-"):
            words.append(word)
    verb, names = words[0], words[1:]
    installed, repository = host.state["packages"], host.state["repository"]
    if verb == "update":
        host.state["fetched"] = True
        return 0, "", host.state.get("apt warnings", "")
    elif verb == "install":
        for name in names:
            package = repository.get(name)
            if package is None or (package.get("needs update") and not host.state.get("fetched")):
                return 100, "", "E: Unable to locate package %s" % name
        for name in names:
            install(host, name)
    elif verb in ("purge", "remove"):
        gone = set(names)
        for name, package in installed.items():
            if gone & set(package.get("depends", [])):
                gone.add(name)
        gone &= set(installed)
        if "-s" in arguments:
            return 0, "".join("Purg %s [1.0]\n" % name for name in sorted(gone)), ""
        for name in gone:
            for unit in installed.pop(name).get("units", []):
                host.state["units"].pop(unit, None)
    return 0, "", ""


def dpkg_query(host, _name, arguments):
    words = [word for word in arguments if not word.startswith("-")]
    installed = host.state["packages"]
    if "-L" in arguments:
        units = [unit for name in words for unit in installed[name].get("units", [])]
        return 0, "".join("/lib/systemd/system/%s\n" % unit for unit in units), ""
    form, names = words[0], words[1:] or sorted(installed)
    out = "".join(
        form.replace("${Package}", name)
        .replace("${db:Status-Status}", "installed")
        .replace("${Version}", installed[name].get("version", "1.0-1"))
        .replace("${Conffiles}", "")
        .replace("\\n", "\n")
        for name in names
        if name in installed
    )
    return (0 if all(name in installed for name in names) else 1), out, ""


def install(host, name, starts=True):
    """Puts a package there with what it needs; Debian's start their services unless told not to."""
    package = host.state["repository"][name]
    for other in package.get("depends", []):
        if other not in host.state["packages"]:
            install(host, other, starts)
    host.state["packages"][name] = package
    active = starts and not os.path.exists(host.path("/usr/sbin/policy-rc.d"))
    for unit in package.get("units", []):
        host.state["units"][unit] = {"enabled": True, "active": active, "packaged": True}

"""ufw, held to 0.36.2 (Debian 12): its rules stand in its own files, whose lines these are.

`ufw`: true where it is installed.
"""

FILES = {"v4": ("/etc/ufw/user.rules", "0.0.0.0/0"), "v6": ("/etc/ufw/user6.rules", "::/0")}


def ufw(host, _name, arguments):
    if not host.state.get("ufw"):
        return 127, "", "the command ufw is not installed"
    if arguments == ["version"]:
        return 0, "ufw 0.36.2\n", ""
    delete = arguments[0] == "delete"
    words = arguments[1 if delete else 0 :]
    if words[:4] != ["allow", "proto", "tcp", "from"] or words[5:8] != ["to", "any", "port"]:
        return 1, "", "ERROR: Invalid syntax\n"
    source, port, comment = words[4], words[8], words[10] if words[9:10] == ["comment"] else None
    for family, (path, everywhere) in FILES.items():
        if source != "any" and (":" in source) != (family == "v6"):
            continue
        seen = everywhere if source == "any" else source
        line = "### tuple ### allow tcp %s %s any %s in" % (port, everywhere, seen)
        lines = read(host, path)
        kept = [each for each in lines if each.split(" comment=")[0] != line]
        if not delete:
            kept.append(line + (" comment=" + comment.encode().hex() if comment else ""))
        with open(host.path(path), "w") as file:
            file.write("".join(each + "\n" for each in kept))
    return 0, "Rule deleted\n" if delete else "Rule added\n", ""


def read(host, path):
    with open(host.path(path)) as file:
        return file.read().splitlines()

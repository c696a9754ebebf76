"""Reads a keystonerc file (procedure 5.3, step 1) without running a shell on it.

The guide sources the file; a program that runs as root must not run what it only wants to read.
So the assignments are read by the shell's own quoting rules, and a value that the shell would
compute (`$(...)`, `$NAME`, a password that is asked for) is refused instead of misread.
"""

import re
import string

_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)\Z")

# What makes the shell compute after a `$`; any other, as in `a$%b`, leaves it a plain `$`.
_EXPANDS = frozenset(string.ascii_letters + string.digits + "_({@*#?!$-")
_EXPANDS_BARE = _EXPANDS | frozenset("'\"")


class RcFileError(Exception):
    """What is wrong with the file, in words that hold no value of it."""


def parse(text):
    """The variables that sourcing `text` would set.

    A value that the shell would compute is None: it matters only where the variable is needed.
    """
    variables = {}
    for line in text.splitlines():
        if re.match(r"\s*unset\s", line):
            for name in line.split()[1:]:
                variables.pop(name, None)
        rest = line
        while rest:
            match = _ASSIGNMENT.match(rest)
            if not match:
                break
            variables[match.group(1)], rest = _word(match.group(2))
    return variables


def _word(text):
    """The first word by the shell's quoting rules, None where it would be computed; and the rest."""
    out = []
    quote = ""
    position = 0
    while position < len(text):
        char = text[position]
        following = text[position + 1 : position + 2]
        if quote == "'":
            if char == quote:
                quote = ""
            else:
                out.append(char)
        elif char == "\\":
            # Between double quotes a backslash stands for itself before all but these.
            if quote and following not in ("$", "`", '"', "\\"):
                out.append(char)
            out.append(following)
            position += 1
        elif char == "`" or (char == "$" and following in (_EXPANDS if quote else _EXPANDS_BARE)):
            return None, ""
        elif char == quote:
            quote = ""
        elif quote:
            out.append(char)
        elif char in "'\"":
            quote = char
        elif char in " \t;&|<>()":
            break
        else:
            out.append(char)
        position += 1
    if quote:
        return None, ""
    return "".join(out), text[position:].lstrip(" \t;")


def admin_access(text, path):
    """Turns the file's variables into credentials as `AdminAccess` of host/document/identity.ts has them.

    Variables of the old v2.0 API (OS_TENANT_NAME, an OS_AUTH_URL that ends in /v2.0) mean the same
    account in v3. The certificate is a path here (`caFile`), since it is one in the file.
    Raises RcFileError where something is missing.
    """
    variables = parse(text)

    def need(*names):
        for name in names:
            if name in variables:
                if variables[name] is None:
                    raise RcFileError(
                        "%s computes %s or asks for it, and the program runs no shell for it" % (path, name)
                    )
                if variables[name]:
                    return variables[name]
        raise RcFileError("%s sets no %s" % (path, " or ".join(names)))

    def optional(*names):
        values = [variables[name] for name in names if variables.get(name)]
        return values[0] if values else None

    project = optional("OS_PROJECT_ID", "OS_TENANT_ID")
    return {
        "authUrl": need("OS_AUTH_URL"),
        "username": need("OS_USERNAME"),
        "password": need("OS_PASSWORD"),
        # As for openstack's own client, an id goes before a name.
        "projectId": project,
        "projectName": None if project else need("OS_PROJECT_NAME", "OS_TENANT_NAME"),
        "userDomainName": optional("OS_USER_DOMAIN_NAME"),
        "userDomainId": optional("OS_USER_DOMAIN_ID"),
        "projectDomainName": optional("OS_PROJECT_DOMAIN_NAME"),
        "projectDomainId": optional("OS_PROJECT_DOMAIN_ID"),
        "caCertificate": None,
        "caFile": optional("OS_CACERT"),
    }

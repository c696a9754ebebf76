"""What the program's sources say in its errors: every text that is written for an operator, by its role."""

import ast
import os
import re

PROGRAM = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", "..", "host", "program"))

# Call → role of each of its arguments, by position.
CALLS = {
    "Problem": (None, None, "what", "hint", "command"),
    "Refused": (None, "what", "hint", "command"),
    "problem": ("what", "hint", "command"),
    "Loss": (None, None, "what", "hint"),
    "finding": (None, "what", "hint"),
    "differs": (None, "what"),
    "BadRequest": ("what",),
    "BadCall": ("what",),
    "KeystoneError": ("what",),
    "RcFileError": ("what",),
    "TransportError": ("what",),
    "EditError": ("what",),
    "existing": (None, None, None, "command"),
}
ROLES = ("what", "hint", "command")
# As what a part of a text stands that only a run can tell.
UNKNOWN = "\0"
PLACEHOLDER = re.compile(r"%[0-9]*[sdr]")


class Text:
    """A text of that role, and where it stands."""

    def __init__(self, role, text, place):
        self.role = role
        self.text = text
        self.place = place

    def __repr__(self):
        return "%s: %s %r" % (self.place, self.role, self.text.replace(UNKNOWN, "…"))


def files():
    """All files of the program."""
    for folder, _, names in os.walk(PROGRAM):
        for name in sorted(names):
            if name.endswith(".py"):
                yield os.path.join(folder, name)


def of_file(path):
    """The Texts of a file."""
    with open(path, encoding="utf-8") as file:
        return list(of_source(file.read(), os.path.relpath(path, PROGRAM)))


def of_source(source, name):
    """The Texts of a source."""
    tree = ast.parse(source)
    known = _assigned(tree.body)
    for node in ast.walk(tree):
        for role, value in _said(node):
            for text in texts(value, known):
                yield Text(role, text, "%s:%d" % (name, value.lineno))


def _assigned(body):
    """Names of the module → what they stand for."""
    found = {}
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
    return found


def _said(node):
    """(role, expression) of each text that a node has for people."""
    if isinstance(node, ast.Call):
        roles = CALLS.get(getattr(node.func, "id", getattr(node.func, "attr", "")), ())
        yield from ((role, value) for role, value in zip(roles, node.args) if role)
        yield from ((each.arg, each.value) for each in node.keywords if each.arg in ROLES)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _of_assignment(target, node.value)
    elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
        # (where, what, hint) of something that differs.
        if len(node.value.elts) == 3:
            yield from zip(("what", "hint"), node.value.elts[1:])


def _of_assignment(target, value):
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, each in zip(target.elts, value.elts):
            yield from _of_assignment(one, each)
    elif isinstance(target, ast.Name) and target.id in ROLES:
        yield target.id, value


def texts(node, known):
    """What an expression may be, as far as the source tells."""
    if isinstance(node, ast.Constant):
        return [PLACEHOLDER.sub(UNKNOWN, node.value)] if isinstance(node.value, str) and node.value else []
    if isinstance(node, ast.IfExp):
        return texts(node.body, known) + texts(node.orelse, known)
    if isinstance(node, ast.BinOp):
        begins = texts(node.left, known)
        if isinstance(node.op, ast.Mod):
            return begins
        ends = texts(node.right, known) or [UNKNOWN]
        return [begin + end for begin in begins for end in ends]
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "shell":
        words = [(texts(word, known) or [UNKNOWN])[0] for word in node.args]
        return [" ".join(words)]
    if isinstance(node, ast.Name) and node.id in known:
        return texts(known[node.id], known)
    return []

"""Which branches of the on-host program recover from a fault; found in its source, and counted.

They are: whatever is noted as an undo (`journal.undo(text, action)` and its like), the functions that
take up what a run left (below), and the exception handlers of the modules that write; of a function
each branch on its own. A step that is added later is found by itself.
"""

import ast

# Methods whose last argument is what puts something back.
NOTES = ("undo", "after", "last", "_undo", "_undo_alone")
# Functions that put back or take up, by module.
FUNCTIONS = {
    "identity.step": {"_take_up"},
    "identity.mutex": {"clear"},
    "identity.registry": {"settle", "forgo", "forget_gone", "renamed", "_put_back"},
    "transaction.rollback": {"roll_back", "_undo_all", "_run"},
    "transaction.ledger": {"widen", "clean", "restore", "remove", "_both"},
    "packages.apt": {"allow_services"},
    "packages.step": {"_take_up", "_roll_back", "_remove"},
    "files.staging": {"_remove_folder", "_discard_left", "_bring_back_folder"},
    "transaction.transaction": {"resume", "put_back"},
}
# Modules all of whose handlers count.
WRITERS = (
    "ini.edit",
    "transaction.rollback",
    "transaction.ledger",
    "files.snapshot",
    "files.staging",
    "filesystem.token",
    "transaction.transaction",
)


class Marker(ast.NodeTransformer):
    """Puts a call of `__ran__(number)` into each branch; `labels` says what each number is."""

    def __init__(self, module, tree):
        self.labels = []
        self._module = module
        self._actions = set(_actions(tree))
        names = {each.id for action in self._actions for each in ast.walk(action) if _is_name(each)}
        names |= {each.attr for each in self._actions if isinstance(each, ast.Attribute)}
        self._functions = names | FUNCTIONS.get(module, set())
        self._where = []
        self._recovers = False

    def visit_FunctionDef(self, node):
        before = self._recovers
        self._where.append(node.name)
        self._recovers = before or node.name in self._functions
        self.generic_visit(node)
        if self._recovers and not before:
            self._mark(node.body, node, "")
        self._where.pop()
        self._recovers = before
        return node

    def visit_Lambda(self, node):
        self.generic_visit(node)
        if node in self._actions:
            both = ast.Tuple([self._call(node, ast.unparse(node.body)), node.body], ast.Load())
            node.body = ast.Subscript(both, ast.Constant(1), ast.Load())
        return node

    def visit_If(self, node):
        self.generic_visit(node)
        if self._recovers:
            test = ast.unparse(node.test)
            self._mark(node.body, node, "if " + test)
            if node.orelse and not isinstance(node.orelse[0], ast.If):
                self._mark(node.orelse, node, "else of " + test)
        return node

    def visit_ExceptHandler(self, node):
        self.generic_visit(node)
        if self._recovers or self._module in WRITERS:
            self._mark(node.body, node, "except " + (ast.unparse(node.type) if node.type else ""))
        return node

    def _mark(self, body, node, text):
        first = body[0]
        docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        body.insert(1 if docstring else 0, ast.Expr(self._call(node, text)))

    def _call(self, node, text):
        words = " ".join(filter(None, [".".join(self._where), text]))
        self.labels.append("%s:%d %s" % (self._module, node.lineno, words[:90]))
        return ast.Call(ast.Name("__ran__", ast.Load()), [ast.Constant(len(self.labels) - 1)], [])


def marked(module, source):
    """(the module's tree with its branches marked, what each is)."""
    tree = ast.parse(source)
    marker = Marker(module, tree)
    return ast.fix_missing_locations(marker.visit(tree)), marker.labels


def _actions(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) > 1:
            if node.func.attr in NOTES:
                yield node.args[-1]


def _is_name(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)

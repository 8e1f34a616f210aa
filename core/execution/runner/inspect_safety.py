# Part 3a: safety findings and purity, read off the syntax tree in an interpreter that never runs model code.
import ast

ALLOWED = {'math', 'itertools', 'functools', 'collections', 'string', 're', 'heapq', 'bisect', 'typing', 'copy',
           'operator', 'fractions', 'decimal', 'statistics', 'dataclasses', 'enum', 'abc', 'textwrap', 'unicodedata',
           'numbers', 'cmath', 'queue', '__future__'}
# The paper's list; a dotted entry is banned where it occurs component by component.
PAPER_BANNED = [entry.split('.') for entry in (
    'logging', 'random', 'multiprocessing', 'pebble', 'subprocess', 'threading', 'datetime', 'time', 'hashlib', 'hmac',
    'bcrypt', 'calendar', 'os.sys', 'os.path', 'sys.exit', 'os.environ')]
BANNED_NAMES = {'__import__', 'importlib', 'open', 'input', 'exec', 'eval', 'compile', 'breakpoint'}
HARMLESS_DUNDERS = {'__init__', '__name__'}
# Calls that can reach and change what outlives the program.
REACHING_NAMES = {'globals', 'locals', 'vars', 'setattr', 'delattr', 'getattr', 'dir', 'super', 'object'}
STATEFUL_MODULES = {'abc', 'enum', 'dataclasses', 'typing', 'numbers'}
LOCKING_MODULES = {'decimal', 'queue'}  # contexts and locks: never in the pool
MUTATING_ATTRIBUTES = {'register', 'setcontext', 'getcontext', 'seed'}
PURE, CONTAINED, IMPURE = 2, 1, 0


def is_dunder(name):
    return len(name) > 4 and name.startswith('__') and name.endswith('__')


def banned_by_paper(parts):
    for entry in PAPER_BANNED:
        for start in range(len(parts) - len(entry) + 1):
            if parts[start:start + len(entry)] == entry:
                return True
    return False


class Safety:
    """One walk over a tree: findings ("rule:line:column:text"), and whether anything can outlive a call."""

    def __init__(self, paper):
        self.paper = paper
        self.findings = []
        self.purity = PURE
        self.modules = {}  # name bound by an import -> module
        self.bound = set()
        self.bases = set()

    def find(self, node, rule, text):
        self.findings.append('%s:%d:%d:%s' % (rule, getattr(node, 'lineno', 0), getattr(node, 'col_offset', 0), text))
        self.purity = IMPURE

    def lower(self, purity):
        self.purity = min(self.purity, purity)

    def collect(self, tree):
        """Names that the program binds itself: a parameter called `input` is not the builtin."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.bound.add(node.id)
            elif isinstance(node, ast.arg):
                self.bound.add(node.arg)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.bound.add(node.name)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    target = alias.name if alias.asname else alias.name.split('.')[0]
                    self.modules[alias.asname or target] = target

    def check(self, tree):
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                if isinstance(node, ast.Attribute):
                    self.bases.add(id(child))
        for node in ast.walk(tree):
            handler = getattr(self, 'on_' + type(node).__name__, None)
            if handler is not None:
                handler(node)

    def module_rule(self, node, parts):
        if self.paper:
            if banned_by_paper(parts):
                self.find(node, 'banned_import', '.'.join(parts))
            else:
                self.lower(PURE if parts[0] in ALLOWED else IMPURE)
        elif parts[0] not in ALLOWED:
            self.find(node, 'banned_import', '.'.join(parts))
        if parts[0] in LOCKING_MODULES:
            self.lower(IMPURE)
        elif parts[0] in STATEFUL_MODULES:
            self.lower(CONTAINED if parts[0] != 'typing' else PURE)

    def on_Import(self, node):
        for alias in node.names:
            self.module_rule(node, alias.name.split('.'))

    def on_ImportFrom(self, node):
        if node.level or not node.module:
            self.find(node, 'banned_import', '.' * node.level + (node.module or ''))
            return
        for alias in node.names:
            self.module_rule(node, node.module.split('.') + [alias.name] if self.paper else node.module.split('.'))
            if alias.name == '*':
                self.lower(CONTAINED)
            elif self.reaches_module(node.module, alias.name):
                self.lower(IMPURE)

    @staticmethod
    def reaches_module(module, name):
        """Whether module.name is private, is itself a module or is a container that a program could change."""
        if name.startswith('_'):
            return True
        value = getattr(sys.modules.get(module), name, None)
        return isinstance(value, (type(sys), list, dict, set))

    def on_Name(self, node):
        name = node.id
        if is_dunder(name) and name not in HARMLESS_DUNDERS:
            self.find(node, 'banned_name', name)
        elif name in BANNED_NAMES and name not in self.bound:
            self.find(node, 'banned_name', name)
        elif name in REACHING_NAMES and name not in self.bound:
            self.lower(CONTAINED if name in ('super', 'object') else IMPURE)
        elif name in self.modules and isinstance(node.ctx, ast.Load) and id(node) not in self.bases:
            self.lower(IMPURE)

    def on_Attribute(self, node):
        name = node.attr
        if is_dunder(name) and name not in HARMLESS_DUNDERS:
            self.find(node, 'dunder_attribute', name)
        elif name.startswith('_') or name in MUTATING_ATTRIBUTES:
            own = isinstance(node.value, ast.Name) and node.value.id in ('self', 'cls')
            self.lower(CONTAINED if own else IMPURE)
        if not isinstance(node.ctx, ast.Load):
            own = isinstance(node.value, ast.Name) and node.value.id == 'self'
            self.lower(CONTAINED if own else IMPURE)
        if isinstance(node.value, ast.Name) and node.value.id in self.modules and \
                self.reaches_module(self.modules[node.value.id], name):
            self.lower(IMPURE)

    def on_Subscript(self, node):
        if isinstance(node.ctx, ast.Load):
            return
        base = node.value
        while isinstance(base, ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name) and base.id in self.bound:
            return
        own = isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name) and base.value.id == 'self'
        self.lower(CONTAINED if own else IMPURE)

    def on_Call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id == 'type' and len(node.args) != 1:
            self.lower(IMPURE)
        if isinstance(node.func, ast.Name) and node.func.id in ('getattr', 'hasattr') and len(node.args) > 1:
            name = node.args[1]
            if isinstance(name, ast.Constant) and isinstance(name.value, str) and is_dunder(name.value):
                self.find(node, 'dunder_attribute', name.value)

    def on_ClassDef(self, node):
        local = {'object', 'Exception', 'ValueError', 'ABC', 'Enum', 'IntEnum', 'NamedTuple'}
        for base in node.bases:
            if not (isinstance(base, ast.Name) and (base.id in self.bound or base.id in local)):
                self.lower(IMPURE)
        self.lower(IMPURE if node.keywords else CONTAINED)

    def on_Global(self, node):
        self.lower(PURE)

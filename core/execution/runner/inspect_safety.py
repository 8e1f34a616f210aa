# Part 9: safety findings and purity, read off the syntax tree in an interpreter that never runs model code.
import ast
import symtable
import _string


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
DEFINITIONS = {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef}
WATCHED_NAMES = BANNED_NAMES | REACHING_NAMES | {'type'}
UNREAD_FIELDS = {'ctx', 'op', 'ops', 'kind', 'type_comment'}  # hold nothing that a rule looks at


def nodes_of(tree):
    """Every node, parents first."""
    nodes = [tree]
    for node in nodes:
        for field in node._fields:
            value = getattr(node, field, None) if field not in UNREAD_FIELDS else None
            if isinstance(value, ast.AST):
                nodes.append(value)
            elif isinstance(value, list):
                nodes += [one for one in value if isinstance(one, ast.AST)]
    return nodes


class Safety:
    """One walk over a tree: findings ("rule:line:column:text"), and whether anything can outlive a call."""

    def __init__(self, paper):
        self.paper = paper
        self.findings = []
        self.purity = PURE
        self.modules = {}  # name bound by an import -> modules it may stand for
        self.bound = set()
        self.bases, self.compared = set(), set()  # nodes that an attribute is taken of, that are compared
        self.read_outside, self.module_names = set(), set()  # of the builtins' names that the program binds somewhere
        self.in_functions = set()  # nodes, where the program binds such a name
        self.roots = set()  # of the modules that are imported
        self.imports = False  # whether there is anything but builtins that could be changed
        self.apart = False  # whether an item may leave something to the next one that the canary does not see
        self.in_input = False

    def find(self, node, rule, text):
        self.findings.append('%s:%d:%d:%s' % (rule, getattr(node, 'lineno', 0), getattr(node, 'col_offset', 0), text))
        self.purity = IMPURE

    def lower(self, purity):
        self.purity = min(self.purity, purity)

    def collect(self, nodes, source):
        """Names that the program binds itself: a parameter called `input` is not the builtin."""
        bound = set()
        for node in nodes:
            kind = type(node)
            if kind is ast.Name:
                if type(node.ctx) is ast.Store:
                    bound.add(node.id)
            elif kind is ast.arg:
                bound.add(node.arg)
            elif kind in DEFINITIONS:
                bound.add(node.name)
            elif kind is ast.ImportFrom:
                self.imports = self.imports or node.module != '__future__'
                self.roots.add((node.module or '').split('.')[0])
            elif kind is ast.Import:
                self.imports = True
                for alias in node.names:
                    self.roots.add(alias.name.split('.')[0])
                    target = alias.name if alias.asname else alias.name.split('.')[0]
                    self.modules.setdefault(alias.asname or target, set()).add(target)
        self.bound |= bound
        watched = bound & WATCHED_NAMES
        if watched:
            table = symtable.symtable(source, 'program', 'exec')
            self.read_outside.update(name for name in watched if read_outside_functions(table, name))
            self.module_names.update(name for name in watched if bound_here(table, name))
            self.in_functions.update(id(one) for node in nodes if isinstance(node, FUNCTIONS)
                                     for part in listed(node.body) for one in ast.walk(part))

    def import_text(self, tree, text):
        """A task's imports are run before every answer to it: they import, and bind neither f nor something else under
        a builtin's name."""
        for node in tree.body:
            names = [one.asname or one.name.split('.')[0] for one in getattr(node, 'names', ())]
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                self.find(node, 'banned_import', text[:100])
            names = [one for one in names if one == 'f' or one in WATCHED_NAMES]
            names += [one.asname for one in getattr(node, 'names', ()) if one.asname in BUILTIN_NAMES and one.asname != one.name]
            for name in names:
                self.find(node, 'banned_import', name)

    def check(self, nodes):
        for node in nodes:
            kind = type(node)
            if kind is ast.Attribute:
                self.bases.add(id(node.value))
            elif kind is ast.Compare:
                self.compared.update(map(id, [node.left] + node.comparators))
        for node in nodes:
            handler = HANDLERS.get(type(node))
            if handler is not None:
                handler(self, node)

    def own(self, node):
        """Whether a builtin's name is the program's where it is read: one that some scope binds may be the builtin in
        another, and what the module's own code reads may be the builtin still (`exec = exec`)."""
        name = node.id
        if name not in self.bound or (name not in self.read_outside and not self.in_input):
            return name in self.bound
        self.lower(IMPURE)
        return name in self.module_names and (self.in_input or id(node) in self.in_functions)

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
            self.lower(CONTAINED)
            self.apart = True

    def member_rule(self, node, module, name):
        """module.name, imported or reached as an attribute."""
        inner = submodule(module, name)
        if inner is not None:
            self.module_rule(node, inner.split('.'))
        if not self.paper and home_of(module, name) in OUTSIDE_HOMES:
            self.find(node, 'banned_name', module + '.' + name)
        if not exported(module, name) or name in REWRITING or name in FOLLOWING:
            self.lower(IMPURE)
        elif name in DECORATING:
            self.lower(CONTAINED)
            self.apart = True
        if name in EVALUATING:
            self.find(node, 'banned_name', name)

    def is_own(self, base, names=('self',)):
        """Whether an object that is changed is the program's own by its name. A parameter called `self` may be anything: where
        nothing is imported that is a value, a builtin or the program's own, and builtins cannot be changed; else items are
        kept apart."""
        own = isinstance(base, ast.Name) and base.id in names
        self.apart = self.apart or own and self.imports
        return own

    def attribute_rule(self, node, name, base):
        if is_dunder(name):
            if name not in HARMLESS_DUNDERS:
                self.find(node, 'dunder_attribute', name)
        elif name in RANDOM_ATTRIBUTES and 'statistics' in self.roots:
            self.find(node, 'banned_name', name)
        elif name in FRAME_ATTRIBUTES:
            self.find(node, 'frame_attribute', name)
        elif name.startswith('_') or name in MUTATING_ATTRIBUTES:
            self.lower(CONTAINED if self.is_own(base, ('self', 'cls')) else IMPURE)
        elif name not in PLAIN_ATTRIBUTES:
            self.lower(CONTAINED)

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
            else:
                self.member_rule(node, node.module, alias.name)

    def on_Name(self, node):
        name = node.id
        if is_dunder(name) and name not in HARMLESS_DUNDERS:
            self.find(node, 'banned_name', name)
        elif name in BANNED_NAMES:
            if isinstance(node.ctx, ast.Load) and not self.own(node):
                self.find(node, 'banned_name', name)
        elif name in REACHING_NAMES:
            if isinstance(node.ctx, ast.Load) and not self.own(node):
                self.lower(CONTAINED if name in ('super', 'object') else IMPURE)
        elif name in self.modules and isinstance(node.ctx, ast.Load) and id(node) not in self.bases:
            self.lower(IMPURE)
        elif name == 'type' and id(node) not in self.compared and not self.own(node):
            self.bare_type(node)

    def bare_type(self, node):
        """`type` makes classes, and type(type) does; on_Call admits what merely asks for a value's type."""
        if not getattr(node, 'called', False):
            self.lower(CONTAINED)

    def on_Attribute(self, node):
        name, base = node.attr, node.value
        modules = self.modules.get(base.id, ()) if isinstance(base, ast.Name) else ()
        if name in ('format', 'format_map'):
            self.format_rule(node, base)
        elif modules and not is_dunder(name) and name not in MUTATING_ATTRIBUTES:
            for module in modules:
                self.member_rule(node, module, name)
            if base.id in self.bound:  # by now it may be anything
                self.lower(IMPURE)
                self.attribute_rule(node, name, base)
        else:
            self.attribute_rule(node, name, base)
        if not isinstance(node.ctx, ast.Load):
            self.lower(CONTAINED if self.is_own(base) else IMPURE)

    def format_rule(self, node, text):
        """'{0.a[b].c}'.format(x) follows attributes."""
        template = folded(text)
        try:
            for name in followed(template) if template is not None else ():
                self.attribute_rule(node, name, None)
                self.lower(CONTAINED)
        except ValueError:
            template = None
        if template is None:
            self.lower(CONTAINED)

    def on_MatchClass(self, node):
        for name in node.kwd_attrs:
            self.attribute_rule(node, name, None)

    def on_Subscript(self, node):
        if isinstance(node.ctx, ast.Load):
            return
        base = node.value
        while isinstance(base, ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name) and base.id in self.bound:
            return
        own = isinstance(base, ast.Attribute) and self.is_own(base.value)
        self.lower(CONTAINED if own else IMPURE)

    def on_Call(self, node):
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, 'attr', '')
        if called == 'type' and isinstance(node.func, ast.Name):
            asked = len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred)
            node.func.called = asked and (id(node) in self.bases or id(node) in self.compared)
            self.lower(PURE if asked else IMPURE)
        if called in ('wraps', 'update_wrapper') and (node.keywords or len(node.args) > (1 if called == 'wraps' else 2)):
            self.find(node, 'banned_name', called + ' of chosen attributes')
        if called in ('getattr', 'hasattr') or called in FOLLOWING:
            for text in node.args[called in ('getattr', 'hasattr'):]:
                for name in (folded(text) or '').split('.'):
                    if name:
                        self.attribute_rule(node, name, None)

    def on_ClassDef(self, node):
        # The library calls methods that a program defines, in places where more than its own can be reached.
        self.apart = self.apart or self.imports
        local = {'object', 'Exception', 'ValueError', 'ABC', 'Enum', 'IntEnum', 'NamedTuple'}
        for base in node.bases:
            if not (isinstance(base, ast.Name) and (base.id in self.bound or base.id in local)):
                self.lower(IMPURE)
        self.lower(IMPURE if node.keywords else CONTAINED)

    def on_Try(self, node):
        # A generator that is dropped in here runs its handlers when it is collected: in the time of another program.
        if any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in nodes_of(node)):
            self.lower(CONTAINED)

    on_TryStar = on_With = on_Try

    def on_AsyncFunctionDef(self, node):
        self.lower(CONTAINED)


HANDLERS = {getattr(ast, name[3:]): rule for name, rule in vars(Safety).items()
            if name.startswith('on_') and hasattr(ast, name[3:])}


def listed(value):
    return value if isinstance(value, list) else [value]


def followed(template):
    """The attributes that a template of str.format follows, also in nested fields; ValueError where it is none."""
    names = []
    for _, field, form, _ in _string.formatter_parser(template):
        if field is not None:
            names += [key for is_attribute, key in _string.formatter_field_name_split(field)[1] if is_attribute]
            names += followed(form or '')
    return names


def folded(node):
    """The text that an expression of constants makes, else None."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = folded(node.left), folded(node.right)
        return None if left is None or right is None else left + right
    if isinstance(node, ast.JoinedStr):
        parts = [folded(one.value if isinstance(one, ast.FormattedValue) else one) for one in node.values]
        return None if None in parts else ''.join(parts)
    if isinstance(node, ast.Call) and len(node.args) == 1:
        return folded_call(node.func, node.args[0])
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        ends = [None if one is None else constant_number(one) for one in (node.slice.lower, node.slice.upper, node.slice.step)]
        text = folded(node.value)
        return None if text is None or 'unknown' in ends or ends[2] == 0 else text[slice(*ends)]
    return None


def folded_call(function, argument):
    if isinstance(function, ast.Name) and function.id == 'chr':
        number = constant_number(argument)
        return chr(number) if isinstance(number, int) and 0 <= number < 0x110000 else None
    if isinstance(function, ast.Attribute) and function.attr == 'join' and isinstance(argument, (ast.List, ast.Tuple)):
        parts, between = [folded(one) for one in argument.elts], folded(function.value)
        return None if between is None or None in parts else between.join(parts)
    return None


def constant_number(node):
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = constant_number(node.operand)
        return -number if isinstance(number, int) else 'unknown'
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else 'unknown'


def bound_here(table, name):
    return name in table.get_identifiers() and table.lookup(name).is_assigned()


def read_outside_functions(table, name):
    """Whether some scope reads `name` from the module or the builtins."""
    if name in table.get_identifiers():
        symbol = table.lookup(name)
        if symbol.is_referenced() and (symbol.is_global() or table.get_type() != 'function'):
            return True
    return any(read_outside_functions(child, name) for child in table.get_children())

# Part 10: the first gate of the pooled tier: a closed grammar. What is not listed here is not pooled; nothing is
# searched for danger. It also takes the imports off the program, so that none is executed.

PLAIN_NODES = {getattr(ast, name) for name in (
    'Module Return Delete Assign AugAssign For While If Raise Assert Expr Pass Break Continue BoolOp NamedExpr BinOp UnaryOp '
    'IfExp Dict Set ListComp SetComp DictComp GeneratorExp Compare FormattedValue JoinedStr Constant Subscript Starred '
    'List Tuple Slice Index ExtSlice keyword arguments Call Lambda Match match_case MatchValue MatchSingleton MatchSequence '
    'MatchStar MatchOr').split() if hasattr(ast, name)}
ANNOTATION_NODES = {getattr(ast, name) for name in 'Name Attribute Subscript Tuple List BinOp BitOr Load Index'.split()
                    if hasattr(ast, name)}
CAUGHT = frozenset(POOL_EXCEPTIONS)


class NoPool(Exception):
    pass


class Grammar:
    """One walk over a program; raises NoPool at the first thing that is not listed."""

    def __init__(self, imports):
        self.bindings = {}  # name -> (module, member or '')
        self.bound = set()
        self.annotations, self.bases, self.types, self.in_functions = set(), set(), set(), set()  # ids of nodes
        for statement in imports:
            self.bind(statement)

    def bind(self, statement):
        if isinstance(statement, ast.Import):
            pairs = [(alias.name, '', alias) for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            pairs = [(statement.module, alias.name, alias) for alias in statement.names]
        else:
            raise NoPool
        for module, member, alias in pairs:
            name = member or module
            if alias.asname not in (None, name) or module not in POOL_MODULES and module != 'typing':
                raise NoPool
            if member and member not in (HINTS if module == 'typing' else POOL_MODULES[module]):
                raise NoPool
            if member and not hasattr(sys.modules[module], member):
                raise NoPool
            if self.bindings.setdefault(name, (module, member)) != (module, member):
                raise NoPool

    def check(self, nodes):
        self.note(nodes)
        known = self.bound | set(self.bindings) | POOL_NAMES
        if self.bound & (BUILTIN_NAMES | set(self.bindings)) or '__name__' in self.bound:
            raise NoPool
        for node in nodes:
            kind = type(node)
            if id(node) in self.annotations:
                self.annotation(node)
            elif kind in RULES:
                RULES[kind](self, node, known)
            elif kind not in PLAIN_NODES:
                raise NoPool

    def note(self, nodes):
        """What the program binds, and which nodes stand where it matters: in annotations, in functions, before a dot,
        and as `type` of one value beside a comparison."""
        if any(type(node) is ast.AnnAssign for node in nodes):
            self.in_functions.update(id(one) for node in nodes if type(node) is ast.FunctionDef for one in ast.walk(node)
                                     if type(one) is ast.AnnAssign)
        for node in nodes:
            kind = type(node)
            if kind is ast.Name:
                if type(node.ctx) is not ast.Load:
                    self.bound.add(node.id)
            elif kind is ast.arg:
                self.bound.add(node.arg)
                self.mark(node.annotation)
            elif kind is ast.FunctionDef:
                self.bound.add(node.name)
                self.mark(node.returns)
            elif kind is ast.AnnAssign:
                self.mark(node.annotation)
            elif kind is ast.ExceptHandler and node.name:
                self.bound.add(node.name)
            elif kind is ast.Attribute:
                self.bases.add(id(node.value))
            elif kind.__name__ in ('MatchAs', 'MatchStar') and node.name:
                self.bound.add(node.name)
            elif kind.__name__ == 'MatchMapping' and node.rest:
                self.bound.add(node.rest)
            elif kind is ast.Compare:
                self.types.update(id(one.func) for one in [node.left] + node.comparators if isinstance(one, ast.Call) and
                                  len(one.args) == 1 and not one.keywords and not isinstance(one.args[0], ast.Starred))

    def mark(self, annotation):
        if annotation is not None:
            self.annotations.update(map(id, ast.walk(annotation)))

    def annotation(self, node):
        """Names of types, subscripted with such: a number in one would stay in the cache of `typing`."""
        if isinstance(node, ast.Constant):
            if node.value is not None and node.value is not ... and not isinstance(node.value, str):
                raise NoPool
        elif isinstance(node, ast.Name):
            # The pool's own `type` is a function: `type[int]` and `type | None` are nothing that it has.
            if node.id in self.bound or node.id == 'type' or node.id not in self.bindings and node.id not in POOL_NAMES:
                raise NoPool
        elif isinstance(node, ast.Attribute):
            if not isinstance(node.value, ast.Name) or self.bindings.get(node.value.id, ('', 'x')) != ('typing', '') \
                    or node.attr not in HINTS:
                raise NoPool
        elif type(node) not in ANNOTATION_NODES:
            raise NoPool

    def on_Name(self, node, known):
        name = node.id
        if not isinstance(node.ctx, ast.Load):
            return
        if name in self.bindings:
            module, member = self.bindings[name]
            if module == 'typing' or not member and id(node) not in self.bases:
                raise NoPool
        elif name not in known:
            if name in BUILTIN_NAMES and name != '__name__' or is_dunder(name) and name != '__name__':
                raise NoPool
        elif name == 'type' and id(node) not in self.types:
            raise NoPool

    def on_Attribute(self, node, known):
        base = node.value
        if not isinstance(node.ctx, ast.Load):
            raise NoPool
        if isinstance(base, ast.Name) and base.id in self.bindings and not self.bindings[base.id][1]:
            if node.attr not in POOL_MODULES.get(self.bindings[base.id][0], ()):
                raise NoPool
        elif node.attr not in POOL_ATTRIBUTES:
            raise NoPool

    def on_FunctionDef(self, node, known):
        if node.decorator_list or getattr(node, 'type_params', None):
            raise NoPool

    def on_arg(self, node, known):
        if is_dunder(node.arg):
            raise NoPool

    def on_AnnAssign(self, node, known):
        # At the top of a module an annotation is kept, and that of anything but a name is always worked out.
        if not isinstance(node.target, ast.Name) or id(node) not in self.in_functions:
            raise NoPool

    def on_comprehension(self, node, known):
        if node.is_async:
            raise NoPool

    def on_Try(self, node, known):
        # A handler of everything, and a finally that returns, would hide that memory ran out; the pool has less of it.
        if node.finalbody:
            raise NoPool

    def on_ExceptHandler(self, node, known):
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        if not all(isinstance(one, ast.Name) and one.id in CAUGHT for one in kinds):
            raise NoPool

    def on_MatchAs(self, node, known):
        pass

    def on_MatchMapping(self, node, known):
        pass


RULES = {getattr(ast, name[3:]): rule for name, rule in vars(Grammar).items()
         if name.startswith('on_') and hasattr(ast, name[3:])}


def leading_imports(tree):
    """The imports that a program begins with, after its docstring."""
    found = []
    for place, statement in enumerate(tree.body):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            found.append(statement)
        elif place or not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant):
            break
    return found


def without(source, statements):
    """The program with these statements blanked; every other keeps its line."""
    lines = source.encode().split(b'\n')
    for one in statements:
        for number in range(one.lineno - 1, one.end_lineno):
            line = lines[number]
            start = one.col_offset if number == one.lineno - 1 else 0
            end = one.end_col_offset if number == one.end_lineno - 1 else len(line)
            word = b'pass' if number == one.lineno - 1 else b''
            lines[number] = line[:start] + word.ljust(end - start) + line[end:]
    return b'\n'.join(lines).decode()


def pooled_form(source, tree, nodes, imports):
    """(the program without its imports, names with what they stand for) where it fits the grammar, else None."""
    own = leading_imports(tree)
    if '\r' in source or '\f' in source:
        return None
    try:
        grammar = Grammar([statement for one in imports for statement in one.body] + own)
        taken = {id(part) for one in own for part in ast.walk(one)}
        grammar.check([node for node in nodes if id(node) not in taken])
        bare = without(source, own)
        if own:
            compile(bare, 'program', 'exec', ast.PyCF_ONLY_AST, True)
    except (NoPool, SyntaxError, ValueError):
        return None
    return bare, tuple('%s=%s%s' % (name, module, member and '.' + member)
                       for name, (module, member) in grammar.bindings.items())

# Part 12: whether a program can observe what differs between two interpreters: the order of a set, where an object lies,
# how deep the stack is. Whoever can is judged under many differently seeded interpreters. Sets are followed from where
# they arise to what is done with them; what is done with them in an unknown way counts as seeing their order.
SET_MAKERS = {'set', 'frozenset'}
SET_METHODS = {'union', 'intersection', 'difference', 'symmetric_difference', 'copy'}  # of a set: another set
SILENT_METHODS = {'add', 'update', 'discard', 'remove', 'clear', 'issubset', 'issuperset', 'isdisjoint',
                  'intersection_update', 'difference_update', 'symmetric_difference_update'}
SET_OPERATORS = (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)
VIEWS = {'keys', 'items'}
# What takes a view's members in the order of its dict.
VIEW_READERS = {'list', 'tuple', 'sorted', 'len', 'set', 'frozenset', 'dict', 'enumerate', 'zip', 'iter', 'reversed', 'min', 'max',
                'sum', 'any', 'all', 'map', 'filter', 'bool', 'str', 'repr', 'join', 'extend', 'Counter', 'OrderedDict', 'deque',
                'defaultdict', 'print', 'next', 'reduce', 'chain', 'product', 'groupby', 'combinations', 'permutations', 'islice',
                'accumulate', 'starmap', 'zip_longest', 'nlargest', 'nsmallest'}
OPERATOR_FUNCTIONS = {'and_', 'or_', 'xor', 'sub', '__and__', '__or__', '__xor__', '__sub__', '__rand__', '__ror__', '__rxor__',
                      '__rsub__'}
ORDERLESS = {'len', 'sorted', 'bool', 'any', 'all', 'set', 'frozenset', 'min', 'max', 'sum', 'isinstance'}
COMPARING = {'sorted', 'min', 'max'}  # silent where any two members can be told apart by <
# Calls within a comprehension that change nothing and give the same whenever they are made.
STEADY_FUNCTIONS = {'len', 'abs', 'str', 'int', 'float', 'bool', 'ord', 'chr', 'isinstance', 'min', 'max', 'sum', 'sorted', 'round',
                    'tuple', 'list', 'dict', 'range', 'zip', 'enumerate', 'reversed', 'divmod', 'pow', 'bin', 'hex', 'any', 'all'}
STEADY_METHODS = {'lower', 'upper', 'title', 'capitalize', 'swapcase', 'casefold', 'strip', 'lstrip', 'rstrip', 'split', 'replace',
                  'startswith', 'endswith', 'find', 'rfind', 'count', 'isalpha', 'isdigit', 'isalnum', 'isupper', 'islower',
                  'isspace', 'isnumeric', 'isdecimal', 'zfill', 'join', 'get', 'bit_length', 'bit_count'}
TEXT_FUNCTIONS = {'str', 'chr', 'bin', 'hex'}
TEXT_METHODS = {'lower', 'upper', 'title', 'capitalize', 'swapcase', 'casefold', 'strip', 'lstrip', 'rstrip', 'replace', 'zfill',
                'join'}
UNFAILING = {'isinstance', 'bool', 'str', 'repr', 'ascii', 'callable'}  # in any value
WHOLE_FUNCTIONS = {'len', 'ord', 'int', 'bool', 'isinstance'}  # their values are whole numbers
WHOLE_METHODS = {'count', 'find', 'rfind', 'startswith', 'endswith', 'isalpha', 'isdigit', 'isalnum', 'isupper', 'islower',
                 'isspace', 'bit_length', 'bit_count'}
WHOLE_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Mod, ast.FloorDiv, ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)
IDENTITY_NAMES = {'id', 'hash', 'object', 'RecursionError', 'memoryview', 'vars', 'globals', 'locals', 'dir', 'getattr'}
# What a handler may name without seeing recursion or memory run out.
NARROW = {name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)} - \
    {'Exception', 'BaseException', 'RuntimeError', 'RecursionError', 'MemoryError', 'BaseExceptionGroup', 'ExceptionGroup'}
SET_KINDS = {'KeysView', 'ItemsView', 'MutableSet', 'AbstractSet'}
SINGLETONS = {'int', 'str', 'float', 'bool', 'list', 'tuple', 'dict', 'set', 'frozenset', 'bytes', 'complex', 'NotImplemented'}


HUGE = 1e100
# Where numbers with a fraction come from, and so what compares as neither smaller nor equal: inf - inf.
FRACTIONS = {'float', 'math', 'cmath', 'statistics', 'Decimal', 'fsum', 'exp', 'ldexp'}
PAIRING = {'tuple', 'zip', 'enumerate', 'items', 'combinations', 'permutations', 'product', 'pairwise', 'zip_longest',
           'combinations_with_replacement', 'most_common', 'partition', 'rpartition', 'divmod', 'as_integer_ratio', 'groups'}


class Observers(Addresses):
    """`observes` after the construction says it all but `makes_sets`: with sets of any kind the members decide which exception
    comes first."""

    def __init__(self, nodes):
        self.nodes, self.parents, self.sets, self.views = nodes, {}, set(), set()
        names = {node.id for node in nodes if type(node) is ast.Name}
        kinds = set(map(type, nodes))
        self.functions = {node.name for node in nodes if type(node) in (ast.FunctionDef, ast.AsyncFunctionDef)}
        self.generators = {node.name for node in nodes if isinstance(node, ast.FunctionDef) and
                           any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in ast.walk(node))} \
            if kinds & {ast.Yield, ast.YieldFrom} else set()
        self.bound = self.bound_names()
        self.taken = self.taken_names()
        # The end of a `with` may be a handler too.
        self.handles = any(kind.__name__ in ('Try', 'TryStar', 'With', 'AsyncWith') for kind in kinds)
        self.fields = {node.attr for node in nodes if type(node) is ast.Attribute and type(node.ctx) is not ast.Load}
        self.observes = bool(names & IDENTITY_NAMES) or self.sees_identity() or self.sees_memo() or '__del__' in self.functions or \
            self.handles and self.sees_depth()
        self.makes_sets = bool(names & (SET_MAKERS | SET_KINDS) or kinds & {ast.Set, ast.SetComp} or any(
            type(node) is ast.Attribute and node.attr in VIEWS - self.fields for node in nodes))
        if self.observes or not self.makes_sets and not any(map(self.makes_text, nodes)):
            return
        for node in nodes:
            for child in ast.iter_child_nodes(node):
                self.parents[id(child)] = node
        # Members that compare as neither smaller nor equal, and objects, whose place in a set is their address.
        self.incomparable = ast.ClassDef in kinds or 'frozenset' in names or any(
            type(node) is ast.Constant and isinstance(node.value, str) and node.value.strip(' +-').lower() == 'nan' or
            type(node) is ast.Attribute and node.attr == 'nan' for node in nodes) or 'nan' in names
        self.stored = {node.id for node in nodes if type(node) is ast.Name and type(node.ctx) is not ast.Load}
        self.calls_f = any(type(node) is ast.Name and node.id == 'f' and type(node.ctx) is ast.Load for node in nodes)
        if self.makes_sets:
            self.fractions = bool(names & FRACTIONS) or any(
                type(node) is ast.Constant and isinstance(node.value, float) or type(node) is ast.Div for node in nodes)
            self.views = self.view_names()
            self.sets = self.set_names()
            self.sure = self.sure_names()
            self.refilled = any(map(self.refills, nodes))
            self.tuples = any(map(self.makes_tuples, nodes))
            # Whoever decorates, shadows or defines kinds of its own may do anything with what looks silent.
            doubtful = bool(kinds & {ast.ClassDef, ast.AsyncFunctionDef}) or \
                bool(self.bound & (ORDERLESS | STEADY_FUNCTIONS | SET_MAKERS)) or \
                any(getattr(node, 'decorator_list', None) for node in nodes)
            self.observes = bool((names | self.bound) & SET_KINDS) or doubtful and any(type(node) is not ast.Name and self.is_set(node) for node in nodes) or \
                self.sees_order()
        self.observes = self.observes or self.sees_addresses()

    def bound_names(self):
        """Names that the program gives a meaning of its own, however it does."""
        bound = set(self.functions)
        for node in self.nodes:
            kind = type(node)
            if kind is ast.Name:
                if type(node.ctx) is not ast.Load:
                    bound.add(node.id)
            elif kind is ast.arg:
                bound.add(node.arg)
            elif kind is ast.ClassDef or kind is ast.ExceptHandler or kind.__name__ in ('MatchAs', 'MatchStar'):
                bound.add(node.name)
            elif kind in (ast.Import, ast.ImportFrom):
                bound.update((alias.asname or alias.name).split('.')[0] for alias in node.names)
        return bound

    def parent(self, node):
        return self.parents.get(id(node))

    # Identity and depth.

    def sees_identity(self):
        for node in self.nodes:
            if type(node) is ast.Compare and any(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops) and \
                    not any(self.is_singleton(one) for one in [node.left] + node.comparators):
                return True
        return False

    def sees_memo(self):
        """The memo of a deep copy has addresses for keys."""
        plain = {id(node.func) for node in self.nodes
                 if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords}
        return any(isinstance(node, (ast.Name, ast.Attribute)) and getattr(node, 'id', getattr(node, 'attr', '')) == 'deepcopy' and
                   id(node) not in plain for node in self.nodes)

    @staticmethod
    def is_singleton(node):
        if isinstance(node, ast.Constant):
            return node.value is None or node.value is True or node.value is False or node.value is ...
        return isinstance(node, ast.Name) and node.id in SINGLETONS

    def sees_depth(self):
        """Whether a handler, or a finally, may see recursion run out: of calls, or of nested values that are shown."""
        return any(isinstance(node, (ast.With, ast.AsyncWith)) or
                   isinstance(node, ast.ExceptHandler) and not self.is_narrow(node.type) or
                   getattr(node, 'finalbody', None) for node in self.nodes)

    def is_narrow(self, kind):
        if isinstance(kind, ast.Tuple):
            return all(map(self.is_narrow, kind.elts))
        return isinstance(kind, ast.Name) and kind.id in NARROW and kind.id not in self.bound

    # The order of sets.

    def assignments(self):
        """(target, value, statement) of those to a name."""
        for node in self.nodes:
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and node.value:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name):
                        yield target, node.value, node

    def set_names(self):
        """Names that are a set somewhere: assigned one, or another such name. Long chains end the search: each of their
        names counts."""
        found = list(self.assignments())
        for _ in range(20):
            before = len(self.sets)
            self.sets = self.sets | {target.id for target, value, _ in found if self.is_set(value)}
            if len(self.sets) == before:
                return self.sets
        return self.sets | {target.id for target, _, _ in found}

    def sure_names(self):
        """Names that are a set wherever they are bound."""
        plain = {id(target) for target, value, node in self.assignments()
                 if self.is_set(value) and (not isinstance(node, ast.AugAssign) or isinstance(node.op, SET_OPERATORS))}
        unsure = {node.id for node in self.nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and
                  id(node) not in plain} | {node.arg for node in self.nodes if isinstance(node, ast.arg)} | self.functions
        return self.sets - unsure

    def view_names(self):
        """Names that are assigned the keys or the items of a dict."""
        return {target.id for node in self.nodes
                if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and self.is_view(node.value)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Name)}

    def is_set(self, node):
        if isinstance(node, (ast.Set, ast.SetComp)):
            return True
        if isinstance(node, ast.Name):
            return node.id in self.sets
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                return node.func.id in SET_MAKERS
            return isinstance(node.func, ast.Attribute) and node.func.attr in SET_METHODS and self.is_set(node.func.value)
        if isinstance(node, ast.BinOp) and isinstance(node.op, SET_OPERATORS):
            return any(self.is_set(one) or self.is_view(one) or isinstance(one, ast.Name) and one.id in self.views
                       for one in (node.left, node.right))
        return isinstance(node, ast.NamedExpr) and self.is_set(node.value)

    @staticmethod
    def is_view(node):
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in VIEWS

    def sees_order(self):
        # Views make sets when they meet in an operator: what becomes of one that is handed on is not known.
        if any(isinstance(node, ast.Attribute) and (node.attr in OPERATOR_FUNCTIONS or node.attr in VIEWS - self.fields and
                                                    not self.is_read(self.parent(node), node))
               or isinstance(node, ast.Name) and (node.id in OPERATOR_FUNCTIONS and self.has_views() or node.id in self.views and
                                                  not self.is_kept(node)) for node in self.nodes):
            return True
        for node in self.nodes:
            loaded = not isinstance(getattr(node, 'ctx', None), (ast.Store, ast.Del))
            if loaded and self.is_set(node) and not self.is_silent(node):
                return True
            if isinstance(node, ast.Name) and node.id in SET_MAKERS and loaded and not self.only_names_the_type(node):
                return True
        return False

    def has_views(self):
        return any(isinstance(node, ast.Attribute) and node.attr in VIEWS for node in self.nodes)

    def is_read(self, call, method):
        """Whether `x.keys` is called on the spot, and its view kept."""
        return isinstance(call, ast.Call) and call.func is method and not call.args and self.is_kept(call)

    def is_kept(self, view):
        """Whether a view is read in its dict's order, is given a name, or meets a set in an operator that is seen."""
        parent = self.parent(view)
        if isinstance(getattr(view, 'ctx', None), (ast.Store, ast.Del)):
            return True
        if isinstance(parent, ast.Call) and view in parent.args:
            name = parent.func.id if isinstance(parent.func, ast.Name) else getattr(parent.func, 'attr', '')
            return name in VIEW_READERS | SILENT_METHODS | SET_METHODS and name not in self.stored and name not in self.functions
        if isinstance(parent, ast.Assign):
            return all(isinstance(one, ast.Name) for one in parent.targets)
        if isinstance(parent, ast.Attribute):
            return parent.attr == 'isdisjoint'
        return isinstance(parent, (ast.For, ast.comprehension, ast.Compare, ast.Starred, ast.AnnAssign, ast.NamedExpr, ast.BinOp,
                                   ast.Expr, ast.If, ast.While, ast.Assert, ast.FormattedValue, ast.UnaryOp)) or \
            isinstance(parent, ast.Return) and self.leaves_the_program(parent)

    def only_names_the_type(self, node):
        """`set` itself: called, in an annotation, or asked for with isinstance; passed on, it makes sets unseen."""
        parent = self.parent(node)
        if isinstance(parent, ast.Call):
            return parent.func is node or isinstance(parent.func, ast.Name) and parent.func.id == 'isinstance'
        while isinstance(parent, (ast.Tuple, ast.Subscript)):
            node, parent = parent, self.parent(parent)
        if isinstance(parent, ast.AnnAssign):
            return parent.annotation is node
        return isinstance(parent, (ast.arg, ast.FunctionDef, ast.Compare)) or \
            isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == 'isinstance'

    def is_silent(self, node):
        """Whether what is done with this set shows nothing of its order."""
        parent = self.parent(node)
        if isinstance(parent, ast.Call) and node in parent.args:
            return self.takes_silently(parent, node)
        if isinstance(parent, ast.Attribute):
            called = isinstance(self.parent(parent), ast.Call) and self.parent(parent).func is parent
            return called and parent.attr in SILENT_METHODS | SET_METHODS
        if isinstance(parent, ast.Compare):
            return True
        if isinstance(parent, ast.AugAssign):  # `list += set` shows the order
            return isinstance(parent.op, SET_OPERATORS) and isinstance(parent.target, ast.Name) and \
                parent.target.id in self.sure
        if isinstance(parent, (ast.Assign, ast.AnnAssign)):
            targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
            return all(isinstance(one, ast.Name) for one in targets)
        if isinstance(parent, ast.NamedExpr):
            return self.is_silent(parent)
        if isinstance(parent, ast.BinOp):
            return isinstance(parent.op, SET_OPERATORS)
        if isinstance(parent, ast.Return):
            return self.leaves_the_program(parent)
        if isinstance(parent, ast.comprehension):
            return parent.iter is not node or self.is_gathered_silently(self.parent(parent))
        while isinstance(parent, ast.BoolOp):
            parent = self.parent(parent)
        if isinstance(parent, (ast.If, ast.While, ast.Assert)):
            return True
        return isinstance(parent, ast.Expr) or isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)

    def takes_silently(self, call, node):
        if isinstance(call.func, ast.Attribute):
            return call.func.attr in SILENT_METHODS | SET_METHODS and self.is_set(call.func.value)
        name = call.func.id if isinstance(call.func, ast.Name) else ''
        if name not in ORDERLESS or call.keywords or \
                len(call.args) != (2 if name == 'isinstance' else 1):
            return False
        if name == 'sum':
            # Of sets that were filled in another set's order, numbers with a fraction may lie in one order or the other.
            return not self.incomparable and not (self.refilled and self.fractions)
        if name == 'sorted':
            return not self.incomparable and not self.fractions
        return name not in COMPARING or not self.incomparable and not self.fractions and not self.tuples

    def makes_tuples(self, node):
        """The smallest of a set of tuples may be found without comparing those that cannot be: (1, None) and (1, 2)."""
        if isinstance(node, ast.Tuple):
            return isinstance(node.ctx, ast.Load) and isinstance(self.parent(node), (
                ast.Set, ast.List, ast.Tuple, ast.Call, ast.SetComp, ast.ListComp, ast.GeneratorExp, ast.Dict, ast.DictComp))
        return getattr(node, 'id', getattr(node, 'attr', '')) in PAIRING

    def refills(self, node):
        """Whether a set is made in the order of another one, but for numbers that are worked out from numbers."""
        gathers = isinstance(node, ast.SetComp)
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)) and isinstance(self.parent(node), ast.Call):
            gathers = self.name_called(self.parent(node)) in SET_MAKERS | SILENT_METHODS | SET_METHODS
        return gathers and any(self.is_set(one.iter) for one in node.generators) and not self.is_worked_out(node)

    def is_worked_out(self, comprehension):
        targets = {one.target.id for one in comprehension.generators if isinstance(one.target, ast.Name)}
        return len(targets) == 1 == len(comprehension.generators) and self.is_arithmetic(comprehension.elt, targets)

    def is_gathered_silently(self, comprehension):
        """Whether nothing but the members, in any order, makes the result: an element that changes something, or fails, does
        so in their order."""
        if isinstance(comprehension, ast.DictComp) or not self.is_steady(comprehension):
            return False
        if isinstance(comprehension, ast.SetComp):
            return self.tells_apart(comprehension)
        parent = self.parent(comprehension)
        if not isinstance(parent, ast.Call) or not self.takes_silently(parent, comprehension):
            return False
        name = parent.func.id if isinstance(parent.func, ast.Name) else ''
        if name == 'sum':
            return self.adds_up(comprehension)
        if name in ('any', 'all'):
            return isinstance(comprehension, ast.ListComp) or self.never_fails(comprehension)
        return name in ('len', 'bool') or self.tells_apart(comprehension)

    def tells_apart(self, comprehension):
        """Whether elements that are equal are the same: 1 and True are not, and the first one stays. Members of one set are
        different ones; texts and whole numbers are worked out from them; numbers of a set lie in an order of their own."""
        targets = {one.target.id for one in comprehension.generators if isinstance(one.target, ast.Name)}
        parts = comprehension.elt.elts if isinstance(comprehension.elt, ast.Tuple) else [comprehension.elt]
        if len(targets) == len(comprehension.generators) and targets == {one.id for one in parts if isinstance(one, ast.Name)} \
                and all(self.is_set(one.iter) for one in comprehension.generators):
            return True
        if self.is_worked_out(comprehension) and not self.refilled:
            return True
        return all(self.is_of_one_kind(one) for one in parts)

    def is_of_one_kind(self, node):
        mixed = any(isinstance(one, (ast.IfExp, ast.BoolOp)) for one in ast.walk(node))
        return not mixed and (self.is_text(node) or self.is_whole(node))

    def is_text(self, node):
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id in TEXT_FUNCTIONS or \
                isinstance(node.func, ast.Attribute) and node.func.attr in TEXT_METHODS
        if isinstance(node, ast.BinOp):
            return isinstance(node.op, ast.Add) and self.is_text(node.left) and self.is_text(node.right)
        return isinstance(node, ast.JoinedStr) or isinstance(node, ast.Constant) and isinstance(node.value, str)

    def never_fails(self, node):
        """Whether it makes no difference where any() or all() stops: nothing in it can fail for one member alone, of any type."""
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id in UNFAILING and not node.keywords and \
                all(map(self.never_fails, node.args))
        if isinstance(node, ast.Compare):
            within = all(self.is_set(right) or isinstance(right, (ast.List, ast.Tuple)) for op, right in zip(node.ops, node.comparators)
                         if isinstance(op, (ast.In, ast.NotIn)))
            return within and not any(isinstance(op, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for op in node.ops) and \
                all(map(self.never_fails, [node.left] + node.comparators))
        if isinstance(node, ast.comprehension):
            return isinstance(node.target, ast.Name) and self.is_set(node.iter) and all(map(self.never_fails, node.ifs))
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.op, ast.Not) and self.never_fails(node.operand)
        return isinstance(node, (ast.Name, ast.Constant)) or isinstance(
            node, (ast.GeneratorExp, ast.BoolOp, ast.IfExp, ast.List, ast.Tuple, ast.Set)) and all(
            self.never_fails(one) for one in ast.iter_child_nodes(node) if not isinstance(one, (ast.boolop, ast.expr_context)))

    def is_steady(self, comprehension):
        for node in ast.walk(comprehension):
            if isinstance(node, (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)):
                return False
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, 'attr', '')
                steady = STEADY_FUNCTIONS | SET_MAKERS if isinstance(node.func, ast.Name) else STEADY_METHODS | VIEWS | {'values'}
                if self.handles or name not in steady or name in self.bound:
                    return False
        return True

    def adds_up(self, comprehension):
        """Whether a sum is the same in any order: of whole numbers; or of what one number each was worked out from, since the
        order of a set of numbers is always the same."""
        return self.is_whole(comprehension.elt) or not self.refilled and self.is_worked_out(comprehension)

    def is_whole(self, node):
        if isinstance(node, ast.Constant):
            return isinstance(node.value, int)
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id in WHOLE_FUNCTIONS or \
                isinstance(node.func, ast.Attribute) and node.func.attr in WHOLE_METHODS
        if isinstance(node, ast.BinOp):
            return isinstance(node.op, WHOLE_OPERATORS) and self.is_whole(node.left) and self.is_whole(node.right)
        if isinstance(node, ast.IfExp):
            return self.is_whole(node.body) and self.is_whole(node.orelse)
        return isinstance(node, ast.Compare) or isinstance(node, ast.UnaryOp) and self.is_whole(node.operand)

    def is_arithmetic(self, node, numbers):
        if isinstance(node, ast.Name):
            return node.id in numbers
        if isinstance(node, ast.Constant):
            return isinstance(node.value, (int, float))
        if isinstance(node, ast.BinOp):
            return self.is_arithmetic(node.left, numbers) and self.is_arithmetic(node.right, numbers)
        return isinstance(node, ast.UnaryOp) and self.is_arithmetic(node.operand, numbers)

    def leaves_the_program(self, statement):
        """A set that f returns is compared as a set; one that another function returns is used somewhere."""
        node = statement
        while node is not None and not isinstance(node, (ast.FunctionDef, ast.Lambda)):
            node = self.parent(node)
        return isinstance(node, ast.FunctionDef) and node.name == 'f' and isinstance(self.parent(node), ast.Module) and \
            not self.calls_f


def holds_set(node):
    """Whether a proposer's input may hand the program a set, a function, an iterator or something near infinity."""
    return any(isinstance(one, ast.Constant) and isinstance(one.value, float) and not abs(one.value) < HUGE or
               isinstance(one, (ast.Set, ast.SetComp, ast.Lambda, ast.GeneratorExp)) or
               isinstance(one, ast.Name) and one is not node.func for one in ast.walk(node))

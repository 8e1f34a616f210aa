# Part 11: whether a program can observe what differs between two interpreters: the order of a set, where an object lies,
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
WHOLE_FUNCTIONS = {'len', 'ord', 'int', 'bool', 'isinstance'}  # their values are whole numbers
WHOLE_METHODS = {'count', 'find', 'rfind', 'startswith', 'endswith', 'isalpha', 'isdigit', 'isalnum', 'isupper', 'islower',
                 'isspace', 'bit_length', 'bit_count'}
WHOLE_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Mod, ast.FloorDiv, ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)
IDENTITY_NAMES = {'id', 'hash', 'object', 'RecursionError', 'memoryview', 'vars', 'globals', 'locals', 'dir', 'getattr'}
# What a handler may name without seeing recursion or memory run out.
NARROW = {name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)} - \
    {'Exception', 'BaseException', 'RuntimeError', 'RecursionError', 'MemoryError', 'BaseExceptionGroup', 'ExceptionGroup'}
SET_KINDS = {'KeysView', 'ItemsView', 'MutableSet', 'AbstractSet'}
# Whose text shows where they lie, unless they are used up on the spot.
LAZY = {'map', 'filter', 'zip', 'enumerate', 'reversed', 'iter'}
USING_UP = {'list', 'tuple', 'set', 'frozenset', 'dict', 'sorted', 'sum', 'any', 'all', 'next', 'map', 'filter', 'zip',
            'enumerate', 'reversed', 'join', 'extend', 'update', 'Counter', 'deque', 'OrderedDict', 'reduce', 'accumulate',
            'fsum', 'prod', 'isinstance', 'nlargest', 'nsmallest', 'takewhile', 'dropwhile', 'groupby', 'starmap', 'chain',
            'islice', 'zip_longest'}
FIRST_ONLY = {'list', 'tuple', 'set', 'frozenset', 'dict', 'sorted', 'sum', 'any', 'all', 'next', 'enumerate', 'reversed',
              'join', 'extend', 'update', 'Counter', 'deque', 'OrderedDict', 'fsum', 'prod', 'isinstance', 'islice', 'groupby'}
WHOLE_ARGUMENTS = {'max', 'min'}  # use an iterator up when it is all they are given
CALLING = {'map', 'filter', 'reduce', 'starmap', 'takewhile', 'dropwhile', 'filterfalse', 'cmp_to_key', 'sub', 'subn',
           'accumulate', 'groupby', 'callable'}  # call the function that they are given
KEYED = {'sorted', 'min', 'max', 'sort', 'nlargest', 'nsmallest', 'groupby', 'bisect', 'insort', 'merge'}
TEXTS = {'str', 'repr', 'ascii', 'format', 'mod'}
LAZY_MODULES = {'itertools', 'functools', 're', 'operator', 'heapq'}
SINGLETONS = {'int', 'str', 'float', 'bool', 'list', 'tuple', 'dict', 'set', 'frozenset', 'bytes', 'complex', 'NotImplemented'}


class Observers:
    """`observes` after the construction says it all."""

    def __init__(self, nodes):
        self.nodes, self.parents, self.sets, self.views = nodes, {}, set(), set()
        names = {node.id for node in nodes if type(node) is ast.Name}
        kinds = set(map(type, nodes))
        self.functions = {node.name for node in nodes if type(node) in (ast.FunctionDef, ast.AsyncFunctionDef)}
        self.generators = {node.name for node in nodes if isinstance(node, ast.FunctionDef) and
                           any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in ast.walk(node))}
        self.bound = self.bound_names()
        self.handles = any(kind.__name__ in ('Try', 'TryStar') for kind in kinds)
        self.fields = {node.attr for node in nodes if type(node) is ast.Attribute and type(node.ctx) is not ast.Load}
        self.observes = bool(names & IDENTITY_NAMES) or self.sees_identity() or self.sees_memo() or '__del__' in self.functions or \
            self.handles and self.sees_depth()
        makes_sets = names & (SET_MAKERS | SET_KINDS) or kinds & {ast.Set, ast.SetComp} or \
            any(type(node) is ast.Attribute and node.attr in VIEWS - self.fields for node in nodes)
        if self.observes or not makes_sets and not any(map(self.makes_text, nodes)):
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
        if makes_sets:
            self.views = self.view_names()
            self.sets = self.set_names()
            self.sure = self.sure_names()
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
        return any(isinstance(node, ast.ExceptHandler) and not self.is_narrow(node.type) or
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
        return not self.incomparable or name not in COMPARING | {'sum'}

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

    @staticmethod
    def tells_apart(comprehension):
        """Whether elements that are equal are the same: 1 and 1.0 are not, and the first one stays."""
        return not any(isinstance(node, (ast.IfExp, ast.BoolOp)) or
                       isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Pow)) or
                       isinstance(node, ast.Constant) and isinstance(node.value, (float, complex, bool)) or
                       isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and
                       node.func.id in ('float', 'bool', 'pow', 'round', 'sum', 'abs') for node in ast.walk(comprehension.elt))

    @staticmethod
    def never_fails(comprehension):
        """Whether it makes no difference where any() or all() stops: nothing in it can raise for one member alone."""
        return not any(isinstance(node, (ast.Subscript, ast.Starred)) or
                       isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.LShift)) or
                       isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and
                       node.func.id not in ('len', 'str', 'isinstance', 'bool', 'sorted', 'tuple', 'list', 'set', 'frozenset')
                       for node in ast.walk(comprehension))

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
        targets = {one.target.id for one in comprehension.generators if isinstance(one.target, ast.Name)}
        return self.is_whole(comprehension.elt) or len(comprehension.generators) == 1 and \
            self.is_arithmetic(comprehension.elt, targets)

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

    # Addresses, as the text of a function, an iterator or an object shows them.

    def sees_addresses(self):
        return any(map(self.makes_text, self.nodes)) and any(map(self.lets_go, self.nodes))

    def makes_text(self, node):
        if isinstance(node, ast.FormattedValue):
            return True
        if isinstance(node, ast.AugAssign):
            return isinstance(node.op, ast.Mod) and not isinstance(node.value, ast.Constant)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'print':
            return any(one.arg in ('file', None) for one in node.keywords)
        if isinstance(node, ast.Name):
            return node.id in TEXTS and isinstance(node.ctx, ast.Load)
        if isinstance(node, ast.Attribute):
            return node.attr in ('format', 'format_map', 'mod', 'substitute', 'safe_substitute', '__str__', '__repr__',
                                 '__format__') or node.attr == 'args' and self.handles
        return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and not (
            isinstance(node.right, ast.Constant) and not isinstance(node.right.value, str) and
            not (isinstance(node.left, ast.Constant) and isinstance(node.left.value, str))) and not (
            isinstance(node.left, ast.Constant) and not isinstance(node.left.value, (str, bytes)))

    def lets_go(self, node):
        """Whether a function, an iterator or an object gets where its text could be made."""
        if isinstance(node, (ast.ClassDef, ast.AsyncFunctionDef)):
            return True
        if isinstance(node, (ast.Import, ast.ImportFrom)):  # under another name it is not recognised below
            module = (node.module or '') if isinstance(node, ast.ImportFrom) else ''
            return any(alias.asname not in (None, alias.name) and (module or alias.name).split('.')[0] in LAZY_MODULES
                       for alias in node.names)
        parent = self.parent(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            called = isinstance(parent, ast.Call) and parent.func is node
            if node.id in self.functions:
                return not self.is_used_up(parent) if called and node.id in self.generators else \
                    not called and not self.is_called_there(node)
            return node.id in LAZY and not called
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            return not (isinstance(parent, ast.Call) and parent.func is node) and not self.is_called_there(node) and \
                not isinstance(parent, ast.Attribute) and not self.is_plain_attribute(node)
        if isinstance(node, ast.Lambda):
            return not self.is_called_there(node)
        if isinstance(node, ast.GeneratorExp):
            return not self.is_used_up(node)
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            lazy = name in LAZY or name in ('partial', 'finditer', 'merge', 'tee', 'compile', 'itemgetter') or \
                isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and \
                node.func.value.id == 'itertools' or name in ITERTOOLS
            return lazy and not self.is_used_up(node)
        return False

    @staticmethod
    def is_plain_attribute(node):
        return isinstance(node.value, ast.Name) and (node.value.id in ('math', 'string', 'cmath', 'self') or
                                                     node.value.id in SINGLETONS)

    @staticmethod
    def name_called(call):
        return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, 'attr', '')

    def is_called_there(self, node):
        """Whether a function is handed to what calls it, or called on the spot, and is kept nowhere."""
        parent = self.parent(node)
        if isinstance(parent, ast.keyword):
            return parent.arg == 'key' and self.name_called(self.parent(parent)) in KEYED
        if not isinstance(parent, ast.Call):
            return False
        name = self.name_called(parent)
        return parent.func is node or name in CALLING and name not in self.functions and node in parent.args[:2]

    def is_used_up(self, node):
        parent = self.parent(node)
        if isinstance(parent, (ast.For, ast.comprehension)):
            return parent.iter is node
        if isinstance(parent, ast.Starred):
            return True
        if isinstance(parent, ast.Call) and node in parent.args:
            name, place = self.name_called(parent), parent.args.index(node)
            if name in self.stored or name in self.functions:
                return False
            return name in USING_UP and (place == 0 or name not in FIRST_ONLY) or \
                name in WHOLE_ARGUMENTS and len(parent.args) == 1
        if isinstance(parent, (ast.Assign, ast.Tuple)) and isinstance(getattr(parent, 'targets', [None])[0], ast.Tuple):
            return True
        return False


ITERTOOLS = {name for name in dir(sys.modules['itertools']) if not name.startswith('_')}


def holds_set(node):
    """Whether a proposer's input may hand the program a set, a function or an iterator."""
    return any(isinstance(one, (ast.Set, ast.SetComp, ast.Lambda, ast.GeneratorExp)) or
               isinstance(one, ast.Name) and one is not node.func for one in ast.walk(node))

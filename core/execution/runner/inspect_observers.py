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
BROAD = {'Exception', 'BaseException', 'RuntimeError', 'RecursionError'}
# Whose text shows where they lie, unless they are used up on the spot.
LAZY = {'map', 'filter', 'zip', 'enumerate', 'reversed', 'iter'}
USING_UP = {'list', 'tuple', 'set', 'frozenset', 'dict', 'sorted', 'sum', 'max', 'min', 'any', 'all', 'len', 'next', 'map',
            'filter', 'zip', 'enumerate', 'reversed', 'join', 'extend', 'update', 'Counter', 'deque', 'OrderedDict',
            'reduce', 'accumulate', 'fsum', 'prod', 'isinstance', 'nlargest', 'nsmallest', 'takewhile', 'dropwhile',
            'groupby', 'sort', 'cmp_to_key', 'sub', 'starmap', 'chain'}
TEXTS = {'str', 'repr', 'ascii', 'format'}
LAZY_MODULES = {'itertools', 'functools', 're', 'operator', 'heapq'}
SINGLETONS = {'int', 'str', 'float', 'bool', 'list', 'tuple', 'dict', 'set', 'frozenset', 'bytes', 'complex', 'NotImplemented'}


class Observers:
    """`observes` after the construction says it all."""

    def __init__(self, nodes):
        self.nodes, self.parents, self.sets, self.views = nodes, {}, set(), set()
        names = {node.id for node in nodes if type(node) is ast.Name}
        kinds = set(map(type, nodes))
        self.functions = {node.name for node in nodes if type(node) is ast.FunctionDef}
        self.observes = bool(names & IDENTITY_NAMES) or self.sees_identity()
        if not self.observes and (ast.Try in kinds):
            self.observes = self.sees_depth()
        makes_sets = names & SET_MAKERS or kinds & {ast.Set, ast.SetComp} or \
            any(type(node) is ast.Attribute and node.attr in VIEWS for node in nodes)
        if self.observes or not makes_sets and not any(map(self.makes_text, nodes)):
            return
        for node in nodes:
            for child in ast.iter_child_nodes(node):
                self.parents[id(child)] = node
        # Members that compare as neither smaller nor equal, and objects, whose place in a set is their address.
        self.incomparable = ast.ClassDef in kinds or 'frozenset' in names or any(
            type(node) is ast.Constant and isinstance(node.value, str) and node.value.strip(' +-').lower() == 'nan' or
            type(node) is ast.Attribute and node.attr == 'nan' for node in nodes) or 'nan' in names
        self.raises = any(kind.__name__ in ('Try', 'TryStar') for kind in kinds)
        self.fields = {node.attr for node in nodes if type(node) is ast.Attribute and type(node.ctx) is not ast.Load}
        self.stored = {node.id for node in nodes if type(node) is ast.Name and type(node.ctx) is not ast.Load}
        self.calls_f = any(type(node) is ast.Name and node.id == 'f' and type(node.ctx) is ast.Load for node in nodes)
        if makes_sets:
            self.views = self.view_names()
            self.sets = self.set_names()
            self.observes = self.sees_order()
        self.observes = self.observes or self.sees_addresses()

    def parent(self, node):
        return self.parents.get(id(node))

    # Identity and depth.

    def sees_identity(self):
        for node in self.nodes:
            if type(node) is ast.Compare and any(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops) and \
                    not any(self.is_singleton(one) for one in [node.left] + node.comparators):
                return True
        return False

    @staticmethod
    def is_singleton(node):
        if isinstance(node, ast.Constant):
            return node.value is None or node.value is True or node.value is False or node.value is ...
        return isinstance(node, ast.Name) and node.id in SINGLETONS

    def sees_depth(self):
        broad = any(isinstance(node, ast.ExceptHandler) and
                    (node.type is None or any(isinstance(one, ast.Name) and one.id in BROAD for one in ast.walk(node.type)))
                    for node in self.nodes)
        broad = broad or any(isinstance(node, ast.Try) and node.finalbody for node in self.nodes)
        return broad and any(isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in self.functions or
                             isinstance(node, ast.Lambda) or isinstance(node, ast.ClassDef) for node in self.nodes)

    # The order of sets.

    def set_names(self):
        """Names that are a set somewhere: assigned one, or another such name."""
        names, grown = set(), True
        while grown:
            grown = False
            self.sets = names
            for node in self.nodes:
                targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, 'target', None)]
                if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) or not node.value:
                    continue
                if not self.is_set(node.value):
                    continue
                for target in targets:
                    if isinstance(target, ast.Name) and target.id not in names:
                        names.add(target.id)
                        grown = True
        return names

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
            parent = self.parent(parent)
        return isinstance(parent, (ast.arg, ast.FunctionDef, ast.AnnAssign, ast.Compare)) or \
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
            return isinstance(parent.op, SET_OPERATORS) and isinstance(parent.target, ast.Name)
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
        if name not in ORDERLESS or name in self.stored or name in self.functions or call.keywords or \
                len(call.args) != (2 if name == 'isinstance' else 1):
            return False
        return not self.incomparable or name not in COMPARING | {'sum'}

    def is_gathered_silently(self, comprehension):
        """Whether nothing but the members, in any order, makes the result: an element that changes something, or fails, does
        so in their order."""
        if isinstance(comprehension, ast.DictComp) or not self.is_steady(comprehension):
            return False
        if isinstance(comprehension, ast.SetComp):
            return True
        parent = self.parent(comprehension)
        if not isinstance(parent, ast.Call) or not self.takes_silently(parent, comprehension):
            return False
        return not isinstance(parent.func, ast.Name) or parent.func.id != 'sum' or self.adds_up(comprehension)

    def is_steady(self, comprehension):
        for node in ast.walk(comprehension):
            if isinstance(node, (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)):
                return False
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, 'attr', '')
                steady = STEADY_FUNCTIONS | SET_MAKERS if isinstance(node.func, ast.Name) else STEADY_METHODS | VIEWS | {'values'}
                if self.raises or name not in steady or name in self.stored or name in self.functions:
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
        return isinstance(node, ast.FunctionDef) and node.name == 'f' and not self.calls_f

    # Addresses, as the text of a function, an iterator or an object shows them.

    def sees_addresses(self):
        return any(map(self.makes_text, self.nodes)) and any(map(self.lets_go, self.nodes))

    @staticmethod
    def makes_text(node):
        if isinstance(node, ast.FormattedValue):
            return True
        if isinstance(node, ast.Name):
            return node.id in TEXTS and isinstance(node.ctx, ast.Load)
        if isinstance(node, ast.Attribute):
            return node.attr in ('format', 'format_map', 'mod', '__str__', '__repr__', '__format__')
        return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and not (
            isinstance(node.right, ast.Constant) and not isinstance(node.right.value, str) and
            not (isinstance(node.left, ast.Constant) and isinstance(node.left.value, str))) and not (
            isinstance(node.left, ast.Constant) and not isinstance(node.left.value, (str, bytes)))

    def lets_go(self, node):
        """Whether a function, an iterator or an object gets where its text could be made."""
        if isinstance(node, ast.ClassDef):
            return True
        parent = self.parent(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in self.functions:
            return not (isinstance(parent, ast.Call) and parent.func is node) and not self.is_used_up(node)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            return not (isinstance(parent, ast.Call) and parent.func is node) and not self.is_used_up(node) and \
                not isinstance(parent, ast.Attribute) and not self.is_plain_attribute(node)
        if isinstance(node, (ast.Lambda, ast.GeneratorExp)):
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

    def is_used_up(self, node):
        parent = self.parent(node)
        if isinstance(parent, ast.keyword):
            return parent.arg == 'key'
        if isinstance(parent, (ast.For, ast.comprehension)):
            return parent.iter is node
        if isinstance(parent, ast.Starred):
            return True
        if isinstance(parent, ast.Call) and node in parent.args:
            name = parent.func.id if isinstance(parent.func, ast.Name) else getattr(parent.func, 'attr', '')
            return name in USING_UP and name not in self.stored and name not in self.functions
        if isinstance(parent, (ast.Assign, ast.Tuple)) and isinstance(getattr(parent, 'targets', [None])[0], ast.Tuple):
            return True
        return False


ITERTOOLS = {name for name in dir(sys.modules['itertools']) if not name.startswith('_')}


def holds_set(node):
    """Whether a proposer's input may hand the program a set, a function or an iterator."""
    return any(isinstance(one, (ast.Set, ast.SetComp, ast.Lambda, ast.GeneratorExp)) or
               isinstance(one, ast.Name) and one is not node.func for one in ast.walk(node))

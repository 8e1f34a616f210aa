# Part 11: whether a program can show where something lies, as the text of a function, an iterator or an object does. By
# closed lists: what is not known to give plain values may give something whose text holds an address.
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
TEXTS = {'str', 'repr', 'ascii', 'format', 'mod', 'UserString'}
LAZY_MODULES = {'itertools', 'functools', 're', 'operator', 'heapq'}
# What the library gives in a call is plain for these alone: numbers, texts, containers, classes and exceptions.
LETTING_GO = {'elements', 'finditer', 'cmp_to_key', 'itemgetter', 'merge', 'compile', 'tee', 'partial'}
PLAIN_MEMBERS = {name: members - LETTING_GO for name, members in POOL_MODULES.items()}
CLASS_METHODS = {'fromkeys', 'fromhex', 'from_bytes', 'maketrans'}  # taken of a class, their text holds its address
ITERTOOLS = {name for name in dir(sys.modules['itertools']) if not name.startswith('_')}


class Addresses:
    """Of Observers, which knows the nodes, their parents and what the program binds."""

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
                                 '__format__', 'UserString') or node.attr == 'args' and self.handles
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
            return not called and (node.id in LAZY or not self.is_plain_name(node))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            return not (isinstance(parent, ast.Call) and parent.func is node) and not self.is_called_there(node) and \
                not isinstance(parent, ast.Attribute) and not self.is_plain_attribute(node)
        if isinstance(node, ast.Lambda):
            return not self.is_called_there(node)
        if isinstance(node, ast.GeneratorExp):
            return not self.is_used_up(node)
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in LAZY or name in LETTING_GO or name in ITERTOOLS or isinstance(node.func, ast.Attribute) and \
                    isinstance(node.func.value, ast.Name) and node.func.value.id == 'itertools':
                return not self.is_used_up(node)
            return not self.gives_plainly(node.func)
        return False

    def is_plain_name(self, node):
        """Whether the text of what a name stands for shows no address: a value of the program's own, a builtin that gives such,
        a class or a number of the library."""
        module, member = self.taken.get(node.id, ('', ''))
        if member:
            value = getattr(sys.modules.get(module), member, None)
            return module == 'typing' and member in HINTS or member in PLAIN_MEMBERS.get(module, ()) and (
                isinstance(value, type) or not callable(value)) or self.is_called_there(node)
        return module or node.id in self.bound or node.id in POOL_NAMES or node.id not in BUILTIN_NAMES

    def gives_plainly(self, function):
        """Whether what a call gives is plain where nothing else was let go."""
        if isinstance(function, ast.Name):
            module, member = self.taken.get(function.id, ('', ''))
            if member:
                return member in PLAIN_MEMBERS.get(module, ())
            return function.id in self.bound or function.id in POOL_NAMES or function.id not in BUILTIN_NAMES
        module = self.taken.get(getattr(function.value, 'id', ''), ('', ''))[0]
        return function.attr in (PLAIN_MEMBERS.get(module, ()) if module else POOL_ATTRIBUTES) or \
            function.attr in ('format', 'format_map')

    def taken_names(self):
        """What imports bind, with module and member; the member of a module itself is ''."""
        taken = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                taken.update((alias.asname or alias.name.split('.')[0], (alias.name, '')) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                taken.update((alias.asname or alias.name, (node.module or '.', alias.name)) for alias in node.names)
        return taken

    @staticmethod
    def is_plain_attribute(node):
        if not isinstance(node.value, ast.Name):
            return False
        if node.value.id in ('math', 'string', 'cmath'):
            return node.attr in POOL_MODULES[node.value.id] and node.attr != 'capwords'
        return node.value.id == 'self' or node.value.id in SINGLETONS and node.attr not in CLASS_METHODS

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

# Part 15: the name-free shape of a program and its signature, and the inspector's request loop.
NAMED = ('FunctionDef', 'AsyncFunctionDef')


class Shape:
    """Nodes in preorder, names renumbered and constants replaced by their types; how many children each has, noted in
    the node too; and the operators, types and calls that occur, in one recursive walk."""

    def __init__(self):
        self.texts, self.arities, self.names, self.signature = [], [], {}, set()
        self.functions = []

    def renumbered(self, name):
        return self.names.setdefault(name, len(self.names))

    def walk(self, node):
        kind = type(node).__name__
        node.children = []
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, ast.AST):
                if field != 'ctx':
                    node.children.append(value)
            elif isinstance(value, list):
                node.children.extend(one for one in value if isinstance(one, ast.AST))
        self.texts.append(self.text(node, kind))
        self.arities.append(len(node.children))
        if kind in NAMED:
            self.functions.append(node.name)
        for one in node.children:
            self.walk(one)
        if kind in NAMED:
            self.functions.pop()

    def text(self, node, kind):
        if kind in ('If', 'For', 'AsyncFor', 'While', 'IfExp', 'ExceptHandler'):
            self.signature.add(kind)
        elif kind in NAMED:
            return '%s:%d' % (kind, self.renumbered(node.name))
        elif kind in ('BoolOp', 'BinOp', 'UnaryOp', 'AugAssign'):
            self.signature.add(type(node.op).__name__)
        elif kind == 'Compare':
            self.signature.update(type(op).__name__ for op in node.ops)
        elif kind == 'Call':
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, 'attr', '')
            self.signature.add('call:' + called if called not in self.functions else 'call:self')
        elif kind == 'Name':
            return 'Name:%d' % self.renumbered(node.id)
        elif kind == 'arg':
            return 'arg:%d' % self.renumbered(node.arg)
        elif kind == 'Constant':
            self.signature.add(type(node.value).__name__)
            return 'Constant:' + type(node.value).__name__
        elif kind == 'Attribute':
            return 'Attribute:' + node.attr
        return kind


PROGRAM_OBSERVES, INPUT_OBSERVES, MAKES_SETS = 1, 2, 4
INSPECTED_DEPTH = 5000  # calls; C code of the parser goes three times as deep, which its stack of 8 MB holds


def inspect_one(program, imports, inputs, paper):
    """(purity, nodes, cognitive, cyclomatic, effort, volume, shape, signature, findings, error, bad input index, what
    observes, pooled program or '', its bindings, arities)"""
    try:
        trees = [ast.parse(one) for one in imports]
        tree = ast.parse(program)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, 'lineno', 0) or 0
        return (IMPURE, 0, 0.0, 1, 0.0, 0.0, '', '', (), '%s: line %d: %s' % (type(error).__name__, line, error), -1, 0,
                '', (), '')
    calls, bad = [], -1
    for index, text in enumerate(inputs):
        try:
            call = ast.parse('f(' + text + '\n)', mode='eval').body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            call = None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != 'f' \
                or call.lineno != 1 or call.col_offset != 0:
            bad = index
            break
        calls.append(call)
    safety = Safety(paper)
    for one, text in zip(trees, imports):
        safety.import_text(one, text)
    nodes = [nodes_of(one) for one in trees + [tree]]
    for one, source in zip(nodes, imports + [program]):
        safety.collect(one, source)
    for one in nodes:
        safety.check(one)
    purity, pooled = safety.purity, None
    if purity != IMPURE:
        pooled = pooled_form(program, tree, nodes[-1], trees)
        purity = CONTAINED if pooled is None else PURE
    seen = Observers([node for one in nodes for node in one])
    observes = (PROGRAM_OBSERVES if purity == IMPURE or seen.observes else 0) | (MAKES_SETS if seen.makes_sets else 0)
    if pooled is None and safety.apart:
        purity = IMPURE
    safety.in_input = True
    for one in calls:
        safety.check(nodes_of(one))
        observes |= INPUT_OBSERVES if holds_set(one) else 0
    shape, halstead = Shape(), Halstead()
    shape.walk(tree)
    halstead.visit(tree)
    effort, volume = halstead.measures()
    return (purity, len(shape.texts), float(Cognitive().module(tree)), cyclomatic_complexity(tree), effort, volume,
            ' '.join(shape.texts), ','.join(sorted(shape.signature)), tuple(safety.findings[:50]), '', bad,
            observes) + (pooled or ('', ())) + (' '.join(map(str, shape.arities)),)


def inspect_ruled(program, imports, inputs, paper, rules):
    """What inspect_one() says of the program that the rules leave, with their findings, and that program."""
    program, findings = ruled(program, imports, rules)
    told = list(inspect_one(program, imports, inputs, paper))
    told[8] = tuple(findings[:50]) + told[8]
    return tuple(told), program


def inspect_child(read_fd, write_fd, shared):
    """The inspector: requests of programs to look at, over a pipe until it closes. It parses and never executes."""
    send, read_exactly = make_sender(write_fd), make_reader(read_fd)
    # As deep as programs may be nested for Python itself: its own compiler takes three levels for each of a thousand.
    sys.setrecursionlimit(INSPECTED_DEPTH)
    while True:
        body, batch, nonce = HEADER.unpack(read_exactly(HEADER.size))
        requests = marshal.loads(read_exactly(body))
        for index in marshal.loads(read_exactly(batch)):
            MARK.pack_into(shared, 0, index + 1, time.process_time())
            try:
                look = inspect_one if len(requests[index]) == 4 else inspect_ruled
                kind, payload = MEASURES, marshal.dumps(look(*requests[index]), 2)
                if len(payload) > 1 << 19:
                    kind, payload = OUTPUT_LIMIT, 'program'
            except MemoryError:
                kind, payload = MEMORY, 'MemoryError'
            except BaseException as error:
                kind, payload = EXCEPTION, type(error).__name__
            send(nonce, index, 1, RESULTS, marshal.dumps([(index, kind, payload, '', 0, '')], 2))
        MARK.pack_into(shared, 0, 0, 0.0)
        send(nonce, 0, 0, END, RESIDENT.pack(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))

# Part 13: complexity measures and the name-free shape of a program, and the inspector's request loop.
import math


class Measures:
    """Cognitive and cyclomatic complexity, Halstead's counts, shape and signature, in one recursive walk."""

    def __init__(self):
        self.nodes, self.cognitive, self.cyclomatic = 0, 0, 1
        self.operators, self.operands = {}, {}
        self.operator_count = self.operand_count = 0
        self.shape, self.names, self.signature = [], {}, set()
        self.functions = []

    def operator(self, name):
        self.operators[name] = self.operators.get(name, 0) + 1
        self.operator_count += 1
        self.signature.add(name)

    def operand(self, name):
        self.operands[name] = self.operands.get(name, 0) + 1
        self.operand_count += 1

    def renumbered(self, name):
        return self.names.setdefault(name, len(self.names))

    def walk(self, node, nesting, else_if=False):
        kind = type(node).__name__
        self.nodes += 1
        text = kind
        deeper = nesting
        if kind in ('If', 'For', 'AsyncFor', 'While', 'IfExp', 'ExceptHandler'):
            self.cyclomatic += 1
            self.cognitive += 1 if else_if else 1 + nesting
            deeper = nesting if else_if else nesting + 1
            self.signature.add(kind)
        elif kind in ('FunctionDef', 'AsyncFunctionDef', 'Lambda'):
            if self.functions:
                deeper = nesting + 1
            if kind != 'Lambda':
                text = '%s:%d' % (kind, self.renumbered(node.name))
        elif kind == 'comprehension':
            self.cyclomatic += 1 + len(node.ifs)
        elif kind == 'BoolOp':
            self.cognitive += 1
            self.cyclomatic += len(node.values) - 1
            self.operator(type(node.op).__name__)
            self.operand_count += len(node.values)
        elif kind in ('BinOp', 'UnaryOp', 'AugAssign'):
            self.operator(type(node.op).__name__)
        elif kind == 'Compare':
            for op in node.ops:
                self.operator(type(op).__name__)
        elif kind == 'Assert':
            self.cyclomatic += 1
        elif kind == 'Call':
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, 'attr', '')
            self.signature.add('call:' + called if called not in self.functions else 'call:self')
            if called in self.functions:
                self.cognitive += 1
        if kind == 'Name':
            text = 'Name:%d' % self.renumbered(node.id)
            self.operand(node.id)
        elif kind == 'arg':
            text = 'arg:%d' % self.renumbered(node.arg)
        elif kind == 'Constant':
            text = 'Constant:' + type(node.value).__name__
            self.operand((hex if type(node.value) is int else repr)(node.value)[:100])
            self.signature.add(type(node.value).__name__)
        elif kind == 'Attribute':
            text = 'Attribute:' + node.attr
        self.shape.append(text)
        named = kind in ('FunctionDef', 'AsyncFunctionDef')
        if named:
            self.functions.append(node.name)
        self.children(node, kind, deeper, nesting)
        if named:
            self.functions.pop()

    def children(self, node, kind, deeper, nesting):
        for field, value in ast.iter_fields(node):
            if field == 'ctx':
                continue
            if isinstance(value, ast.AST):
                self.walk(value, nesting if field in ('test', 'iter', 'target') and kind != 'IfExp' else deeper)
            elif isinstance(value, list):
                if field == 'orelse' and value and kind in ('If', 'For', 'While'):
                    if kind == 'If' and len(value) == 1 and isinstance(value[0], ast.If):
                        self.walk(value[0], nesting, True)
                        continue
                    self.cognitive += 1
                for one in value:
                    if isinstance(one, ast.AST):
                        self.walk(one, deeper)

    def halstead(self):
        """(effort, volume)"""
        n1, n2 = len(self.operators), len(self.operands)
        length, vocabulary = self.operator_count + self.operand_count, n1 + n2
        if not n1 or not n2:
            return 0.0, 0.0
        volume = length * math.log2(vocabulary)
        return volume * (n1 / 2) * (self.operand_count / n2), volume


PROGRAM_OBSERVES, INPUT_OBSERVES = 1, 2
INSPECTED_DEPTH = 5000  # calls; C code of the parser goes three times as deep, which its stack of 8 MB holds


def inspect_one(program, imports, inputs, paper):
    """(purity, nodes, cognitive, cyclomatic, effort, volume, shape, signature, findings, error, bad input index, what
    observes, pooled program or '', its bindings)"""
    try:
        trees = [ast.parse(one) for one in imports]
        tree = ast.parse(program)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, 'lineno', 0) or 0
        return (IMPURE, 0, 0.0, 1, 0.0, 0.0, '', '', (), '%s: line %d: %s' % (type(error).__name__, line, error), -1, 0,
                '', ())
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
    observes = PROGRAM_OBSERVES if purity == IMPURE or Observers([node for one in nodes for node in one]).observes else 0
    if pooled is None and safety.apart:
        purity = IMPURE
    safety.in_input = True
    for one in calls:
        safety.check(nodes_of(one))
        observes |= INPUT_OBSERVES if holds_set(one) else 0
    measures = Measures()
    measures.walk(tree, 0)
    effort, volume = measures.halstead()
    return (purity, measures.nodes, float(measures.cognitive), measures.cyclomatic, effort, volume,
            ' '.join(measures.shape), ','.join(sorted(measures.signature)), tuple(safety.findings[:50]), '', bad,
            observes) + (pooled or ('', ()))


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

# Part 14: complexity measures on the scale of the public tools: cognitive complexity as complexipy 8 counts it,
# cyclomatic complexity and Halstead's measures as radon 6 does. Goldens: tests/data/measures. Nodes know their children
# (Shape of part 14).
import math

NAMED_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MATCH = getattr(ast, 'Match', ())  # Python 3.10
TRIES = (ast.Try, ast.TryStar) if hasattr(ast, 'TryStar') else (ast.Try,)


class Cognitive:
    """Cognitive complexity: statements that break the flow, each with its nesting, and boolean operations."""

    inside = False  # a function

    def module(self, tree):
        """Each function that lies in no other one starts anew, wherever it lies; beside them the module's statements
        count, and those of a class body do not."""
        functions, total = outer_functions(tree), self.suite(tree.body, 0)
        self.inside = True
        return total + sum(self.statement(one, 0) + calls_itself(one) for one in functions)

    def suite(self, nodes, nesting):
        return sum(self.statement(node, nesting) for node in nodes)

    def statement(self, node, nesting):
        rule = STATEMENTS.get(type(node))
        return rule(self, node, nesting) if rule else 0

    def on_function(self, node, nesting):
        if not self.inside:
            return 0
        body = node.body
        if len(body) == 2 and isinstance(body[0], NAMED_FUNCTIONS) and isinstance(body[1], ast.Return):
            return self.statement(body[0], nesting)  # a decorator is as complex as what it returns
        return sum(self.statement(one, nesting + isinstance(one, NAMED_FUNCTIONS)) for one in body)

    def on_class(self, node, nesting):
        return self.suite([one for one in node.body if isinstance(one, NAMED_FUNCTIONS)], nesting) if self.inside else 0

    def on_loop(self, node, nesting):
        control = node.test if isinstance(node, ast.While) else node.iter
        return 1 + nesting + self.booleans(control, nesting) + self.suite(node.body, nesting + 1) \
            + self.suite(node.orelse, nesting)

    def on_if(self, node, nesting):
        total = 1 + nesting + self.booleans(node.test, nesting) + self.suite(node.body, nesting + 1)
        while node.orelse:
            total += 1
            first = node.orelse[0]
            # An elif starts in the column of its if; an if inside else is indented.
            if len(node.orelse) > 1 or not isinstance(first, ast.If) or first.col_offset != node.col_offset:
                return total + self.suite(node.orelse, nesting + 1)
            node = first
            total += self.booleans(node.test, nesting) + self.suite(node.body, nesting + 1)
        return total

    def on_try(self, node, nesting):
        handlers = sum(1 + nesting + self.suite(one.body, nesting + 1) for one in node.handlers)
        return handlers + self.suite(node.body + node.orelse + node.finalbody, nesting)

    def on_match(self, node, nesting):
        return 1 + nesting + sum(self.suite(one.body, nesting + 1) for one in node.cases)

    def on_with(self, node, nesting):
        return self.all_booleans([one.context_expr for one in node.items], nesting) + self.suite(node.body, nesting)

    def on_value(self, node, nesting):
        return self.all_booleans([node.value], nesting)

    def on_raise(self, node, nesting):
        return self.all_booleans([node.exc, node.cause], nesting)

    def on_assert(self, node, nesting):
        return self.all_booleans([node.test, node.msg], nesting)

    def all_booleans(self, nodes, nesting):
        return sum(self.booleans(one, nesting) for one in nodes if one is not None)

    def booleans(self, node, nesting):
        kind = type(node)
        if kind is ast.BoolOp:
            return 1 + sum(self.beneath(one, node) for one in node.values)
        if kind is ast.UnaryOp:
            return self.beneath(node.operand, node)
        if kind is ast.Compare:
            return self.all_booleans([node.left] + node.comparators, nesting)
        if kind is ast.IfExp:
            return 1 + nesting + self.booleans(node.test, nesting) \
                + self.all_booleans([node.body, node.orelse], nesting + 1)
        if kind is ast.Lambda:
            return self.booleans(node.body, nesting + 1)
        if kind in (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp):
            parts = [node.key, node.value] if kind is ast.DictComp else [node.elt]
            return self.all_booleans(parts, nesting + 1) + sum(
                1 + nesting + self.booleans(one.iter, nesting) + len(one.ifs) + self.all_booleans(one.ifs, nesting + 1)
                for one in node.generators)
        if kind is ast.Call:
            return self.all_booleans(node.args, nesting)
        if kind in (ast.Tuple, ast.List, ast.Set):
            return self.all_booleans(node.elts, nesting)
        return self.all_booleans(node.values, nesting) if kind is ast.Dict else 0

    def beneath(self, node, above):
        """What an operation adds under another one: a row of equal ones counts once."""
        if type(node) is ast.UnaryOp:
            return self.beneath(node.operand, node)
        if type(node) is not ast.BoolOp:
            return 0
        other = type(above) is not ast.BoolOp or type(node.op) is not type(above.op)
        return other + sum(self.beneath(one, node) for one in node.values)


STATEMENTS = {ast.ClassDef: Cognitive.on_class, ast.If: Cognitive.on_if, ast.Raise: Cognitive.on_raise,
              ast.Assert: Cognitive.on_assert}
STATEMENTS.update(dict.fromkeys(NAMED_FUNCTIONS, Cognitive.on_function))
STATEMENTS.update(dict.fromkeys((ast.For, ast.AsyncFor, ast.While), Cognitive.on_loop))
STATEMENTS.update(dict.fromkeys((ast.With, ast.AsyncWith), Cognitive.on_with))
STATEMENTS.update(dict.fromkeys((ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.Expr), Cognitive.on_value))
STATEMENTS.update(dict.fromkeys(TRIES, Cognitive.on_try))
if MATCH:
    STATEMENTS[MATCH] = Cognitive.on_match


def outer_functions(tree):
    found, functions = [tree], []
    while found:
        node = found.pop()
        if isinstance(node, NAMED_FUNCTIONS):
            functions.append(node)
        else:
            found.extend(one for one in node.children if not isinstance(one, ast.expr))
    return functions


def calls_itself(function):
    """Calls by its own name, outside inner functions and classes."""
    found = list(function.body)
    while found:
        node = found.pop()
        if isinstance(node, NAMED_FUNCTIONS + (ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function.name:
            return True
        found.extend(node.children)
    return False


class Cyclomatic:
    """Decision points of one function or class body. Inner functions are blocks of nobody, as in radon."""

    def __init__(self):
        self.points, self.functions, self.classes = 0, [], []

    def visit(self, node):
        kind = type(node)
        if kind in NAMED_FUNCTIONS:
            self.functions.append(1 + points_in(node.body))
            return
        if kind is ast.ClassDef:
            self.classes.append(class_complexity(node))
            return
        if kind is ast.Assert:
            self.points += 1
            return
        if kind is ast.Try:
            self.points += len(node.handlers) + bool(node.orelse)
        elif kind is ast.BoolOp:
            self.points += len(node.values) - 1
        elif kind in (ast.If, ast.IfExp):
            self.points += 1
        elif kind in (ast.For, ast.AsyncFor, ast.While):
            self.points += 1 + bool(node.orelse)
        elif kind is ast.comprehension:
            self.points += 1 + len(node.ifs)
        elif MATCH and kind is MATCH:
            self.points += max(0, len(node.cases) - any(
                type(one.pattern) is ast.MatchAs and one.pattern.pattern is None for one in node.cases))
        for one in node.children:
            self.visit(one)


def visited(nodes):
    visitor = Cyclomatic()
    for node in nodes:
        visitor.visit(node)
    return visitor


def points_in(body):
    return visited(body).points


def class_complexity(node):
    """(of the class: the mean of its methods, of its methods)"""
    inner = visited(node.body)
    methods = inner.functions
    whole = 1 + inner.points + sum(methods)
    return (int(whole / float(len(methods))) + (len(methods) > 1) if methods else whole), methods


def cyclomatic_complexity(tree):
    """That of the most complex function, method or class; 1 without any."""
    top = visited([tree])
    blocks = list(top.functions)
    for whole, methods in top.classes:
        blocks += [whole] + methods
    return max(blocks, default=1)


class Halstead:
    """Operators and operands of a whole file. A name or constant is one operand of its function wherever it stands,
    anything else is one of its own."""

    def __init__(self):
        self.operators, self.operands = 0, 0
        self.operators_seen, self.operands_seen = set(), set()

    def visit(self, node, function=None):
        kind = type(node)
        if kind in NAMED_FUNCTIONS:
            for one in node.body:
                self.visit(one, node.name)
            return
        if kind is ast.BinOp:
            self.add([node.op], [node.left, node.right], function)
        elif kind is ast.UnaryOp:
            self.add([node.op], [node.operand], function)
        elif kind is ast.BoolOp:
            self.add([node.op], node.values, function)
        elif kind is ast.AugAssign:
            self.add([node.op], [node.target, node.value], function)
        elif kind is ast.Compare:
            self.add(node.ops, node.comparators + [node.left], function)
        for one in node.children:
            self.visit(one, function)

    def add(self, operators, operands, function):
        self.operators += len(operators)
        self.operands += len(operands)
        self.operators_seen.update(type(one) for one in operators)
        for one in operands:
            kind = type(one)
            self.operands_seen.add((function, one.id if kind is ast.Name else one.attr if kind is ast.Attribute
                                    else one.value if kind is ast.Constant else one))

    def measures(self):
        """(effort, volume)"""
        n1, n2 = len(self.operators_seen), len(self.operands_seen)
        if n2 == 0:
            return 0.0, 0.0
        volume = (self.operators + self.operands) * math.log(n1 + n2, 2)
        return n1 * self.operands / float(2 * n2) * volume, volume

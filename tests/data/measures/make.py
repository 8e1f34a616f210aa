"""Complexity goldens: what radon and complexipy say of 300 programs.

    python3 -m venv tools && tools/bin/pip install radon==6.0.1 complexipy==8.3.0
    tools/bin/python make.py > measures.jsonl

The programs are written by this script: a few by hand, the others drawn from a small grammar of statements with a fixed
seed, so that every rule meets every nesting. Each line: program, complexity (complexipy's cognitive complexity of the
file), cyclomatic (radon's, of the most complex block), volume, difficulty, effort (radon's, of the file), and `python`,
the oldest minor version of Python 3 that parses it. Versions matter: complexipy 2 neither counts else nor
comprehensions.
"""
import ast
import json
import random

from complexipy import code_complexity
from radon.complexity import cc_visit
from radon.metrics import h_visit

HAND = [
    'def f(x):\n    return x',
    'x = 1',
    'def f(x):\n    return -x + 2 * x - x ** 2',
    'def f(n):\n    return 1 if n < 2 else n * f(n - 1)',
    'def f(a):\n    return [y for y in a if y > 1 if y < 9] or {k: v for k, v in zip(a, a)}',
    'def f(a, b, c):\n    return a and b and not (c or a) and (b or c)',
    'def f(a, b, c):\n    return not a or not (b and c) or not not c',
    'def f(x):\n    if x:\n        return 1\n    else:\n        if x is None:\n            return 2\n        return 3',
    'def f(x):\n    if x > 3:\n        return 1\n    elif x > 2 and x != 5:\n        return 2\n    elif x:\n        return 3\n'
    '    else:\n        return 4',
    'def f(x):\n    def g(y):\n        return y if y else f(x)\n    return g',
    'def f(x):\n    def g(y):\n        for i in y:\n            if i:\n                return i\n    g(x)\n    return g(x)',
    'class A:\n    kind = 1 and 2\n    def a(self, x):\n        return x or self.a(x)\n    def b(self):\n        while self:\n'
    '            self = a(self)\n\ndef f(x):\n    return A().a(x)',
    'class A:\n    class B:\n        def g(self, x):\n            assert x and x > 1, "no"\n            return g(x)\n',
    'if 1 < 2:\n    def f(x):\n        for i in range(x):\n            if i and x:\n                return f(i)\n'
    'else:\n    f = None',
    'try:\n    import a\nexcept (ImportError, OSError):\n    def f(x):\n        return [x for _ in x]\nfinally:\n    b = 1 or 2',
    'def f(x):\n    try:\n        return x[0] / x[1]\n    except ZeroDivisionError:\n        if x:\n            return 0\n'
    '    except (IndexError, TypeError) as e:\n        raise ValueError(x or e) from e\n    else:\n        x = 1\n'
    '    finally:\n        x = 2',
    'def f(x):\n    for a in x:\n        for b in a:\n            while b and a:\n                b -= 1\n        else:\n'
    '            if b:\n                break\n    return sum(y for y in x if y)',
    'def f(x):\n    with open(x) as a, open(x if x else a) as b:\n        return a.read() or b.read()',
    'async def f(x):\n    async for a in x:\n        async with a as b:\n            await b\n    return [c async for c in x]',
    'def f(x):\n    g = lambda y: y if y and x else lambda z: z or y\n    return g(x, key=lambda q: q if q else x)',
    'def f(x):\n    return x.a + x.a.b + x["a"] + "a" + b"a" + 1 + 1.0 + True + None',
    'def f(x):\n    total = 0\n    total += x[0] // 2 % 3 << 1 | 4 & 5 ^ 6\n    total = total @ x\n    return ~total',
    'def f(x):\n    return 0 < x <= 10 != 4 and x in [1] and x not in (2,) and x is not None',
    'def f(x):\n    print(f"{x if x else 1} {x!r:>{x + 1}}")\n    return "%s" % (x,)',
    'def f(x: int = 1 + 2, *a, **k) -> int:\n    y: int = x or 1\n    z: int\n    return (w := y and x)',
    'def f(x):\n    match x:\n        case [1, *r] if r and x:\n            return r\n        case {"a": y}:\n            if y:\n'
    '                return y\n        case _:\n            return 0',
    'def f(x):\n    match x:\n        case 1 | 2:\n            return 1\n        case 3:\n            return f(x)',
    'import functools\n\ndef d(g):\n    def inner(*a):\n        if a and g:\n            return g(*a)\n    return inner\n\n'
    '@d\n@functools.wraps(f if 1 else 2)\ndef f(x):\n    return x',
    'def f(x):\n    global y\n    y = x\n    del x\n    yield y or 1\n    yield from [a if a else 1 for a in y]',
    'def a(x):\n    return x + 1\n\n\ndef b(x):\n    return x + 1\n\n\ndef f(x):\n    return a(x) + b(x)',
]


class Writer:
    """Random programs, a few statements deep."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = ['x', 'y', 'total', 'items', 'text']

    def pick(self, *choices):
        return self.random.choice(choices)

    def name(self):
        return self.random.choice(self.names)

    def constant(self):
        return self.pick('0', '1', '2', '-1', '10', '0.5', "'a'", "''", 'True', 'None', '[]', "'ab'")

    def expression(self, depth):
        if depth <= 0:
            return self.pick(self.name(), self.name(), self.constant())
        part = lambda: self.expression(depth - 1)
        return self.pick(
            lambda: '%s %s %s' % (part(), self.pick('+', '-', '*', '//', '%', '**', '<<', '&'), part()),
            lambda: '(%s %s %s)' % (part(), self.pick('+', '*', '|', '^', '/'), part()),
            lambda: '%s %s %s' % (self.name(), self.pick('<', '>=', '==', 'in', 'is not'), part()),
            lambda: '(%s)' % self.condition(depth - 1),
            lambda: '(%s if %s else %s)' % (part(), self.condition(depth - 1), part()),
            lambda: '[%s for y in %s%s]' % (part(), self.name(), self.pick('', ' if %s' % self.condition(depth - 1))),
            lambda: 'sum(%s for x in %s for y in x)' % (part(), self.name()),
            lambda: '{%s: %s}' % (self.constant(), part()),
            lambda: '{k: v for k, v in %s.items() if %s}' % (self.name(), self.condition(depth - 1)),
            lambda: '(lambda z: %s)' % part(),
            lambda: '%s(%s, key=%s)' % (self.pick('sorted', 'max', 'f', 'g'), part(), part()),
            lambda: '%s.%s(%s)' % (self.name(), self.pick('append', 'split', 'get'), part()),
            lambda: '%s[%s]' % (self.name(), part()), lambda: '(%s, %s)' % (part(), part()),
            lambda: '-%s' % self.name(), lambda: 'not %s' % self.name())()

    def condition(self, depth):
        parts = [self.expression(depth) if self.random.random() < 0.4 else
                 '%s %s %s' % (self.name(), self.pick('<', '>', '==', '!=', 'in'), self.constant())
                 for _ in range(self.pick(1, 1, 2, 3))]
        parts = [self.pick('%s', '%s', 'not %s', '(%s)', 'not (%s)') % one for one in parts]
        text = parts[0]
        for one in parts[1:]:
            text = self.pick('%s %s %s', '(%s) %s %s', '%s %s (%s)') % (text, self.pick('and', 'or'), one)
        return text

    def block(self, depth, indent, function):
        lines = []
        for _ in range(self.pick(1, 1, 2, 3)):
            lines += self.statement(depth, indent, function)
        return lines

    def statement(self, depth, indent, function):
        pad = '    ' * indent
        deeper = lambda: self.block(depth - 1, indent + 1, function)
        simple = [lambda: ['%s%s = %s' % (pad, self.name(), self.expression(2))],
                  lambda: ['%s%s %s= %s' % (pad, self.name(), self.pick('+', '-', '*', '//'), self.expression(1))],
                  lambda: ['%s%s' % (pad, self.expression(2))],
                  lambda: ['%sassert %s, %s' % (pad, self.condition(1), self.expression(1))],
                  lambda: ['%sraise ValueError(%s)' % (pad, self.expression(1))]]
        if function:
            simple.append(lambda: ['%sreturn %s' % (pad, self.expression(2))])
        if depth <= 0:
            return self.random.choice(simple)()

        def branch():
            lines = ['%sif %s:' % (pad, self.condition(1))] + deeper()
            for _ in range(self.pick(0, 0, 1, 2)):
                lines += ['%selif %s:' % (pad, self.condition(1))] + deeper()
            return lines + (['%selse:' % pad] + deeper() if self.random.random() < 0.5 else [])

        def loop():
            head = self.pick('for x in %s:' % self.expression(1), 'while %s:' % self.condition(1))
            return [pad + head] + deeper() + (['%selse:' % pad] + deeper() if self.random.random() < 0.2 else [])

        def attempt():
            lines = ['%stry:' % pad] + deeper()
            for kind in self.pick(['ValueError'], ['KeyError', '(TypeError, IndexError) as e'], ['']):
                lines += ['%sexcept %s:' % (pad, kind) if kind else '%sexcept:' % pad] + deeper()
            if self.random.random() < 0.3:
                lines += ['%selse:' % pad] + deeper()
            return lines + (['%sfinally:' % pad] + deeper() if self.random.random() < 0.3 else [])

        def inner():
            return ['%sdef g(x, y=%s):' % (pad, self.constant())] + self.block(depth - 1, indent + 1, True)

        def kind():
            return ['%sclass A:' % pad, '%s    def g(self, x):' % pad] + self.block(depth - 1, indent + 2, True)

        def manager():
            return ['%swith %s as y:' % (pad, self.expression(1))] + deeper()

        return self.random.choice(simple + 2 * [branch, branch, loop] + [attempt, inner, kind, manager])()

    def program(self):
        lines = []
        if self.random.random() < 0.25:
            lines += self.block(2, 0, False)
        lines += ['def f(%s):' % self.pick('x', 'x, y', 'items, total=0')] + self.block(self.pick(1, 2, 2, 3), 1, True)
        return '\n'.join(lines)


def oldest(program):
    return next(minor for minor in range(7, 20) if parses(program, minor))


def parses(program, minor):
    try:
        ast.parse(program, feature_version=(3, minor))
    except SyntaxError:
        return False
    return True


def golden(program):
    halstead = h_visit(program).total
    return {'program': program, 'complexity': code_complexity(program).complexity,
            'cyclomatic': max((one.complexity for one in cc_visit(program)), default=1), 'volume': halstead.volume,
            'difficulty': halstead.difficulty, 'effort': halstead.effort, 'python': oldest(program)}


def main():
    programs, writer = list(HAND), Writer(18)
    while len(programs) < 300:
        program = writer.program()
        if 60 < len(program) < 1500 and program not in programs and parses(program, 9):
            programs.append(program)
    for program in programs:
        print(json.dumps(golden(program)))


if __name__ == '__main__':
    main()

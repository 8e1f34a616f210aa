"""What CPython makes of texts: the other side of tst_literal_python.

literal_oracle.py VALUES_PY pairs   lines of three hex texts: a, b, what our side wrote for a (or empty).
  Answers a line each: a's tree as the jail's encoder marshals it, b's, whether a == b, what the third text evaluates to,
  whether a is surely of the documented grammar.
literal_oracle.py VALUES_PY names SEED COUNT   lines of names in hex. Answers the code point of '\\N{name}' or -1, then
  COUNT lines of names that Python knows, drawn from all planes, with their code points.
"""
import ast
import random
import re
import resource
import sys
import types
import unicodedata
import warnings
from collections import Counter, OrderedDict, defaultdict, deque

warnings.simplefilter('ignore')
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (240, 240))
if hasattr(sys, 'set_int_max_str_digits'):
    sys.set_int_max_str_digits(0)
encoder = {'__name__': 'values'}
exec(compile(open(sys.argv[1], encoding='utf-8').read(), 'values.py', 'exec'), encoder)
encode = encoder['make_encoder']()
NAMES = {'Counter': Counter, 'deque': deque, 'defaultdict': defaultdict, 'OrderedDict': OrderedDict, 'set': set,
         'frozenset': frozenset, 'range': range, 'float': float, 'int': int, 'list': list, 'str': str, 'dict': dict,
         'tuple': tuple, 'bool': bool, '__builtins__': {},
         'collections': types.SimpleNamespace(Counter=Counter, deque=deque, defaultdict=defaultdict,
                                              OrderedDict=OrderedDict)}
FAILED = object()


def evaluated(text):
    for one in (text.lstrip(' \t\n\f\r'), text.strip(' \t\n\f\r')):
        try:
            return eval(compile(one, 'text', 'eval', 0, True), dict(NAMES))
        except (SyntaxError, ValueError, TypeError, NameError, AttributeError, OverflowError, MemoryError, IndexError,
                KeyError, ZeroDivisionError):
            pass
    return FAILED


def plain(node):
    """Surely of the grammar: what no reading of it could leave out."""
    if isinstance(node, ast.Constant):
        return node.value is not ...
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return all(map(plain, node.elts))
    if isinstance(node, ast.Dict):
        return all(key is not None and plain(key) for key in node.keys) and all(map(plain, node.values))
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, (ast.UAdd, ast.USub)) and isinstance(node.operand, ast.Constant) and \
            type(node.operand.value) in (int, float, complex)
    return False


def in_grammar(text):
    # A continued line behind the value is refused, though Python reads some of them.
    if re.search(r'[\r\n][ \t\f]*\\[\r\n][^)\]}]*$', text):
        return False
    try:
        return plain(ast.parse(text.strip(' \t\n\f\r'), mode='eval').body)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False


def tree(value):
    if value is FAILED:
        return '-'
    try:
        return encode(value).hex()
    except Exception:
        return '?'  # a value, but none that a check could return


def pairs():
    for line in sys.stdin:
        a, b, again = (bytes.fromhex(one).decode('utf-8') for one in line.rstrip('\n').split(' '))
        first, second = evaluated(a), evaluated(b)
        both = first is not FAILED and second is not FAILED
        print(tree(first), tree(second), int(both and first == second), tree(evaluated(again)) if again else '-',
              int(in_grammar(a)))


def names(seed, count):
    for line in sys.stdin:
        name = bytes.fromhex(line.rstrip('\n')).decode('utf-8')
        try:
            print(ord(eval("'\\N{" + name + "}'")))
        except (SyntaxError, TypeError):
            print(-1)
    rng = random.Random(seed)
    blocks = ((0, 0x3000), (0x3000, 0x3400), (0x3400, 0xA000), (0xA000, 0xAC00), (0xAC00, 0xD7A4), (0xF900, 0x10000),
              (0x10000, 0x14000), (0x16000, 0x18000), (0x18800, 0x20000), (0x20000, 0x32000), (0xE0000, 0xE01F0))
    while count:
        low, high = rng.choice(blocks)
        point = rng.randrange(low, high)
        name = unicodedata.name(chr(point), '')
        if name:
            print(name.encode().hex(), point)
            count -= 1


if sys.argv[2] == 'pairs':
    pairs()
else:
    names(int(sys.argv[3]), int(sys.argv[4]))

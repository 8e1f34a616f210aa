"""Answers are parsed, never evaluated: one Python literal, or the arguments of exactly one call of f.

Numbers with a sign, complex numbers, strings, bytes, True, False, None, lists, tuples, dicts, sets, set(), frozenset(...),
range(...) of integers, float('inf'), float('nan'), and Counter, deque, defaultdict and OrderedDict of such.
"""
import ast
import sys
import warnings
from collections import Counter, OrderedDict, defaultdict, deque

MAX_BYTES = 8192
MAX_NESTING = 100
FACTORIES = {'int': int, 'list': list, 'str': str, 'float': float, 'dict': dict, 'set': set, 'tuple': tuple,
             'bool': bool, 'None': None}
CONTAINERS = {'Counter': Counter, 'deque': deque, 'OrderedDict': OrderedDict}
SPECIAL = ('inf', 'infinity', 'nan')


class NoLiteral(ValueError):
    pass


def parsed(text, mode_text):
    bound = sys.get_int_max_str_digits() if hasattr(sys, 'get_int_max_str_digits') else None
    try:
        if bound is not None:
            sys.set_int_max_str_digits(0)  # the text is bounded
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            return ast.parse(mode_text, mode='eval').body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise NoLiteral('not a literal: ' + text[:80]) from None
    finally:
        if bound is not None:
            sys.set_int_max_str_digits(bound)


def prepared(text, limit):
    try:
        size = len(text.encode('utf-8'))
    except UnicodeEncodeError:
        raise NoLiteral('not a text') from None
    if size > limit or '\0' in text:
        raise NoLiteral('longer than the limit, or not a text')
    text = text.replace('\r\n', '\n').replace('\r', '\n').lstrip(' \t\n\f')
    if not text:
        raise NoLiteral('no value')
    return text


def parse_literal(text, limit=MAX_BYTES):
    text = prepared(text, limit)
    return value_of(parsed(text, text.rstrip(' \t\n\f')), 0)


def parse_arguments(text):
    """(positional, keywords) of f(text)."""
    try:
        text = prepared(text, MAX_BYTES)
    except NoLiteral:
        if text.strip(' \t\n\f\r'):
            raise
        text = ''
    call = parsed(text, 'f(' + text + '\n)')
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != 'f' or call.lineno != 1 \
            or call.col_offset != 0:
        raise NoLiteral('not the arguments of one call')
    return arguments_of(call, 0)


def arguments_of(call, depth):
    if any(one.arg is None for one in call.keywords):
        raise NoLiteral('unpacked keywords')
    names = [one.arg for one in call.keywords]
    if len(set(names)) != len(names):
        raise NoLiteral('a repeated keyword')
    return [value_of(one, depth) for one in call.args], {one.arg: value_of(one.value, depth) for one in call.keywords}


def value_of(node, depth):
    if depth > MAX_NESTING:
        raise NoLiteral('nested too deeply')
    kind = type(node)
    if kind is ast.Constant:
        if node.value is ...:
            raise NoLiteral('an ellipsis')
        return node.value
    if kind is ast.UnaryOp:
        return signed(node)
    if kind is ast.BinOp:
        return complex_sum(node)
    if kind is ast.List:
        return [value_of(one, depth + 1) for one in node.elts]
    if kind is ast.Tuple:
        return tuple([value_of(one, depth + 1) for one in node.elts])
    try:
        if kind is ast.Set:
            return {value_of(one, depth + 1) for one in node.elts}
        if kind is ast.Dict:
            if None in node.keys:
                raise NoLiteral('unpacked keys')
            return {value_of(key, depth + 1): value_of(one, depth + 1) for key, one in zip(node.keys, node.values)}
        if kind is ast.Call:
            return constructed(node, depth)
    except TypeError:
        raise NoLiteral('an unhashable key') from None
    raise NoLiteral('not a literal')


def is_number(node):
    return isinstance(node, ast.Constant) and type(node.value) in (int, float, complex)


def signed(node):
    if not isinstance(node.op, (ast.USub, ast.UAdd)):
        raise NoLiteral('an expression')
    value = node.operand.value if is_number(node.operand) else special_float(node.operand)
    if value is None:
        raise NoLiteral('a sign before no number')
    return -value if isinstance(node.op, ast.USub) else value


def special_float(node):
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'float':
        return constructed(node, 0)
    return None


def complex_sum(node):
    """real + imaginary, the one sum that is a literal."""
    right = node.right
    left = signed(node.left) if isinstance(node.left, ast.UnaryOp) else node.left.value if is_number(node.left) else None
    if type(left) not in (int, float) or not is_number(right) or type(right.value) is not complex \
            or not isinstance(node.op, (ast.Add, ast.Sub)):
        raise NoLiteral('an expression')
    try:
        return left + right.value if isinstance(node.op, ast.Add) else left - right.value
    except OverflowError:
        raise NoLiteral('an expression') from None


def name_of(function):
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == 'collections' \
            and function.attr in ('Counter', 'deque', 'defaultdict', 'OrderedDict'):
        return function.attr
    raise NoLiteral('a call')


def constructed(node, depth):
    name = name_of(node.func)
    factory = None
    if name == 'defaultdict':
        if not node.args:
            raise NoLiteral('a defaultdict without a known factory')
        first = node.args[0]
        text = first.id if isinstance(first, ast.Name) else 'None' if isinstance(first, ast.Constant) and first.value is None \
            else ''
        if text not in FACTORIES:
            raise NoLiteral('a defaultdict without a known factory')
        factory = FACTORIES[text]
        node = ast.Call(func=node.func, args=node.args[1:], keywords=node.keywords)
    args, keywords = arguments_of(node, depth + 1)
    if keywords and name != 'deque':
        raise NoLiteral('no such ' + name)
    try:
        return build(name, factory, args, keywords)
    except (TypeError, ValueError, OverflowError):
        raise NoLiteral('no such ' + name) from None


def build(name, factory, args, keywords):
    sequence = not args or isinstance(args[0], (list, tuple, set, frozenset, deque, str))
    if name == 'set' and not args:
        return set()
    if name == 'frozenset' and len(args) <= 1 and sequence:
        return frozenset(*args)
    if name == 'range' and 1 <= len(args) <= 3 and all(isinstance(one, int) for one in args):
        return range(*[int(one) for one in args])
    if name == 'float' and len(args) == 1 and isinstance(args[0], str) and args[0].lstrip('+-').lower() in SPECIAL:
        return float(args[0])
    if name == 'Counter' and len(args) <= 1 and (sequence or isinstance(args[0], dict)):
        return Counter(*args)
    if name == 'deque':
        if len(args) == 2 and 'maxlen' not in keywords:
            keywords = {'maxlen': args.pop()}
        ordered = not args or isinstance(args[0], (list, tuple, deque, str))
        length = keywords.get('maxlen')
        if len(args) <= 1 and set(keywords) <= {'maxlen'} and ordered and (length is None or type(length) is int):
            return deque(*args, **keywords)
    pairs = not args or isinstance(args[0], dict) or isinstance(args[0], (list, tuple)) and \
        all(isinstance(one, (list, tuple)) and len(one) == 2 for one in args[0])
    if name == 'defaultdict' and len(args) <= 1 and pairs:
        return defaultdict(factory, *args)
    if name == 'OrderedDict' and len(args) <= 1 and pairs:
        return OrderedDict(*args)
    raise NoLiteral('no such ' + name)


def same_types(one, other):
    """Of equal values: whether they are so also when 1, 1.0 and True are told apart."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        keys = {key: key for key in other}
        return all(same_types(key, keys[key]) and same_types(value, other[key]) for key, value in one.items())
    if isinstance(one, (set, frozenset)):
        members = {member: member for member in other}
        return all(same_types(member, members[member]) for member in one)
    if isinstance(one, (list, tuple, deque)):
        return all(same_types(a, b) for a, b in zip(one, other))
    return True

# Part 2: what a name or an attribute can reach. A pooled interpreter serves one program after the other, so a program
# in it may touch what is listed here as harmless; everything else runs in a fork.
import re
from fractions import Fraction
from functools import lru_cache, partial

ALLOWED = {'math', 'itertools', 'functools', 'collections', 'string', 're', 'heapq', 'bisect', 'typing', 'copy',
           'operator', 'fractions', 'decimal', 'statistics', 'dataclasses', 'enum', 'abc', 'textwrap', 'unicodedata',
           'numbers', 'cmath', 'queue', '__future__'}
# The paper's list; a dotted entry is banned where it occurs component by component.
PAPER_BANNED = [entry.split('.') for entry in (
    'logging', 'random', 'multiprocessing', 'pebble', 'subprocess', 'threading', 'datetime', 'time', 'hashlib', 'hmac',
    'bcrypt', 'calendar', 'os.sys', 'os.path', 'sys.exit', 'os.environ')]
BANNED_NAMES = {'__import__', 'importlib', 'open', 'input', 'exec', 'eval', 'compile', 'breakpoint'}
HARMLESS_DUNDERS = {'__init__', '__name__'}
# Builtins that can reach and change what outlives the program.
REACHING_NAMES = {'globals', 'locals', 'vars', 'setattr', 'delattr', 'getattr', 'dir', 'super', 'object'}
STATEFUL_MODULES = {'abc', 'enum', 'dataclasses', 'numbers'}
LOCKING_MODULES = {'decimal', 'queue'}  # contexts and locks: never in the pool
MUTATING_ATTRIBUTES = {'register', 'setcontext', 'getcontext', 'seed'}
# What the allowed modules offer to evaluate text, to follow attributes by name, or to change what it is given.
EVALUATING = {'get_type_hints', 'ForwardRef', 'evaluate_forward_ref'}
FOLLOWING = {'attrgetter', 'methodcaller'}
REWRITING = {'update_wrapper', 'singledispatch', 'singledispatchmethod', 'Formatter', 'overload', 'get_overloads',
             'clear_overloads', 'no_type_check', 'no_type_check_decorator', 'runtime_checkable', 'dataclass_transform'}
DECORATING = {'wraps', 'total_ordering', 'cached_property', 'partialmethod', 'Template', 'NamedTuple', 'TypedDict',
              'Protocol', 'final', 'override'}
RANDOM_ATTRIBUTES = {'samples'}  # of statistics.NormalDist
OUTSIDE_HOMES = {'time', 'random', '_random', 'os', 'posix', 'sys', '_thread', 'threading', 'secrets', 'uuid'}
PURE, CONTAINED, IMPURE = 2, 1, 0


def public_names(kinds):
    return {name for kind in kinds for name in dir(kind) if not name.startswith('_')}


def frame_attributes():
    """gi_frame, f_back, co_consts, tb_next and so on: through them a program leaves its own frame."""
    async def coroutine():
        pass

    async def generator():
        yield

    one, frame = coroutine(), sys._getframe()
    one.close()
    try:
        raise ValueError
    except ValueError as error:
        traceback = error.__traceback__
    kinds = [type(value) for value in (one, generator(), (x for x in ()), frame, frame.f_code, traceback)]
    return {name for name in public_names(kinds) if '_' in name}


def plain_attributes():
    """Of the values that programs work on: none of these leads to what programs share."""
    kinds = [str, bytes, bytearray, memoryview, int, float, complex, list, tuple, dict, set, frozenset, range, slice,
             Counter, OrderedDict, defaultdict, deque, Fraction, partial, re.Pattern, re.Match, BaseException,
             StopIteration, type(x for x in ()), type(lru_cache(None)(len))]
    return public_names(kinds) - FRAME_ATTRIBUTES - {'format', 'format_map'}


FRAME_ATTRIBUTES = frame_attributes()
PLAIN_ATTRIBUTES = plain_attributes()


def is_dunder(name):
    return len(name) > 4 and name.startswith('__') and name.endswith('__')


def banned_by_paper(parts):
    for entry in PAPER_BANNED:
        for start in range(len(parts) - len(entry) + 1):
            if parts[start:start + len(entry)] == entry:
                return True
    return False


def exported(module, name):
    """Whether module.name belongs to what the module is for, and is neither a module nor a container to change."""
    found = sys.modules.get(module)
    if name.startswith('_') or isinstance(getattr(found, name, None), (type(sys), list, dict, set)):
        return False
    return name in getattr(found, '__all__', (name,))


def home_of(module, name):
    """The module that the function module.name comes from: clocks and dice are reached through what others import."""
    return getattr(getattr(sys.modules.get(module), name, None), '__module__', None)


def submodule(module, name):
    """The full name of the module that module.name is; None for anything else."""
    value = getattr(sys.modules.get(module), name, None)
    return value.__name__ if isinstance(value, type(sys)) else None

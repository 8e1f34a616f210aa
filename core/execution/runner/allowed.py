# Part 4: what a program in the pooled tier can reach, by name: the only builtins, attributes and members of modules
# there are for it. Two checks admit by these lists, one on the syntax tree (inspect_grammar), one on the compiled code
# (code_check). Nothing here leads to an object that outlives the program and can be changed; the host tries that for
# every entry at start-up (reach_check).
POOL_EXCEPTIONS = ('ArithmeticError', 'AssertionError', 'AttributeError', 'IndexError', 'KeyError', 'LookupError',
                   'NameError', 'NotImplementedError', 'OverflowError', 'StopIteration', 'TypeError',
                   'UnboundLocalError', 'UnicodeDecodeError', 'UnicodeEncodeError', 'UnicodeError', 'ValueError',
                   'ZeroDivisionError', 'FloatingPointError')
# Raised but not caught in the pool: a handler of these may see memory or recursion run out.
POOL_RAISED = ('Exception', 'RuntimeError')
POOL_FUNCTIONS = ('abs', 'all', 'any', 'ascii', 'bin', 'bool', 'bytearray', 'bytes', 'callable', 'chr', 'complex', 'dict',
                  'divmod', 'enumerate', 'filter', 'float', 'format', 'frozenset', 'hasattr', 'hex', 'int', 'isinstance',
                  'issubclass', 'iter', 'len', 'list', 'map', 'max', 'min', 'next', 'oct', 'ord', 'pow', 'print',
                  'range', 'repr', 'reversed', 'round', 'set', 'slice', 'sorted', 'str', 'sum', 'tuple', 'zip',
                  'NotImplemented', 'Ellipsis')
POOL_NAMES = frozenset(POOL_FUNCTIONS + POOL_EXCEPTIONS + POOL_RAISED + ('type',))
BUILTIN_NAMES = frozenset(dir(builtins))
# Builtins that no program is given, in any tier: what they offer is refused by name (inspect_names).
WITHHELD = frozenset(('exec', 'eval', 'compile', 'open', 'input', 'breakpoint', 'help', 'exit', 'quit', 'copyright',
                      'credits', 'license'))

# Methods of values. None gives a frame, a code object, a class's inside or anything shared; `format` follows attributes.
POOL_ATTRIBUTES = frozenset((
    # str, bytes, bytearray
    'capitalize casefold center count encode decode endswith expandtabs find index isalnum isalpha isascii isdecimal '
    'isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans '
    'partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines '
    'startswith strip swapcase title translate upper zfill fromhex hex '
    # int, float, complex, Fraction
    'bit_length bit_count conjugate denominator numerator real imag from_bytes to_bytes is_integer as_integer_ratio '
    'limit_denominator '
    # list, deque, dict, set and their kind
    'append clear copy extend insert pop remove reverse sort appendleft extendleft popleft rotate maxlen '
    'fromkeys get items keys popitem setdefault update values elements most_common subtract total move_to_end '
    'add difference difference_update discard intersection intersection_update isdisjoint issubset issuperset '
    'symmetric_difference symmetric_difference_update union '
    # range, slice
    'start stop step '
    # regular expressions
    'match fullmatch search findall finditer sub subn group groups groupdict span end pattern '
    # exceptions, itertools.chain
    'args from_iterable').split())

# Members of modules; a program uses them as MODULE.MEMBER or after `from MODULE import MEMBER`.
POOL_MODULES = {name: frozenset(members.split()) for name, members in {
    'math': 'acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2 '
            'expm1 fabs factorial floor fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp '
            'lgamma log log10 log1p log2 modf nan nextafter perm pi pow prod radians remainder sin sinh sqrt tan tanh '
            'tau trunc ulp',
    'cmath': 'acos acosh asin asinh atan atanh cos cosh e exp inf isclose isfinite isinf isnan log log10 nan phase pi '
             'polar rect sin sinh sqrt tan tanh tau',
    'itertools': 'accumulate chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse '
                 'groupby islice permutations product repeat starmap takewhile tee zip_longest pairwise',
    'functools': 'reduce cmp_to_key',
    'collections': 'Counter OrderedDict defaultdict deque',
    'string': 'ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits punctuation printable whitespace '
              'capwords',
    're': 'compile match fullmatch search findall finditer split sub subn escape',
    'heapq': 'heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest',
    'bisect': 'bisect bisect_left bisect_right insort insort_left insort_right',
    'operator': 'abs add and_ concat contains countOf eq floordiv ge gt indexOf inv invert itemgetter le lshift lt mod mul '
                'ne neg not_ or_ pos pow rshift sub truediv truth xor getitem',
    'fractions': 'Fraction',
    'copy': 'copy deepcopy',
    'statistics': 'fmean geometric_mean harmonic_mean mean median median_high median_low mode multimode pstdev '
                  'pvariance quantiles stdev variance',
    'textwrap': 'dedent fill indent shorten wrap',
    'unicodedata': 'bidirectional category combining decimal digit east_asian_width lookup mirrored name normalize '
                   'numeric',
}.items()}
# In annotations alone: subscribing one of these with a number would be remembered for the next program.
copy_deeply = sys.modules['copy'].deepcopy
HINTS = frozenset('Any Callable Collection Deque DefaultDict Dict FrozenSet Generator Hashable Iterable Iterator List '
                  'Mapping MutableMapping MutableSequence NoReturn Optional Sequence Set Sized Tuple Type Union'.split())


def type_of(value):
    """type() of one value, for comparisons; a class's own type could make classes."""
    found = type(value)
    if issubclass(found, type):
        raise NotPooled('type')
    return found


def deep_copy(value, *memo, **named):
    """copy.deepcopy of one value; the memo that it takes as well would show where objects lie."""
    if memo or named:
        raise NotPooled('deepcopy')
    return copy_deeply(value)


class NotPooled(BaseException):
    """The program is none for the pooled tier: it runs in a fork."""


def pool_builtins():
    names = {name: vars(builtins)[name] for name in POOL_NAMES if name in vars(builtins)}
    names['type'] = type_of
    return names


def pool_members():
    """For each module of POOL_MODULES one that holds its admitted members only; `typing` holds the hints."""
    found = {}
    for name, members in list(POOL_MODULES.items()) + [('typing', HINTS)]:
        source, held = sys.modules.get(name), types.ModuleType(name)
        for member in members:
            if hasattr(source, member):
                setattr(held, member, deep_copy if member == 'deepcopy' else getattr(source, member))
        found[name] = held
    return found


POOL_HELD = pool_members()

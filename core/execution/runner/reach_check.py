# Part 6: whether the lists of part 2 keep their promise in this Python: from everything that a pooled program is given,
# and from a value of every kind, it follows every admitted attribute and names what should not be reachable.
from fractions import Fraction
import re


def sample_values():
    """One of each kind of value that programs of the pooled tier can make, each time anew."""
    def local(x):
        return x

    found = re.compile('(?P<a>a)')
    errors = [kind for name, kind in vars(builtins).items() if name in POOL_EXCEPTIONS + POOL_RAISED]
    return [None, True, 1, 1.5, 1j, 'a', b'a', bytearray(b'a'), [1], (1,), {1: 1}, {1}, frozenset((1,)), range(3), slice(1),
            deque([1]), Counter('a'), OrderedDict(a=1), defaultdict(int), Fraction(1, 2), found, found.match('a'),
            found.finditer('a'), local, (x for x in ()), iter([1]), iter({1: 1}), iter('a'), map(local, ()), zip(),
            enumerate(()), reversed([1]), {1: 1}.keys(), {1: 1}.items(), {1: 1}.values(), 'a'.join, ...,
            NotImplemented] + [kind('a', b'a', 0, 1, 'a') if issubclass(kind, UnicodeDecodeError) else
                               kind('a', 'a', 0, 1, 'a') if issubclass(kind, UnicodeEncodeError) else kind('a')
                               for kind in errors]


def unreachable(value, again):
    """Why nobody should get at this value, or '': `again` is what the same way gave a second time."""
    kind = type(value)
    if kind in (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType, types.MappingProxyType):
        return kind.__name__
    if value is again and isinstance(value, (list, dict, set, bytearray, deque)):
        return 'shared ' + kind.__name__
    if value is object or isinstance(value, type) and issubclass(value, type):
        return value.__name__
    return ''


UNCALLED = {'print', 'input'}  # write, or wait


def called_with(value):
    """What it gives for one argument, also a class where a value is expected; and what it fails with."""
    for argument in (int, Fraction, Counter, ValueError, 1, 'a', [1], {1: 1}, Counter('a'), Fraction(1, 2), abs):
        try:
            found = value(argument)
            yield found
            if hasattr(found, '__next__'):
                yield from itertools.islice(found, 2)
        except (Exception, NotPooled) as error:
            yield from error.args


def reach_check(calling=False):
    """Names of what can be reached and should not be; `calling` everything on the way takes seconds, which the tests have."""
    attributes = set(POOL_ATTRIBUTES)
    for members in POOL_MODULES.values():
        attributes |= members
    ways = [(repr(type(one)), one, two) for one, two in zip(sample_values(), sample_values())]
    ways += [(name, value, value) for name, value in pool_builtins().items()]
    ways += [(held.__name__ + '.' + name, value, value) for held in pool_members().values()
             for name, value in vars(held).items() if not name.startswith('__')]
    bad, seen = [], set()
    while ways:
        way, value, again = ways.pop()
        reason = unreachable(value, again)
        if reason:
            bad.append(way + ' gives ' + reason)
            continue
        if calling and callable(value) and not isinstance(value, type) and getattr(value, '__name__', '') not in UNCALLED:
            bad += [way + '() gives ' + reason for found in called_with(value)
                    for reason in [unreachable(found, None)] if reason]
        for name in attributes & set(dir(value)):
            try:
                one, two = getattr(value, name), getattr(again, name)
            except Exception:
                continue
            key = (type(value), value if isinstance(value, type) else None, name)
            if key not in seen:
                seen.add(key)
                ways.append((way + '.' + name, one, two))
    return bad

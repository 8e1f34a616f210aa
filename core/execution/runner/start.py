# Part 3: what happens once, before anything else: the environment is forgotten, modules are loaded and warmed up, and the
# heap is shifted, so that the interpreters of different seeds agree on nothing that programs should not depend on.
import builtins
import itertools
import types

FIRST_SEED = 20240501  # of the interpreter whose values count; the others confirm them
SEED = int(os.environ.get('PYTHONHASHSEED', '0'))
FURTHER_FRAMES = 0 if SEED == FIRST_SEED else 37 + SEED % 211  # see set_depth
os.environ.clear()  # a program must not learn which interpreter it runs in
sys.modules['posix'].environ.clear()
# Everything that programs may import, so that no child needs a file, and the usual codecs.
PRELOADED = tuple(sorted(ALLOWED - {'__future__'})) + (
    '__future__', 'collections.abc', 'random', 'datetime', 'json', 'array', 'warnings', 'traceback', 'linecache',
    'weakref', 'reprlib', 'stringprep') + tuple('encodings.' + name for name in (
        'ascii', 'latin_1', 'utf_8', 'utf_8_sig', 'utf_16', 'utf_16_le', 'utf_16_be', 'utf_32', 'utf_32_le', 'utf_32_be',
        'utf_7', 'cp437', 'cp1252', 'iso8859_15', 'unicode_escape', 'raw_unicode_escape', 'hex_codec', 'base64_codec',
        'rot_13', 'punycode', 'idna', 'quopri_codec', 'zlib_codec', 'bz2_codec', 'uu_codec'))


def preload():
    """Without what modules do in every child for threads and for dice that nobody throws: that costs a fork in five."""
    register, os.register_at_fork = os.register_at_fork, lambda **_: None
    for name in PRELOADED:
        try:
            __import__(name)
        except ImportError:
            pass
    os.register_at_fork = register


def warm_up():
    """What the library works out at its first use: later on it must not depend on who came first."""
    for one in ([1], (1,), 'a', b'a', {1: 1}, {1}, frozenset((1,)), range(1), deque((1,)), OrderedDict(), Counter(),
                (x for x in ()), {}.keys(), {}.values(), {}.items(), map(str, ()), 1.5):
        for kind in vars(sys.modules['collections.abc']).values():
            if isinstance(kind, type):
                isinstance(one, kind)
        for kind in vars(sys.modules['numbers']).values():
            if isinstance(kind, type):
                isinstance(one, kind)
        try:
            Counter(one).most_common(1)
        except TypeError:
            pass
    for module, name, value in (('statistics', 'mean', [1, 2]), ('copy', 'deepcopy', [1]), ('textwrap', 'dedent', ' a'),
                                ('string', 'capwords', 'a')):
        getattr(sys.modules[module], name)(value)


def rearrange(seed, most):
    """Takes some blocks of every size from the heap, and some objects of the kinds that Python keeps for reuse: what
    comes next lies elsewhere than in an interpreter of another seed. ASLR alone moves whole pages."""
    state, kept = seed, []
    for size in range(0, 480, 16):
        state = (state * 1103515245 + 12345) % (1 << 31)
        kept.append([bytes(size) for _ in range((state >> 8) % most)])
    for make in (list, dict, set, float, lambda: (most,), lambda: [most], lambda: {most: most}, lambda: {most}):
        state = (state * 1103515245 + 12345) % (1 << 31)
        kept.append([make() for _ in range((state >> 8) % most)])
    return kept


def quieten():
    """Warnings are for the authors of libraries. Where one was given is remembered in the module it came from: that
    place is made beforehand, so that modules do not change."""
    sys.modules['warnings'].simplefilter('ignore')
    for module in [one for one in sys.modules.values() if isinstance(one, types.ModuleType)]:
        vars(module).setdefault('__warningregistry__', {})


def mend():
    """Counter.copy(x) calls the class of x: with a class in place of a counter that is `type`, which makes classes."""
    def copy(self):
        """Return a shallow copy."""
        if not isinstance(self, Counter):
            raise TypeError("descriptor 'copy' for 'Counter' objects doesn't apply to a '%s' object" % type_name(type(self)))
        return self.__class__(self)

    copy.__qualname__, copy.__module__ = 'Counter.copy', 'collections'
    Counter.copy = Counter.__copy__ = copy


preload()
mend()
warm_up()
quieten()
SHIFTED = rearrange(SEED, 97)

# Part 8: the canary: whether everything that programs share in a child is what it was when the child began.


HEAP_TYPE, IMMUTABLE = 1 << 9, 1 << 8  # of type.__flags__
CANARY_HOMES = ('abc', 'numbers', '_collections_abc', 'enum')  # of bases and metaclasses of the pool's classes


def make_canary():
    """Functions, for the pool (to be made in the child) and for what shares a fork, that compare the builtins, the modules of the pooled tier and whatever else programs may import, the
    members of their classes and of the bases and metaclasses of these, the closures, defaults, code and attributes of
    their functions and the content of their containers, by identity, so that nothing of a program's is called; in the pool
    also how many classes there are, for no program makes one there. What they use was captured before."""
    is_same, each, listed, every, size = operator.is_, map, list, all, len
    chained, values_of = itertools.chain.from_iterable, operator.methodcaller('values')
    roots = [vars(builtins), vars(types), POOL_MODULES] + [vars(held) for held in POOL_HELD.values()]
    roots += [vars(sys.modules[name]) for name in POOL_MODULES if name in sys.modules]
    mappings, functions, cells, lists, seen = [], [], [], [], set()
    left = listed(roots)
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, (dict, types.MappingProxyType)):
            mappings.append(one)
            left += [value for value in one.values() if isinstance(value, (type, types.FunctionType, dict, list, set))
                     or isinstance(value, (staticmethod, classmethod, property))]
        elif isinstance(one, type):
            # Types of C code cannot be changed; IMMUTABLE says so of those that are made at run time.
            if one.__module__ in POOL_MODULES or one.__module__ in CANARY_HOMES:
                left += listed(one.__mro__) + [type(one)]
                if one.__flags__ & HEAP_TYPE and not one.__flags__ & IMMUTABLE:
                    left.append(vars(one))
        elif isinstance(one, (staticmethod, classmethod)):
            left.append(one.__func__)
        elif isinstance(one, property):
            left += [function for function in (one.fget, one.fset) if function is not None]
        elif isinstance(one, types.FunctionType):
            functions.append(one)
            mappings.append(one.__dict__)
            left += [held for held in one.__defaults__ or () if isinstance(held, (dict, list, set))]
            left += [one.__kwdefaults__] if one.__kwdefaults__ else []
            cells += [cell for cell in one.__closure__ or ()]
        elif isinstance(one, (list, set)):
            lists.append(one)
    changing = {id(vars(sys.modules[name]).get(cache)) for name in ('re', 'typing') for cache in ('_cache', '_cache2')}
    changing |= {id(vars(module).get('__warningregistry__')) for module in sys.modules.values()
                 if isinstance(module, types.ModuleType)}
    mappings = [one for one in mappings if id(one) not in changing]
    # A closure is read-only, its cells are not.
    parts = operator.attrgetter('__code__', '__defaults__', '__kwdefaults__', '__name__')
    content = operator.attrgetter('cell_contents')
    below = [one.__subclasses__ for one in (object, int, str, list, tuple, dict, set, Exception, Counter, Fraction)]

    filled = [one for one in mappings if one]  # the sizes tell of the others

    def slots():
        return chained((chained(each(values_of, filled)), chained(each(parts, functions)), each(content, cells), chained(lists)))

    def classes():
        return [size(one()) for one in below]

    sized = mappings + lists
    known, sizes = listed(slots()), listed(each(size, sized))

    def unchanged():
        try:
            return listed(each(size, sized)) == sizes and every(each(is_same, slots(), known))
        except BaseException:
            return False

    def in_pool():
        """The function for a pooled child, from now on."""
        many = classes()
        return lambda: unchanged() and classes() == many

    return in_pool, unchanged


POOL_CANARY, FORK_INTACT = make_canary()

# Part 8: the canary: whether everything that programs share in a child is what it was when the child began.


HEAP_TYPE, IMMUTABLE = 1 << 9, 1 << 8  # of type.__flags__


def make_canary():
    """A function that compares the builtins, the modules of the pooled tier, the members, closures, defaults and
    code of their functions and classes and the content of their containers, by identity: nothing of a program's is
    called, and what it uses was captured before."""
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
            if one.__module__ in POOL_MODULES and one.__flags__ & HEAP_TYPE and not one.__flags__ & IMMUTABLE:
                left.append(vars(one))
        elif isinstance(one, (staticmethod, classmethod)):
            left.append(one.__func__)
        elif isinstance(one, property):
            left += [function for function in (one.fget, one.fset) if function is not None]
        elif isinstance(one, types.FunctionType):
            functions.append(one)
            left += [one.__dict__] if one.__dict__ else []
            left += [one.__kwdefaults__] if one.__kwdefaults__ else []
            cells += [cell for cell in one.__closure__ or ()]
        elif isinstance(one, (list, set)):
            lists.append(one)
    changing = {id(vars(sys.modules[name]).get(cache)) for name in ('re', 'typing') for cache in ('_cache', '_cache2')}
    changing |= {id(vars(module).get('__warningregistry__')) for module in sys.modules.values()
                 if isinstance(module, types.ModuleType)}
    mappings = [one for one in mappings if id(one) not in changing]
    parts = [operator.attrgetter(name) for name in ('__code__', '__defaults__', '__kwdefaults__')]  # a closure is read-only, its cells are not
    content = operator.attrgetter('cell_contents')

    def slots():
        yield from chained(each(values_of, mappings))
        for part in parts:
            yield from each(part, functions)
        yield from each(content, cells)
        yield from chained(lists)

    sized = mappings + lists
    known, sizes = listed(slots()), listed(each(size, sized))

    def intact():
        try:
            return listed(each(size, sized)) == sizes and every(each(is_same, slots(), known))
        except BaseException:
            return False

    return intact


INTACT = make_canary()

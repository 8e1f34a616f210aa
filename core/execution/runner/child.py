# Part 7: what runs in a forked child: the items of one request.
# An item is (program, text, mode, calls). Modes: CALL evaluates the arguments among the program's names (a proposer's
# input); LITERAL with the container constructors alone (arguments that the C++ parser admitted); FOREIGN among the
# imports' names only (hidden inputs given to a solver's program); EXPRESSION evaluates text, with no program at all.
# A program is (source, imports): statements to run first, or, in the pooled tier, names with what they stand for.
import gc

CALL, LITERAL, FOREIGN, EXPRESSION = 0, 1, 2, 3
# Kinds of a result; the order is the protocol's.
OK, EXCEPTION, SYNTAX, REFUSED, OUTPUT_LIMIT, MEMORY, MEASURES, NOT_POOLED = 0, 1, 2, 3, 4, 5, 6, 7
FRAME = struct.Struct('<IQIIB')  # payload length, nonce, first item, items, mark
RESULTS, END, CANARY = 0, 1, 2
RESIDENT = struct.Struct('<Q')  # KiB; END and CANARY carry it
MARK = struct.Struct('<Qd')  # item index + 1, process CPU time at its start
DONE = b'd'  # an item of a fork has ended; the host measures it before it gives out the nonce of its result
LITTERING = 0.002  # CPU seconds in which an item can leave garbage whose collection the next one would feel
FRAMES = 990  # of the program's own calls, in every tier
CONTAINERS = {'Counter': Counter, 'deque': deque, 'defaultdict': defaultdict, 'OrderedDict': OrderedDict}
LITERAL_TYPES = ('set', 'frozenset', 'range', 'float', 'int', 'list', 'str', 'dict', 'tuple', 'bool')


class Sink:
    """Standard output and error of user code: accepted; the last characters are kept for display."""
    encoding = 'utf-8'
    errors = 'strict'
    KEPT = 2000

    def __init__(self):
        self.tail = ''

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError('write() argument must be str, not ' + type_name(type(text)))
        if len(text) >= self.KEPT:
            self.tail = text[-self.KEPT:]
        elif text:
            self.tail = (self.tail + text)[-self.KEPT:]
        return len(text)

    def writelines(self, lines):
        for _ in lines:
            pass

    def flush(self):
        pass

    def isatty(self):
        return False


class NoInput(Sink):
    def read(self, *_):
        raise EOFError('no input')

    readline = read


OUTPUT = Sink()


def make_describe():
    """What an exception says, and the line of the program it came from; bounded, whatever it is."""
    encode_text, name_of = str.encode, type_name

    def describe(error):
        try:
            # str() may give a subclass of str: its methods are the program's.
            text = encode_text(str(error), 'utf-8', 'replace').decode()[:400]
        except BaseException:
            text = ''
        line, trace = 0, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == 'program':
                line = trace.tb_lineno
            trace = trace.tb_next
        return name_of(type(error))[:100], 'line %d: %s' % (line, text) if line else text

    return describe


SPARES = []


def make_spaces(pooled):
    """Where programs run: (a fresh namespace for a program with its imports bound, one for literals, one for hidden
    inputs). A pooled program is given the listed names only; another everything but what is refused by name."""
    module_type, modules, run_code, compile_text = types.ModuleType, sys.modules, exec, compile
    given = {name: value for name, value in vars(builtins).items() if name not in WITHHELD}
    pool_given, held = pool_builtins(), POOL_HELD
    # The first one is copied beforehand, and never freed: in a fork either would write to every type that it names.
    spare = [dict(pool_given if pooled else given)]
    SPARES.extend(spare)
    literal = {'__builtins__': {name: given[name] for name in LITERAL_TYPES}, 'collections': held['collections']}
    literal.update(CONTAINERS)

    def bound(names, imports):
        for one in imports:
            run_code(compile_text(one, 'import', 'exec', 0, True), names)
        return names

    def fresh(imports):
        # dataclasses and typing look a class's module up by name.
        module = modules['program'] = module_type('program')
        module.__dict__.update({'__name__': 'program', '__builtins__': spare.pop() if spare else dict(given)})
        return bound(module.__dict__, imports)

    def fresh_pooled(imports):
        names = {'__name__': 'program', '__builtins__': spare.pop() if spare else dict(pool_given)}
        for one in imports:
            name, _, path = one.partition('=')
            module, _, member = path.partition('.')
            names[name] = vars(held[module])[member] if member else held[module]
        return names

    def foreign(imports):
        names = {'__builtins__': dict(given)}
        names.update(CONTAINERS)
        return bound(names, imports)

    return fresh_pooled if pooled else fresh, lambda: dict(literal), foreign


def make_gate():
    """(whether a program's code may be pooled, whether the code of a call's arguments is literal)"""
    admitted, code_type = make_code_check(), types.CodeType
    literal_names = frozenset(LITERAL_TYPES + tuple(CONTAINERS) + ('collections', '_azr_call'))

    def literal(code):
        return literal_names.issuperset(code.co_names) and not any(type(one) is code_type for one in code.co_consts)

    def program(code, imports):
        return admitted(code, [one.partition('=')[2].partition('.')[0] for one in imports])

    return program, literal


def make_forget():
    """A function that empties the caches of the library, in its own words."""
    caches = [re.purge] + list(getattr(sys.modules['typing'], '_cleanups', ()))

    def forget():
        for one in caches:
            one()

    return forget


def make_runner(pooled):
    """The function that runs one item and gives (kind, payload, detail, printed); captures what it needs."""
    encode, describe, forget = make_encoder(), make_describe(), make_forget()
    fresh, literal, foreign = make_spaces(pooled)
    may_pool, is_literal = make_gate()
    compile_, exec_, eval_ = compile, exec, eval
    sink, used = OUTPUT, False

    def printed():
        """What user code wrote since the last call; a program that reached the sink may have left anything there."""
        text, sink.tail = sink.tail, ''
        if not text:
            return ''
        return text[-Sink.KEPT:].encode('utf-8', 'replace').decode() if type(text) is str else ''

    def capture(*args, **keywords):
        return args, keywords

    def run_program(program, text, mode, calls):
        source, imports, code = program
        if code is None:
            code = program[2] = compile_(source, 'program', 'exec', 0, True)
            if pooled and not may_pool(code, imports):
                raise NotPooled('program')
        call = compile_('_azr_call(' + text + '\n)', 'input', 'eval', 0, True)
        if pooled and (mode != LITERAL or not is_literal(call)):
            raise NotPooled('input')
        names = fresh(imports)
        try:
            exec_(code, names)
            space = names if mode == CALL else literal() if mode == LITERAL else foreign(imports)
            for _ in range(calls):
                space['_azr_call'] = capture
                args, keywords = eval_(call, space)
                space.pop('_azr_call', None)
                try:
                    entry = names['f']
                except KeyError:
                    raise NameError('the program defines no f') from None
                result = entry(*args, **keywords)
            return encode(result)
        finally:
            names.clear()  # functions and their globals hold each other

    def run_expression(imports, text):
        names = fresh(imports)
        names.update(CONTAINERS)
        return encode(eval_(compile_(text.strip(), 'input', 'eval', 0, True), names))

    def attempt(program, text, mode, calls):
        try:
            if mode == EXPRESSION and not pooled:
                return OK, run_expression(program[1], text), ''
            return OK, run_program(program, text, mode, calls), ''
        except Refused as error:
            return REFUSED, error.args[0], ''
        except TooLong:
            return OUTPUT_LIMIT, 'value', ''
        except NotPooled as error:
            return NOT_POOLED, error.args[0], ''
        except MemoryError:
            return MEMORY, 'MemoryError', ''
        except BaseException as error:
            unread = program[2] is None and mode != EXPRESSION and isinstance(error, SyntaxError)
            return (SYNTAX if unread else EXCEPTION,) + describe(error)

    def run(program, text, mode, calls):
        nonlocal used
        if used:  # what the library remembers of earlier programs is no concern of this one
            forget()
        used = True
        kind, payload, detail = attempt(program, text, mode, calls)
        try:
            text = printed()
        except BaseException:
            text = ''
        return kind, payload, detail, text

    return run


def make_sender(write_fd):
    write, pack = os.write, FRAME.pack

    def send(nonce, first, count, mark, payload):
        data = pack(len(payload), nonce, first, count, mark) + payload
        while data:
            data = data[write(write_fd, data):]

    return send


def make_reader(read_fd):
    read, leave = os.read, os._exit

    def read_exactly(count):
        parts = []
        while count:
            part = read(read_fd, min(count, 1 << 20))
            if not part:
                leave(0)
            parts.append(part)
            count -= len(part)
        return b''.join(parts)

    return read_exactly


def set_depth():
    """Gives programs as many calls of their own in every tier, and a few more in all interpreters but the first: who
    shows how deep it came gets another value there."""
    depth, frame = 0, sys._getframe(1)
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(depth + 3 + FRAMES + FURTHER_FRAMES)  # attempt, run_program and run stand between


HEADER = struct.Struct('<IIQ')  # body length, batch length, nonce (0 in a fork)


def pool_child(read_fd, write_fd, shared):
    """The pooled tier: requests over a pipe until it closes. What is sent was vouched for by the canary just before."""
    run, intact, send, read_exactly = RUN_POOLED, POOL_CANARY(), make_sender(write_fd), make_reader(read_fd)
    loads, dumps, cpu, clock, set_mark = marshal.loads, marshal.dumps, time.process_time, time.perf_counter, MARK.pack_into
    usage, own, collect = resource.getrusage, resource.RUSAGE_SELF, gc.collect
    while True:
        body, batch, nonce = HEADER.unpack(read_exactly(HEADER.size))
        sources, items = loads(read_exactly(body))
        batch = loads(read_exactly(batch))
        programs = [[source, imports, None] for source, imports in sources]
        set_depth()
        out, size, first, since, mark = [], 0, batch[0], clock(), END
        for index in batch:
            number, text, mode, calls = items[index]
            start = cpu()
            set_mark(shared, 0, index + 1, start)
            kind, payload, detail, printed = run(programs[number], text, mode, calls)
            spent = cpu() - start
            if spent > LITTERING:
                collect()
            out.append((index, kind, payload, detail, int(spent * 1e6), printed))
            size += len(payload) + len(detail) + len(printed) + 40
            if size > 32768 or clock() - since > 0.01 or index == batch[-1]:
                if not intact():
                    mark = CANARY
                    break
                send(nonce, first, len(out), RESULTS, dumps(out, 2))
                out, size, first, since = [], 0, index + 1, clock()
        set_mark(shared, 0, 0, 0.0)
        send(nonce, 0, 0, mark, RESIDENT.pack(usage(own).ru_maxrss))


def fork_child(read_fd, write_fd, _):
    """The items of one group, all of one program. Between an item's end and the nonce of its result the host measures
    it; while the program runs there is no nonce in the process. A program can forge the results of its own items only,
    which is no more than returning them. Whatever another item follows is vouched for by the canary."""
    run, send, read_exactly = RUN_FORKED, make_sender(write_fd), make_reader(read_fd)
    write, dumps, unpack, intact = os.write, marshal.dumps, struct.Struct('<Q').unpack, FORK_INTACT
    body, batch, _ = HEADER.unpack(read_exactly(HEADER.size))
    sources, items = marshal.loads(read_exactly(body))
    batch = marshal.loads(read_exactly(batch))
    programs = [[source, imports, None] for source, imports in sources]
    set_depth()
    alone, collect, cpu = len(batch) == 1, gc.collect, time.process_time
    for index in batch:
        number, text, mode, calls = items[index]
        start = cpu()
        kind, payload, detail, printed = run(programs[number], text, mode, calls)
        result = dumps([(index, kind, payload, detail, 0, printed)], 2)
        mark = RESULTS if index == batch[-1] or intact() else CANARY
        write(write_fd, DONE)
        nonce, = unpack(read_exactly(8))
        send(nonce, index, 1, mark, result)
        if not alone and cpu() - start > LITTERING:
            collect()


RUN_POOLED, RUN_FORKED = make_runner(True), make_runner(False)

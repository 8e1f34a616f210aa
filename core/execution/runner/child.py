# Part 2: what runs in a forked child: the items of one request, and the persistent children's loop.
# An item is (program, text, mode, calls). Modes: CALL evaluates the arguments among the program's names (a proposer's
# input); LITERAL with the container constructors alone (an answer that the C++ parser admitted); FOREIGN among the
# imports' names only (hidden inputs given to a solver's program); EXPRESSION evaluates text, with no program at all.
CALL, LITERAL, FOREIGN, EXPRESSION = 0, 1, 2, 3
# Kinds of a result; the order is the protocol's.
OK, EXCEPTION, SYNTAX, REFUSED, OUTPUT_LIMIT, MEMORY, MEASURES = 0, 1, 2, 3, 4, 5, 6
FRAME = struct.Struct('<IQIIB')  # payload length, nonce, first item, items, mark
RESULTS, END, CANARY = 0, 1, 2
RESIDENT = struct.Struct('<Q')  # KiB; a persistent child's END and CANARY carry it
MARK = struct.Struct('<Qd')  # item index + 1, process CPU time at its start


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


def make_runner(shared, write_fd):
    """The function that runs the items of a request and writes result frames; captures what it needs."""
    encode = make_encoder()
    loads, dumps, write = marshal.loads, marshal.dumps, os.write
    cpu, clock, set_mark, pack = time.process_time, time.perf_counter, MARK.pack_into, FRAME.pack
    compile_, exec_, eval_, builtins_ = compile, exec, eval, dict(vars(sys.modules['builtins']))
    module_type, modules, sink, encode_text = type(sys), sys.modules, OUTPUT, str.encode
    constructors = {'Counter': Counter, 'deque': deque, 'defaultdict': defaultdict, 'OrderedDict': OrderedDict}
    only_literals = {name: builtins_[name] for name in ('set', 'frozenset', 'range', 'float', 'complex', 'int', 'list',
                                                        'str', 'dict', 'tuple', 'bool', 'bytes')}

    def send(nonce, first, count, mark, payload):
        data = pack(len(payload), nonce, first, count, mark) + payload
        while data:
            data = data[write(write_fd, data):]

    def printed():
        """What user code wrote since the last call; a program that reached the sink may have left anything there."""
        text, sink.tail = sink.tail, ''
        if not text:
            return ''
        return text[-Sink.KEPT:].encode('utf-8', 'replace').decode() if type(text) is str else ''

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
        return 'line %d: %s' % (line, text) if line else text

    def fresh(persistent):
        names = {'__name__': 'program', '__builtins__': dict(builtins_)}
        if persistent:
            return names
        # dataclasses and typing look a class's module up by name.
        module = module_type('program')
        module.__dict__.update(names)
        modules['program'] = module
        return module.__dict__

    def arguments(text, mode, names, imports):
        code = compile_('_azr_call(' + text + '\n)', 'input', 'eval', 0, True)
        if mode == CALL:
            space = names
        else:
            space = {'__builtins__': dict(only_literals if mode == LITERAL else builtins_)}
            space.update(constructors)
            if mode == FOREIGN:
                for one in imports:
                    exec_(compile_(one, 'import', 'exec', 0, True), space)
        return code, space

    def run_one(program, text, mode, calls, persistent):
        names = fresh(persistent)
        try:
            if mode == EXPRESSION:
                names.update(constructors)
                for one in program[1]:
                    exec_(compile_(one, 'import', 'exec', 0, True), names)
                return OK, encode(eval_(compile_(text.strip(), 'input', 'eval', 0, True), names)), ''
            code = program[2]
            if code is None:
                code = program[2] = compile_(program[0], 'program', 'exec', 0, True)
            for one in program[1]:
                exec_(compile_(one, 'import', 'exec', 0, True), names)
            exec_(code, names)
            call, space = arguments(text, mode, names, program[1])
            for _ in range(calls):
                space['_azr_call'] = capture
                args, keywords = eval_(call, space)
                space.pop('_azr_call', None)
                try:
                    entry = names['f']
                except KeyError:
                    return EXCEPTION, 'NameError', 'the program defines no f'
                result = entry(*args, **keywords)
            return OK, encode(result), ''
        except Refused as error:
            return REFUSED, error.args[0], ''
        except TooLong:
            return OUTPUT_LIMIT, 'value', ''
        except MemoryError:
            return MEMORY, 'MemoryError', ''
        except BaseException as error:
            kind = SYNTAX if program[2] is None and mode != EXPRESSION and isinstance(error, SyntaxError) else EXCEPTION
            return kind, type_name(type(error)), describe(error)
        finally:
            try:
                args = keywords = result = entry = space = None
                names.clear()
            except BaseException:
                pass

    def capture(*args, **keywords):
        return args, keywords

    def run(body, batch, nonce, eager, persistent):
        """Runs the items whose indices are in `batch`, in order, writing results as they gather."""
        sources, items = loads(body)
        programs = [[source, imports, None] for source, imports in sources]
        out, size, first, last = [], 0, batch[0] if batch else 0, clock()
        for index in batch:
            program, text, mode, calls = items[index]
            start = cpu()
            set_mark(shared, 0, index + 1, start)
            kind, payload, detail = run_one(programs[program], text, mode, calls, persistent)
            spent = int((cpu() - start) * 1e6)
            try:
                text = printed()
            except BaseException:
                text = ''
            out.append((index, kind, payload, detail, spent, text))
            size += len(payload) + len(detail) + len(text) + 40
            now = clock()
            if eager or size > 32768 or now - last > 0.01:
                send(nonce, first, len(out), RESULTS, dumps(out, 2))
                out, size, first, last = [], 0, index + 1, now
        if out:
            send(nonce, first, len(out), RESULTS, dumps(out, 2))
        set_mark(shared, 0, 0, 0.0)

    return run, send


def make_canary():
    """A function that says whether the builtins, the allowed modules, their functions and their classes are as they
    were; it compares identities and sizes only, so that nothing of the program's is called."""
    same, get_code, get_defaults = operator.is_, operator.attrgetter('__code__'), operator.attrgetter('__defaults__')
    names = [vars(sys.modules['builtins'])] + [vars(sys.modules[name]) for name in PRELOADED if name in sys.modules]
    shared = {id(value): value for one in names for value in one.values()}.values()
    functions = [value for value in shared if type(value) is type(make_canary)]
    classes = [vars(value) for value in shared if isinstance(value, type)]
    values = [tuple(one.values()) for one in names]
    codes, defaults = list(map(get_code, functions)), list(map(get_defaults, functions))
    size, every, each, listed, pairs = len, all, map, list, zip  # a program may have replaced the builtins
    sizes = [listed(each(size, names)), listed(each(size, classes))]

    def intact():
        if [listed(each(size, names)), listed(each(size, classes))] != sizes:
            return False
        for one, known in pairs(names, values):
            if not every(each(same, one.values(), known)):
                return False
        return every(each(same, each(get_code, functions), codes)) and \
            every(each(same, each(get_defaults, functions), defaults))

    return intact


def persistent_child(read_fd, write_fd, shared, inspector):
    """The pooled tier and the inspector: requests over a pipe until it closes."""
    header = struct.Struct('<IIQ')  # body length, batch length, nonce
    if inspector:
        run, send = make_inspector(shared, write_fd)
        intact = None
    else:
        run, send = make_runner(shared, write_fd)
        intact = make_canary()

    def read_exactly(count):
        parts = []
        while count:
            part = os.read(read_fd, min(count, 1 << 20))
            if not part:
                os._exit(0)
            parts.append(part)
            count -= len(part)
        return b''.join(parts)

    while True:
        body_length, batch_length, nonce = header.unpack(read_exactly(header.size))
        body = read_exactly(body_length)
        batch = marshal.loads(read_exactly(batch_length))
        run(body, batch, nonce, False, True)
        resident = RESIDENT.pack(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        send(nonce, 0, 0, END if intact is None or intact() else CANARY, resident)

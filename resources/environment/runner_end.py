# The end of runner.py, what stands above is AZR Studio's own: one job from the standard input, one answer on the
# standard output. It runs no program itself: every item gets a fork, which has nothing but a pipe to say a value by.
import json
import signal

FURTHER_SECONDS = 1  # of CPU time, after which the kernel ends a fork that ignores the first signal


def written(tree):
    """The text of a literal; of a tree that the encoder made, whose types are exact."""
    kind = type(tree)
    if kind is float:
        return repr(tree) if tree - tree == 0 else "float('%r')" % tree
    if kind is tuple and tree and tree[0] is ...:
        return escaped(tree)
    if kind is list:
        return '[' + ', '.join([written(one) for one in tree]) + ']'
    if kind is tuple:
        return '(' + ''.join([written(one) + ', ' for one in tree]) + ')'
    if kind is dict:
        return '{' + ', '.join([written(key) + ': ' + written(one) for key, one in tree.items()]) + '}'
    if kind is set and tree:
        return '{' + ', '.join([written(one) for one in tree]) + '}'
    if kind is frozenset:
        return 'frozenset([' + ', '.join([written(one) for one in tree]) + '])'
    return repr(tree)


def escaped(tree):
    kind = tree[1]
    if kind == 'range':
        return 'range(%d, %d, %d)' % tree[2:]
    if kind == 'deque':
        return 'deque(%s, maxlen=%r)' % (written(tree[2]), tree[3])
    if kind == 'defaultdict':
        return 'defaultdict(%s, %s)' % (tree[2], written([list(one) for one in tree[3]]))
    if kind in ('Counter', 'OrderedDict'):
        items = ', '.join([written(key) + ': ' + written(one) for key, one in tree[2]])
        return '%s({%s})' % (kind, items)
    return '...'


def limited(settings):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    try:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    except ValueError:
        pass
    with open('/proc/self/statm') as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    memory = mapped + (int(settings['memory_megabytes']) << 20)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = int(settings['cpu_seconds'] + 0.999)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + FURTHER_SECONDS))


def in_fork(item, settings, channel):
    program, imports, text, mode = item
    null = os.open('/dev/null', os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = OUTPUT
    sys.stdin = sys.__stdin__ = NoInput()
    say, quit_ = os.write, os._exit
    dumps, loads, write = json.dumps, marshal.loads, written
    unbound = getattr(sys, 'set_int_max_str_digits', lambda _: None)
    limited(settings)
    set_depth()
    kind, payload, detail, _ = RUN_FORKED([program, imports, None], text, mode, 1)
    unbound(0)
    value = write(loads(payload)) if kind == OK else payload
    data = dumps([kind, value, detail[:400]]).encode()
    while data:
        data = data[say(channel, data):]
    quit_(0)


def received(channel, pid, deadline):
    """What a fork says until it ends or its time is over, and what it used."""
    import select
    parts, late = [], False
    while True:
        left = deadline - time.monotonic()
        ready = left > 0 and select.select([channel], [], [], left)[0]
        if not ready:
            late = True
            os.kill(pid, signal.SIGKILL)
            break
        part = os.read(channel, 1 << 16)
        if not part:
            break
        parts.append(part)
        if sum(map(len, parts)) > 1 << 20:
            os.kill(pid, signal.SIGKILL)
            break
    _, status, usage = os.wait4(pid, 0)
    return b''.join(parts), late, status, usage.ru_utime + usage.ru_stime


NAMES = {EXCEPTION: 'exception', SYNTAX: 'parse_error', REFUSED: 'rejected', OUTPUT_LIMIT: 'output_limit', MEMORY: 'memory'}


def outcome(item, settings, wall):
    read_end, write_end = os.pipe()
    deadline = time.monotonic() + wall
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read_end)
            in_fork(item, settings, write_end)
        finally:
            os._exit(1)
    os.close(write_end)
    data, late, status, spent = received(read_end, pid, deadline)
    os.close(read_end)
    if spent > settings['cpu_seconds'] or os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return ['timeout_cpu', '', '']
    if late:
        return ['timeout_wall', '', '']
    try:
        kind, payload, detail = json.loads(data)
        if kind == OK and type(payload) is str:
            return ['ok', '', payload]
        return [NAMES[kind], str(payload)[:200], '']
    except (ValueError, KeyError, TypeError):
        return ['crashed', '', '']


def inspected(program, imports, settings):
    sys.setrecursionlimit(INSPECTED_DEPTH)
    try:
        told = inspect_one(program, imports, [], settings['paper_imports'])
    except MemoryError:
        return {'verdict': 'memory', 'reason': '', 'observes': False}
    except BaseException as error:
        return {'verdict': 'parse_error', 'reason': type(error).__name__, 'observes': False}
    findings, error, observes = told[8], told[9], told[11]
    if error:
        return {'verdict': 'parse_error', 'reason': error[:200], 'observes': False}
    if findings:
        rule, _, _, text = findings[0].split(':', 3)
        return {'verdict': 'rejected', 'reason': rule + ':' + text, 'observes': False}
    return {'verdict': 'ok', 'reason': '', 'observes': bool(observes & PROGRAM_OBSERVES)}


def main():
    job = json.loads(sys.stdin.buffer.read())
    settings = job['settings']
    answer = inspected(job['inspect'][0], job['inspect'][1], settings) if 'inspect' in job else {'verdict': 'ok'}
    if answer['verdict'] == 'ok':
        answer['results'] = [outcome(item, settings, job['wall']) for item in job['items']]
    os.write(1, json.dumps(answer).encode())


main()

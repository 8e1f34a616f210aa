# Part 5: start-up, self-test, and the loop that serves the trusted side.


def preload():
    for name in PRELOADED:
        try:
            __import__(name)
        except ImportError:
            pass


def refused(action):
    try:
        action()
    except BaseException:
        return True
    return False


def self_test():
    """What a child may not do, tried in a child: the names of the acts that succeeded."""
    read_fd, write_fd = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            acts = (('fork', os.fork), ('exec', lambda: os.execv(sys.executable, [sys.executable, '-c', '0'])),
                    ('kill', lambda: os.kill(1, 0)), ('read', lambda: os.open('/etc/passwd', os.O_RDONLY)),
                    ('write', lambda: os.open('/azr-test', os.O_WRONLY | os.O_CREAT)),
                    ('temporary', lambda: os.open('/tmp/azr-test', os.O_WRONLY | os.O_CREAT)),
                    ('shared memory', lambda: os.open('/dev/shm/azr-test', os.O_WRONLY | os.O_CREAT)),
                    ('process files', lambda: os.open('/proc/1/environ', os.O_RDONLY)),
                    ('priority', lambda: os.nice(-5)), ('root', lambda: os.setuid(0)), ('socket', open_socket),
                    ('memory', lambda: mmap.mmap(-1, 64 << 30)))
            bad = [name for name, act in acts if not refused(act)]
            os.write(write_fd, ('\n'.join(bad) or '-').encode())
        finally:
            os._exit(0)
    os.close(write_fd)
    text = os.read(read_fd, 4096).decode()
    os.close(read_fd)
    os.waitpid(pid, 0)
    if not text:
        return ('self-test did not finish',)
    return () if text == '-' else tuple(text.split('\n'))


def open_socket():
    import _socket
    _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)


def serve_forever():
    import gc
    preload()
    sys.stdout = sys.stderr = OUTPUT
    # Deep recursion in user code must end in RecursionError, not in the C stack.
    gc.collect()
    gc.freeze()
    host = Host(os.getpid() == 1)
    failures = self_test()
    version = '%d.%d.%d' % sys.version_info[:3]
    reply(marshal.dumps((version, os.getpid() == 1, failures, host.resident), 2))
    while True:
        length, = struct.unpack('<I', read_control(4))
        tier, count, cpu, wall, recycle, body = marshal.loads(read_control(length))
        host.last_beat = time.monotonic()
        chunks, fates, broken = host.serve(tier, count, cpu, wall, recycle, body)
        outcome = (chunks, [(index,) + fate for index, fate in fates.items()], broken, resident_now(), host.renewed)
        reply(marshal.dumps(outcome, 2), host.relay.view[:host.relay.end])


serve_forever()

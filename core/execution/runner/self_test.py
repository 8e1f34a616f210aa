# Part 17: the self-test: what a child may not do. The renderer of chat templates (chat/render.py) begins with it too.
import mmap
import os
import sys
import time


def refused(action):
    try:
        action()
    except BaseException:
        return True
    return False


def self_test(thorough):
    """What a child may not do, tried in a child: the names of the acts that succeeded; and what the pool's lists give
    that they should not."""
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
                    ('file metadata', lambda: os.stat('/etc/passwd')), ('folders', lambda: os.listdir('/etc')),
                    ('links', lambda: os.readlink('/proc/self/exe')), ('working folder', os.getcwd),
                    ('machine name', os.uname), ('clocks of processes', lambda: time.clock_gettime((~1 << 3) | 2)),
                    # The C library knows no failure of getuid: what it gives then is no user's number.
                    ('users', lambda: {True: 'known'}[0 <= os.getuid() < 0xffff0000]),
                    ('priority', lambda: os.nice(-5)), ('root', lambda: os.setuid(0)), ('socket', open_socket),
                    ('memory', lambda: mmap.mmap(-1, 64 << 30)))
            bad = [name for name, act in acts if not refused(act)]
            if thorough:
                bad += ['pool: ' + way for way in reach_check()]
            os.write(write_fd, ('\n'.join(bad) or '-').encode()[:4000])
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

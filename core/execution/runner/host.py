# Part 4: the warm interpreter itself. It runs no user code: it forks the children that do, watches their CPU clocks
# from outside, kills, reaps, and relays their result frames unread.
import mmap
import select
import signal

PRELOADED = ('math', 'itertools', 'functools', 'collections', 'string', 're', 'heapq', 'bisect', 'typing', 'copy',
             'operator', 'fractions', 'decimal', 'statistics', 'dataclasses', 'enum', 'abc', 'textwrap', 'unicodedata',
             'numbers', 'cmath', 'collections.abc', 'encodings.latin_1', 'encodings.ascii')
POOL, FORK, SINGLE, INSPECT = 0, 1, 2, 3
CONTROL_FD = 3
REQUEST_FD, RESULT_FD = 30, 31  # the highest two that a child may have
GROWTH = 64 << 10  # KiB that a persistent child may grow before it is renewed
MAX_FRAME, MAX_GROUP, PIECE = 1 << 20, 24 << 20, 1 << 18
KEPT_GROUP = 1 << 20  # a larger reply gives its pages back
POLL_LIMIT = 0.5
STARVED_PATIENCE, LEAST_PROGRESS = 20, 0.004  # wall limits; CPU seconds, a scheduler's tick


def child_cpu(pid):
    return time.clock_gettime((~pid << 3) | 2)


class Child:
    """A forked child with its pipes, its shared mark and what it has served."""

    def __init__(self, kind, request=None):
        self.kind, self.served, self.reaped, self.marked, self.resident = kind, 0, None, -1, 0
        self.shared = mmap.mmap(-1, 4096)
        result_read, result_write = os.pipe()
        request_read, request_write = os.pipe() if request is None else (-1, -1)
        self.pid = os.fork()
        if self.pid == 0:
            self.become(request, request_read, result_write)
        os.close(result_write)
        if request_read >= 0:
            os.close(request_read)
        self.read_fd, self.write_fd, self.at = result_read, request_write, 0

    def become(self, request, request_read, result_write):
        # The jail library's fork handler has already taken the child's remaining rights away.
        code = 1
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            sys.stdin, sys.stdout, sys.stderr = NoInput(), OUTPUT, OUTPUT
            sys.__stdin__ = sys.__stdout__ = sys.__stderr__ = None
            # High numbers, away from those that programs close or write to by habit.
            if request is None:
                request_read = os.dup2(request_read, REQUEST_FD, False)
            result_write = os.dup2(result_write, RESULT_FD, False)
            close_others((request_read, result_write))
            if request is None:
                persistent_child(request_read, result_write, self.shared, self.kind == INSPECT)
            else:
                body, batch, nonce = request
                run, send = make_runner(self.shared, result_write)
                run(body, batch, nonce, True, False)
                send(nonce, 0, 0, END, b'')
                code = 0
        except MemoryError:
            code = 2
        finally:
            os._exit(code)

    def send(self, body, batch, nonce):
        batch = marshal.dumps(batch, 2)
        data = memoryview(struct.pack('<IIQ', len(body), len(batch), nonce) + body + batch)
        while data:
            data = data[os.write(self.write_fd, data):]

    def end(self):
        if self.reaped is None:  # a reaped child's number may belong to another by now
            try:
                os.kill(self.pid, signal.SIGKILL)
            except OSError:
                pass
            self.reaped = os.waitpid(self.pid, 0)[1]
        for fd in (self.read_fd, self.write_fd):
            if fd >= 0:
                os.close(fd)
        self.shared.close()


def resident_now():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def close_others(kept):
    for fd in range(3, 32):
        if fd not in kept:
            try:
                os.close(fd)
            except OSError:
                pass


class Relay:
    """What the children of one request wrote, in memory that no child inherits: a value may be another task's gold."""

    def __init__(self):
        self.memory = mmap.mmap(-1, MAX_GROUP, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.memory.madvise(mmap.MADV_DONTFORK)
        self.view, self.end = memoryview(self.memory), 0

    def clear(self):
        if self.end > KEPT_GROUP:
            self.memory.madvise(mmap.MADV_DONTNEED)
        self.end = 0

    def read(self, fd):
        got = os.readv(fd, [self.view[self.end:self.end + PIECE]])
        self.end += got
        return got

    def full(self):
        return MAX_GROUP - self.end < PIECE


class Host:
    def __init__(self, own_namespace):
        self.own_namespace, self.relay = own_namespace, Relay()
        self.children = {}  # POOL and INSPECT: persistent children
        self.nonces = int.from_bytes(os.urandom(7), 'little')
        self.last_beat = 0.0
        self.resident = resident_now()
        self.renewed = 0  # persistent children that had grown, during this request

    def persistent(self, kind):
        child = self.children.get(kind)
        if child is None:
            child = self.children[kind] = Child(kind)
        return child

    def drop(self, kind):
        child = self.children.pop(kind, None)
        if child is not None:
            child.end()

    def serve(self, tier, count, cpu, wall, recycle, body):
        """Runs a group to its end: (places of results in the relay, {index: (verdict, detail)}, canary broken)."""
        remaining, chunks, fates, broken = list(range(count)), [], {}, False
        self.relay.clear()
        self.renewed = 0
        while remaining:
            self.nonces += 1
            nonce = self.nonces
            batch = remaining[:1] if tier == SINGLE else remaining
            if tier in (POOL, INSPECT):
                child = self.persistent(tier)
                try:
                    child.send(body, batch, nonce)
                except OSError:
                    self.drop(tier)
                    continue
            else:
                child = Child(tier, (body, batch, nonce))
            said, end = len(chunks), self.relay.end
            done, fate, detail = self.watch(child, nonce, batch, cpu, wall, chunks)
            child.served += 1
            left = [index for index in remaining if index not in done]
            if tier in (POOL, INSPECT):
                grown = child.resident > self.resident + GROWTH
                self.renewed += grown
                if fate is not None or grown or child.served >= recycle:
                    self.drop(tier)
            else:
                self.finish(child)
            if fate == 'canary':
                broken, fate = True, None
            if fate is not None and tier == POOL and not left:  # nor was the last vouched for: each in its own fork
                del chunks[said:]
                self.relay.end = end
                fate, tier, left = None, SINGLE, list(remaining)
            elif fate is not None and left:
                culprit = self.culprit(child, left)
                fates[culprit] = (fate, detail)
                if tier == POOL:  # killed before its canary could vouch for what it said: another child says it again
                    del chunks[said:]
                    self.relay.end = end
                    left = list(remaining)
                left.remove(culprit)
            elif fate is None:
                for index in batch:  # ended without a result: cannot happen to an honest child
                    if index in left:
                        fates[index] = ('crashed', 'no result')
                        left.remove(index)
            remaining = left
        return chunks, fates, broken

    def culprit(self, child, left):
        return child.marked if child.marked in left else left[0]

    def finish(self, child):
        child.end()
        if self.own_namespace and not self.children:
            try:
                os.kill(-1, signal.SIGKILL)
            except OSError:
                pass
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                pass

    def watch(self, child, nonce, batch, cpu, wall, chunks):
        """Until the child ends its batch or breaks a limit: (done indices, fate or None, detail)."""
        done, position = set(), 0
        child.at = self.relay.end
        order = {index: place for place, index in enumerate(batch)}
        reached, since = -1, time.monotonic()
        started = child_cpu(child.pid) if child.kind in (POOL, INSPECT) else 0.0
        poller = select.poll()
        poller.register(child.read_fd, select.POLLIN)
        poller.register(CONTROL_FD, 0)
        timeout = min(cpu, wall)
        child.marked, last_used, window = -1, 0.0, since
        while True:
            events = poller.poll(max(1, int(min(timeout, POLL_LIMIT) * 1000) + 1))
            for fd, event in events:
                if fd == CONTROL_FD and event & (select.POLLHUP | select.POLLERR):
                    os._exit(0)
            now = time.monotonic()
            try:
                clock = child_cpu(child.pid)
            except OSError:
                clock = started
            # The mark is the child's word: it may only say that the next item has begun, and no later than now.
            index, mark_cpu = MARK.unpack_from(child.shared, 0)
            place = order.get(index - 1, -1)
            if place > reached:
                reached, child.marked, since, window, last_used = place, index - 1, now, now, 0.0
                started = min(max(mark_cpu, started), clock) if mark_cpu == mark_cpu else clock
            if any(fd == child.read_fd for fd, _ in events):
                if self.relay.full():
                    return done, 'output_limit', 'of the request'
                if not self.relay.read(child.read_fd):
                    return done, 'crashed', self.death(child)
                fate, position = self.take(child, nonce, batch, done, position, chunks)
                if fate is not None:
                    return done, None if fate == 'end' else fate, 'bad frame' if fate == 'crashed' else ''
            if now - self.last_beat > 1.0:
                self.last_beat = now
                reply(b'')
            used = clock - started
            if used >= cpu:
                return done, 'timeout_cpu', '%.3f s' % used
            # A busy machine must not change a verdict: what got ahead during the last wall limit, however slowly, is
            # judged by its CPU time.
            waited = now - since
            if now - window >= wall:
                if used - last_used < LEAST_PROGRESS or waited >= STARVED_PATIENCE * wall:
                    return done, 'timeout_wall', '%.3f s' % waited
                window, last_used = now, used
            timeout = min(cpu - used, wall - (now - window))

    def take(self, child, nonce, batch, done, position, chunks):
        """Consumes whole frames; a wrong nonce, count or length condemns the child, and so does anything after the end."""
        relay = self.relay
        while relay.end - child.at >= FRAME.size:
            length, got, _, count, mark = FRAME.unpack_from(relay.memory, child.at)
            if got != nonce or length > MAX_FRAME:
                return 'crashed', position
            start = child.at + FRAME.size
            if relay.end < start + length:
                break
            child.at = start + length
            if mark == RESULTS:
                if count == 0 or position + count > len(batch):
                    return 'crashed', position
                done.update(batch[position:position + count])
                position += count
                chunks.append((start, length))
            else:
                if length == RESIDENT.size:
                    child.resident, = RESIDENT.unpack_from(relay.memory, start)
                if child.at != relay.end:
                    return 'crashed', position
                return ('end' if mark == END else 'canary'), position
        return None, position

    def death(self, child):
        try:
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            for _ in range(20):
                if pid:
                    break
                time.sleep(0.001)
                pid, status = os.waitpid(child.pid, os.WNOHANG)
        except OSError:
            return ''
        if not pid:
            return 'closed its channel'
        child.reaped = status
        return 'signal %d' % (status & 127) if status & 127 else 'exit %d' % (status >> 8)


def reply(payload, relayed=None):
    """A frame; `relayed` stands in it after the payload, which then has its own length before it."""
    head = b'' if relayed is None else struct.pack('<I', len(payload))
    head = memoryview(struct.pack('<I', len(head) + len(payload) + len(relayed or b'')) + head + payload)
    if relayed:
        sent = os.writev(CONTROL_FD, [head, relayed])
        relayed = relayed[max(0, sent - len(head)):]
        head = head[sent:]
    for part in (head, relayed or b''):
        while part:
            part = part[os.write(CONTROL_FD, part):]


def read_control(count):
    parts = []
    while count:
        part = os.read(CONTROL_FD, min(count, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        count -= len(part)
    return b''.join(parts)

# Part 16: the warm interpreter itself. It runs no user code: it forks the children that do, watches their CPU clocks
# from outside, kills, reaps, and relays their result frames unread. What it is asked and what it relays lies in memory
# that no child inherits: it may be another task's answer or gold.
import _signal
import mmap
import select
import signal

POOL, FORK, INSPECT = 0, 1, 2
SIGINT, SIGTERM = int(signal.SIGINT), int(signal.SIGTERM)
PROPOSALS, ANSWERS = 0, 1  # of the pooled tier: they never share a child
CONTROL_FD = 3
REQUEST_FD, RESULT_FD = 30, 31  # the highest two that a child may have
GROWTH = 64 << 10  # KiB that a persistent child may grow before it is renewed
AGAIN = 'again'  # the fate of an item that is to be asked for in another request: no verdict
LOST_SENDS = 2  # persistent children in a row that may end before they have read their request
MAX_RESULT = 96 << 10  # of one item: a value, a detail and a printed text at their limits
MAX_FRAME, MAX_GROUP, PIECE = 1 << 20, 24 << 20, 1 << 18
KEPT = 1 << 20  # more than this gives its pages back
POLL_LIMIT = 0.5
NO_CHUNK = -1  # in place of an item's number: a chunk of many


def child_cpu(pid):
    return time.clock_gettime((~pid << 3) | 2)


last_beat = 0.0


def beat():
    """Tells the trusted side that this interpreter lives, once a second at most."""
    global last_beat
    now = time.monotonic()
    if now - last_beat > 1.0:
        last_beat = now
        reply(b'')


def resident_now():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Private:
    """Memory that no child inherits."""

    def __init__(self, size):
        self.memory = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.memory.madvise(mmap.MADV_DONTFORK)
        self.view, self.size, self.end = memoryview(self.memory), size, 0

    def clear(self):
        if self.end > KEPT:
            self.memory.madvise(mmap.MADV_DONTNEED)
        self.end = 0

    def read(self, fd, count):
        got = os.readv(fd, [self.view[self.end:self.end + count]])
        self.end += got
        return got

    def full(self):
        return self.size - self.end < PIECE


class Child:
    """A forked child with its pipes, its shared mark and what it has served. `main` is what it runs."""
    born = 0

    def __init__(self, main):
        Child.born += 1
        self.number, self.served, self.reaped, self.marked, self.resident, self.at = Child.born, 0, None, -1, 0, 0
        self.shared = mmap.mmap(-1, 4096)
        self.read_fd, result_write = os.pipe()
        request_read, self.write_fd = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self.become(main, request_read, result_write)
        self.shared.madvise(mmap.MADV_DONTFORK)
        os.close(result_write)
        os.close(request_read)

    def become(self, main, request_read, result_write):
        # The jail library's fork handler has already taken the child's remaining rights away.
        code = 1
        try:
            # Every page that is written to here is copied first: this does the least.
            for number in (SIGINT, SIGTERM):
                _signal.signal(number, _signal.SIG_DFL)
            # High numbers, away from those that programs close or write to by habit.
            request_read = os.dup2(request_read, REQUEST_FD, False)
            result_write = os.dup2(result_write, RESULT_FD, False)
            os.closerange(3, REQUEST_FD)
            main(request_read, result_write, self.shared)
            code = 0
        except MemoryError:
            code = 2
        finally:
            os._exit(code)

    def send(self, body, batch, nonce):
        batch = marshal.dumps(batch, 2)
        for part in (HEADER.pack(len(body), len(batch), nonce), body, batch):
            self.write(part)

    def write(self, data):
        data = memoryview(data)
        while data:
            data = data[os.write(self.write_fd, data):]

    def end(self):
        if self.reaped is None:  # a reaped child's number may belong to another by now
            try:
                os.kill(self.pid, signal.SIGKILL)
            except OSError:
                pass
            self.reaped = os.waitpid(self.pid, 0)[1]
        os.close(self.read_fd)
        os.close(self.write_fd)
        self.shared.close()

    def death(self):
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            for _ in range(20):
                if pid:
                    break
                time.sleep(0.001)
                pid, status = os.waitpid(self.pid, os.WNOHANG)
        except OSError:
            return ''
        if not pid:
            return 'closed its channel'
        self.reaped = status
        return 'signal %d' % (status & 127) if status & 127 else 'exit %d' % (status >> 8)


class Watch:
    """The limits of one item, from its start: CPU time by the child's clock, and the wall clock whatever it does."""

    def __init__(self, child, cpu, wall):
        self.child, self.cpu, self.wall = child, cpu, wall
        self.poller = select.poll()
        self.poller.register(child.read_fd, select.POLLIN)
        self.poller.register(CONTROL_FD, 0)
        self.begin(0.0)

    def begin(self, started):
        self.started, self.since, self.used = started, time.monotonic(), 0.0

    def clock(self):
        try:
            return child_cpu(self.child.pid)
        except OSError:
            return self.started + self.used

    def wait(self):
        """Until the child writes, or for a while: (whether it wrote, its CPU clock)."""
        left = min(self.cpu - self.used, self.wall - (time.monotonic() - self.since), POLL_LIMIT)
        wrote = False
        for fd, event in self.poller.poll(max(1, int(left * 1000) + 1)):
            if fd == CONTROL_FD and event & (select.POLLHUP | select.POLLERR):
                os._exit(0)
            wrote = wrote or fd == self.child.read_fd
        clock = self.clock()
        self.used = clock - self.started
        beat()
        return wrote, clock

    def broken(self):
        """(fate, detail) when a limit was passed, else None."""
        waited = time.monotonic() - self.since
        if self.used >= self.cpu:
            return 'timeout_cpu', '%.3f s' % self.used
        if waited >= self.wall:
            return 'timeout_wall', '%.3f s' % waited
        return None


class Host:
    def __init__(self, own_namespace):
        self.own_namespace, self.relay = own_namespace, Private(MAX_GROUP)
        self.children = {}  # persistent ones, by tier and purpose
        self.nonces = int.from_bytes(os.urandom(7), 'little')
        self.resident = resident_now()
        self.renewed = 0  # persistent children that had grown, during this request

    def nonce(self):
        self.nonces += 1
        return self.nonces

    def start(self):
        self.relay.clear()
        self.renewed, self.chunks, self.fates, self.spent = 0, [], {}, []

    def persistent(self, key):
        child = self.children.get(key)
        if child is None:
            child = self.children[key] = Child(inspect_child if key[0] == INSPECT else pool_child)
        return child

    def drop(self, key):
        child = self.children.pop(key, None)
        if child is not None:
            child.end()

    def serve_warm(self, key, count, cpu, wall, recycle, body):
        """Runs items in a persistent child: (whether its canary broke, the child's number, its CPU seconds). What a
        child has sent stands; when it is lost, the items without an answer run again in another, but for the one to
        blame."""
        left, number, total, unread = list(range(count)), 0, 0.0, 0
        while left:
            child, nonce = self.persistent(key), self.nonce()
            number, before = child.number, child_cpu(child.pid)
            try:
                child.send(body, left, nonce)
            except OSError:
                self.drop(key)
                unread += 1
                if unread < LOST_SENDS:
                    continue
                self.fates.update((index, ('crashed', 'did not read its request')) for index in left)
                break
            unread = 0
            done, fate, detail, clock = self.watch(child, nonce, left, cpu, wall)
            total += max(0.0, clock - before)
            child.served += 1
            grown = child.resident > self.resident + GROWTH
            self.renewed += grown
            if fate is not None or grown or child.served >= recycle:
                self.drop(key)
            if fate == 'canary':
                return True, number, total
            left = [index for index in left if index not in done]
            if fate == AGAIN:
                self.fates.update((index, (AGAIN, '')) for index in left)
                break
            if left:
                culprit = child.marked if child.marked in left else left[0]
                self.fates[culprit] = (fate or 'crashed', detail or 'no result')
                left.remove(culprit)
        return False, number, total

    def watch(self, child, nonce, batch, cpu, wall):
        """Until the child ends its batch or breaks a limit: (done indices, fate or None, detail, CPU clock)."""
        done, position, reached = set(), 0, -1
        child.at, child.marked = self.relay.end, -1
        order = {index: place for place, index in enumerate(batch)}
        watch = Watch(child, cpu, wall)
        watch.begin(watch.clock())
        while True:
            wrote, clock = watch.wait()
            # The mark may only say that the next item has begun, and no later than now.
            index, mark_cpu = MARK.unpack_from(child.shared, 0)
            place = order.get(index - 1, -1)
            if place > reached:
                reached, child.marked = place, index - 1
                watch.begin(min(max(mark_cpu, watch.started), clock) if mark_cpu == mark_cpu else clock)
                watch.used = clock - watch.started
            if wrote:
                if self.relay.full():
                    return done, AGAIN, '', clock
                if not self.relay.read(child.read_fd, PIECE):
                    return done, 'crashed', child.death(), clock
                fate, position = self.take(child, nonce, batch, done, position)
                if fate is not None:
                    return done, None if fate == 'end' else fate, 'bad frame' if fate == 'crashed' else '', clock
            broken = watch.broken()
            if broken:
                return (done,) + broken + (clock,)

    def take(self, child, nonce, batch, done, position):
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
                self.chunks.append((NO_CHUNK, start, length))
            else:
                if length == RESIDENT.size:
                    child.resident, = RESIDENT.unpack_from(relay.memory, start)
                if child.at != relay.end:
                    return 'crashed', position
                return ('end' if mark == END else 'canary'), position
        return None, position

    def serve_forks(self, groups, cpu, wall, view):
        """Groups are (items, bytes of the body); items are numbered across."""
        first, at = 0, 0
        for count, size in groups:
            kept = len(self.chunks), len(self.spent), self.relay.end
            if not self.fork_group(first, list(range(count)), cpu, wall, view[at:at + size]):
                # What one item did could be seen by the next: nothing of the group counts.
                del self.chunks[kept[0]:], self.spent[kept[1]:]
                self.relay.end = kept[2]
                self.fates.update((first + index, (AGAIN, '')) for index in range(count))
            first, at = first + count, at + size

    def fork_group(self, first, indices, cpu, wall, body):
        """Runs items in a fork, and those after one that ended it in another; false when the canary broke."""
        left = list(indices)
        while left:
            if self.relay.full():
                self.fates.update((first + index, (AGAIN, '')) for index in left)
                return True
            child = Child(fork_child)
            done, fate, detail, intact = self.attend(child, first, left, cpu, wall, body)
            self.finish(child)
            if not intact:
                return False
            if fate is None:
                return True
            if done < len(left):
                self.fates[first + left[done]] = (fate, detail)
            left = left[done + 1:]
        return True

    def attend(self, child, first, batch, cpu, wall, body):
        """(items that answered, fate or None, detail, canary intact)"""
        watch, place = Watch(child, cpu, wall), 0
        watch.begin(watch.clock())
        try:
            child.send(body, batch, 0)
            for place, index in enumerate(batch):
                fate, detail = self.settled(child, watch)
                frame = None
                if fate is None:
                    # Whoever says early that it has ended goes on under the same limits, and all of it is told.
                    frame, fate, detail = self.answer(child, watch)
                if fate is not None:
                    return place, fate, detail, True
                if frame[0] == CANARY:
                    return (place, None, '', False) if len(batch) > 1 else (place, 'crashed', 'bad frame', True)
                self.spent.append((first + index, int(watch.used * 1e6)))
                watch.begin(watch.started + watch.used)
                self.chunks.append((first + index,) + frame[1:])
            return len(batch), None, '', True
        except OSError:
            return place, 'crashed', child.death(), True

    def settled(self, child, watch):
        """Waits until the child says that its item has ended: (None, '') or (fate, detail)."""
        while True:
            wrote, _ = watch.wait()
            broken = watch.broken()
            if broken:
                return broken
            if wrote:
                said = os.read(child.read_fd, 1)
                if said == DONE:
                    return None, ''
                return 'crashed', 'bad frame' if said else child.death()

    def answer(self, child, watch):
        """Gives out a nonce and takes one frame with it into the relay: ((mark, start, length), None, '') or
        (None, fate, detail)."""
        nonce, relay = self.nonce(), self.relay
        child.write(struct.pack('<Q', nonce))
        start, needed = relay.end, FRAME.size
        while relay.end - start < needed:
            if relay.full():
                return None, AGAIN, ''
            wrote, _ = watch.wait()
            broken = watch.broken()
            if broken:
                return (None,) + broken
            if not wrote:
                continue
            if not relay.read(child.read_fd, needed - (relay.end - start)):
                return None, 'crashed', child.death()
            if relay.end - start >= FRAME.size:
                length, got, _, count, mark = FRAME.unpack_from(relay.memory, start)
                if got != nonce or length > MAX_RESULT or count != 1 or mark not in (RESULTS, CANARY):
                    return None, 'crashed', 'bad frame'
                needed = FRAME.size + length
        return (mark, start + FRAME.size, length), None, ''

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

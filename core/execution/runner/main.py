# Part 18: the loop that serves the trusted side.


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


def read_control(count, into=None):
    """Bytes of a request; into private memory where they are a task's."""
    parts = []
    while count:
        part = into.read(CONTROL_FD, min(count, PIECE)) if into else os.read(CONTROL_FD, count)
        if not part:
            os._exit(0)
        parts.append(part)
        count -= part if into else len(part)
    return None if into else b''.join(parts)


def serve_one(host, usual):
    length, head = struct.unpack('<II', read_control(8))
    tier, purpose, cpu, wall, recycle, groups = marshal.loads(read_control(head))
    size = length - 4 - head
    bodies = usual if size <= usual.size else Private(size)
    bodies.clear()
    read_control(size, bodies)
    view = bodies.view[:size]
    broken, number, total = False, 0, 0.0
    host.start()
    if tier == FORK:
        host.serve_forks(groups, cpu, wall, view)
    else:
        broken, number, total = host.serve_warm((tier, purpose), groups[0][0], cpu, wall, recycle, view)
    outcome = (host.chunks, [(index,) + fate for index, fate in host.fates.items()], broken, resident_now(),
               host.renewed, number, total, host.spent)
    reply(marshal.dumps(outcome, 2), host.relay.view[:host.relay.end])


def serve_forever():
    # Also for the children: freeing the first ones would be work for each of them.
    sys.stdin, sys.stdout, sys.stderr = NoInput(), OUTPUT, OUTPUT
    sys.__stdin__ = sys.__stdout__ = sys.__stderr__ = None
    host, usual = Host(os.getpid() == 1), Private(KEPT)
    failures = self_test(FURTHER_FRAMES == 0)
    # No child begins with what the library remembers of this, nor with the heap as it came.
    make_forget()()
    SHIFTED.extend(rearrange(SEED, 29))
    # What children inherit is never collected, nor counted anew.
    gc.collect()
    gc.freeze()
    version = '%d.%d.%d' % sys.version_info[:3]
    reply(marshal.dumps((version, os.getpid() == 1, failures, host.resident), 2))
    while True:
        serve_one(host, usual)


serve_forever()

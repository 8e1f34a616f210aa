# The jail's renderer of chat templates, which are programs of strangers, written in Jinja2. This warm process only forks:
# a template is compiled in one child, and one further child renders all conversations of a request, each child with the
# rights that runner/self_test tries, with bounds on its time, memory and text. What a child sends is passed on unread,
# compiled code as well: it is loaded in further children alone. Nothing outlives a child, so no text depends on an
# earlier request; within one, the template's code, its globals and the random numbers begin anew with each conversation.
#
# A request: the length of the template, the template, then JSON {"date", "conversations": [the variables of each]}. A
# reply: the length of a note, the note, then what the child wrote, an answer to each conversation in order, its length
# before it. An answer: "T" and the text; "E", the template's line (four bytes, 0 when it is not known) and what is wrong;
# "L" and the bound that was passed. The note is empty; or an "E" when the template cannot be compiled; or an "L" that
# says what ended the child.
import codecs
import datetime
import gc
import importlib.util
import json
import marshal
import random
import resource
import select
import signal
import struct
import traceback

CONTROL_FD, RESULT_FD = 3, 30
MAX_REPLY = (32 << 20) + 1  # of one text, and of all texts of a request together
MAX_HEADERS = 1 << 20
CPU_LIMIT, WALL_LIMIT, LAST_SECONDS, POLL_MS = 4.0, 20.0, 2.0, 100
MEMORY_EXIT = 2
KEPT_TEMPLATES = 8
TEXT, TEMPLATE_ERROR, LIMIT = b'T', b'E', b'L'


def load_package(folder):
    """The jail shows this folder, but not what lies beside it."""
    name = os.path.basename(folder)
    spec = importlib.util.spec_from_file_location(name, folder + '/__init__.py', submodule_search_locations=[folder])
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])


os.environ.clear()
for package in sys.argv[1:]:
    load_package(package)
# Everything that Jinja2 loads when it is first needed: children may not be able to open files.
import jinja2
import jinja2.constants
import jinja2.debug
import jinja2.ext
import jinja2.nodes
import jinja2.sandbox
import pprint
import textwrap
import urllib.parse


class Generation(jinja2.ext.Extension):
    """{% generation %} marks what the assistant wrote, for those who train on it; the text is the same."""
    tags = {'generation'}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(('name:endgeneration',), drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method('_same'), [], [], body).set_lineno(line)

    def _same(self, caller):
        return caller()


def raise_exception(message):
    raise jinja2.TemplateError(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    """Jinja2's own writes HTML escapes."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def make_environment():
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])
    environment.filters['tojson'] = tojson
    environment.globals['raise_exception'] = raise_exception
    return environment


ENVIRONMENT = make_environment()
# A template of our own, rendered here for what the library loads when it is first needed.
WARM_UP = r"""{% macro m(x) %}{{ x }}{% endmacro %}{{ m('a\n') | upper | e }}{% for i in [1.5, none] %}{% if i %}{% break %}
{% endif %}{% endfor %}{{ {'a': [1]} | tojson(indent=1) }}{{ 'a b' | wordwrap(1) | urlencode }}{{ {'a': 1} | pprint }}
{{ {'a': 1} | xmlattr }}{{ 'a' | forceescape | striptags | urlize }}{{ '%s' | format(1) }}{{ 9 | filesizeformat }}
{{ [1] | random }}{{ lipsum(1) | length }}{{ 'x'.encode('utf-8') }}{% generation %}{% endgeneration %}"""


def warm_up():
    for name in ('ascii', 'latin_1', 'utf_8', 'utf_8_sig', 'utf_16', 'utf_16_le', 'utf_16_be', 'utf_32', 'unicode_escape',
                 'raw_unicode_escape', 'idna', 'punycode', 'cp1252'):
        codecs.lookup(name)
    ENVIRONMENT.from_string(WARM_UP).render()
    datetime.datetime(2024, 1, 1).strftime('%d %b %Y')
    for wrong in ('{% if %}', '{{ a.b }}', "{{ raise_exception('') }}"):
        try:
            ENVIRONMENT.from_string(wrong).render()
        except jinja2.TemplateError as error:
            error_reply(error)


def compile_template(source):
    return marshal.dumps(ENVIRONMENT.compile(source.decode('utf-8')))


def render(code, variables, date):
    """In a child. The date stands for the clock, and random choices are always the same."""
    random.seed(0)
    own = ENVIRONMENT.make_globals({'strftime_now': lambda format: date.strftime(format)})
    template = ENVIRONMENT.template_class.from_code(ENVIRONMENT, code, own, None)
    pieces, size = [], 0
    for piece in template.root_render_func(template.new_context(variables)):
        size += len(piece)
        if size >= MAX_REPLY:
            return LIMIT + too_long()
        pieces.append(piece)
    return TEXT + ''.join(pieces).encode('utf-8')


def too_long():
    return b'it writes more than %d MiB' % (MAX_REPLY >> 20)


def line_of(error):
    line = getattr(error, 'lineno', 0) if isinstance(error, jinja2.TemplateSyntaxError) else 0
    for frame, place in traceback.walk_tb(error.__traceback__):
        template = frame.f_globals.get('__jinja_template__')
        if template is not None:
            line = template.get_corresponding_lineno(place)
    return line or 0


def error_reply(error):
    if isinstance(error, UnicodeEncodeError):
        return TEMPLATE_ERROR + struct.pack('<I', 0) + b'its text holds a character that no text may have'
    name = '' if isinstance(error, jinja2.TemplateError) else type(error).__name__ + ': '
    message = (name + str(error))[:2000].encode('utf-8', 'replace')
    return TEMPLATE_ERROR + struct.pack('<I', line_of(error)) + message


def answer(action):
    try:
        return action()
    except MemoryError:
        raise
    except BaseException as error:
        return error_reply(error)


def render_all(code, request):
    """In a child: an answer to each conversation, sent before the next one is looked at."""
    code, request = marshal.loads(code), json.loads(request)
    date = datetime.datetime(*request['date'])
    for variables in request['conversations']:
        reply = answer(lambda: render(code, variables, date))
        yield struct.pack('<I', len(reply)) + reply


def work_in_child(replies, write_fd):
    """The jail library's fork handler has already taken the child's remaining rights away."""
    code = 1
    try:
        write_fd = os.dup2(write_fd, RESULT_FD, False)
        os.closerange(3, RESULT_FD)
        for reply in replies:
            reply = memoryview(reply)
            while reply:
                reply = reply[os.write(write_fd, reply):]
        code = 0
    except MemoryError:
        code = MEMORY_EXIT
    finally:
        os._exit(code)


def spent(pid):
    """Processor time of a child, by its own clock."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def gather(pid, read_fd):
    """What the child writes until it ends, and the bound that it passed."""
    reply, started = bytearray(), time.monotonic()
    poller = select.poll()
    poller.register(read_fd, select.POLLIN)
    while True:
        if poller.poll(POLL_MS):
            piece = os.read(read_fd, 1 << 18)
            if not piece:
                return bytes(reply), b''
            reply += piece
        if len(reply) > MAX_REPLY + MAX_HEADERS:
            return bytes(reply), LIMIT + too_long()
        if spent(pid) > CPU_LIMIT or time.monotonic() - started > WALL_LIMIT:
            return bytes(reply), LIMIT + b'it takes more than %d seconds' % CPU_LIMIT


def ended(pid, ending):
    """How the child ended. One that has said its last word ends at once, or is ended."""
    deadline = time.monotonic() + (LAST_SECONDS if ending else 0)
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status
        time.sleep(0.0002)
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
    return os.waitpid(pid, 0)[1]


def in_child(replies):
    """What a child writes, and a note on its end unless that was an ordinary one."""
    read_fd, write_fd = os.pipe()
    pid = os.fork()
    if pid == 0:
        work_in_child(replies, write_fd)
    os.close(write_fd)
    reply, note = gather(pid, read_fd)
    os.close(read_fd)
    status = ended(pid, not note)
    if note or status == 0:
        return reply, note
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == MEMORY_EXIT:
        return reply, LIMIT + b'it needs more memory than it may have'
    how = b'by signal %d' % os.WTERMSIG(status) if os.WIFSIGNALED(status) else b'without a word'
    return reply, LIMIT + b'its process ended ' + how


def send(payload):
    view = memoryview(struct.pack('<I', len(payload)) + payload)
    while view:
        view = view[os.write(CONTROL_FD, view):]


def receive(count):
    parts = []
    while count:
        part = os.read(CONTROL_FD, count)
        if not part:
            os._exit(0)
        parts.append(part)
        count -= len(part)
    return b''.join(parts)


def compiled_code(source):
    """The template's code in a child's word, with a "T" before it; or what is wrong, or ended the child."""
    def work():
        yield answer(lambda: TEXT + compile_template(source))
    code, note = in_child(work())
    return note or code


def serve_one(compiled):
    length, size = struct.unpack('<II', receive(8))
    source, request = receive(size), receive(length - 4 - size)
    code = compiled.get(source)
    if code is None:
        code = compiled_code(source)
        if not code.startswith(TEXT):
            return send(struct.pack('<I', len(code)) + code)
        while len(compiled) >= KEPT_TEMPLATES:
            compiled.pop(next(iter(compiled)))
        code = compiled[source] = code[1:]
    replies, note = in_child(render_all(code, request))
    send(struct.pack('<I', len(note)) + note + replies)


def serve_templates():
    failures = self_test(False)
    warm_up()
    gc.collect()
    gc.freeze()
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    send(marshal.dumps(('%d.%d.%d' % sys.version_info[:3], os.getpid() == 1, failures, resident), 2))
    compiled = {}
    while True:
        serve_one(compiled)


serve_templates()

/// Programs that attack the machine, the limits or the verdict, with what may become of each. Data for tst_hostile.
#pragma once

#include <vector>

namespace azr::execution::hostile {

struct Case {
    const char* name;
    const char* program;
    const char* input;
    const char* verdicts;  ///< the admissible ones, blank-separated
};

/// Judged with the safety check on: nondeterminism.
inline const std::vector<Case> kNondeterminism = {
    {"global counter", "c = 0\ndef f(x):\n    global c\n    c += 1\n    return c", "1", "nondeterministic rejected"},
    {"second call", "t = [0]\ndef f(x):\n    t[0] ^= 1\n    return t[0]", "1", "nondeterministic rejected"},
    {"id", "def f(x):\n    return id(x)", "[1]", "nondeterministic rejected"},
    {"object repr", "def f(x):\n    return repr(object())", "1", "nondeterministic rejected"},
    {"lambda repr", "def f(x):\n    return str(lambda: 1)", "1", "nondeterministic rejected"},
    {"generator repr", "def f(x):\n    return str(i for i in [x])", "1", "nondeterministic rejected"},
    {"hash of str", "def f(x):\n    return hash('a' + x)", "'b'", "nondeterministic rejected"},
    {"list of set", "def f(x):\n    return list({'a', 'b', 'c', 'd', x})", "'e'", "nondeterministic rejected"},
    {"time", "import time\ndef f(x):\n    return time.time()", "1", "nondeterministic rejected"},
    {"pid", "import os\ndef f(x):\n    return os.getpid()", "1", "nondeterministic rejected"},
    {"urandom", "def f(x):\n    import os\n    return os.urandom(4)", "1", "nondeterministic rejected"},
    {"secrets", "import secrets\ndef f(x):\n    return secrets.token_hex(4)", "1", "nondeterministic rejected"},
    {"uuid", "import uuid\ndef f(x):\n    return str(uuid.uuid4())", "1", "nondeterministic rejected"},
    {"random by import", "def f(x):\n    return __import__('random').random()", "1", "nondeterministic rejected"},
    {"environment", "import os\ndef f(x):\n    return dict(os.environ)", "1", "nondeterministic rejected"},
    {"files", "def f(x):\n    return open('/etc/hostname').read()", "1", "nondeterministic rejected"},
    {"gc", "import gc\ndef f(x):\n    return gc.get_count()", "1", "nondeterministic rejected"},
    {"function attribute", "def f(x):\n    f.n = getattr(f, 'n', 0) + 1\n    return f.n", "1",
     "nondeterministic rejected"},
    {"mutable default", "def f(x, a=[]):\n    a.append(x)\n    return len(a)", "1", "nondeterministic rejected"},
};

/// Judged with the safety check off: the jail alone holds them.
inline const std::vector<Case> kJailed = {
    // L: limits
    {"endless loop", "def f(x):\n    while True:\n        pass", "1", "timeout_cpu"},
    {"C loop", "def f(x):\n    return sum(range(10**12))", "1", "timeout_cpu"},
    {"big power", "def f(x):\n    return 3 ** 10 ** 8 % 7", "1", "timeout_cpu memory"},
    {"regex bomb", "import re\ndef f(x):\n    return bool(re.match(r'(a+)+$', 'a' * 40 + 'b'))", "1", "timeout_cpu"},
    {"sleep", "import time\ndef f(x):\n    time.sleep(60)\n    return 1", "1", "timeout_wall exception"},
    {"ignored signals",
     "import signal\nfor s in (2, 15, 24):\n    signal.signal(s, signal.SIG_IGN)\ndef f(x):\n    while 1: pass", "1",
     "timeout_cpu exception"},
    {"except loop",
     "def f(x):\n    while 1:\n        try:\n            while 1: pass\n        except BaseException: pass", "1",
     "timeout_cpu"},
    {"endless repr", "class A:\n    def __repr__(self):\n        while 1: pass\ndef f(x):\n    return repr(A())", "1",
     "timeout_cpu"},
    {"del spin", "class A:\n    def __del__(self):\n        while 1: pass\ndef f(x):\n    A()\n    return 1", "1",
     "timeout_cpu"},
    {"huge list", "def f(x):\n    return [0] * 10 ** 10", "1", "memory"},
    {"append bomb", "def f(x):\n    a = []\n    while 1: a.append('x' * 100000 + str(len(a)))", "1",
     "memory timeout_cpu"},
    {"wide format", "def f(x):\n    return '%*d' % (2 ** 31 - 1, 1)", "1", "memory exception output_limit"},
    {"huge bytearray", "def f(x):\n    return bytearray(10 ** 11)", "1", "memory"},
    {"50 MB output", "def f(x):\n    return 'a' * 50_000_000", "1", "output_limit memory"},
    {"shared bomb", "def f(x):\n    a = [1]\n    for _ in range(60): a = [a, a]\n    return a", "1",
     "output_limit rejected"},
    {"stdout flood", "def f(x):\n    while 1: print('x' * 1000)", "1", "timeout_cpu"},
    // C: crashes
    {"recursion", "def f(x):\n    return f(x + 1)", "1", "exception"},
    {"recursion limit",
     "import sys\ndef f(x):\n    sys.setrecursionlimit(10 ** 9)\n    def g(n): return g(n + 1)\n    return g(0)", "1",
     "exception crashed memory timeout_cpu"},
    {"deep list", "def f(x):\n    for _ in range(200000): x = [x]\n    return x", "1", "rejected exception crashed"},
    {"ctypes null", "import ctypes\ndef f(x):\n    return ctypes.string_at(0)", "1", "exception crashed"},
    {"bad bytecode",
     "def g(): return 1\ndef f(x):\n    g.__code__ = g.__code__.replace(co_code=bytes([100, 255] * 50))\n    return "
     "g()",
     "1", "exception crashed timeout_cpu"},
    {"_exit", "import os\ndef f(x):\n    os._exit(0)", "1", "crashed"},
    {"sys.exit", "import sys\ndef f(x):\n    sys.exit(0)", "1", "exception"},
    {"abort", "import os\ndef f(x):\n    os.abort()", "1", "crashed"},
    {"close all", "import os\ndef f(x):\n    os.closerange(0, 1024)\n    return 1", "1", "crashed exception"},
    {"close and spin", "import os\ndef f(x):\n    os.closerange(0, 1024)\n    while 1: pass", "1",
     "crashed exception timeout_cpu"},
    // P: processes
    {"fork bomb", "import os\ndef f(x):\n    while 1: os.fork()", "1", "exception crashed"},
    {"threads",
     "import threading\ndef f(x):\n    def g():\n        while 1: pass\n    for _ in range(9): "
     "threading.Thread(target=g).start()\n"
     "    return 1",
     "1", "exception crashed"},
    {"daemon",
     "import os\ndef f(x):\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n            while "
     "1: pass\n"
     "    return 1",
     "1", "exception crashed"},
    {"kill parent", "import os\ndef f(x):\n    os.kill(os.getppid(), 9)\n    return 1", "1", "exception crashed"},
    {"kill all", "import os\ndef f(x):\n    os.kill(-1, 9)\n    return 1", "1", "exception crashed"},
    {"subprocess", "import subprocess\ndef f(x):\n    return subprocess.check_output(['id'])", "1",
     "exception crashed"},
    {"system", "import os\ndef f(x):\n    if os.system('touch /tmp/azr_hostile'): raise OSError\n    return 1", "1",
     "exception crashed"},
    {"execve", "import os\ndef f(x):\n    os.execv('/bin/sh', ['sh'])", "1", "exception crashed"},
    {"memfd", "import os\ndef f(x):\n    return os.memfd_create('a')", "1", "exception crashed"},
    {"raise a limit", "import resource\ndef f(x):\n    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\n    return 1",
     "1", "exception crashed"},
    {"renice", "import os\ndef f(x):\n    return os.nice(-5)", "1", "exception crashed"},
    {"ptrace", "import ctypes\ndef f(x):\n    if ctypes.CDLL(None).ptrace(0, 0, 0, 0) < 0: raise OSError\n    return 1",
     "1", "exception crashed"},
    {"unshare",
     "import ctypes\ndef f(x):\n    if ctypes.CDLL(None).unshare(0x10000000) < 0: raise OSError\n    return 1", "1",
     "exception crashed"},
    {"io_uring",
     "import ctypes\ndef f(x):\n    if ctypes.CDLL(None).syscall(425, 4, 0) < 0: raise OSError\n    return 1", "1",
     "exception crashed"},
    {"bpf", "import ctypes\ndef f(x):\n    if ctypes.CDLL(None).syscall(321, 0, 0, 0) < 0: raise OSError\n    return 1",
     "1", "exception crashed"},
    // F: files, network, imports
    {"passwd", "def f(x):\n    return open('/etc/passwd').read()", "1", "exception"},
    {"shadow", "def f(x):\n    return open('/etc/shadow').read()", "1", "exception"},
    {"home", "import os\ndef f(x):\n    return os.listdir('/root') + os.listdir('/home')", "1", "exception"},
    {"temporary", "def f(x):\n    return open('/tmp/azr_hostile', 'w').write('x')", "1", "exception"},
    {"environ", "def f(x):\n    return open('/proc/self/environ').read()", "1", "exception"},
    {"parent memory", "import os\ndef f(x):\n    return open('/proc/%d/mem' % os.getppid(), 'rb').read(8)", "1",
     "exception"},
    {"write the library", "def f(x):\n    import string\n    return open(string.__file__, 'a').write('#')", "1",
     "exception"},
    {"unlink", "import os\ndef f(x):\n    import string\n    os.unlink(string.__file__)\n    return 1", "1",
     "exception"},
    {"socket", "import socket\ndef f(x):\n    socket.create_connection(('127.0.0.1', 22), 1)\n    return 1", "1",
     "exception"},
    {"unix socket",
     "import socket\ndef f(x):\n    socket.socket(socket.AF_UNIX).connect('/run/systemd/notify')\n    return 1", "1",
     "exception"},
    {"chained import", "def f(x):\n    return __import__('o' + 's').listdir('/etc')", "1", "exception"},
    {"subclasses", "def f(x):\n    return [c for c in ().__class__.__base__.__subclasses__() if 'wrap' in str(c)][0]",
     "1", "exception rejected"},
    {"getattr chain", "def f(x):\n    return getattr(__import__(chr(111) + chr(115)), 'popen')('id').read()", "1",
     "exception crashed"},
    {"importlib", "import importlib\ndef f(x):\n    return importlib.import_module('os').listdir('/etc')", "1",
     "exception"},
    {"atexit",
     "import atexit\natexit.register(lambda: open('/tmp/azr_hostile', 'w'))\ndef f(x):\n    return "
     "open('/etc/passwd').read()",
     "1", "exception"},
    {"stdin", "def f(x):\n    return input()", "1", "exception"},
    // R: what a program can do about its own verdict
    {"forged frame",
     "import os\ndef f(x):\n    for fd in range(3, 64):\n        try: os.write(fd, b'\\0' * 200)\n        except "
     "OSError: pass\n"
     "    os._exit(0)",
     "1", "crashed"},
    {"list subclass", "class L(list):\n    def __eq__(self, o): return True\ndef f(x):\n    return L()", "1",
     "rejected"},
    {"lying containers",
     "class D(dict):\n    def __iter__(self): return iter([])\n    def __len__(self): return 0\ndef f(x):\n    return "
     "[D(a=1)]",
     "1", "rejected"},
    {"lying repr",
     "class A:\n    def __repr__(self): return '1'\n    __eq__ = lambda s, o: True\n    __hash__ = lambda s: 1\ndef "
     "f(x):\n"
     "    return A()",
     "1", "rejected"},
    // V: values
    {"nan", "def f(x):\n    return float('nan')", "1", "rejected"},
    {"infinity", "def f(x):\n    return 1e400", "1", "ok"},
    {"big integer", "def f(x):\n    return 10 ** 5000", "1", "ok"},
    {"surrogate", "def f(x):\n    return '\\ud800'", "1", "rejected"},
    {"NUL", "def f(x):\n    return '\\0'", "1", "ok"},
    {"generator", "def f(x):\n    return (i for i in [x])", "1", "rejected"},
    {"lambda", "def f(x):\n    return lambda: 1", "1", "rejected"},
    {"self-reference", "def f(x):\n    a = []\n    a.append(a)\n    return a", "1", "rejected"},
    {"Ellipsis", "def f(x):\n    return ...", "1", "rejected"},
    {"escape forged", "def f(x):\n    return (..., 'range', 0, 3, 1)", "1", "rejected"},
    {"Counter", "from collections import Counter\ndef f(x):\n    return Counter('aab')", "1", "ok"},
    {"deque", "from collections import deque\ndef f(x):\n    return deque([x], maxlen=3)", "1", "ok"},
    {"defaultdict",
     "from collections import defaultdict\ndef f(x):\n    d = defaultdict(int)\n    d[x] += 1\n    return d", "1",
     "ok"},
    {"lambda factory", "from collections import defaultdict\ndef f(x):\n    return defaultdict(lambda: 0)", "1",
     "rejected"},
    {"dict view", "def f(x):\n    return {1: 2}.items()", "1", "rejected"},
    {"set", "def f(x):\n    return {'a', 'b', 'c', x}", "1", "ok"},
    {"0.1 + 0.2", "def f(x):\n    return 0.1 + 0.2", "1", "ok"},
    {"CRLF", "def f(x):\r\n\treturn '\\r\\n\\t' + x\r\n", "'a'", "ok"},
    {"multi-line input", "def f(x, y):\n    return x + y", "1,\n2", "ok"},
};

}  // namespace azr::execution::hostile

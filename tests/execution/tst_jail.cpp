/// What the jail tells a program about the machine and about itself, at every isolation level: the safety check is off
/// throughout, so that the jail alone answers.
#include <unistd.h>

#include <QTest>
#include <algorithm>

#include "core/execution/executor.h"
#include "core/execution/pool/worker_process.h"

using namespace azr;
using namespace azr::execution;

namespace {

ExecutorOptions optionsFor(const std::string& level) {
    ExecutorOptions options;
    options.level = level;
    options.allowL1 = level == "L1";
    options.lanes = 1;
    return options;
}

ValidateOutcome outcomeOf(Executor& executor, const std::string& body) {
    ValidateRequest request;
    request.program = "import os, sys, time\ndef f(x):\n" + body;
    request.inputs = {"1"};
    request.checkSafety = false;
    return executor.validate(std::move(request), Lane::Loop).get();
}

std::string seen(const ValidateOutcome& outcome) {
    return std::string(name(outcome.verdict)) + ' ' + outcome.reason + ' ' + outcome.detail +
           (outcome.runs.empty() ? "" : ' ' + outcome.runs.front().value);
}

const SandboxLayer* layer(const SandboxReport& report, const char* name) {
    const auto found = std::ranges::find(report.layers, name, &SandboxLayer::name);
    return found == report.layers.end() ? nullptr : &*found;
}

/// A level that this machine does not offer is passed over; one that it offers with a hole in it is not.
bool hasHole(const Error& error) {
    return error.detail.find("could still do") != std::string::npos;
}

/// Bodies of f that ask for what is not a program's business.
struct Asked {
    const char* name;
    const char* body;
};

// By a path: refused where there is no root of its own, unless the program may import anything.
const std::vector<Asked> kByPath = {
    {"stat", "    return os.stat('/etc/shadow').st_size"},
    {"lstat", "    return os.lstat('/etc/shadow').st_size"},
    {"stat of its own binary", "    return os.stat(sys.executable).st_size"},
    {"open", "    return os.open(sys.executable, os.O_RDONLY)"},
    {"open as a path", "    return os.open(sys.executable, os.O_PATH)"},
    {"listing", "    return os.listdir('/')"},
    {"scan", "    return [entry.name for entry in os.scandir('/')]"},
};

// Refused at every level that has seccomp.
const std::vector<Asked> kTelling = {
    {"working folder", "    return os.getcwd()"},
    {"link", "    return os.readlink('/proc/self/exe')"},
    {"access", "    assert os.access(sys.executable, os.X_OK)\n    return 1"},
    {"host name", "    return os.uname().nodename"},
    {"processors", "    return os.sched_getaffinity(0)"},
    {"file system", "    return os.statvfs('/')"},
    {"load", "    return os.getloadavg()"},
    {"clock of another process", "    return time.clock_gettime((~1 << 3) | 2) > 0"},
    {"limit of another process", "    import resource\n    return resource.prlimit(1, resource.RLIMIT_NOFILE)"},
    {"limit of its own", "    import resource\n    return resource.getrlimit(resource.RLIMIT_AS)"},
    {"its files", "    return os.open('/proc/self/maps', os.O_RDONLY)"},
    {"shadow by a format string",
     "    import string\n    os_ = string.Formatter().get_field('0.__class__.__init__.__globals__[os]', (os.environ,), "
     "{})[0]\n"
     "    return os_.stat('/etc/shadow').st_size"},
    {"shadow by the subclasses",
     "    for one in object.__subclasses__():\n        names = getattr(one.__init__, '__globals__', {})\n"
     "        if 'stat' in names and 'getcwd' in names: return names['stat']('/etc/shadow').st_size"
     "\n    raise OSError"},
};

// These cannot fail by themselves: what they give is the same for everybody.
const std::vector<Asked> kNumbers = {
    {"process", "getpid"}, {"parent", "getppid"}, {"user", "getuid"}, {"group", "getegid"}};

}  // namespace

class JailTest : public QObject {
    Q_OBJECT
    static void levels() {
        QTest::addColumn<QString>("level");
        for (const char* level : {"L4", "L3", "L2", "L1"}) QTest::newRow(level) << level;
    }

  private Q_SLOTS:
    void theMachineIsHidden_data() { levels(); }
    void theMachineIsHidden() {
        QFETCH(QString, level);
        if (level == "L1") QSKIP("resource limits hide nothing");
        auto opened = openExecutor(optionsFor(level.toStdString()));
        if (!opened) QVERIFY2(!hasHole(opened.error()), describe(opened.error()).c_str());
        if (!opened) QSKIP(describe(opened.error()).c_str());
        Executor& executor = **opened;
        QVERIFY(executor.report().selfTestPassed);
        std::vector<Asked> all = kTelling;
        if (level == "L2") all.insert(all.end(), kByPath.begin(), kByPath.end());
        for (const Asked& one : all) {
            const ValidateOutcome outcome = outcomeOf(executor, one.body);
            QVERIFY2(outcome.verdict == Verdict::Exception, (one.name + (": " + seen(outcome))).c_str());
        }
        for (const Asked& one : kNumbers) {
            const std::string body = std::string("    return os.") + one.body + "()";
            const ValidateOutcome outcome = outcomeOf(executor, body);
            // Minus an error's number, in the type of the call.
            QVERIFY2(outcome.verdict == Verdict::Ok, (one.name + (": " + seen(outcome))).c_str());
            const std::string value = outcome.runs.front().value;
            QVERIFY2(value.starts_with('-') || value.starts_with("42949672"), (one.name + (": " + value)).c_str());
        }
        const SandboxReport report = executor.report();
        const SandboxLayer* files = layer(report, "file metadata");
        QVERIFY(files && files->active);
        QVERIFY(!report.visible.empty());
    }

    // A program that may import anything asks for files; Landlock says which of them it may open.
    void importsOfThePaperAreToldToSeeFiles() {
        ExecutorOptions options = optionsFor("L2");
        options.paperImports = true;
        auto opened = openExecutor(options);
        if (!opened) QVERIFY2(!hasHole(opened.error()), describe(opened.error()).c_str());
        if (!opened) QSKIP(describe(opened.error()).c_str());
        Executor& executor = **opened;
        QVERIFY(executor.report().selfTestPassed);
        for (const Asked& one : kTelling) {
            if (std::string(one.name).starts_with("shadow")) continue;
            const ValidateOutcome outcome = outcomeOf(executor, one.body);
            QVERIFY2(outcome.verdict == Verdict::Exception, (one.name + (": " + seen(outcome))).c_str());
        }
        for (const char* body : {"    return os.listdir('/')", "    return os.listdir('/etc')",
                                 "    return os.open('/etc/passwd', os.O_RDONLY)"})
            QCOMPARE(outcomeOf(executor, body).verdict, Verdict::Exception);
        const ValidateOutcome imported = outcomeOf(
            executor,
            "    import json, array, colorsys, wave, xml.dom.minidom\n    return json.dumps([x, sys.maxsize > 1])");
        QVERIFY2(imported.verdict == Verdict::Ok, seen(imported).c_str());
        QCOMPARE(outcomeOf(executor, "    return os.stat('/etc/passwd').st_size > 0").verdict, Verdict::Ok);
        const SandboxReport report = executor.report();
        const SandboxLayer* files = layer(report, "file metadata");
        QVERIFY(files && !files->active && !files->note.empty());
        QVERIFY(std::ranges::count(report.visible, "names and sizes of files") == 1);
    }

    void allowedImportsNeedNoFiles_data() { levels(); }
    void allowedImportsNeedNoFiles() {
        QFETCH(QString, level);
        auto opened = openExecutor(optionsFor(level.toStdString()));
        if (!opened) QVERIFY2(!hasHole(opened.error()), describe(opened.error()).c_str());
        if (!opened) QSKIP(describe(opened.error()).c_str());
        const ValidateOutcome outcome = outcomeOf(**opened, R"py(
    class Own: pass  # in a fork of its own
    import math, itertools, functools, collections, string, re, heapq, bisect, typing, copy, operator, fractions
    import decimal, statistics, dataclasses, enum, abc, textwrap, unicodedata, numbers, cmath, collections.abc, queue
    import __future__
    return [unicodedata.name('a'), '\N{BULLET}', str(decimal.Decimal(1) / 3), 'é'.encode('latin-1'),
            statistics.median([1, 2, 4]), string.Template('$a').substitute(a=x), textwrap.shorten('a b c', 9)]
)py");
        QVERIFY2(outcome.verdict == Verdict::Ok, seen(outcome).c_str());
    }

    // Which of the interpreters this is stands in the environment that it was started with.
    void theEnvironmentIsWiped_data() { levels(); }
    void theEnvironmentIsWiped() {
        QFETCH(QString, level);
        ExecutorOptions options = optionsFor(level.toStdString());
        options.paperImports = level == "L2";  // ctypes is imported when it is asked for
        auto opened = openExecutor(options);
        if (!opened) QVERIFY2(!hasHole(opened.error()), describe(opened.error()).c_str());
        if (!opened) QSKIP(describe(opened.error()).c_str());
        Executor& executor = **opened;
        // The library's view, and the strings themselves, where the kernel put them: above everything on the stack.
        const ValidateOutcome outcome = outcomeOf(executor, R"py(
    import ctypes
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_char_p
    found = [libc.getenv(name) for name in (b'PYTHONHASHSEED', b'AZR_JAIL', b'LD_PRELOAD')]
    libc.getauxval.restype = ctypes.c_ulong
    at = libc.getauxval(31)  # AT_EXECFN: behind the environment's strings
    block = ctypes.string_at(at - 4096, 4096) if at else b''
    return [found, [word in block for word in (b'HASHSEED=', b'AZR_JAIL=', b'LD_PRELOAD=')], b'-B' in block]
)py");
        QVERIFY2(outcome.verdict == Verdict::Ok, seen(outcome).c_str());
        QCOMPARE(outcome.runs.front().value, std::string("[[None, None, None], [False, False, False], True]"));
        if (level != "L1") return;
        const ValidateOutcome kernel = outcomeOf(executor, R"py(
    def text(path): return os.read(os.open(path, os.O_RDONLY), 10000)
    parent = text('/proc/self/stat').split()[3].decode()  # the interpreter; its own is the launcher
    words = text('/proc/%s/cmdline' % text('/proc/%s/stat' % parent).split()[3].decode()).split(b'\0')
    return [text('/proc/self/environ').strip(b'\0'), words[words.index(b'--hash-seed') + 1].strip(b'-')]
)py");
        QVERIFY2(kernel.verdict == Verdict::Ok, seen(kernel).c_str());
        QCOMPARE(kernel.runs.front().value, std::string("[b'', b'']"));
    }

    void bothInterpretersLookAlike_data() { levels(); }
    void bothInterpretersLookAlike() {
        QFETCH(QString, level);
        auto opened = openExecutor(optionsFor(level.toStdString()));
        if (!opened) QVERIFY2(!hasHole(opened.error()), describe(opened.error()).c_str());
        if (!opened) QSKIP(describe(opened.error()).c_str());
        // Two runs in differently seeded interpreters: what differs is nondeterministic.
        const char* open =
            "    def there(fd):\n        try: return os.get_inheritable(fd) or True\n"
            "        except OSError: return False\n    return [fd for fd in range(64) if there(fd)]";
        for (const char* body : {"    return sys.argv + getattr(sys, 'orig_argv', [])", "    return list(sys.flags)",
                                 "    return [sys.path, sys.executable, sys.prefix]", "    return sorted(sys.modules)",
                                 "    return [dict(os.environ), dict(sys.modules['posix'].environ)]",
                                 "    return [os.getpid(), os.getuid()]", open}) {
            if (level == "L1" && std::string(body).find("getpid") != std::string::npos) continue;
            const ValidateOutcome outcome = outcomeOf(**opened, body);
            QVERIFY2(outcome.verdict == Verdict::Ok, (body + (": " + seen(outcome))).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(JailTest)
#include "tst_jail.moc"

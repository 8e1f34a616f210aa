/// The two gates of the pooled tier, each alone against programs that reach for what another program is judged by, and
/// both together for programs as models write them.
#include <QProcess>
#include <QTest>

#include "core/execution/pool/results.h"
#include "core/execution/values/value_codec.h"
#include "tests/support/jailed_lane.h"

using namespace azr;
using namespace azr::execution;

namespace {

const std::vector<std::string> kNoImports;

/// Nothing of these may run in an interpreter that others are judged in.
const std::vector<std::pair<const char*, std::string>> kReaching = {
    {"class", "class A:\n    pass\ndef f(x):\n    return 1"},
    {"import inside", "def f(x):\n    import math\n    return 1"},
    {"import of others", "import os\ndef f(x):\n    return 1"},
    {"star import", "from math import *\ndef f(x):\n    return 1"},
    {"submodule", "import collections.abc\ndef f(x):\n    return 1"},
    {"global store", "def f(x):\n    global y\n    y = x\n    return y"},
    {"nonlocal store", "def f(x):\n    y = 1\n    def g():\n        nonlocal y\n        y = 2\n    g()\n    return y"},
    {"attribute store", "def g():\n    return 1\ng.a = 1\ndef f(x):\n    return 1"},
    {"attribute store in a loop", "def f(x):\n    for x.a in []: pass\n    return 1"},
    {"attribute store in a comprehension", "def f(x):\n    return [1 for x.a in []]"},
    {"attribute store by unpacking", "def f(x):\n    x.a, y = 1, 2\n    return 1"},
    {"attribute store in place", "def f(x):\n    x.a += 1\n    return 1"},
    {"attribute store by with", "def f(x):\n    with x as x.a: pass\n    return 1"},
    {"attribute delete", "def f(x):\n    del x.a\n    return 1"},
    {"generator", "def g():\n    yield 1\ndef f(x):\n    return list(g())"},
    {"yielding lambda", "def f(x):\n    return list((lambda: (yield 1))())"},
    {"delegating generator", "def g():\n    yield from (1,)\ndef f(x):\n    return list(g())"},
    {"coroutine", "async def g():\n    return 1\ndef f(x):\n    return 1"},
    {"generator frame", "def f(x):\n    return (y for y in ()).gi_frame"},
    {"frame behind a name", "import math\ndef f(x):\n    math = (y for y in ())\n    return math.gi_frame"},
    {"code object", "def f(x):\n    return (y for y in ()).gi_code"},
    {"traceback",
     "def f(x):\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        return e.with_traceback"},
    {"dunder", "def f(x):\n    return x.__class__"},
    {"dunder name", "def f(x):\n    return __builtins__"},
    {"own underscore", "import re\ndef f(x):\n    return re._cache"},
    {"getattr", "def f(x):\n    return getattr(x, 'real')"},
    {"setattr", "def f(x):\n    setattr(x, 'a', 1)"},
    {"setattr by map", "def f(x):\n    return list(map(setattr, [x], 'a', 'b'))"},
    {"vars", "def f(x):\n    return vars(x)"},
    {"globals", "def f(x):\n    return globals()"},
    {"exec", "def f(x):\n    exec('y = 1')\n    return 1"},
    {"exec renamed", "exec = exec\ndef f(x):\n    exec('y = 1')\n    return 1"},
    {"open", "def f(x):\n    return open('/etc/passwd')"},
    {"super", "def f(x):\n    return super(int, 1)"},
    {"object", "def f(x):\n    return object()"},
    {"memoryview", "def f(x):\n    return memoryview(b'a')"},
    {"property", "def f(x):\n    return property(len)"},
    {"str.format", "def f(x):\n    return '{0[a].b}'.format(x)"},
    {"format_map", "def f(x):\n    return '{a}'.format_map({'a': x})"},
    {"format as a value", "def f(x):\n    return list(map(str.format, ['{0.real}'], [x]))"},
    {"Formatter", "import string\ndef f(x):\n    return string.Formatter().format('{0.real}', x)"},
    {"attrgetter", "import operator\ndef f(x):\n    return operator.attrgetter('real')(x)"},
    {"attrgetter imported", "from operator import attrgetter\ndef f(x):\n    return attrgetter('real')(x)"},
    {"partial", "from functools import partial\ndef f(x):\n    return partial(int).func"},
    {"namedtuple", "from collections import namedtuple\ndef f(x):\n    return namedtuple('A', 'b')(1)"},
    {"decimal context", "import decimal\ndef f(x):\n    decimal.getcontext().prec = 3\n    return 1"},
    {"typing at work", "from typing import NamedTuple\ndef f(x):\n    return NamedTuple('A', [('b', int)])"},
    {"with", "def f(x):\n    with x:\n        pass"},
    {"class pattern", "def f(x):\n    match x:\n        case int(real=y):\n            return y"},
    {"exception group", "def f(x):\n    try:\n        return 1\n    except* ValueError:\n        pass"},
    {"call of build_class", "def f(x):\n    return __build_class__(lambda: 1, 'A')"},
    {"module as a value", "import math\nm = math\ndef f(x):\n    return m.__dict__"},
    {"library's module", "import statistics\ndef f(x):\n    return statistics.random"},
    {"mutable of a module", "import copy\ncopy._deepcopy_dispatch.clear()\ndef f(x):\n    return 1"},
    {"register", "from collections.abc import Sized\nSized.register(int)\ndef f(x):\n    return 1"},
    {"module annotation", "x: int = 1\ndef f(y):\n    return y"},
};

/// The first gate alone keeps these out: to the second, they are harmless.
const std::vector<std::pair<const char*, std::string>> kOutsideTheGrammar = {
    {"decorator", "def g(h):\n    return h\n@g\ndef f(x):\n    return x"},
    {"handler of everything", "def f(x):\n    try:\n        return x\n    except:\n        return 1"},
    {"handler of Exception", "def f(x):\n    try:\n        return x\n    except Exception:\n        return 1"},
    {"finally", "def f(x):\n    try:\n        return x\n    finally:\n        return 1"},
    {"rebound builtin", "def f(x):\n    len = 3\n    return len"},
    {"rebound import", "import math\ndef f(x):\n    math = 3\n    return math"},
    {"type in a hint", "def f(x) -> type | None:\n    return x"},
    {"type of something in a hint", "from typing import Union\ndef f(x: Union[int, type]):\n    return x"},
    {"number in a hint", "from typing import List\ndef f(x: List[1]):\n    return x"},
};

const std::vector<std::pair<const char*, std::string>> kOrdinary = {
    {"texts", "def f(x):\n    return sorted(str(x)), x % 7, f'{x:>5}'"},
    {"gcd and counts",
     "import math\nfrom collections import Counter, defaultdict\ndef f(x):\n    d = defaultdict(list)\n    d[x].append("
     "math.gcd(x, 6))\n    return dict(d), Counter('aab').most_common(1)"},
    {"hints",
     "from typing import List, Dict, Optional\ndef f(x: int, y: Optional[List[int]] = None) -> Dict[int, str]:\n    z: "
     "int "
     "= x\n    return {z: 'a' * z}"},
    {"recursion",
     "def f(x):\n    def g(n):\n        return 1 if n < 2 else n * g(n - 1)\n    return g(x), sum(i for i in "
     "range(x))"},
    {"regular expression", "import re\ndef f(x):\n    return re.sub(r'\\d', lambda m: '<' + m.group() + '>', str(x))"},
    {"handlers",
     "def f(x):\n    try:\n        return [1, 2][x]\n    except (IndexError, KeyError) as e:\n        return str(e)"},
    {"reduce and groups",
     "from functools import reduce\nfrom itertools import groupby, accumulate\nfrom operator import add\ndef f(x):\n   "
     " "
     "return reduce(add, range(x)), [(k, len(list(g))) for k, g in groupby('aabb')], list(accumulate([1, 2]))"},
    {"match",
     "def f(x):\n    match x:\n        case 3:\n            return 'three'\n        case [a, *b]:\n            return "
     "b\n    "
     "return None"},
    {"heap",
     "import heapq\nfrom bisect import insort\nfrom copy import deepcopy\ndef f(x):\n    h = [3, 1]\n    "
     "heapq.heapify(h)\n  "
     "  insort(h, x)\n    return deepcopy(h)"},
    {"unpacking",
     "if __name__ == '__main__':\n    print(1)\ndef f(x):\n    a, *b = [x, 2, 3]\n    b[0] += 1\n    return {k: v for "
     "k, v in "
     "zip('ab', b)}, (y := 3), b[::-1], type(x) == int"},
};

}  // namespace

class GatesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        auto opened = testing::openLane();
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_own = std::move(*opened);
        auto isolation = findIsolation({});
        QVERIFY(isolation.has_value());
        m_worker = std::move(isolation->worker);
    }

    void theGrammarKeepsThemOut_data() {
        QTest::addColumn<QString>("program");
        for (const auto* table : {&kReaching, &kOutsideTheGrammar})
            for (const auto& [name, program] : *table) QTest::newRow(name) << QString::fromStdString(program);
    }
    void theGrammarKeepsThemOut() {
        QFETCH(QString, program);
        const Inspection found = testing::inspected(*m_own, program.toStdString());
        QVERIFY(!found.failed);
        QVERIFY(found.pooled == nullptr);
        QVERIFY(found.purity != Purity::Pure);
    }

    void theCodeCheckKeepsThemOut_data() {
        QTest::addColumn<QString>("program");
        for (const auto& [name, program] : kReaching) QTest::newRow(name) << QString::fromStdString(program);
    }
    void theCodeCheckKeepsThemOut() {
        QFETCH(QString, program);
        const RunResult result = pooled(program.toStdString(), "1");
        // A syntax that this Python lacks is refused as well.
        QVERIFY2(result.reason == "not_pooled" || result.verdict == Verdict::ParseError, result.reason.c_str());
    }

    void theCodeCheckNeedsNoImportToRefuse_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QStringList>("bindings");
        const auto row = [](const char* program, const QStringList& bindings) {
            QTest::newRow(program) << QString(program) << bindings;
        };
        // As the first gate would hand them over: bound, with no import left that could be refused.
        row("def f(x):\n    return re._cache", {"re=re"});
        row("def f(x):\n    return string.Formatter().format('{0.real}', x)", {"string=string"});
        row("def f(x):\n    return operator.attrgetter('real')(x)", {"operator=operator"});
        row("def f(x):\n    return functools.partial(int).func", {"functools=functools"});
        row("def f(x):\n    return collections.namedtuple('A', 'b')(1)", {"collections=collections"});
        row("def f(x):\n    return statistics.random", {"statistics=statistics"});
        row("copy._deepcopy_dispatch.clear()\ndef f(x):\n    return 1", {"copy=copy"});
        row("m = math\ndef f(x):\n    return m.__dict__", {"math=math"});
        row("def f(x):\n    math = (y for y in ())\n    return math.gi_frame", {"math=math"});
        row("Counter.update = len\ndef f(x):\n    return 1", {"Counter=collections.Counter"});
        row("Counter.a = 1\ndef f(x):\n    return 1", {"Counter=collections.Counter"});
        row("def f(x):\n    return Counter.__init__.__globals__", {"Counter=collections.Counter"});
        row("def f(x):\n    global Counter\n    Counter = 1\n    return 1", {"Counter=collections.Counter"});
    }
    void theCodeCheckNeedsNoImportToRefuse() {
        QFETCH(QString, program);
        QFETCH(QStringList, bindings);
        std::vector<std::string> bound;
        for (const QString& one : bindings) bound.push_back(one.toStdString());
        QCOMPARE(QString::fromStdString(direct(program.toStdString(), bound, "1").reason), QString("not_pooled"));
    }

    void noAdmittedCallGivesWhatNobodyShouldHave() {
        // Outside the jail, with the runner's own lists: everything that can be reached is called as well.
        QProcess python;
        const QString script =
            "import sys\nparts = [open(sys.argv[1] + '/' + p + '.py').read() for p in ('values', 'inspect_names', "
            "'start',"
            " 'allowed', 'code_check', 'reach_check')]\nnames = {'__name__': 'runner'}\nexec('\\n'.join(parts), "
            "names)\n"
            "print(names['reach_check'](True))";
        python.start("python3", {"-c", script, QString(AZR_TESTS_FOLDER) + "/../core/execution/runner"});
        QVERIFY2(python.waitForFinished(120'000), "python3 did not end");
        QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("[]"));
    }

    void inputsThatAreNoLiteralsAreKeptOut_data() {
        QTest::addColumn<QString>("input");
        for (const char* input :
             {"setattr(Counter, 'most_common', 1)", "[x for x in (1,)]", "(lambda: 1)()", "Counter.fromkeys('a')",
              "__import__('os')", "Counter.update", "1 if f else 2", "len('a')", "print", "{**vars(Counter)}", "f"})
            QTest::newRow(input) << QString(input);
    }
    void inputsThatAreNoLiteralsAreKeptOut() {
        QFETCH(QString, input);
        const std::string program = "def f(x):\n    return 1";
        const Inspection found = testing::inspected(*m_own, program);
        QVERIFY(found.pooled != nullptr);
        const RunItem item = m_own->lane.item(program, kNoImports, input.toStdString(), found, CallMode::Call);
        QCOMPARE(LaneRunner::tierOf(item), Tier::Fork);
        QVERIFY(item.alone);
        if (input == "1 if f else 2") return;  // a name of the program; the second gate sees its own names only
        QCOMPARE(QString::fromStdString(pooled(program, input.toStdString()).reason), QString("not_pooled"));
    }

    void ordinaryProgramsPassBothAndGiveWhatAForkGives_data() {
        QTest::addColumn<QString>("program");
        for (const auto& [name, program] : kOrdinary) QTest::newRow(name) << QString::fromStdString(program);
    }
    void ordinaryProgramsPassBothAndGiveWhatAForkGives() {
        QFETCH(QString, program);
        const std::string text = program.toStdString();
        const Inspection found = testing::inspected(*m_own, text);
        QVERIFY(found.pooled != nullptr);
        const std::vector<RunItem> items{m_own->lane.item(text, kNoImports, "3", found, CallMode::Call)};
        const RunResult inPool = m_own->lane.run(items, {Tier::Pool, Purpose::Proposals, false})[0];
        const RunResult inFork = m_own->lane.run(items, {Tier::Fork, Purpose::Proposals, false})[0];
        QCOMPARE(inPool.verdict, inFork.verdict);
        QVERIFY2(inPool.value && inFork.value && strictlyEqual(*inPool.value, *inFork.value), inPool.detail.c_str());
        QVERIFY(direct(found.pooled->program, found.pooled->bindings, "3").reason != "not_pooled");
    }

  private:
    /// What a pooled child says to a program as it stands, without the first gate.
    RunResult pooled(const std::string& program, const std::string& input) {
        return direct(program, kNoImports, input);
    }

    RunResult direct(const std::string& program, const std::vector<std::string>& bindings, const std::string& input) {
        MarshalWriter writer;
        writer.tuple(2).list(1).tuple(2).text(program).list(bindings.size());
        for (const std::string& one : bindings) writer.text(one);
        writer.list(1).tuple(4).number(0).text(input).number(static_cast<int>(CallMode::Literal)).number(1);
        WorkerRequest request{Tier::Pool, Purpose::Proposals, 2, 8, 200, {}};
        request.groups.push_back({1, writer.take()});
        if (!m_worker->send(request)) return {};
        const auto reply = m_worker->receive(request.wallSeconds);
        if (!reply || reply->results.size() != 1 || !resultIndex(reply->results[0], 1)) return {};
        return readResult(reply->results[0]);
    }

    std::unique_ptr<testing::JailedLane> m_own;
    std::unique_ptr<WorkerProcess> m_worker;
};

QTEST_GUILESS_MAIN(GatesTest)
#include "tst_gates.moc"

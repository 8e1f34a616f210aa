/// The answer parser: what is one literal, what is one call's arguments, and what is neither.
#include <QTest>

#include "core/execution/values/literal.h"

using namespace azr::execution;

namespace {

std::string outcome(const std::string& text) {
    const auto value = parseLiteral(text);
    return value ? repr(*value) : "!" + value.error().rule;
}

}  // namespace

class LiteralTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void outputAnswers_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QByteArray& text, const char* expected) {
            QTest::addRow("%.60s", text.constData()) << QString::fromUtf8(text) << expected;
        };
        row("1", "1");
        row(" -7 ", "-7");
        row("- 7", "-7");
        row("--7", "!syntax");
        row("1_000", "1000");
        row("1__0", "!syntax");
        row("007", "!syntax");
        row("00", "0");
        row("0xff", "255");
        row("0b101", "5");
        row("0o17", "15");
        row("-0xFFFFFFFFFFFFFFFFFF", "-4722366482869645213695");
        row("1.", "1.0");
        row(".5", "0.5");
        row("1e3", "1000.0");
        row("1E-5", "1e-05");
        row("1e16", "1e+16");
        row("1e400", "float('inf')");
        row("0.1", "0.1");
        row("1+2j", "(1+2j)");
        row("2j", "2j");
        row("-1-2j", "(-1-2j)");
        row("1+2", "!not_a_literal");
        row("1j+2", "!not_a_literal");
        row("True", "True");
        row("true", "!not_a_literal");
        row("None", "None");
        row("...", "!syntax");
        row("nan", "!not_a_literal");
        row("float('nan')", "float('nan')");
        row("float('-inf')", "float('-inf')");
        row("-float('inf')", "float('-inf')");
        row("float('1')", "!not_a_literal");
        row("'a' \"b\"", "'ab'");
        row("'a' b'b'", "!syntax");
        row("r'\\n'", "'\\\\n'");
        row("'\\x41\\u00e9\\101\\q'",
            "'A\xc3\xa9"
            "A\\\\q'");
        row("b'\\xff\\u1'", "b'\\xff\\\\u1'");
        row("f'x'", "!syntax");
        row("'''a\nb'''", "'a\\nb'");
        row("'a\nb'", "!syntax");
        row("'a\\\nb'", "'ab'");
        row("\"it's\"", "\"it's\"");
        row("'\\N{DIGIT ONE}\\N{bullet}\\N{LF}'", "'1\xe2\x80\xa2\\n'");
        row("'\\N{NO SUCH NAME}'", "!syntax");
        row("b'\\N{BULLET}'", "b'\\\\N{BULLET}'");
        row("()", "()");
        row("(1)", "1");
        row("(1,)", "(1,)");
        row("1, 2", "(1, 2)");
        row("1,", "(1,)");
        row("[1, [2, ],]", "[1, [2]]");
        row("[1 2]", "!not_a_literal");
        row("[,]", "!syntax");
        row("[\n1,\n2\n]", "[1, 2]");
        row("1\n2", "!syntax");
        row("1  # because", "1");
        row("\n[1]\n# end\n", "[1]");
        row("6; 7", "!syntax");
        row("{}", "{}");
        row("{3, 1, 2, 1}", "{1, 2, 3}");
        row("{1, True, 1.0}", "{1}");
        row("{'a': 1, 'a': 2}", "{'a': 2}");
        row("{1: 2, 3}", "!syntax");
        row("{[]: 1}", "!unhashable");
        row("{(1, [2])}", "!unhashable");
        row("set()", "set()");
        row("set([1])", "!not_a_literal");
        row("frozenset({2, 1})", "frozenset({1, 2})");
        row("range(3)", "range(0, 3)");
        row("range(1, 10, -2)", "range(1, 10, -2)");
        row("range(1, 2, 0)", "!not_a_literal");
        row("Counter('abca')", "Counter({'a': 2, 'b': 1, 'c': 1})");
        row("Counter({'x': 3})", "Counter({'x': 3})");
        row("deque([1, 2, 3], maxlen=2)", "deque([2, 3], maxlen=2)");
        row("collections.deque()", "deque([])");
        row("defaultdict(int, {'a': 1})", "defaultdict(int, {'a': 1})");
        row("defaultdict(lambda: 0)", "!not_a_literal");
        row("OrderedDict([('a', 1)])", "OrderedDict([('a', 1)])");
        row("dict(a=1)", "!not_a_literal");
        row("f(6)", "!not_a_literal");
        row("__import__('os')", "!not_a_literal");
        row("deque([[1, 1], {}, {1}, [2]])", "deque([[1, 1], {}, {1}, [2]])");
        row("deque([1, 1, [1]], 2)", "deque([1, [1]], maxlen=2)");
        row("deque([], maxlen=9223372036854775807)", "deque([], maxlen=9223372036854775807)");
        row("deque([], maxlen=9223372036854775808)", "!not_a_literal");
        row("deque([], maxlen=-1)", "!not_a_literal");
        row("deque({1, 2})", "!not_a_literal");
        row("Counter([(1,), (True,), (2,)])", "Counter({(1,): 2, (2,): 1})");
        row("Counter({1, True, 2})", "Counter({1: 1, 2: 1})");
        row("Counter([[1]])", "!not_a_literal");
        row("frozenset([[1]])", "!unhashable");
        row("OrderedDict([([1], 2)])", "!unhashable");
        row("defaultdict(int {1: 2})", "!not_a_literal");
        row("defaultdict(int,)", "defaultdict(int, {})");
        row("defaultdict(None, {})", "defaultdict(None, {})");
        row("{frozenset({1, 1}), frozenset([True])}", "{frozenset({1})}");
        row("0." + QByteArray(400, '0') + "1", "0.0");
        row("1" + QByteArray(400, '0') + "e-399", "10.0");
        row("1" + QByteArray(400, '0') + "e-9", "float('inf')");
        row("0.1e99999999999999999999", "float('inf')");
        row("0.0e99999999999999999999", "0.0");
        row("1e-99999999999999999999", "0.0");
        row("1" + QByteArray(400, '0') + "+1j", "!not_a_literal");
        row("-0.0-1j", "(-0-1j)");
        row("# first\n[1]", "[1]");
        row("# first\n [1]", "!syntax");
        row("\\\n1", "1");
        row("1\\\n", "!syntax");
        row("1\n\\\n2", "!syntax");
        row("rb'\\\xc3\xa9'", "!syntax");
        row("'x' if True else 'y'", "!not_a_literal");
        row("[c for c in [6]]", "!not_a_literal");
        row("(x := 6)", "!not_a_literal");
        row("1)", "!syntax");
        row("(1", "!not_a_literal");
        row("", "!empty");
        row("# only", "!empty");
        row("1 if", "!not_a_literal");
        row("1if", "!syntax");
    }
    void outputAnswers() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(outcome(text.toStdString())), expected);
    }

    void limitsHold() {
        QCOMPARE(outcome("'" + std::string(kMaxAnswerBytes, 'a') + "'"), std::string("!too_long"));
        QCOMPARE(outcome(std::string(100, '[') + std::string(100, ']')).size(), std::size_t{200});
        QCOMPARE(outcome(std::string(4000, '[') + std::string(4000, ']')), std::string("!nesting"));
        QCOMPARE(outcome(std::string("'a\0b'", 5)), std::string("!syntax"));
        QCOMPARE(outcome("'\xff'"), std::string("!syntax"));
        QCOMPARE(outcome(std::string(5000, '9')).size(), std::size_t{5000});
    }

    void inputAnswers_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("positional");
        QTest::addColumn<int>("keywords");
        const auto row = [](const char* text, int positional, int keywords) {
            QTest::newRow(text) << text << positional << keywords;
        };
        row("", 0, 0);
        row("1, 2", 2, 0);
        row("1,", 1, 0);
        row("(1, 2)", 1, 0);
        row("a=[1]", 0, 1);
        row("1, b = {'x': 1}, c=None,", 1, 2);
        row("1,\n 2", 2, 0);
        row("5 # five", 1, 0);
        row("[1]) or ([1]", -1, 0);
        row("[1]) == 0 or bool(1", -1, 0);
        row("1)\nTrue #", -1, 0);
        row("1\nprint(True) #", -1, 0);
        row("*[1]", -1, 0);
        row("**{}", -1, 0);
        row("a=1, 2", -1, 0);
        row("a=1, a=2", -1, 0);
        row("\xef\xac\x81=1", 0, 1);
        row("\xef\xac\x81=1, fi=2", -1, 0);
        row("\xe2\x82\xac=1", -1, 0);
        row("__debug__=1", -1, 0);
        row("deque([1], maxlen=2), maxlen=3", 1, 1);
        row("True=1", -1, 0);
        row("x", -1, 0);
        row("1 for x in y", -1, 0);
        row(",", -1, 0);
    }
    void inputAnswers() {
        QFETCH(QString, text);
        QFETCH(int, positional);
        QFETCH(int, keywords);
        const auto call = parseArguments(text.toStdString());
        QCOMPARE(call ? static_cast<int>(call->positional.size()) : -1, positional);
        if (call) QCOMPARE(static_cast<int>(call->keywords.size()), keywords);
    }
};

QTEST_GUILESS_MAIN(LiteralTest)
#include "tst_literal.moc"

/// Values: Python's equality, exact-type equality, canonical repr, refusals, and the decoder on hostile bytes.
#include <QTest>

#include "core/base/rng.h"
#include "core/execution/values/literal.h"
#include "core/execution/values/number_text.h"
#include "core/execution/values/value_codec.h"
#include "tests/support/random_values.h"

using namespace azr::execution;

namespace {

Value value(const QString& text) {
    return parseLiteral(text.toStdString()).value();
}

}  // namespace

class ValueTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void equality_data() {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<bool>("equalByValue");
        QTest::addColumn<bool>("equalByType");
        const auto row = [](const char* a, const char* b, bool loose, bool strict) {
            QTest::addRow("%s == %s", a, b) << a << b << loose << strict;
        };
        row("1", "1", true, true);
        row("1", "True", true, false);
        row("1", "1.0", true, false);
        row("1", "1+0j", true, false);
        row("0", "-0.0", true, false);
        row("0.0", "-0.0", true, true);
        row("1e16", "10000000000000001", false, false);
        row("9007199254740993", "9007199254740992.0", false, false);
        row("100000000000000000000000", "1e23", false, false);
        row("99999999999999991611392", "1e23", true, false);
        row("float('nan')", "float('nan')", false, false);
        row("[float('nan')]", "[float('nan')]", false, false);
        row("float('inf')", "1e400", true, true);
        row("'a'", "b'a'", false, false);
        row("[1, 2]", "(1, 2)", false, false);
        row("{1, 2}", "{2, 1}", true, true);
        row("{1, 2}", "{2, 1.0}", true, false);
        row("{1}", "frozenset({1})", true, false);
        row("{1}", "[1]", false, false);
        row("{'a': 1, 'b': [2]}", "{'b': [2], 'a': 1}", true, true);
        row("{'a': 1}", "{'a': True}", true, false);
        row("{1: None}", "{True: None}", true, false);
        row("{'a': 1}", "{'a': 1, 'b': 2}", false, false);
        row("Counter('aab')", "{'a': 2, 'b': 1}", true, false);
        row("Counter({'a': 0})", "Counter()", true, false);
        row("OrderedDict([('a', 1), ('b', 2)])", "OrderedDict([('b', 2), ('a', 1)])", false, false);
        row("OrderedDict([('a', 1), ('b', 2)])", "{'b': 2, 'a': 1}", true, false);
        row("defaultdict(int, {'a': 1})", "{'a': 1}", true, false);
        row("deque([1])", "[1]", false, false);
        row("deque([1])", "deque([1.0])", true, false);
        row("range(3)", "range(0, 3)", true, true);
        row("range(0)", "range(5, 2)", true, true);
        row("range(0, 3, 2)", "range(0, 4, 2)", true, true);
        row("range(3)", "[0, 1, 2]", false, false);
        row("{(1, 'a')}", "{(True, 'a')}", true, false);
        row("None", "0", false, false);
        row("'\\u00e9'", "'e\\u0301'", false, false);
    }
    void equality() {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(bool, equalByValue);
        QFETCH(bool, equalByType);
        QCOMPARE(equal(value(a), value(b)), equalByValue);
        QCOMPARE(equal(value(b), value(a)), equalByValue);
        QCOMPARE(strictlyEqual(value(a), value(b)), equalByType);
    }

    void floatsAreWrittenAsPythonDoes_data() {
        QTest::addColumn<double>("number");
        QTest::addColumn<QString>("expected");
        QTest::newRow("sum") << 0.1 + 0.2 << "0.30000000000000004";
        QTest::newRow("whole") << 100.0 << "100.0";
        QTest::newRow("minus zero") << -0.0 << "-0.0";
        QTest::newRow("15 digits") << 1e15 << "1000000000000000.0";
        QTest::newRow("16 digits") << 1e16 << "1e+16";
        QTest::newRow("long whole") << 1234567890123456.0 << "1234567890123456.0";
        QTest::newRow("small") << 0.0001 << "0.0001";
        QTest::newRow("smaller") << 0.00001234 << "1.234e-05";
        QTest::newRow("large") << 1.7976931348623157e308 << "1.7976931348623157e+308";
        QTest::newRow("denormal") << 5e-324 << "5e-324";
        QTest::newRow("fraction") << -2.5 << "-2.5";
    }
    void floatsAreWrittenAsPythonDoes() {
        QFETCH(double, number);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(floatRepr(number)), expected);
    }

    void reprIsCanonicalAndParsesAgain_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << text << expected; };
        row("{10, 9, 'b', 'a', None}", "{None, 9, 10, 'a', 'b'}");
        row("\"a'b\"", "\"a'b\"");
        row("'a\\'b\"'", "'a\\'b\"'");
        row("'\\x00\\x7f\\t\\u200d'", "'\\x00\\x7f\\t\\u200d'");
        row("'\\U0001F600'", "'\xf0\x9f\x98\x80'");
        row("b'\\x00a\\''", "b\"\\x00a'\"");
        row("[(1,), ()]", "[(1,), ()]");
        row("Counter({'a': 1, 'b': 2})", "Counter({'b': 2, 'a': 1})");
        row("(0-2j)", "-2j");
        row("[1+2j, -1.5-0.5j]", "[(1+2j), (-1.5-0.5j)]");
        row("{(2, 'x'), (10, 'y')}", "{(10, 'y'), (2, 'x')}");
    }
    void reprIsCanonicalAndParsesAgain() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const std::string written = repr(value(text));
        QCOMPARE(QString::fromStdString(written), expected);
        QVERIFY(strictlyEqual(value(text), parseLiteral(written).value()));
    }

    // Whatever a check can return can be answered.
    void everyGoldParsesToItself() {
        azr::Rng rng(11);
        azr::testing::RandomValues values(rng);
        std::array<int, 18> seen{};
        for (int i = 0; i < 6000; ++i) {
            const Value one = values.value(5);
            const std::string text = repr(one);
            if (!goldRefusal(one, text).empty()) continue;
            const auto again = parseLiteral(text, 2 * kMaxValueBytes);
            QVERIFY2(again, text.c_str());
            QVERIFY2(equal(one, *again) && strictlyEqual(one, *again), text.c_str());
            // Complex numbers lose the signs of zeros in Python's own text.
            QVERIFY2(repr(*again) == text || text.find('j') != std::string::npos, text.c_str());
            ++seen[static_cast<std::size_t>(one.kind)];
        }
        for (std::size_t kind = 0; kind < static_cast<std::size_t>(ValueKind::Ellipsis); ++kind)
            QVERIFY2(seen[kind] > 20, std::to_string(kind).c_str());
    }

    void containersNestedAsDeepAsGoldMayParse_data() {
        QTest::addColumn<int>("kind");
        for (const ValueKind kind :
             {ValueKind::List, ValueKind::Tuple, ValueKind::Dict, ValueKind::FrozenSet, ValueKind::Deque,
              ValueKind::Counter, ValueKind::DefaultDict, ValueKind::OrderedDict})
            QTest::addRow("%d", static_cast<int>(kind)) << static_cast<int>(kind);
    }
    void containersNestedAsDeepAsGoldMayParse() {
        QFETCH(int, kind);
        const auto outer = static_cast<ValueKind>(kind);
        Value value = Value::integer(1);
        int deepest = 0;
        for (int depth = 1; depth < 120; ++depth) {
            const bool mapping = isMapping(outer);
            value = Value::container(
                outer, mapping ? std::vector<Value>{Value::integer(0), value} : std::vector<Value>{value});
            if (outer == ValueKind::DefaultDict) value.text = "list";
            const std::string text = repr(value);
            const bool gold = goldRefusal(value, text).empty();
            if (gold) deepest = depth;
            const auto again = parseLiteral(text, 2 * kMaxValueBytes);
            QCOMPARE(again.has_value(), gold);
            if (gold) QVERIFY(strictlyEqual(value, *again));
            if (!gold) QCOMPARE(again.error().rule, std::string("nesting"));
        }
        QCOMPARE(deepest, outer == ValueKind::OrderedDict ? 66 : 100);
    }

    // The order of a set's elements in its text is that of the values, not that of their insertion.
    void textsOfSetsDoNotDependOnOrder() {
        azr::Rng rng(12);
        azr::testing::RandomValues values(rng);
        for (int i = 0; i < 2000; ++i) {
            Value set = Value::container(ValueKind::Set);
            for (std::uint64_t n = rng.below(9); n > 0; --n) set.items.push_back(values.hashable(2));
            for (const char* one : {"float('nan')", "9223372036854775808", "9223372036854775807", "-9007199254740993",
                                    "-9007199254740992.0", "float('inf')"})
                if (const auto odd = parseLiteral(one); odd && rng.chance(0.3)) set.items.push_back(*odd);
            makeDistinct(set);
            const std::string text = repr(set);
            for (int k = 0; k < 4; ++k) {
                rng.shuffle(std::span(set.items));
                QCOMPARE(repr(set), text);
            }
        }
        QCOMPARE(
            repr(value("{9007199254740993, 9007199254740992.0, -9007199254740993, -9007199254740992, 1e400}")),
            std::string("{-9007199254740993, -9007199254740992, 9007199254740992.0, 9007199254740993, float('inf')}"));
    }

    void refusesWhatCannotBeGold() {
        const auto refusal = [](const Value& one) { return goldRefusal(one, repr(one)); };
        QCOMPARE(refusal(value("[float('nan')]")), std::string("nan"));
        QCOMPARE(refusal(Value::string("\xed\xa0\x80")), std::string("unpaired_surrogate"));
        QCOMPARE(refusal(Value::string(std::string(70000, 'a'))), std::string("too_long"));
        Value nested = value("1");
        for (int i = 0; i < 101; ++i) nested = Value::container(ValueKind::List, {nested});
        QCOMPARE(refusal(nested), std::string("nesting"));
        QCOMPARE(refusal(value("[1, 'a', float('inf')]")), std::string());
    }

    void decodesMarshalledTrees() {
        using namespace std::string_literals;
        const auto text = [](const std::string& bytes) {
            const auto decoded = decodeValue(bytes, true);
            return decoded ? repr(*decoded) : std::string("malformed");
        };
        QCOMPARE(text("i\x2a\0\0\0"s), std::string("42"));
        QCOMPARE(text("l\xfd\xff\xff\xff\0\0\0\0\x04\0"s), std::string("-4294967296"));
        QCOMPARE(text("[\x02\0\0\0NT"s), std::string("[None, True]"));
        QCOMPARE(text("{u\x01\0\0\0"s
                      "ai\x01\0\0\0"
                      "0"s),
                 std::string("{'a': 1}"));
        QCOMPARE(text("."s), std::string("malformed"));
        QCOMPARE(text("(\x01\0\0\0."s), std::string("malformed"));
        QCOMPARE(text("(\x02\0\0\0N."s), std::string("malformed"));
        QCOMPARE(text("(\x05\0\0\0.u\x05\0\0\0rangei\0\0\0\0i\x03\0\0\0i\x01\0\0\0"s), std::string("range(0, 3)"));
        QCOMPARE(text("(\x05\0\0\0.u\x05\0\0\0rangei\0\0\0\0i\x03\0\0\0i\0\0\0\0"s), std::string("malformed"));
        QCOMPARE(text("[\xff\xff\xff\x7fN"s), std::string("malformed"));
        QCOMPARE(text("u\x02\0\0\0\xff\xff"s), std::string("malformed"));
        QCOMPARE(text("NN"s), std::string("malformed"));
        QCOMPARE(text(""s), std::string("malformed"));
    }

    void survivesRandomBytes() {
        azr::Rng rng(7);
        constexpr std::string_view kCodes = "NTF.ilgyut s([<>{0";
        for (int round = 0; round < 20000; ++round) {
            std::string bytes;
            const auto length = rng.below(60);
            for (std::uint64_t i = 0; i < length; ++i)
                bytes += rng.chance(0.5) ? kCodes[rng.below(kCodes.size())] : static_cast<char>(rng.below(4));
            if (const auto decoded = decodeValue(bytes, true)) QVERIFY(!repr(*decoded).empty());
        }
    }
};

QTEST_GUILESS_MAIN(ValueTest)
#include "tst_value.moc"

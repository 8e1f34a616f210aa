// Other arguments of the same shape: types, nesting and keywords stay, values change, and every text parses again.
#include <QtTest>
#include <set>

#include "core/execution/values/literal.h"
#include "core/selfplay/rounds/fresh_arguments.h"

using namespace azr;
using namespace azr::selfplay;
using execution::Value;
using execution::ValueKind;

namespace {

void sameShape(const Value& like, const Value& value) {
    QCOMPARE(int(value.kind), int(like.kind));
    if (like.kind == ValueKind::Tuple) {
        QCOMPARE(value.items.size(), like.items.size());
        for (std::size_t i = 0; i < like.items.size(); ++i) sameShape(like.items[i], value.items[i]);
    }
    if (like.kind == ValueKind::List && !like.items.empty())
        for (const Value& item : value.items) sameShape(like.items.front(), item);
}

}  // namespace

class TestFreshArguments : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void shapesStayAndValuesVary_data() {
        QTest::addColumn<QString>("input");
        QTest::addColumn<int>("fewest");  // different texts among 64
        QTest::newRow("float") << "2.5" << 40;
        QTest::newRow("negative") << "-7" << 5;
        QTest::newRow("truth") << "True" << 2;
        QTest::newRow("text") << "'hello world'" << 60;
        QTest::newRow("nested") << "[[1, 2], [3]], (4, 'x', 2.0)" << 60;
        QTest::newRow("mapping") << "{'name': 'a', 'count': 3}" << 40;
        QTest::newRow("set") << "{1, 2, 3}" << 40;
        QTest::newRow("keywords") << "3, key='abc', flag=None" << 40;
        QTest::newRow("huge") << "123456789012345678901234567890" << 60;
        QTest::newRow("none beside") << "None, 5" << 5;
    }

    void shapesStayAndValuesVary() {
        QFETCH(QString, input);
        QFETCH(int, fewest);
        Rng rng(3);
        const auto given = execution::parseArguments(input.toStdString());
        QVERIFY(given);
        const auto fresh = freshArguments(input.toStdString(), 64, rng);
        QCOMPARE(fresh.size(), std::size_t(64));
        for (const auto& text : fresh) {
            const auto parsed = execution::parseArguments(text);
            QVERIFY2(parsed, text.c_str());
            QCOMPARE(parsed->positional.size(), given->positional.size());
            for (std::size_t i = 0; i < given->positional.size(); ++i)
                sameShape(given->positional[i], parsed->positional[i]);
            QCOMPARE(parsed->keywords.size(), given->keywords.size());
            for (std::size_t i = 0; i < given->keywords.size(); ++i)
                QCOMPARE(parsed->keywords[i].first, given->keywords[i].first);
        }
        QVERIFY(std::set<std::string>(fresh.begin(), fresh.end()).size() >= static_cast<std::size_t>(fewest));
    }

    void whatCannotVaryGivesNothing() {
        Rng rng(1);
        for (const char* input : {"", "None", "[]", "f(x)", "1 +", "()"})
            QVERIFY2(freshArguments(input, 8, rng).empty(), input);
    }

    void theSameSeedGivesTheSameArguments() {
        Rng a(5), b(5), c(6);
        const char* input = "[1.5, 2.5], 'ab'";
        QCOMPARE(freshArguments(input, 8, a), freshArguments(input, 8, b));
        QVERIFY(freshArguments(input, 8, c) != freshArguments(input, 8, b));
    }
};

QTEST_GUILESS_MAIN(TestFreshArguments)
#include "tst_fresh_arguments.moc"

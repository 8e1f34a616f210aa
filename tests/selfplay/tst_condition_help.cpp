/// What helps to write a condition: fields with examples that can be read, the words that may follow, and the part of a
/// text that a mistake is about.
#include <QtTest>
#include <algorithm>
#include <set>

#include "core/selfplay/rules/condition.h"
#include "core/selfplay/rules/condition_help.h"
#include "core/selfplay/rules/task_facts.h"

using namespace azr;
using namespace azr::selfplay;

class TestConditionHelp : public QObject {
    Q_OBJECT

    static bool offers(std::string_view before, std::string_view word) {
        return std::ranges::count(wordsAfter(before), word) == 1;
    }

  private Q_SLOTS:
    void everyFieldHasAMeaningAndAnExampleThatCanBeRead() {
        std::set<std::string_view> names;
        for (const ConditionField& field : conditionFields()) {
            const std::string example(field.example);
            QVERIFY2(!field.meaning.empty(), example.c_str());
            QVERIFY2(field.values.empty() != field.words.empty(), example.c_str());
            const std::string_view name = field.name.substr(0, field.name.find('('));
            QVERIFY2(example.starts_with(name), example.c_str());
            const auto fault = faultOf(example);
            QVERIFY2(!fault, fault ? describe(fault->error).c_str() : "");
            names.insert(field.name);
        }
        QCOMPARE(names.size(), numberFields().size() + textFields().size() + 2);
    }

    void fieldsMayBeginAClause() {
        for (const char* before : {"", "  ", "step > 3 and ", "kind = deduction and "}) {
            QVERIFY2(offers(before, "solve_rate"), before);
            QVERIFY2(offers(before, "like(N)"), before);
            QVERIFY2(!offers(before, "and"), before);
        }
    }
    void aValueEndsAClause() {
        for (const char* before : {"step > 3 ", "program ~ \"x\" ", "kind = deduction ", "step in 3..5 "})
            QCOMPARE(wordsAfter(before), std::vector<std::string_view>{"and"});
    }
    void numbersMayLieInARange() {
        for (const char* before : {"step ", "like(3) ", "step > 3 and complexity "})
            QCOMPARE(wordsAfter(before), std::vector<std::string_view>{"in"});
        QVERIFY(wordsAfter("program ").empty());
    }
    void textsThatAreOneOfAFewTellThem() {
        for (const char* before : {"kind = ", "step > 3 and kind != "}) QVERIFY2(offers(before, "induction"), before);
        QVERIFY(offers("origin = ", "user"));
        QVERIFY(wordsAfter("program = ").empty());
    }
    void nothingIsOfferedWhereNoWordStands() {
        for (const char* before :
             {"step > ", "step >= ", "step in ", "like(", "like(#", "program ~ \"a and ", "program ~ 'it\\'s "})
            QVERIFY2(wordsAfter(before).empty(), before);
    }

    void theFaultyPartIsTheWordThatIsWrong_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        QTest::newRow("a field") << "step > 1 and flavour = 2"
                                 << "flavour";
        QTest::newRow("a sign") << "step ~ 3"
                                << "~";
        QTest::newRow("a word") << "step > soon"
                                << "soon";
        QTest::newRow("a pattern") << "program ~ \"(\" and step > 1"
                                   << "\"(\"";
        QTest::newRow("a text without an end") << "program ~ \"lambda"
                                               << "\"lambda";
        QTest::newRow("at the end") << "step >"
                                    << "";
        QTest::newRow("behind other letters")
            << QStringLiteral("message = \"\u00fc\u20ac\" and flavour = 2") << "flavour";
        QTest::newRow("a letter of two bytes") << QStringLiteral("step > 1 \u00e9") << QStringLiteral("\u00e9");
    }
    void theFaultyPartIsTheWordThatIsWrong() {
        QFETCH(QString, text);
        QFETCH(QString, part);
        const std::string condition = text.toStdString();
        const auto fault = faultOf(condition);
        QVERIFY(fault.has_value());
        QCOMPARE(QString::fromStdString(condition.substr(fault->part.at, fault->part.length)), part);
    }

    /// People count characters, not bytes.
    void thePlaceCountsCharacters() {
        const auto fault = faultOf("message = \"\xc3\xbc\" and flavour = 2");
        QVERIFY2(fault->error.place == "condition, character 19", fault->error.place.c_str());
    }
    void tasksThatAreNamedCountAsThere() {
        QVERIFY(!faultOf("like(7) > 0.5 and near(#8) = 1"));
        QVERIFY(!faultyPart("step > 1", {ErrorCode::NotFound, "no such run", "run 3", {}}));
    }
};

QTEST_GUILESS_MAIN(TestConditionHelp)
#include "tst_condition_help.moc"

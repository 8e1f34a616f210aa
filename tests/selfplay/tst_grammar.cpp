// The grammar's programs, inputs, hints and traces.
#include <QtTest>

#include "core/selfplay/nano/grammar.h"
#include "core/selfplay/nano/grammar_trace.h"
#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/selfplay/prompting/literal_list.h"

using namespace azr;
using namespace azr::selfplay;

class TestGrammar : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyProgramAndHintLiesInTheVocabulary() {
        Rng rng(11);
        for (int i = 0; i < 4000; ++i) {
            const auto program = randomProgram(rng, 1 + i % 4);
            QVERIFY2(speaksNano(program.source), program.source.c_str());
            QCOMPARE(decodeNano(encodeNano(program.source)), program.source);
            QVERIFY2(speaksNano(hint(program.source)), hint(program.source).c_str());
            QCOMPARE(program.arguments.size(), program.source.starts_with("def f(x, n):") ? 2U : 1U);
        }
    }

    void theSeedAloneDecidesTheProgram() {
        Rng first(5), second(5), other(6);
        int different = 0;
        for (int i = 0; i < 50; ++i) {
            const auto program = randomProgram(first, 3);
            QCOMPARE(randomProgram(second, 3).source, program.source);
            different += randomProgram(other, 3).source != program.source ? 1 : 0;
        }
        QVERIFY(different > 40);
    }

    void inputsAreOfTheirTypesAndWithinBounds() {
        Rng rng(3);
        for (const auto type : {ValueType::Int, ValueType::List, ValueType::Text, ValueType::Bool})
            for (const auto& input : freshInputs(std::vector{type, ValueType::Int}, 200, rng)) {
                QCOMPARE(inputTypes(input), (std::vector{type, ValueType::Int}));
                for (const auto& argument : splitLiterals(input)) QVERIFY2(withinNanoBounds(argument), input.c_str());
            }
    }

    void inputTypesAreReadFromText_data() {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("types");
        QTest::newRow("int") << "-12"
                             << "i";
        QTest::newRow("text with a comma") << "'a, b', 3"
                                           << "ti";
        QTest::newRow("empty list") << "[]"
                                    << "l";
        QTest::newRow("list of texts is unknown") << "['a']"
                                                  << "";
        QTest::newRow("float is unknown") << "1.5"
                                          << "";
        QTest::newRow("bool") << "True"
                              << "b";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void inputTypesAreReadFromText() {
        QFETCH(QString, input);
        QString types;
        for (const auto type : inputTypes(input.toStdString())) types += "iltb"[static_cast<int>(type)];
        QTEST(types, "types");
    }

    void hintsHideNamesAndConstants_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("expected");
        QTest::newRow("expression") << "def f(x):\n    return x + 12"
                                    << "k + k";
        QTest::newRow("text") << "def f(x):\n    return 'ab' + x"
                              << "k + k";
        QTest::newRow("statements") << "def f(x, n):\n    y = x[::-1]\n    return y * n"
                                    << "k[::-1]; k * k";
        QTest::newRow("branch") << "def f(x):\n    if x > 3:\n        x = -x\n    return x"
                                << "if k > k:-k; k";
        QTest::newRow("foreign") << "def f(q):\n    return q"
                                 << "";
    }
    void hintsHideNamesAndConstants() {
        QFETCH(QString, program);
        QTEST(QString::fromStdString(hint(program.toStdString())), "expected");
    }

    void tracesAreReadFromTheInstrumentedValue() {
        const auto trace = readTrace("['a, b', ['x', [1, 2], 's', 'c']]");
        QVERIFY(trace);
        QCOMPARE(trace->output, std::string("'a, b'"));
        QCOMPARE(writeStates(trace->states, false), std::string("x = [1, 2]; s = 'c'"));
        QCOMPARE(writeStates(trace->states, true), std::string("s = 'c'; x = [1, 2]"));
        for (const char* broken : {"", "5", "[1]", "[1, 2]", "[1, ['x']]", "[1, [x, 2]]"}) QVERIFY(!readTrace(broken));
    }

    void valuesOutsideTheWorldAreRefused_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("fits");
        QTest::newRow("largest int") << "-9999" << true;
        QTest::newRow("larger int") << "10000" << false;
        QTest::newRow("ten items") << "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]" << true;
        QTest::newRow("eleven items") << "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]" << false;
        QTest::newRow("large item") << "[1, 20000]" << false;
        QTest::newRow("16 characters") << "'aaaaaaaaaaaaaaaa'" << true;
        QTest::newRow("17 characters") << "'aaaaaaaaaaaaaaaaa'" << false;
        QTest::newRow("foreign character") << "'q'" << false;
        QTest::newRow("bool") << "True" << true;
        QTest::newRow("nothing") << "" << false;
    }
    void valuesOutsideTheWorldAreRefused() {
        QFETCH(QString, value);
        QFETCH(bool, fits);
        QCOMPARE(withinNanoBounds(value.toStdString()), fits);
    }

    void aSmallShareOfProgramsIsKeptForEachSuite() {
        Rng rng(1);
        std::array<int, 3> counts{};
        for (int i = 0; i < 6400; ++i) ++counts[static_cast<std::size_t>(poolOf("program " + std::to_string(i)))];
        QVERIFY(counts[1] > 130 && counts[1] < 270);  // 200 expected, standard deviation 14
        QVERIFY(counts[2] > 130 && counts[2] < 270);
    }
};

QTEST_GUILESS_MAIN(TestGrammar)
#include "tst_grammar.moc"

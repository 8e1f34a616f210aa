/// The audit's own reading of nano completions, on forms that are right and on each way of being wrong.
#include <QtTest>

#include "core/audit/completions.h"

using namespace azr::audit;

class CompletionsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void partsOfAProposal() {
        const auto parts = readNano(true, "deduction",
                                    "<think>a < b</think><answer><program>def f(x):\n    return x<input>3</answer>", 6);
        QVERIFY(parts.wellFormed);
        QCOMPARE(parts.program, std::string("def f(x):\n    return x"));
        QCOMPARE(parts.input, std::string("3"));
    }

    void partsOfAnInductionProposal() {
        const auto parts =
            readNano(true, "induction", "<think></think><answer><input>1<input>2<message>adds</answer>", 2);
        QVERIFY(parts.wellFormed);
        QCOMPARE(parts.inputs, (std::vector<std::string>{"1", "2"}));
        QCOMPARE(parts.message, std::string("adds"));
    }

    void answersByKind() {
        QCOMPARE(readNano(false, "deduction", "<think>t</think><answer><output>[1]</answer>", 6).output,
                 std::string("[1]"));
        QCOMPARE(readNano(false, "abduction", "<think>t</think><answer><input>7</answer>", 6).input, std::string("7"));
        QCOMPARE(readNano(false, "induction", "<think>t</think><answer><program>p</answer>", 6).program,
                 std::string("p"));
    }

    void malformed_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << "";
        QTest::newRow("text in front") << "so <think>t</think><answer><output>1</answer>";
        QTest::newRow("no thought") << "<answer><output>1</answer>";
        QTest::newRow("a tag in the thought") << "<think>t<output></think><answer><output>1</answer>";
        QTest::newRow("text between") << "<think>t</think> <answer><output>1</answer>";
        QTest::newRow("text before the parts") << "<think>t</think><answer>is <output>1</answer>";
        QTest::newRow("an empty part") << "<think>t</think><answer><output></answer>";
        QTest::newRow("another part") << "<think>t</think><answer><input>1</answer>";
        QTest::newRow("one part too many") << "<think>t</think><answer><output>1<output>2</answer>";
        QTest::newRow("unfinished") << "<think>t</think><answer><output>1";
        QTest::newRow("text behind") << "<think>t</think><answer><output>1</answer> done";
    }
    void malformed() {
        QFETCH(QString, text);
        QVERIFY(!readNano(false, "deduction", text.toStdString(), 6).wellFormed);
    }
};

QTEST_GUILESS_MAIN(CompletionsTest)
#include "tst_completions.moc"

// What stands in the way of a task that a person wrote: characters with their places, a question that is too long.
#include <QtTest>

#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/selfplay/prompting/prompter.h"
#include "core/selfplay/seeds/seed_check.h"
#include "tests/support/byte_codec.h"

using namespace azr;
using namespace azr::selfplay;

namespace {

/// "program 2:14 _" and so on.
QString told(const std::vector<UnwrittenText>& unwritten) {
    constexpr std::array kParts = {"program", "input", "output", "message"};
    QStringList words;
    for (const UnwrittenText& one : unwritten)
        words.append(QStringLiteral("%1%2 %3:%4 %5")
                         .arg(QLatin1String(kParts.at(static_cast<std::size_t>(one.part))),
                              one.pair > 0 ? QString::number(one.pair) : QString())
                         .arg(one.line)
                         .arg(one.column)
                         .arg(QString::fromStdString(one.text)));
    return words.join(QStringLiteral(", "));
}

Task deduction(std::string program, std::string input) {
    Task task;
    task.program = std::move(program);
    task.input = std::move(input);
    task.output = "1";
    return task;
}

}  // namespace

class TestSeedCheck : public QObject {
    Q_OBJECT

    std::unique_ptr<tokenizer::Tokenizer> m_tokenizer;
    std::unique_ptr<TextCodec> m_nano;
    config::PromptConfig m_prompt;

    [[nodiscard]] std::optional<SeedProblem> problemOf(const Task& task) const {
        return seedProblem(*m_nano, {}, m_prompt, task);
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto json = parseJson(nanoTokenizerJson());
        QVERIFY(json.has_value());
        auto parsed = tokenizer::Tokenizer::parse(*json, "nano");
        QVERIFY2(parsed.has_value(), parsed ? "" : describe(parsed.error()).c_str());
        m_tokenizer = std::make_unique<tokenizer::Tokenizer>(std::move(*parsed));
        m_nano = codecOf(*m_tokenizer, {});
        m_prompt.promptLimit = kNanoPromptLimit;
    }

    void charactersAreNamedWithTheirPlaces_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("none") << "def f(x):\n    return x + 1"
                              << "[1, 2]"
                              << "";
        QTest::newRow("spelling") << "def f(x):\n    return x+1"
                                  << "3"
                                  << "program 2:13 +";
        QTest::newRow("two lines") << "def f(x):\n    y = x_\n    return y * q"
                                   << "3"
                                   << "program 2:10 _, program 3:16 q";
        QTest::newRow("line break at the end") << "def f(x):\n    return x\n"
                                               << "3"
                                               << "program 2:13 \n";
        QTest::newRow("beyond ASCII") << "def f(x):\n    return 'aé' + 'ü'"
                                      << "'ß'"
                                      << "program 2:14 é, program 2:20 ü, input 1:2 ß";
        QTest::newRow("input") << "def f(x):\n    return x"
                               << "1.5"
                               << "input 1:2 .";
    }

    void charactersAreNamedWithTheirPlaces() {
        QFETCH(const QString, program);
        QFETCH(const QString, input);
        QFETCH(const QString, wanted);
        const auto problem = problemOf(deduction(program.toStdString(), input.toStdString()));
        QCOMPARE(problem ? told(problem->unwritten) : QString(), wanted);
        QCOMPARE(problem.has_value(), !wanted.isEmpty());
        if (problem) QCOMPARE(problem->limit, std::size_t(0));
    }

    void onlyWhatTheSolverIsShownCounts() {
        Task task = deduction("def f(x):\n    return x", "1.5");
        task.kind = TaskKind::Abduction;
        QVERIFY(!problemOf(task));
        task.output = "1.5";
        QCOMPARE(told(problemOf(task)->unwritten), QString("output 1:2 ."));
        Task induction;
        induction.kind = TaskKind::Induction;
        induction.program = "unseen";
        induction.message = "x + 1";
        induction.pairs = {{"1", "2"}, {"2", "2.5"}, {"3.5", "4"}, {"q", "5"}};  // half of them are hidden
        QCOMPARE(told(problemOf(induction)->unwritten), QString("output2 1:2 ."));
        induction.pairs[1].output = "3";
        QVERIFY(!problemOf(induction));
        induction.message = "adds one";
        QCOMPARE(told(problemOf(induction)->unwritten), QString("message 1:5  "));
    }

    void aQuestionThatIsTooLongIsMeasured() {
        std::string program = "def f(x):";
        for (int i = 0; i < 40; ++i) program += "\n    x = x + 1";
        const auto problem = problemOf(deduction(program + "\n    return x", "3"));
        QVERIFY(problem && problem->unwritten.empty());
        QCOMPARE(problem->limit, std::size_t(kNanoPromptLimit));
        QVERIFY(problem->tokens > problem->limit);
        QVERIFY(!seedProblem(test::ByteCodec(), {}, {.promptLimit = 10000}, deduction(program, "3")));
    }

    /// The loop refuses with the characters, too: a person may read it when a race was lost.
    void theLoopRefusesTheSameWithTheCharacters() {
        for (const char* program : {"def f(x):\n    return x", "def f(x):\n    return x_q", "q"}) {
            const Task task = deduction(program, "3");
            const auto question = prepareQuestion(*m_nano, {}, m_prompt, {{Role::Solve, task.kind}, {}, &task});
            QCOMPARE(question.has_value(), !problemOf(task));
            if (!question)
                QVERIFY2(question.error().detail.find("'q'") != std::string::npos, question.error().detail.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestSeedCheck)
#include "tst_seed_check.moc"

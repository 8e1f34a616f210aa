/// Triplets that real models proposed, through `check` with the default allow-list: every line gets a verdict, as many
/// as the specification asks for reproduce their output, and the rest says why.
#include <QTest>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/execution/jsonl.h"

using namespace azr;
using namespace azr::execution;

namespace {

struct Judged {
    LineTotals totals;
    std::vector<Json> lines;
};

std::string seeds(const char* data, const char* file) {
    std::ifstream in(std::string(data) + "/seeds/" + file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// A verdict other than ok names its own reason; a value that differs comes with what is wrong with the given one.
bool explained(const Json& run) {
    return run["verdict"] != "ok" ? !run["reason"].get<std::string>().empty() : run.contains("mismatch");
}

}  // namespace

class SeedsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        m_data = std::getenv("AZR_TEST_DATA");
        if (m_data == nullptr) QSKIP("AZR_TEST_DATA is not set");
        auto opened = openExecutor({});
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_executor = std::move(*opened);
    }

    void tripletsReproduce() {
        const Judged judged = judge(seeds(m_data, "7b_coder_seed_io.jsonl") + seeds(m_data, "llama_64_seed_io.jsonl"));
        QCOMPARE(judged.totals.lines, std::int64_t{320});
        QCOMPARE(judged.totals.compared, std::int64_t{320});
        QVERIFY2(static_cast<double>(judged.totals.matched) >= 0.945 * 320, figure(judged).c_str());
        for (const Json& line : judged.lines)
            QVERIFY2(line["matches"].get<bool>() || explained(line), dumpLine(line).c_str());
    }

    void inductionPairsReproduce() {
        const Judged judged = judge(seeds(m_data, "7b_coder_code_f_seed_io.jsonl"));
        QCOMPARE(judged.totals.lines, std::int64_t{256});
        QCOMPARE(judged.totals.compared, std::int64_t{2556});
        QVERIFY2(static_cast<double>(judged.totals.matched) >= 0.965 * 2556, figure(judged).c_str());
        for (const Json& line : judged.lines)
            for (const Json& pair : line["pairs"])
                QVERIFY2(pair["matches"].get<bool>() || explained(pair), dumpLine(pair).c_str());
    }

    void reasonsAreTheRightOnes_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* program, const char* input, const char* output, const char* key,
                            const char* text) {
            QTest::addRow("%s", output) << program << input << output << key << text;
        };
        row("def f(x):\n    return 'a' * 900", "1", "'aaaaa...aaaa'", "mismatch", "the given output is shortened");
        row("def f(x):\n    return list(range(90))", "1", "[0, 1, 2...8, 89]", "mismatch",
            "the given output is shortened");
        row("def f(x):\n    return 1", "1", "", "mismatch", "the given output is empty");
        row("def f(x):\n    return 1", "1", "2", "mismatch", "the value differs");
        row("def f(x):\n    return 1", "1", "<object>", "mismatch", "the given output is no value");
        row("def f(x):\n    return (i for i in x)", "[1]", "(1,)", "reason", "not_a_literal:generator");
        row("import numpy\ndef f(x):\n    return 0", "1", "0", "reason", "banned_import:numpy");
        row("def f(x):\n    return eval('1')", "1", "1", "reason", "banned_name:eval");
        row("def f(x):\n    return list({'a', 'b', x})", "'c'", "['a', 'b', 'c']", "reason", "value");
    }
    void reasonsAreTheRightOnes() {
        QFETCH(QString, program);
        QFETCH(QString, input);
        QFETCH(QString, output);
        QFETCH(QString, key);
        QFETCH(QString, text);
        const Json out = checked("program", program.toStdString(), input.toStdString(), output.toStdString());
        QCOMPARE(QString::fromStdString(out.value(key.toStdString(), dumpLine(out))), text);
        QVERIFY(!out["matches"].get<bool>());
    }

    void aQueueMayBeUsed() {
        const Json out = checked(
            "program", "import queue\ndef f(x):\n    q = queue.Queue()\n    q.put(x)\n    return q.get()", "3", "3");
        QVERIFY2(out["matches"].get<bool>(), dumpLine(out).c_str());
    }

    void aRefusedValueMayMatchAllTheSame() {
        const Json out = checked("program", "def f(x):\n    return {...}", "3", "{Ellipsis}");
        QCOMPARE(QString::fromStdString(out["reason"]), QStringLiteral("not_a_literal:ellipsis"));
        QVERIFY(out["matches"].get<bool>());
    }

    void cruxevalLinesWorkAsTheyAre() {
        const Json out = checked("code", "def f(a, b):\n    return a + b", "'x', \"y\"", "'xy'");
        QVERIFY2(out["matches"].get<bool>(), dumpLine(out).c_str());
        QCOMPARE(QString::fromStdString(out["id"]), QStringLiteral("sample_0"));
    }

    void cleanupTestCase() { m_executor.reset(); }

  private:
    Judged judge(const std::string& text) {
        std::istringstream in(text);
        std::stringstream out;
        Control control;
        Judged judged;
        judged.totals = processLines(*m_executor, LineCommand::Check, in, out, {}, control).value();
        for (std::string line; std::getline(out, line);) judged.lines.push_back(parseJson(line).value());
        const QByteArray said = QByteArray::fromStdString(figure(judged));
        qInfo("%s", said.constData());
        return judged;
    }

    Json checked(const char* key, const std::string& program, const std::string& input, const std::string& output) {
        return checkLine(*m_executor, {{"id", "sample_0"}, {key, program}, {"input", input}, {"output", output}}, {});
    }

    static std::string figure(const Judged& judged) {
        return std::to_string(judged.totals.matched) + " of " + std::to_string(judged.totals.compared) + " match";
    }

    const char* m_data = nullptr;
    std::unique_ptr<Executor> m_executor;
};

QTEST_GUILESS_MAIN(SeedsTest)
#include "tst_seeds.moc"

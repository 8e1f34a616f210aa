/// Reading completions: the 65 rows of the data file, the few-shot continuation, and prompts that open a tag.
#include <QTest>
#include <sstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/selfplay/prompts.h"

using namespace azr;
using namespace azr::selfplay;

namespace {

Stream streamNamed(const std::string& text) {
    Stream stream;
    const std::size_t dot = text.find('.');
    stream.role = text.substr(dot + 1) == "propose" ? Role::Propose : Role::Solve;
    for (const TaskKind kind : kKinds)
        if (text.substr(0, dot) == name(kind)) stream.kind = kind;
    return stream;
}

std::filesystem::path dataFile(const char* file) {
    return std::filesystem::path(AZR_TESTS_FOLDER) / "data/parsing" / file;
}

/// A chat template that opens the assistant's turn with this.
class Opening final : public tokenizer::ChatRenderer {
  public:
    explicit Opening(std::string text) : m_text(std::move(text)) {}
    Result<std::string> render(const tokenizer::Conversation& conversation) override {
        if (m_text.empty()) return fail(ErrorCode::InvalidArgument, "refused");
        return "<|user|>" + conversation.messages[0]["content"].get<std::string>() + "<|end|>" + m_text;
    }
    [[nodiscard]] const std::string& endOfTurn() const override { return m_end; }

  private:
    std::string m_text, m_end = "<|end|>";
};

std::string valueOf(Stream stream, const ParsedCompletion& parsed) {
    if (stream.kind == TaskKind::Deduction) return parsed.output;
    return stream.kind == TaskKind::Abduction ? parsed.input : parsed.program;
}

}  // namespace

class TestParsing : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void readsWhatTheReferenceReads_data();
    void readsWhatTheReferenceReads();
    void fewShotContinuationIsRead();
    void fewShotSolutionNeedsAClosedThought();
    void openedTextIsPutBack_data();
    void openedTextIsPutBack();
    void aTemplatesOwnThoughtIsNeitherLostNorOpenedTwice_data();
    void aTemplatesOwnThoughtIsNeitherLostNorOpenedTwice();
    void aTemplateThatRefusesIsAnError();
    void solversNeverSeeHiddenPairsOrGold();
    void anInductionProposerSeesExamplesBeforeThereAreReferences();
};

void TestParsing::readsWhatTheReferenceReads_data() {
    QTest::addColumn<QString>("row");
    QTest::addColumn<QString>("improvement");
    const Json improvements = readJson(dataFile("improvements.json")).value_or(Json());
    QCOMPARE(improvements.size(), 8U);
    const auto text = readFile(dataFile("completions_qa.jsonl"));
    QVERIFY(text.has_value());
    int rows = 0;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line); ++rows) {
        const Json json = parseJson(line).value_or(Json());
        const std::string id = std::to_string(json["id"].get<int>());
        const std::string better = improvements.contains(id) ? dumpLine(improvements[id]) : "{}";
        QTest::addRow("%s %s", id.c_str(), json["note"].get<std::string>().c_str())
            << QString::fromStdString(line) << QString::fromStdString(better);
    }
    QCOMPARE(rows, 65);
}

void TestParsing::readsWhatTheReferenceReads() {
    QFETCH(QString, row);
    QFETCH(QString, improvement);
    const Json json = parseJson(row.toStdString()).value_or(Json());
    const Json better = parseJson(improvement.toStdString()).value_or(Json());
    Json expected = json["official"];
    for (const auto& [key, value] : better.items()) expected[key] = value;
    const Stream stream = streamNamed(json["task"].get<std::string>());
    const PromptWrapper wrapper{WrapperStyle::R1, {}};
    const ParsedCompletion parsed = parseCompletion(wrapper, stream, "", json["completion"].get<std::string>(), 10);

    const bool wellFormed = expected["format_reward"].get<double>() == 1.0 && expected["ok"].get<bool>();
    QVERIFY2(parsed.failure.empty() == wellFormed, parsed.failure.c_str());
    if (!expected["ok"].get<bool>()) return;
    const auto same = [&](const char* key, const std::string& actual) {
        if (expected.contains(key)) QCOMPARE(actual, expected[key].get<std::string>());
    };
    same("code", parsed.program);
    same("input", parsed.input);
    same("message", parsed.message);
    same("parsed", valueOf(stream, parsed));
    if (expected.contains("imports")) QCOMPARE(parsed.imports, expected["imports"].get<std::vector<std::string>>());
    if (expected.contains("inputs")) QCOMPARE(parsed.inputs, expected["inputs"].get<std::vector<std::string>>());
}

void TestParsing::fewShotContinuationIsRead() {
    const PromptWrapper wrapper{WrapperStyle::FewShot, {}};
    const Stream stream{Role::Propose, TaskKind::Deduction};
    const std::string rest = "def f(x):\n    return x\n```\n```input\n4\n```\n\n### Task 9\n```python\ndef g(): pass\n";
    const auto parsed = parseCompletion(wrapper, stream, "```python\n", rest, 10);
    QCOMPARE(parsed.failure, "");
    QCOMPARE(parsed.program, "def f(x):\n    return x");
    QCOMPARE(parsed.input, "4");
    QCOMPARE(parseCompletion(wrapper, stream, "```python\n", "def f(x):\n    return x\n```\n```input\n4", 10).failure,
             "unfinished answer");
}

void TestParsing::fewShotSolutionNeedsAClosedThought() {
    const PromptWrapper wrapper{WrapperStyle::FewShot, {}};
    const Stream stream{Role::Solve, TaskKind::Deduction};
    const auto parsed = parseCompletion(wrapper, stream, "<think>", "two.</think>\n```output\n2\n```\n", 10);
    QCOMPARE(parsed.failure, "");
    QCOMPARE(parsed.think, "two.");
    QCOMPARE(parsed.output, "2");
    QCOMPARE(parseCompletion(wrapper, stream, "<think>", "two. ```output\n2\n```", 10).failure,
             "unfinished think block");
    QCOMPARE(parseCompletion(wrapper, stream, "<think>", "two.</think> it is 2", 10).failure, "no answer");
}

void TestParsing::openedTextIsPutBack_data() {
    QTest::addColumn<int>("style");
    QTest::newRow("r1") << int(WrapperStyle::R1);
    QTest::newRow("chat") << int(WrapperStyle::Chat);
}

void TestParsing::openedTextIsPutBack() {
    QFETCH(int, style);
    const PromptWrapper wrapper{static_cast<WrapperStyle>(style), std::make_shared<Opening>("<|assistant|>")};
    Task task;
    task.program = "def f(x):\n    return x";
    task.input = "3";
    const Stream stream{Role::Solve, TaskKind::Deduction};
    const Prompt prompt = *renderPrompt(wrapper, {stream, {}, &task, 10});
    QCOMPARE(prompt.opened, "<think>");
    QVERIFY(prompt.text.ends_with("<think>"));
    QVERIFY(prompt.text.find("def f(x):\n    return x") != std::string::npos);
    const auto parsed =
        parseCompletion(wrapper, stream, prompt.opened, "it is 3</think> <answer>\n```output\n3\n```\n</answer>", 10);
    QCOMPARE(parsed.failure, "");
    QCOMPARE(parsed.output, "3");
}

void TestParsing::aTemplatesOwnThoughtIsNeitherLostNorOpenedTwice_data() {
    QTest::addColumn<QString>("opening");
    QTest::addColumn<QString>("added");
    QTest::addColumn<QString>("opened");
    QTest::newRow("none") << "<|assistant|>\n"
                          << "<think>"
                          << "<think>";
    QTest::newRow("opened") << "<|assistant|><think>"
                            << ""
                            << "<think>";
    QTest::newRow("opened on a line") << "<|assistant|>\n<think>\n"
                                      << ""
                                      << "<think>\n";
    QTest::newRow("closed again") << "<|assistant|>\n<think>\n\n</think>\n\n"
                                  << ""
                                  << "<think>\n\n</think>\n\n";
    QTest::newRow("another tag") << "<|assistant|><thought>"
                                 << "<think>"
                                 << "<think>";
    QTest::newRow("not at the end") << "<think>x<|assistant|>"
                                    << "<think>"
                                    << "<think>";
}

void TestParsing::aTemplatesOwnThoughtIsNeitherLostNorOpenedTwice() {
    QFETCH(QString, opening);
    QFETCH(QString, added);
    QFETCH(QString, opened);
    const PromptWrapper wrapper{WrapperStyle::Chat, std::make_shared<Opening>(opening.toStdString())};
    Task task;
    const Stream stream{Role::Solve, TaskKind::Deduction};
    const auto prompt = renderPrompt(wrapper, {stream, {}, &task, 10});
    QVERIFY(prompt);
    QVERIFY(prompt->text.ends_with("<|end|>" + (opening + added).toStdString()));
    QCOMPARE(prompt->opened, opened.toStdString());
    QCOMPARE(prompt->stopTexts, (std::vector<std::string>{"</answer>", "<|end|>"}));
    const bool closed = opened.contains("</think>");
    const std::string response = closed ? "<answer>3</answer>" : "it is 3</think><answer>3</answer>";
    const auto parsed = parseCompletion(wrapper, stream, prompt->opened, response, 10);
    QCOMPARE(parsed.failure, "");
    QCOMPARE(parsed.output, "3");
}

void TestParsing::aTemplateThatRefusesIsAnError() {
    Task task;
    const PromptRequest request{{Role::Solve, TaskKind::Deduction}, {}, &task, 10};
    const auto refused = renderPrompt({WrapperStyle::Chat, std::make_shared<Opening>("")}, request);
    QVERIFY(!refused);
    QCOMPARE(refused.error().detail, "refused");
    // A wrapper without a renderer is no plain text in disguise.
    const auto none = renderPrompt({WrapperStyle::Chat}, request);
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::Unsupported);
}

void TestParsing::solversNeverSeeHiddenPairsOrGold() {
    for (const WrapperStyle style : {WrapperStyle::Nano, WrapperStyle::R1, WrapperStyle::FewShot}) {
        const PromptWrapper wrapper{style, {}};
        Task task;
        task.program = "def f(x):\n    return x";
        task.input = "7131";
        task.output = "8242";
        const auto text = [&](TaskKind kind) {
            task.kind = kind;
            return renderPrompt(wrapper, {{Role::Solve, kind}, {}, &task, 4})->text;
        };
        QVERIFY(text(TaskKind::Deduction).find("8242") == std::string::npos);
        QVERIFY(text(TaskKind::Abduction).find("7131") == std::string::npos);
        task.pairs = {{"11", "12"}, {"13", "14"}, {"9351", "9462"}, {"9573", "9684"}};
        const std::string induction = text(TaskKind::Induction);
        QVERIFY(induction.find("13") != std::string::npos);
        for (const char* hidden : {"9351", "9462", "9573", "9684", "return x\n```\n```input"})
            QVERIFY2(induction.find(hidden) == std::string::npos, hidden);
    }
}

void TestParsing::anInductionProposerSeesExamplesBeforeThereAreReferences() {
    const PromptWrapper wrapper{WrapperStyle::FewShot, {}};
    const Stream stream{Role::Propose, TaskKind::Induction};
    Task subject;
    subject.program = "def f(x):\n    return x * 3";
    const Prompt prompt = *renderPrompt(wrapper, {stream, {}, &subject, 6});
    QVERIFY(prompt.text.ends_with("### Task 3\n```python\ndef f(x):\n    return x * 3\n```\n```input\n"));
    // The examples keep to the form that is asked for.
    const std::size_t begin = prompt.text.find("```input\n");
    const std::string_view shown = std::string_view(prompt.text).substr(begin, prompt.text.find("### Task 2") - begin);
    const auto parsed = parseCompletion(wrapper, stream, "", shown, 6);
    QCOMPARE(parsed.failure, "");
    QCOMPARE(parsed.inputs.size(), 6U);
    QCOMPARE(QString::fromUtf8(shown.data(), static_cast<qsizetype>(shown.size())).count("```input\n"), 6);
    QVERIFY(!parsed.message.empty());
    const Prompt bare = *renderPrompt(wrapper, {stream, {}, &subject, 6, false});
    QVERIFY(bare.text.starts_with("### Task 1\n```python\ndef f(x):\n    return x * 3\n```\n```input\n"));
    QVERIFY(bare.text.ends_with("```input\n") && bare.text.find("### Task 2") == std::string::npos);

    Task reference = subject;
    reference.pairs = {{"1", "3"}, {"2", "6"}};
    reference.message = "\n  It grows. By how much?";
    const std::vector<const Task*> references = {&reference};
    const Prompt shots = *renderPrompt(wrapper, {stream, references, &subject, 6});
    QVERIFY(shots.text.starts_with("### Task 1\n```python\ndef f(x):\n    return x * 3\n```\n```input\n1\n```\n"));
    // As many inputs as are asked for, and the first sentence.
    const Prompt cut = *renderPrompt(wrapper, {stream, references, &subject, 1});
    QVERIFY(cut.text.find("```input\n1\n```\n```message\nIt grows.\n```\n") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestParsing)
#include "tst_parsing.moc"

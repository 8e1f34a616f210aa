/// Reading completions: the 65 rows of the data file, the few-shot continuation, and prompts that open a tag.
#include <QTest>
#include <sstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/selfplay/composite.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/python_text.h"

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
    std::vector<Result<std::string>> renderAll(std::span<const tokenizer::Conversation> conversations) override {
        std::vector<Result<std::string>> texts;
        for (const auto& conversation : conversations) texts.push_back(textOf(conversation));
        ++calls;
        return texts;
    }
    int calls = 0;
    [[nodiscard]] const std::string& endOfTurn() const override { return m_end; }

  private:
    [[nodiscard]] Result<std::string> textOf(const tokenizer::Conversation& conversation) const {
        if (m_text.empty()) return fail(ErrorCode::InvalidArgument, "refused");
        return "<|user|>" + conversation.messages[0]["content"].get<std::string>() + "<|end|>" + m_text;
    }
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
    void theFrameIsReadByRules_data();
    void theFrameIsReadByRules();
    void repeatedInputsAreARule();
    void nestedFunctionsAreARule_data();
    void nestedFunctionsAreARule();
    void aBrokenFrameMayHoldWholeParts_data();
    void aBrokenFrameMayHoldWholeParts();
    void givenFunctionsAreShownAndNamed_data();
    void givenFunctionsAreShownAndNamed();
    void proposersAreToldWhatIsBanned();
    void programsThatStandAloneCanBeGiven_data();
    void programsThatStandAloneCanBeGiven();
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

namespace {

const Stream kProposeDeduction{Role::Propose, TaskKind::Deduction};
const std::string kWholeParts = "```python\ndef f(x):\n    return x\n```\n```input\n4\n```\n";

ParsedCompletion read(Stream stream, const std::string& text, const ParseRules& rules) {
    return parseCompletion({WrapperStyle::R1, {}}, stream, "<think>", text, 10, rules);
}

std::string answered(const std::string& parts) {
    return "t</think><answer>" + parts + "</answer>";
}

}  // namespace

void TestParsing::theFrameIsReadByRules_data() {
    QTest::addColumn<QString>("between");
    QTest::addColumn<bool>("strictly");  // well formed where nothing may stand between the tags
    QTest::newRow("nothing") << "</think><answer>" << true;
    QTest::newRow("space") << "</think>\n \t\n<answer>" << true;
    QTest::newRow("words") << "</think> So: <answer>" << false;
    QTest::newRow("a later end meets the answer") << "</think> no </think>\n<answer>" << true;
}

void TestParsing::theFrameIsReadByRules() {
    QFETCH(QString, between);
    QFETCH(bool, strictly);
    const std::string text = "t" + between.toStdString() + kWholeParts + "</answer>";
    ParseRules rules;
    QCOMPARE(read(kProposeDeduction, text, rules).failure, "");
    rules.textBetweenTags = false;
    const auto parsed = read(kProposeDeduction, text, rules);
    QCOMPARE(parsed.failure, strictly ? "" : "text between thought and answer");
    QVERIFY(parsed.complete);
    QCOMPARE(parsed.input, "4");
}

void TestParsing::repeatedInputsAreARule() {
    std::string parts;
    for (int i = 0; i < 10; ++i) parts += "```input\n7\n```\n";
    parts += "```message\nall alike\n```\n";
    const Stream stream{Role::Propose, TaskKind::Induction};
    ParseRules rules;
    const auto refused = read(stream, answered(parts), rules);
    QCOMPARE(refused.failure, "the inputs repeat");
    QVERIFY(!refused.complete);
    rules.repeatedInputs = true;
    QCOMPARE(read(stream, answered(parts), rules).failure, "");
}

void TestParsing::nestedFunctionsAreARule_data() {
    QTest::addColumn<QString>("program");
    QTest::addColumn<bool>("counted");  // as one function by the paper's code
    QTest::newRow("one") << "def f(x):\n    return x" << true;
    QTest::newRow("nested") << "def f(x):\n    def h(y):\n        return y\n    return h(x)" << false;
    QTest::newRow("method") << "class A:\n    def m(self):\n        return 1\n\ndef f(x):\n    return A().m()" << false;
    QTest::newRow("a def in a text") << "def f(x):\n    return 'def h(y): pass'" << true;
}

void TestParsing::nestedFunctionsAreARule() {
    QFETCH(QString, program);
    QFETCH(bool, counted);
    const std::string text = answered("```python\n" + program.toStdString() + "\n```\n```input\n4\n```\n");
    ParseRules rules;
    QCOMPARE(read(kProposeDeduction, text, rules).failure, "");
    rules.nestedFunctions = false;
    QCOMPARE(read(kProposeDeduction, text, rules).failure, counted ? "" : "more than one function");
}

void TestParsing::aBrokenFrameMayHoldWholeParts_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("complete");
    const QString whole = QString::fromStdString(kWholeParts);
    QTest::newRow("well formed") << "t</think><answer>" + whole + "</answer>" << true;
    QTest::newRow("unfinished answer") << "t</think><answer>" + whole << true;
    QTest::newRow("unfinished thought") << "t<answer>" + whole + "</answer>" << true;
    QTest::newRow("no answer") << "t</think>" + whole << false;
    QTest::newRow("no input") << "t</think><answer>```python\ndef f(x):\n    return x\n```</answer>" << false;
    QTest::newRow("cut block") << "t</think><answer>```python\ndef f(x):\n    return x\n```\n```input\n4" << false;
}

void TestParsing::aBrokenFrameMayHoldWholeParts() {
    QFETCH(QString, text);
    QFETCH(bool, complete);
    QCOMPARE(read(kProposeDeduction, text.toStdString(), {}).complete, complete);
}

void TestParsing::givenFunctionsAreShownAndNamed_data() {
    QTest::addColumn<int>("style");
    QTest::newRow("r1") << int(WrapperStyle::R1);
    QTest::newRow("few-shot") << int(WrapperStyle::FewShot);
}

void TestParsing::givenFunctionsAreShownAndNamed() {
    QFETCH(int, style);
    Task one, two;
    one.id = {3};
    one.program = "import math\n\ndef f(n):\n    return n if n < 2 else f(n - 1) + math.floor(n)";
    two.id = {9};
    two.program = "def f(s):\n    return s[::-1]";
    const std::vector<const Task*> tasks{&one, &two};
    PromptRequest request{kProposeDeduction, {}, nullptr, 10};
    request.given = givenFunctions(tasks);
    QCOMPARE(request.given[0].program,
             "import math\n\ndef g_0(n):\n    return n if n < 2 else g_0(n - 1) + math.floor(n)");
    QCOMPARE(request.given[1], (GivenFunction{{9}, "def g_1(s):\n    return s[::-1]"}));
    const std::string text = renderPrompt({static_cast<WrapperStyle>(style), {}}, request)->text;
    QVERIFY(text.find("```python\n" + textOf(request.given) + "\n```") != std::string::npos);
    QVERIFY(text.find("`g_0` and `g_1`") != std::string::npos);
    request.given.clear();
    QVERIFY(renderPrompt({static_cast<WrapperStyle>(style), {}}, request)->text.find("g_0") == std::string::npos);

    Task composite;
    composite.given = givenFunctions(tasks);
    composite.program = composed(composite.given, "def f(x):\n    return g_1(str(g_0(x)))");
    QCOMPARE(topLevelFunctions(composite.program), (std::vector<std::string>{"g_0", "g_1", "f"}));
    QCOMPARE(ownProgram(composite), "def f(x):\n    return g_1(str(g_0(x)))");
    QCOMPARE(givenAlone(composite.given[0], 0), one.program);
    QCOMPARE(ownProgram(two), two.program);
}

void TestParsing::proposersAreToldWhatIsBanned() {
    PromptRequest request{kProposeDeduction, {}, nullptr, 10};
    const PromptWrapper wrapper{WrapperStyle::R1, {}};
    const std::string plain = renderPrompt(wrapper, request)->text;
    request.rules.bannedWords = {"time", "os.path"};
    request.rules.bannedKeywords = {"raise"};
    request.rules.stripGlobals = true;
    const std::string text = renderPrompt(wrapper, request)->text;
    QVERIFY(text.find("time, os.path") != std::string::npos && text.find("keywords: raise") != std::string::npos);
    QVERIFY(text.find("top level is removed") != std::string::npos);
    QVERIFY(text.size() > plain.size());
    request.stream.kind = TaskKind::Induction;  // its program is not the proposer's
    QVERIFY(renderPrompt(wrapper, request)->text.find("os.path") == std::string::npos);
}

void TestParsing::programsThatStandAloneCanBeGiven_data() {
    QTest::addColumn<QString>("program");
    QTest::addColumn<bool>("alone");
    QTest::newRow("plain") << "def f(x):\n    return x" << true;
    QTest::newRow("imports, comments, brackets")
        << "# c\nfrom math import (\n    pi,\n)\n\ndef f(\n    x\n):\n    return x" << true;
    QTest::newRow("a global") << "N = 3\ndef f(x):\n    return x + N" << false;
    QTest::newRow("a class") << "class A:\n    pass\ndef f(x):\n    return A" << false;
    QTest::newRow("a helper") << "def h(x):\n    return x\ndef f(x):\n    return h(x)" << false;
    QTest::newRow("another name") << "def h(x):\n    return x" << false;
    QTest::newRow("a name that will be given") << "def f(g_1):\n    return g_1" << false;
    QTest::newRow("names like it") << "def f(g_x, big_1):\n    return g_x, 'g_1', big_1" << true;
}

void TestParsing::programsThatStandAloneCanBeGiven() {
    QFETCH(QString, program);
    QFETCH(bool, alone);
    Task task;
    task.program = program.toStdString();
    QCOMPARE(canBeGiven(task), alone);
    task.given = {{{1}, "def g_0(x):\n    return x"}};
    QVERIFY(!canBeGiven(task));
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

// Prompts begin as the model's tokenizer says, wherever they are made.
#include <QtTest>

#include "core/selfplay/prompting/prompter.h"
#include "core/selfplay/seeds/seed_check.h"

using namespace azr;
using namespace azr::selfplay;
using tokenizer::PromptText;
using tokenizer::Tokenizer;

namespace {

/// One token a byte, <s> before a text and </s> after it.
Tokenizer begins() {
    Json vocabulary = {{"<s>", 256}, {"</s>", 257}};
    for (int byte = 1; byte < 128; ++byte) vocabulary[std::string(1, static_cast<char>(byte))] = byte;
    Json special = Json::array();
    for (const char* content : {"<s>", "</s>"})
        special.push_back({{"content", content}, {"special", true}, {"normalized", false}});
    const Json json = {{"added_tokens", special},
                       {"post_processor", {{"type", "BertProcessing"}, {"cls", {"<s>", 256}}, {"sep", {"</s>", 257}}}},
                       {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", Json::array()}}}};
    auto made = Tokenizer::parse(json, "test");
    if (!made) qFatal("%s", describe(made.error()).c_str());
    return std::move(*made);
}

Task smallTask() {
    Task task;
    task.kind = TaskKind::Deduction;
    task.program = "def f(x):\n    return x";
    task.input = "1";
    task.output = "1";
    return task;
}

}  // namespace

class TestPromptIds : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void questionsBeginAsTheTokenizerSays_data() {
        QTest::addColumn<QString>("wrapper");
        QTest::newRow("r1") << "r1";
        QTest::newRow("few-shot") << "few-shot";
        QTest::newRow("nano") << "nano";
    }
    void questionsBeginAsTheTokenizerSays() {
        QFETCH(QString, wrapper);
        const Tokenizer tokenizer = begins();
        const auto codec = codecOf(tokenizer, {257});
        config::PromptConfig limits;
        limits.promptLimit = 100'000;
        const Task task = smallTask();
        PromptRequest request;
        request.stream = {Role::Solve, TaskKind::Deduction};
        request.subject = &task;
        const auto question = prepareQuestion(
            *codec, PromptWrapper{*config::choiceNamed<WrapperStyle>(wrapper.toStdString()), {}}, limits, request);
        QVERIFY2(question, question ? "" : describe(question.error()).c_str());
        QCOMPARE(question->prompt.kind, PromptText::Plain);
        QCOMPARE(question->tokens, *tokenizer.encodePrompt(question->prompt.text, PromptText::Plain));
        QCOMPARE(question->tokens.front(), 256);
        QCOMPARE(question->tokens.size(), question->prompt.text.size() + 1);
    }

    void renderedChatsAreWholePrompts() {
        const Tokenizer tokenizer = begins();
        const auto codec = codecOf(tokenizer, {});
        QCOMPARE(*codec->encodePrompt("a", PromptText::Rendered), std::vector<policy::Token>{'a'});
        QCOMPARE(*codec->encodePrompt("<s>a", PromptText::Plain), (std::vector<policy::Token>{256, 'a'}));
        QVERIFY(!codec->encodePrompt("\u00e9", PromptText::Plain));
    }
};

QTEST_GUILESS_MAIN(TestPromptIds)
#include "tst_prompt_ids.moc"

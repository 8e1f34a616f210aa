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

/// Writes the user's turn as it is, and counts how often it is asked.
class Plainly final : public tokenizer::ChatRenderer {
  public:
    std::vector<Result<std::string>> renderAll(std::span<const tokenizer::Conversation> conversations) override {
        std::vector<Result<std::string>> texts;
        for (const auto& conversation : conversations)
            texts.emplace_back(conversation.messages[0]["content"].get<std::string>());
        asked.push_back(conversations.size());
        return texts;
    }
    [[nodiscard]] const std::string& endOfTurn() const override { return m_end; }
    std::vector<std::size_t> asked;

  private:
    std::string m_end;
};

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

    void chatsOfAStepAreRenderedTogether() {
        const Tokenizer tokenizer = begins();
        const auto codec = codecOf(tokenizer, {257});
        const auto chat = std::make_shared<Plainly>();
        const PromptWrapper wrapper{WrapperStyle::Chat, chat};
        std::vector<Task> references(3, smallTask());
        for (std::size_t i = 0; i < references.size(); ++i) {
            references[i].id = {static_cast<std::int64_t>(i)};
            references[i].program = "def f(x):\n    return x" + std::string(400, ' ');
        }
        std::vector<PromptRequest> requests;
        for (std::size_t count = 0; count <= references.size(); ++count) {
            PromptRequest request;
            request.stream = {Role::Propose, TaskKind::Deduction};
            for (std::size_t i = 0; i < count; ++i) request.references.push_back(&references[i]);
            requests.push_back(request);
        }
        config::PromptConfig limits;
        limits.promptLimit = 100'000;
        const auto whole = prepareQuestions(*codec, wrapper, limits, requests);
        QCOMPARE(chat->asked, std::vector<std::size_t>{4});
        // With room for one reference, those of two and three lose the first ones, in rounds of what does not fit yet.
        limits.promptLimit = static_cast<int>(whole[1]->tokens.size());
        chat->asked.clear();
        const auto cut = prepareQuestions(*codec, wrapper, limits, requests);
        QCOMPARE(chat->asked, (std::vector<std::size_t>{4, 2, 1}));
        for (std::size_t i = 0; i < requests.size(); ++i) {
            const auto alone = prepareQuestion(*codec, wrapper, limits, requests[i]);
            QVERIFY(alone && cut[i]);
            QCOMPARE(cut[i]->prompt.text, alone->prompt.text);
            QCOMPARE(cut[i]->tokens, alone->tokens);
            QVERIFY(cut[i]->references == alone->references);
            QCOMPARE(cut[i]->references.size(), std::min<std::size_t>(i, 1));
        }
        QCOMPARE(cut[3]->references.front().value, std::int64_t{2});
        limits.promptLimit = 10;
        for (const auto& question : prepareQuestions(*codec, wrapper, limits, requests))
            QVERIFY(!question && question.error().code == ErrorCode::InvalidArgument);
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

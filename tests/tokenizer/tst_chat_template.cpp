/// Where a model's chat templates and special tokens are read from, and what ends its turns.
#include <QtTest>
#include <fstream>

#include "../support/gguf_bytes.h"
#include "core/base/files.h"
#include "core/tokenizer/chat/chat_template.h"

using namespace azr;
using namespace azr::tokenizer;
namespace fs = std::filesystem;

namespace {

/// A folder with a tokenizer of a few special tokens.
class Model {
  public:
    Model() {
        Json added = Json::array();
        Json vocabulary = {{"a", 0}, {"<unk>", 1}};
        for (const char* text : {"<s>", "</s>", "<|im_end|>", "<turn|>", "<end_of_turn>"})
            added.push_back({{"id", added.size() + 2},
                             {"content", text},
                             {"single_word", false},
                             {"lstrip", false},
                             {"rstrip", false},
                             {"normalized", false},
                             {"special", std::string(text) != "<end_of_turn>"}});
        write("tokenizer.json",
              dumpLine({{"version", "1.0"},
                        {"added_tokens", added},
                        {"normalizer", nullptr},
                        {"pre_tokenizer", {{"type", "Whitespace"}}},
                        {"post_processor", nullptr},
                        {"decoder", nullptr},
                        {"model", {{"type", "WordLevel"}, {"vocab", vocabulary}, {"unk_token", "<unk>"}}}}));
    }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((folder() / name).parent_path());
        std::ofstream(folder() / name) << text;
    }
    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] Result<ChatFormat> read() const {
        AZR_TRY(const auto tokenizer, Tokenizer::load(folder()));
        return readChatFormat(folder(), tokenizer);
    }

  private:
    QTemporaryDir m_folder;
};

std::string templatesOf(const Result<ChatFormat>& format) {
    if (!format) return describe(format.error());
    std::string text;
    for (const auto& one : format->templates) text += one.name + "=" + one.text + ";";
    return text;
}

/// Writes what a template of a fixed form would.
class FixedRenderer final : public ChatRenderer {
  public:
    explicit FixedRenderer(std::string behind) : m_behind(std::move(behind)) {}
    std::vector<Result<std::string>> renderAll(std::span<const Conversation> conversations) override {
        std::vector<Result<std::string>> texts;
        for (const Conversation& conversation : conversations) {
            std::string& text = *texts.emplace_back(std::string());
            for (const auto& message : conversation.messages) text += message["content"].get<std::string>() + m_behind;
        }
        return texts;
    }
    [[nodiscard]] const std::string& endOfTurn() const override { return end; }
    std::string end;

  private:
    std::string m_behind;
};

}  // namespace

class TestChatTemplate : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void templatesAreReadAsInTransformers() {
        const Model model;
        QCOMPARE(templatesOf(model.read()), std::string());
        QCOMPARE(model.read()->choose(false).error().code, ErrorCode::NotFound);
        model.write("tokenizer_config.json", R"({"chat_template": "one"})");
        QCOMPARE(templatesOf(model.read()), std::string("default=one;"));
        model.write("tokenizer_config.json", R"({"chat_template": null})");
        QCOMPARE(templatesOf(model.read()), std::string());
        model.write(
            "tokenizer_config.json",
            R"({"chat_template": [{"name": "tool_use", "template": "T"}, {"name": "default", "template": "D"}]})");
        QCOMPARE(templatesOf(model.read()), std::string("tool_use=T;default=D;"));
        QCOMPARE(model.read()->choose(true)->text, std::string("T"));
        QCOMPARE(model.read()->choose(false)->text, std::string("D"));
        model.write("tokenizer_config.json", R"({"chat_template": {"default": "D", "rag": "R"}})");
        QCOMPARE(templatesOf(model.read()), std::string("default=D;rag=R;"));
        QCOMPARE(model.read()->choose(true)->text, std::string("D"));
        QVERIFY(model.read()->choose(false)->place.ends_with("tokenizer_config.json, chat_template 'default'"));
        // The files stand for the field as a whole.
        model.write("additional_chat_templates/tool_use.jinja", "file T");
        QCOMPARE(templatesOf(model.read()), std::string("tool_use=file T;"));
        const auto none = model.read()->choose(false);
        QVERIFY(!none && none.error().detail.find("tool_use") != std::string::npos);
        model.write("chat_template.jinja", "file D\n");
        QCOMPARE(model.read()->choose(false)->text, std::string("file D\n"));
        QVERIFY(model.read()->choose(false)->place.ends_with("/chat_template.jinja"));
        QCOMPARE(model.read()->choose(true)->text, std::string("file T"));
    }

    void malformedTemplatesAreRefused_data() {
        QTest::addColumn<QString>("config");
        QTest::newRow("number") << R"({"chat_template": 1})";
        QTest::newRow("texts") << R"({"chat_template": ["a"]})";
        QTest::newRow("no template") << R"({"chat_template": [{"name": "default"}]})";
        QTest::newRow("no name") << R"({"chat_template": [{"template": "default"}]})";
        QTest::newRow("number by name") << R"({"chat_template": {"default": 1}})";
        QTest::newRow("token") << R"({"chat_template": "a", "bos_token": 1})";
    }
    void malformedTemplatesAreRefused() {
        QFETCH(QString, config);
        const Model model;
        model.write("tokenizer_config.json", config.toStdString());
        const auto format = model.read();
        QVERIFY(!format);
        QCOMPARE(format.error().code, ErrorCode::Parse);
        QVERIFY(format.error().place.ends_with("tokenizer_config.json"));
    }

    void specialTokensAreNamedAsInTransformers() {
        const Model model;
        QCOMPARE(model.read()->specialTokens, Json::object());
        model.write("tokenizer_config.json",
                    R"({"bos_token": "<s>", "eos_token": {"content": "</s>", "special": true}, "pad_token": null,
                        "image_token": "<i>"})");
        QCOMPARE(dumpLine(model.read()->specialTokens), std::string(R"({"bos_token":"<s>","eos_token":"</s>"})"));
        // Names that the class has where the file has none; null is a name: there is no such token.
        model.write("tokenizer_config.json", R"({"tokenizer_class": "GemmaTokenizerFast", "mask_token": null})");
        QCOMPARE(dumpLine(model.read()->specialTokens),
                 std::string(R"({"bos_token":"<bos>","eos_token":"<eos>","unk_token":"<unk>","pad_token":"<pad>"})"));
        model.write("special_tokens_map.json", R"({"bos_token": {"content": "<b>"}})");
        QCOMPARE(model.read()->specialTokens["bos_token"], Json("<b>"));
        model.write("tokenizer_config.json", R"({"bos_token": "<s>", "added_tokens_decoder": {}})");
        QCOMPARE(dumpLine(model.read()->specialTokens), std::string(R"({"bos_token":"<s>"})"));
    }

    void ggufFilesHaveThemToo() {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "m.gguf";
        test::GgufBytes bytes;
        bytes.header(0, 9)
            .textKey("tokenizer.ggml.model", "gpt2")
            .textKey("tokenizer.ggml.pre", "gpt-2")
            .textsKey("tokenizer.ggml.tokens", {"a", "b", "ab", "<s>", "</s>"})
            .numbersKey<std::int32_t>("tokenizer.ggml.token_type", 5, {1, 1, 1, 3, 3})
            .textsKey("tokenizer.ggml.merges", {"a b"})
            .intKey("tokenizer.ggml.bos_token_id", 3)
            .intKey("tokenizer.ggml.eos_token_id", 4)
            .textKey("tokenizer.chat_template", "D")
            .textKey("tokenizer.chat_template.tool_use", "T");
        QVERIFY(writeFileAtomic(file, bytes.bytes()));
        const auto tokenizer = Tokenizer::load(file);
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        const auto format = readChatFormat(file, *tokenizer);
        QVERIFY(format);
        QCOMPARE(format->choose(false)->text, std::string("D"));
        QCOMPARE(format->choose(true)->text, std::string("T"));
        QVERIFY(format->choose(true)->place.find("m.gguf") != std::string::npos);
        QCOMPARE(format->specialTokens["bos_token"], Json("<s>"));
        QCOMPARE(format->specialTokens["eos_token"], Json("</s>"));
    }

    void theTokenBehindAnAnswerEndsTurns_data() {
        QTest::addColumn<QString>("behind");
        QTest::addColumn<QString>("end");
        QTest::newRow("at once") << "<turn|>\n"
                                 << "<turn|>";
        QTest::newRow("after a space") << " </s><s>"
                                       << "</s>";
        QTest::newRow("text") << "\n\n### Instruction:\n"
                              << "";
        QTest::newRow("an ordinary added token") << "<end_of_turn>"
                                                 << "";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void theTokenBehindAnAnswerEndsTurns() {
        QFETCH(QString, behind);
        QFETCH(QString, end);
        const Model model;
        const auto tokenizer = Tokenizer::load(model.folder());
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        FixedRenderer renderer(behind.toStdString());
        QCOMPARE(findEndOfTurn(renderer, *tokenizer).value_or("?"), end.toStdString());
    }

    void completionsEndWithTheTextWithTheTurnAndAsTheTemplateSays() {
        const Model model;
        model.write("tokenizer_config.json", R"({"eos_token": "</s>"})");
        const auto tokenizer = Tokenizer::load(model.folder());
        QVERIFY(tokenizer);
        // "<end_of_turn>" is no special token here.
        QCOMPARE(endTokens(*tokenizer), (std::vector<std::int32_t>{3, 4}));
        FixedRenderer renderer("");
        renderer.end = "<turn|>";
        QCOMPARE(endTokens(*tokenizer, &renderer), (std::vector<std::int32_t>{3, 4, 5}));
    }

    void turnsAreUtf8() {
        QCOMPARE(userTurn("a\xFF").messages[0]["content"].get<std::string>(), std::string("a\xEF\xBF\xBD"));
    }
};

QTEST_GUILESS_MAIN(TestChatTemplate)
#include "tst_chat_template.moc"

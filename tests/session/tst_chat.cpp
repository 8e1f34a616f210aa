/// A model's chat format from its files to the text that it is shown.
#include <QtTest>
#include <cstdlib>

#include "core/base/files.h"
#include "core/session/models/chat.h"
#include "core/session/models/prompt_preview.h"
#include "core/session/running/parts.h"
#include "core/tokenizer/tokenizer.h"

using namespace azr;
namespace fs = std::filesystem;

namespace {

fs::path reports() {
    const char* root = std::getenv("AZR_TEST_DATA");
    return root == nullptr ? fs::path() : fs::path(root) / "reports/chat";
}

session::ChatOptions onDay(const char* date) {
    session::ChatOptions options;
    options.date = date;
    return options;
}

}  // namespace

class TestChat : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void reportedModelsReadAsInTheReference() {
        if (reports().empty()) QSKIP("AZR_TEST_DATA is not set");
        int compared = 0;
        for (const auto& entry : fs::directory_iterator(reports())) {
            const auto tokenizer = tokenizer::Tokenizer::load(entry.path());
            QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
            const auto chat = session::openChat(entry.path(), *tokenizer, onDay("2026-11-29"));
            QVERIFY2(chat, chat ? "" : describe(chat.error()).c_str());
            const auto text = (*chat)->render(tokenizer::userTurn(*readFile(entry.path() / "user.txt")));
            QVERIFY2(text, text ? "" : describe(text.error()).c_str());
            QCOMPARE(*text, *readFile(entry.path() / "want.txt"));
            ++compared;
        }
        QVERIFY(compared >= 6);
    }

    /// The preview is made by the functions that training uses; a thought that the template opened is not opened twice.
    void previewsShowTheTemplatesOwnOpening() {
        if (reports().empty()) QSKIP("AZR_TEST_DATA is not set");
        for (const char* name : {"J04_think_opened", "J10_im_sep"}) {
            config::RunConfig config;
            config.model.folder = (reports() / name).string();
            config.prompt.wrapper = config::WrapperStyle::Chat;
            const auto examples = session::previewPrompts(config);
            // These tokenizers know few characters: what cannot be encoded is said, not shown.
            if (!examples) {
                QVERIFY2(examples.error().detail.find("vocabulary") != std::string::npos,
                         describe(examples.error()).c_str());
                continue;
            }
            QCOMPARE(examples->size(), std::size_t{6});
            const std::string opening = std::string(name) == "J04_think_opened"
                                            ? "<|im_start|>assistant\n<think>\n"
                                            : "<|im_start|>assistant<|im_sep|><think>";
            for (const auto& example : *examples) QVERIFY2(example.text.ends_with(opening), example.text.c_str());
        }
    }

    void templatesThatCannotServeAreRefused_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("part");
        QTest::newRow("wants parts") << "{% for m in messages %}{% for part in m.content %}{{ part.text }}{% endfor %}"
                                        "{% endfor %}"
                                     << "does not show the user's text";
        QTest::newRow("empty") << ""
                               << "does not show the user's text";
        QTest::newRow("wants a system text") << "{% if messages[0].role != 'system' %}\n"
                                                "{{ raise_exception('System first') }}{% endif %}"
                                             << "System first";
        QTest::newRow("malformed") << "{{ messages"
                                   << "unexpected end";
    }
    void templatesThatCannotServeAreRefused() {
        QFETCH(QString, source);
        QFETCH(QString, part);
        const QTemporaryDir folder;
        const fs::path model = folder.path().toStdString();
        fs::copy(resourceFolder() / "models/nano/tokenizer.json", model / "tokenizer.json");
        QVERIFY(writeFileAtomic(model / "chat_template.jinja", source.toStdString()));
        const auto tokenizer = tokenizer::Tokenizer::load(model);
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        const auto chat = session::openChat(model, *tokenizer, {});
        QVERIFY(!chat);
        QVERIFY2(QString::fromStdString(chat.error().detail).contains(part), describe(chat.error()).c_str());
        QVERIFY(chat.error().place.find("chat_template.jinja") != std::string::npos);
        QVERIFY(chat.error().remedy.find("few-shot or r1") != std::string::npos);
    }

    void aTemplateWithoutAnEndOfTurnServes() {
        const QTemporaryDir folder;
        const fs::path model = folder.path().toStdString();
        fs::copy(resourceFolder() / "models/nano/tokenizer.json", model / "tokenizer.json");
        QVERIFY(writeFileAtomic(model / "chat_template.jinja",
                                "{% for m in messages %}{% if m.role == 'assistant' %}{{ raise_exception('no') }}"
                                "{% endif %}{{ m.content }}{% endfor %}"));
        const auto tokenizer = tokenizer::Tokenizer::load(model);
        QVERIFY(tokenizer);
        const auto chat = session::openChat(model, *tokenizer, {});
        QVERIFY2(chat, chat ? "" : describe(chat.error()).c_str());
        QVERIFY((*chat)->endOfTurn().empty());
        QCOMPARE((*chat)->render(tokenizer::userTurn("a b")).value_or(""), std::string("a b"));
    }

    void whatIsMissingIsSaid() {
        const auto nano = resourceFolder() / "models/nano";
        const auto tokenizer = tokenizer::Tokenizer::load(nano);
        QVERIFY(tokenizer);
        const auto none = session::openChat(nano, *tokenizer, {});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        QVERIFY(none.error().remedy.find("few-shot") != std::string::npos);
        // A run is refused before its weights are read; it no longer becomes one of plain text.
        config::RunConfig config;
        config.prompt.wrapper = config::WrapperStyle::Chat;
        const auto policy = session::openPolicy(config);
        QVERIFY(!policy);
        QCOMPARE(describe(policy.error()), describe(none.error()));
        QCOMPARE(describe(session::previewPrompts(config).error()), describe(none.error()));
        for (const char* wrong : {"2024-02-30", "24-02-03", "2024/02/03", "", "2024-2-3", "0000-01-01", "2023-02-29"}) {
            const auto refused = session::openChat(nano, *tokenizer, onDay(wrong));
            QVERIFY(!refused);
            QCOMPARE(refused.error().place, std::string("prompt.chat_date"));
        }
        QCOMPARE(*config::parseDate("2024-02-29", ""), (std::array{2024, 2, 29}));
    }
};

QTEST_GUILESS_MAIN(TestChat)
#include "tst_chat.moc"

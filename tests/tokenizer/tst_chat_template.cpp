#include <QtTest>

#include "core/tokenizer/chat_template.h"

using namespace azr;
using namespace azr::tokenizer;

class TestChatTemplate : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void conversationsReadAsInTheReference() {
        const auto golden = readJson(std::filesystem::path(AZR_TESTS_FOLDER) / "data/chat/chat.json");
        QVERIFY(golden);
        QCOMPARE(golden->size(), std::size_t{4});
        for (const auto& family : *golden)
            for (const auto& talk : family["talks"]) {
                std::vector<ChatMessage> messages;
                for (const auto& message : talk["messages"])
                    messages.push_back({message["role"].get<std::string>(), message["content"].get<std::string>()});
                const auto text =
                    renderChat(family["template"].get<std::string>(), messages, talk["opened"].get<bool>());
                QVERIFY2(text, text ? "" : describe(text.error()).c_str());
                QVERIFY2(*text == talk["text"].get<std::string>(), (family["name"].get<std::string>() + ":\n" + *text +
                                                                    "\nwanted:\n" + talk["text"].get<std::string>())
                                                                       .c_str());
            }
    }

    void turnsEndAsTheFamilySays() {
        QCOMPARE(endOfTurn("{{ '<|im_start|>' }}"), std::string_view("<|im_end|>"));
        QCOMPARE(endOfTurn("<|start_header_id|>"), std::string_view("<|eot_id|>"));
        QVERIFY(endOfTurn("[INST]").empty());
    }

    void otherFamiliesAndRolesAreRefused() {
        QCOMPARE(renderChat("[INST] {{ x }}", {{"user", "a"}}, true).error().code, ErrorCode::Unsupported);
        QCOMPARE(renderChat("", {{"user", "a"}}, true).error().code, ErrorCode::Unsupported);
        QCOMPARE(renderChat("<|im_start|>", {{"tool", "a"}}, true).error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestChatTemplate)
#include "tst_chat_template.moc"

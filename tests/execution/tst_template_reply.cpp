#include <QtTest>

#include "core/execution/chat/template_reply.h"

using namespace azr;
using namespace azr::execution;
using Kind = TemplateReply::Kind;

class TestTemplateReply : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void textsAndErrorsAreRead() {
        const auto text = decodeTemplateReply("T<s>\xC3\xA4");
        QVERIFY(text && text->kind == Kind::Text);
        QCOMPARE(text->text, std::string("<s>\xC3\xA4"));
        const auto empty = decodeTemplateReply("T");
        QVERIFY(empty && empty->kind == Kind::Text && empty->text.empty());
        const auto error = decodeTemplateReply(std::string_view("E\x07\x01\0\0no x", 9));
        QVERIFY(error && error->kind == Kind::TemplateError);
        QCOMPARE(error->line, 0x107);
        QCOMPARE(error->text, std::string("no x"));
        const auto limit = decodeTemplateReply("Ltoo long");
        QVERIFY(limit && limit->kind == Kind::Limit);
        QCOMPARE(limit->text, std::string("too long"));
    }

    void whatNoRendererSendsIsRefused_data() {
        QTest::addColumn<QByteArray>("frame");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("other kind") << QByteArray("Xabc");
        QTest::newRow("error without a line") << QByteArray("E\x01\x02", 3);
        QTest::newRow("not UTF-8") << QByteArray("T\xFF");
        QTest::newRow("cut character") << QByteArray("Tabc\xE4\xB8");
        QTest::newRow("surrogate") << QByteArray("T\xED\xA0\x80");
        QTest::newRow("too much") << QByteArray(1, 'T') + QByteArray(static_cast<qsizetype>(kMaxRenderedText) + 1, 'a');
    }
    void whatNoRendererSendsIsRefused() {
        QFETCH(QByteArray, frame);
        const auto reply = decodeTemplateReply({frame.constData(), static_cast<std::size_t>(frame.size())});
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Corrupt);
    }

    void answersStandInOrder() {
        const auto sized = [](const std::string& bytes) {
            return std::string{static_cast<char>(bytes.size()), 0, 0, 0} + bytes;
        };
        const std::string line(4, '\0');
        const auto whole = decodeTemplateReplies(sized("") + sized("Ta") + sized("E" + line + "b") + sized("T"), 3);
        QVERIFY(whole && !whole->note);
        QCOMPARE(whole->answers.size(), std::size_t{3});
        QCOMPARE(whole->answers[0].text, std::string("a"));
        QVERIFY(whole->answers[1].kind == Kind::TemplateError);
        const auto cut = decodeTemplateReplies(sized("Lby signal 9") + sized("Ta") + sized("Tabc").substr(0, 6), 3);
        QVERIFY(cut && cut->note && cut->note->kind == Kind::Limit);
        QCOMPARE(cut->answers.size(), std::size_t{1});
        const auto silent = decodeTemplateReplies(sized("") + sized("Ta"), 2);
        QVERIFY(silent && silent->note && silent->note->kind == Kind::Limit);
        const auto refused = decodeTemplateReplies(sized("E" + line + "no"), 2);
        QVERIFY(refused && refused->note->kind == Kind::TemplateError && refused->answers.empty());
        for (const std::string& wrong :
             {std::string(), std::string("\1\0\0", 3), sized("").substr(0, 3), sized("Ta") + sized("Tb"),
              sized("") + sized("Ta") + sized("Tb") + sized("Tc"), sized("") + sized("Ta") + "\1",
              sized("") + sized("Xa"), sized("") + sized(""), sized("") + std::string("\xFF\xFF\xFF\xFF", 4) + "T"}) {
            const auto reply = decodeTemplateReplies(wrong, 2);
            QVERIFY(!reply);
            QCOMPARE(reply.error().code, ErrorCode::Corrupt);
        }
    }

    void messagesCanBeShownInATerminal() {
        const auto reply = decodeTemplateReply("L\x1B[2J\r\nred\x7F\xC2\x9B\xFF\xC3\xA4");
        QVERIFY(reply);
        QCOMPARE(reply->text, std::string(" [2J  red  \xEF\xBF\xBD\xC3\xA4"));
        const auto longer = decodeTemplateReply("L" + std::string(100'000, 'x'));
        QVERIFY(longer && longer->text.size() == 2000);
        const auto line = decodeTemplateReply("E\xFF\xFF\xFF\xFFx");
        QVERIFY(line && line->line == 0);
    }
};

QTEST_GUILESS_MAIN(TestTemplateReply)
#include "tst_template_reply.moc"

/// Lines of JSON: bounds, ids as they were written, what is refused.
#include <QTest>
#include <sstream>

#include "core/base/line_reader.h"

using namespace azr;

namespace {

std::vector<InputLine> linesOf(const std::string& text, std::size_t longest = kMaxLineBytes) {
    std::istringstream in(text);
    LineReader reader(in, longest);
    std::vector<InputLine> lines;
    while (auto line = reader.next()) lines.push_back(std::move(*line));
    return lines;
}

std::string written(const InputLine& line) {
    return dumpLine({{"v", 1}, {"id", line.id}, {"after", "é"}});
}

std::string errorOf(const InputLine& line) {
    return line.json ? std::string() : describe(line.json.error());
}

}  // namespace

class LineReaderTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void idsComeBackAsTheyWereWritten_data() {
        QTest::addColumn<QByteArray>("id");
        for (const char* id : {"123456789012345678901234567890", "-0", "1.0", "1e2", "1E+400",
                               "0.10000000000000000000000001", R"("\u00e9\n")", R"("é")", R"("")", "true", "null",
                               R"({ "b" : 1.0,"a":[1 , 2e0] })", "[]", "[\"}\", \"]\"]", "\"a\\\"id\\\": 7\"", "7"})
            QTest::newRow(id) << QByteArray(id);
    }
    void idsComeBackAsTheyWereWritten() {
        QFETCH(QByteArray, id);
        const std::string text = id.toStdString();
        for (const std::string& line :
             {R"({"id":)" + text + R"(,"x":1})",
              "{\"x\": {\"id\": 5}, \"y\": \"\\\"id\\\": 6\", \"id\" : " + text + " }",
              R"({"x":[{"id":5}],"\u0069d":)" + text + "}", "\xef\xbb\xbf\t{\"id\":" + text + "}\r"}) {
            const InputLine got = parseLine(line);
            QVERIFY2(got.json, (line + errorOf(got)).c_str());
            QCOMPARE(written(got), R"({"v":1,"id":)" + text + R"(,"after":"é"})");
            QVERIFY(!got.json->contains("x") || !(*got.json)["x"].is_null());
        }
    }

    void anIdThatIsNoJsonIsNoId_data() {
        QTest::addColumn<QByteArray>("id");
        for (const char* id : {"01", "+1", "1.", ".5", "1e", "0x1", "nul", "NaN", "'a'", R"("\q")", "\"\xff\"", "[1,]",
                               "{1:2}", "1 2", R"({"a":1,"a":2})", ""})
            QTest::newRow(id) << QByteArray(id);
    }
    void anIdThatIsNoJsonIsNoId() {
        QFETCH(QByteArray, id);
        const InputLine got = parseLine(R"({"id":)" + id.toStdString() + R"(,"x":1})");
        QVERIFY(!got.json);
        QVERIFY(got.id.is_null());
    }

    void aLineThatIsJsonKeepsItsIdThoughItIsRefused() {
        const InputLine twice = parseLine(R"({"id":1e2,"x":1,"\u0078":2})");
        QCOMPARE(errorOf(twice), std::string("the name 'x' stands twice in one object"));
        QCOMPARE(written(twice), std::string(R"({"v":1,"id":1e2,"after":"é"})"));
        const InputLine inner = parseLine(R"({"id":7,"x":[{"id":1,"id":2}]})");
        QCOMPARE(errorOf(inner), std::string("the name 'id' stands twice in one object"));
        QCOMPARE(written(inner), std::string(R"({"v":1,"id":7,"after":"é"})"));
        // Which of two ids is meant, nobody knows; nor does a text that is no JSON have an id.
        for (const char* line : {R"({"id":1,"id":2})", R"({"id":1,"x":2,"x":3)", R"({"id":1,"x":tru})"}) {
            const InputLine got = parseLine(line);
            QVERIFY2(got.id.is_null(), line);
            QVERIFY2(!got.json, line);
        }
    }

    void brokenBytesAreErrors_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("error");
        QTest::newRow("utf-8") << QByteArray("{\"x\":\"\xc3(\"}") << QByteArray("ill-formed UTF-8");
        QTest::newRow("cut utf-8") << QByteArray("{\"x\":\"\xe2\x82\"}") << QByteArray("ill-formed UTF-8");
        QTest::newRow("lone surrogate") << QByteArray(R"({"x":"\ud800"})") << QByteArray("surrogate");
        QTest::newRow("NUL") << QByteArray("{\"x\":\"a\0b\"}", 11) << QByteArray("byte 8 is NUL");
        QTest::newRow("NUL behind") << QByteArray("{\"x\":1}\0{\"y\":2}", 15) << QByteArray("byte 8 is NUL");
        QTest::newRow("NUL alone") << QByteArray("\0", 1) << QByteArray("byte 1 is NUL");
        QTest::newRow("two documents") << QByteArray("{} {}") << QByteArray("not valid JSON");
        QTest::newRow("comment") << QByteArray("{} // x") << QByteArray("not valid JSON");
        QTest::newRow("form feed") << QByteArray("\f") << QByteArray("not valid JSON");
    }
    void brokenBytesAreErrors() {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, error);
        const auto lines = linesOf(line.toStdString() + "\n{}\n");
        QCOMPARE(lines.size(), std::size_t{2});
        QVERIFY2(errorOf(lines[0]).find(error.toStdString()) != std::string::npos, errorOf(lines[0]).c_str());
        QVERIFY(lines[1].json);
    }

    void deepOrWideDocumentsAreRefused() {
        for (const std::string& open : {std::string("["), std::string("{\"a\":")}) {
            std::string deep;
            for (int i = 0; i < 1'000'000; ++i) deep += open;
            for (const std::string& line : {deep, "{\"id\":" + deep, "{\"id\":" + deep + "}"})
                QVERIFY(!parseLine(line).json);
        }
        const std::string nested = "{\"x\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
        QCOMPARE(errorOf(parseLine(nested)), std::string("JSON is nested deeper than 512 levels"));
        const std::string id = "{\"id\":" + std::string(600, '[') + std::string(600, ']') + "}";
        QCOMPARE(errorOf(parseLine(id)), std::string("field 'id': JSON is nested deeper than 512 levels"));
        std::string wide = "{\"0\":0";
        for (int i = 1; i <= 1000; ++i) wide += ",\"" + std::to_string(i) + "\":0";
        QCOMPARE(errorOf(parseLine(wide + "}")), std::string("an object has more than 1000 members"));
        const std::string longId = "{\"id\":\"" + std::string(kMaxIdBytes, 'a') + "\"}";
        QCOMPARE(errorOf(parseLine(longId)), std::string("field 'id' has 65538 bytes; the limit is 65536"));
    }

    void errorsNameTheColumnOfTheLine() {
        const std::string error = errorOf(parseLine(R"({"id": "a long id that takes place", "x": tru})"));
        QVERIFY2(error.find("column 45") != std::string::npos || error.find("column 46") != std::string::npos,
                 error.c_str());
    }

    void blankLinesCountAndAreNotAnswered() {
        const auto lines = linesOf("\n{\"id\":1}\r\n \t\r\n\r\n{\"id\":2}\n\n{\"id\":3}");
        QCOMPARE(lines.size(), std::size_t{3});
        QCOMPARE(lines[0].number, std::int64_t{2});
        QCOMPARE(lines[1].number, std::int64_t{5});
        QCOMPARE(lines[2].number, std::int64_t{7});
        for (const InputLine& line : lines) QVERIFY(line.json);
        QVERIFY(linesOf("").empty());
        QVERIFY(linesOf("\r\n\n").empty());
    }

    void aLongLineIsToldAndPassedOver_data() {
        QTest::addColumn<int>("bytes");
        // Around the limit, and around the pieces that a line is read in.
        for (const int bytes : {199'999, 200'000, 200'001, 262'140, 262'144, 1'000'000})
            QTest::addRow("%d", bytes) << bytes;
    }
    void aLongLineIsToldAndPassedOver() {
        QFETCH(int, bytes);
        constexpr std::size_t kLimit = 200'000;
        const std::string line = "\"" + std::string(std::size_t(bytes) - 2, 'a') + "\"";
        for (const char* end : {"\n", "\n{\"id\":3}"}) {
            const auto lines = linesOf("{\"id\":1}\n" + line + end, kLimit);
            QCOMPARE(lines.size(), std::string(end).size() > 1 ? std::size_t{3} : std::size_t{2});
            QCOMPARE(lines[1].json.has_value(), line.size() <= kLimit);
            if (line.size() > kLimit)
                QCOMPARE(errorOf(lines[1]), std::string("the line is longer than the limit of 200000 bytes"));
            QCOMPARE(lines.back().number, std::int64_t(lines.size()));
            QVERIFY(lines.back().json || lines.size() == 2);
        }
        QCOMPARE(linesOf(line, kLimit).size(), std::size_t{1});
    }

    void linesOfTheSizeOfAPieceAreWhole() {
        for (std::size_t bytes = 65530; bytes < 65540; ++bytes) {
            const std::string line = "\"" + std::string(bytes - 2, 'a') + "\"";
            for (const std::string& text : {line, line + "\n", line + "\n\"b\""}) {
                const auto lines = linesOf(text);
                QVERIFY(lines.front().json);
                QCOMPARE(lines.front().json->get_ref<const std::string&>().size(), bytes - 2);
                QCOMPARE(lines.size(), text.ends_with("b\"") ? std::size_t{2} : std::size_t{1});
            }
        }
    }
};

QTEST_GUILESS_MAIN(LineReaderTest)
#include "tst_line_reader.moc"

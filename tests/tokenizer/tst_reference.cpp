// Ids and texts of tiny tokenizers of every kind of part, as the Hugging Face library gives them
// (tests/data/tokenizer).
#include <QTemporaryDir>
#include <QtTest>
#include <cstdlib>
#include <sstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/tokenizer/tokenizer.h"

using namespace azr;
using tokenizer::Tokenizer;
using Ids = Tokenizer::Ids;

namespace {

std::filesystem::path goldenFolder() {
    return std::filesystem::path(AZR_TESTS_FOLDER) / "data/tokenizer";
}

std::filesystem::path reportFolder() {
    const char* data = std::getenv("AZR_TEST_DATA");
    return data == nullptr ? "" : std::filesystem::path(data) / "reports/tokenizer";
}

std::string told(const Result<Ids>& got, const Json& want) {
    return (got ? dumpLine(Json(*got)) : describe(got.error())) + ", wanted " + dumpLine(want);
}

/// The rows of a kind: ids without and with special tokens, and the text that they decode to.
std::string firstMistake(const Tokenizer& tokenizer, const Json& rows) {
    for (const auto& row : rows) {
        const auto text = row["text"].get<std::string>();
        const Ids ids = row["ids"].get<Ids>();
        const auto plain = tokenizer.encode(text), whole = tokenizer.encodeWithSpecial(text);
        if (!plain || *plain != ids) return "'" + text + "' gave " + told(plain, row["ids"]);
        const Ids special = row.value("special", ids);
        if (!whole || *whole != special) return "'" + text + "' with special tokens gave " + told(whole, special);
        if (tokenizer.decode(ids) != row["decoded"].get<std::string>())
            return "'" + text + "' came back as '" + tokenizer.decode(ids) + "'";
    }
    return {};
}

std::vector<Json> linesOf(const std::filesystem::path& file) {
    std::vector<Json> rows;
    std::istringstream text(readFile(file).value_or(""));
    for (std::string line; std::getline(text, line);)
        if (auto row = parseJson(line)) rows.push_back(std::move(*row));
    return rows;
}

}  // namespace

class TestReference : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyKindOfPartGivesTheIdsOfTheLibrary() {
        const auto golden = readJson(goldenFolder() / "reference.json");
        QVERIFY2(golden, golden ? "" : describe(golden.error()).c_str());
        QVERIFY((*golden)["kinds"].size() > 200);
        for (const auto& kind : (*golden)["kinds"]) {
            Json file = kind["tokenizer"];
            if (file["model"].is_number()) file["model"] = (*golden)["models"][file["model"].get<std::size_t>()];
            const auto tokenizer = Tokenizer::parse(file, kind["name"].get<std::string>());
            QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
            const auto mistake = firstMistake(*tokenizer, kind["rows"]);
            QVERIFY2(mistake.empty(), (kind["name"].get<std::string>() + ": " + mistake).c_str());
        }
    }

    void tokensThatOtherFilesDeclareAreAdded() {
        const auto golden = readJson(goldenFolder() / "declared.json");
        QVERIFY2(golden, golden ? "" : describe(golden.error()).c_str());
        QVERIFY((*golden)["kinds"].size() > 20);
        for (const auto& kind : (*golden)["kinds"]) {
            const QTemporaryDir folder;
            const std::filesystem::path path = folder.path().toStdString();
            for (const auto& [name, content] : kind["files"].items()) {
                Json file = content;
                if (name == "tokenizer.json") file["model"] = (*golden)["models"][kind["model"].get<std::size_t>()];
                QVERIFY(writeFileAtomic(path / name, dumpLine(file)));
            }
            const auto tokenizer = Tokenizer::load(path);
            QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
            for (const auto& row : kind["rows"]) {
                const auto text = row["text"].get<std::string>();
                const auto got =
                    row["special"].get<bool>() ? tokenizer->encodeWithSpecial(text) : tokenizer->encode(text);
                QVERIFY2(got && *got == row["ids"].get<Ids>(),
                         (kind["name"].get<std::string>() + ": '" + text + "' gave " + told(got, row["ids"])).c_str());
            }
        }
    }

    void reportedTokenizersGiveTheIdsOfTheLibrary_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"P06_whitespace", "P09_intersection", "T16_special_only_in_vocab", "T36_hex_class",
                                 "T43_single_word_min", "T44_possessive_interval"})
            QTest::newRow(name) << name;
    }
    void reportedTokenizersGiveTheIdsOfTheLibrary() {
        if (reportFolder().empty()) QSKIP("AZR_TEST_DATA is not set");
        QFETCH(QString, name);
        const auto folder = reportFolder() / name.toStdString();
        const auto tokenizer = Tokenizer::load(folder);
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        const auto texts = linesOf(folder / "texts.jsonl"), wanted = linesOf(folder / "want.jsonl");
        QVERIFY(!texts.empty() && texts.size() == wanted.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            QCOMPARE(texts[i]["id"], wanted[i]["id"]);
            const auto text = texts[i]["text"].get<std::string>();
            const auto plain = tokenizer->encode(text), whole = tokenizer->encodeWithSpecial(text);
            QVERIFY2(plain && *plain == wanted[i]["ids"].get<Ids>(), told(plain, wanted[i]).c_str());
            QVERIFY2(whole && *whole == wanted[i]["ids_with_special"].get<Ids>(), told(whole, wanted[i]).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestReference)
#include "tst_reference.moc"

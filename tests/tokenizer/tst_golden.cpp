// Ids of real tokenizers, row by row, as the Hugging Face library gives them.
#include <QtTest>
#include <cstdlib>
#include <filesystem>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/tokenizer/tokenizer.h"

using namespace azr;
using tokenizer::Tokenizer;

namespace {

std::filesystem::path dataFolder() {
    const char* folder = std::getenv("AZR_TEST_DATA");
    return folder == nullptr ? "" : folder;
}

std::vector<Json> readLines(const std::filesystem::path& file) {
    std::vector<Json> rows;
    const auto text = readFile(file);
    if (!text) return rows;
    for (std::size_t at = 0; at < text->size();) {
        const auto end = std::min(text->find('\n', at), text->size());
        if (auto row = parseJson(std::string_view(*text).substr(at, end - at))) rows.push_back(std::move(*row));
        at = end + 1;
    }
    return rows;
}

std::string spell(const std::vector<std::int32_t>& ids) {
    return dumpLine(Json(ids));
}

}  // namespace

class TestGolden : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        if (dataFolder().empty()) QSKIP("AZR_TEST_DATA is not set");
    }

    void everyRowHasTheIdsOfHuggingFace_data() {
        QTest::addColumn<QString>("folder");
        QTest::newRow("split regex, byte level, NFC") << "qwen3";
        QTest::newRow("digits, byte level") << "starcoder";
    }

    void everyRowHasTheIdsOfHuggingFace() {
        QFETCH(QString, folder);
        const auto path = dataFolder() / "tokenizers" / folder.toStdString();
        const auto tokenizer = Tokenizer::load(path);
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        const auto rows = readLines(path / "golden.jsonl");
        QCOMPARE(rows.size(), std::size_t{707});
        for (const auto& row : rows) {
            const auto text = row["text"].get<std::string>();
            const auto wanted = row["ids"].get<std::vector<std::int32_t>>();
            const auto got = *tokenizer->encode(text);
            if (got != wanted) QFAIL((dumpLine(row) + " gave " + spell(got)).c_str());
            QCOMPARE(tokenizer->decode(wanted), row.value("decoded", text));
            if (row.contains("decoded_skip_special"))
                QCOMPARE(tokenizer->decode(wanted, true), row["decoded_skip_special"].get<std::string>());
        }
    }

    void storiesRowsSurviveTextAndBack() {
        const auto path = dataFolder() / "models/stories260K";
        const auto tokenizer = Tokenizer::load(path / "hf");
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        QCOMPARE(tokenizer->size(), 512);
        QCOMPARE(tokenizer->beginTokens(), std::vector<std::int32_t>{1});
        const auto rows = readLines(path / "tok512_golden.jsonl");
        QCOMPARE(rows.size(), std::size_t{3112});
        for (const auto& row : rows) {
            const auto wanted = row["ids"].get<std::vector<std::int32_t>>();
            const auto got = *tokenizer->encode(tokenizer->decode(wanted));
            if (got != wanted) QFAIL((dumpLine(row) + " gave " + spell(got)).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestGolden)
#include "tst_golden.moc"

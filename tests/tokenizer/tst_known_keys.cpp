// The table of the tokenizer's keys: in core/weights/README.md, and at work.
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include "core/base/files.h"
#include "core/tokenizer/known_keys.h"

using namespace azr;
using namespace azr::tokenizer;

namespace {

const std::filesystem::path kReadme = std::filesystem::path(AZR_TESTS_FOLDER) / "../core/weights/README.md";
constexpr std::string_view kBegin = "<!-- tokenizer keys: begin -->\n", kEnd = "<!-- tokenizer keys: end -->\n";

std::string useOf(KeyUse use) {
    switch (use) {
        case KeyUse::Honoured: return "honoured";
        case KeyUse::Harmless: return "harmless";
        case KeyUse::Refused: return "refused unless null, false or empty";
    }
    return {};
}

/// One line for keys of a part that share their use and reason.
std::string markdown() {
    std::string text = "| file and part | keys | | why |\n|---|---|---|---|\n";
    std::vector<std::pair<std::string, std::string>> lines;  // everything but the keys, in order; the keys
    for (const KnownKey& row : knownKeys()) {
        const std::string rest =
            std::string(row.section) + "\n" + useOf(row.use) + " | " + std::string(row.why.empty() ? "" : row.why);
        auto line = std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.first == rest; });
        if (line == lines.end()) line = lines.insert(lines.end(), {rest, {}});
        line->second += (line->second.empty() ? "`" : ", `") + std::string(row.key) + "`";
    }
    for (const auto& [rest, keys] : lines) {
        const auto end = rest.find('\n');
        text += "| " + rest.substr(0, end) + " | " + keys + " | " + rest.substr(end + 1) + " |\n";
    }
    return text;
}

}  // namespace

class TokenizerKeysTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// AZR_WRITE_README=1 writes the table anew.
    void readmeShowsTheTable() {
        auto readme = readFile(kReadme);
        QVERIFY2(readme, readme ? "" : describe(readme.error()).c_str());
        const auto begin = readme->find(kBegin), end = readme->find(kEnd);
        QVERIFY(begin != std::string::npos && end != std::string::npos && begin < end);
        const auto first = begin + kBegin.size();
        const std::string shown = readme->substr(first, end - first), wanted = markdown();
        if (shown != wanted && qEnvironmentVariableIsSet("AZR_WRITE_README"))
            QVERIFY(writeFileAtomic(kReadme, readme->replace(first, end - first, wanted)));
        else
            QVERIFY2(shown == wanted, "core/weights/README.md is out of date: run this test with AZR_WRITE_README=1");
    }

    void noKeyStandsTwice() {
        std::set<std::string> seen;
        for (const KnownKey& row : knownKeys())
            QVERIFY2(seen.insert(std::string(row.section) + " " + std::string(row.key)).second,
                     std::string(row.key).c_str());
    }

    void unknownKeysAreRefusedByName() {
        const auto status =
            checkKeys("tokenizer.json", Json{{"version", "1.0"}, {"post_tokenizer", Json{{"type", "X"}}}}, "t");
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::Unsupported);
        QVERIFY(status.error().detail.find("post_tokenizer") != std::string::npos);
        QVERIFY(checkKeys("tokenizer_config.json", Json{{"my_flag", false}, {"normalizer", nullptr}}, "t"));
        QVERIFY(!checkKeys("tokenizer_config.json", Json{{"my_flag", true}}, "t"));
    }
};

QTEST_GUILESS_MAIN(TokenizerKeysTest)
#include "tst_known_keys.moc"

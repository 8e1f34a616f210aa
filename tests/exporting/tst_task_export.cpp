/// Tasks in the formats that other programs read: nothing of a text is lost, the like stand once, parts of a split are
/// always the same, and what is broken off leaves nothing.
#include <sys/resource.h>

#include <QtTest>
#include <csignal>
#include <sstream>

#include "core/base/files.h"
#include "core/exporting/data_export.h"
#include "core/exporting/exact_texts.h"
#include "core/exporting/tasks/task_export.h"
#include "core/exporting/tasks/task_lines.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::exporting;
namespace fs = std::filesystem;

namespace {

const std::string kOdd = std::string("'\xED\xA0\x80' + \x01\t\x7F\r\n\"'\\ ü\xF0\x9F\x90\x8D \xC3 ") + '\0' + "=end";

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// A CSV file as RFC 4180 has it, with the apostrophes before formulas taken off.
std::vector<std::vector<std::string>> tableOf(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1);
    bool quoted = false, begun = false;
    std::string cell;
    const auto end = [&] {
        if (begun && cell.starts_with('\'')) cell.erase(0, 1);
        rows.back().push_back(cell);
        cell.clear();
        begun = false;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted) {
            if (text[i] != '"')
                cell += text[i];
            else if (i + 1 < text.size() && text[i + 1] == '"')
                cell += text[++i];
            else
                quoted = false;
        } else if (text[i] == '"') {
            quoted = begun = true;
        } else if (text[i] == ',') {
            end();
        } else if (text[i] == '\r') {
            end();
            rows.emplace_back();
            ++i;
        } else {
            cell += text[i];
        }
    }
    rows.pop_back();
    return rows;
}

}  // namespace

class TestTaskExport : public QObject {
    Q_OBJECT

    testing::TempStore m_store;
    std::unique_ptr<store::Reader> m_reader;

    [[nodiscard]] static TaskExport asking(TaskFormat format) {
        TaskExport request;
        request.format = format;
        request.filter.run = RunId{1};
        return request;
    }
    [[nodiscard]] std::string written(const TaskExport& request, std::int64_t wanted = -1) const {
        std::ostringstream out;
        const auto count = writeTasks(*m_reader, request, sinkOf(out));
        if (!count) qFatal("%s", describe(count.error()).c_str());
        if (wanted >= 0 && *count != wanted) qFatal("%lld tasks", static_cast<long long>(*count));
        return out.str();
    }

  private Q_SLOTS:
    void initTestCase() {
        auto writer = store::Writer::open(m_store.database(), {});
        QVERIFY((*writer)->push(testing::runRow(1)));
        std::int64_t attempts = 0;
        const auto push = [&](store::TaskRow task, int solved, int failed) {
            (void)(*writer)->push(task);
            for (int i = 0; i < solved + failed; ++i) {
                store::AttemptRow attempt = testing::attemptRow(task, ++attempts);
                attempt.verdict = i < solved ? "ok" : "wrong";
                attempt.reward = i < solved ? 1 : -0.5;
                attempt.completion = "<answer>" + std::to_string(i);
                attempt.step = task.step + i / 3;
                (void)(*writer)->push(attempt);
            }
        };
        auto first = testing::taskRow(RunId{1}, 1, 1);
        first.completion = kOdd;
        first.input = kOdd;
        first.references = {TaskId{7}};
        push(first, 2, 3);
        auto same = testing::taskRow(RunId{1}, 2, 1);
        same.program = first.program;
        same.input = first.input;
        push(same, 0, 2);
        auto renamed = testing::taskRow(RunId{1}, 3, 2);
        renamed.program = "def f(count):\n    return count + 77  # seventy-seven";
        renamed.input = first.input;
        push(renamed, 1, 0);
        auto other = testing::taskRow(RunId{1}, 4, 2, "induction");
        other.message = "-1 + a formula";
        push(other, 0, 0);
        auto invalid = testing::taskRow(RunId{1}, 5, 2, "abduction");
        invalid.verdict = "exception";
        invalid.reason = "ValueError";
        push(invalid, 0, 0);
        QVERIFY((*writer)->push(store::MarkRow{first.id, {}, store::MarkRow::What::Tag, "=tag", true, 1}));
        QVERIFY((*writer)->push(store::MarkRow{first.id, {}, store::MarkRow::What::Note, "@note", true, 1}));
        QVERIFY((*writer)->finish());
        m_reader = std::move(*store::Reader::open(m_store.database()));
    }

    void base64ComesBack_data() {
        QTest::addColumn<QByteArray>("bytes");
        for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xff\xfe\xfd"})
            QTest::newRow(text) << QByteArray(text);
    }
    void base64ComesBack() {
        QFETCH(QByteArray, bytes);
        const std::string text = base64(bytes.toStdString());
        QCOMPARE(QByteArray::fromStdString(text), bytes.toBase64());
        QCOMPARE(fromBase64(text).value_or("?"), bytes.toStdString());
        QVERIFY(!fromBase64("a"));
        QVERIFY(!fromBase64("a==="));
        QVERIFY(!fromBase64("ab=c"));
        QVERIFY(!fromBase64("ab%c"));
    }

    void whatIsUtf8_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("is");
        for (const char* good : {"", "a\x7F", "\xC2\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"})
            QTest::newRow(good) << QByteArray(good) << true;
        for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                                "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE2\x82", "a\xFF"})
            QTest::newRow(bad) << QByteArray(bad) << false;
    }
    void whatIsUtf8() {
        QFETCH(QByteArray, text);
        QFETCH(bool, is);
        QCOMPARE(isUtf8(text.toStdString()), is);
    }

    void everythingOfATaskComesBackByteForByte() {
        auto lines = linesOf(written(asking(TaskFormat::Jsonl), 5));
        QCOMPARE(lines.size(), 5U);
        auto json = *parseJson(lines[0]);
        QVERIFY(restoreBytes(json, "line 1"));
        const auto stored = m_reader->task(TaskId{1});
        QCOMPARE(json["input"].get<std::string>(), kOdd);
        QCOMPARE(json["completion"].get<std::string>(), kOdd);
        QCOMPARE(json["input"].get<std::string>(), stored->task.input);
        QVERIFY(!json.contains("_bytes"));
        QCOMPARE(json["references"], Json::array({7}));
        QCOMPARE(json["tags"], Json::array({"=tag"}));
        QCOMPARE(json["note"], Json("@note"));
        QCOMPARE(json["attempts"].size(), 5U);
        QVERIFY(json["attempts"][0].contains("prompt") && !json["attempts"][1].contains("prompt"));
        QCOMPARE(json["attempts"][4]["verdict"], Json("wrong"));
        QCOMPARE((*parseJson(lines[4]))["reason"], Json("ValueError"));
        // The other lines are valid JSON without such a field: most texts need nothing of the kind.
        QVERIFY(lines[3].find("_bytes") == std::string::npos);
    }

    void theReferencesFormatComesBackToo() {
        const fs::path file = m_store.folder() / "reference.jsonl";
        QCOMPARE(exportTasks(*m_reader, asking(TaskFormat::Reference), file).value_or(-1), 4);
        const auto lines = readLines(file);
        QVERIFY2(lines, lines ? "" : describe(lines.error()).c_str());
        QCOMPARE((*lines)[0].input, kOdd);
        QVERIFY(writeFileAtomic(file, R"({"snippet":"f","input":"?","output":"1","_bytes":{"/inptu":"AA=="}})"));
        QVERIFY(readLines(file).error().detail.find("'_bytes' says nothing of a text called '/inptu'") == 0);
    }

    void aTableHasNoFormulasAndLosesNothing() {
        const std::string text = written(asking(TaskFormat::Csv), 5);
        const auto rows = tableOf(text);
        QCOMPARE(rows.size(), 6U);
        const auto cell = [&](std::size_t row, const char* column) {
            const auto& head = rows[0];
            const auto at = std::find(head.begin(), head.end(), column) - head.begin();
            return rows[row].at(static_cast<std::size_t>(at));
        };
        for (const auto& row : rows) QCOMPARE(row.size(), rows[0].size());
        for (const auto& raw : linesOf(text)) QVERIFY(raw.find(",\"=") == std::string::npos);
        QCOMPARE(cell(4, "message"), std::string("-1 + a formula"));
        QVERIFY(text.find("\"'-1 + a formula\"") != std::string::npos);
        QCOMPARE(cell(1, "note"), std::string("@note"));
        QCOMPARE(cell(1, "program"), m_reader->task(TaskId{1})->task.program);
        QCOMPARE(cell(1, "solved"), std::string("2"));
        QCOMPARE(cell(1, "attempts"), std::string("5"));
        const auto bytes = parseJson(cell(1, "bytes"));
        QCOMPARE(fromBase64((*bytes)["input"].get<std::string>()).value_or("?"), kOdd);
        QVERIFY(isUtf8(text) && text.find('\0') == std::string::npos);
        QCOMPARE(cell(2, "reward"), std::string("0"));
    }

    void preferencesPairWhatSolvedWithWhatDidNot() {
        const auto lines = linesOf(written(asking(TaskFormat::Preferences), 4));
        QCOMPARE(lines.size(), 2U);  // two solved and three did not; other tasks have one side alone
        const auto second = *parseJson(lines[1]);
        QCOMPARE(second["prompt"], Json("<solve>"));
        QCOMPARE(second["chosen"], Json("<answer>1"));
        QCOMPARE(second["rejected"], Json("<answer>3"));
        QCOMPARE(second["chosen_reward"], Json(1.0));
        store::AttemptRow attempt;
        attempt.prompt = "p", attempt.completion = "a", attempt.verdict = "ok";
        store::AttemptRow failed = attempt;
        failed.verdict = "infra_error";
        failed.completion = "b";
        QVERIFY(preferencesOf({attempt, failed}).empty());
        failed.verdict = "wrong";
        QCOMPARE(preferencesOf({attempt, failed, failed, attempt}).size(), 1U);
        failed.prompt = "another";
        QVERIFY(preferencesOf({attempt, failed}).empty());
    }

    void theLikeStandOnce_data() {
        QTest::addColumn<int>("distinct");
        QTest::addColumn<int>("count");
        QTest::newRow("none") << int(Distinct::All) << 4;
        QTest::newRow("tasks") << int(Distinct::Tasks) << 3;
        QTest::newRow("shapes") << int(Distinct::Shapes) << 2;
        QTest::newRow("programs") << int(Distinct::Programs) << 1;  // all of them add a number
    }
    void theLikeStandOnce() {
        QFETCH(int, distinct);
        QFETCH(int, count);
        TaskExport request = asking(TaskFormat::Reference);
        request.distinct = static_cast<Distinct>(distinct);
        const auto lines = linesOf(written(request, count));
        QCOMPARE((*parseJson(lines[0]))["_task"], Json(1));  // the oldest is kept
    }

    void partsOfASplitAreAlwaysTheSame() {
        // These values must never change: who exported a part yesterday trusts that it is the same one today.
        QCOMPARE(splitOf("def f(x):\n    return x + 1", {0, 0}), Split::Train);
        std::map<Split, int> counts;
        for (int i = 0; i < 2000; ++i) {
            std::string program = "def f(x):\n    return x";
            for (int bit = 0; bit < 11; ++bit) program += (i >> bit) % 2 == 0 ? " + x" : " - x";
            const Split small = splitOf(program, {0.1, 0.1}), large = splitOf(program, {0.2, 0.3});
            ++counts[small];
            QVERIFY(small == Split::Train || small == large);
            const std::string alike = QString::fromStdString(program).replace("x", "value").toStdString() + "  # why";
            QCOMPARE(splitOf(alike, {0.1, 0.1}), small);
        }
        QVERIFY(std::abs(counts[Split::Test] - 200) < 60);
        QVERIFY(std::abs(counts[Split::Validation] - 200) < 60);
        QCOMPARE(splitOf("def f(x):\n    return x + 1", {0, 1}), Split::Test);
        QCOMPARE(splitOf("def f(x):\n    return x + 1", {1, 0}), Split::Validation);
        TaskExport request = asking(TaskFormat::Jsonl);
        request.shares.test = 1;
        QCOMPARE((*parseJson(linesOf(written(request))[0]))["split"], Json("test"));
    }

    void aDatasetHasShardsAndACard() {
        TaskExport request = asking(TaskFormat::HuggingFace);
        request.shares.validation = 1;
        request.shardBytes = 1;
        const fs::path target = m_store.folder() / "dataset";
        QCOMPARE(exportTasks(*m_reader, request, target).value_or(-1), 4);
        for (const char* file : {"tasks/validation-00003.jsonl", "completions/validation-00000.jsonl",
                                 "preferences/validation-00001.jsonl", "README.md"})
            QVERIFY2(fs::exists(target / file), file);
        QVERIFY(!fs::exists(target / "tasks" / "train-00000.jsonl"));
        const auto row = *parseJson(*readFile(target / "tasks" / "validation-00000.jsonl"));
        QCOMPARE(row["solved"], Json(2));
        QCOMPARE(fromBase64((*parseJson(row["bytes"].get<std::string>()))["/input"].get<std::string>()).value_or("?"),
                 kOdd);
        const std::string card = *readFile(target / "README.md");
        QVERIFY(card.starts_with("---\n"));
        QVERIFY(card.find("  - split: validation\n    path: tasks/validation-*.jsonl\n") != std::string::npos);
        QVERIFY(card.find("split: train") == std::string::npos);
        request.filter.run = RunId{9};
        QCOMPARE(exportTasks(*m_reader, request, m_store.folder() / "none").error().code, ErrorCode::NotFound);
        QVERIFY(!fs::exists(m_store.folder() / "none"));
    }

    void whatIsBrokenOffOrDoesNotFitLeavesNothing_data() {
        QTest::addColumn<int>("format");
        for (std::size_t i = 0; i < kTaskFormatNames.size(); ++i)
            QTest::newRow(kTaskFormatNames[i].data()) << static_cast<int>(i);
    }
    void whatIsBrokenOffOrDoesNotFitLeavesNothing() {
        QFETCH(int, format);
        const testing::TempStore place;
        TaskExport request = asking(static_cast<TaskFormat>(format));
        request.progress = [](std::int64_t, std::int64_t) { return false; };
        QCOMPARE(exportTasks(*m_reader, request, place.folder() / "out").error().code, ErrorCode::Cancelled);
        QVERIFY(fs::is_empty(place.folder()));
        request.progress = {};
        struct rlimit before {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        ::signal(SIGXFSZ, SIG_IGN);
        struct rlimit small = before;
        small.rlim_cur = 100;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto full = exportTasks(*m_reader, request, place.folder() / "out");
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!full);
        QVERIFY(fs::is_empty(place.folder()));
        QVERIFY(exportTasks(*m_reader, request, place.folder() / "out"));
    }

    void anOlderFileStaysUntilTheNewOneIsWhole() {
        const fs::path file = m_store.folder() / "older.jsonl";
        QVERIFY(writeFileAtomic(file, "older"));
        TaskExport request = asking(TaskFormat::Jsonl);
        request.progress = [](std::int64_t, std::int64_t) { return false; };
        QVERIFY(!exportTasks(*m_reader, request, file));
        QCOMPARE(*readFile(file), std::string("older"));
    }
};

QTEST_GUILESS_MAIN(TestTaskExport)
#include "tst_task_export.moc"

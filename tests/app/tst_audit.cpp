/// The command `audit` on real runs of the built-in model with the jail: presets nano and paper-nano, as text and as
/// JSON, a database of the version before, a workspace copied without its model, and how it ends.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/store/database.h"
#include "tests/support/command_call.h"

using namespace azr;
using namespace azr::app;
using test::call;
using test::Outcome;
namespace fs = std::filesystem;

namespace {

Outcome train(const fs::path& workspace, const char* preset, const std::string& model) {
    std::vector<std::string> words = {"train",   "--workspace", workspace.string(), "--preset", preset,
                                      "--steps", "2",           "--json",           "--model",  model};
    for (const char* field : {"model.dtype=fp32", "model.threads=2", "selfplay.proposals_per_kind=6",
                              "selfplay.solves_per_kind=6", "selfplay.rollouts=3", "selfplay.seed_factor=1",
                              "evaluation.every_steps=0", "evaluation.items_per_kind=2", "executor.lanes=1"}) {
        words.emplace_back("--set");
        words.emplace_back(field);
    }
    return call(words);
}

Json lineOf(const Outcome& outcome, const char* type, const char* check = nullptr) {
    for (const Json& line : outcome.lines)
        if (line["type"] == type && (check == nullptr || line["check"] == check)) return line;
    return {};
}

void alter(const fs::path& database, const char* sql) {
    auto opened = store::Database::open(database, store::Database::Mode::ReadWrite);
    if (!opened) qFatal("%s", describe(opened.error()).c_str());
    if (const auto done = opened->script(sql); !done) qFatal("%s", describe(done.error()).c_str());
}

bool built(const char* file) {
    return fs::exists(fs::path(AZR_BINARY_FOLDER) / file);
}

}  // namespace

class AuditCommandTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path at(const std::string& name) const { return fs::path(m_folder.path().toStdString()) / name; }
    fs::path copyOf(const std::string& name, const std::string& copy) const {
        fs::copy(at(name), at(copy), fs::copy_options::recursive);
        return at(copy);
    }

  private Q_SLOTS:
    void initTestCase() {
        if (!built("libazr_engine_v3.so") || !built("azr-sandbox")) QSKIP("the engine or the sandbox is not built");
        fs::copy(resourceFolder() / "models/nano", at("model"), fs::copy_options::recursive);
        for (const char* preset : {"nano", "paper-nano"}) {
            const auto trained = train(at(preset), preset, at("model").string());
            QVERIFY2(trained.code == ExitCode::Ok, trained.err.c_str());
        }
    }

    void aRealRunHasNoDifferences_data() {
        QTest::addColumn<QString>("preset");
        QTest::newRow("nano") << "nano";
        QTest::newRow("paper-nano") << "paper-nano";
    }
    void aRealRunHasNoDifferences() {
        QFETCH(QString, preset);
        const auto found = call({"audit", "1", "--workspace", at(preset.toStdString()).string(), "--verdicts", "1000",
                                 "--replay", "2", "--json"});
        QVERIFY2(found.code == ExitCode::Ok, (found.out + found.err).c_str());
        const Json end = lineOf(found, "audit_finished");
        QCOMPARE(end["differences"].get<int>(), 0);
        QCOMPARE(end["steps"], Json::array({0, 1, 2}));
        QVERIFY(lineOf(found, "difference").is_null());
        for (const char* check :
             {"structure", "format", "shown", "split", "lineage", "buffer", "status", "learnability", "learn_reward",
              "reward", "mask", "stream", "advantage", "metric", "evaluation", "checkpoint", "verdict", "replay"})
            QVERIFY2(lineOf(found, "audit_check", check)["checked"].get<int>() > 0, check);
    }

    void theReportIsForPeople() {
        const auto found = call({"audit", "1", "--workspace", at("nano").string(), "--verdicts", "3"});
        QVERIFY2(found.code == ExitCode::Ok, found.err.c_str());
        for (const char* text :
             {"# Audit of run 1: nano 1", "## What was checked", "| reward |", "## Differences\n\nNone.",
              "## What could not be checked", "not among the random ones", "## Result", "0 differences in "})
            QVERIFY2(found.out.find(text) != std::string::npos, text);
    }

    void aDifferenceIsToldAndEndsWithOne() {
        const auto folder = copyOf("nano", "altered");
        alter(folder / "azr.db",
              "UPDATE tasks SET reward = 0.77 WHERE id = (SELECT max(id) FROM tasks WHERE step = 1)");
        const auto text = call({"audit", "1", "--workspace", folder.string(), "--verdicts", "0"});
        QCOMPARE(text.code, ExitCode::Failure);
        QVERIFY(text.out.find("- reward: step 1, task ") != std::string::npos);
        QVERIFY(text.out.find("  - stored: 0.77000000000000002\n") != std::string::npos);
        const auto json = call({"audit", "1", "--workspace", folder.string(), "--verdicts", "0", "--json"});
        QCOMPARE(json.code, ExitCode::Failure);
        QCOMPARE(lineOf(json, "difference")["check"], Json("reward"));
        QCOMPARE(lineOf(json, "audit_finished")["differences"].get<int>(), 1);
    }

    void weightsThatWereChangedAreFoundByTheirHash() {
        const auto folder = copyOf("nano", "weights");
        std::fstream file(folder / "checkpoints/run-1/step-2/model.safetensors",
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-4, std::ios::end);
        file.write("\1\2\3\4", 4);
        file.close();
        const auto found = call({"audit", "1", "--workspace", folder.string(), "--verdicts", "0", "--json"});
        QCOMPARE(found.code, ExitCode::Failure);
        QCOMPARE(lineOf(found, "difference")["check"], Json("checkpoint"));
        QCOMPARE(lineOf(found, "audit_check", "checkpoint")["differences"].get<int>(), 2);  // the file and the weights
    }

    /// What the version before did not store is told, and all else is checked.
    void aDatabaseOfTheVersionBefore() {
        const auto folder = copyOf("nano", "older");
        alter(folder / "azr.db",
              "DROP TABLE stream_moments; ALTER TABLE tasks DROP COLUMN score; ALTER TABLE tasks DROP COLUMN barred;"
              "ALTER TABLE tasks DROP COLUMN task_class; ALTER TABLE tasks DROP COLUMN cyclomatic;"
              "ALTER TABLE tasks DROP COLUMN effort; ALTER TABLE tasks DROP COLUMN volume;"
              "ALTER TABLE tasks DROP COLUMN similarity; ALTER TABLE attempts DROP COLUMN share;"
              "DROP TABLE config_changes; ALTER TABLE runs DROP COLUMN settings; DROP TABLE task_given;"
              "DROP INDEX tasks_by_complexity;"
              "DROP TABLE marks; DROP TABLE rules; DROP TABLE rule_hits; DROP INDEX commands_of_task;"
              "DROP INDEX commands_undone; ALTER TABLE commands DROP COLUMN task;"
              "ALTER TABLE commands DROP COLUMN undoes;"
              "ALTER TABLE runs DROP COLUMN forked_from; ALTER TABLE runs DROP COLUMN forked_at;"
              "ALTER TABLE runs DROP COLUMN forked_change; ALTER TABLE checkpoints DROP COLUMN last_buffer_event;"
              "DROP TABLE sample_tokens; DROP INDEX tasks_waiting; DROP VIEW task_completions; DROP TABLE "
              "completion_search;"
              "DROP INDEX buffer_events_by_step; DROP INDEX tasks_by_learnability; DROP TABLE suite_completions;"
              "DROP TABLE suite_items; DROP TABLE suite_evaluations; DROP TABLE erased_runs;"
              "ALTER TABLE runs DROP COLUMN kernels; ALTER TABLE runs DROP COLUMN kernels_reason;"
              "ALTER TABLE tasks DROP COLUMN trained; ALTER TABLE tasks DROP COLUMN degenerate;"
              "UPDATE tasks SET learn_reward = 0, masked = 0;"
              "DELETE FROM metrics WHERE name IN (SELECT id FROM metric_names WHERE name LIKE '%/rollout.%' "
              "OR name LIKE '%/similarity/%');"
              "PRAGMA user_version = 3;");
        const auto before = fs::last_write_time(folder / "azr.db");
        const auto found = call({"audit", "1", "--workspace", folder.string(), "--json"});
        QVERIFY2(found.code == ExitCode::Ok, (found.out + found.err).c_str());
        QCOMPARE(lineOf(found, "audit_started")["database_version"].get<int>(), 3);
        const Json streams = lineOf(found, "audit_check", "stream");
        QCOMPARE(streams["checked"].get<int>(), 0);
        QCOMPARE(streams["unchecked"][0]["why"], Json("not stored by the version that wrote it"));
        QVERIFY(lineOf(found, "audit_check", "advantage")["checked"].get<int>() > 0);
        QCOMPARE(fs::last_write_time(folder / "azr.db"), before);
        QVERIFY(!fs::exists(folder / "azr.db.v3.bak"));
    }

    /// On another machine the model may be missing: no step is done again, everything else is looked at.
    void aCopyWithoutItsModel() {
        const auto folder = copyOf("nano", "elsewhere");
        fs::rename(at("model"), at("model-away"));
        const auto found = call({"audit", "1", "--workspace", folder.string(), "--replay", "1", "--json"});
        fs::rename(at("model-away"), at("model"));
        QVERIFY2(found.code == ExitCode::Ok, (found.out + found.err).c_str());
        const Json replay = lineOf(found, "audit_check", "replay");
        QCOMPARE(replay["checked"].get<int>(), 0);
        QVERIFY(replay["unchecked"][0]["why"].get<std::string>().find(at("model").string()) != std::string::npos);
        QVERIFY(lineOf(found, "audit_check", "reward")["checked"].get<int>() > 0);
    }

    void wrongWords_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("code");
        QTest::newRow("no run of that number") << "audit 7" << 1;
        QTest::newRow("not a number") << "audit x" << 2;
        QTest::newRow("no range") << "audit 1 --steps 5..3" << 2;
        QTest::newRow("no such step") << "audit 1 --steps 70..90" << 1;
        QTest::newRow("a count below zero") << "audit 1 --replay -1" << 2;
    }
    void wrongWords() {
        QFETCH(QString, words);
        QFETCH(int, code);
        std::vector<std::string> all;
        for (const QString& word : words.split(' ')) all.push_back(word.toStdString());
        all.insert(all.end(), {"--workspace", at("nano").string()});
        const auto refused = call(all);
        QCOMPARE(static_cast<int>(refused.code), code);
        QVERIFY2(refused.out.empty(), refused.out.c_str());  // no header before the error
    }
};

QTEST_GUILESS_MAIN(AuditCommandTest)
#include "tst_audit.moc"

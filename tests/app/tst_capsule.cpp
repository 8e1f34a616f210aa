/// pack, verify and import on a real run of the built-in model with the jail: what they tell and how they end, and that
/// the imported run goes on bit for bit.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "tests/support/altered_capsule.h"
#include "tests/support/command_call.h"

using namespace azr;
using namespace azr::app;
using test::call;
using test::Outcome;
namespace fs = std::filesystem;

namespace {

Outcome train(const fs::path& workspace, const std::string& model) {
    std::vector<std::string> words = {"train",   "--workspace", workspace.string(), "--preset", "nano",
                                      "--steps", "2",           "--json",           "--model",  model};
    for (const char* field : {"model.dtype=fp32", "model.threads=2", "selfplay.proposals_per_kind=3",
                              "selfplay.solves_per_kind=3", "selfplay.rollouts=2", "selfplay.seed_factor=1",
                              "evaluation.every_steps=0", "evaluation.suite=none", "executor.lanes=1"}) {
        words.emplace_back("--set");
        words.emplace_back(field);
    }
    return call(words);
}

Json lineOf(const Outcome& outcome, const char* type) {
    for (const Json& line : outcome.lines)
        if (line["type"] == type) return line;
    return {};
}

bool built(const char* file) {
    return fs::exists(fs::path(AZR_BINARY_FOLDER) / file);
}

}  // namespace

class CapsuleCommandTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string m_root;
    fs::path at(const std::string& name) const { return fs::path(m_folder.path().toStdString()) / name; }
    std::string file() const { return at("run.tar").string(); }
    std::string digest(const char* workspace, const char* run) const {
        const auto shown = call({"runs", "show", run, "--digest", "--json", "--workspace", at(workspace).string()});
        return lineOf(shown, "digest").value("sha256", shown.err);
    }

  private Q_SLOTS:
    void initTestCase() {
        if (!built("libazr_engine_v3.so") || !built("azr-sandbox")) QSKIP("the engine or the sandbox is not built");
        fs::copy(resourceFolder() / "models/nano", at("model"), fs::copy_options::recursive);
        const auto trained = train(at("home"), at("model").string());
        QVERIFY2(trained.code == ExitCode::Ok, trained.err.c_str());
        const auto packed = call({"pack", "1", "--out", file(), "--workspace", at("home").string(), "--json"});
        QVERIFY2(packed.code == ExitCode::Ok, packed.err.c_str());
        const Json line = lineOf(packed, "packed");
        m_root = line["root"];
        QCOMPARE(line["bytes"].get<std::uintmax_t>(), fs::file_size(file()));
        QCOMPARE(line["checkpoints"], Json::array({0, 1, 2}));
    }

    void aFileThatIsThereStays() {
        const auto again = call({"pack", "1", "--out", file(), "--workspace", at("home").string()});
        QCOMPARE(again.code, ExitCode::Failure);
        QVERIFY(again.err.find("--force overwrites it") != std::string::npos);
        const auto forced = call({"pack", "1", "--out", file(), "--workspace", at("home").string(), "--force"});
        QVERIFY2(forced.out.find("root " + m_root) != std::string::npos, forced.out.c_str());
    }

    void whatCannotBeMeantIsRefused_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("code");
        QTest::newRow("no target") << QStringList{"pack", "1"} << 2;
        QTest::newRow("no checkpoints") << QStringList{"pack", "1", "--out", "x.tar", "--checkpoints", "some"} << 2;
        QTest::newRow("no run") << QStringList{"pack", "9", "--out", "x.tar"} << 1;
        QTest::newRow("no root") << QStringList{"verify", "x.tar", "--root", "abc"} << 2;
        QTest::newRow("no file") << QStringList{"verify", "/nowhere/x.tar"} << 1;
        QTest::newRow("nothing to import") << QStringList{"import", "/nowhere/x.tar"} << 1;
    }
    void whatCannotBeMeantIsRefused() {
        QFETCH(QStringList, words);
        QFETCH(int, code);
        std::vector<std::string> all;
        for (const QString& word : words) all.push_back(word.toStdString());
        if (words.front() == "import") all.insert(all.end(), {"--workspace", at("none").string()});
        if (words.front() == "pack") all.insert(all.end(), {"--workspace", at("home").string()});
        const auto refused = call(all);
        QCOMPARE(static_cast<int>(refused.code), code);
        QVERIFY(!refused.err.empty());
        QVERIFY(!fs::exists("x.tar"));
    }

    void aCapsuleIsVerifiedWithAStepDoneAgain() {
        const auto found = call({"verify", file(), "--root", m_root, "--steps", "1", "--verdicts", "5", "--json"});
        QVERIFY2(found.code == ExitCode::Ok, (found.out + found.err).c_str());
        QCOMPARE(lineOf(found, "capsule")["differences"], Json(0));
        QCOMPARE(lineOf(found, "audit_finished")["differences"], Json(0));
        QCOMPARE(lineOf(found, "verify_finished")["equal"], Json(true));
        int replayed = 0;
        for (const Json& line : found.lines)
            if (line["type"] == "audit_check" && line["check"] == "replay") replayed = line["checked"];
        QVERIFY(replayed > 100);
        const auto text = call({"verify", file(), "--steps", "0", "--verdicts", "0"});
        QVERIFY2(text.code == ExitCode::Ok, text.err.c_str());
        for (const char* line : {"equal   archive: ", "equal   rows of metrics: ", "## Result",
                                 "The capsule is whole, and the run agrees with itself."})
            QVERIFY2(text.out.find(line) != std::string::npos, line);
    }

    /// On a machine where the model is elsewhere.
    void theModelMayLieElsewhere() {
        fs::rename(at("model"), at("moved"));
        const auto without = call({"verify", file(), "--steps", "1", "--verdicts", "0", "--json"});
        QCOMPARE(without.code, ExitCode::Ok);
        int replayed = -1;
        for (const Json& line : without.lines)
            if (line["type"] == "audit_check" && line["check"] == "replay") replayed = line["checked"];
        QCOMPARE(replayed, 0);
        const auto with =
            call({"verify", file(), "--steps", "1", "--verdicts", "0", "--model", at("moved").string(), "--json"});
        QVERIFY2(with.code == ExitCode::Ok, (with.out + with.err).c_str());
        for (const Json& line : with.lines)
            if (line["type"] == "audit_check" && line["check"] == "replay") replayed = line["checked"];
        QVERIFY(replayed > 100);
        fs::rename(at("moved"), at("model"));
    }

    void anAlteredCapsuleEndsWithOne() {
        const test::AlteredCapsule altered(file());
        QVERIFY(altered.alter("UPDATE tasks SET reward = 0.77 WHERE id = (SELECT max(id) FROM tasks WHERE step = 1)"));
        altered.packAs(at("altered.tar"), test::Anew::Rows);
        const auto found =
            call({"verify", at("altered.tar").string(), "--root", m_root, "--steps", "0", "--verdicts", "0"});
        QCOMPARE(found.code, ExitCode::Failure);
        for (const char* line : {"DIFFERS printed root: it was ", "- reward: step 1, task ",
                                 "The capsule is NOT whole, and the run does NOT agree with itself."})
            QVERIFY2(found.out.find(line) != std::string::npos, line);
        const auto refused =
            call({"import", at("altered.tar").string(), "--root", m_root, "--workspace", at("refused").string()});
        QCOMPARE(refused.code, ExitCode::Failure);
        QVERIFY(refused.err.find("azr-studio verify lists what differs") != std::string::npos);
    }

    void anImportedRunGoesOnBitForBit() {
        fs::copy(at("home"), at("there"), fs::copy_options::recursive);  // a workspace that has a run already
        const auto imported = call({"import", file(), "--root", m_root, "--workspace", at("there").string(), "--json"});
        QVERIFY2(imported.code == ExitCode::Ok, imported.err.c_str());
        QCOMPARE(lineOf(imported, "imported")["run"], Json(2));
        const auto elsewhere =
            call({"import", file(), "--workspace", at("new").string(), "--model", at("model").string()});
        QVERIFY2(elsewhere.code == ExitCode::Ok, elsewhere.err.c_str());
        QVERIFY(elsewhere.out.find("it goes on with: ") != std::string::npos);
        for (const auto& [workspace, run] : {std::pair("home", "1"), std::pair("there", "2")}) {
            const auto resumed =
                call({"train", "--resume", run, "--steps", "3", "--workspace", at(workspace).string(), "--json"});
            QVERIFY2(resumed.code == ExitCode::Ok, resumed.err.c_str());
        }
        QCOMPARE(digest("home", "1").size(), std::size_t{64});
        QCOMPARE(digest("there", "2"), digest("home", "1"));
    }
};

QTEST_GUILESS_MAIN(CapsuleCommandTest)
#include "tst_capsule.moc"

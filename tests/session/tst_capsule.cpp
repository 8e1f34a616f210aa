/// Runs as one file: packed, checked, altered in a hundred ways and found out, brought into other workspaces and gone
/// on with there as they would have at home.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <set>

#include "core/base/rng.h"
#include "core/capsule/check.h"
#include "core/capsule/layout.h"
#include "core/capsule/pack.h"
#include "core/session/importing/import_run.h"
#include "core/store/database.h"
#include "core/store/digest.h"
#include "tests/support/altered_capsule.h"
#include "tests/support/audited_run.h"

using namespace azr;
using namespace azr::session;
using test::AlteredCapsule;
using test::Anew;
using test::AuditedRun;
namespace fs = std::filesystem;

namespace {

constexpr int kSteps = 4;

config::RunConfig runOf(int steps) {
    config::RunConfig config = test::sessionRun(steps);
    config.checkpoint.everySteps = 1;
    config.checkpoint.keepLast = 10;
    return config;
}

capsule::PackRequest requestOf(const fs::path& workspace, const fs::path& target, const std::string& which = "all",
                               RunId run = RunId{1}) {
    return {workspace, workspace / "azr.db", run, target, *capsule::chosenFrom(which)};
}

capsule::Packed packed(const capsule::PackRequest& request) {
    auto done = capsule::pack(request);
    if (!done) qFatal("%s", describe(done.error()).c_str());
    return *done;
}

std::string digestOf(const fs::path& workspace, RunId run) {
    const auto reader = store::Reader::open(workspace / "azr.db");
    return reader ? store::runDigest(**reader, run).value_or("none") : std::string("unreadable");
}

std::string textOf(const capsule::Checked& checked) {
    std::string text;
    for (const auto& line : checked.lines)
        if (!line.equal) text += line.what + ": " + line.detail + "\n";
    return text;
}

/// What is found of a capsule, without its folder.
capsule::Checked checked(const fs::path& file, const std::optional<std::string>& root = {}) {
    const QTemporaryDir folder;
    auto done = capsule::check({file, folder.path().toStdString(), root, {}, {}});
    if (!done) qFatal("%s", describe(done.error()).c_str());
    return *done;
}

/// Goes on to so many steps in all.
void goOn(const fs::path& workspace, RunId run, int steps) {
    auto session = openSession(
        workspace, [] {}, test::scriptedParts());
    if (!session) qFatal("%s", describe(session.error()).c_str());
    StartRequest request;
    request.resume = run;
    request.steps = steps;
    if (const auto started = (*session)->start(request); !started) qFatal("%s", describe(started.error()).c_str());
    if (!test::waitFor(**session, RunState::Finished)) qFatal("the run did not finish");
}

/// People reach into it: seeds, vetoes, settings, tags, a rule.
void reachIn(Session& session) {
    SeedTask seed;
    seed.task.program = "def f(x):\n    return x + 7000";
    seed.task.input = "1";
    seed.task.output = "7001";
    (void)session.post(seed);
    (void)session.post(VetoTask{TaskId{5}, "dull"});
    (void)session.post(SetField{"advantage.proposer_weight", "0.5"});
    (void)session.post(SetTag{{TaskId{3}, {}}, "odd", true});
    (void)session.post(SetTag{{{}, RunId{1}}, "kept", true});
    SetRule rule;
    rule.rule.condition = "solve_rate = 0";
    rule.rule.act = selfplay::RuleAct::Tag;
    rule.rule.tag = "hard";
    (void)session.post(rule);
}

}  // namespace

class CapsuleTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<AuditedRun> m_run;
    std::string m_root;
    fs::path at(const std::string& name) const { return fs::path(m_folder.path().toStdString()) / name; }
    fs::path whole() const { return at("whole.tar"); }

    /// Alteration number i of a capsule, at `target`; the level of hashes that the person made anew.
    Anew alterAs(int i, Rng& rng, const fs::path& target) const;

  private Q_SLOTS:
    void initTestCase() {
        test::Gate gate({100});  // in the middle of a step
        const auto meanwhile = [&](Session& session) {
            if (!gate.reached()) qFatal("the trainer did not come");
            reachIn(session);
            gate.letGo();
        };
        m_run = std::make_unique<AuditedRun>(runOf(kSteps), meanwhile, test::scriptedParts([&gate] { gate(); }));
        m_root = packed(requestOf(m_run->folder(), whole())).root;
    }

    void aCapsuleIsWhole() {
        const auto found = checked(whole(), m_root);
        QVERIFY2(found.whole(), textOf(found).c_str());
        QCOMPARE(found.root, m_root);
        QVERIFY(found.manifest.has_value());
        QCOMPARE(found.manifest->run, RunId{1});
        QCOMPARE(found.manifest->digest, digestOf(m_run->folder(), RunId{1}));
        QCOMPARE(found.manifest->checkpoints, (std::vector<int>{0, 1, 2, 3, 4}));
        std::set<std::string> said;
        for (const auto& line : found.lines) said.insert(line.what);
        for (const char* what : {"archive", "root", "printed root", "azr.db", "rows of tasks", "rows of metrics",
                                 "digest", "manifest against database", "settings against database"})
            QVERIFY2(said.contains(what), what);
        QVERIFY(!checked(whole(), std::string(64, '0')).whole());
    }

    void theSameRunIsTheSameFile() {
        QCOMPARE(packed(requestOf(m_run->folder(), at("again.tar"))).root, m_root);
        QCOMPARE(*sha256File(at("again.tar")), *sha256File(whole()));
    }

    /// By tools that know nothing of ours.
    void strangersCanOpenIt() {
        const fs::path folder = at("by-tar");
        fs::create_directories(folder);
        const std::string unpack = "tar -xf '" + whole().string() + "' -C '" + folder.string() + "'";
        QCOMPARE(std::system(unpack.c_str()), 0);
        const std::string sums = "cd '" + folder.string() + "/capsule' && sha256sum --quiet -c SHA256SUMS";
        QCOMPARE(std::system(sums.c_str()), 0);
        QCOMPARE(sha256File(folder / "capsule/SHA256SUMS").value(), m_root);
        QCOMPARE(readFile(folder / "capsule/ROOT").value(), m_root + "\n");
        // And it is a workspace.
        QCOMPARE(digestOf(folder / "capsule", RunId{1}), digestOf(m_run->folder(), RunId{1}));
        const auto audit = test::audited(*m_run, folder / "capsule/azr.db", 2);
        QCOMPARE(audit.findings(), std::string());
    }

    void theChosenCheckpointsAreInIt() {
        const auto last = packed(requestOf(m_run->folder(), at("last.tar"), "last"));
        QCOMPARE(last.checkpoints, std::vector<int>{4});
        QCOMPARE(last.leftOut, (std::vector<int>{0, 1, 2, 3}));
        QVERIFY(checked(at("last.tar")).whole());
        QVERIFY(fs::file_size(at("last.tar")) < fs::file_size(whole()));
        const auto some = packed(requestOf(m_run->folder(), at("some.tar"), "3,1"));
        QCOMPARE(some.checkpoints, (std::vector<int>{1, 3}));
        const auto none = capsule::pack(requestOf(m_run->folder(), at("none.tar"), "2,9"));
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        QCOMPARE(none.error().remedy, std::string("there are those of steps 0, 1, 2, 3, 4"));
        QVERIFY(!fs::exists(at("none.tar")));
        QVERIFY(!capsule::chosenFrom("3,x").has_value());
        QVERIFY(!capsule::chosenFrom("").has_value());
    }

    void whoObjectsIsLeftWithNothing() {
        std::set<std::string> said;
        auto request = requestOf(m_run->folder(), at("ended/ended.tar"));
        fs::create_directories(at("ended"));
        request.progress = [&](const std::string& what, std::int64_t, std::int64_t) {
            said.insert(what);
            return what != "writing";
        };
        QCOMPARE(capsule::pack(request).error().code, ErrorCode::Cancelled);
        QVERIFY(said.contains("writing"));
        QVERIFY(fs::is_empty(at("ended")));
        const auto read = capsule::check(
            {whole(), at("ended"), {}, {}, [](const std::string&, std::int64_t, std::int64_t) { return false; }});
        QCOMPARE(read.error().code, ErrorCode::Cancelled);
    }

    void aDamagedCheckpointIsNotPacked() {
        const fs::path copy = at("damaged");
        fs::copy(m_run->folder(), copy, fs::copy_options::recursive);
        std::ofstream(copy / "checkpoints/run-1/step-2/state.json", std::ios::app) << " ";
        const auto done = capsule::pack(requestOf(copy, at("damaged.tar")));
        QCOMPARE(done.error().code, ErrorCode::Corrupt);
        QVERIFY(!fs::exists(at("damaged.tar")));
        QVERIFY(capsule::pack(requestOf(copy, at("damaged.tar"), "1,3")).has_value());
    }

    /// A hundred alterations, each of another value; whoever made all hashes anew is found by the printed root alone.
    void everyAlterationIsFound() {
        Rng rng(21);
        int found = 0, byItself = 0, anewToTheRoot = 0;
        constexpr int kAlterations = 100;
        for (int i = 0; i < kAlterations; ++i) {
            const Anew anew = alterAs(i, rng, at("altered.tar"));
            const bool withRoot = !checked(at("altered.tar"), m_root).whole();
            QVERIFY2(withRoot, qPrintable(QString("alteration %1").arg(i)));
            found += withRoot ? 1 : 0;
            anewToTheRoot += anew == Anew::Rows ? 1 : 0;
            const bool alone = !checked(at("altered.tar")).whole();
            byItself += alone ? 1 : 0;
            if (anew != Anew::Rows) QVERIFY2(alone, qPrintable(QString("alteration %1").arg(i)));
        }
        QCOMPARE(found, kAlterations);
        QVERIFY(anewToTheRoot > 0);
        QVERIFY(byItself >= kAlterations - anewToTheRoot);
    }

    /// Everything made anew down to the root: then the run does not agree with itself.
    void theAuditFindsWhatHashesCannot() {
        const AlteredCapsule altered(whole());
        QVERIFY(
            altered.alter("UPDATE tasks SET reward = reward + 0.25 WHERE id = (SELECT max(id) FROM tasks WHERE "
                          "verdict = 'ok' AND step > 1)"));
        altered.packAs(at("anew.tar"), Anew::Rows);
        QVERIFY(checked(at("anew.tar")).whole());
        QVERIFY(!checked(at("anew.tar"), m_root).whole());
        QVERIFY(test::audited(*m_run, altered / "azr.db").differing().find("reward") != std::string::npos);
    }

    void whatDiffersIsPlaced() {
        const AlteredCapsule altered(whole());
        QVERIFY(altered.alter("UPDATE metrics SET value = value + 1 WHERE step = 3"));
        altered.packAs(at("placed.tar"), Anew::Sums);
        const auto found = checked(at("placed.tar"));
        const auto line = std::ranges::find(found.lines, "rows of metrics", &capsule::Line::what);
        QVERIFY(line != found.lines.end());
        QCOMPARE(line->detail, std::string("differ: step 3"));
        const auto tasks = std::ranges::find(found.lines, "rows of tasks", &capsule::Line::what);
        QVERIFY(tasks->equal);
    }

    void filesThatAreMissingOrNoneOfOursAreFound() {
        for (const char* name : {"settings.json", "rows.json", "manifest.json", "azr.db", "SHA256SUMS", "ROOT",
                                 "checkpoints/run-1/step-2/state.json"}) {
            AlteredCapsule altered(whole());
            std::erase(altered.names(), name);
            altered.packAs(at("missing.tar"), Anew::Nothing);
            QVERIFY2(!checked(at("missing.tar")).whole(), name);
        }
        AlteredCapsule more(whole());
        fs::create_directories(more / "checkpoints/run-1/step-9");
        std::ofstream(more / "checkpoints/run-1/step-9/weights") << "x";
        more.names().insert(more.names().begin() + 5, "checkpoints/run-1/step-9/weights");
        more.packAs(at("more.tar"), Anew::Sums);
        QVERIFY(textOf(checked(at("more.tar"))).find("is of no checkpoint that the manifest names") !=
                std::string::npos);
        std::ofstream(at("text.tar")) << "no archive at all";
        QVERIFY(!checked(at("text.tar")).whole());
    }

    /// Each path to the same steps has the same digest: at home, and in a workspace where other runs were before.
    void anImportedRunGoesOnAsItWould() {
        const fs::path away = at("away");
        fs::copy(m_run->folder(), away, fs::copy_options::recursive);
        test::AuditedRun other(test::sessionRun(2));
        ImportRequest request{whole(), other.folder(), m_root};
        const auto imported = importRun(request);
        QVERIFY2(imported.has_value(), imported ? "" : describe(imported.error()).c_str());
        QCOMPARE(imported->run, RunId{2});
        QCOMPARE(imported->was, RunId{1});
        QCOMPARE(digestOf(other.folder(), RunId{2}), digestOf(away, RunId{1}));
        goOn(away, RunId{1}, kSteps + 3);
        goOn(other.folder(), RunId{2}, kSteps + 3);
        QCOMPARE(digestOf(other.folder(), RunId{2}), digestOf(away, RunId{1}));
        const auto reader = *store::Reader::open(other.database());
        QCOMPARE(reader->run(RunId{2})->tags, std::vector<std::string>{"kept"});
        QCOMPARE(reader->run(RunId{2})->lastStep, kSteps + 3);
        QCOMPARE(reader->rules(RunId{2}, false)->size(), std::size_t{1});
        const auto events = *reader->events(RunId{2}, 0, 200);
        QVERIFY(std::ranges::any_of(events, [](const auto& one) { return one.code == "imported"; }));
        QVERIFY(!fs::exists(other.folder() / ".import"));
        // What came in can be packed again, and says the same.
        packed(requestOf(other.folder(), at("second.tar"), "last", RunId{2}));
        QVERIFY(checked(at("second.tar")).whole());
    }

    /// It has fewer checkpoints than its rows know: it goes on from the last that came along.
    void fromAnEarlierCheckpointItDoesItsStepsAgain() {
        packed(requestOf(m_run->folder(), at("early.tar"), "2"));
        const fs::path place = at("new-workspace/of-two-levels");
        const auto imported = importRun({at("early.tar"), place});
        QVERIFY2(imported.has_value(), imported ? "" : describe(imported.error()).c_str());
        QCOMPARE(imported->run, RunId{1});
        goOn(place, RunId{1}, kSteps);
        QCOMPARE(digestOf(place, RunId{1}), digestOf(m_run->folder(), RunId{1}));
        const AlteredCapsule unpacked(at("early.tar"));
        QVERIFY(fs::exists(unpacked / "checkpoints/run-1/step-2/manifest.json"));
    }

    /// Packed while it trains: as it stood at one moment.
    void aRunAtWorkIsPackedAsItStood() {
        test::Gate gate({150});
        const QTemporaryDir folder;
        const fs::path workspace = folder.path().toStdString();
        {
            auto session = test::openedSession(folder, test::scriptedParts([&gate] { gate(); }));
            StartRequest request;
            request.config = runOf(6);
            QVERIFY(session->start(request).has_value());
            QVERIFY(gate.reached());
            packed(requestOf(workspace, at("working.tar")));
            gate.letGo();
            QVERIFY(test::waitFor(*session, RunState::Finished));
        }
        const auto found = checked(at("working.tar"));
        QVERIFY2(found.whole(), textOf(found).c_str());
        const fs::path place = at("working");
        const auto imported = importRun({at("working.tar"), place});
        QVERIFY2(imported.has_value(), imported ? "" : describe(imported.error()).c_str());
        QCOMPARE((*store::Reader::open(place / "azr.db"))->run(RunId{1})->state, std::string("interrupted"));
        goOn(place, RunId{1}, 6);
        QCOMPARE(digestOf(place, RunId{1}), digestOf(workspace, RunId{1}));
    }

    void whatIsNotWholeIsNotBroughtIn() {
        const AlteredCapsule altered(whole());
        QVERIFY(altered.alter("UPDATE tasks SET reward = 3 WHERE id = 7"));
        altered.packAs(at("refused.tar"), Anew::Sums);
        const fs::path place = at("refused");
        const auto refused = importRun({at("refused.tar"), place});
        QCOMPARE(refused.error().code, ErrorCode::Corrupt);
        QVERIFY(refused.error().detail.find("rows of tasks") != std::string::npos);
        QVERIFY(!fs::exists(place / "azr.db"));
        QVERIFY(!fs::exists(place / "checkpoints"));
        altered.packAs(at("anew-refused.tar"), Anew::Rows);
        QCOMPARE(importRun({at("anew-refused.tar"), place, m_root}).error().code, ErrorCode::Corrupt);
        QCOMPARE(importRun({at("nowhere.tar"), place}).error().code, ErrorCode::NotFound);
    }

    void anotherModelIsNotTaken() {
        const auto other = importRun({whole(), at("other-model"), {}, at("nothing-here").string()});
        QVERIFY(!other.has_value());
        QVERIFY(!fs::exists(at("other-model/checkpoints")));
        QCOMPARE((*store::Reader::open(at("other-model") / "azr.db"))->runs()->size(), std::size_t{0});
    }
};

Anew CapsuleTest::alterAs(int i, Rng& rng, const fs::path& target) const {
    const auto any = [&](std::uint64_t below) { return static_cast<std::size_t>(rng.below(below)); };
    if (i % 5 == 0) {  // a byte of the file, whatever it is
        std::string bytes = *readFile(whole());
        char& byte = bytes[any(bytes.size())];
        byte = static_cast<char>(byte ^ (1 << any(8)));
        if (!writeFileAtomic(target, bytes)) qFatal("cannot write");
        return Anew::Nothing;
    }
    const Anew anew = static_cast<Anew>(i / 5 % 3);
    const AlteredCapsule altered(whole());
    const std::string random = std::to_string(any(300));
    bool changed = false;
    if (i % 5 == 1)
        changed = altered.alter(
            "UPDATE metrics SET value = coalesce(value, 0) + 0.125 WHERE (run, name, step) IN "
            "(SELECT run, name, step FROM metrics ORDER BY name, step LIMIT 1 OFFSET " +
            random + ")");
    if (i % 5 == 2)
        changed = altered.alter(
            "UPDATE tasks SET reward = reward + 0.5 WHERE id IN (SELECT id FROM tasks ORDER BY id "
            "LIMIT 1 OFFSET " +
            std::to_string(any(40)) + ")");
    if (i % 5 == 3)
        changed = altered.alter(
            "UPDATE runs SET config = json_set(config, '$.optimizer.learning_rate', 0.5 + 0.001 * " + random + ")");
    if (i % 5 == 4) {  // one checkpoint's weights in another one's place
        const std::string folder = "checkpoints/run-1/step-";
        const auto one = any(kSteps + 1), other = (one + 1 + any(kSteps)) % (kSteps + 1);
        const fs::path left = altered / (folder + std::to_string(one)),
                       right = altered / (folder + std::to_string(other));
        fs::rename(left, altered / "aside");
        fs::rename(right, left);
        fs::rename(altered / "aside", right);
        changed = true;
    }
    if (!changed) qFatal("alteration %d changed nothing", i);
    altered.packAs(target, anew);
    return anew;
}

QTEST_GUILESS_MAIN(CapsuleTest)
#include "tst_capsule.moc"

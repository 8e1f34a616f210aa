/// The tokens of completions while a run trains: rows of the latest steps, none of older ones, the same after a crash,
/// and nothing of the run depends on whether they are kept.
#include <QtTest>

#include "core/store/database.h"
#include "core/store/digest.h"
#include "tests/support/killed_workspace.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using store::SampleTokensRow;
using test::openedSession;
using test::readerOf;
using test::sessionRun;
using test::waitFor;

namespace {

constexpr RunId kRun{1};

/// "step role sample bytes" of every row, in their order.
std::vector<std::string> rowsIn(const std::filesystem::path& workspace) {
    auto database = *store::Database::open(workspace / "azr.db", store::Database::Mode::ReadOnly);
    auto* const statement = *database.statement(
        "SELECT step || ' ' || role || ' ' || sample || ' ' || temperature || ' ' || hex(tokens) FROM sample_tokens "
        "ORDER BY run, step, role, sample");
    statement->reset();
    std::vector<std::string> rows;
    while (*statement->step()) rows.push_back(statement->text(0));
    statement->reset();
    return rows;
}

config::RunConfig keeping(int tokenSteps, int steps) {
    config::RunConfig config = sessionRun(steps);
    config.telemetry.tokenSteps = tokenSteps;
    return config;
}

struct Trained {
    explicit Trained(const config::RunConfig& config) {
        auto session = openedSession(folder);
        if (!session->start(test::requestOf(config)) || !waitFor(*session, RunState::Finished)) qFatal("no run");
        reader = readerOf(*session);
    }
    [[nodiscard]] std::filesystem::path workspace() const { return folder.path().toStdString(); }
    QTemporaryDir folder;
    std::unique_ptr<store::Reader> reader;
};

}  // namespace

class TestTokens : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theLatestStepsHaveTheirTokens() {
        const Trained run(keeping(2, 5));
        const auto steps = *run.reader->tokenSteps(kRun);
        QVERIFY(steps && steps->first == 4 && steps->last == 5);
        for (int step = 1; step <= 5; ++step) {
            const auto attempts = *run.reader->attemptsOfStep(kRun, step);
            QVERIFY(!attempts.empty());
            for (const store::AttemptRow& attempt : attempts) {
                const auto row = run.reader->sampleTokens(kRun, step, SampleTokensRow::Role::Solve, attempt.id.value);
                QVERIFY(row.has_value());
                QCOMPARE(row->has_value(), step >= 4);
                if (!row->has_value()) continue;
                QCOMPARE(static_cast<int>((*row)->tokens.size()), attempt.tokens);
                QCOMPARE(std::accumulate((*row)->logprobs.begin(), (*row)->logprobs.end(), 0.0), attempt.logprobSum);
                QCOMPARE((*row)->temperature, 1.0);
                QCOMPARE(test::ByteCodec().decode((*row)->tokens), attempt.completion);
            }
        }
        store::TaskQuery query;
        query.filter.run = kRun;
        query.filter.origin = "model";
        query.withTexts = true;
        int kept = 0;
        const auto page = run.reader->tasks(query);
        for (const store::TaskRow& task : page->rows) {
            const auto row = run.reader->sampleTokens(kRun, task.step, SampleTokensRow::Role::Propose, task.id.value);
            QCOMPARE(row->has_value(), task.step >= 4);
            if (row->has_value()) QCOMPARE(test::ByteCodec().decode((*row)->tokens), task.completion);
            kept += row->has_value() ? 1 : 0;
        }
        QVERIFY(kept > 4);
    }

    /// Whatever is kept, the run is the same.
    void theRunDoesNotDependOnThem() {
        const Trained off(keeping(0, 4)), one(keeping(1, 4)), many(keeping(20, 4));
        QVERIFY(rowsIn(off.workspace()).empty());
        QVERIFY(!rowsIn(one.workspace()).empty());
        QVERIFY(rowsIn(many.workspace()).size() > rowsIn(one.workspace()).size());
        // Seeding is step 0.
        QCOMPARE((*many.reader->tokenSteps(kRun))->first, 0);
        const std::string digest = *store::runDigest(*off.reader, kRun);
        QCOMPARE(*store::runDigest(*one.reader, kRun), digest);
        QCOMPARE(*store::runDigest(*many.reader, kRun), digest);
    }

    /// The workspace is copied in the middle of a step, as a crash leaves it, and the copy goes on.
    void aBrokenOffRunHasTheSameRows() {
        const QTemporaryDir copy;
        test::Paused run(keeping(2, 6));
        const std::filesystem::path there = copy.path().toStdString();
        test::copyAsKilled(run.session->workspace(), there);
        const std::vector<std::string> before = rowsIn(there);
        QVERIFY(!before.empty());  // also of the step that was not finished
        run.session->stop();
        auto again = openSession(
            there, [] {}, test::scriptedParts());
        QVERIFY(again.has_value());
        StartRequest request;
        request.resume = kRun;
        QVERIFY((*again)->start(request).has_value());
        QVERIFY(waitFor(**again, RunState::Finished));
        QCOMPARE(readerOf(**again)->run(kRun)->resumes, 1);
        const Trained whole(keeping(2, 6));
        const auto rows = rowsIn(there), expected = rowsIn(whole.workspace());
        QVERIFY(rows.size() > 10);
        QCOMPARE(rows, expected);
        QCOMPARE(*store::runDigest(*readerOf(**again), kRun), *store::runDigest(*whole.reader, kRun));
    }

    void theSettingMayChangeWhileItTrains() {
        test::Paused run(keeping(20, 0));
        run.goOn(2);
        const int last = run.reader->run(kRun)->lastStep;
        QVERIFY((*run.reader->tokenSteps(kRun))->first < last);
        run.applied(SetField{"telemetry.token_steps", "1"});
        run.goOn(1);
        run.catchUp();
        QCOMPARE((*run.reader->tokenSteps(kRun))->first, last + 1);
        run.applied(SetField{"telemetry.token_steps", "0"});
        run.goOn(1);
        run.catchUp();
        QVERIFY(!run.reader->tokenSteps(kRun)->has_value());
        run.end();
        QCOMPARE(test::findingsOf(run.session->workspace()), std::string());
    }
};

QTEST_GUILESS_MAIN(TestTokens)
#include "tst_tokens.moc"

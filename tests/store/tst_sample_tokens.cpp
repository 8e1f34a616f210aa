/// Completions token by token: packed small, read back, deleted with the step that makes them old, and gone with what
/// a crash left behind.
#include <QtTest>
#include <cmath>

#include "core/store/database.h"
#include "core/store/migrations.h"
#include "core/store/tables/token_table.h"
#include "core/store/write_batch.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::store;
using azr::testing::TempStore;
using Role = SampleTokensRow::Role;

namespace {

constexpr RunId kRun{1};

SampleTokensRow tokensRow(int step, Role role, std::int64_t sample) {
    SampleTokensRow row;
    row.run = kRun;
    row.step = step;
    row.role = role;
    row.sample = sample;
    row.temperature = 0.75;
    row.tokens = {0, 127, 128, 151643, 2147483647};
    row.logprobs = {0.0F, -0.0001F, -1.5F, -23.75F, -700.0F};
    return row;
}

std::int64_t countIn(const TempStore& store, const std::string& what) {
    auto database = Database::open(store.database(), Database::Mode::ReadOnly);
    return database->integer("SELECT count(*) FROM " + what).value_or(-1);
}

}  // namespace

class TestSampleTokens : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void rowsAreReadBack() {
        const TempStore store;
        auto writer = *Writer::open(store.database(), {});
        QVERIFY(writer->push(azr::testing::runRow(1)).has_value());
        SampleTokensRow proposal = tokensRow(3, Role::Propose, 7);
        proposal.tokens = {5};
        proposal.logprobs = {-0.5F};
        QVERIFY(writer->push(proposal).has_value());
        QVERIFY(writer->push(tokensRow(3, Role::Solve, 7)).has_value());  // tasks and attempts count on their own
        QVERIFY(writer->push(tokensRow(5, Role::Solve, 9)).has_value());
        QVERIFY(writer->finish().has_value());

        const auto reader = *Reader::open(store.database());
        const auto attempt = reader->sampleTokens(kRun, 3, Role::Solve, 7);
        QVERIFY2(attempt.has_value(), attempt ? "" : describe(attempt.error()).c_str());
        QVERIFY(attempt->has_value());
        const SampleTokensRow written = tokensRow(3, Role::Solve, 7);
        QCOMPARE((*attempt)->tokens, written.tokens);
        QCOMPARE((*attempt)->temperature, 0.75);
        QCOMPARE((*attempt)->logprobs.size(), written.logprobs.size());
        for (std::size_t i = 0; i < written.logprobs.size(); ++i)
            QVERIFY(std::fabs((*attempt)->logprobs[i] - written.logprobs[i]) <= std::fabs(written.logprobs[i]) / 2048);
        QCOMPARE((*reader->sampleTokens(kRun, 3, Role::Propose, 7))->tokens, std::vector<std::int32_t>{5});
        QVERIFY(!reader->sampleTokens(kRun, 3, Role::Propose, 9)->has_value());
        QVERIFY(!reader->sampleTokens(kRun, 4, Role::Solve, 7)->has_value());
        const auto steps = *reader->tokenSteps(kRun);
        QVERIFY(steps && steps->first == 3 && steps->last == 5);
        QVERIFY(!reader->tokenSteps(RunId{2})->has_value());
    }

    /// An id of a small vocabulary and its log-probability: three bytes.
    void theyTakeLittleRoom() {
        SampleTokensRow row;
        row.tokens.assign(100, 90);
        row.logprobs.assign(100, -0.25F);
        QCOMPARE(packTokens(row).size(), std::size_t{301});
    }

    void whatIsTornIsRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no ids") << QByteArray("\x02", 1);
        QTest::newRow("no log-probabilities") << QByteArray("\x02\x05\x06", 3);
        QTest::newRow("half of one") << QByteArray("\x02\x05\x06\x00\x00\x00", 6);
        QTest::newRow("one too many") << QByteArray("\x01\x05\x00\x00\x00\x00", 6);
        QTest::newRow("no end of a number") << QByteArray("\x01\xff\xff\xff\xff\xff\x01\x00\x00", 9);
        QTest::newRow("too large a number") << QByteArray("\x01\xff\xff\xff\xff\x0f\x00\x00", 8);
        QTest::newRow("more than there can be") << QByteArray("\xff\xff\xff\xff\x07\x01\x00\x00", 8);
    }
    void whatIsTornIsRefused() {
        QFETCH(const QByteArray, bytes);
        SampleTokensRow row;
        const Status read = unpackTokens(bytes.toStdString(), row);
        QVERIFY(!read.has_value());
        QCOMPARE(read.error().code, ErrorCode::Corrupt);
    }

    void theStepThatMakesThemOldDeletesThem() {
        const TempStore store;
        auto database = *Database::open(store.database(), Database::Mode::ReadWrite);
        QVERIFY(migrate(database).has_value());
        WriteBatch batch(database);
        QVERIFY(batch.add(azr::testing::runRow(1)).has_value());
        for (int step = 1; step <= 3; ++step) {
            QVERIFY(batch.add(StepRow{kRun, step, "open", 1, 0}).has_value());
            QVERIFY(batch.add(tokensRow(step, Role::Propose, step)).has_value());
            QVERIFY(batch.add(tokensRow(step, Role::Solve, step)).has_value());
        }
        QVERIFY(batch.commit().has_value());
        QVERIFY(batch.add(StepRow{kRun, 3, "finished", 0, 2, 1}).has_value());
        // In the transaction of the step: whoever reads sees both, or neither.
        QCOMPARE(countIn(store, "sample_tokens"), 6);
        QCOMPARE(countIn(store, "steps WHERE status = 'finished'"), 0);
        QVERIFY(batch.commit().has_value());
        QCOMPARE(countIn(store, "sample_tokens"), 4);
        QCOMPARE(countIn(store, "sample_tokens WHERE step = 1"), 0);
        QCOMPARE(countIn(store, "steps WHERE status = 'finished'"), 1);
        // A step that is only begun deletes nothing.
        QVERIFY(batch.add(StepRow{kRun, 4, "open", 1, 0, 3}).has_value());
        QVERIFY(batch.commit().has_value());
        QCOMPARE(countIn(store, "sample_tokens"), 4);
    }

    void whatACrashLeftBehindGoes() {
        const TempStore store;
        auto writer = *Writer::open(store.database(), {});
        QVERIFY(writer->push(azr::testing::runRow(1)).has_value());
        for (int step = 1; step <= 3; ++step) {
            const TaskRow task = azr::testing::taskRow(kRun, step, step);
            QVERIFY(writer->push(StepRow{kRun, step, "finished", 1, 1}).has_value());
            QVERIFY(writer->push(task).has_value());
            QVERIFY(writer->push(azr::testing::attemptRow(task, 10 + step)).has_value());
            QVERIFY(writer->push(tokensRow(step, Role::Propose, step)).has_value());
            QVERIFY(writer->push(tokensRow(step, Role::Solve, 10 + step)).has_value());
        }
        // The checkpoint of step 2 does not know the last attempt of its step.
        QVERIFY(writer->push(AbandonRows{kRun, 2, 3, 12}).has_value());
        QVERIFY(writer->finish().has_value());
        const auto reader = *Reader::open(store.database());
        QVERIFY(reader->sampleTokens(kRun, 1, Role::Solve, 11)->has_value());
        QVERIFY(reader->sampleTokens(kRun, 2, Role::Propose, 2)->has_value());
        QVERIFY(!reader->sampleTokens(kRun, 2, Role::Solve, 12)->has_value());
        QCOMPARE(countIn(store, "sample_tokens WHERE step = 3"), 0);
        QCOMPARE(countIn(store, "sample_tokens"), 3);
    }

    /// Lookups and deletions walk the key, however many rows there are.
    void theKeyIsUsed_data() {
        QTest::addColumn<QString>("sql");
        QTest::newRow("one") << "SELECT tokens FROM sample_tokens WHERE run = 1 AND step = 2 AND role = 'solve' AND "
                                "sample = 3";
        QTest::newRow("old ones") << "DELETE FROM sample_tokens WHERE run = 1 AND step <= 2";
    }
    void theKeyIsUsed() {
        QFETCH(const QString, sql);
        const TempStore store;
        auto database = *Database::open(store.database(), Database::Mode::ReadWrite);
        QVERIFY(migrate(database).has_value());
        auto* const plan = *database.statement("EXPLAIN QUERY PLAN " + sql.toStdString());
        plan->reset();
        QVERIFY(*plan->step());
        QVERIFY2(plan->text(3).starts_with("SEARCH sample_tokens USING PRIMARY KEY"), plan->text(3).c_str());
        plan->reset();
    }
};

QTEST_GUILESS_MAIN(TestSampleTokens)
#include "tst_sample_tokens.moc"

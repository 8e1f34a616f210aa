/// Seeds through the real Session on a scripted policy: the check tells beforehand what the run would refuse.
#include <QTemporaryDir>
#include <QtTest>
#include <map>
#include <set>

#include "core/exporting/data_export.h"
#include "core/store/reader.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
using test::answerOf;
using test::scriptedParts;
using test::sessionRun;
using test::waitFor;

namespace {

/// A vocabulary that lacks one character.
class CodecWithoutTilde final : public selfplay::TextCodec {
  public:
    Result<std::vector<policy::Token>> encode(std::string_view text) const override {
        if (!withoutToken(text).empty()) return fail(ErrorCode::InvalidArgument, "no token for ~");
        return m_bytes.encode(text);
    }
    std::vector<tokenizer::TextSpan> withoutToken(std::string_view text) const override {
        const std::size_t at = text.find('~');
        return at == std::string_view::npos ? std::vector<tokenizer::TextSpan>()
                                            : std::vector<tokenizer::TextSpan>{{at, 1}};
    }
    std::string decode(std::span<const policy::Token> tokens) const override { return m_bytes.decode(tokens); }
    const std::vector<policy::Token>& endTokens() const override { return m_bytes.endTokens(); }

  private:
    test::ByteCodec m_bytes;
};

/// The answer to a check of the draft.
CheckFinished checked(Session& session, const Draft& draft) {
    const auto ticket = session.check(draft);
    std::optional<CheckFinished> answer;
    const auto came = [&] {
        for (const Notice& notice : session.drain())
            if (const auto* one = std::get_if<CheckFinished>(&notice); one && one->ticket == *ticket) answer = *one;
        return answer.has_value();
    };
    if (!ticket || !QTest::qWaitFor(came, 20000)) qFatal("the check was not answered");
    return *answer;
}

}  // namespace

class TestSeeds : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theCheckOfASeedTellsWhatTheRunWouldRefuse() {
        const QTemporaryDir folder;
        SessionParts parts = scriptedParts();
        parts.openPolicy = [open = parts.openPolicy](const config::RunConfig& config) {
            auto opened = open(config);
            opened->codec = std::make_unique<CodecWithoutTilde>();
            return opened;
        };
        auto made = openSession(
            folder.path().toStdString(), [] {}, std::move(parts));
        QVERIFY(made.has_value());
        const std::unique_ptr<Session> session = std::move(*made);
        Draft draft;
        draft.kind = selfplay::TaskKind::Induction;
        draft.program = "def f(x):\n    return x + 2";
        draft.inputs = {"3", "4"};
        draft.message = "adds\n ~2";
        QVERIFY(!checked(*session, draft).refusal);  // not to be seeded
        draft.seed = true;
        const CheckFinished without = checked(*session, draft);
        QCOMPARE(without.outcome.verdict, execution::Verdict::Ok);
        QVERIFY(without.refusal && !without.refusal->run.valid());

        QVERIFY(session->start({sessionRun(0), {}, {}, {}}).has_value());
        QVERIFY(waitFor(*session, RunState::Running));
        QVERIFY(session->post(Pause{}).has_value());
        QVERIFY(waitFor(*session, RunState::Paused));
        auto reader = *store::Reader::open(session->databasePath());
        const CheckFinished refused = checked(*session, draft);
        QCOMPARE(refused.outcome.verdict, execution::Verdict::Ok);
        QVERIFY(refused.refusal.has_value());
        QCOMPARE(refused.refusal->run, RunId{1});
        QCOMPARE(refused.refusal->runName, reader->run(RunId{1})->name);
        const auto& unwritten = refused.refusal->problem.unwritten;
        QCOMPARE(unwritten.size(), 1U);
        QCOMPARE(unwritten[0].text, std::string("~"));
        QCOMPARE(unwritten[0].part, selfplay::TaskPart::Message);
        QCOMPARE((std::pair{unwritten[0].line, unwritten[0].column}), (std::pair{2, 2}));
        // And so would the run, had nobody asked.
        const SeedTask bad{taskOf(draft, refused.outcome)};
        QVERIFY(session->seedRefusal(bad.task).has_value());
        const auto sent = session->post(bad);
        QTRY_VERIFY_WITH_TIMEOUT(answerOf(*reader, *sent).starts_with("refused"), 20000);

        draft.message = "adds 2";
        const CheckFinished taken = checked(*session, draft);
        QVERIFY(!taken.refusal);
        const SeedTask good{taskOf(draft, taken.outcome)};
        QVERIFY(!session->seedRefusal(good.task));
        const auto applied = session->post(good);
        QTRY_VERIFY_WITH_TIMEOUT(answerOf(*reader, *applied).starts_with("applied"), 20000);
        // It is measured like a task of the model.
        store::TaskQuery query;
        query.filter.run = RunId{1};
        query.limit = 1000;
        const auto rows = reader->tasks(query)->rows;
        const auto seed = std::ranges::find(rows, std::string("user"), &store::TaskRow::origin);
        QVERIFY(seed != rows.end());
        QCOMPARE(seed->lines, 2);
        QCOMPARE(seed->nodes, taken.outcome.measures.nodes);
        session->stop();
        QVERIFY(!session->seedRefusal(good.task)->run.valid());
    }

    void seedingAloneEndsWellAndGoesOn() {
        const QTemporaryDir folder;
        const std::filesystem::path place = folder.path().toStdString();
        const auto opened = [&](const char* name) {
            return openSession(
                place / name, [] {}, scriptedParts());
        };
        const auto stepsOf = [](const std::vector<store::TaskRow>& rows) {
            std::set<int> steps;
            for (const auto& row : rows) steps.insert(row.step);
            return steps;
        };
        const auto tasksOf = [](store::Reader& reader) {
            store::TaskQuery query;
            query.filter.run = RunId{1};
            query.limit = 1000;
            return reader.tasks(query)->rows;
        };
        auto first = opened("first");
        QVERIFY(first.has_value());
        config::RunConfig config = sessionRun(2);
        config.selfplay.sharedSeed = true;
        StartRequest request{config, {}, {}, {}};
        request.seedOnly = true;
        QVERIFY((*first)->start(request).has_value());
        QVERIFY(waitFor(**first, RunState::Finished));
        auto reader = *store::Reader::open((*first)->databasePath());
        QCOMPARE(reader->run(RunId{1})->state, "finished");
        QCOMPARE(reader->run(RunId{1})->lastStep, 0);
        QCOMPARE(stepsOf(tasksOf(*reader)), (std::set<int>{0}));
        QVERIFY(reader->evaluationScores(RunId{1})->empty());
        QCOMPARE(reader->checkpoints(RunId{1}, false)->size(), 1U);
        const auto seeds = place / "seeds";
        const auto count = exporting::exportSeeds(*reader, RunId{1}, seeds, false);
        QCOMPARE(*count, 8 + 8);  // one set of triplets, and induction

        // The run goes on where it ended, without seeding again.
        const std::size_t seeded = tasksOf(*reader).size();
        StartRequest further;
        further.resume = RunId{1};
        QVERIFY((*first)->start(further).has_value());
        QVERIFY(waitFor(**first, RunState::Finished));
        QCOMPARE(reader->run(RunId{1})->lastStep, 2);
        std::size_t seedsNow = 0;
        for (const auto& row : tasksOf(*reader)) seedsNow += row.step == 0 ? 1 : 0;
        QCOMPARE(seedsNow, seeded);

        // Another run takes the files: nothing is left to be proposed.
        auto second = opened("second");
        config.seedTasks = seeds.string();
        request.config = config;
        QVERIFY((*second)->start(request).has_value());
        QVERIFY(waitFor(**second, RunState::Finished));
        auto other = *store::Reader::open((*second)->databasePath());
        std::map<std::string, int> admitted;
        for (const auto& row : tasksOf(*other)) {
            QVERIFY(row.origin == "imported" || row.origin == "identity");
            admitted[row.kind] += row.status == "admitted" ? 1 : 0;
        }
        QCOMPARE(admitted["induction"], 8);
        QVERIFY(admitted["deduction"] >= 8 && admitted["abduction"] >= 8);
    }
};

QTEST_GUILESS_MAIN(TestSeeds)
#include "tst_seeds.moc"

/// Completions of a real nano run token by token: what is worked out again with the policy that wrote them is what the
/// sampler gave them, for the latest steps and for those of which nothing is kept; and training beside it goes on as if
/// nobody had asked.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/config/run_fields.h"
#include "core/session/tokens/token_scorer.h"
#include "core/store/digest.h"
#include "core/store/reader.h"
#include "core/store/writer.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
namespace fs = std::filesystem;

namespace {

constexpr int kPatienceMs = 240000;
constexpr RunId kRun{1};

QStringList smallSteps() {
    return {
        "model.dtype=fp32",    "model.threads=2",        "selfplay.proposals_per_kind=3", "selfplay.solves_per_kind=3",
        "selfplay.rollouts=2", "selfplay.seed_factor=1", "evaluation.every_steps=0",      "evaluation.items_per_kind=1",
        "executor.lanes=1",    "telemetry.token_steps=1"};
}

QByteArray outputOf(const QStringList& words, int* code = nullptr) {
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(QStringLiteral(AZR_BINARY_FOLDER "/azr-studio"), words);
    if (!program.waitForFinished(kPatienceMs)) qFatal("the program does not end");
    if (code != nullptr) *code = program.exitCode();
    return program.readAllStandardOutput();
}

std::vector<Json> linesOf(const QByteArray& output) {
    std::vector<Json> lines;
    for (const QByteArray& line : output.split('\n'))
        if (auto json = parseJson(line.toStdString())) lines.push_back(std::move(*json));
    return lines;
}

/// Half precision keeps eleven bits; another composition of the batch changes the last ones of a product.
bool alike(float stored, float again) {
    return std::fabs(stored - again) <= 2e-3F + std::fabs(stored) / 1000;
}

}  // namespace

class TestTokens : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path m_workspace;
    std::unique_ptr<store::Reader> m_reader;

    [[nodiscard]] std::vector<store::AttemptRow> attemptsOf(int step) { return *m_reader->attemptsOfStep(kRun, step); }

    Result<ScoredCompletion> worked(const CompletionId& completion, std::optional<int> checkpoint = {}) {
        TokenScorer scorer(m_workspace);
        Control control;
        return scorer.workOut(*m_reader, {completion, checkpoint}, control);
    }

  private Q_SLOTS:
    void initTestCase() {
        for (const char* file : {"azr-studio", "azr-sandbox", "libazr_engine_v3.so"})
            if (!fs::exists(fs::path(AZR_BINARY_FOLDER) / file)) QSKIP(qPrintable(QStringLiteral("not built")));
        qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
        QStringList words{"train", "--workspace", m_folder.filePath("w"), "--steps", "3", "--seed", "3", "--json"};
        for (const QString& field : smallSteps()) words << "--set" << field;
        int code = -1;
        outputOf(words, &code);
        QCOMPARE(code, 0);
        m_workspace = m_folder.filePath("w").toStdString();
        auto reader = store::Reader::open(m_workspace / "azr.db");
        QVERIFY(reader.has_value());
        m_reader = std::move(*reader);
        const auto steps = *m_reader->tokenSteps(kRun);
        QVERIFY(steps && steps->first == 3 && steps->last == 3);
    }

    void thePolicyThatWroteThemGivesTheSameValues() {
        TokenScorer scorer(m_workspace);
        int compared = 0;
        for (const store::AttemptRow& attempt : attemptsOf(3)) {
            if (compared++ == 6) break;
            const CompletionId completion{attempt.task, attempt.id};
            const auto kept = scorer.kept(*m_reader, completion);
            QVERIFY2(kept.has_value() && kept->has_value(), kept ? "" : describe(kept.error()).c_str());
            const auto again = worked(completion);
            QVERIFY2(again.has_value(), again ? "" : describe(again.error()).c_str());
            QVERIFY(again->from && again->from->step == 2 && again->from->updates == 0 && again->sampled);
            QVERIFY2(again->otherKernels.empty(), again->otherKernels.c_str());
            QCOMPARE(again->tokens.size(), (*kept)->tokens.size());
            std::string text;
            for (std::size_t i = 0; i < again->tokens.size(); ++i) {
                const ScoredToken &then = (*kept)->tokens[i], &now = again->tokens[i];
                QCOMPARE(now.id, then.id);
                QCOMPARE(now.text, then.text);
                QVERIFY2(
                    alike(then.logprob, now.logprob),
                    qPrintable(
                        QStringLiteral("%1: %2 and %3").arg(i).arg(double(then.logprob)).arg(double(now.logprob))));
                QVERIFY(now.entropy >= 0 && std::isnan(then.entropy));
                text += now.text;
            }
            QVERIFY2(text.starts_with(attempt.completion), text.c_str());
            QCOMPARE((*kept)->sampledTokens, attempt.tokens);
        }
        QVERIFY(compared > 3);
    }

    /// Nothing is kept of step 1, which the model of the start wrote: only its number of tokens and their sum.
    void oldStepsAreWorkedOutFromTheirText() {
        TokenScorer scorer(m_workspace);
        int same = 0, looked = 0;
        for (const store::AttemptRow& attempt : attemptsOf(1)) {
            if (looked++ == 6) break;
            const CompletionId completion{attempt.task, attempt.id};
            const auto kept = scorer.kept(*m_reader, completion);
            QVERIFY(kept.has_value() && !kept->has_value());
            const auto again = worked(completion);
            QVERIFY2(again.has_value(), again ? "" : describe(again.error()).c_str());
            QCOMPARE(again->from->step, 0);
            QCOMPARE(again->from->updates, 0);
            QVERIFY(!again->sampled);
            if (static_cast<int>(again->tokens.size()) != attempt.tokens) continue;  // it was written otherwise
            ++same;
            QVERIFY(std::fabs(again->logprobSum() - attempt.logprobSum) < 1e-2 + std::fabs(attempt.logprobSum) / 1000);
        }
        QVERIFY2(same > 2, qPrintable(QString::number(same)));
    }

    void proposalsAreWorkedOutToo() {
        store::TaskQuery query;
        query.filter.run = kRun;
        query.filter.step = 3;
        query.filter.origin = "model";
        const auto page = m_reader->tasks(query);
        QVERIFY(page && !page->rows.empty());
        const CompletionId completion{page->rows.front().id, {}};
        TokenScorer scorer(m_workspace);
        const auto kept = scorer.kept(*m_reader, completion);
        const auto again = worked(completion, 2);
        QVERIFY(kept && *kept && again);
        for (std::size_t i = 0; i < again->tokens.size(); ++i)
            QVERIFY(alike((*kept)->tokens[i].logprob, again->tokens[i].logprob));
        // Another policy gives other values.
        const auto other = worked(completion, 0);
        QVERIFY2(other.has_value(), other ? "" : describe(other.error()).c_str());
        QCOMPARE(other->from->updates, 2);
        QVERIFY(std::fabs(other->logprobSum() - again->logprobSum()) > 1e-3);
    }

    void theNearestPolicyComesFirst() {
        const auto sources = *policySources(*m_reader, kRun, 2, m_workspace);
        QVERIFY(sources.size() >= 3);
        QCOMPARE(sources.front().step, 1);
        QCOMPARE(sources.front().updates, 0);
        QCOMPARE(sources[1].step, 0);
        QCOMPARE(sources.back().step, 3);
        QCOMPARE(sources.back().updates, -2);
        const auto first = *policySources(*m_reader, kRun, 0, m_workspace);
        QCOMPARE(first.front().step, 0);
        QCOMPARE(first.front().updates, 0);
    }

    void whatIsMissingIsTold() {
        const store::AttemptRow attempt = attemptsOf(3).front();
        const auto missing = worked({attempt.task, attempt.id}, 77);
        QVERIFY(!missing.has_value());
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY2(missing.error().remedy.find("1, 2, 3") != std::string::npos, missing.error().remedy.c_str());
        QCOMPARE(worked({TaskId{999'999}, AttemptId{999'999}}).error().code, ErrorCode::NotFound);
        TokenScorer scorer(m_workspace);
        Control control;
        control.requestStop();
        QCOMPARE(scorer.workOut(*m_reader, {{attempt.task, attempt.id}, 2}, control).error().code,
                 ErrorCode::Cancelled);
    }

    /// The settings name a folder that is gone: the message names it.
    void aModelThatIsGoneIsTold() {
        const QTemporaryDir copy;
        const fs::path there = copy.filePath("w").toStdString();
        fs::copy(m_workspace, there, fs::copy_options::recursive);
        config::RunConfig settings;
        settings.model.folder = "/nowhere/model";
        {
            const auto writer = *store::Writer::open(there / "azr.db", {});
            QVERIFY(writer->push(store::RunSettingsRow{kRun, dumpLine(config::toJson(settings))}));
            QVERIFY(writer->flush());
        }
        const auto reader = *store::Reader::open(there / "azr.db");
        const store::AttemptRow attempt = attemptsOf(3).front();
        TokenScorer scorer(there);
        const auto kept = scorer.kept(*reader, {attempt.task, attempt.id});
        QVERIFY(!kept.has_value());
        QCOMPARE(kept.error().code, ErrorCode::NotFound);
        QCOMPARE(kept.error().place, std::string("/nowhere/model"));
        QVERIFY(!kept.error().remedy.empty());
    }

    void theCommandShowsThem() {
        const store::AttemptRow attempt = attemptsOf(3).front();
        const QString workspace = QString::fromStdString(m_workspace.string());
        const QStringList words{
            "tokens", "--workspace", workspace, "--task", QString::number(attempt.task.value), "--attempt", "1"};
        const store::AttemptRow first = m_reader->attempts(attempt.task)->front();
        int code = -1;
        const auto lines = linesOf(outputOf(words + QStringList{"--checkpoint", "2", "--json"}, &code));
        QCOMPARE(code, 0);
        QVERIFY(lines.size() > 2);
        QCOMPARE(lines.front().at("type"), "tokens");
        QCOMPARE(lines.front().at("attempt"), first.id.value);
        QCOMPARE(lines.front().at("source"), "checkpoint");
        QCOMPARE(lines.front().at("checkpoint"), 2);
        QCOMPARE(static_cast<int>(lines.size()) - 1, lines.front().at("tokens").get<int>());
        QVERIFY(lines[1].at("entropy").is_number() && lines[1].at("logprob").is_number());
        const QByteArray table = outputOf(words, &code);
        QCOMPARE(code, 0);
        QVERIFY(table.contains("perplexity"));
        outputOf({"tokens", "--workspace", workspace}, &code);
        QCOMPARE(code, 2);
    }

    /// Asked for the whole time while another run trains in the same process: the run is the same.
    void trainingBesideItIsNotChanged() {
        config::RunConfig config;
        for (const QString& field : smallSteps()) QVERIFY(config::setFromText(config, field.toStdString()).has_value());
        config.steps = 2;
        config.seed = 5;
        const auto digestOf = [&](bool asks) {
            const QTemporaryDir folder;
            auto session = Session::open(folder.path().toStdString(), [] {});
            if (!session || !(*session)->start({config, {}, {}, {}})) return std::string("no run");
            int asked = 0;
            const CompletionId completion{attemptsOf(3).front().task, attemptsOf(3).front().id};
            const auto over = [&] {
                (void)(*session)->drain();
                if (asks && worked(completion, 2)) ++asked;
                return (*session)->state() == RunState::Finished || (*session)->state() == RunState::Failed;
            };
            if (!QTest::qWaitFor(over, kPatienceMs)) return std::string("no end");
            if (asks && asked < 3) return std::string("hardly asked");
            session->reset();
            return *store::runDigest(**store::Reader::open(fs::path(folder.path().toStdString()) / "azr.db"), kRun);
        };
        const std::string plain = digestOf(false);
        QCOMPARE(plain.size(), std::size_t{64});
        QCOMPARE(digestOf(true), plain);
    }
};

QTEST_GUILESS_MAIN(TestTokens)
#include "tst_tokens.moc"

#include "ui/step/step_account.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>
#include <map>

#include "ui/labels.h"

namespace azr::ui {

namespace {

struct StepTexts {
    Q_DECLARE_TR_FUNCTIONS(StepTexts)
};

struct StepFacts {
    store::StepRecord record;
    std::vector<store::TaskRow> tasks;
    std::vector<store::AttemptRow> attempts;
    std::vector<store::StreamMomentsRow> moments;
    std::vector<store::MetricRow> metrics;
    std::vector<store::ConfigChangeRow> changes;
    std::vector<store::CheckpointRow> checkpoints;
    std::vector<store::EvaluationScore> scores;
};

template <class Row>
void keepStep(std::vector<Row>& rows, int step) {
    std::erase_if(rows, [step](const Row& row) { return row.step != step; });
}

Result<StepFacts> readStepFacts(store::Reader& reader, RunId run, int step) {
    StepFacts facts;
    AZR_TRY(facts.record, reader.step(run, step));
    store::TaskQuery query;
    query.filter.run = run;
    query.filter.step = step;
    query.order = {{store::TaskSort::Id, false}};
    do {
        AZR_TRY(store::TaskPage page, reader.tasks(query));
        facts.tasks.insert(facts.tasks.end(), page.rows.begin(), page.rows.end());
        query.after = page.next;
    } while (query.after);
    for (AttemptId after{0};;) {
        AZR_TRY(const std::vector<store::AttemptRow> page, reader.attemptPage(run, step, after));
        facts.attempts.insert(facts.attempts.end(), page.begin(), page.end());
        if (static_cast<int>(page.size()) < store::kPageLimit) break;
        after = page.back().id;
    }
    AZR_TRY(facts.moments, reader.streamMoments(run, step));
    AZR_TRY(facts.metrics, reader.metricsOfStep(run, step));
    AZR_TRY(facts.changes, reader.configChanges(run));
    AZR_TRY(facts.checkpoints, reader.checkpoints(run, true));
    AZR_TRY(facts.scores, reader.evaluationScores(run));
    keepStep(facts.changes, step);
    keepStep(facts.checkpoints, step);
    keepStep(facts.scores, step);
    return facts;
}

QString joinedParts(QStringList parts) {
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QString taskNamed(TaskId task, const std::string& kind) {
    return labels::taskNumber(task) + QLatin1Char(' ') + labels::kind(labels::text(kind));
}

QString figureText(const QString& name, double value) {
    return std::isfinite(value) ? name.arg(labels::number(value, 2)) : QString();
}

void addLine(StepPart& part, StepLine line) {
    ++part.count;
    if (part.lines.size() < kStepLines) part.lines.append(std::move(line));
}

/// Those before the first proposal, or the later ones.
StepPart commandsPart(const StepFacts& facts, bool atStart) {
    StepPart part{
        atStart ? StepTexts::tr("Commands and settings at its start") : StepTexts::tr("Commands before the update"),
        0,
        {}};
    if (atStart)
        for (const store::ConfigChangeRow& row : facts.changes)
            addLine(part, {labels::change(row), StepTexts::tr("holds from this step on"), {}, widgets::Tone::Info, {}});
    for (const store::CommandRow& row : facts.record.commands) {
        if ((row.phase == "starting") != atStart) continue;
        const bool applied = row.status == "applied";
        const QString what = joinedParts(
            {labels::command(labels::text(row.name)), row.task.valid() ? labels::taskNumber(row.task) : QString()});
        addLine(part, {what, applied ? StepTexts::tr("applied") : StepTexts::tr("refused"), labels::said(row.answer),
                       applied ? widgets::Tone::Good : widgets::Tone::Warning, row.task});
    }
    return part;
}

StepPart proposalsPart(const StepFacts& facts) {
    StepPart part{StepTexts::tr("Proposals"), 0, {}};
    for (const store::TaskRow& row : facts.tasks) {
        const QString verdict = labels::text(row.verdict);
        addLine(part, {joinedParts({taskNamed(row.id, row.kind),
                                    row.origin == "model" ? QString() : labels::origin(labels::text(row.origin))}),
                       joinedParts({labels::taskVerdict(verdict), labels::text(row.reason),
                                    row.nearDuplicate ? StepTexts::tr("near-duplicate") : QString(),
                                    row.coinFlip ? StepTexts::tr("coin flip") : QString()}),
                       joinedParts({figureText(StepTexts::tr("reward %1"), row.reward),
                                    figureText(StepTexts::tr("advantage %1"), row.advantage)}),
                       labels::verdictTone(verdict), row.id});
    }
    return part;
}

struct TriedTask {
    std::string kind;
    int attempts = 0, solved = 0;
    double reward = 0, advantage = 0;
};

StepPart triedPart(const StepFacts& facts, const std::string& use, const QString& title) {
    std::map<TaskId, TriedTask> tasks;
    QList<TaskId> order;
    for (const store::AttemptRow& row : facts.attempts) {
        if (row.use != use) continue;
        TriedTask& one = tasks[row.task];
        if (one.attempts++ == 0) order.append(row.task);
        one.kind = row.kind;
        one.solved += row.verdict == "ok" ? 1 : 0;
        one.reward += row.reward;
        one.advantage += row.advantage;
    }
    StepPart part{title, 0, {}};
    for (const TaskId task : order) {
        const TriedTask& one = tasks.at(task);
        const widgets::Tone tone = one.solved == 0              ? widgets::Tone::Bad
                                   : one.solved == one.attempts ? widgets::Tone::Good
                                                                : widgets::Tone::Info;
        const bool trains = use == "train";
        addLine(part,
                {taskNamed(task, one.kind), StepTexts::tr("%1 of %2 solved").arg(one.solved).arg(one.attempts),
                 trains ? joinedParts({figureText(StepTexts::tr("mean reward %1"), one.reward / one.attempts),
                                       figureText(StepTexts::tr("mean advantage %1"), one.advantage / one.attempts)})
                        : QString(),
                 tone, task});
    }
    return part;
}

StepPart buffersPart(const StepFacts& facts) {
    StepPart part{StepTexts::tr("Into and out of the buffers"), 0, {}};
    for (const store::BufferEventRow& row : facts.record.buffer)
        addLine(part, {taskNamed(row.task, row.kind), labels::bufferAction(labels::text(row.action)),
                       joinedParts({labels::text(row.reason),
                                    StepTexts::tr("%n task(s) in it then", nullptr, static_cast<int>(row.size))}),
                       row.action == "add" ? widgets::Tone::Good : widgets::Tone::Neutral, row.task});
    return part;
}

StepPart rewardsPart(const StepFacts& facts) {
    StepPart part{StepTexts::tr("Rewards, by stream"), 0, {}};
    for (const store::StreamMomentsRow& row : facts.moments)
        addLine(part, {labels::text(row.stream),
                       StepTexts::tr("mean %1").arg(labels::number(row.mean, 3)),
                       joinedParts({StepTexts::tr("deviation %1").arg(labels::number(row.deviation, 3)),
                                    StepTexts::tr("%n sample(s)", nullptr, row.samples)}),
                       widgets::Tone::Neutral,
                       {}});
    return part;
}

StepPart figuresPart(const StepFacts& facts, const char* prefix, const QString& title) {
    StepPart part{title, 0, {}};
    for (const store::MetricRow& row : facts.metrics)
        if (row.name.starts_with(prefix))
            addLine(part, {labels::text(row.name),
                           std::isfinite(row.value) ? QLocale().toString(row.value, 'g', 6) : QStringLiteral("–"),
                           {},
                           widgets::Tone::Neutral,
                           {}});
    return part;
}

StepPart afterwardsPart(const StepFacts& facts) {
    StepPart part{StepTexts::tr("Afterwards"), 0, {}};
    for (const store::EvaluationScore& row : facts.scores)
        addLine(part, {joinedParts({labels::text(row.suite), labels::kind(labels::text(row.kind)),
                                    row.greedy ? StepTexts::tr("greedy") : StepTexts::tr("sampled")}),
                       StepTexts::tr("%1 of %2 solved").arg(row.solved).arg(row.total),
                       {},
                       widgets::Tone::Info,
                       {}});
    for (const store::CheckpointRow& row : facts.checkpoints)
        addLine(part, {StepTexts::tr("Checkpoint"),
                       row.removed ? StepTexts::tr("removed since") : labels::text(row.folder),
                       joinedParts({labels::bytes(row.bytes), row.best ? StepTexts::tr("the best one") : QString()}),
                       widgets::Tone::Neutral,
                       {}});
    for (const store::EventRow& row : facts.record.events)
        addLine(part,
                {labels::alertTitle(labels::text(row.code)).isEmpty() ? labels::text(row.code)
                                                                      : labels::alertTitle(labels::text(row.code)),
                 labels::said(row.text),
                 {},
                 labels::severityTone(labels::text(row.severity)),
                 {}});
    return part;
}

QString stepState(const store::StepRow& row) {
    if (row.status.empty()) return {};
    const QString state = row.status == "finished" ? StepTexts::tr("finished") : StepTexts::tr("under way");
    return joinedParts({state, row.seconds > 0 ? labels::duration(row.seconds) : QString(),
                        row.started > 0 ? labels::time(row.started) : QString()});
}

}  // namespace

Result<StepAccount> readStepAccount(store::Reader& reader, RunId run, int step) {
    AZR_TRY(const StepFacts facts, readStepFacts(reader, run, step));
    StepAccount account{step, stepState(facts.record.step), {}};
    // Seeding has no row of its own.
    if (step == 0 && !facts.tasks.empty()) account.state = StepTexts::tr("before the first step");
    for (const StepPart& part :
         {commandsPart(facts, true), proposalsPart(facts),
          triedPart(facts, "rollout", StepTexts::tr("Estimates of the solve rate")), buffersPart(facts),
          triedPart(facts, "train", StepTexts::tr("What the solver trained on")), commandsPart(facts, false),
          rewardsPart(facts), figuresPart(facts, "update/", StepTexts::tr("The update")), afterwardsPart(facts),
          figuresPart(facts, "time/", StepTexts::tr("Seconds"))})
        if (part.count > 0) account.parts.append(part);
    return account;
}

}  // namespace azr::ui

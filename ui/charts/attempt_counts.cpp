#include "ui/charts/attempt_counts.h"

#include "core/telemetry/clustered_share.h"

namespace azr::ui {

namespace {

using store::AttemptsAtTask;
using telemetry::ClusteredShare;

struct Shares {
    ClusteredShare solved, loose, wellFormed, clipped;

    void add(const AttemptsAtTask& task) {
        const auto answers = double(task.answers), completions = double(task.completions);
        solved.add(double(task.solved), answers);
        loose.add(double(task.loose), answers);
        wellFormed.add(double(task.wellFormed), completions);
        clipped.add(double(task.clipped), completions);
    }
};

/// Adds those attempts that belong to a stream. All at one task are one cluster, whatever else they are for.
template <class Belongs>
void add(const std::vector<AttemptsAtTask>& attempts, Shares& shares, const Belongs& belongs) {
    AttemptsAtTask task;
    for (const AttemptsAtTask& one : attempts) {
        if (!belongs(one)) continue;
        if (one.task != task.task) {
            shares.add(task);
            task = {};
            task.task = one.task;
        }
        task.completions += one.completions;
        task.answers += one.answers;
        task.solved += one.solved;
        task.loose += one.loose;
        task.wellFormed += one.wellFormed;
        task.clipped += one.clipped;
    }
    shares.add(task);
}

}  // namespace

QHash<QString, QHash<int, double>> attemptCounts(const std::vector<store::TaskCounts>& counts) {
    QHash<QString, QHash<int, double>> worth;
    QHash<int, Shares> all;
    for (const store::TaskCounts& one : counts) {
        const auto put = [&](const QString& stream, const auto& belongs) {
            Shares shares;
            add(one.attempts, shares, belongs);
            worth[QStringLiteral("solve/rate/") + stream][one.step] = shares.solved.effectiveCount();
            worth[QStringLiteral("solve/loose/") + stream][one.step] = shares.loose.effectiveCount();
            worth[QStringLiteral("format/rate/") + stream][one.step] = shares.wellFormed.effectiveCount();
            worth[QStringLiteral("length/clipped/") + stream][one.step] = shares.clipped.effectiveCount();
        };
        const QString kind = QString::fromStdString(one.kind);
        put(QStringLiteral("solve.") + kind, [](const AttemptsAtTask& at) { return at.trained; });
        put(QStringLiteral("rollout.") + kind, [](const AttemptsAtTask& at) { return at.rollout; });
        Shares& step = all[one.step];
        add(one.attempts, step, [](const AttemptsAtTask&) { return true; });
        step.clipped.add(1, 1, double(one.clipped));
        step.clipped.add(0, 1, double(one.proposals - one.clipped));
    }
    for (auto step = all.cbegin(); step != all.cend(); ++step)
        worth[QStringLiteral("length/clipped")][step.key()] = step->clipped.effectiveCount();
    return worth;
}

}  // namespace azr::ui

#include "ui/pages/reward_account.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>
#include <optional>

#include "core/selfplay/kinds.h"
#include "ui/labels.h"

namespace azr::ui {

namespace {

constexpr double kSteady = 1e-8;    // of equation 8
constexpr double kNoSpread = 1e-9;  // below it A is 0 (core/store/task_rows.h)

struct AccountTexts {
    Q_DECLARE_TR_FUNCTIONS(AccountTexts)
};

QString number(double value) {
    return labels::number(value, 4);
}

/// "- 0.5" for what is taken away, with brackets where a sign stands before it.
QString signedNumber(double value) {
    return value < 0 ? QStringLiteral("(%1)").arg(number(value)) : number(value);
}

const store::StreamMomentsRow* momentsOf(const store::TaskDetail& detail, int step, const std::string& stream) {
    const auto found = std::ranges::find_if(
        detail.moments, [&](const store::StreamMomentsRow& row) { return row.step == step && row.stream == stream; });
    return found == detail.moments.end() ? nullptr : &*found;
}

/// The mean of the rewards of the attempts at this task that trained in the step.
std::optional<double> meanOfTask(const store::TaskDetail& detail, int step) {
    double sum = 0;
    int count = 0;
    for (const store::AttemptRow& one : detail.attempts) {
        if (one.step != step || !one.trained || one.masked || one.tokens == 0) continue;
        sum += one.reward;
        ++count;
    }
    if (count == 0) return std::nullopt;
    return sum / count;
}

struct Sample {
    double reward, advantage;
    bool masked, trained;
    int tokens;
    std::optional<double> ownMean;  ///< of its group, where that is known
    QString group;                  ///< in words; empty: the stream
};

/// Equation 8, or why there is none.
QList<AccountLine> advantageLines(const Sample& sample, const store::StreamMomentsRow* moments) {
    const QString name = AccountTexts::tr("Advantage A");
    if (sample.masked) return {{name, AccountTexts::tr("masked: the sample does not train"), number(sample.advantage)}};
    if (!sample.trained)
        return {
            {name, AccountTexts::tr("it does not train: it only measures how hard the task is"), QStringLiteral("–")}};
    if (sample.tokens == 0) return {{name, AccountTexts::tr("no token was written"), number(sample.advantage)}};
    if (moments == nullptr)
        return {{name, AccountTexts::tr("what the step was whitened with is not stored"), number(sample.advantage)}};
    if (moments->roleWeight == 0)
        return {{name, AccountTexts::tr("the settings give its role no weight"), number(sample.advantage)}};
    const double deviation = moments->deviation + kSteady;
    // Where the mean of the group is not known, it is what the stored advantage says.
    const double baseline =
        sample.ownMean ? *sample.ownMean : sample.reward - sample.advantage * deviation / moments->roleWeight;
    QList<AccountLine> lines;
    lines.append({AccountTexts::tr("Mean m"),
                  sample.group.isEmpty() ? AccountTexts::tr("of the %1 samples of the stream").arg(moments->samples)
                                         : sample.group,
                  number(baseline)});
    lines.append({AccountTexts::tr("Deviation σ"),
                  AccountTexts::tr("of the %1 samples of the stream").arg(moments->samples),
                  number(moments->deviation)});
    if (moments->deviation < kNoSpread) {
        lines.append(
            {name, AccountTexts::tr("all rewards are equal: nothing to learn from"), number(sample.advantage)});
        return lines;
    }
    const QString weight = moments->roleWeight == 1 ? QString() : number(moments->roleWeight) + QStringLiteral(" × ");
    lines.append({name,
                  AccountTexts::tr("A = w (R - m) / (σ + 10⁻⁸) = %1(%2 - %3) / %4")
                      .arg(weight, number(sample.reward), signedNumber(baseline), number(moments->deviation)),
                  number(sample.advantage)});
    return lines;
}

QString scoreReason(const store::AttemptRow& attempt, bool pairs) {
    if (attempt.verdict == "infra_error")
        return AccountTexts::tr("the sandbox failed: it says nothing about the answer");
    if (!attempt.formatFailure.empty())
        return AccountTexts::tr("no answer could be read: %1").arg(labels::text(attempt.formatFailure));
    if (pairs) return AccountTexts::tr("%1 of the hidden pairs match").arg(labels::percent(attempt.share));
    return attempt.verdict == "ok" ? AccountTexts::tr("the answer is right")
                                   : AccountTexts::tr("the answer is not right");
}

QString rewardReason(bool wellFormed, double score) {
    if (!wellFormed) return AccountTexts::tr("the format is broken: the format penalty");
    return score > 0 ? AccountTexts::tr("well formed: R = r")
                     : AccountTexts::tr("well formed, but r = 0: the penalty for that");
}

/// The hidden pair that the reason of a failure names (execution/grading); hidden are those of the second half.
const store::PairRow* missedPair(const store::AttemptRow& attempt, const store::TaskRow& task) {
    static const QRegularExpression named(QStringLiteral("^hidden pair (\\d+): "));
    const QRegularExpressionMatch match = named.match(labels::text(attempt.detail));
    if (attempt.verdict == "ok" || !match.hasMatch()) return nullptr;
    const std::size_t at = task.pairs.size() / 2 + match.captured(1).toULongLong() - 1;
    return at < task.pairs.size() && at >= task.pairs.size() / 2 ? &task.pairs[at] : nullptr;
}

}  // namespace

QList<AccountLine> comparison(const store::AttemptRow& attempt, const store::TaskRow& task) {
    const auto kind = selfplay::kindFromName(task.kind);
    if (!kind || attempt.answer.empty()) return {};
    QList<AccountLine> lines;
    if (selfplay::hasPairs(*kind)) {
        lines.append({AccountTexts::tr("Hidden pairs"), QString(),
                      AccountTexts::tr("%1 match").arg(labels::percent(attempt.share))});
        if (const auto* missed = missedPair(attempt, task)) {
            lines.append({AccountTexts::tr("Input"), QString(), labels::text(missed->input)});
            lines.append({AccountTexts::tr("Expected"), QString(), labels::text(missed->output)});
        }
    } else if (selfplay::traitsOf(*kind).asked == selfplay::TaskPart::Input) {
        lines.append({AccountTexts::tr("Must give"), QString(), labels::text(task.output)});
        lines.append({AccountTexts::tr("Given input"), QString(), labels::text(attempt.answer)});
    } else {
        lines.append({AccountTexts::tr("Expected"), QString(), labels::text(task.output)});
        lines.append({AccountTexts::tr("Given"), QString(), labels::text(attempt.answer)});
    }
    if (attempt.verdict != "ok" && !attempt.detail.empty())
        lines.append({AccountTexts::tr("Why not"), QString(), labels::text(attempt.detail)});
    return lines;
}

QList<AccountLine> attemptAccount(const store::AttemptRow& attempt, const store::TaskDetail& detail) {
    const auto kind = selfplay::kindFromName(detail.task.kind);
    const bool wellFormed = attempt.formatFailure.empty();
    const store::StreamMomentsRow* moments = momentsOf(detail, attempt.step, "solve." + detail.task.kind);
    QList<AccountLine> lines = {
        {AccountTexts::tr("Score r"), scoreReason(attempt, kind && selfplay::hasPairs(*kind)), number(attempt.score)},
        {AccountTexts::tr("Reward R"), rewardReason(wellFormed, attempt.score), number(attempt.reward)}};
    Sample sample{attempt.reward, attempt.advantage, attempt.masked, attempt.trained, attempt.tokens, {}, {}};
    if (moments != nullptr) {
        sample.ownMean = moments->mean;
        if (moments->baseline == "task") {
            sample.ownMean = meanOfTask(detail, attempt.step);
            sample.group = AccountTexts::tr("of the attempts at this task in the step");
        }
    }
    lines += advantageLines(sample, moments);
    return lines;
}

QList<AccountLine> proposalAccount(const store::TaskDetail& detail) {
    const store::TaskRow& task = detail.task;
    if (task.completion.empty()) return {};
    QList<AccountLine> lines;
    if (task.learnability >= 0) {
        lines.append(
            {AccountTexts::tr("Solve rate s"), AccountTexts::tr("of the rollouts"), number(task.learnability)});
        lines.append({AccountTexts::tr("Learnability"),
                      AccountTexts::tr("of s: never and always solved tasks teach nothing"), number(task.learnReward)});
        lines.append({AccountTexts::tr("Score r"),
                      AccountTexts::tr("with what else the settings reward: novelty, complexity, …"),
                      number(task.score)});
    }
    const bool valid = task.verdict == "ok";
    lines.append({AccountTexts::tr("Reward R"),
                  !task.formatFailure.empty() ? AccountTexts::tr("the format is broken: the format penalty")
                  : !valid                    ? AccountTexts::tr("the task is not valid: the format penalty")
                  : task.learnReward > 0      ? AccountTexts::tr("R = r")
                                              : AccountTexts::tr("valid, but nothing to learn from"),
                  number(task.reward)});
    const store::StreamMomentsRow* moments = momentsOf(detail, task.step, "propose." + task.kind);
    Sample sample{task.reward, task.advantage, task.masked, task.trained, task.tokens, {}, {}};
    if (moments != nullptr) {
        sample.ownMean = moments->mean;
        if (moments->baseline == "class" && task.taskClass >= 0) {
            sample.ownMean.reset();
            sample.group = AccountTexts::tr("of the proposals of its class");
        }
    }
    if (task.step > 0) lines += advantageLines(sample, moments);
    return lines;
}

QString accountText(const QList<AccountLine>& lines) {
    qsizetype names = 0, values = 0;
    for (const AccountLine& line : lines) {
        names = std::max(names, line.name.size());
        values = std::max(values, line.reason.isEmpty() ? 0 : line.value.size());
    }
    QStringList rows;
    for (const AccountLine& line : lines)
        rows.append(line.reason.isEmpty()
                        ? QStringLiteral("%1  %2").arg(line.name, -names).arg(line.value)
                        : QStringLiteral("%1  %2  %3").arg(line.name, -names).arg(line.value, values).arg(line.reason));
    return rows.join(QLatin1Char('\n'));
}

}  // namespace azr::ui

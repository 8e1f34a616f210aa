#include "ui/labels.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHash>
#include <QLocale>
#include <QRegularExpression>

#include "core/base/size_text.h"
#include "core/selfplay/kinds.h"
#include "core/session/names.h"

namespace azr::ui::labels {

namespace {

/// A name and how people read it; QT_TRANSLATE_NOOP marks the text for lupdate.
struct Label {
    const char* name;
    const char* text;
    widgets::Tone tone = widgets::Tone::Neutral;
};

using widgets::Tone;

constexpr char kContext[] = "labels";

template <std::size_t N>
const Label* find(const Label (&labels)[N], const QString& name) {
    for (const Label& label : labels)
        if (name == QLatin1String(label.name)) return &label;
    return nullptr;
}

template <std::size_t N>
QString say(const Label (&labels)[N], const QString& name) {
    const Label* label = find(labels, name);
    return label ? QCoreApplication::translate(kContext, label->text) : name;
}

template <std::size_t N>
Tone toneOf(const Label (&labels)[N], const QString& name) {
    const Label* label = find(labels, name);
    return label ? label->tone : Tone::Neutral;
}

constexpr Label kKinds[] = {{"deduction", QT_TRANSLATE_NOOP("labels", "Deduction")},
                            {"abduction", QT_TRANSLATE_NOOP("labels", "Abduction")},
                            {"induction", QT_TRANSLATE_NOOP("labels", "Induction")},
                            {"error", QT_TRANSLATE_NOOP("labels", "Error")}};

/// What the solvers of a kind are asked for.
constexpr Label kQuestions[] = {{"deduction", QT_TRANSLATE_NOOP("labels", "Deduction: predict the output.")},
                                {"abduction", QT_TRANSLATE_NOOP("labels", "Abduction: find an input.")},
                                {"induction", QT_TRANSLATE_NOOP("labels", "Induction: write the program.")},
                                {"error", QT_TRANSLATE_NOOP("labels", "Error: name the exception, if there is one.")}};

/// In the order of the kinds, none left out.
template <std::size_t N>
constexpr bool namesEveryKind(const Label (&labels)[N]) {
    if (N != selfplay::kKindCount) return false;
    for (const selfplay::TaskKind kind : selfplay::kKinds)
        if (labels[static_cast<std::size_t>(kind)].name != selfplay::name(kind)) return false;
    return true;
}
static_assert(namesEveryKind(kKinds) && namesEveryKind(kQuestions), "each kind of task has a label and a question");

constexpr Label kVerdicts[] = {{"ok", QT_TRANSLATE_NOOP("labels", "Correct"), Tone::Good},
                               {"wrong", QT_TRANSLATE_NOOP("labels", "Wrong"), Tone::Bad},
                               {"parse_error", QT_TRANSLATE_NOOP("labels", "Malformed"), Tone::Bad},
                               {"rejected", QT_TRANSLATE_NOOP("labels", "Rejected"), Tone::Bad},
                               {"exception", QT_TRANSLATE_NOOP("labels", "Exception"), Tone::Warning},
                               {"timeout_cpu", QT_TRANSLATE_NOOP("labels", "CPU time"), Tone::Warning},
                               {"timeout_wall", QT_TRANSLATE_NOOP("labels", "Wall time"), Tone::Warning},
                               {"memory", QT_TRANSLATE_NOOP("labels", "Memory"), Tone::Warning},
                               {"output_limit", QT_TRANSLATE_NOOP("labels", "Output too long"), Tone::Warning},
                               {"nondeterministic", QT_TRANSLATE_NOOP("labels", "Not repeatable"), Tone::Warning},
                               {"crashed", QT_TRANSLATE_NOOP("labels", "Crashed"), Tone::Bad},
                               {"infra_error", QT_TRANSLATE_NOOP("labels", "Executor failed"), Tone::Neutral}};

constexpr const char* kValid = QT_TRANSLATE_NOOP("labels", "Valid");

constexpr Label kTaskStatuses[] = {{"proposed", QT_TRANSLATE_NOOP("labels", "Proposed"), Tone::Neutral},
                                   {"admitted", QT_TRANSLATE_NOOP("labels", "In buffer"), Tone::Good},
                                   {"evicted", QT_TRANSLATE_NOOP("labels", "Left buffer"), Tone::Info},
                                   {"vetoed", QT_TRANSLATE_NOOP("labels", "Vetoed"), Tone::Warning},
                                   {"waiting", QT_TRANSLATE_NOOP("labels", "Waiting"), Tone::Warning},
                                   {"invalid", QT_TRANSLATE_NOOP("labels", "Invalid"), Tone::Bad},
                                   {"abandoned", QT_TRANSLATE_NOOP("labels", "Abandoned"), Tone::Neutral}};

constexpr Label kRunStates[] = {{"idle", QT_TRANSLATE_NOOP("labels", "Idle"), Tone::Neutral},
                                {"starting", QT_TRANSLATE_NOOP("labels", "Starting…"), Tone::Info},
                                {"running", QT_TRANSLATE_NOOP("labels", "Running"), Tone::Info},
                                {"pausing", QT_TRANSLATE_NOOP("labels", "Pausing…"), Tone::Warning},
                                {"paused", QT_TRANSLATE_NOOP("labels", "Paused"), Tone::Warning},
                                {"stopping", QT_TRANSLATE_NOOP("labels", "Stopping…"), Tone::Warning},
                                {"stopped", QT_TRANSLATE_NOOP("labels", "Stopped"), Tone::Neutral},
                                {"finished", QT_TRANSLATE_NOOP("labels", "Finished"), Tone::Good},
                                {"failed", QT_TRANSLATE_NOOP("labels", "Failed"), Tone::Bad},
                                {"interrupted", QT_TRANSLATE_NOOP("labels", "Interrupted"), Tone::Warning}};

constexpr Label kOrigins[] = {{"identity", QT_TRANSLATE_NOOP("labels", "identity seed")},
                              {"model", QT_TRANSLATE_NOOP("labels", "the model")},
                              {"user", QT_TRANSLATE_NOOP("labels", "you")},
                              {"imported", QT_TRANSLATE_NOOP("labels", "imported")}};

constexpr Label kUses[] = {{"rollout", QT_TRANSLATE_NOOP("labels", "Estimate")},
                           {"train", QT_TRANSLATE_NOOP("labels", "Training")}};

constexpr Label kActions[] = {{"add", QT_TRANSLATE_NOOP("labels", "Added"), Tone::Good},
                              {"evict", QT_TRANSLATE_NOOP("labels", "Evicted"), Tone::Info},
                              {"veto", QT_TRANSLATE_NOOP("labels", "Vetoed"), Tone::Warning}};

constexpr Label kCommands[] = {{"pause", QT_TRANSLATE_NOOP("labels", "Pause")},
                               {"resume", QT_TRANSLATE_NOOP("labels", "Resume")},
                               {"step_once", QT_TRANSLATE_NOOP("labels", "One step")},
                               {"stop", QT_TRANSLATE_NOOP("labels", "Stop")},
                               {"veto_task", QT_TRANSLATE_NOOP("labels", "Veto")},
                               {"restore_task", QT_TRANSLATE_NOOP("labels", "Take a veto back")},
                               {"admit_task", QT_TRANSLATE_NOOP("labels", "Admit")},
                               {"hold_task", QT_TRANSLATE_NOOP("labels", "Let it wait again")},
                               {"pin_task", QT_TRANSLATE_NOOP("labels", "Pin")},
                               {"set_rule", QT_TRANSLATE_NOOP("labels", "Rule")},
                               {"remove_rule", QT_TRANSLATE_NOOP("labels", "Remove a rule")},
                               {"set_tag", QT_TRANSLATE_NOOP("labels", "Tag")},
                               {"set_note", QT_TRANSLATE_NOOP("labels", "Note")},
                               {"archive_run", QT_TRANSLATE_NOOP("labels", "Archiving of a run")},
                               {"bin_run", QT_TRANSLATE_NOOP("labels", "Deletion of a run")},
                               {"pin_run", QT_TRANSLATE_NOOP("labels", "Pin of the run")},
                               {"seed_task", QT_TRANSLATE_NOOP("labels", "Seed task")},
                               {"set_field", QT_TRANSLATE_NOOP("labels", "Change a setting")},
                               {"save_checkpoint", QT_TRANSLATE_NOOP("labels", "Checkpoint")},
                               {"evaluate", QT_TRANSLATE_NOOP("labels", "Evaluation")}};

constexpr Label kSettingGroups[] = {{"run", QT_TRANSLATE_NOOP("labels", "Run")},
                                    {"model", QT_TRANSLATE_NOOP("labels", "Model")},
                                    {"prompt", QT_TRANSLATE_NOOP("labels", "Prompts")},
                                    {"selfplay", QT_TRANSLATE_NOOP("labels", "Self-play")},
                                    {"buffer", QT_TRANSLATE_NOOP("labels", "Buffers")},
                                    {"reward", QT_TRANSLATE_NOOP("labels", "Reward")},
                                    {"advantage", QT_TRANSLATE_NOOP("labels", "Advantage")},
                                    {"loss", QT_TRANSLATE_NOOP("labels", "Loss")},
                                    {"optimizer", QT_TRANSLATE_NOOP("labels", "Optimizer")},
                                    {"sampling", QT_TRANSLATE_NOOP("labels", "Sampling")},
                                    {"executor", QT_TRANSLATE_NOOP("labels", "Executor")},
                                    {"evaluation", QT_TRANSLATE_NOOP("labels", "Evaluation")},
                                    {"checkpoint", QT_TRANSLATE_NOOP("labels", "Checkpoints")},
                                    {"guard", QT_TRANSLATE_NOOP("labels", "Watching for collapse")},
                                    {"telemetry", QT_TRANSLATE_NOOP("labels", "Telemetry")}};

constexpr Label kUnits[] = {{"MiB", QT_TRANSLATE_NOOP("labels", "MiB")},
                            {"attempts", QT_TRANSLATE_NOOP("labels", "attempts")},
                            {"checkpoints", QT_TRANSLATE_NOOP("labels", "checkpoints")},
                            {"functions", QT_TRANSLATE_NOOP("labels", "functions")},
                            {"inputs", QT_TRANSLATE_NOOP("labels", "inputs")},
                            {"items", QT_TRANSLATE_NOOP("labels", "items")},
                            {"min", QT_TRANSLATE_NOOP("labels", "min")},
                            {"passes", QT_TRANSLATE_NOOP("labels", "passes")},
                            {"processes", QT_TRANSLATE_NOOP("labels", "processes")},
                            {"proposals", QT_TRANSLATE_NOOP("labels", "proposals")},
                            {"rounds", QT_TRANSLATE_NOOP("labels", "rounds")},
                            {"runs", QT_TRANSLATE_NOOP("labels", "runs")},
                            {"s", QT_TRANSLATE_NOOP("labels", "s")},
                            {"sequences", QT_TRANSLATE_NOOP("labels", "sequences")},
                            {"steps", QT_TRANSLATE_NOOP("labels", "steps")},
                            {"tasks", QT_TRANSLATE_NOOP("labels", "tasks")},
                            {"threads", QT_TRANSLATE_NOOP("labels", "threads")},
                            {"tokens", QT_TRANSLATE_NOOP("labels", "tokens")}};

constexpr Label kAlerts[] = {{"valid_rate", QT_TRANSLATE_NOOP("labels", "Few proposals are valid")},
                             {"near_duplicates", QT_TRANSLATE_NOOP("labels", "The proposals repeat each other")},
                             {"clipped_length", QT_TRANSLATE_NOOP("labels", "Many completions are cut off")},
                             {"coin_flips", QT_TRANSLATE_NOOP("labels", "Many tasks can be guessed")},
                             {"entropy", QT_TRANSLATE_NOOP("labels", "The entropy collapses")},
                             {"narrowing", QT_TRANSLATE_NOOP("labels", "The proposals narrow")},
                             {"stalled", QT_TRANSLATE_NOOP("labels", "The run stands still")},
                             {"no_evaluation", QT_TRANSLATE_NOOP("labels", "Held-out accuracy is not measured")}};

constexpr Label kRemedies[] = {
    {"valid_rate", QT_TRANSLATE_NOOP("labels", "A lower optimizer.learning_rate or advantage.proposer_weight helps.")},
    {"near_duplicates", QT_TRANSLATE_NOOP("labels", "selfplay.skip_duplicates and reward.novelty_count help.")},
    {"clipped_length", QT_TRANSLATE_NOOP("labels", "Raise prompt.response_limit, or lower optimizer.learning_rate.")},
    {"coin_flips", QT_TRANSLATE_NOOP("labels", "selfplay.reject_coin_flips keeps them out of training.")},
    {"narrowing", QT_TRANSLATE_NOOP("labels", "The page Diversity shows how; a lower optimizer.learning_rate helps.")},
    {"stalled", QT_TRANSLATE_NOOP("labels", "Is the machine busy with something else, or asleep?")},
    {"entropy", QT_TRANSLATE_NOOP("labels", "Raise loss.entropy_bonus, or lower optimizer.learning_rate.")}};

constexpr Label kPhases[] = {{"", QT_TRANSLATE_NOOP("labels", "Starting")},
                             {"", QT_TRANSLATE_NOOP("labels", "Seeding the buffers")},
                             {"", QT_TRANSLATE_NOOP("labels", "Proposing tasks")},
                             {"", QT_TRANSLATE_NOOP("labels", "Validating proposals")},
                             {"", QT_TRANSLATE_NOOP("labels", "Validating proposals")},
                             {"", QT_TRANSLATE_NOOP("labels", "Estimating learnability")},
                             {"", QT_TRANSLATE_NOOP("labels", "Solving tasks")},
                             {"", QT_TRANSLATE_NOOP("labels", "Verifying answers")},
                             {"", QT_TRANSLATE_NOOP("labels", "Updating the model")},
                             {"", QT_TRANSLATE_NOOP("labels", "Updating the model")},
                             {"", QT_TRANSLATE_NOOP("labels", "Storing")},
                             {"", QT_TRANSLATE_NOOP("labels", "Measuring held-out accuracy")},
                             {"", QT_TRANSLATE_NOOP("labels", "Paused")},
                             {"", QT_TRANSLATE_NOOP("labels", "Finished")}};
static_assert(std::size(kPhases) == static_cast<std::size_t>(training::Phase::Finished) + 1);

QString translated(const char* text) {
    return QCoreApplication::translate(kContext, text);
}

}  // namespace

QString kind(const QString& name) {
    return say(kKinds, name);
}

QString questionsOfKinds() {
    QStringList questions;
    for (const Label& label : kQuestions) questions.append(QCoreApplication::translate(kContext, label.text));
    return questions.join(QLatin1Char(' '));
}
QString verdict(const QString& name) {
    return say(kVerdicts, name);
}
QString taskVerdict(const QString& name) {
    return name == QLatin1String("ok") ? QCoreApplication::translate(kContext, kValid) : say(kVerdicts, name);
}
QString taskStatus(const QString& name) {
    return say(kTaskStatuses, name);
}

QStringList taskStatuses() {
    return {QStringLiteral("proposed"), QStringLiteral("admitted"), QStringLiteral("evicted"),
            QStringLiteral("vetoed"),   QStringLiteral("waiting"),  QStringLiteral("invalid"),
            QStringLiteral("abandoned")};
}
QString runState(const QString& name) {
    return say(kRunStates, name);
}
QString origin(const QString& name) {
    return say(kOrigins, name);
}
QString use(const QString& name) {
    return say(kUses, name);
}
QString command(const QString& name) {
    return say(kCommands, name);
}
QString command(const session::Command& command) {
    if (const auto* veto = session::commandAs<session::VetoTask>(command))
        return QCoreApplication::translate("labels", "Veto of %1").arg(taskNumber(veto->task));
    if (const auto* change = session::commandAs<session::SetField>(command))
        return QStringLiteral("%1 = %2").arg(text(change->path), text(change->value));
    const std::string_view name = session::name(command);
    const TaskId task = session::taskOf(command);
    if (task.valid() && session::commandAs<session::SeedTask>(command) == nullptr)
        return QCoreApplication::translate("labels", "%1, %2")
            .arg(labels::command(QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()))),
                 taskNumber(task));
    return labels::command(QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())));
}
QString pending(const QString& name) {
    return QCoreApplication::translate("labels", "%1 …").arg(command(name));
}
QString marks(bool pinned, bool tagged, bool noted) {
    QString signs;
    if (pinned) signs += QStringLiteral("★");
    if (tagged) signs += QStringLiteral("◆");
    if (noted) signs += QStringLiteral("✎");
    return signs.isEmpty() ? signs : QStringLiteral(" ") + signs;
}
QString ruleAct(selfplay::RuleAct act) {
    switch (act) {
        case selfplay::RuleAct::Veto: return QCoreApplication::translate("labels", "Keeps out of training");
        case selfplay::RuleAct::Pin: return QCoreApplication::translate("labels", "Pins");
        case selfplay::RuleAct::Tag: break;
    }
    return QCoreApplication::translate("labels", "Tags");
}
QString ruleAct(const store::RuleRow& rule) {
    const QString word = ruleAct(selfplay::ruleActFromName(rule.act).value_or(selfplay::RuleAct::Tag));
    return rule.tag.empty() ? word : QCoreApplication::translate("labels", "%1: %2").arg(word, text(rule.tag));
}
QString change(const store::ConfigChangeRow& change) {
    return QCoreApplication::translate("labels", "%1 = %2 (before: %3)")
        .arg(text(change.path), text(change.after), text(change.before));
}
QString taskNumber(TaskId task) {
    // Ids below zero belong to rows that a crash left behind.
    const std::int64_t value = task.value < 0 ? -task.value : task.value;
    return QStringLiteral("#%1").arg((value - 1) % store::kIdsPerRun + 1);
}
QString bufferAction(const QString& name) {
    return say(kActions, name);
}

QString settingGroup(const QString& name) {
    return say(kSettingGroups, name);
}
QString unit(const QString& name) {
    return say(kUnits, name);
}

QString alertTitle(const QString& code) {
    const Label* label = find(kAlerts, code);
    return label ? translated(label->text) : QString();
}
QString alertRemedy(const QString& code) {
    const Label* label = find(kRemedies, code);
    return label ? translated(label->text) : QString();
}

QString runState(session::RunState state) {
    const std::string_view name = session::name(state);
    return runState(QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())));
}

QString phase(training::Phase phase) {
    return translated(kPhases[static_cast<std::size_t>(phase)].text);
}

Tone verdictTone(const QString& name) {
    return toneOf(kVerdicts, name);
}
Tone taskStatusTone(const QString& name) {
    return toneOf(kTaskStatuses, name);
}
Tone runStateTone(const QString& name) {
    return toneOf(kRunStates, name);
}

Tone severityTone(const QString& name) {
    if (name == QLatin1String("error")) return Tone::Bad;
    if (name == QLatin1String("warning")) return Tone::Warning;
    return Tone::Info;
}

namespace {

constexpr char kCore[] = "core";

/// The sentence in the user's language, what varies in it standing as %1, %2, …; empty where it is not known.
QString saidWith(const QRegularExpression& variable, const QString& whole) {
    QString pattern;
    QStringList values;
    qsizetype from = 0;
    for (auto at = variable.globalMatch(whole); at.hasNext();) {
        const QRegularExpressionMatch match = at.next();
        values.append(match.captured());
        pattern += whole.mid(from, match.capturedStart() - from) + QStringLiteral("%%1").arg(values.size());
        from = match.capturedEnd();
    }
    pattern += whole.mid(from);
    QString result = QCoreApplication::translate(kCore, pattern.toUtf8().constData());
    if (result == pattern) return {};
    for (const QString& one : std::as_const(values)) result = result.arg(one);
    return result;
}

/// "sentence: place: reason", each in the language that it is known in.
QString saidInParts(const QString& whole) {
    const qsizetype colon = whole.indexOf(QLatin1String(": "));
    if (colon < 0) return whole;
    return said(whole.left(colon).toStdString()) + QStringLiteral(": ") + said(whole.mid(colon + 2).toStdString());
}

}  // namespace

QString said(const std::string& sentence) {
    const QString whole = text(sentence);
    QString known = QCoreApplication::translate(kCore, sentence.c_str());
    if (known != whole) return known;
    static const QRegularExpression number(QStringLiteral("\\d+(\\.\\d+)?( (B|[KMGTP]iB)\\b)?"));
    // Also what stands in quotes, and the first digits of a hash.
    static const QRegularExpression names(QStringLiteral("'[^']*'|\\b[0-9a-f]{12}…|") + number.pattern());
    for (const QRegularExpression& variable : {number, names})
        if (const QString result = saidWith(variable, whole); !result.isEmpty()) return result;
    return saidInParts(whole);
}

QString error(const Error& error) {
    QString result = said(error.detail);
    if (!error.place.empty()) result = text(error.place) + QStringLiteral(": ") + result;
    if (!error.remedy.empty()) result += QStringLiteral(" – ") + said(error.remedy);
    return result;
}

QString number(double value, int decimals) {
    return QLocale().toString(value, 'f', decimals);
}

QString duration(double seconds) {
    if (seconds < 0) return QStringLiteral("–");
    const qint64 whole = qRound64(seconds);
    if (whole < 60) return QCoreApplication::translate("labels", "%1 s").arg(number(seconds, seconds < 10 ? 1 : 0));
    if (whole < 3600) return QCoreApplication::translate("labels", "%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return QCoreApplication::translate("labels", "%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString estimate(double seconds) {
    constexpr double kManyMinutes = 600;
    if (seconds < kManyMinutes || seconds >= 3600) return duration(seconds);
    return QCoreApplication::translate("labels", "%1 min").arg(qRound64(seconds / 60));
}

QString outcome(const execution::ValidateOutcome& outcome) {
    static const QRegularExpression place(QStringLiteral(" \\(<\\w+>, line \\d+\\)$"));
    QString result = verdict(QString::fromLatin1(execution::name(outcome.verdict).data()));
    const QString reason = text(outcome.reason);
    QString detail = text(outcome.detail).remove(place);
    // "banned_import:1:0:os" says no more than the reason, but for the place.
    static const QRegularExpression rule(QStringLiteral("^(\\w+):\\d+:\\d+:(.*)$"));
    if (const auto match = rule.match(detail);
        match.hasMatch() && reason == match.captured(1) + QLatin1Char(':') + match.captured(2))
        detail.clear();
    if (!reason.isEmpty() && !detail.startsWith(reason)) result += QStringLiteral(": ") + reason;
    if (!detail.isEmpty()) result += QStringLiteral(" – ") + detail;
    return result;
}

QString time(double secondsSince1970) {
    if (secondsSince1970 <= 0) return QStringLiteral("–");
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(secondsSince1970 * 1000)),
                              QLocale::ShortFormat);
}

QString bytes(std::int64_t count) {
    const ScaledSize size = scaledSize(count);
    return number(size.value, size.decimals) + QLatin1Char(' ') + QLatin1String(size.unit);
}

QString percent(double share) {
    if (!(share >= 0)) return QStringLiteral("–");
    return QCoreApplication::translate("labels", "%1 %").arg(number(share * 100, share >= 0.9995 ? 0 : 1));
}

}  // namespace azr::ui::labels

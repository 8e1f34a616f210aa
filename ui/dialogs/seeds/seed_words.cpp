#include "ui/dialogs/seeds/seed_words.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/labels.h"

namespace azr::ui {

namespace {

struct SeedWords {
    Q_DECLARE_TR_FUNCTIONS(SeedWords)
};

constexpr int kMostProblems = 4;
constexpr int kLongest = 160;

QString shortened(const std::string& text) {
    const QString line = labels::text(text).simplified();
    return line.size() <= kLongest ? line : line.left(kLongest - 1) + QChar(0x2026);
}

QString valueOf(const execution::RunOutcome& run) {
    return run.type.empty() ? labels::text(run.value)
                            : QStringLiteral("%1 (%2)").arg(labels::text(run.value), labels::text(run.type));
}

}  // namespace

QString passedText(const session::Draft& draft, const execution::ValidateOutcome& outcome) {
    QStringList values;
    bool twice = !outcome.runs.empty();
    for (const execution::RunOutcome& run : outcome.runs) {
        values.append(valueOf(run));
        twice = twice && run.again == run.value;
    }
    const QString all = values.join(QStringLiteral(", "));
    QString text = twice ? SeedWords::tr("Valid. Output under both hash seeds: %1").arg(all)
                         : SeedWords::tr("Valid. Output: %1").arg(all);
    for (const std::size_t wrong : session::falseClaims(draft, outcome))
        text += QLatin1Char('\n') + SeedWords::tr("▲ The file says %1; the program gives %2, which is what counts.")
                                        .arg(shortened(draft.claimed[wrong]), shortened(outcome.runs[wrong].value));
    return text;
}

QString differenceText(const execution::ValidateOutcome& outcome) {
    if (outcome.verdict != execution::Verdict::Nondeterministic) return {};
    for (std::size_t i = 0; i < outcome.runs.size(); ++i) {
        const execution::RunOutcome& run = outcome.runs[i];
        if (run.again.empty() || run.again == run.value) continue;
        return SeedWords::tr("Input %1: under one hash seed it gives %2, under the other %3.")
            .arg(i + 1)
            .arg(shortened(run.value), shortened(run.again));
    }
    return {};
}

QString answersText(const session::ModelAnswered& answers) {
    if (answers.cancelled) return SeedWords::tr("The model was not asked: %1").arg(labels::said(answers.error));
    if (!answers.error.empty()) return SeedWords::tr("The model cannot be asked: %1").arg(labels::said(answers.error));
    int solved = 0;
    QStringList lines;
    for (const session::ModelAnswer& one : answers.answers) {
        const bool right = one.verdict == execution::Verdict::Ok;
        solved += right ? 1 : 0;
        const QString verdict = labels::verdict(QString::fromLatin1(
            execution::name(one.verdict).data(), static_cast<int>(execution::name(one.verdict).size())));
        const QString given = one.answer.empty() ? shortened(one.completion) : shortened(one.answer);
        const QString line = QStringLiteral("%1 %2").arg(right ? QStringLiteral("✔") : QStringLiteral("✖"), given) +
                             (right ? QString() : QStringLiteral(" (%1)").arg(verdict));
        if (!lines.contains(line)) lines.append(line);
    }
    return SeedWords::tr("The model solves it in %1 of %2 tries:").arg(solved).arg(answers.answers.size()) +
           QLatin1Char('\n') + lines.join(QLatin1Char('\n'));
}

QString fileText(const session::DraftFile& read) {
    QString text = SeedWords::tr("%Ln task(s) read.", nullptr, static_cast<int>(read.drafts.size()));
    if (read.problems.empty()) return text;
    text += QLatin1Char(' ') +
            SeedWords::tr("▲ %Ln line(s) were left out:", nullptr, static_cast<int>(read.problems.size()));
    for (int i = 0; i < qMin(kMostProblems, static_cast<int>(read.problems.size())); ++i)
        text += QLatin1Char('\n') + labels::error(read.problems[static_cast<std::size_t>(i)]);
    if (const int more = static_cast<int>(read.problems.size()) - kMostProblems; more > 0)
        text += QLatin1Char('\n') + SeedWords::tr("and %Ln more", nullptr, more);
    return text;
}

}  // namespace azr::ui

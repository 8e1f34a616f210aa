#include "ui/dialogs/seed_refusal.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <map>

#include "ui/labels.h"

namespace azr::ui {

namespace {

struct SeedTexts {
    Q_DECLARE_TR_FUNCTIONS(SeedTexts)
};

constexpr qsizetype kMostNamed = 6;

QString shown(const QString& characters) {
    if (characters == QLatin1String("\n")) return SeedTexts::tr("a line break");
    if (characters == QLatin1String("\t")) return SeedTexts::tr("a tab");
    if (characters == QLatin1String(" ")) return SeedTexts::tr("a space");
    if (characters.size() == 1 && !characters.front().isPrint())
        return QStringLiteral("U+%1").arg(characters.front().unicode(), 4, 16, QLatin1Char('0'));
    return QStringLiteral("“%1”").arg(characters);
}

QString partName(const selfplay::UnwrittenText& place) {
    switch (place.part) {
        case selfplay::TaskPart::Program: return SeedTexts::tr("program");
        case selfplay::TaskPart::Message: return SeedTexts::tr("message");
        case selfplay::TaskPart::Input:
            return place.pair > 0 ? SeedTexts::tr("input %1").arg(place.pair) : SeedTexts::tr("input");
        case selfplay::TaskPart::Output:
            return place.pair > 0 ? SeedTexts::tr("output %1").arg(place.pair) : SeedTexts::tr("output");
        case selfplay::TaskPart::Pairs: break;  // the place is an input or an output of one of them
    }
    return {};
}

/// Each once, where it stands first.
QString places(const std::vector<selfplay::UnwrittenText>& unwritten) {
    QStringList named;
    QSet<QString> seen;
    for (const selfplay::UnwrittenText& place : unwritten) {
        const QString characters = labels::text(place.text);
        if (seen.contains(characters)) continue;
        seen.insert(characters);
        if (named.size() < kMostNamed)
            named.append(SeedTexts::tr("%1 (%2, line %3, column %4)")
                             .arg(shown(characters), partName(place))
                             .arg(place.line)
                             .arg(place.column));
    }
    if (const auto more = static_cast<int>(seen.size() - named.size()); more > 0)
        named.append(SeedTexts::tr("and %n more", nullptr, more));
    return named.join(QStringLiteral(", "));
}

QString modelName(const session::SeedRefusal& refusal) {
    if (refusal.model.empty()) return SeedTexts::tr("the built-in model");
    return SeedTexts::tr("its model %1").arg(QFileInfo(labels::text(refusal.model)).fileName());
}

}  // namespace

QString refusalText(const session::SeedRefusal& refusal) {
    if (!refusal.run.valid())
        return SeedTexts::tr("no run is at work that could take it. Start or continue one, then check again.");
    const selfplay::SeedProblem& problem = refusal.problem;
    const QString run = labels::text(refusal.runName);
    if (!problem.unwritten.empty()) {
        QString text = SeedTexts::tr("the run “%1” cannot take it: %2 has no token for %3.")
                           .arg(run, modelName(refusal), places(problem.unwritten));
        if (refusal.model.empty())
            text += QLatin1Char(' ') + SeedTexts::tr(
                                           "It reads its own spelling alone: one space around operators, and "
                                           "the names x, n, y, z, s, t, i and k.");
        return text;
    }
    if (problem.limit > 0)
        return SeedTexts::tr(
                   "the run “%1” cannot take it: the question to %2 would have %3 tokens, and %4 are allowed "
                   "(prompt.prompt_limit).")
            .arg(run, modelName(refusal))
            .arg(problem.tokens)
            .arg(problem.limit);
    return SeedTexts::tr("the run “%1” cannot take it: %2").arg(run, labels::said(problem.detail));
}

QList<widgets::Finding> refusalFindings(const session::SeedRefusal& refusal) {
    std::map<int, QStringList> lines;
    for (const selfplay::UnwrittenText& place : refusal.problem.unwritten) {
        if (place.part != selfplay::TaskPart::Program) continue;
        const QString characters = shown(labels::text(place.text));
        if (QStringList& line = lines[place.line]; !line.contains(characters)) line.append(characters);
    }
    QList<widgets::Finding> findings;
    for (const auto& [line, characters] : lines)
        findings.append({line, SeedTexts::tr("no token for %1").arg(characters.join(QStringLiteral(", ")))});
    return findings;
}

namespace {

/// As Python reads them; what is none of these is no import statement.
bool isImport(const QString& statement) {
    static const QString name = QStringLiteral("[^\\W\\d]\\w*");
    static const QString dotted = QStringLiteral("%1(\\.%1)*").arg(name);
    static const QString module = QStringLiteral("%1(\\s+as\\s+%2)?").arg(dotted, name);
    static const QString member = QStringLiteral("%1(\\s+as\\s+%1)?").arg(name);
    static const QRegularExpression pattern(
        QStringLiteral("^\\s*(import\\s+%1(\\s*,\\s*%1)*|from\\s+\\.*(%2)?\\s+import\\s*(\\*|\\(?\\s*%3(\\s*,\\s*%3)*"
                       "\\s*,?\\s*\\)?))\\s*$")
            .arg(module, dotted, member),
        QRegularExpression::UseUnicodePropertiesOption);
    return pattern.match(statement).hasMatch();
}

bool holdsWord(const QString& text, const QString& word) {
    return QRegularExpression(QStringLiteral("(?<!\\w)%1(?!\\w)").arg(QRegularExpression::escape(word)),
                              QRegularExpression::UseUnicodePropertiesOption)
        .match(text)
        .hasMatch();
}

std::optional<std::size_t> importWith(const session::Draft& draft, const QString& name) {
    for (std::size_t i = 0; i < draft.imports.size(); ++i)
        if (holdsWord(labels::text(draft.imports[i]), name)) return i;
    return std::nullopt;
}

}  // namespace

int faultyLine(const execution::ValidateOutcome& outcome) {
    static const QRegularExpression patterns[] = {QRegularExpression(QStringLiteral("line (\\d+)")),
                                                  QRegularExpression(QStringLiteral("^\\w+:(\\d+):\\d+:"))};
    for (const QRegularExpression& pattern : patterns)
        if (const auto match = pattern.match(labels::text(outcome.detail)); match.hasMatch())
            return match.captured(1).toInt();
    return 1;
}

std::optional<std::size_t> faultyImport(const session::Draft& draft, const execution::ValidateOutcome& outcome) {
    for (std::size_t i = 0; i < draft.imports.size(); ++i)
        if (!isImport(labels::text(draft.imports[i]))) return i;
    const QString reason = labels::text(outcome.reason);
    static const QString banned = QStringLiteral("banned_import:");
    if (reason.startsWith(banned)) {
        const QString name = reason.mid(banned.size());
        const QString line =
            labels::text(draft.program).section(QLatin1Char('\n'), faultyLine(outcome) - 1, faultyLine(outcome) - 1);
        return holdsWord(line, name) && holdsWord(line, QStringLiteral("import")) ? std::nullopt
                                                                                  : importWith(draft, name);
    }
    // What a statement outside of the program raises has no line.
    static const QRegularExpression quoted(QStringLiteral("'([^']+)'"));
    const QString detail = labels::text(outcome.detail);
    if (reason != QLatin1String("ImportError") && reason != QLatin1String("ModuleNotFoundError")) return std::nullopt;
    if (detail.startsWith(QLatin1String("line "))) return std::nullopt;
    const auto name = quoted.match(detail);
    return name.hasMatch() ? importWith(draft, name.captured(1)) : std::nullopt;
}

}  // namespace azr::ui

#include "ui/evaluation/suite_result.h"

#include <QCoreApplication>
#include <QLocale>
#include <array>

#include "core/session/evaluating/stored_suite.h"
#include "ui/labels.h"

namespace azr::ui {

namespace {

QString suiteText(const char* text) {
    return QCoreApplication::translate("suites", text);
}

QString probabilityText(double p) {
    return p < 0.001 ? QStringLiteral("p < %1").arg(labels::number(0.001, 3))
                     : QStringLiteral("p = %1").arg(labels::number(p, 3));
}

}  // namespace

Result<SuiteResult> readSuiteResult(store::Reader& reader, const store::SuiteEvaluationRow& row) {
    constexpr std::array kSamples = {1, 2, 4, 8, 16, 32, 64, 128};
    SuiteResult result;
    result.row = row;
    AZR_TRY(result.items, session::storedItems(reader, row.id));
    store::SuiteReader suites = reader.suites();
    for (int after = -1;;) {
        AZR_TRY(const auto page, suites.items(row.id, after));
        if (page.empty()) break;
        for (const store::SuiteItemRow& item : page) result.places.push_back(item.place);
        after = page.back().place;
    }
    result.figures = evaluation::figuresOf(result.items, kSamples);
    return result;
}

QString shareText(const std::optional<evaluation::Estimate>& estimate) {
    return labels::percent(estimate ? estimate->value : -1);
}

QString intervalText(const std::optional<evaluation::Estimate>& estimate) {
    if (!estimate) return labels::percent(-1);
    return suiteText(QT_TRANSLATE_NOOP("suites", "%1 to %2"))
        .arg(labels::number(100 * estimate->interval.low, 1), labels::percent(estimate->interval.high));
}

QString passText(const evaluation::SuiteFigures& figures) {
    if (figures.passAt.empty()) return {};
    const auto& [k, estimate] = figures.passAt.back();
    return QStringLiteral("pass@%1 %2").arg(QString::number(k), labels::percent(estimate.value));
}

QString comparisonSentence(const evaluation::Comparison& comparison) {
    const auto& counts = comparison.counts;
    if (counts.total() == 0)
        return suiteText(QT_TRANSLATE_NOOP("suites", "The two have no item in common that both answered."));
    const QLocale locale;
    const QString figures =
        suiteText(QT_TRANSLATE_NOOP(
                      "suites",
                      "Of %1 items the second solves %2 that the first does not, and fails at %3 that the first "
                      "solves: %4 points (95%: %5 to %6), %7 (McNemar, exact)."))
            .arg(locale.toString(qlonglong(counts.total())), locale.toString(qlonglong(counts.gained)),
                 locale.toString(qlonglong(counts.lost)), labels::number(100 * counts.difference(), 1),
                 labels::number(100 * comparison.difference.low, 1),
                 labels::number(100 * comparison.difference.high, 1), probabilityText(comparison.p));
    const QString verdict = comparison.supported() ? suiteText(QT_TRANSLATE_NOOP("suites", "The second is better."))
                            : comparison.difference.high < 0
                                ? suiteText(QT_TRANSLATE_NOOP("suites", "The second is worse."))
                                : suiteText(QT_TRANSLATE_NOOP("suites", "That may be chance."));
    return figures + QLatin1Char(' ') + verdict;
}

}  // namespace azr::ui

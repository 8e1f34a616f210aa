#include "ui/diversity/diversity_charts.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "ui/labels.h"

namespace azr::ui {

namespace {

using diversity::StepFigures;
using diversity::TypeCounts;
using widgets::NamedCurve;

constexpr qsizetype kTypes = 5;  ///< the most frequent ones have a curve each

QString diversityText(const char* text) {
    return QCoreApplication::translate("diversity", text);
}

/// Points where the value is known.
template <class Value>
NamedCurve curveOf(const std::vector<StepFigures>& steps, const QString& name, int color, Value value) {
    NamedCurve curve{name, {}, {color, false}};
    for (const StepFigures& step : steps)
        if (const double y = value(step); !std::isnan(y)) curve.points.append({double(step.step), y});
    return curve;
}

/// In percent, with what each was counted from.
template <class Part, class Whole>
NamedCurve shareCurve(const std::vector<StepFigures>& steps, const QString& name, int color, Part part, Whole whole) {
    NamedCurve curve{name, {}, {color, false}};
    curve.whole = 100;
    for (const StepFigures& step : steps) {
        const double of = whole(step);
        if (of <= 0) continue;
        curve.points.append({double(step.step), 100 * part(step) / of});
        curve.counts.append(of);
    }
    return curve;
}

DiversityChart typesChart(const std::vector<StepFigures>& steps, const QString& title, const QString& explanation,
                          TypeCounts StepFigures::*counts) {
    std::map<std::string, std::int64_t> all;
    for (const StepFigures& step : steps)
        for (const auto& [type, count] : step.*counts) all[type] += count;
    std::vector<std::pair<std::string, std::int64_t>> ordered(all.begin(), all.end());
    std::ranges::stable_sort(ordered, [](const auto& a, const auto& b) { return a.second > b.second; });
    const auto wholeOf = [counts](const StepFigures& step) {
        double whole = 0;
        for (const auto& [type, count] : step.*counts) whole += double(count);
        return whole;
    };
    DiversityChart chart{title, explanation, QStringLiteral(" %"), {}};
    std::vector<std::string> named;
    for (const auto& [type, count] : ordered) {
        if (std::ssize(named) == kTypes) break;
        named.push_back(type);
        const auto partOf = [counts, type = type](const StepFigures& step) {
            const auto found = (step.*counts).find(type);
            return found == (step.*counts).end() ? 0.0 : double(found->second);
        };
        const QString name = type == "none"    ? diversityText(QT_TRANSLATE_NOOP("diversity", "none"))
                             : type == "other" ? diversityText(QT_TRANSLATE_NOOP("diversity", "other"))
                                               : labels::text(type);
        chart.curves.append(shareCurve(steps, name, int(chart.curves.size()), partOf, wholeOf));
    }
    if (ordered.size() > named.size()) {
        const auto restOf = [counts, named](const StepFigures& step) {
            double rest = 0;
            for (const auto& [type, count] : step.*counts)
                if (std::ranges::find(named, type) == named.end()) rest += double(count);
            return rest;
        };
        chart.curves.append(shareCurve(steps, diversityText(QT_TRANSLATE_NOOP("diversity", "all others")),
                                       int(chart.curves.size()), restOf, wholeOf));
    }
    return chart;
}

QList<DiversityChart> lineageCharts(const std::vector<StepFigures>& steps) {
    QList<DiversityChart> charts;
    charts.append({diversityText(QT_TRANSLATE_NOOP("diversity", "Effective lineages")),
                   diversityText(QT_TRANSLATE_NOOP(
                       "diversity",
                       "How many seeds the tasks descend from that entered a buffer in the last 5 steps: exp of the "
                       "entropy of the seeds' shares. A task with several references belongs to each in equal parts.")),
                   {},
                   {curveOf(steps, diversityText(QT_TRANSLATE_NOOP("diversity", "lineages")), 0,
                            [](const StepFigures& step) { return step.lineages; })}});
    charts.append(
        {diversityText(QT_TRANSLATE_NOOP("diversity", "Largest lineage")),
         diversityText(QT_TRANSLATE_NOOP("diversity", "Share of the seed that most of these tasks descend from.")),
         QStringLiteral(" %"),
         {curveOf(steps, diversityText(QT_TRANSLATE_NOOP("diversity", "largest")), 0,
                  [](const StepFigures& step) { return 100 * step.dominantShare; })}});
    charts.append({diversityText(QT_TRANSLATE_NOOP("diversity", "Outlines per task")),
                   diversityText(QT_TRANSLATE_NOOP(
                       "diversity",
                       "Effective number of programs of the last 5 steps that differ in more than names and values, "
                       "per valid proposal. 1: all differ. It falls first when proposals narrow.")),
                   {},
                   {curveOf(steps, diversityText(QT_TRANSLATE_NOOP("diversity", "outlines per task")), 0,
                            [](const StepFigures& step) { return step.shapesPerTask; })}});
    charts.append(
        {diversityText(QT_TRANSLATE_NOOP("diversity", "Near-duplicates")),
         diversityText(QT_TRANSLATE_NOOP("diversity",
                                         "Share of the step's valid proposals whose syntax tree is that of a recent "
                                         "task of their kind, or nearly: what the guard watches.")),
         QStringLiteral(" %"),
         {shareCurve(
             steps, diversityText(QT_TRANSLATE_NOOP("diversity", "near-duplicates")), 1,
             [](const StepFigures& step) { return double(step.nearDuplicates); },
             [](const StepFigures& step) { return double(step.judged); })}});
    return charts;
}

QList<DiversityChart> programCharts(const std::vector<StepFigures>& steps) {
    const QString mean = diversityText(QT_TRANSLATE_NOOP("diversity", "mean"));
    QList<DiversityChart> charts;
    charts.append({diversityText(QT_TRANSLATE_NOOP("diversity", "Cognitive complexity")),
                   diversityText(QT_TRANSLATE_NOOP("diversity", "Mean of the step's valid proposals.")),
                   {},
                   {curveOf(steps, mean, 0, [](const StepFigures& step) { return step.complexity; })}});
    charts.append({diversityText(QT_TRANSLATE_NOOP("diversity", "Halstead")),
                   diversityText(QT_TRANSLATE_NOOP("diversity",
                                                   "Effort, cyclomatic complexity and volume as one share, 0 to 1.")),
                   {},
                   {curveOf(steps, mean, 0, [](const StepFigures& step) { return step.halstead; })}});
    charts.append(
        {diversityText(QT_TRANSLATE_NOOP("diversity", "Distance to the references")),
         diversityText(QT_TRANSLATE_NOOP("diversity",
                                         "Edit distance of the syntax trees, as a share of the longer one; of those "
                                         "references that are still in a buffer. 0: a copy.")),
         {},
         {curveOf(steps, mean, 0, [](const StepFigures& step) { return step.distance; })}});
    charts.append(
        {diversityText(QT_TRANSLATE_NOOP("diversity", "Degenerate composites")),
         diversityText(QT_TRANSLATE_NOOP("diversity",
                                         "Share of the valid composite tasks that give what one of their given "
                                         "functions gives, on their own input and on fresh ones.")),
         QStringLiteral(" %"),
         {shareCurve(
             steps, diversityText(QT_TRANSLATE_NOOP("diversity", "degenerate")), 1,
             [](const StepFigures& step) { return double(step.degenerates); },
             [](const StepFigures& step) { return double(step.composites); })}});
    return charts;
}

QList<DiversityChart> textCharts(const std::vector<StepFigures>& steps) {
    const auto answers = [&](const char* name, int color, std::size_t outcome) {
        return curveOf(steps, diversityText(name), color,
                       [outcome](const StepFigures& step) { return step.answers[outcome].mean(); });
    };
    const auto proposals = [&](const char* name, int color, std::size_t outcome) {
        return curveOf(steps, diversityText(name), color,
                       [outcome](const StepFigures& step) { return step.proposals[outcome].mean(); });
    };
    QList<DiversityChart> charts;
    charts.append({diversityText(QT_TRANSLATE_NOOP("diversity", "Length of answers")),
                   diversityText(QT_TRANSLATE_NOOP("diversity", "Mean tokens of attempts, by what became of them.")),
                   {},
                   {answers(QT_TRANSLATE_NOOP("diversity", "solved"), 0, 0),
                    answers(QT_TRANSLATE_NOOP("diversity", "wrong"), 1, 1),
                    answers(QT_TRANSLATE_NOOP("diversity", "not readable"), 2, 2)}});
    charts.append({diversityText(QT_TRANSLATE_NOOP("diversity", "Length of proposals")),
                   diversityText(QT_TRANSLATE_NOOP("diversity", "Mean tokens of proposals, by what became of them.")),
                   {},
                   {proposals(QT_TRANSLATE_NOOP("diversity", "valid"), 0, 0),
                    proposals(QT_TRANSLATE_NOOP("diversity", "not valid"), 1, 1)}});
    charts.append(
        typesChart(steps, diversityText(QT_TRANSLATE_NOOP("diversity", "Types of inputs")),
                   diversityText(QT_TRANSLATE_NOOP("diversity",
                                                   "Of the arguments as they are written, of valid proposals that "
                                                   "bring a program (not induction).")),
                   &StepFigures::inputTypes));
    charts.append(
        typesChart(steps, diversityText(QT_TRANSLATE_NOOP("diversity", "Types of outputs")),
                   diversityText(QT_TRANSLATE_NOOP("diversity", "As Python names them, of the same proposals.")),
                   &StepFigures::outputTypes));
    return charts;
}

QString signsOf(const diversity::Narrowing& narrowing) {
    QStringList signs;
    if (narrowing.shapes)
        signs.append(
            diversityText(QT_TRANSLATE_NOOP("diversity", "%1 outlines per task in the last 5 steps, %2 before"))
                .arg(labels::number(narrowing.shapesNow, 2), labels::number(narrowing.shapesBefore, 2)));
    if (narrowing.duplicates)
        signs.append(diversityText(QT_TRANSLATE_NOOP("diversity", "%1 near-duplicates in the last 5 steps, %2 before"))
                         .arg(labels::percent(narrowing.duplicatesNow), labels::percent(narrowing.duplicatesBefore)));
    if (narrowing.lineages)
        signs.append(
            diversityText(QT_TRANSLATE_NOOP("diversity", "%1 effective lineages in the last 5 steps, %2 before"))
                .arg(labels::number(narrowing.lineagesNow, 1), labels::number(narrowing.lineagesBefore, 1)));
    return signs.join(QStringLiteral("; "));
}

}  // namespace

QList<DiversityChart> diversityCharts(const std::vector<StepFigures>& steps) {
    return lineageCharts(steps) + programCharts(steps) + textCharts(steps);
}

QList<widgets::ChartEvent> narrowingMarks(const std::vector<StepFigures>& steps) {
    QList<widgets::ChartEvent> marks;
    bool stood = false;
    for (const StepFigures& step : steps) {
        if (step.narrowing.any() && !stood)
            marks.append(
                {double(step.step),
                 diversityText(QT_TRANSLATE_NOOP("diversity", "The proposals narrow: %1")).arg(signsOf(step.narrowing)),
                 widgets::ChartEventKind::Alert});
        stood = step.narrowing.any();
    }
    return marks;
}

QString narrowingSentence(const std::vector<StepFigures>& steps, bool* narrows) {
    *narrows = !steps.empty() && steps.back().narrowing.any();
    if (steps.empty())
        return diversityText(
            QT_TRANSLATE_NOOP("diversity", "How varied the proposals are is told from the first step on."));
    if (*narrows) {
        auto since = steps.rbegin();
        while (since + 1 != steps.rend() && (since + 1)->narrowing.any()) ++since;
        return diversityText(QT_TRANSLATE_NOOP("diversity", "▲ The proposals narrow since step %1: %2."))
            .arg(since->step)
            .arg(signsOf(steps.back().narrowing));
    }
    if (std::ssize(steps) < 2 * diversity::kWindow)
        return diversityText(
            QT_TRANSLATE_NOOP("diversity", "Too early to tell whether the proposals narrow: that takes 10 steps."));
    return diversityText(QT_TRANSLATE_NOOP("diversity", "Nothing says that the proposals narrow."));
}

}  // namespace azr::ui

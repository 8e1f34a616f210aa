#include "ui/charts/chart_specs.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <algorithm>

#include "core/telemetry/metric_table.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"

namespace azr::ui {

namespace {

constexpr int kColors = 8;  ///< curves beyond them are dashed

struct ChartTexts {
    Q_DECLARE_TR_FUNCTIONS(ChartTexts)
};

/// One curve for each kind; the colour is the kind's in every chart.
void addByKind(QList<CurveSpec>& curves, const QString& pattern, bool dashed, const QString& what) {
    for (const selfplay::TaskKind kind : selfplay::kKinds) {
        const QString word = labels::kind(kindName(kind));
        curves.append({pattern.arg(kindName(kind)),
                       what.isEmpty() ? word : ChartTexts::tr("%1, %2").arg(word, what),
                       {static_cast<int>(kind), dashed},
                       kind});
    }
}

QList<CurveSpec> byKind(const QString& pattern) {
    QList<CurveSpec> curves;
    addByKind(curves, pattern, false, {});
    return curves;
}

QList<CurveSpec> twoByKind(const QString& first, const QString& firstName, const QString& second,
                           const QString& secondName) {
    QList<CurveSpec> curves;
    addByKind(curves, first, false, firstName);
    addByKind(curves, second, true, secondName);
    return curves;
}

}  // namespace

QList<ChartSpec> trainingCharts() {
    const QString percent = QStringLiteral(" %");
    return {
        {QStringLiteral("held_out"), ChartTexts::tr("Held-out accuracy"),
         ChartTexts::tr("Share of tasks from a set never trained on that the model solves; sampled at "
                        "temperature 1, and greedily (dashed)."),
         percent, 100,
         twoByKind("eval/dev/sampled/%1", ChartTexts::tr("sampled"), "eval/dev/greedy/%1", ChartTexts::tr("greedy"))},
        {QStringLiteral("solve_rate"), ChartTexts::tr("Solve rate"),
         ChartTexts::tr("Share of the solver's attempts at this step's tasks that were correct."), percent, 100,
         byKind("solve/rate/solve.%1")},
        {QStringLiteral("solver_reward"),
         ChartTexts::tr("Solver reward"),
         ChartTexts::tr("Mean composite reward of the solver (equation 6 of the paper)."),
         {},
         1,
         byKind("reward/mean/solve.%1")},
        {QStringLiteral("proposer_reward"),
         ChartTexts::tr("Proposer reward"),
         ChartTexts::tr("Mean composite reward of the proposer: high when tasks are valid and neither too "
                        "easy nor too hard."),
         {},
         1,
         byKind("reward/mean/propose.%1")},
        {QStringLiteral("valid"), ChartTexts::tr("Valid proposals"),
         ChartTexts::tr("Share of proposed tasks that parse, run, and give the same value twice."), percent, 100,
         byKind("valid/rate/propose.%1")},
        {QStringLiteral("learnability"),
         ChartTexts::tr("Learnability"),
         ChartTexts::tr("Mean of equation 4: zero for tasks that are always or never solved."),
         {},
         1,
         byKind("learnability/reward/propose.%1")},
        {QStringLiteral("entropy"), ChartTexts::tr("Entropy"),
         ChartTexts::tr("Mean entropy of the next-token distribution, in nats; a collapse towards zero ends "
                        "learning. Solver dashed."),
         ChartTexts::tr(" nats"), 1,
         twoByKind("entropy/propose.%1", ChartTexts::tr("proposer"), "entropy/solve.%1", ChartTexts::tr("solver"))},
        {QStringLiteral("length"),
         ChartTexts::tr("Completion length"),
         ChartTexts::tr("Mean tokens of a completion. Solver dashed."),
         {},
         1,
         twoByKind("length/mean/propose.%1", ChartTexts::tr("proposer"), "length/mean/solve.%1",
                   ChartTexts::tr("solver"))},
        {QStringLiteral("throughput"),
         ChartTexts::tr("Throughput"),
         ChartTexts::tr("Tokens sampled and trained per second."),
         ChartTexts::tr(" tokens/s"),
         1,
         {{"throughput/sampled", ChartTexts::tr("sampled"), {0, false}, {}},
          {"throughput/trained", ChartTexts::tr("trained"), {1, false}, {}}}},
        {QStringLiteral("between"), ChartTexts::tr("Between too easy and too hard"),
         ChartTexts::tr("Share of new tasks that the solver solves sometimes: the ones worth "
                        "learning from."),
         percent, 100, byKind("learnability/between/propose.%1")},
        {QStringLiteral("collapse"),
         ChartTexts::tr("Signs of collapse"),
         ChartTexts::tr("Shares of near-duplicates, of tasks a coin flip could answer, of completions cut "
                        "off at the length limit, and of composite tasks that only give what a given "
                        "function gives. All should stay low."),
         percent,
         100,
         {{"novelty/near_duplicates", ChartTexts::tr("near-duplicates"), {3, false}, {}},
          {"novelty/coin_flips", ChartTexts::tr("coin flips"), {4, false}, {}},
          {"length/clipped", ChartTexts::tr("cut off"), {5, false}, {}},
          {"composite/degenerate", ChartTexts::tr("degenerate"), {6, false}, {}}}},
        {QStringLiteral("gradient"),
         ChartTexts::tr("Size of the update"),
         ChartTexts::tr("Norm of the gradient before clipping."),
         {},
         1,
         {{"update/gradient_norm", ChartTexts::tr("gradient norm"), {6, false}, {}}}},
    };
}

QStringList ChartSpec::metrics() const {
    QStringList names;
    for (const CurveSpec& curve : curves) names.append(curve.metric);
    return names;
}

ChartSpec chartOf(const QString& title, const QStringList& metrics) {
    ChartSpec chart;
    chart.title = title;
    bool shares = !metrics.isEmpty();
    QStringList sentences;
    for (const QString& metric : metrics) {
        const auto* described = telemetry::describeMetric(metric.toStdString());
        shares = shares && described && described->unit == telemetry::Unit::Share;
        const int color = static_cast<int>(chart.curves.size());
        chart.curves.append({metric, metric, {color, color >= kColors}, {}});
        if (described) sentences.append(labels::said(std::string(described->text)));
    }
    sentences.removeDuplicates();
    chart.explanation = sentences.mid(0, 4).join(QLatin1Char('\n'));
    if (shares) {
        chart.unit = QStringLiteral(" %");
        chart.scale = 100;
    }
    return chart;
}

QJsonObject toJson(const ChartSpec& chart) {
    QJsonObject json;
    const QList<ChartSpec> standard = trainingCharts();
    const auto same = std::ranges::find(standard, chart.id, &ChartSpec::id);
    if (same != standard.end()) json[QStringLiteral("id")] = chart.id;
    if (same == standard.end() || same->title != chart.title) json[QStringLiteral("title")] = chart.title;
    if (same == standard.end()) json[QStringLiteral("metrics")] = QJsonArray::fromStringList(chart.metrics());
    if (chart.logarithmic) json[QStringLiteral("logarithmic")] = true;
    return json;
}

std::optional<ChartSpec> chartFromJson(const QJsonObject& json) {
    const QString id = json[QStringLiteral("id")].toString();
    const QString title = json[QStringLiteral("title")].toString();
    ChartSpec chart;
    const QList<ChartSpec> standard = trainingCharts();
    if (const auto same = std::ranges::find(standard, id, &ChartSpec::id); !id.isEmpty() && same != standard.end()) {
        chart = *same;
        if (!title.isEmpty()) chart.title = title;
    } else {
        QStringList metrics;
        for (const QJsonValue value : json[QStringLiteral("metrics")].toArray())
            if (!value.toString().isEmpty()) metrics.append(value.toString());
        if (metrics.isEmpty()) return std::nullopt;
        chart = chartOf(title.isEmpty() ? metrics.front() : title, metrics);
    }
    chart.logarithmic = json[QStringLiteral("logarithmic")].toBool();
    return chart;
}

}  // namespace azr::ui

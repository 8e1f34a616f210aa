#include "core/audit/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace azr::audit {
namespace {

using Figures = std::map<std::string, double>;

/// Two passes: nothing in common with the running means of training.
class Values {
  public:
    void add(double value) { m_values.push_back(value); }
    void add(bool value) { m_values.push_back(value ? 1 : 0); }
    [[nodiscard]] bool empty() const { return m_values.empty(); }
    [[nodiscard]] double mean() const {
        double sum = 0;
        for (const double value : m_values) sum += value;
        return sum / static_cast<double>(m_values.size());
    }
    [[nodiscard]] double deviation() const {
        const double middle = mean();
        double squares = 0;
        for (const double value : m_values) squares += (value - middle) * (value - middle);
        return std::sqrt(squares / static_cast<double>(m_values.size()));
    }
    [[nodiscard]] double least() const { return *std::ranges::min_element(m_values); }
    [[nodiscard]] double most() const { return *std::ranges::max_element(m_values); }

  private:
    std::vector<double> m_values;
};

void putMean(Figures& figures, const std::string& name, const Values& values) {
    if (!values.empty()) figures[name] = values.mean();
}

/// Proposals and answers alike. Masked samples count for lengths and format, not for rewards.
class Samples {
  public:
    template <class Row>
    void add(const Row& row, bool trained) {
        m_length.add(static_cast<double>(row.tokens));
        m_clipped.add(row.clipped);
        m_format.add(row.formatFailure.empty());
        ++m_verdicts[row.verdict];
        if (row.masked) return;
        m_reward.add(row.reward);
        if (trained) m_advantage.add(row.advantage);
    }
    void put(const std::string& stream, Figures& figures) const {
        if (m_length.empty()) return;
        if (!m_reward.empty()) {
            figures["reward/mean/" + stream] = m_reward.mean();
            figures["reward/min/" + stream] = m_reward.least();
            figures["reward/max/" + stream] = m_reward.most();
            figures["reward/std/" + stream] = m_reward.deviation();
        }
        if (!m_advantage.empty()) figures["advantage/std/" + stream] = m_advantage.deviation();
        putMean(figures, "format/rate/" + stream, m_format);
        putMean(figures, "length/mean/" + stream, m_length);
        figures["length/max/" + stream] = m_length.most();
        putMean(figures, "length/clipped/" + stream, m_clipped);
        for (const auto& [verdict, count] : m_verdicts) figures[fmt::format("verdict/{}/{}", verdict, stream)] = count;
    }

  private:
    Values m_reward, m_advantage, m_length, m_clipped, m_format;
    std::map<std::string, int> m_verdicts;
};

void proposals(const StepRows& rows, const std::string& kind, bool trained, Figures& figures) {
    const std::string stream = "propose." + kind;
    Samples samples;
    Values valid, duplicates, flips, complexity, halstead, distance, similarity, diversity, inputDiversity, lines;
    Values reward, success, never, always, between, composite, degenerate;
    for (const store::TaskRow& row : rows.tasks) {
        if (row.origin != "model" || row.kind != kind) continue;
        samples.add(row, trained);
        valid.add(row.verdict == "ok");
        composite.add(!row.given.empty());
        if (row.verdict != "ok") continue;
        if (!row.given.empty()) degenerate.add(row.degenerate);
        duplicates.add(row.nearDuplicate);
        flips.add(row.coinFlip);
        complexity.add(row.complexity);
        halstead.add(row.halstead);
        distance.add(row.distance);
        similarity.add(row.similarity);
        diversity.add(row.diversity);
        inputDiversity.add(row.inputDiversity);
        lines.add(static_cast<double>(row.lines));
        const double s = row.learnability;
        if (s < 0) continue;
        reward.add(row.learnReward);
        success.add(s);
        never.add(s <= 0);
        always.add(s >= 1);
        between.add(s > 0 && s < 1);
    }
    samples.put(stream, figures);
    if (!composite.empty() && composite.most() > 0) figures["composite/share/" + stream] = composite.mean();
    putMean(figures, "composite/degenerate/" + stream, degenerate);
    const std::pair<const char*, const Values*> means[] = {{"valid/rate/", &valid},
                                                           {"learnability/reward/", &reward},
                                                           {"learnability/success/", &success},
                                                           {"learnability/never/", &never},
                                                           {"learnability/always/", &always},
                                                           {"learnability/between/", &between},
                                                           {"intrinsic/complexity/", &complexity},
                                                           {"intrinsic/halstead/", &halstead},
                                                           {"intrinsic/distance/", &distance},
                                                           {"intrinsic/diversity/", &diversity},
                                                           {"intrinsic/lines/", &lines},
                                                           {"intrinsic/similarity/", &similarity},
                                                           {"intrinsic/input_diversity/", &inputDiversity},
                                                           {"novelty/near_duplicates/", &duplicates},
                                                           {"novelty/coin_flips/", &flips}};
    for (const auto& [name, values] : means) putMean(figures, name + stream, *values);
}

void answers(const StepRows& rows, const std::string& kind, bool trainedOnly, Figures& figures) {
    const std::string stream = "solve." + kind;
    Samples samples;
    Values solved, loose;
    for (const store::AttemptRow& row : rows.attempts) {
        if (row.kind != kind || (trainedOnly && !row.trained)) continue;
        samples.add(row, row.trained);
        if (row.verdict == "infra_error") continue;
        solved.add(row.verdict == "ok");
        loose.add(row.loose);
    }
    samples.put(stream, figures);
    putMean(figures, "solve/rate/" + stream, solved);
    putMean(figures, "solve/loose/" + stream, loose);
}

void rollouts(const StepRows& rows, const std::string& kind, Figures& figures) {
    const std::string stream = "rollout." + kind;
    Values reward, solved, format, length, clipped;
    for (const store::AttemptRow& row : rows.attempts) {
        if (row.kind != kind || row.use != "rollout") continue;
        format.add(row.formatFailure.empty());
        length.add(static_cast<double>(row.tokens));
        clipped.add(row.clipped);
        if (!row.masked) reward.add(row.reward);
        if (row.verdict != "infra_error") solved.add(row.verdict == "ok");
    }
    putMean(figures, "reward/mean/" + stream, reward);
    putMean(figures, "solve/rate/" + stream, solved);
    putMean(figures, "format/rate/" + stream, format);
    putMean(figures, "length/mean/" + stream, length);
    putMean(figures, "length/clipped/" + stream, clipped);
}

/// Over all streams; induction proposers do not choose their program, and most programs raise one or two things.
void overall(const StepRows& rows, Figures& figures) {
    Values valid, duplicates, flips, clipped, degenerate;
    for (const store::TaskRow& row : rows.tasks) {
        if (row.origin != "model") continue;
        valid.add(row.verdict == "ok");
        clipped.add(row.clipped);
        if (row.verdict == "ok" && !row.given.empty()) degenerate.add(row.degenerate);
        if (row.verdict != "ok" || row.kind == "induction") continue;
        duplicates.add(row.nearDuplicate);
        if (row.kind != "error") flips.add(row.coinFlip);
    }
    for (const store::AttemptRow& row : rows.attempts) clipped.add(row.clipped);
    putMean(figures, "valid/rate", valid);
    putMean(figures, "novelty/near_duplicates", duplicates);
    putMean(figures, "novelty/coin_flips", flips);
    putMean(figures, "length/clipped", clipped);
    putMean(figures, "composite/degenerate", degenerate);
}

/// The schedule of the learning rate.
double learningRate(const config::OptimizerConfig& config, int step) {
    double rate = config.learningRate;
    if (config.decaySteps > 0) rate *= 1 - (1 - config.finalFraction) * std::min(1.0, (step - 1.0) / config.decaySteps);
    return step < config.warmupSteps ? rate * step / config.warmupSteps : rate;
}

/// What reaches the update; of the departure `task`, answers at tasks that all rewards of are equal do not.
double sequences(const StepRows& rows, const config::RunConfig& config) {
    const bool dropFlat = config.advantage.solverBaseline == config::SolverBaseline::Task;
    double count = 0;
    for (const store::TaskRow& row : rows.tasks)
        if (row.origin == "model" && config.selfplay.trainProposer && !row.masked && row.tokens > 0) ++count;
    for (const store::AttemptRow& row : rows.attempts)
        if (!row.masked && row.trained && row.tokens > 0 && !(dropFlat && row.advantage == 0)) ++count;
    return count;
}

/// Wilson's interval at 95%.
std::pair<double, double> interval(double hits, double total) {
    constexpr double kZ = 1.959963984540054;
    const double share = hits / total, z2 = kZ * kZ;
    const double centre = (hits + z2 / 2) / (total + z2);
    const double half = kZ / (total + z2) * std::sqrt(total * share * (1 - share) + z2 / 4);
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Figures evaluated(const std::string& suite, const std::vector<store::EvaluationItemRow>& items) {
    Figures figures;
    for (const bool greedy : {true, false}) {
        const std::string mode = "eval/" + suite + (greedy ? "/greedy/" : "/sampled/");
        std::map<std::string, std::pair<double, double>> kinds;
        for (const store::EvaluationItemRow& item : items) {
            if (item.greedy != greedy) continue;
            auto& [solved, total] = kinds[item.kind];
            solved += item.solved ? 1 : 0;
            ++total;
        }
        Values means;
        for (const auto& [kind, counted] : kinds) {
            const auto [low, high] = interval(counted.first, counted.second);
            figures[mode + kind] = counted.first / counted.second;
            figures[mode + kind + "/low"] = low;
            figures[mode + kind + "/high"] = high;
            means.add(counted.first / counted.second);
        }
        putMean(figures, mode + "mean", means);
    }
    return figures;
}

}  // namespace

Figures figuresOf(const StepRows& rows, const config::RunConfig& config, const BufferCounts& buffers, bool scored) {
    Figures figures;
    for (const std::string kind : kFigureKinds) {
        proposals(rows, kind, config.selfplay.trainProposer, figures);
        answers(rows, kind, scored, figures);
        if (scored) rollouts(rows, kind, figures);
        if (const auto valid = figures.find("valid/rate/propose." + kind); valid != figures.end()) {
            const auto count = buffers.entered.find(kind);
            figures["novelty/admitted/propose." + kind] =
                count == buffers.entered.end() ? 0 : static_cast<double>(count->second);
        }
    }
    for (const auto& [kind, size] : buffers.sizes)
        if (kind != "error" || size > 0) figures["buffer/size/" + kind] = static_cast<double>(size);
    for (const auto& [kind, count] : buffers.keptOut)
        figures["novelty/kept_out/propose." + kind] = static_cast<double>(count);
    for (const auto& [kind, count] : buffers.heldBack)
        figures["novelty/held_back/propose." + kind] = static_cast<double>(count);
    overall(rows, figures);
    figures["update/learning_rate"] = learningRate(config.optimizer, rows.step);
    figures["update/sequences"] = sequences(rows, config);
    return figures;
}

void checkFigures(const StepRows& rows, const Figures& figures, const std::set<std::string>& known, Ledger& ledger) {
    for (const auto& [name, value] : figures) {
        const auto stored = rows.metrics.find(name);
        if (stored != rows.metrics.end())
            ledger.compare(Check::Metric, {rows.step, "metric", 0, name}, stored->second, value);
        else if (known.contains(name))
            ledger.expect(Check::Metric, false, {rows.step, "metric", 0, name}, "none", fmt::format("{:.17g}", value));
        else
            ledger.unchecked(Check::Metric, "not measured by the version that wrote it");
    }
    for (const auto& [name, value] : rows.metrics) {
        const bool clock = name.starts_with("time/") || name.starts_with("throughput/") || name.starts_with("memory/");
        ledger.compare(Check::Metric, {rows.step, "metric", 0, name + ", of that moment alone"},
                       rows.passing.contains(name), clock);
        if (figures.contains(name) || name.starts_with("eval/")) continue;
        const bool model = name.starts_with("update/") || name.starts_with("entropy/");
        if (clock)
            ledger.unchecked(Check::Metric, "times, rates and memory are of that moment");
        else if (model)
            ledger.unchecked(Check::Metric, "losses and entropies need the model: --replay does those steps again");
        else
            ledger.unchecked(Check::Metric, "no rule to work it out: " + name.substr(0, name.rfind('/')));
    }
}

Status checkEvaluations(store::Reader& reader, RunId run, int first, int last, Ledger& ledger) {
    AZR_TRY(const std::vector<store::EvaluationRow> rows, reader.evaluations(run));
    for (const store::EvaluationRow& row : rows) {
        if (row.step < first || row.step > last) continue;
        const bool again = std::ranges::any_of(rows, [&](const store::EvaluationRow& other) {
            return other.step == row.step && other.suite == row.suite && other.id > row.id;
        });
        if (again) {
            ledger.unchecked(Check::Evaluation, "its metrics were replaced by a later evaluation of the same step");
            continue;
        }
        AZR_TRY(const auto items, reader.evaluationItems(row.id));
        ledger.unchecked(Check::Evaluation, "whether a held-out answer is right: the suites are no part of a database",
                         std::ssize(items));
        AZR_TRY(const auto metrics, reader.metricsOfStep(run, row.step));
        for (const auto& [name, value] : evaluated(row.suite, items)) {
            const auto stored = std::ranges::find(metrics, name, &store::MetricRow::name);
            const Place place{row.step, "metric", 0, name};
            if (ledger.expect(Check::Evaluation, stored != metrics.end(), place, "none", fmt::format("{}", value)))
                ledger.compare(Check::Evaluation, place, stored->value, value);
        }
    }
    return {};
}

}  // namespace azr::audit

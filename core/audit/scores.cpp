#include "core/audit/scores.h"

#include <algorithm>
#include <cmath>

#include "core/audit/buffers.h"
#include "core/audit/rule_facts.h"

namespace azr::audit {
namespace {

constexpr const char* kNotStored = "not stored by the version that wrote it";

bool isInduction(const std::string& kind) {
    return kind == "induction";
}

/// Equation 5.
double solverScore(const store::AttemptRow& row, const config::RewardConfig& config) {
    const bool solved = row.verdict == "ok";
    if (!isInduction(row.kind) || config.inductionMode == config::InductionMode::Binary) return solved ? 1 : 0;
    if (config.inductionMode == config::InductionMode::Accuracy) return row.share;
    return row.share > 0 ? 1 : 0;
}

/// Equation 4 and its departures.
double learnReward(double s, const config::RewardConfig& config) {
    if (s < 0) return 0;
    if (config.learnability == config::Learnability::Inverse) return 1 - s;
    if (s <= 0 || s >= 1) return 0;
    return config.learnability == config::Learnability::Parabola ? 4 * s * (1 - s) : 1 - s;
}

/// Equation 6.
double composite(bool proposes, bool whole, double r, const config::RewardConfig& config) {
    if (!whole) return config.formatPenalty;
    if (r > 0) return r;
    return proposes && config.zeroLearnability == config::ZeroLearnability::Paper ? 0 : config.wrongPenalty;
}

/// Each weight x measure, at most its bound. An induction proposer did not choose the program.
std::vector<double> extrasOf(const store::TaskRow& row, const config::RewardConfig& config) {
    std::vector<double> extras;
    const auto take = [&](double weight, double most, double value) {
        if (weight != 0) extras.push_back(std::min(most, weight * value));
    };
    if (isInduction(row.kind)) {
        take(config.inputDiversityWeight, config.inputDiversityMax, row.inputDiversity);
        take(config.outputDiversityWeight, config.outputDiversityMax, row.diversity);
        return extras;
    }
    take(config.complexityWeight, config.complexityMax, std::min(1.0, row.complexity / 15.0));
    take(config.distanceWeight, config.distanceMax, row.distance);
    take(config.halsteadWeight, config.halsteadMax, row.halstead);
    take(config.diversityWeight, config.diversityMax, row.kind == "abduction" ? row.inputDiversity : row.diversity);
    return extras;
}

/// Equation 4 with the intrinsic extras, which count only where something was earned.
double withExtras(double r, const store::TaskRow& row, const config::RewardConfig& config) {
    const std::vector<double> extras = extrasOf(row, config);
    if (r <= 0 || extras.empty()) return r;
    double sum = 0, product = 1;
    for (const double extra : extras) {
        sum += extra;
        product *= extra;
    }
    switch (config.intrinsicCombine) {
        case config::IntrinsicCombine::None: return r;
        case config::IntrinsicCombine::Sum: return r + sum;
        case config::IntrinsicCombine::Multiply: return r * product;
        case config::IntrinsicCombine::SumMultiply: return r + product;
        case config::IntrinsicCombine::MultiplySum: break;
    }
    return r * sum;
}

double noveltyOf(const store::TaskRow& row, const config::RewardConfig& config) {
    const bool counts = config.noveltyCount > 0 && row.signatureCount > 0 && !isInduction(row.kind);
    return counts ? std::min(1.0, config.noveltyCount / row.signatureCount) : 1;
}

/// The classes of advantage.proposer_baseline: the type of the first argument, and how the program is built.
int classOf(const store::TaskRow& row) {
    if (row.program.empty()) return -1;
    int type = 3;
    const std::size_t first = row.input.find_first_not_of(" \t\n+-");
    const char c = first == std::string::npos ? '\0' : row.input[first];
    if ((c >= '0' && c <= '9') || c == '.') type = 0;
    if (c == '\'' || c == '"') type = 1;
    if (c == '[' || c == '{' || c == '(') type = 2;
    const auto says = [&](const char* word) { return row.program.find(word) != std::string::npos; };
    const int form = says(" for ") || says("while ") ? 0 : says(" if ") ? 1 : 2;
    return type * 3 + form;
}

class Scoring {
  public:
    Scoring(StepRows& rows, const config::RunConfig& config, const VetoedTasks& vetoed, bool scored, Ledger& ledger)
        : m_rows(rows), m_config(config), m_vetoed(vetoed), m_scored(scored), m_ledger(ledger) {}

    void run() {
        for (store::AttemptRow& row : m_rows.attempts) attempt(row);
        for (store::TaskRow& row : m_rows.tasks)
            if (row.origin == "model") proposal(row);
    }

  private:
    struct Mean {
        double sum = 0, solved = 0;
        int count = 0;
    };

    [[nodiscard]] Place place(const store::TaskRow& row, std::string_view what) const {
        return {m_rows.step, "task", row.id.value, what};
    }

    void attempt(store::AttemptRow& row) {
        const auto at = [&](std::string_view what) { return Place{m_rows.step, "attempt", row.id.value, what}; };
        const bool whole = row.formatFailure.empty(), lost = row.verdict == "infra_error";
        const bool byShare = isInduction(row.kind) && m_config.reward.inductionMode != config::InductionMode::Binary;
        if (byShare && !m_scored)
            m_ledger.unchecked(Check::Reward, kNotStored);
        else
            settle(Check::Reward, at("score"), row.score, whole ? solverScore(row, m_config.reward) : 0);
        if (row.use == "rollout" && !lost) {
            Mean& mean = m_means[row.task.value];
            mean.sum += row.score;
            mean.solved += row.verdict == "ok" ? 1 : 0;
            ++mean.count;
        }
        settle(Check::Reward, at("reward"), row.reward, composite(false, whole, row.score, m_config.reward));
        if (!m_vetoed.perhaps.contains(row.task.value))
            settle(Check::Mask, at("masked"), row.masked, lost || m_vetoed.surely.contains(row.task.value));
        if (row.use == "train") m_ledger.compare(Check::Mask, at("trained"), row.trained, true);
    }

    void learnability(store::TaskRow& row) {
        const auto found = m_means.find(row.id.value);
        const bool estimated = found != m_means.end() && found->second.count > 0;
        double s = estimated ? found->second.sum / found->second.count : -1;
        // Older versions averaged whether an answer was right, whatever it scored.
        if (estimated && !m_scored) s = found->second.solved / found->second.count;
        settle(Check::Learnability, place(row, "learnability"), row.learnability, s);
    }

    void proposal(store::TaskRow& row) {
        if (row.step == 0) return seed(row);
        const config::RewardConfig& reward = m_config.reward;
        const bool valid = row.verdict == "ok", barred = isBarred(row, m_config.selfplay);
        const bool whole = valid && row.formatFailure.empty();
        learnability(row);
        const double learned = learnReward(row.learnability, reward);
        const double score = withExtras(learned, row, reward) * noveltyOf(row, reward);
        settleIfStored(Check::LearnReward, place(row, "learn_reward"), row.learnReward, learned);
        settleIfStored(Check::Reward, place(row, "score"), row.score, score);
        const bool oldExtras = !m_scored && reward.intrinsicCombine != config::IntrinsicCombine::None;
        if (oldExtras)
            m_ledger.unchecked(Check::Reward, "intrinsic extras as an older version joined them");
        else
            settle(Check::Reward, place(row, "reward"), row.reward,
                   whole && learned > 0 ? score : composite(true, whole, 0, reward));
        mask(row, valid, barred);
        settleIfStored(Check::Mask, place(row, "barred"), row.barred, barred);
        if (m_scored)
            m_ledger.compare(Check::Mask, place(row, "trained"), row.trained, m_config.selfplay.trainProposer);
        const int group = classOf(row);
        if (m_scored) m_ledger.compare(Check::Advantage, place(row, "task_class"), std::int64_t{row.taskClass}, group);
        row.taskClass = group;
    }

    /// A barred task earns what an unlearnable one does, unless its program was not the proposer's choice; one whose
    /// rollouts were all lost, or that was taken out, takes no part.
    void mask(store::TaskRow& row, bool valid, bool barred) {
        const bool unknown = valid && row.learnability < 0 && !barred;
        const bool masked = row.verdict == "infra_error" || m_vetoed.surely.contains(row.id.value) || unknown ||
                            (barred && isInduction(row.kind));
        if (m_vetoed.perhaps.contains(row.id.value)) {
            if (!m_scored) row.masked = masked;
            return;
        }
        settleIfStored(Check::Mask, place(row, "masked"), row.masked, masked);
    }

    /// Nothing is earned before the first step.
    void seed(const store::TaskRow& row) {
        m_ledger.compare(Check::Reward, place(row, "reward"), row.reward, 0.0);
        m_ledger.compare(Check::Learnability, place(row, "learnability"), row.learnability, -1.0);
    }

    template <class Value>
    void settle(Check check, const Place& where, Value& stored, Value recomputed) {
        m_ledger.compare(check, where, stored, recomputed);
        stored = recomputed;
    }

    template <class Value>
    void settleIfStored(Check check, const Place& where, Value& stored, Value recomputed) {
        if (m_scored) return settle(check, where, stored, recomputed);
        m_ledger.unchecked(check, kNotStored);
        stored = recomputed;
    }

    StepRows& m_rows;
    const config::RunConfig& m_config;
    const VetoedTasks& m_vetoed;
    const bool m_scored;
    Ledger& m_ledger;
    std::map<std::int64_t, Mean> m_means;
};

}  // namespace

VetoedTasks vetoedIn(const History& history, int step) {
    VetoedTasks vetoed;
    for (const Veto& one : history.vetoes()) {
        if (one.step != step) continue;
        if (one.when == Veto::When::Start || one.when == Veto::When::Afterwards) continue;
        const bool surely = one.when == Veto::When::Underway && one.applied;
        (surely ? vetoed.surely : vetoed.perhaps).insert(one.task.value);
    }
    // What a rule takes out of a step is judged before the scoring; what it takes out of a buffer, when it is made.
    for (const store::BufferEventRow& event : history.bufferEvents())
        if (event.step == step && event.action == "veto" && ruleOfReason(event.reason))
            vetoed.perhaps.insert(event.task.value);
    // Taken back in the same step: it was trained, or not, by when that was.
    for (const Restoration& one : history.restorations()) {
        if (one.step != step || one.when == Veto::When::Start) continue;
        if (vetoed.surely.erase(one.task.value) > 0) vetoed.perhaps.insert(one.task.value);
    }
    for (const std::int64_t task : vetoed.surely) vetoed.perhaps.erase(task);
    return vetoed;
}

void checkScores(StepRows& rows, const config::RunConfig& config, const VetoedTasks& vetoed, bool scored,
                 Ledger& ledger) {
    Scoring(rows, config, vetoed, scored, ledger).run();
}

}  // namespace azr::audit

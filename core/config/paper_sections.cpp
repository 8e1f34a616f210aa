#include "core/config/paper_sections.h"

namespace azr::config {
namespace {

struct Row {
    std::string_view prefix, section;
};

/// The longest prefix of a path counts. A field without a row is one of which the paper says nothing, such as time
/// limits, duplicates, or the order of mini-batches.
constexpr Row kRows[] = {
    {"steps", "table 3"},
    {"seed_tasks", "3.3.1, appendix D.3"},
    {"prompt.wrapper", "3.1, figure 33"},
    {"prompt.prompt_limit", "table 3"},
    {"prompt.response_limit", "table 3"},
    {"selfplay.deduction", "3.2, table 2"},
    {"selfplay.abduction", "3.2, table 2"},
    {"selfplay.induction", "3.2, table 2"},
    {"selfplay.error", "appendix D.1"},
    {"selfplay.proposals_per_kind", "4.1, table 3"},
    {"selfplay.solves_per_kind", "4.1, table 3"},
    {"selfplay.references", "3.3.2, table 3"},
    {"selfplay.include_references", "4.2, table 2"},
    {"selfplay.reference_weighting", "3.3.2, appendix D.3"},
    {"selfplay.train_proposer", "4.2, table 2"},
    {"selfplay.rollouts", "3.1, eq. 4, table 3"},
    {"selfplay.induction_inputs", "3.3.2"},
    {"selfplay.seed_factor", "3.3.1, table 3"},
    {"selfplay.shared_seed", "3.3.1"},
    {"selfplay.strip_seeds", "3.3.1"},
    {"selfplay.strip_comments", "appendix D.5"},
    {"selfplay.strip_globals", "appendix D.5"},
    {"selfplay.mixing", "3.3.2, 3.3.3"},
    {"selfplay.new_steps", "3.3.3"},
    {"selfplay.composite_start_step", "appendix D.2"},
    {"selfplay.composite_chance", "appendix D.2"},
    {"selfplay.composite_min", "appendix D.2"},
    {"selfplay.composite_max", "appendix D.2"},
    {"selfplay.banned_words", "3.3.3, figure 8"},
    {"buffer.capacity", "table 3"},
    {"reward.learnability", "3.1, eq. 4"},
    {"reward.zero_learnability", "3.1, eq. 4 and 6"},
    {"reward.wrong_penalty", "3.1, eq. 6"},
    {"reward.format_penalty", "3.1, eq. 6"},
    {"reward.induction_mode", "3.3.4, figure 12"},
    {"reward.intrinsic_combine", "appendix D.4, eq. 11 to 14"},
    {"reward.complexity_", "appendix D.4"},
    {"reward.halstead_", "appendix D.4"},
    {"reward.distance_", "appendix D.4"},
    {"reward.diversity_", "appendix D.4"},
    {"reward.input_diversity_", "appendix D.4"},
    {"reward.output_diversity_", "appendix D.4"},
    {"advantage.", "3.3.5, eq. 8"},
    {"loss.clip_", "appendix A, eq. 9"},
    {"loss.entropy_bonus", "table 3"},
    {"loss.average", "appendix A, eq. 9"},
    {"loss.kl_coefficient", "appendix A, table 3"},
    {"loss.proposer_kl", "appendix A, table 3"},
    {"loss.epochs", "table 3"},
    {"loss.old_logprobs", "appendix A, eq. 9"},
    {"optimizer.learning_rate", "4.1, table 3"},
    {"optimizer.final_fraction", "4.1"},
    {"optimizer.decay_steps", "4.1"},
    {"optimizer.warmup_steps", "4.1"},
    {"optimizer.gradient_clip", "table 3"},
    {"sampling.temperature", "table 3"},
    {"sampling.top_p", "table 3"},
    {"executor.runs", "3.3.3, eq. 7"},
    {"executor.imports", "3.3.3, figure 8"},
    {"executor.strict_types", "3.2"},
};

}  // namespace

std::string_view paperSection(std::string_view path) {
    const Row* best = nullptr;
    for (const Row& row : kRows) {
        const bool whole = !row.prefix.ends_with('.') && !row.prefix.ends_with('_');
        if (whole ? path != row.prefix : !path.starts_with(row.prefix)) continue;
        if (best == nullptr || row.prefix.size() > best->prefix.size()) best = &row;
    }
    return best == nullptr ? std::string_view() : best->section;
}

}  // namespace azr::config

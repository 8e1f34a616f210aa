#include "core/config/paper_sections.h"

namespace azr::config {
namespace {

struct Row {
    std::string_view prefix, section;
};

/// The longest prefix of a path counts.
constexpr Row kRows[] = {
    {"steps", "table 3"},
    {"seed_tasks", "3.3.1"},
    {"prompt.prompt_limit", "table 3"},
    {"prompt.response_limit", "table 3"},
    {"selfplay.", "3.3"},
    {"selfplay.deduction", "3.2"},
    {"selfplay.abduction", "3.2"},
    {"selfplay.induction", "3.2"},
    {"selfplay.induction_inputs", "3.3.3, table 3"},
    {"selfplay.error", "appendix D.1"},
    {"selfplay.proposals_per_kind", "3.3.2, table 3"},
    {"selfplay.solves_per_kind", "3.3.2, table 3"},
    {"selfplay.references", "3.3.2, table 3"},
    {"selfplay.include_references", "4.2, table 2"},
    {"selfplay.train_proposer", "4.2, table 2"},
    {"selfplay.rollouts", "3.1, eq. 4, table 3"},
    {"selfplay.seed_", "3.3.1"},
    {"selfplay.shared_seed", "3.3.1"},
    {"selfplay.strip_", "appendix D.5"},
    {"selfplay.strip_seeds", "3.3.1"},
    {"selfplay.mixing", "3.3.2"},
    {"selfplay.new_steps", "3.3.2"},
    {"selfplay.composite_", "appendix D.2"},
    {"selfplay.banned_", "3.3.3"},
    {"buffer.", "3.3.2"},
    {"reward.", "3.1"},
    {"reward.learnability", "3.1, eq. 4"},
    {"reward.zero_learnability", "3.1, eq. 4 and 6"},
    {"reward.wrong_penalty", "3.1, eq. 6"},
    {"reward.format_penalty", "3.1, eq. 6"},
    {"reward.induction_mode", "3.3.4"},
    {"reward.intrinsic_combine", "appendix D.4"},
    {"reward.complexity_", "appendix D.4"},
    {"reward.halstead_", "appendix D.4"},
    {"reward.distance_", "appendix D.4"},
    {"reward.diversity_", "appendix D.4"},
    {"reward.input_diversity_", "appendix D.4"},
    {"advantage.", "3.3.5, eq. 8"},
    {"loss.", "3.3.5, table 3"},
    {"optimizer.", "table 3"},
    {"sampling.temperature", "table 3"},
    {"sampling.top_p", "table 3"},
    {"executor.cpu_seconds", "3.3.3, table 3"},
    {"executor.proposal_share", "3.3.3"},
    {"executor.runs", "3.3.3, eq. 7"},
    {"executor.imports", "3.3.3, figure 8"},
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

// The README.md of an exported model.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <map>

#include "core/base/json.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/exporting/checkpoint_export.h"

namespace azr::exporting {
namespace {

std::string settings(const store::RunRow& run) {
    const auto json = parseJson(run.inForce());
    const auto config = json ? config::storedConfig(*json) : tl::make_unexpected(json.error());
    const auto preset = config::presetNamed(run.preset);
    if (!config || !preset) return {};
    std::string text;
    for (const auto& difference : config::diff(*preset, *config))
        text += fmt::format("| `{}` | {} | {} |\n", difference.path, difference.right, difference.left);
    if (text.empty()) return fmt::format("The settings are those of the preset `{}`.\n", run.preset);
    return fmt::format("Settings that differ from the preset `{}`:\n\n| field | value | preset |\n|---|---|---|\n{}",
                       run.preset, text);
}

std::string accuracy(const Lineage& lineage) {
    struct Ends {
        const store::EvaluationScore *first = nullptr, *last = nullptr;
    };
    std::map<std::tuple<std::string, bool, std::string>, Ends> rows;
    for (const auto& score : lineage.scores) {
        auto& ends = rows[{score.suite, !score.greedy, score.kind}];
        if (ends.first == nullptr || score.step < ends.first->step) ends.first = &score;
        if (ends.last == nullptr || score.step >= ends.last->step) ends.last = &score;
    }
    if (rows.empty()) return "Held-out accuracy was not measured.\n";
    const auto cell = [](const store::EvaluationScore& score) {
        return fmt::format("{:.1f}% ({} of {}, step {})", score.total == 0 ? 0.0 : 100.0 * score.solved / score.total,
                           score.solved, score.total, score.step);
    };
    std::string text = "| suite | mode | kind | first measured | last measured |\n|---|---|---|---|---|\n";
    for (const auto& [key, ends] : rows)
        text += fmt::format("| {} | {} | {} | {} | {} |\n", std::get<0>(key), std::get<1>(key) ? "sampled" : "greedy",
                            std::get<2>(key), cell(*ends.first), cell(*ends.last));
    return text;
}

std::string day(double seconds) {
    return fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string frontMatter(bool adapter) {
    return fmt::format(
        "---\nlibrary_name: {}\npipeline_tag: text-generation\ntags:\n{}- absolute-zero\n- self-play\n- "
        "reinforcement-learning\n---\n\n",
        adapter ? "peft" : "transformers", adapter ? "- lora\n" : "");
}

std::string whatItIs(const Lineage& lineage, const std::string& base) {
    if (!lineage.lora) return {};
    if (lineage.form == Form::Model)
        return "A low-rank adapter (LoRA) was trained; it is merged into these weights.\n\n";
    return fmt::format(
        "This is a low-rank adapter (LoRA) alone, in the layout of the PEFT library: load it on {}, whose weights have "
        "the SHA-256 given below. `base_model_name_or_path` in adapter_config.json says where that lay.\n\n",
        base);
}

}  // namespace

std::string modelCard(const Lineage& lineage) {
    const auto& run = lineage.run;
    const auto& checkpoint = lineage.checkpoint;
    const std::string base =
        run.modelFolder.empty() ? "AZR nano" : std::filesystem::path(run.modelFolder).filename().string();
    return frontMatter(lineage.lora && lineage.form == Form::Adapter) +
           fmt::format(
               "# {} after {} steps of self-play\n\n"
               "Trained with AZR Studio {}: the model proposes its own programming tasks, a sandbox validates them, "
               "and "
               "the model learns from solving them (Absolute Zero Reasoner, arXiv 2505.03335). No outside data was "
               "used "
               "in these steps.\n\n{}"
               "## Lineage\n\n"
               "| | |\n|---|---|\n"
               "| base model | {} |\n| base weights, SHA-256 | `{}` |\n| run | {} ({}), seed {} |\n| step | {} |\n"
               "| weights, SHA-256 | `{}` |\n| date | {} |\n| parameters | {} |\n| computed in | {} on {}, {} threads "
               "|\n| engine | {} |\n| Python of the sandbox | {} |\n\n"
               "## Settings\n\n{}\n## Held-out accuracy\n\n{}",
               base, checkpoint.step, run.studio, whatItIs(lineage, base), base, run.baseHash, run.id.value, run.name,
               run.seed, checkpoint.step, checkpoint.weightsHash, day(checkpoint.created), run.parameters, run.dtype,
               run.device, run.threads, run.torch, run.python, settings(run), accuracy(lineage));
}

}  // namespace azr::exporting

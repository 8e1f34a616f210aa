#include "app/runs/run_lines.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "app/workspace.h"

namespace azr::app {

std::string momentText(double seconds) {
    if (seconds <= 0) return "";
    const std::time_t time = static_cast<std::time_t>(seconds);
    return fmt::format("{:%Y-%m-%d %H:%M}", fmt::localtime(time));
}

Json runJson(const store::RunRow& run) {
    return {{"run", run.id.value},
            {"name", run.name},
            {"state", run.state},
            {"message", run.message},
            {"pinned", run.pinned},
            {"tags", run.tags},
            {"note", run.note},
            {"archived", run.archived},
            {"binned", run.binned > 0 ? Json(run.binned) : Json()},
            {"preset", run.preset},
            {"forked_from", run.forkedFrom.valid() ? Json(run.forkedFrom.value) : Json()},
            {"forked_at", run.forkedFrom.valid() ? Json(run.forkedAt) : Json()},
            {"forked_change", run.forkedChange.empty() ? Json() : parseJson(run.forkedChange).value_or(Json())},
            {"seed", run.seed},
            {"created", run.created},
            {"ended", run.ended},
            {"seconds", run.ended > 0 ? run.took() : 0},
            {"last_step", run.lastStep},
            {"resumes", run.resumes},
            {"studio", run.studio},
            {"libtorch", run.torch},
            {"python", run.python},
            {"cpu", run.cpu},
            {"device", run.device},
            {"dtype", run.dtype},
            {"kernels", run.kernels},
            {"kernels_reason", run.kernelsReason},
            {"threads", run.threads},
            {"parameters", run.parameters},
            {"model_folder", run.modelFolder},
            {"base_sha256", run.baseHash}};
}

std::string originOf(const store::RunRow& run) {
    if (!run.forkedFrom.valid()) return "";
    return fmt::format("run {}, step {}", run.forkedFrom.value, run.forkedAt);
}

Json accuracyFields(const std::optional<session::Accuracy>& accuracy) {
    if (!accuracy) return {};
    const auto interval = accuracy->interval();
    return {{"step", accuracy->step},     {"suite", accuracy->suite}, {"mode", accuracy->greedy ? "greedy" : "sampled"},
            {"solved", accuracy->solved}, {"total", accuracy->total}, {"accuracy", accuracy->share()},
            {"low", interval.low},        {"high", interval.high}};
}

std::string accuracyCell(const std::optional<session::Accuracy>& accuracy) {
    if (!accuracy) return {};
    const auto interval = accuracy->interval();
    return fmt::format("{:.1f}% ({:.1f} .. {:.1f})", 100 * accuracy->share(), 100 * interval.low, 100 * interval.high);
}

std::vector<Positional> runPositionals() {
    return {{"RUN", "Numbers of runs.", false, true}};
}

Result<std::vector<RunId>> runIdsOf(const Arguments& arguments) {
    std::vector<RunId> runs;
    for (const std::string& text : arguments.positionals()) {
        AZR_TRY(const RunId run, runIdOf(text));
        if (std::ranges::find(runs, run) == runs.end()) runs.push_back(run);
    }
    return runs;
}

}  // namespace azr::app

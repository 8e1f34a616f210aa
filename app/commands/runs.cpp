// One run of a workspace in full.
#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "app/command.h"
#include "app/reports/accuracy.h"
#include "app/runs/run_lines.h"
#include "app/workspace.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/session/forking/fork_change.h"
#include "core/store/digest.h"

namespace azr::app {
namespace {

std::string forkText(const store::RunRow& run) {
    const auto change = session::forkChangesFrom(run.forkedChange);
    return fmt::format("forked from {}; changed: {}", originOf(run),
                       change ? session::describe(*change) : run.forkedChange);
}

/// The fields in which a run differs from the preset it names.
std::vector<config::FieldDifference> departures(const store::RunRow& run) {
    const auto json = parseJson(run.inForce());
    if (!json) return {};
    const auto config = config::storedConfig(*json);
    const auto preset = config::presetNamed(run.preset);
    if (!config || !preset) return {};
    return config::diff(*preset, *config);
}

/// What is shown of one run.
struct Shown {
    store::RunRow run;
    std::vector<store::ConfigChangeRow> changes;
    std::vector<store::EvaluationScore> scores;
    std::vector<store::CheckpointRow> checkpoints;
};

Result<Shown> readShown(store::Reader& reader, RunId run) {
    Shown shown;
    AZR_TRY(shown.run, reader.run(run));
    AZR_TRY(shown.changes, reader.configChanges(run));
    AZR_TRY(shown.scores, reader.evaluationScores(run));
    AZR_TRY(shown.checkpoints, reader.checkpoints(run, false));
    return shown;
}

std::string changeText(const store::ConfigChangeRow& change) {
    return fmt::format("changed: {} = {} from step {} on (before: {}){}", change.path, change.after, change.step,
                       change.before, change.onResume() ? ", on resuming" : "");
}

void showText(const Shown& shown, const Console& console) {
    const store::RunRow& run = shown.run;
    console.line(fmt::format("run {}: {}, preset {}, seed {}, {} steps", run.id.value, run.state, run.preset, run.seed,
                             run.lastStep));
    if (run.forkedFrom.valid()) console.line(forkText(run));
    if (!run.message.empty()) console.line("message: " + run.message);
    console.line(
        fmt::format("started {}{}", momentText(run.created), run.ended > 0 ? ", took " + duration(run.took()) : ""));
    console.line(fmt::format("model: {}, {} parameters, {} on {}, {} threads",
                             run.modelFolder.empty() ? "built-in nano" : run.modelFolder, run.parameters, run.dtype,
                             run.device, run.threads));
    if (!run.kernels.empty()) console.line(fmt::format("kernels: {} ({})", run.kernels, run.kernelsReason));
    console.line(fmt::format("made by: studio {}, {}, Python {}, {}", run.studio, run.torch, run.python, run.cpu));
    for (const auto& field : departures(run))
        console.line(fmt::format("set: {} = {} (preset: {})", field.path, field.right, field.left));
    for (const auto& change : shown.changes) console.line(changeText(change));
    if (!shown.scores.empty()) console.out << '\n' << accuracyTable(shown.scores);
    std::vector<std::vector<std::string>> rows;
    for (const auto& checkpoint : shown.checkpoints)
        rows.push_back({std::to_string(checkpoint.step), checkpoint.best ? "best" : "", checkpoint.folder,
                        checkpoint.weightsHash.substr(0, 12)});
    if (!rows.empty()) console.out << '\n' << table({"checkpoint", "", "folder", "weights"}, rows);
}

void showJson(const Shown& shown, const Console& console) {
    Json fields = runJson(shown.run);
    fields["config"] = parseJson(shown.run.inForce()).value_or(Json());
    fields["started_config"] = parseJson(shown.run.config).value_or(Json());
    console.json("run", fields);
    for (const auto& change : shown.changes)
        console.json("change", {{"run", change.run.value},
                                {"step", change.step},
                                {"path", change.path},
                                {"before", change.before},
                                {"after", change.after},
                                {"on_resume", change.onResume()}});
    for (const auto& score : shown.scores) console.json("accuracy", accuracyJson(score));
    for (const auto& checkpoint : shown.checkpoints)
        console.json("checkpoint", {{"run", checkpoint.run.value},
                                    {"step", checkpoint.step},
                                    {"folder", checkpoint.folder},
                                    {"weights_sha256", checkpoint.weightsHash},
                                    {"optimizer_sha256", checkpoint.optimizerHash},
                                    {"bytes", checkpoint.bytes},
                                    {"best", checkpoint.best}});
}

/// The last value of every metric, or the whole series with --metrics.
Status showMetrics(store::Reader& reader, RunId run, const Console& console) {
    AZR_TRY(const auto names, reader.metricNames(run));
    for (const auto& name : names) {
        AZR_TRY(const auto series, reader.series(run, name, -1));
        for (const auto& point : series)
            console.json("metric", {{"run", run.value}, {"step", point.step}, {"name", name}, {"value", point.value}});
    }
    return {};
}

/// Two runs with the same digest are the same, bit for bit (core/store/digest.h).
Status showDigest(store::Reader& reader, RunId run, bool json, const Console& console) {
    AZR_TRY(const auto digest, store::runDigest(reader, run));
    if (json)
        console.json("digest", {{"run", run.value}, {"sha256", digest}});
    else
        console.line("\ndigest: " + digest);
    return {};
}

ExitCode runShow(const Arguments& arguments, const Console& console) {
    const auto id = runIdOf(arguments.positionals().front());
    if (!id) return console.usage(id.error(), "runs show");
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    const auto shown = readShown(**reader, *id);
    if (!shown) return console.error(shown.error());
    const bool json = arguments.has("--json") || arguments.has("--metrics");
    (json ? showJson : showText)(*shown, console);
    Status status;
    if (arguments.has("--digest")) status = showDigest(**reader, *id, json, console);
    if (status && arguments.has("--metrics")) status = showMetrics(**reader, *id, console);
    return status ? ExitCode::Ok : console.error(status.error());
}

}  // namespace

Command runsShowCommand() {
    return {"runs show",
            "Show one run: settings and their changes, held-out accuracy, checkpoints.",
            "",
            {{"RUN", "The run's number."}},
            {workspaceOption(),
             jsonOption(),
             {"--metrics", "", "Every measured number as JSON lines too."},
             {"--digest", "", "One hash over all that the same seed repeats: rows, rewards, metrics and weights."}},
            runShow};
}

}  // namespace azr::app

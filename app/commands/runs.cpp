// The history of a workspace: its runs, and one of them in full.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <ostream>

#include "app/command.h"
#include "app/reports/accuracy.h"
#include "app/workspace.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/session/forking/fork_change.h"
#include "core/store/digest.h"

namespace azr::app {
namespace {

std::string moment(double seconds) {
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

/// "run 3, step 12"; empty for a run that is no fork.
std::string originOf(const store::RunRow& run) {
    if (!run.forkedFrom.valid()) return "";
    return fmt::format("run {}, step {}", run.forkedFrom.value, run.forkedAt);
}

std::string forkText(const store::RunRow& run) {
    const auto change = session::forkChangesFrom(run.forkedChange);
    return fmt::format("forked from {}; changed: {}", originOf(run),
                       change ? session::describe(*change) : run.forkedChange);
}

ExitCode runList(const Arguments& arguments, const Console& console) {
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    const auto runs = (*reader)->runs();
    if (!runs) return console.error(runs.error());
    std::vector<std::vector<std::string>> rows;
    for (const auto& run : *runs) {
        if (arguments.has("--json")) console.json("run", runJson(run));
        rows.push_back({std::to_string(run.id.value), run.state, run.preset, std::to_string(run.seed),
                        std::to_string(run.lastStep), moment(run.created), run.ended > 0 ? duration(run.took()) : "",
                        originOf(run), run.message});
    }
    if (!arguments.has("--json"))
        console.out << table({"run", "state", "preset", "seed", "steps", "started", "took", "forked from", "message"},
                             rows);
    return ExitCode::Ok;
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
        fmt::format("started {}{}", moment(run.created), run.ended > 0 ? ", took " + duration(run.took()) : ""));
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

Command runsListCommand() {
    return {"runs list", "List the runs of a workspace, youngest first.", "", {}, {workspaceOption(), jsonOption()},
            runList};
}

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

// The history of a workspace: its runs, and one of them in full.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <ostream>

#include "app/accuracy.h"
#include "app/command.h"
#include "app/workspace.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
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
            {"preset", run.preset},
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
            {"threads", run.threads},
            {"parameters", run.parameters},
            {"model_folder", run.modelFolder},
            {"base_sha256", run.baseHash}};
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
                        run.message});
    }
    if (!arguments.has("--json"))
        console.out << table({"run", "state", "preset", "seed", "steps", "started", "took", "message"}, rows);
    return ExitCode::Ok;
}

/// The fields in which a run differs from the preset it names.
std::vector<config::FieldDifference> departures(const store::RunRow& run) {
    const auto json = parseJson(run.config);
    if (!json) return {};
    const auto config = config::storedConfig(*json);
    const auto preset = config::presetNamed(run.preset);
    if (!config || !preset) return {};
    return config::diff(*preset, *config);
}

void showText(const store::RunRow& run, const std::vector<store::EvaluationScore>& scores,
              const std::vector<store::CheckpointRow>& checkpoints, const Console& console) {
    console.line(fmt::format("run {}: {}, preset {}, seed {}, {} steps", run.id.value, run.state, run.preset, run.seed,
                             run.lastStep));
    if (!run.message.empty()) console.line("message: " + run.message);
    console.line(
        fmt::format("started {}{}", moment(run.created), run.ended > 0 ? ", took " + duration(run.took()) : ""));
    console.line(fmt::format("model: {}, {} parameters, {} on {}, {} threads",
                             run.modelFolder.empty() ? "built-in nano" : run.modelFolder, run.parameters, run.dtype,
                             run.device, run.threads));
    console.line(fmt::format("made by: studio {}, {}, Python {}, {}", run.studio, run.torch, run.python, run.cpu));
    for (const auto& field : departures(run))
        console.line(fmt::format("set: {} = {} (preset: {})", field.path, field.right, field.left));
    if (!scores.empty()) console.out << '\n' << accuracyTable(scores);
    std::vector<std::vector<std::string>> rows;
    for (const auto& checkpoint : checkpoints)
        rows.push_back({std::to_string(checkpoint.step), checkpoint.best ? "best" : "", checkpoint.folder,
                        checkpoint.weightsHash.substr(0, 12)});
    if (!rows.empty()) console.out << '\n' << table({"checkpoint", "", "folder", "weights"}, rows);
}

void showJson(const store::RunRow& run, const std::vector<store::EvaluationScore>& scores,
              const std::vector<store::CheckpointRow>& checkpoints, const Console& console) {
    Json fields = runJson(run);
    fields["config"] = parseJson(run.config).value_or(Json());
    console.json("run", fields);
    for (const auto& score : scores) console.json("accuracy", accuracyJson(score));
    for (const auto& checkpoint : checkpoints)
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
    const auto run = (*reader)->run(*id);
    if (!run) return console.error(run.error());
    const auto scores = (*reader)->evaluationScores(*id);
    if (!scores) return console.error(scores.error());
    const auto checkpoints = (*reader)->checkpoints(*id, false);
    if (!checkpoints) return console.error(checkpoints.error());
    const bool json = arguments.has("--json") || arguments.has("--metrics");
    (json ? showJson : showText)(*run, *scores, *checkpoints, console);
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
            "Show one run: settings, held-out accuracy, checkpoints.",
            "",
            {{"RUN", "The run's number."}},
            {workspaceOption(),
             jsonOption(),
             {"--metrics", "", "Every measured number as JSON lines too."},
             {"--digest", "", "One hash over all that the same seed repeats: rows, rewards, metrics and weights."}},
            runShow};
}

}  // namespace azr::app

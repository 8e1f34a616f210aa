// Takes seeds and models out of a workspace.
#include <fmt/format.h>

#include <charconv>

#include "app/command.h"
#include "app/training.h"
#include "app/workspace.h"
#include "core/exporting/checkpoint_export.h"
#include "core/exporting/data_export.h"
#include "core/weights/local_models.h"

namespace azr::app {
namespace {

/// "5GB", "500MB", "200KB" or bytes, as transformers' max_shard_size takes them.
Result<std::int64_t> shardBytesOf(const Arguments& arguments) {
    const auto text = arguments.value("--max-shard-size");
    if (!text) return exporting::kShardBytes;
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(text->data() + text->size() - end));
    const std::int64_t scale = unit == "GB"   ? 1'000'000'000
                               : unit == "MB" ? 1'000'000
                               : unit == "KB" ? 1'000
                               : unit.empty() ? 1
                                              : 0;
    if (code == std::errc() && number > 0 && number < 1'000'000'000 && scale > 0) return number * scale;
    return fail(ErrorCode::InvalidArgument, "'" + *text + "' is not a size like 5GB or 500MB", "--max-shard-size");
}

Result<std::string> targetOf(const Arguments& arguments) {
    if (auto target = arguments.value("--out")) return *target;
    return fail(ErrorCode::InvalidArgument, "is missing: the folder to make", "--out");
}

Result<exporting::CheckpointExport> checkpointRequest(const Arguments& arguments) {
    exporting::CheckpointExport request;
    request.workspace = workspaceOf(arguments);
    AZR_TRY(request.run, runIdOf(arguments.positionals().front()));
    AZR_TRY(const auto step, arguments.integer("--step", 0, 1'000'000'000));
    if (step) request.step = static_cast<int>(*step);
    AZR_TRY(request.target, targetOf(arguments));
    if (arguments.has("--adapter") && arguments.has("--merged"))
        return fail(ErrorCode::InvalidArgument, "does not go with --merged", "--adapter");
    request.form = arguments.has("--adapter") ? exporting::Form::Adapter : exporting::Form::Model;
    request.dtype = arguments.valueOr("--dtype", "");
    AZR_TRY([[maybe_unused]] const auto type, exporting::exportType(request.dtype));
    AZR_TRY(request.shardBytes, shardBytesOf(arguments));
    return request;
}

ExitCode runExportCheckpoint(const Arguments& arguments, const Console& console) {
    const auto request = checkpointRequest(arguments);
    if (!request) return console.usage(request.error(), "export checkpoint");
    const auto reader = openReader(request->workspace);
    if (!reader) return console.error(reader.error());
    const auto checkpoint = exporting::exportCheckpoint(**reader, *request);
    if (!checkpoint) return console.error(checkpoint.error());
    if (arguments.has("--json"))
        console.json("exported", {{"what", request->form == exporting::Form::Adapter ? "adapter" : "checkpoint"},
                                  {"run", request->run.value},
                                  {"step", checkpoint->step},
                                  {"weights_sha256", checkpoint->weightsHash},
                                  {"folder", request->target.string()}});
    else
        console.line(
            fmt::format("step {} of run {} in {}", checkpoint->step, request->run.value, request->target.string()));
    return ExitCode::Ok;
}

Result<exporting::HfExport> modelRequest(const Arguments& arguments) {
    exporting::HfExport request;
    AZR_TRY(const auto model, weights::resolveModel(arguments.positionals().front(), weights::modelPlaces()));
    request.model = request.base = model;
    request.adapter = arguments.valueOr("--adapter", "");
    AZR_TRY(request.target, targetOf(arguments));
    request.dtype = arguments.valueOr("--dtype", "");
    AZR_TRY([[maybe_unused]] const auto type, exporting::exportType(request.dtype));
    AZR_TRY(request.shardBytes, shardBytesOf(arguments));
    request.modelCard = fmt::format(
        "# {}\n\nWritten by AZR Studio {} from {}{}.\n", request.target.filename().string(), AZR_VERSION,
        request.model.filename().string(),
        request.adapter.empty() ? "" : " with the adapter " + request.adapter.filename().string() + " merged in");
    return request;
}

ExitCode runExportModel(const Arguments& arguments, const Console& console) {
    const auto request = modelRequest(arguments);
    if (!request) return console.usage(request.error(), "export model");
    if (const auto status = exporting::exportFolder(*request); !status) return console.error(status.error());
    if (arguments.has("--json"))
        console.json("exported", {{"what", "model"}, {"folder", request->target.string()}});
    else
        console.line(fmt::format("{} in {}", request->model.string(), request->target.string()));
    return ExitCode::Ok;
}

ExitCode runExportSeeds(const Arguments& arguments, const Console& console) {
    const auto run = runIdOf(arguments.positionals().front());
    if (!run) return console.usage(run.error(), "export seeds");
    const auto target = targetOf(arguments);
    if (!target) return console.usage(target.error(), "export seeds");
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    if (const auto row = (*reader)->run(*run); !row) return console.error(row.error());
    const auto count = exporting::exportSeeds(**reader, *run, *target, arguments.has("--force"));
    if (!count) return console.error(count.error());
    tellSeeds(*run, *count, *target, arguments.has("--json"), console);
    return ExitCode::Ok;
}

Option shardOption() {
    return {"--max-shard-size", "SIZE", "Weights beyond it go into more files; 5GB unless given."};
}

Option typeOption() {
    return {"--dtype", "TYPE", "float32, bfloat16 or float16; as stored unless given."};
}

}  // namespace

Command exportSeedsCommand() {
    return {"export seeds",
            "Write the seeds of a run in the reference's files.",
            "seed_io.jsonl holds the triplets of deduction and abduction, code_f_seed_io.jsonl the induction tasks, "
            "error_seed_io.jsonl the error tasks. The setting seed_tasks takes the folder, or one of the files.",
            {{"RUN", "The run's number."}},
            {{"--out", "DIR", "The folder to make (required)."},
             {"--force", "", "Overwrite seed files that are there already."},
             workspaceOption(),
             jsonOption()},
            runExportSeeds};
}

Command exportCheckpointCommand() {
    return {"export checkpoint",
            "Write a checkpoint as a Hugging Face or PEFT folder with a model card.",
            "The best checkpoint unless --step names another. Of a run that trained adapters (LoRA) the base with the "
            "adapter merged in is written, or the adapter alone.",
            {{"RUN", "The run's number."}},
            {{"--out", "DIR", "The folder to make (required)."},
             {"--step", "N", "The checkpoint of this step."},
             {"--merged", "", "All weights, an adapter merged into them (the default)."},
             {"--adapter", "", "The adapter alone, in the layout of the PEFT library."},
             typeOption(),
             shardOption(),
             workspaceOption(),
             jsonOption()},
            runExportCheckpoint};
}

Command exportModelCommand() {
    return {"export model",
            "Write a model, or a GGUF file, as a Hugging Face folder.",
            "Quantised weights become float32 unless --dtype says otherwise. An adapter in the layout of the PEFT "
            "library can be merged in.",
            {{"MODEL", "A Hugging Face folder or a GGUF file."}},
            {{"--out", "DIR", "The folder to make (required)."},
             {"--adapter", "DIR", "An adapter for this model, to be merged in."},
             typeOption(),
             shardOption(),
             jsonOption()},
            runExportModel};
}

}  // namespace azr::app

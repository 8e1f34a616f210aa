#include "core/exporting/checkpoint_export.h"

#include <fmt/format.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/config/run_fields.h"
#include "core/weights/adapters/adapter.h"
#include "core/weights/weight_source.h"

namespace azr::exporting {

namespace fs = std::filesystem;

Result<store::CheckpointRow> chooseCheckpoint(store::Reader& reader, RunId run, std::optional<int> step) {
    AZR_TRY(const auto checkpoints, reader.checkpoints(run, false));
    const store::CheckpointRow* chosen = nullptr;
    for (const auto& checkpoint : checkpoints) {
        const bool fits = step ? checkpoint.step == *step : chosen == nullptr || checkpoint.best || !chosen->best;
        if (fits) chosen = &checkpoint;
    }
    if (chosen != nullptr) return *chosen;
    return fail(ErrorCode::NotFound, step ? fmt::format("has no checkpoint of step {}", *step) : "has no checkpoint",
                fmt::format("run {}", run.value));
}

fs::path baseFolder(const store::RunRow& run) {
    return run.modelFolder.empty() ? resourceFolder() / "models/nano" : fs::path(run.modelFolder);
}

bool trainedAdapter(const store::RunRow& run) {
    const auto json = parseJson(run.inForce());
    const auto config = json ? config::storedConfig(*json) : tl::make_unexpected(json.error());
    return config && config->model.loraRank > 0;
}

Status checkBase(const store::RunRow& run) {
    if (run.baseHash.empty()) return {};  // it never got as far as opening it
    const fs::path base = baseFolder(run);
    AZR_TRY(const std::string hash, weights::hashOfFiles(base));
    if (hash == run.baseHash) return {};
    return fail(ErrorCode::Conflict,
                fmt::format("the weights are not those that run {} started from: SHA-256 {}…, not {}…", run.id.value,
                            hash.substr(0, 12), run.baseHash.substr(0, 12)),
                base.string(), "put the original model back: the run's adapter fits no other");
}

Result<store::CheckpointRow> exportCheckpoint(store::Reader& reader, const CheckpointExport& request) {
    Lineage lineage;
    AZR_TRY(lineage.run, reader.run(request.run));
    AZR_TRY(lineage.checkpoint, chooseCheckpoint(reader, request.run, request.step));
    AZR_TRY(lineage.scores, reader.evaluationScores(request.run));
    std::erase_if(lineage.scores, [&](const auto& score) { return score.step > lineage.checkpoint.step; });
    const fs::path checkpoint = request.workspace / lineage.checkpoint.folder;
    lineage.lora = weights::isAdapter(checkpoint);
    lineage.form = request.form;
    if (lineage.lora) AZR_CHECK(checkBase(lineage.run));
    HfExport folder;
    folder.base = baseFolder(lineage.run);
    folder.model = lineage.lora ? folder.base : checkpoint;
    if (lineage.lora) folder.adapter = checkpoint;
    folder.target = request.target;
    folder.form = request.form;
    folder.dtype = request.dtype;
    folder.shardBytes = request.shardBytes;
    folder.modelCard = modelCard(lineage);
    folder.progress = request.progress;
    AZR_CHECK(exportFolder(folder));
    return lineage.checkpoint;
}

}  // namespace azr::exporting

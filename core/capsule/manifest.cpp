#include "core/capsule/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/capsule/layout.h"
#include "core/store/digest.h"

namespace azr::capsule {

namespace {

Json runPart(const store::RunRow& run) {
    return {{"number", run.id.value},    {"name", run.name},
            {"state", run.state},        {"preset", run.preset},
            {"seed", run.seed},          {"last_step", run.lastStep},
            {"created", run.created},    {"ended", run.ended},
            {"resumes", run.resumes},    {"note", run.note},
            {"tags", run.tags},          {"forked_from", run.forkedFrom.value},
            {"forked_at", run.forkedAt}, {"forked_change", run.forkedChange}};
}

Json modelPart(const store::RunRow& run) {
    return {{"folder", run.modelFolder}, {"sha256", run.baseHash}, {"parameters", run.parameters}};
}

Json madeWithPart(const store::RunRow& run) {
    return {{"studio", run.studio}, {"libtorch", run.torch},  {"python", run.python},
            {"cpu", run.cpu},       {"kernels", run.kernels}, {"kernels_reason", run.kernelsReason},
            {"device", run.device}, {"dtype", run.dtype},     {"threads", run.threads}};
}

Json checkpointPart(const store::CheckpointRow& row) {
    return {{"step", row.step},
            {"folder", row.folder},
            {"best", row.best},
            {"weights_sha256", row.weightsHash},
            {"optimizer_sha256", row.optimizerHash},
            {"bytes", row.bytes}};
}

}  // namespace

Result<Json> manifestOf(store::Reader& reader, RunId run, const std::vector<int>& steps, const std::string& packedBy,
                        int databaseVersion) {
    AZR_TRY(const store::RunRow row, reader.run(run));
    AZR_TRY(const std::vector<store::CheckpointRow> rows, reader.checkpoints(run, false));
    AZR_TRY(const std::string digest, store::runDigest(reader, run));
    Json packed = Json::array(), left = Json::array();
    for (const store::CheckpointRow& one : rows) {
        if (std::ranges::find(steps, one.step) != steps.end())
            packed.push_back(checkpointPart(one));
        else
            left.push_back(one.step);
    }
    return Json{{"capsule", kFormat},  {"packed_by", packedBy},   {"database_version", databaseVersion},
                {"run", runPart(row)}, {"model", modelPart(row)}, {"made_with", madeWithPart(row)},
                {"digest", digest},    {"checkpoints", packed},   {"checkpoints_left_out", left}};
}

Result<Manifest> manifestFrom(const Json& json) {
    Manifest manifest;
    if (!json.is_object()) return fail(ErrorCode::Corrupt, "is no JSON object", kManifest);
    AZR_TRY(manifest.format, field<int>(json, "capsule", kManifest));
    if (manifest.format != kFormat)
        return fail(ErrorCode::Unsupported,
                    fmt::format("is of format {}, this program knows {}", manifest.format, kFormat), kManifest,
                    "use a newer AZR Studio");
    AZR_TRY(manifest.packedBy, field<std::string>(json, "packed_by", kManifest));
    AZR_TRY(manifest.databaseVersion, field<int>(json, "database_version", kManifest));
    AZR_TRY(const Json run, field<Json>(json, "run", kManifest));
    AZR_TRY(manifest.run.value, field<std::int64_t>(run, "number", kManifest));
    AZR_TRY(manifest.name, field<std::string>(run, "name", kManifest));
    AZR_TRY(manifest.digest, field<std::string>(json, "digest", kManifest));
    AZR_TRY(const auto checkpoints, field<std::vector<Json>>(json, "checkpoints", kManifest));
    for (const Json& one : checkpoints) {
        AZR_TRY(const int step, field<int>(one, "step", kManifest));
        manifest.checkpoints.push_back(step);
    }
    if (manifest.run.valid()) return manifest;
    return fail(ErrorCode::Corrupt, fmt::format("{} is no number of a run", manifest.run.value), kManifest);
}

Result<Json> settingsOf(store::Reader& reader, RunId run) {
    AZR_TRY(const store::RunRow row, reader.run(run));
    AZR_TRY(const std::vector<store::ConfigChangeRow> changes, reader.configChanges(run));
    AZR_TRY(Json started, parseJson(row.config, "the settings of the run"));
    AZR_TRY(Json inForce, parseJson(row.inForce(), "the settings of the run"));
    Json told = Json::array();
    for (const store::ConfigChangeRow& one : changes)
        told.push_back({{"step", one.step},
                        {"path", one.path},
                        {"before", one.before},
                        {"after", one.after},
                        {"on_resume", one.onResume()},
                        {"at", one.at}});
    return Json{{"preset", row.preset},
                {"started", std::move(started)},
                {"in_force", std::move(inForce)},
                {"changes", std::move(told)}};
}

}  // namespace azr::capsule

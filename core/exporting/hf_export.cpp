#include "core/exporting/hf_export.h"

#include "core/base/files.h"
#include "core/exporting/tokenizer_export.h"
#include "core/weights/adapters/adapter.h"
#include "core/weights/adapters/merged_weights.h"
#include "core/weights/hf_config.h"

namespace azr::exporting {
namespace {

namespace fs = std::filesystem;

Result<std::unique_ptr<weights::WeightSource>> sourceOf(const HfExport& request, const weights::HfConfig& config) {
    AZR_TRY(auto source, weights::WeightSource::open(request.model));
    if (request.adapter.empty()) return source;
    AZR_TRY(auto adapter, weights::Adapter::open(request.adapter, config));
    return weights::mergedWeights(std::move(source), std::move(adapter));
}

Status fillModel(const HfExport& request, const fs::path& folder) {
    AZR_TRY(const auto type, exportType(request.dtype));
    AZR_TRY(auto config, weights::readHfConfig(request.model));
    AZR_TRY(const auto source, sourceOf(request, config));
    AZR_TRY(const auto written, writeWeights({*source, config, type, request.shardBytes, request.progress}, folder));
    config.dtype = nameOfType(written);
    AZR_CHECK(weights::writeHfConfig(config, folder));
    AZR_CHECK(exportGenerationConfig(request.base, config, folder));
    return exportTokenizer(request.base, folder);
}

Status fillAdapter(const HfExport& request, const fs::path& folder) {
    if (request.adapter.empty())
        return fail(ErrorCode::InvalidArgument, "there is no adapter: all weights were trained", request.model.string(),
                    "export the whole model");
    AZR_TRY(const auto type, exportType(request.dtype));
    AZR_TRY(const auto base, weights::readHfConfig(request.model));
    AZR_TRY(const auto adapter, weights::Adapter::open(request.adapter, base));
    auto config = adapter.config();
    AZR_CHECK(weights::checkTrainable(config, request.adapter));
    std::error_code code;
    config.baseModel = fs::absolute(request.model, code).string();
    AZR_CHECK(weights::writePeftConfig(config, folder));
    auto specs = weights::adapterTensors(base, config, type.value_or(weights::Dtype::F32));
    AZR_TRY(auto writer,
            weights::SafetensorsWriter::create(folder / weights::kAdapterWeightsFile, specs, {{"format", "pt"}}));
    std::int64_t done = 0;
    for (const auto& matrix : adapter.matrices()) {
        AZR_TRY(const auto down, adapter.down(matrix));
        AZR_TRY(const auto up, adapter.up(matrix, 0, matrix.out));
        AZR_CHECK(writeFloats(writer, down, specs[static_cast<std::size_t>(done++)]));
        AZR_CHECK(writeFloats(writer, up, specs[static_cast<std::size_t>(done++)]));
        AZR_CHECK(tell(request.progress, done, static_cast<std::int64_t>(specs.size())));
    }
    AZR_CHECK(writer.finish());
    return exportTokenizer(request.base, folder);
}

Status fill(const HfExport& request, const fs::path& folder) {
    AZR_CHECK((request.form == Form::Adapter ? fillAdapter : fillModel)(request, folder));
    return writeFileAtomic(folder / "README.md", request.modelCard);
}

}  // namespace

Status exportFolder(const HfExport& request) {
    AZR_TRY(auto folder, StagedFolder::create(request.target));
    AZR_CHECK(fill(request, folder.path()));
    return folder.finish();
}

}  // namespace azr::exporting

#include "core/exporting/hf_export.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/weights/hf_config.h"
#include "core/weights/safetensors.h"

namespace azr::exporting {
namespace {

namespace fs = std::filesystem;
using weights::Dtype;

constexpr const char* kTokenizerFiles[] = {
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "vocab.json",
    "merges.txt"};

/// Rounds to nearest, ties to even; NaN stays NaN.
std::uint16_t toBfloat16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if (value != value) return static_cast<std::uint16_t>(bits >> 16 | 0x40);
    return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

Status writeConverted(weights::SafetensorsWriter& writer, std::span<const std::byte> bytes, Dtype from, Dtype to) {
    if (from == to) return writer.write(bytes);
    const bool narrow = from == Dtype::F32;
    const std::size_t inSize = narrow ? 4 : 2, count = bytes.size() / inSize;
    std::vector<std::byte> out(count * (narrow ? 2 : 4));
    for (std::size_t i = 0; i < count; ++i) {
        if (narrow) {
            float value = 0;
            std::memcpy(&value, &bytes[4 * i], sizeof value);
            const std::uint16_t half = toBfloat16(value);
            std::memcpy(&out[2 * i], &half, sizeof half);
        } else {
            std::uint16_t half = 0;
            std::memcpy(&half, &bytes[2 * i], sizeof half);
            const std::uint32_t wide = static_cast<std::uint32_t>(half) << 16;
            std::memcpy(&out[4 * i], &wide, sizeof wide);
        }
    }
    return writer.write(out);
}

Result<std::optional<Dtype>> wantedType(const std::string& dtype) {
    if (dtype.empty()) return std::nullopt;
    if (dtype == "float32") return Dtype::F32;
    if (dtype == "bfloat16") return Dtype::BF16;
    return fail(ErrorCode::InvalidArgument, "'" + dtype + "' is not float32 or bfloat16", "dtype");
}

Status writeWeights(const fs::path& from, const fs::path& to, std::optional<Dtype> wanted, const Progress& progress) {
    AZR_TRY(const auto file, weights::SafetensorsFile::open(from));
    std::vector<weights::TensorSpec> specs;
    std::int64_t done = 0, total = 0;
    for (const auto& tensor : file.tensors()) {
        total += static_cast<std::int64_t>(tensor.bytes.size());
        specs.push_back(tensor.spec);
        const bool convertible = tensor.spec.dtype == Dtype::F32 || tensor.spec.dtype == Dtype::BF16;
        if (wanted && convertible) specs.back().dtype = *wanted;
    }
    // transformers 4 refuses a file that does not say which library's layout it has.
    AZR_TRY(auto writer, weights::SafetensorsWriter::create(to, specs, {{"format", "pt"}}));
    for (std::size_t i = 0; i < specs.size(); ++i) {
        const auto& tensor = file.tensors()[i];
        AZR_CHECK(writeConverted(writer, tensor.bytes, tensor.spec.dtype, specs[i].dtype));
        done += static_cast<std::int64_t>(tensor.bytes.size());
        AZR_CHECK(tell(progress, done, total));
    }
    return writer.finish();
}

Status copyFile(const fs::path& from, const fs::path& to) {
    AZR_TRY(const std::string bytes, readFile(from));
    return writeFileAtomic(to, bytes);
}

Status writeGenerationConfig(const HfExport& request, const weights::HfConfig& config, const fs::path& target) {
    std::error_code code;
    if (fs::exists(request.base / "generation_config.json", code))
        return copyFile(request.base / "generation_config.json", target / "generation_config.json");
    Json json = Json::object();
    if (config.bosToken >= 0) json["bos_token_id"] = config.bosToken;
    if (config.eosTokens.size() == 1) json["eos_token_id"] = config.eosTokens.front();
    if (config.eosTokens.size() > 1) json["eos_token_id"] = config.eosTokens;
    if (config.padToken >= 0) json["pad_token_id"] = config.padToken;
    json["do_sample"] = true;
    json["temperature"] = 1.0;
    return writeFileAtomic(target / "generation_config.json", dumpPretty(json) + "\n");
}

Status fill(const HfExport& request, const fs::path& folder) {
    AZR_TRY(const auto wanted, wantedType(request.dtype));
    AZR_TRY(auto config, weights::readHfConfig(request.checkpoint));
    if (!request.dtype.empty()) config.dtype = request.dtype;
    AZR_CHECK(weights::writeHfConfig(config, folder));
    AZR_CHECK(
        writeWeights(request.checkpoint / "model.safetensors", folder / "model.safetensors", wanted, request.progress));
    AZR_CHECK(writeGenerationConfig(request, config, folder));
    std::error_code code;
    if (!fs::exists(request.base / "tokenizer.json", code))
        return fail(ErrorCode::NotFound, "has no tokenizer.json", request.base.string(),
                    "put the model the run started from back in its place");
    for (const char* name : kTokenizerFiles)
        if (fs::exists(request.base / name, code)) AZR_CHECK(copyFile(request.base / name, folder / name));
    return writeFileAtomic(folder / "README.md", request.card);
}

}  // namespace

Status exportFolder(const HfExport& request) {
    std::error_code code;
    if (fs::exists(request.target, code) &&
        !(fs::is_directory(request.target, code) && fs::is_empty(request.target, code)))
        return fail(ErrorCode::Conflict, "is there already", request.target.string(), "choose another folder");
    fs::path beside = fs::absolute(request.target, code).lexically_normal();
    if (!beside.has_filename()) beside = beside.parent_path();
    const fs::path target = beside;
    beside += ".partial";
    fs::remove_all(beside, code);
    AZR_CHECK(makeFolder(beside));
    auto status = fill(request, beside);
    if (status) {
        fs::remove(target, code);  // an empty folder at most
        fs::rename(beside, target, code);
        if (!code) return syncPath(target.parent_path());
        status = fail(ErrorCode::Io, "cannot rename into place: " + code.message(), target.string());
    }
    fs::remove_all(beside, code);
    return status;
}

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

Result<store::CheckpointRow> exportCheckpoint(store::Reader& reader, const fs::path& workspace, RunId run,
                                              std::optional<int> step, const fs::path& target, const std::string& dtype,
                                              const Progress& progress) {
    Lineage lineage;
    AZR_TRY(lineage.run, reader.run(run));
    AZR_TRY(lineage.checkpoint, chooseCheckpoint(reader, run, step));
    AZR_TRY(lineage.scores, reader.evaluationScores(run));
    std::erase_if(lineage.scores, [&](const auto& score) { return score.step > lineage.checkpoint.step; });
    HfExport request;
    request.checkpoint = workspace / lineage.checkpoint.folder;
    request.base = baseFolder(lineage.run);
    request.target = target;
    request.dtype = dtype;
    request.card = modelCard(lineage);
    request.progress = progress;
    AZR_CHECK(exportFolder(request));
    return lineage.checkpoint;
}

}  // namespace azr::exporting

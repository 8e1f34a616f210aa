#include "core/exporting/weights_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/weights/floats.h"

namespace azr::exporting {
namespace {

using weights::Dtype;
using weights::TensorSpec;

constexpr std::int64_t kChunkFloats = std::int64_t{1} << 20;

struct TypeRow {
    Dtype type;
    const char* name;
};
constexpr TypeRow kTypes[] = {{Dtype::F32, "float32"}, {Dtype::F16, "float16"}, {Dtype::BF16, "bfloat16"}};

Dtype ownType(const weights::StoredTensor& tensor) {
    const auto type = weights::dtypeFromName(tensor.type);
    return type == Dtype::F16 || type == Dtype::BF16 ? *type : Dtype::F32;
}

Result<std::vector<TensorSpec>> specsOf(const WeightsExport& request) {
    AZR_CHECK(weights::checkTensors(request.source, request.config));
    std::vector<TensorSpec> specs;
    for (const auto& [name, shape] : weights::expectedTensors(request.config))
        specs.push_back({name, request.type.value_or(ownType(*request.source.find(name))), shape});
    return specs;
}

/// In order, each as full as it gets; a tensor larger than the limit stands alone.
std::vector<std::vector<TensorSpec>> shardsOf(const std::vector<TensorSpec>& specs, std::int64_t limit) {
    std::vector<std::vector<TensorSpec>> shards(1);
    std::int64_t filled = 0;
    for (const TensorSpec& spec : specs) {
        const auto size = static_cast<std::int64_t>(spec.byteSize());
        if (!shards.back().empty() && filled + size > limit) {
            shards.emplace_back();
            filled = 0;
        }
        filled += size;
        shards.back().push_back(spec);
    }
    return shards;
}

std::int64_t totalOf(const std::vector<TensorSpec>& specs) {
    std::int64_t total = 0;
    for (const TensorSpec& spec : specs) total += static_cast<std::int64_t>(spec.byteSize());
    return total;
}

Status writeIndex(const std::vector<std::vector<TensorSpec>>& shards, const std::vector<std::string>& files,
                  std::int64_t total, const std::filesystem::path& folder) {
    std::map<std::string, std::string> map;
    for (std::size_t i = 0; i < shards.size(); ++i)
        for (const TensorSpec& spec : shards[i]) map[spec.name] = files[i];
    const Json index = {{"metadata", {{"total_size", total}}}, {"weight_map", map}};
    return writeFileAtomic(folder / "model.safetensors.index.json", dumpPretty(index) + "\n");
}

Status writeTensor(weights::SafetensorsWriter& writer, const weights::WeightSource& source, const TensorSpec& spec,
                   std::vector<float>& buffer) {
    const std::int64_t width = spec.shape.empty() ? 1 : spec.shape.back();
    const std::int64_t rows = width > 0 ? spec.elements() / width : 0;
    const std::int64_t step = std::max<std::int64_t>(1, kChunkFloats / std::max<std::int64_t>(1, width));
    for (std::int64_t row = 0; row < rows; row += step) {
        buffer.resize(static_cast<std::size_t>(std::min(step, rows - row) * width));
        AZR_CHECK(source.read(spec.name, row, buffer));
        AZR_CHECK(writeFloats(writer, buffer, spec));
    }
    return {};
}

}  // namespace

Result<std::optional<Dtype>> exportType(const std::string& text) {
    if (text.empty()) return std::nullopt;
    for (const TypeRow& row : kTypes)
        if (text == row.name) return row.type;
    return fail(ErrorCode::InvalidArgument, "'" + text + "' is not float32, bfloat16 or float16", "dtype");
}

std::string nameOfType(Dtype type) {
    for (const TypeRow& row : kTypes)
        if (row.type == type) return row.name;
    return "float32";
}

Status writeFloats(weights::SafetensorsWriter& writer, std::span<const float> values, const TensorSpec& spec) {
    if (spec.dtype == Dtype::F32) return writer.write(std::as_bytes(values));
    std::vector<std::uint16_t> rounded(values.size());
    if (spec.dtype == Dtype::BF16) {
        std::ranges::transform(values, rounded.begin(), weights::toBfloat16);
    } else {
        std::ranges::transform(values, rounded.begin(), weights::toHalf);
        constexpr std::uint16_t kInfinity = 0x7c00;
        if (std::ranges::any_of(rounded, [](std::uint16_t bits) { return (bits & 0x7fffU) == kInfinity; }))
            return fail(ErrorCode::InvalidArgument, "tensor '" + spec.name + "' holds values beyond float16", "dtype",
                        "export it as bfloat16 or float32");
    }
    return writer.write(std::as_bytes(std::span(rounded)));
}

Result<Dtype> writeWeights(const WeightsExport& request, const std::filesystem::path& folder) {
    AZR_TRY(const auto specs, specsOf(request));
    const auto shards = shardsOf(specs, request.shardBytes);
    const std::int64_t total = totalOf(specs);
    std::int64_t done = 0;
    std::map<Dtype, std::int64_t> bytesOf;
    std::vector<std::string> files;
    std::vector<float> buffer;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        files.push_back(shards.size() == 1 ? std::string("model.safetensors")
                                           : fmt::format("model-{:05}-of-{:05}.safetensors", i + 1, shards.size()));
        // transformers 4 refuses a file that does not say which library's layout it has.
        AZR_TRY(auto writer, weights::SafetensorsWriter::create(folder / files.back(), shards[i], {{"format", "pt"}}));
        for (const TensorSpec& spec : shards[i]) {
            AZR_CHECK(writeTensor(writer, request.source, spec, buffer));
            const auto size = static_cast<std::int64_t>(spec.byteSize());
            bytesOf[spec.dtype] += size;
            done += size;
            AZR_CHECK(tell(request.progress, done, total));
        }
        AZR_CHECK(writer.finish());
    }
    if (shards.size() > 1) AZR_CHECK(writeIndex(shards, files, total, folder));
    return std::ranges::max_element(bytesOf, {}, [](const auto& entry) { return entry.second; })->first;
}

}  // namespace azr::exporting

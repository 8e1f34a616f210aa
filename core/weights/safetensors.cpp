#include "core/weights/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "core/base/json.h"
#include "core/weights/floats.h"

namespace azr::weights {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

struct DtypeRow {
    Dtype dtype;
    std::string_view name;
    std::size_t size;
};
constexpr std::array<DtypeRow, 10> kDtypes = {{{Dtype::F64, "F64", 8},
                                               {Dtype::F32, "F32", 4},
                                               {Dtype::F16, "F16", 2},
                                               {Dtype::BF16, "BF16", 2},
                                               {Dtype::I64, "I64", 8},
                                               {Dtype::I32, "I32", 4},
                                               {Dtype::I16, "I16", 2},
                                               {Dtype::I8, "I8", 1},
                                               {Dtype::U8, "U8", 1},
                                               {Dtype::Bool, "BOOL", 1}}};

constexpr std::uint64_t kMaxHeader = 100ULL << 20;  // as the reference implementation bounds it
constexpr std::size_t kMaxRank = 16;

struct Entry {
    TensorSpec spec;
    std::uint64_t begin = 0, end = 0;
};

tl::unexpected<Error> bad(const std::string& place, std::string detail) {
    return fail(ErrorCode::Corrupt, std::move(detail), place);
}

/// A non-negative integer of a JSON array, nothing else.
std::optional<std::uint64_t> naturalNumber(const Json& value) {
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    return std::nullopt;
}

Result<std::vector<std::int64_t>> parseShape(const Json& entry, const std::string& place, std::uint64_t& elements) {
    const auto found = entry.find("shape");
    if (found == entry.end() || !found->is_array() || found->size() > kMaxRank)
        return bad(place, "'shape' is missing or not a short list");
    std::vector<std::int64_t> shape;
    elements = 1;
    for (const auto& item : *found) {
        const auto size = naturalNumber(item);
        if (!size || *size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return bad(place, "'shape' holds something other than a natural number");
        if (__builtin_mul_overflow(elements, *size, &elements)) return bad(place, "the product of 'shape' overflows");
        shape.push_back(static_cast<std::int64_t>(*size));
    }
    return shape;
}

Result<Entry> parseEntry(const std::string& key, const Json& json, std::uint64_t bufferSize, const std::string& file) {
    const std::string place = file + ", tensor '" + key + "'";
    if (!json.is_object()) return bad(place, "its entry is not an object");
    Entry entry;
    entry.spec.name = key;
    AZR_TRY(const auto dtypeText, field<std::string>(json, "dtype", place));
    const auto dtype = dtypeFromName(dtypeText);
    if (!dtype) return fail(ErrorCode::Unsupported, "unknown type '" + dtypeText + "'", place);
    entry.spec.dtype = *dtype;
    std::uint64_t elements = 0, bytes = 0;
    AZR_TRY(entry.spec.shape, parseShape(json, place, elements));
    if (__builtin_mul_overflow(elements, sizeOf(*dtype), &bytes)) return bad(place, "its size overflows");
    const auto offsets = json.find("data_offsets");
    if (offsets == json.end() || !offsets->is_array() || offsets->size() != 2)
        return bad(place, "'data_offsets' is missing or not a pair");
    const auto begin = naturalNumber((*offsets)[0]), end = naturalNumber((*offsets)[1]);
    if (!begin || !end || *begin > *end || *end > bufferSize) return bad(place, "'data_offsets' lie outside the file");
    if (*end - *begin != bytes) return bad(place, "'data_offsets' do not fit its shape and type");
    entry.begin = *begin;
    entry.end = *end;
    return entry;
}

Status checkCoverage(const std::vector<Entry>& entries, std::uint64_t bufferSize, const std::string& place) {
    std::uint64_t at = 0;
    for (const auto& entry : entries) {
        if (entry.begin < at) return bad(place, "tensor '" + entry.spec.name + "' overlaps the one before it");
        if (entry.begin > at) return bad(place, "there is a hole before tensor '" + entry.spec.name + "'");
        at = entry.end;
    }
    if (at != bufferSize) return bad(place, "bytes after the last tensor belong to none");
    return {};
}

Result<TensorView> needIn(const TensorView* found, std::string_view tensor, std::span<const std::int64_t> shape,
                          const std::string& place) {
    if (found == nullptr) return fail(ErrorCode::NotFound, "there is no tensor '" + std::string(tensor) + "'", place);
    if (std::ranges::equal(found->spec.shape, shape)) return *found;
    const auto spell = [](std::span<const std::int64_t> sizes) {
        std::string text = "[";
        for (const auto size : sizes) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
        return text + "]";
    };
    return fail(
        ErrorCode::Corrupt,
        "tensor '" + std::string(tensor) + "' has the shape " + spell(found->spec.shape) + ", expected " + spell(shape),
        place);
}

}  // namespace

std::string_view name(Dtype dtype) {
    return kDtypes[static_cast<std::size_t>(dtype)].name;
}

std::optional<Dtype> dtypeFromName(std::string_view text) {
    for (const auto& row : kDtypes)
        if (row.name == text) return row.dtype;
    return std::nullopt;
}

std::size_t sizeOf(Dtype dtype) {
    return kDtypes[static_cast<std::size_t>(dtype)].size;
}

std::int64_t TensorSpec::elements() const {
    std::int64_t product = 1;
    for (const auto size : shape) product *= size;
    return product;
}

std::size_t TensorSpec::byteSize() const {
    return static_cast<std::size_t>(elements()) * sizeOf(dtype);
}

Status readFloats(const TensorView& tensor, std::size_t first, std::span<float> out, const std::string& file) {
    const std::byte* const from = tensor.bytes.data() + first * sizeOf(tensor.spec.dtype);
    const auto each = [&](auto convert) {
        for (std::size_t i = 0; i < out.size(); ++i) {
            std::uint16_t bits = 0;  // the format promises no alignment
            std::memcpy(&bits, from + i * sizeof bits, sizeof bits);
            out[i] = convert(bits);
        }
    };
    switch (tensor.spec.dtype) {
        case Dtype::F32: std::memcpy(out.data(), from, out.size_bytes()); return {};
        case Dtype::F16: each(fromHalf); return {};
        case Dtype::BF16: each(fromBfloat16); return {};
        default:
            return fail(
                ErrorCode::Unsupported,
                fmt::format("tensor '{}' has type {}, not F32, F16 or BF16", tensor.spec.name, name(tensor.spec.dtype)),
                file);
    }
}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path) {
    const std::string place = path.string();
    SafetensorsFile result;
    result.m_path = path;
    AZR_TRY(result.m_file, MappedFile::open(path));
    const auto bytes = result.m_file.bytes();
    std::uint64_t headerSize = 0;
    if (bytes.size() < sizeof headerSize) return bad(place, "is too short for a safetensors file");
    std::memcpy(&headerSize, bytes.data(), sizeof headerSize);
    if (headerSize > kMaxHeader || headerSize > bytes.size() - sizeof headerSize)
        return bad(place, "the header's length exceeds the file");
    const std::string_view header(reinterpret_cast<const char*>(bytes.data()) + sizeof headerSize, headerSize);
    AZR_TRY(const Json json, parseJson(header, place));
    if (!json.is_object()) return bad(place, "the header is not an object");
    const auto buffer = bytes.subspan(sizeof headerSize + headerSize);

    std::vector<Entry> entries;
    for (const auto& [key, value] : json.items()) {
        if (key == "__metadata__") {
            if (!value.is_object()) return bad(place, "'__metadata__' is not an object");
            for (const auto& [metaKey, metaValue] : value.items())
                if (metaValue.is_string()) result.m_metadata[metaKey] = metaValue.get<std::string>();
            continue;
        }
        AZR_TRY(Entry entry, parseEntry(key, value, buffer.size(), place));
        entries.push_back(std::move(entry));
    }
    // Empty tensors share their place with a neighbour: the end decides then, and the name makes the order total.
    std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
        return std::tie(a.begin, a.end, a.spec.name) < std::tie(b.begin, b.end, b.spec.name);
    });
    AZR_CHECK(checkCoverage(entries, buffer.size(), place));
    for (auto& entry : entries) {
        if (!result.m_index.emplace(entry.spec.name, result.m_tensors.size()).second)
            return bad(place, "tensor '" + entry.spec.name + "' stands twice in the header");
        result.m_tensors.push_back({std::move(entry.spec), buffer.subspan(entry.begin, entry.end - entry.begin)});
    }
    return result;
}

const TensorView* SafetensorsFile::find(std::string_view name) const {
    const auto found = m_index.find(name);
    return found == m_index.end() ? nullptr : &m_tensors[found->second];
}

Result<TensorView> SafetensorsFile::need(std::string_view name, std::span<const std::int64_t> shape) const {
    return needIn(find(name), name, shape, m_path.string());
}

namespace {

using WeightMap = std::map<std::string, std::string>;

Result<WeightMap> readIndex(const std::filesystem::path& index) {
    AZR_TRY(const Json json, readJson(index));
    AZR_TRY(auto map, (field<WeightMap>(json, "weight_map", index.string())));
    for (const auto& [tensor, file] : map)
        if (file.empty() || file == "." || file == ".." || std::filesystem::path(file).filename() != file)
            return bad(index.string(), fmt::format("the shard '{}' of '{}' is not a plain file name", file, tensor));
    return map;
}

/// `map` is empty where there is no index: the one file then holds everything.
Status checkIndex(const std::vector<SafetensorsFile>& shards, const WeightMap& map, const std::string& place) {
    std::map<std::string_view, std::string> found;
    for (const auto& shard : shards)
        for (const auto& tensor : shard.tensors())
            if (const auto [at, fresh] = found.emplace(tensor.spec.name, shard.path().filename().string()); !fresh)
                return bad(shard.path().string(), "tensor '" + tensor.spec.name + "' lies in " + at->second + " too");
    for (const auto& [tensor, file] : map) {
        const auto at = found.find(tensor);
        if (at == found.end() || at->second != file)
            return bad(place, fmt::format("tensor '{}' is not in the shard '{}' that the index names", tensor, file));
    }
    return {};
}

}  // namespace

Result<ModelWeights> ModelWeights::open(const std::filesystem::path& folder) {
    ModelWeights weights;
    weights.m_folder = folder;
    std::error_code code;
    const auto index = folder / "model.safetensors.index.json";
    std::vector<std::string> names = {"model.safetensors"};
    WeightMap map;
    const bool whole = std::filesystem::exists(folder / names.front(), code);
    if (!whole && std::filesystem::exists(index, code)) {
        AZR_TRY(map, readIndex(index));
        names.clear();
        for (const auto& [tensor, file] : map) names.push_back(file);
        std::ranges::sort(names);
        names.erase(std::unique(names.begin(), names.end()), names.end());
    } else if (!whole) {
        return fail(ErrorCode::NotFound, "holds neither model.safetensors nor model.safetensors.index.json",
                    folder.string(), "save the model with transformers' save_pretrained (safetensors)");
    }
    for (const auto& file : names) {
        AZR_TRY(auto shard, SafetensorsFile::open(folder / file));
        weights.m_shards.push_back(std::move(shard));
    }
    AZR_CHECK(checkIndex(weights.m_shards, map, index.string()));
    return weights;
}

const TensorView* ModelWeights::find(std::string_view name) const {
    for (const auto& shard : m_shards)
        if (const auto* found = shard.find(name)) return found;
    return nullptr;
}

Result<TensorView> ModelWeights::need(std::string_view name, std::span<const std::int64_t> shape) const {
    return needIn(find(name), name, shape, m_folder.string());
}

std::vector<std::string> ModelWeights::names() const {
    std::vector<std::string> all;
    for (const auto& shard : m_shards)
        for (const auto& tensor : shard.tensors()) all.push_back(tensor.spec.name);
    std::ranges::sort(all);
    return all;
}

}  // namespace azr::weights

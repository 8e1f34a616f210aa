#include "core/weights/gguf/gguf.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace azr::weights {
namespace {

enum class ValueType : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, Text, Array, U64, I64, F64 };

constexpr std::string_view kMagic = "GGUF";
constexpr std::uint64_t kLongestName = 65535;
constexpr std::uint64_t kMostDimensions = 4;
constexpr std::uint64_t kLeastKey = 13;     // bytes of the shortest key with its value
constexpr std::uint64_t kLeastTensor = 24;  // of the shortest tensor entry

std::size_t sizeOf(ValueType type) {
    switch (type) {
        case ValueType::U8:
        case ValueType::I8:
        case ValueType::Bool: return 1;
        case ValueType::U16:
        case ValueType::I16: return 2;
        case ValueType::U32:
        case ValueType::I32:
        case ValueType::F32: return 4;
        case ValueType::Text:  // at least its length
        case ValueType::U64:
        case ValueType::I64:
        case ValueType::F64: return 8;
        case ValueType::Array: return 12;
    }
    return 0;
}

}  // namespace

/// Walks the header once.
class GgufParser {
  public:
    explicit GgufParser(GgufFile& file)
        : m_file(file), m_bytes(file.m_files.front().bytes()), m_place(file.path().string()) {}

    Status run() {
        AZR_TRY(const auto counts, header());
        for (std::uint64_t i = 0; i < counts.keys; ++i) AZR_CHECK(keyAndValue());
        std::vector<std::uint64_t> offsets;
        for (std::uint64_t i = 0; i < counts.tensors; ++i) {
            AZR_TRY(const auto offset, tensorEntry());
            offsets.push_back(offset);
        }
        return placeTensors(offsets);
    }

  private:
    struct Counts {
        std::uint64_t tensors = 0, keys = 0;
    };

    [[nodiscard]] tl::unexpected<Error> bad(std::string detail) const {
        return fail(ErrorCode::Corrupt, std::move(detail), m_place);
    }
    [[nodiscard]] std::uint64_t left() const { return m_bytes.size() - m_at; }

    template <class T>
    Result<T> take() {
        if (left() < sizeof(T)) return bad("ends in the middle of its header");
        T value;
        std::memcpy(&value, m_bytes.data() + m_at, sizeof value);
        m_at += sizeof value;
        return value;
    }

    Result<std::string_view> takeText(std::uint64_t most) {
        AZR_TRY(const auto length, take<std::uint64_t>());
        if (length > most || length > left()) return bad("a text in the header is longer than the file");
        const std::string_view text(reinterpret_cast<const char*>(m_bytes.data()) + m_at, length);
        m_at += length;
        return text;
    }

    Result<Counts> header() {
        if (m_bytes.size() < 4 || std::memcmp(m_bytes.data(), kMagic.data(), 4) != 0)
            return fail(ErrorCode::Parse, "is no GGUF file", m_place, "choose a Hugging Face folder or a .gguf file");
        m_at = 4;
        AZR_TRY(const auto version, take<std::uint32_t>());
        if (version == 0x02000000 || version == 0x03000000)
            return fail(ErrorCode::Unsupported, "is a big-endian GGUF file", m_place);
        if (version != 2 && version != 3)
            return fail(ErrorCode::Unsupported, "has GGUF version " + std::to_string(version) + ", not 2 or 3",
                        m_place);
        Counts counts;
        AZR_TRY(counts.tensors, take<std::uint64_t>());
        AZR_TRY(counts.keys, take<std::uint64_t>());
        if (counts.keys > left() / kLeastKey || counts.tensors > left() / kLeastTensor)
            return bad("its header counts more entries than the file can hold");
        return counts;
    }

    Status keyAndValue() {
        AZR_TRY(const auto key, takeText(kLongestName));
        AZR_TRY(const auto type, take<std::uint32_t>());
        if (type > static_cast<std::uint32_t>(ValueType::F64))
            return bad("key '" + std::string(key) + "' has the unknown type " + std::to_string(type));
        AZR_TRY(auto value, takeValue(static_cast<ValueType>(type), std::string(key)));
        if (!m_file.m_values.emplace(key, std::move(value)).second)
            return bad("key '" + std::string(key) + "' stands twice");
        return {};
    }

    template <class T, class Wide>
    Result<GgufValue> takeAs() {
        AZR_TRY(const T value, take<T>());
        return GgufValue(static_cast<Wide>(value));
    }

    Result<GgufValue> takeValue(ValueType type, const std::string& key) {
        using Integer = std::int64_t;
        switch (type) {
            case ValueType::U8: return takeAs<std::uint8_t, Integer>();
            case ValueType::I8: return takeAs<std::int8_t, Integer>();
            case ValueType::U16: return takeAs<std::uint16_t, Integer>();
            case ValueType::I16: return takeAs<std::int16_t, Integer>();
            case ValueType::U32: return takeAs<std::uint32_t, Integer>();
            case ValueType::I32: return takeAs<std::int32_t, Integer>();
            case ValueType::U64: return takeAs<std::uint64_t, Integer>();
            case ValueType::I64: return takeAs<std::int64_t, Integer>();
            case ValueType::F32: return takeAs<float, double>();
            case ValueType::F64: return takeAs<double, double>();
            case ValueType::Bool: {
                AZR_TRY(const auto value, take<std::uint8_t>());
                return GgufValue(value != 0);
            }
            case ValueType::Text: {
                AZR_TRY(const auto text, takeText(left()));
                return GgufValue(text);
            }
            case ValueType::Array: return takeArray(key);
        }
        return bad("key '" + key + "' has an unknown type");
    }

    Result<GgufValue> takeArray(const std::string& key) {
        AZR_TRY(const auto number, take<std::uint32_t>());
        AZR_TRY(const auto count, take<std::uint64_t>());
        const auto type = static_cast<ValueType>(number);
        if (number > static_cast<std::uint32_t>(ValueType::F64) || type == ValueType::Array)
            return bad("key '" + key + "' is a list of an unknown type");
        if (count > left() / sizeOf(type)) return bad("key '" + key + "' is a list longer than the file");
        if (type == ValueType::Text) return takeTexts(count);
        if (type == ValueType::F32 || type == ValueType::F64) return takeNumbers<double>(type, count, key);
        return takeNumbers<std::int64_t>(type, count, key);
    }

    Result<GgufValue> takeTexts(std::uint64_t count) {
        std::vector<std::string_view> texts;
        texts.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i) {
            AZR_TRY(const auto text, takeText(left()));
            texts.push_back(text);
        }
        return GgufValue(std::move(texts));
    }

    template <class T>
    Result<GgufValue> takeNumbers(ValueType type, std::uint64_t count, const std::string& key) {
        std::vector<T> numbers;
        numbers.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i) {
            AZR_TRY(const GgufValue value, takeValue(type, key));
            if (const auto* flag = std::get_if<bool>(&value))
                numbers.push_back(static_cast<T>(*flag));
            else
                numbers.push_back(std::get<T>(value));
        }
        return GgufValue(std::move(numbers));
    }

    /// Returns the offset into the data, which begins where the header ends.
    Result<std::uint64_t> tensorEntry() {
        GgufTensor tensor;
        AZR_TRY(const auto name, takeText(kLongestName));
        tensor.name = name;
        const std::string what = "tensor '" + tensor.name + "'";
        AZR_TRY(const auto dimensions, take<std::uint32_t>());
        if (dimensions == 0 || dimensions > kMostDimensions)
            return bad(what + " has " + std::to_string(dimensions) + " dimensions");
        for (std::uint32_t i = 0; i < dimensions; ++i) {
            AZR_TRY(const auto size, take<std::uint64_t>());
            if (size == 0 || size > (1ULL << 40)) return bad(what + " has an impossible size");
            tensor.shape.insert(tensor.shape.begin(), static_cast<std::int64_t>(size));
        }
        AZR_TRY(const auto type, take<std::uint32_t>());
        const auto known = ggufType(type);
        if (!known)
            return fail(ErrorCode::Unsupported, what + " has the type " + ggufTypeName(type), m_place,
                        "get the model in one of " + readableGgufTypes());
        tensor.type = *known;
        AZR_TRY(const auto offset, take<std::uint64_t>());
        if (tensor.rowWidth() % tensor.type.blockElements != 0)
            return bad("the rows of " + what + " are no whole blocks of " + std::string(tensor.type.name));
        if (!m_file.m_index.emplace(tensor.name, m_file.m_tensors.size()).second) return bad(what + " stands twice");
        m_file.m_tensors.push_back(std::move(tensor));
        return offset;
    }

    Status placeTensors(const std::vector<std::uint64_t>& offsets) {
        std::uint64_t alignment = 32;
        if (m_file.has("general.alignment")) {
            AZR_TRY(const auto stated, m_file.integer("general.alignment"));
            if (stated < 1 || stated > 65536) return bad("key 'general.alignment' is out of range");
            alignment = static_cast<std::uint64_t>(stated);
        }
        const std::uint64_t start =
            std::min<std::uint64_t>((m_at + alignment - 1) / alignment * alignment, m_bytes.size());
        const auto data = m_bytes.subspan(start);
        struct Extent {
            std::uint64_t begin, end;
            const std::string* name;
        };
        std::vector<Extent> extents;
        for (std::size_t i = 0; i < offsets.size(); ++i) {
            GgufTensor& tensor = m_file.m_tensors[i];
            std::uint64_t bytes = static_cast<std::uint64_t>(tensor.type.blockBytes);
            bool overflow = false;
            for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
                const std::int64_t size = tensor.shape[d];
                const bool last = d + 1 == tensor.shape.size();
                const auto blocks = static_cast<std::uint64_t>(last ? size / tensor.type.blockElements : size);
                overflow = overflow || __builtin_mul_overflow(bytes, blocks, &bytes);
            }
            if (overflow || offsets[i] > data.size() || bytes > data.size() - offsets[i])
                return bad("tensor '" + tensor.name + "' lies outside the file");
            if (offsets[i] % alignment != 0) return bad("tensor '" + tensor.name + "' is not aligned");
            tensor.bytes = data.subspan(offsets[i], bytes);
            extents.push_back({offsets[i], offsets[i] + bytes, &tensor.name});
        }
        std::ranges::sort(extents, {}, &Extent::begin);
        for (std::size_t i = 1; i < extents.size(); ++i)
            if (extents[i].begin < extents[i - 1].end)
                return bad("tensor '" + *extents[i].name + "' overlaps '" + *extents[i - 1].name + "'");
        return {};
    }

    GgufFile& m_file;
    std::span<const std::byte> m_bytes;
    std::string m_place;
    std::uint64_t m_at = 0;
};

Result<GgufFile> GgufFile::openOne(const std::filesystem::path& path) {
    GgufFile file;
    file.m_paths = {path};
    AZR_TRY(auto mapped, MappedFile::open(path));
    file.m_files.push_back(std::move(mapped));
    AZR_CHECK(GgufParser(file).run());
    return file;
}

namespace {

constexpr const char* kPartNumber = "split.no";
constexpr const char* kPartCount = "split.count";
constexpr const char* kPartTensors = "split.tensors.count";
constexpr std::int64_t kMostParts = 99999;  // five digits

std::string partSuffix(std::int64_t number, std::int64_t count) {
    return fmt::format("-{:05}-of-{:05}.gguf", number, count);
}

struct PartOf {
    std::int64_t number = 0, count = 1;  ///< from 0 on
};

/// Where a file stands among the parts that its keys name.
Result<PartOf> partOf(const GgufFile& file) {
    PartOf part;
    if (!file.has(kPartCount)) return part;
    AZR_TRY(part.count, file.integer(kPartCount));
    if (part.count <= 1) return part;
    AZR_TRY(part.number, file.integer(kPartNumber));
    const std::string place = file.path().string();
    if (part.count > kMostParts || part.number < 0 || part.number >= part.count)
        return fail(ErrorCode::Corrupt, "keys 'split.no' and 'split.count' do not fit together", place);
    if (!file.path().filename().string().ends_with(partSuffix(part.number + 1, part.count)))
        return fail(ErrorCode::Unsupported,
                    fmt::format("is part {} of {} by its keys, but its name does not end in {}", part.number + 1,
                                part.count, partSuffix(part.number + 1, part.count)),
                    place, "give all parts the names again under which they were published");
    return part;
}

/// The path of another part.
std::filesystem::path siblingOf(const std::filesystem::path& path, const PartOf& own, std::int64_t number) {
    std::string name = path.filename().string();
    name.resize(name.size() - partSuffix(own.number + 1, own.count).size());
    return path.parent_path() / (name + partSuffix(number + 1, own.count));
}

}  // namespace

Result<GgufFile> GgufFile::open(const std::filesystem::path& path) {
    AZR_TRY(GgufFile named, openOne(path));
    AZR_TRY(const PartOf own, partOf(named));
    if (own.count <= 1) return named;
    GgufFile whole = std::move(named);
    for (std::int64_t number = 0; number < own.count; ++number) {
        const auto sibling = siblingOf(path, own, number);
        std::error_code code;
        if (!std::filesystem::exists(sibling, code))
            return fail(ErrorCode::NotFound, fmt::format("part {} of {} is missing", number + 1, own.count),
                        sibling.string(), "put all parts of the model into one folder");
        AZR_TRY(GgufFile part, openOne(sibling));
        AZR_TRY(const PartOf place, partOf(part));
        if (place.number != number || place.count != own.count)
            return fail(ErrorCode::Corrupt, "keys 'split.no' and 'split.count' are those of another part",
                        sibling.string());
        if (number == 0)
            whole = std::move(part);
        else
            AZR_CHECK(whole.addPart(std::move(part)));
    }
    if (whole.has(kPartTensors)) {
        AZR_TRY(const auto count, whole.integer(kPartTensors));
        if (count != std::ssize(whole.m_tensors))
            return fail(ErrorCode::Corrupt,
                        fmt::format("key 'split.tensors.count' is {}, the parts hold {} tensors", count,
                                    whole.m_tensors.size()),
                        whole.path().string(), "get the parts again, all of the same model");
    }
    return whole;
}

/// The first part has the keys; another one may repeat them, but not say something else.
Status GgufFile::addPart(GgufFile part) {
    const std::string place = part.path().string();
    for (const auto& [key, value] : part.m_values) {
        if (key.starts_with("split.")) continue;
        const auto ours = m_values.find(key);
        if (ours == m_values.end() || ours->second != value)
            return fail(ErrorCode::Corrupt, "key '" + key + "' is not that of the first part", place,
                        "get the parts again, all of the same model");
    }
    for (GgufTensor& tensor : part.m_tensors) {
        if (!m_index.emplace(tensor.name, m_tensors.size()).second)
            return fail(ErrorCode::Corrupt, "tensor '" + tensor.name + "' stands in another part too", place);
        tensor.part = m_paths.size();
        m_tensors.push_back(std::move(tensor));
    }
    m_paths.push_back(part.m_paths.front());
    m_files.push_back(std::move(part.m_files.front()));
    return {};
}

const GgufTensor* GgufFile::find(std::string_view tensor) const {
    const auto found = m_index.find(tensor);
    return found == m_index.end() ? nullptr : &m_tensors[found->second];
}

namespace {

tl::unexpected<Error> badKey(const std::filesystem::path& path, std::string_view key, bool present) {
    const std::string what = "key '" + std::string(key) + "' ";
    return fail(present ? ErrorCode::Parse : ErrorCode::NotFound,
                what + (present ? "has the wrong type" : "is missing"), path.string());
}

template <class T>
const T* valueIn(const std::map<std::string, GgufValue, std::less<>>& values, std::string_view key) {
    const auto found = values.find(key);
    return found == values.end() ? nullptr : std::get_if<T>(&found->second);
}

}  // namespace

Result<std::int64_t> GgufFile::integer(std::string_view key) const {
    if (const auto* value = valueIn<std::int64_t>(m_values, key)) return *value;
    if (const auto* layers = integers(key); layers != nullptr && !layers->empty()) {
        if (std::ranges::count(*layers, layers->front()) == std::ssize(*layers)) return layers->front();
        return fail(ErrorCode::Unsupported, "key '" + std::string(key) + "' differs from layer to layer",
                    path().string());
    }
    return badKey(path(), key, has(key));
}

Result<double> GgufFile::number(std::string_view key) const {
    if (const auto* value = valueIn<double>(m_values, key)) return *value;
    AZR_TRY(const auto whole, integer(key));
    return static_cast<double>(whole);
}

Result<std::string> GgufFile::text(std::string_view key) const {
    if (const auto* value = valueIn<std::string_view>(m_values, key)) return std::string(*value);
    return badKey(path(), key, has(key));
}

bool GgufFile::flag(std::string_view key, bool fallback) const {
    const auto* value = valueIn<bool>(m_values, key);
    return value == nullptr ? fallback : *value;
}

const std::vector<std::string_view>* GgufFile::texts(std::string_view key) const {
    return valueIn<std::vector<std::string_view>>(m_values, key);
}

const std::vector<std::int64_t>* GgufFile::integers(std::string_view key) const {
    return valueIn<std::vector<std::int64_t>>(m_values, key);
}

const std::vector<double>* GgufFile::numbers(std::string_view key) const {
    return valueIn<std::vector<double>>(m_values, key);
}

bool isGguf(const std::filesystem::path& path) {
    std::error_code code;
    return std::filesystem::is_regular_file(path, code);
}

}  // namespace azr::weights

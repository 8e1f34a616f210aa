#include "core/exporting/metrics/event_records.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace azr::exporting {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78;  // Castagnoli's, reversed
constexpr std::uint32_t kMaskDelta = 0xA282EAD8;   // of TFRecord

constexpr std::array<std::uint32_t, 256> makeTable() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? kPolynomial : 0);
        table[i] = value;
    }
    return table;
}
constexpr auto kTable = makeTable();

/// A CRC of data that holds CRCs would be worth little.
std::uint32_t masked(std::uint32_t crc) {
    return ((crc >> 15) | (crc << 17)) + kMaskDelta;
}

template <class Number>
std::string littleEndian(Number value) {
    std::string bytes;
    for (std::size_t i = 0; i < sizeof value; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xFF);
    return bytes;
}

template <class Number>
Number fromLittleEndian(std::string_view bytes) {
    Number value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i)
        value |= static_cast<Number>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return value;
}

// Wire types of protocol buffers.
enum Wire : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

/// A message of protocol buffers, field by field. What is zero is left out, as the format has it.
class Message {
  public:
    Message& number(int field, std::uint64_t value) {
        if (value == 0) return *this;
        key(field, kVarint);
        return varint(value);
    }
    Message& real(int field, double value) {
        key(field, kFixed64);
        m_bytes += littleEndian(std::bit_cast<std::uint64_t>(value));
        return *this;
    }
    Message& single(int field, float value) {  // also zero: it is the choice of a `oneof`
        key(field, kFixed32);
        m_bytes += littleEndian(std::bit_cast<std::uint32_t>(value));
        return *this;
    }
    Message& bytes(int field, std::string_view value) {
        key(field, kBytes);
        varint(value.size());
        m_bytes += value;
        return *this;
    }
    [[nodiscard]] const std::string& text() const { return m_bytes; }

  private:
    void key(int field, Wire wire) { varint(static_cast<std::uint64_t>(field) << 3 | wire); }
    Message& varint(std::uint64_t value) {
        for (; value > 0x7F; value >>= 7) m_bytes += static_cast<char>((value & 0x7F) | 0x80);
        m_bytes += static_cast<char>(value);
        return *this;
    }

    std::string m_bytes;
};

// Numbers of the fields, from tensorflow/core's event.proto, summary.proto and tensor.proto.
namespace event {
constexpr int kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5, kSessionLog = 7;
}
namespace summary {
constexpr int kValue = 1;
constexpr int kTag = 1, kSimpleValue = 2, kTensor = 8, kMetadata = 9;          // of a value
constexpr int kPlugin = 1, kPluginName = 1, kDescription = 3, kDataClass = 4;  // of its metadata
constexpr int kDataClassTensor = 2;
}  // namespace summary
namespace tensor {
constexpr int kType = 1, kShape = 2, kStrings = 8, kDimension = 2, kSize = 1;
constexpr int kTypeString = 7;
}  // namespace tensor
constexpr int kSessionStatus = 1, kSessionStart = 1;

Message begun(double wall, int step) {
    Message message;
    message.real(event::kWallTime, wall);
    message.number(event::kStep, static_cast<std::uint64_t>(std::max(step, 0)));
    return message;
}

/// Reads the fields of a message; stops at what it does not understand.
class Fields {
  public:
    explicit Fields(std::string_view bytes) : m_bytes(bytes) {}

    bool next() {
        const auto key = varint();
        if (!key) return false;
        field = static_cast<int>(*key >> 3);
        switch (*key & 7) {
            case kVarint: {
                const auto value = varint();
                number = value.value_or(0);
                return value.has_value();
            }
            case kFixed64: return take(8);
            case kFixed32: return take(4);
            case kBytes: {
                const auto size = varint();
                return size && take(*size);
            }
            default: return false;
        }
    }
    int field = 0;
    std::uint64_t number = 0;
    std::string_view data;

  private:
    bool take(std::uint64_t size) {
        if (size > m_bytes.size()) return false;
        data = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return true;
    }
    std::optional<std::uint64_t> varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64 && !m_bytes.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return value;
        }
        return std::nullopt;
    }

    std::string_view m_bytes;
};

/// The data of the first frame, which is taken off; nothing where it is not whole.
std::optional<std::string_view> takeRecord(std::string_view& frames) {
    constexpr std::size_t kHead = 12, kTail = 4;
    if (frames.size() < kHead) return std::nullopt;
    const std::string_view length = frames.substr(0, 8);
    if (masked(crc32c(length)) != fromLittleEndian<std::uint32_t>(frames.substr(8, 4))) return std::nullopt;
    const auto size = fromLittleEndian<std::uint64_t>(length);
    if (size > frames.size() - kHead || frames.size() - kHead - size < kTail) return std::nullopt;
    const std::string_view data = frames.substr(kHead, size);
    if (masked(crc32c(data)) != fromLittleEndian<std::uint32_t>(frames.substr(kHead + size, kTail)))
        return std::nullopt;
    frames.remove_prefix(kHead + size + kTail);
    return data;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : bytes) crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(c)) & 0xFF];
    return ~crc;
}

std::string record(std::string_view data) {
    const std::string length = littleEndian(static_cast<std::uint64_t>(data.size()));
    std::string frame = length + littleEndian(masked(crc32c(length)));
    frame += data;
    return frame + littleEndian(masked(crc32c(data)));
}

std::string versionEvent(double wall) {
    return begun(wall, 0).bytes(event::kFileVersion, "brain.Event:2").text();
}

std::string startEvent(double wall, int step) {
    return begun(wall, step).bytes(event::kSessionLog, Message().number(kSessionStatus, kSessionStart).text()).text();
}

std::string scalarsEvent(double wall, int step, std::span<const Scalar> scalars) {
    Message all;
    for (const Scalar& scalar : scalars) {
        Message value;
        value.bytes(summary::kTag, scalar.tag).single(summary::kSimpleValue, static_cast<float>(scalar.value));
        if (!scalar.explanation.empty()) {
            Message metadata;
            metadata.bytes(summary::kPlugin, Message().bytes(summary::kPluginName, "scalars").text());
            metadata.bytes(summary::kDescription, scalar.explanation);
            value.bytes(summary::kMetadata, metadata.text());
        }
        all.bytes(summary::kValue, value.text());
    }
    return begun(wall, step).bytes(event::kSummary, all.text()).text();
}

std::string textEvent(double wall, int step, std::string_view tag, std::string_view markdown) {
    Message metadata;
    metadata.bytes(summary::kPlugin, Message().bytes(summary::kPluginName, "text").text());
    metadata.number(summary::kDataClass, summary::kDataClassTensor);
    Message shape;
    shape.bytes(tensor::kDimension, Message().number(tensor::kSize, 1).text());
    Message strings;
    strings.number(tensor::kType, tensor::kTypeString).bytes(tensor::kShape, shape.text());
    strings.bytes(tensor::kStrings, markdown);
    Message value;
    value.bytes(summary::kTag, tag).bytes(summary::kTensor, strings.text()).bytes(summary::kMetadata, metadata.text());
    return begun(wall, step).bytes(event::kSummary, Message().bytes(summary::kValue, value.text()).text()).text();
}

std::int64_t lastStepOf(std::string_view frames, std::int64_t known) {
    while (const auto data = takeRecord(frames)) {
        std::int64_t step = 0;
        bool summarised = false, started = false;
        for (Fields fields(*data); fields.next();) {
            if (fields.field == event::kStep) step = static_cast<std::int64_t>(fields.number);
            summarised = summarised || fields.field == event::kSummary;
            started = started || fields.field == event::kSessionLog;
        }
        if (started) known = std::min(known, step - 1);
        if (summarised) known = std::max(known, step);
    }
    return known;
}

}  // namespace azr::exporting

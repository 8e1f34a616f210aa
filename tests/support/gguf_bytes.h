/// The bytes of small GGUF files, right and wrong ones, for tests.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace azr::test {

class GgufBytes {
  public:
    template <class T>
    GgufBytes& put(T value) {
        char raw[sizeof value];
        std::memcpy(raw, &value, sizeof value);
        m_bytes.append(raw, sizeof raw);
        return *this;
    }
    GgufBytes& text(std::string_view value) {
        put<std::uint64_t>(value.size());
        m_bytes += value;
        return *this;
    }
    GgufBytes& header(std::uint64_t tensors, std::uint64_t keys, std::uint32_t version = 3) {
        m_bytes += "GGUF";
        return put(version).put(tensors).put(keys);
    }
    GgufBytes& textKey(std::string_view key, std::string_view value) {
        return text(key).put<std::uint32_t>(8).text(value);
    }
    GgufBytes& intKey(std::string_view key, std::uint32_t value) { return text(key).put<std::uint32_t>(4).put(value); }
    GgufBytes& floatKey(std::string_view key, float value) { return text(key).put<std::uint32_t>(6).put(value); }
    GgufBytes& textsKey(std::string_view key, const std::vector<std::string>& values) {
        text(key).put<std::uint32_t>(9).put<std::uint32_t>(8).put<std::uint64_t>(values.size());
        for (const auto& value : values) text(value);
        return *this;
    }
    template <class T>
    GgufBytes& numbersKey(std::string_view key, std::uint32_t type, const std::vector<T>& values) {
        text(key).put<std::uint32_t>(9).put(type).template put<std::uint64_t>(values.size());
        for (const T value : values) put(value);
        return *this;
    }
    /// Dimensions innermost first, as the file has them.
    GgufBytes& tensor(std::string_view name, const std::vector<std::uint64_t>& sizes, std::uint32_t type,
                      std::uint64_t offset) {
        text(name).put(static_cast<std::uint32_t>(sizes.size()));
        for (const auto size : sizes) put(size);
        return put(type).put(offset);
    }
    /// Up to the alignment, then `count` bytes of data.
    GgufBytes& data(std::size_t count) {
        m_bytes.resize((m_bytes.size() + 31) / 32 * 32 + count);
        return *this;
    }
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

  private:
    std::string m_bytes;
};

}  // namespace azr::test

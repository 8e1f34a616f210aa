/// A GGUF file (versions 2 and 3): metadata and tensors inside a read-only mapping. A model that was split over several
/// files (name-00001-of-00003.gguf) is opened whole, whichever part is named. Trusts nothing of the file: counts,
/// lengths, sizes and offsets are checked before memory is taken for them. Immutable after open(), thread-safe. Errors
/// name the file and the key or tensor. Source: the specification in ggml's docs/gguf.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/weights/gguf/gguf_blocks.h"

namespace azr::weights {

/// Texts point into the mapping.
using GgufValue = std::variant<std::int64_t, double, bool, std::string_view, std::vector<std::int64_t>,
                               std::vector<double>, std::vector<std::string_view>>;

struct GgufTensor {
    std::string name;
    std::vector<std::int64_t> shape;  ///< outermost first, the reverse of the file's order
    GgufType type;
    std::span<const std::byte> bytes;
    std::size_t part = 0;  ///< of GgufFile::parts()
    [[nodiscard]] std::int64_t rowWidth() const { return shape.empty() ? 1 : shape.back(); }
};

class GgufFile {
  public:
    [[nodiscard]] static Result<GgufFile> open(const std::filesystem::path& path);

    [[nodiscard]] const std::filesystem::path& path() const { return m_paths.front(); }
    [[nodiscard]] const std::vector<std::filesystem::path>& parts() const {
        return m_paths;
    }  ///< the first has the keys
    [[nodiscard]] const std::vector<GgufTensor>& tensors() const { return m_tensors; }
    [[nodiscard]] const GgufTensor* find(std::string_view tensor) const;  ///< null when absent
    [[nodiscard]] bool has(std::string_view key) const { return m_values.contains(key); }
    using Values = std::map<std::string, GgufValue, std::less<>>;
    [[nodiscard]] const Values& values() const { return m_values; }

    /// NotFound when the key is missing, Parse when it has another type. Integers are taken for numbers too, lists of
    /// one integer for each layer for that integer (Unsupported when they differ).
    [[nodiscard]] Result<std::int64_t> integer(std::string_view key) const;
    [[nodiscard]] Result<double> number(std::string_view key) const;
    [[nodiscard]] Result<std::string> text(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key, bool fallback) const;
    /// Null when missing or of another type.
    [[nodiscard]] const std::vector<std::string_view>* texts(std::string_view key) const;
    [[nodiscard]] const std::vector<std::int64_t>* integers(std::string_view key) const;
    [[nodiscard]] const std::vector<double>* numbers(std::string_view key) const;

  private:
    friend class GgufParser;
    [[nodiscard]] static Result<GgufFile> openOne(const std::filesystem::path& path);
    Status addPart(GgufFile part);

    std::vector<std::filesystem::path> m_paths;
    std::vector<MappedFile> m_files;
    Values m_values;
    std::vector<GgufTensor> m_tensors;
    std::map<std::string, std::size_t, std::less<>> m_index;
};

/// Models are folders or GGUF files: any regular file is taken for the latter, and open() tells whether it is one.
[[nodiscard]] bool isGguf(const std::filesystem::path& path);

}  // namespace azr::weights

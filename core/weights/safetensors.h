/// Tensors in the safetensors format: a memory-mapped reader that trusts nothing of the header, and a writer that
/// streams one tensor after another and renames the finished file into place. Bytes and spans, no torch. Readers are
/// immutable and may be shared between threads. Errors name the file and the tensor. Source: the format's own
/// specification (8 bytes of header length, a JSON header, then the buffer that the offsets point into).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/files.h"

namespace azr::weights {

enum class Dtype : std::uint8_t { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

[[nodiscard]] std::string_view name(Dtype dtype);  ///< as the format spells it: "F32", "BF16", "BOOL"
[[nodiscard]] std::optional<Dtype> dtypeFromName(std::string_view text);
[[nodiscard]] std::size_t sizeOf(Dtype dtype);  ///< bytes of one element

/// Name, type and shape (outermost first; empty for a scalar).
struct TensorSpec {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;
    [[nodiscard]] std::int64_t elements() const;
    [[nodiscard]] std::size_t byteSize() const;
};

/// A tensor inside a mapped file: `bytes` is little-endian, row-major, and lives as long as the reader. The format does
/// not promise that it is aligned for its type: copy with memcpy.
struct TensorView {
    TensorSpec spec;
    std::span<const std::byte> bytes;
};

/// Elements from `first` on as fp32, as many as `out` holds. Unsupported unless F32, F16 or BF16; names the tensor and
/// `file`.
Status readFloats(const TensorView& tensor, std::size_t first, std::span<float> out, const std::string& file);

class SafetensorsFile {
  public:
    /// Parse errors: header length, JSON, unknown type, shape against bytes, offsets out of range, overlaps and holes.
    [[nodiscard]] static Result<SafetensorsFile> open(const std::filesystem::path& path);

    [[nodiscard]] const std::vector<TensorView>& tensors() const { return m_tensors; }  ///< in the order of the bytes
    [[nodiscard]] const TensorView* find(std::string_view name) const;                  ///< null when absent
    /// NotFound, or Corrupt when the shape differs from the one expected.
    [[nodiscard]] Result<TensorView> need(std::string_view name, std::span<const std::int64_t> shape) const;
    [[nodiscard]] const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
    MappedFile m_file;
    std::vector<TensorView> m_tensors;
    std::map<std::string, std::size_t, std::less<>> m_index;
    std::map<std::string, std::string> m_metadata;
};

/// The bytes of a model folder: `model.safetensors`, or the shards that `model.safetensors.index.json` names. Corrupt
/// when a tensor lies in another shard than the index says, or in two.
class ModelWeights {
  public:
    [[nodiscard]] static Result<ModelWeights> open(const std::filesystem::path& folder);
    [[nodiscard]] const TensorView* find(std::string_view name) const;
    [[nodiscard]] Result<TensorView> need(std::string_view name, std::span<const std::int64_t> shape) const;
    [[nodiscard]] std::vector<std::string> names() const;  ///< sorted
    [[nodiscard]] const std::vector<SafetensorsFile>& shards() const { return m_shards; }

  private:
    std::filesystem::path m_folder;
    std::vector<SafetensorsFile> m_shards;
};

/// Writes a file of known tensors without holding them: create() with every spec, write() the bytes of each in the same
/// order (in pieces if need be), finish() syncs and renames. Not finished: the target is untouched and nothing is left.
class SafetensorsWriter {
  public:
    [[nodiscard]] static Result<SafetensorsWriter> create(const std::filesystem::path& target,
                                                          std::vector<TensorSpec> specs,
                                                          const std::map<std::string, std::string>& metadata = {});
    SafetensorsWriter(SafetensorsWriter&&) noexcept;
    SafetensorsWriter& operator=(SafetensorsWriter&&) noexcept;
    ~SafetensorsWriter();

    Status write(std::span<const std::byte> bytes);
    Status finish();  ///< InvalidArgument when bytes are missing

  private:
    struct State;
    explicit SafetensorsWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace azr::weights

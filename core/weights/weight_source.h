/// The tensors of a model under their Hugging Face names, whatever file they come from: safetensors (whole or sharded)
/// or GGUF. Files stay mapped; values are converted to fp32 a few rows at a time, so that a reader chooses how much
/// memory it spends. Immutable, thread-safe. Errors name the file and the tensor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/weights/hf_config.h"

namespace azr::weights {

/// A tensor as it lies in the file.
struct StoredTensor {
    std::string name;                 ///< Hugging Face's
    std::vector<std::int64_t> shape;  ///< outermost first
    std::string type;                 ///< "F32", "BF16", "Q4_K"
    std::uint64_t bytes = 0;
    std::string file;
    [[nodiscard]] std::int64_t elements() const;
    /// A vector is one row.
    [[nodiscard]] std::int64_t rowWidth() const { return shape.empty() ? 1 : shape.back(); }
};

class WeightSource {
  public:
    /// `model`: a folder, a GGUF file, or an adapter's folder: its base with the adapter worked in.
    [[nodiscard]] static Result<std::unique_ptr<WeightSource>> open(const std::filesystem::path& model);
    virtual ~WeightSource() = default;

    [[nodiscard]] const std::vector<StoredTensor>& tensors() const { return m_tensors; }
    [[nodiscard]] const StoredTensor* find(std::string_view name) const;  ///< null when absent
    /// How the file spells a tensor's name, for errors.
    [[nodiscard]] virtual std::string nameInFile(std::string_view name) const { return std::string(name); }
    /// Rows from `firstRow` on, as many as `out` holds (a multiple of the row's width). Corrupt when a value is NaN or
    /// infinite.
    Status read(std::string_view name, std::int64_t firstRow, std::span<float> out) const;

  protected:
    void setTensors(std::vector<StoredTensor> tensors, std::filesystem::path place);
    /// Tensor `index` of tensors(); the range has been checked.
    virtual Status decode(std::size_t index, std::int64_t firstRow, std::span<float> out) const = 0;

  private:
    std::vector<StoredTensor> m_tensors;
    std::vector<std::size_t> m_byName;
    std::filesystem::path m_place;
};

/// A parameter that a model of some config has.
struct ExpectedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
};
/// In a fixed order: embedding, layers, final norm, head (absent when tied).
[[nodiscard]] std::vector<ExpectedTensor> expectedTensors(const HfConfig& config);
/// Every tensor of the config is there in its shape and in a readable type, and no other one. A second copy of tied
/// embeddings, the same number by number, and the tables of frequencies that old checkpoints carry are left aside.
Status checkTensors(const WeightSource& source, const HfConfig& config);

/// SHA-256 of the weights on disk: of model.safetensors or the GGUF file, or over the names and hashes of all shards or
/// parts; of an adapter over its files and its base.
[[nodiscard]] Result<std::string> hashOfFiles(const std::filesystem::path& model);

}  // namespace azr::weights

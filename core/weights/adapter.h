/// A LoRA adapter on disk, in the folder layout of the PEFT library: an adapted matrix W [out, in] computes
/// W x + scale * B (A x) with A [rank, in] and B [out, rank]. The file stays mapped; immutable, thread-safe. Errors
/// name the file and the tensor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/weights/hf_config.h"
#include "core/weights/peft_config.h"
#include "core/weights/safetensors.h"

namespace azr::weights {

/// A matrix with an adapter.
struct AdaptedMatrix {
    std::string weight;            ///< "model.layers.0.self_attn.q_proj.weight"
    std::string down, up;          ///< names of A and B in the file
    std::int64_t out = 0, in = 0;  ///< of W
};
/// Block by block, in the order of kProjections.
[[nodiscard]] std::vector<AdaptedMatrix> adaptedMatrices(const HfConfig& base, const PeftConfig& config);
/// The tensors of adapter_model.safetensors: A then B of each matrix.
[[nodiscard]] std::vector<TensorSpec> adapterTensors(const HfConfig& base, const PeftConfig& config,
                                                     Dtype dtype = Dtype::F32);
/// Whether `folder` holds an adapter.
[[nodiscard]] bool isAdapter(const std::filesystem::path& folder);

class Adapter {
  public:
    /// Every tensor that the config asks for is there in its shape, finite, and no other one.
    [[nodiscard]] static Result<Adapter> open(const std::filesystem::path& folder, const HfConfig& base);

    [[nodiscard]] const PeftConfig& config() const { return m_config; }
    [[nodiscard]] const std::vector<AdaptedMatrix>& matrices() const { return m_matrices; }
    /// Null when the weight of this Hugging Face name has no adapter.
    [[nodiscard]] const AdaptedMatrix* find(std::string_view weight) const;
    [[nodiscard]] Result<std::vector<float>> down(const AdaptedMatrix& matrix) const;  ///< A, rank x in
    /// Rows of B, `count` x rank.
    [[nodiscard]] Result<std::vector<float>> up(const AdaptedMatrix& matrix, std::int64_t firstRow,
                                                std::int64_t count) const;

  private:
    Adapter(PeftConfig config, SafetensorsFile file) : m_config(std::move(config)), m_file(std::move(file)) {}
    [[nodiscard]] Status check() const;
    [[nodiscard]] Result<std::vector<float>> rows(const std::string& name, std::int64_t firstRow, std::int64_t count,
                                                  std::int64_t width) const;

    PeftConfig m_config;
    SafetensorsFile m_file;
    std::vector<AdaptedMatrix> m_matrices;
};

}  // namespace azr::weights

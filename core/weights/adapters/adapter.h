/// A LoRA adapter on disk, in the folder layout of the PEFT library: an adapted matrix W [out, in] computes
/// W x + scale * B (A x) with A [rank, in] and B [out, rank]; with DoRA its rows are scaled to stored magnitudes. The
/// file stays mapped; immutable, thread-safe. Errors name the file and the tensor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/weights/adapters/peft_config.h"
#include "core/weights/hf_config.h"
#include "core/weights/safetensors.h"

namespace azr::weights {

/// A matrix with an adapter.
struct AdaptedMatrix {
    std::string weight;            ///< "model.layers.0.self_attn.q_proj.weight"
    std::string down, up;          ///< names of A and B in the file
    std::int64_t out = 0, in = 0;  ///< of W
    std::int64_t rank = 0;
    double scale = 0;
    std::string magnitude = {};  ///< DoRA: name of the rows' lengths [out]; empty: none
};
/// Block by block, in the order of a block's tensors. Unsupported when the configuration names modules that take no
/// adapter here, InvalidArgument when it names none.
[[nodiscard]] Result<std::vector<AdaptedMatrix>> adaptedMatrices(const HfConfig& base, const PeftConfig& config,
                                                                 const std::string& place);
/// The tensors of adapter_model.safetensors of a trainable configuration: A then B of each matrix.
[[nodiscard]] std::vector<TensorSpec> adapterTensors(const HfConfig& base, const PeftConfig& config,
                                                     Dtype dtype = Dtype::F32);
/// Whether `folder` holds an adapter.
[[nodiscard]] bool isAdapter(const std::filesystem::path& folder);
/// The base that its configuration names: a path, from the adapter's folder or from here. NotFound when it is not
/// there, Unsupported when that is an adapter itself.
[[nodiscard]] Result<std::filesystem::path> baseOfAdapter(const std::filesystem::path& folder);

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
    /// DoRA: lengths of `count` rows.
    [[nodiscard]] Result<std::vector<float>> magnitudes(const AdaptedMatrix& matrix, std::int64_t firstRow,
                                                        std::int64_t count) const;
    /// A tensor that takes the place of the base's of this name (modules_to_save, bias); null: there is none.
    [[nodiscard]] const TensorView* replacement(std::string_view tensor) const;
    [[nodiscard]] std::string place() const { return m_file.path().string(); }

  private:
    Adapter(PeftConfig config, SafetensorsFile file) : m_config(std::move(config)), m_file(std::move(file)) {}
    Status check(const HfConfig& base);
    Status checkTensor(const std::string& name, std::span<const std::int64_t> shape) const;
    Status checkReplacements(const HfConfig& base);
    [[nodiscard]] Result<std::vector<float>> rows(const std::string& name, std::int64_t firstRow, std::int64_t count,
                                                  std::int64_t width) const;

    PeftConfig m_config;
    SafetensorsFile m_file;
    std::vector<AdaptedMatrix> m_matrices;
    std::map<std::string, std::string, std::less<>> m_replacements;  ///< tensor of the base: tensor of the file
};

}  // namespace azr::weights

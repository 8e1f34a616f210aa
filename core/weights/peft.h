/// LoRA adapters in the folder layout of the PEFT library: adapter_config.json and adapter_model.safetensors. An
/// adapted matrix W [out, in] computes W x + scale * B (A x) with A [rank, in] and B [out, rank]. Values and spans, no
/// torch; immutable, thread-safe. Errors name the file and the field or tensor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/hf_config.h"
#include "core/weights/safetensors.h"

namespace azr::weights {

inline constexpr const char* kAdapterConfigFile = "adapter_config.json";
inline constexpr const char* kAdapterWeightsFile = "adapter_model.safetensors";

struct AdapterConfig {
    int rank = 16;
    double alpha = 32;
    double dropout = 0;                ///< of A's input while training
    bool rankStabilised = false;       ///< scale = alpha / sqrt(rank) instead of alpha / rank
    std::vector<std::string> targets;  ///< of config::kLoraTargets, in that order
    std::string baseModel;             ///< base_model_name_or_path: a folder or a name; may be empty

    [[nodiscard]] double scale() const;
};

/// `json` is the object of adapter_config.json. Unsupported: another peft_type than LORA, DoRA, biases, trained modules
/// beside the adapters, ranks or layers that differ, targets other than the matrices of a block.
[[nodiscard]] Result<AdapterConfig> parseAdapterConfig(const Json& json, const std::string& place);
[[nodiscard]] Result<AdapterConfig> readAdapterConfig(const std::filesystem::path& folder);
/// As PEFT writes it.
[[nodiscard]] Json toJson(const AdapterConfig& config);
Status writeAdapterConfig(const AdapterConfig& config, const std::filesystem::path& folder);
/// Whether `folder` holds an adapter.
[[nodiscard]] bool isAdapter(const std::filesystem::path& folder);

/// A matrix with an adapter.
struct AdaptedMatrix {
    std::string module;                      ///< "model.layers.0.self_attn.q_proj"
    std::int64_t out = 0, in = 0;            ///< of W
    [[nodiscard]] std::string down() const;  ///< A's name in the file
    [[nodiscard]] std::string up() const;    ///< B's
};
/// In the order of expectedTensors().
[[nodiscard]] std::vector<AdaptedMatrix> adaptedMatrices(const HfConfig& base, std::span<const std::string> targets);
/// The tensors of adapter_model.safetensors in the order in which they are written: A then B of each matrix.
[[nodiscard]] std::vector<TensorSpec> adapterTensors(const HfConfig& base, const AdapterConfig& config,
                                                     Dtype dtype = Dtype::F32);

/// An adapter on disk, mapped.
class Adapter {
  public:
    /// Every tensor that the config asks for is there in its shape, finite, and no other one.
    [[nodiscard]] static Result<Adapter> open(const std::filesystem::path& folder, const HfConfig& base);

    [[nodiscard]] const AdapterConfig& config() const { return m_config; }
    [[nodiscard]] const std::vector<AdaptedMatrix>& matrices() const { return m_matrices; }
    /// The matrix whose weight has this Hugging Face name ("….q_proj.weight"); null when it has no adapter.
    [[nodiscard]] const AdaptedMatrix* find(std::string_view weight) const;
    [[nodiscard]] Result<std::vector<float>> down(const AdaptedMatrix& matrix) const;  ///< A, rank x in
    /// Rows of B, `count` x rank.
    [[nodiscard]] Result<std::vector<float>> up(const AdaptedMatrix& matrix, std::int64_t firstRow,
                                                std::int64_t count) const;

  private:
    Adapter(AdapterConfig config, SafetensorsFile file) : m_config(std::move(config)), m_file(std::move(file)) {}
    Status check() const;
    [[nodiscard]] Result<std::vector<float>> rows(const std::string& name, std::int64_t firstRow, std::int64_t count,
                                                  std::int64_t width) const;

    AdapterConfig m_config;
    SafetensorsFile m_file;
    std::vector<AdaptedMatrix> m_matrices;
};

}  // namespace azr::weights

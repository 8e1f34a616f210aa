/// Low-rank adapters on the projections of a block: y = W x + alpha / rank B A dropout(x) (Hu et al. 2021, as PEFT
/// builds them). Their numbers are fp32 in one flat buffer, laid out like Parameters, so that the optimiser, gradients
/// and hashes treat both alike. Legend in model.h; r the rank. Files are PEFT folders.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/weights/adapters/peft_config.h"
#include "core/weights/hf_config.h"

namespace azr::engine {

/// A parameter under the name it has in files, as a view.
struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};

/// The projections of a block, in the order of weights::kProjections.
enum Projection : std::uint8_t { kQuery, kKey, kValue, kOutput, kGate, kUp, kDown, kProjectionCount };

struct LowRank {
    at::Tensor a;  ///< [r, inputs]; undefined where the projection has no adapter
    at::Tensor b;  ///< [outputs, r]
    [[nodiscard]] bool present() const { return a.defined(); }
};
using AdapterLayer = std::array<LowRank, kProjectionCount>;

struct Adapter {
    weights::PeftConfig config;
    at::Tensor flat;  ///< undefined: there is no adapter
    std::vector<AdapterLayer> layers;
    [[nodiscard]] bool present() const { return flat.defined(); }
    [[nodiscard]] double scale() const { return config.scale(); }
};

/// Zero-filled; `config` has passed checkPeftConfig().
[[nodiscard]] Adapter makeAdapter(const weights::HfConfig& model, const weights::PeftConfig& config,
                                  const at::Device& device);
/// The same shapes over another flat buffer of the same layout.
[[nodiscard]] Adapter viewAdapter(const weights::HfConfig& model, const weights::PeftConfig& config,
                                  const at::Tensor& flat);
[[nodiscard]] std::int64_t adapterSize(const weights::HfConfig& model, const weights::PeftConfig& config);
/// Under the names of PEFT, layer by layer.
[[nodiscard]] std::vector<NamedTensor> namedAdapter(const Adapter& adapter);
/// A uniform within 1 / sqrt(inputs), B zero, as PEFT starts them; each tensor draws from its own generator.
void initialiseAdapter(Adapter& adapter, std::uint64_t seed);

/// adapter_model.safetensors (F32) and adapter_config.json; reading them back gives the same bits.
Status saveAdapter(const Adapter& adapter, const std::filesystem::path& folder);
/// Every tensor of the folder's configuration in its shape (F32, F16 or BF16), finite, and no other one.
[[nodiscard]] Result<Adapter> loadAdapter(const weights::HfConfig& model, const std::filesystem::path& folder,
                                          const at::Device& device);

}  // namespace azr::engine

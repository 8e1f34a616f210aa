/// The architectures of GGUF files that are read, and what llama.cpp's converter makes of their tensors: other names,
/// for some of them another order of rows. Pure. Source: gguf-py's constants.py and llama.cpp's convert_hf_to_gguf.py.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace azr::weights {

struct GgufName {
    std::string_view file, hf;  ///< of a layer's tensor, without "blk.N." and the ending
};

struct GgufArchitecture {
    std::string_view name;       ///< general.architecture
    std::string_view modelType;  ///< model_type of a config.json
    bool interleaved = false;    ///< rows of queries and keys stand in pairs; Hugging Face has the halves of a head
    bool normsPlusOne = false;   ///< norms hold 1 + weight
    std::span<const GgufName> layerNames;
};
/// Null for one that is not read.
[[nodiscard]] const GgufArchitecture* findArchitecture(std::string_view name);
/// "llama, mistral, ...".
[[nodiscard]] std::string knownArchitectures();

/// "blk.0.attn_q.weight" to "model.layers.0.self_attn.q_proj.weight"; a name that is not known stays as it is.
[[nodiscard]] std::string hfTensorName(const GgufArchitecture& architecture, std::string_view file);
/// And back.
[[nodiscard]] std::string ggufTensorName(const GgufArchitecture& architecture, std::string_view hf);

}  // namespace azr::weights

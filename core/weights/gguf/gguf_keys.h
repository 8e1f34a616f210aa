/// The keys of one architecture in a GGUF file: read by their names without "llama.", refused by their whole names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/weights/gguf/gguf.h"
#include "core/weights/gguf/gguf_names.h"

namespace azr::weights {

class GgufKeys {
  public:
    /// Both outlive this.
    GgufKeys(const GgufFile& file, const GgufArchitecture& architecture);

    [[nodiscard]] const GgufFile& file() const { return m_file; }
    [[nodiscard]] const std::string& place() const { return m_place; }
    [[nodiscard]] bool is(std::string_view modelType) const { return m_architecture.modelType == modelType; }
    [[nodiscard]] std::string keyOf(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return m_file.has(keyOf(name)); }
    [[nodiscard]] Result<double> number(std::string_view name, double otherwise) const;
    /// A positive number of things.
    [[nodiscard]] Result<std::int64_t> dimension(std::string_view name) const;
    [[nodiscard]] Result<std::int64_t> dimension(std::string_view name, std::int64_t otherwise) const;
    /// Unsupported: "key 'llama.NAME' WHY".
    [[nodiscard]] tl::unexpected<Error> refuse(std::string_view name, const std::string& why) const;

  private:
    const GgufFile& m_file;
    const GgufArchitecture& m_architecture;
    std::string m_place;
};

/// What the file says about the angles of positions, as fields of a config.json: `rope_theta`, `rope_scaling`,
/// `partial_rotary_factor`, `original_max_position_embeddings`. `json` has `max_position_embeddings`.
Status readGgufRope(const GgufKeys& keys, std::int64_t headDim, Json& json);
/// The divisors of "rope_freqs.weight", one for each angle; empty when there are none.
[[nodiscard]] Result<std::vector<float>> ggufRopeFactors(const GgufKeys& keys, std::int64_t headDim);

}  // namespace azr::weights

/// The models that are on this machine already, each with what it is and what of it fits into memory. Blocking: reads
/// headers, no weights. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/session/models/model_facts.h"
#include "core/weights/local_models.h"

namespace azr::session {

struct KnownModel {
    weights::LocalModel found;
    Result<ModelFacts> facts;                   ///< or why a run cannot start from it
    std::optional<std::string> adapterOf = {};  ///< of an adapter: the model that it names; may be empty
};
[[nodiscard]] std::vector<KnownModel> knownModels(const weights::ModelPlaces& places);
[[nodiscard]] std::vector<KnownModel> knownModels();  ///< of this process's environment

/// inspectModel() of the configured model, a path or a name of one on this machine; of the built-in one where none is
/// named. `path` of the answer is where it lies.
[[nodiscard]] Result<ModelFacts> inspectModelOf(const config::RunConfig& config);

/// The most that memory allows.
enum class Room { None, Sampling, Adapters, Everything };
[[nodiscard]] const char* name(Room room);  ///< "none", "sampling", "lora", "full"

/// Bytes with the lengths and batches of the preset `laptop`.
struct ModelNeeds {
    std::int64_t sampling = 0, adapters = 0, everything = 0;
    [[nodiscard]] Room roomIn(std::int64_t available) const;
};
[[nodiscard]] ModelNeeds needsOf(const ModelFacts& model);

}  // namespace azr::session

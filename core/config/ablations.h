/// The paper's ablations (section 4.2, table 2; appendix D) as changes upon any preset: `paper-7b+no-induction`. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/config/run_config.h"

namespace azr::config {

struct Ablation {
    std::string name;
    std::string doc;  ///< one sentence
    void (*apply)(RunConfig& config);
};

[[nodiscard]] const std::vector<Ablation>& ablations();

}  // namespace azr::config

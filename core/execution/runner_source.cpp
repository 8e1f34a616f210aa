#include "core/execution/runner_source.h"

#include "azr_runner_source.h"

namespace azr::execution {

std::string_view judgingSource() {
    return kJudgingSource;
}

}  // namespace azr::execution

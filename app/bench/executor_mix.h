/// The work that self-play gives an executor, done by ours and by the reference's way: proposals are inspected and run
/// twice, then eight answers to each are graded, half deduction and half abduction. Blocking.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/control.h"
#include "core/execution/executor.h"

namespace azr::app {

/// `text` with {} replaced by a number, so that no two requests are the same, and <> by a small one.
[[nodiscard]] std::string withNumber(std::string text, std::int64_t number);

struct MixFigures {
    std::int64_t verdicts = 0;  ///< each validation run and each graded answer counts once
    std::int64_t failures = 0;  ///< proposals that were refused; none should be
    double seconds = 0, processorSeconds = 0;
    execution::ExecutorStats stats;
    std::string python;

    [[nodiscard]] double verdictsPerSecond() const { return static_cast<double>(verdicts) / seconds; }
    [[nodiscard]] double verdictsPerProcessorSecond() const { return static_cast<double>(verdicts) / processorSeconds; }
};

[[nodiscard]] Result<MixFigures> runMix(int lanes, double seconds, Control& control);

/// Snippets run by exec in pebble's pooled processes, one a call, without a sandbox and without an inspection; answers
/// are compared by eval, right outputs in the caller's own process. Fails with NotFound where `python` has no pebble.
[[nodiscard]] Result<MixFigures> runReferenceMix(const std::string& python, int workers, double seconds,
                                                 Control& control);

}  // namespace azr::app

/// Programs run on inputs in the jail, each in a fork: what they returned, or how they ended. The executor that is
/// given has to be opened without its pool (ExecutorOptions::pooled). Blocking; any thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/execution/executor.h"

namespace azr::evaluation {

/// What f gave for one input.
struct Returned {
    execution::Verdict verdict = execution::Verdict::InfraError;  ///< Ok: it returned
    std::string reason, detail;
    std::string value;    ///< canonical repr of what it returned
    bool opaque = false;  ///< it returned something that is no plain value: neither compared nor known, but not None
};

/// Asked after every few inputs: false leaves out the rest.
using GoOn = std::function<bool(std::size_t input, const Returned&)>;

/// The program's function `entry` on each input (the text between the parentheses). Inputs that were left out are
/// missing at the end. A lost worker is asked once more.
[[nodiscard]] Result<std::vector<Returned>> runProgram(execution::Executor& executor, const std::string& program,
                                                       const std::string& entry, std::span<const std::string> inputs,
                                                       Control& control, const GoOn& goOn = {});

}  // namespace azr::evaluation

/// The adapters: each makes problems of one line. Errors name the line and the field.
#pragma once

#include <vector>

#include "core/evaluation/benchmarks/layouts.h"
#include "core/evaluation/benchmarks/suite_line.h"

namespace azr::evaluation {

using Problems = std::vector<Problem>;

Status addCruxeval(const SuiteLine& line, SuiteView view, Problems& problems);
Status addLiveCodeBench(const SuiteLine& line, SuiteView view, Problems& problems);
Status addEvalplus(const SuiteLine& line, SuiteView view, Problems& problems);
Status addHumanEval(const SuiteLine& line, SuiteView view, Problems& problems);
Status addMbpp(const SuiteLine& line, SuiteView view, Problems& problems);
Status addGsm(const SuiteLine& line, SuiteView view, Problems& problems);
Status addMath(const SuiteLine& line, SuiteView view, Problems& problems);
Status addTriplet(const SuiteLine& line, SuiteView view, Problems& problems);
Status addOwn(const SuiteLine& line, SuiteView view, Problems& problems);

/// A task of self-play as a problem, under its kind's name.
[[nodiscard]] Problem problemOf(std::string id, selfplay::Task task);
/// The same as a question for an input or an output.
[[nodiscard]] Problem predictInput(std::string id, selfplay::Task task);
[[nodiscard]] Problem predictOutput(std::string id, selfplay::Task task);

}  // namespace azr::evaluation

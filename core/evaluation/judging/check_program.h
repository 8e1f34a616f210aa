/// A check function that is run without the program that it checks. `check(candidate)` gets a stand-in which plays back
/// what the program returned for the same calls; a call that is not known yet ends the run, and says its arguments.
/// Texts in, values out; pure.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/evaluation/benchmarks/problem.h"
#include "core/evaluation/judging/program_runs.h"

namespace azr::evaluation {

/// The program f that runs the problem's check, with the helpers that stand in its prompt. Random numbers of a check
/// are seeded, so that it makes the same calls each time.
[[nodiscard]] std::string checkProgram(const Problem& problem);
/// f's arguments: the check with the canonical solution, which says the arguments of all calls.
[[nodiscard]] std::string recordCall();
/// The check with what a program returned (or raised) for the first calls.
[[nodiscard]] std::string replayCall(const std::vector<std::string>& calls, const std::vector<Returned>& returned);

/// What f said.
struct CheckReport {
    enum class End { Passed, Failed, Asks };
    End end = End::Failed;
    std::string reason, detail;           ///< of Failed: the exception; of Asks: the detail is which call it is, from 0
    std::vector<std::string> calls = {};  ///< texts of arguments: all of them when recorded, else the unknown one
};
/// Parse when the text is none that checkProgram() returns.
[[nodiscard]] Result<CheckReport> readCheckReport(const std::string& value);

}  // namespace azr::evaluation

/// What a lane runs and what it gets back; between the flows (validation, grading) and the workers. Plain data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/execution/executor.h"
#include "core/execution/pool/protocol.h"
#include "core/execution/values/value.h"

namespace azr::execution {

/// How the text of an item becomes a call; numbers are the protocol's (runner/child.py).
enum class CallMode {
    Call = 0,        ///< arguments among the program's own names: a proposer's input
    Literal = 1,     ///< admitted literals and container constructors alone
    Foreign = 2,     ///< among the imports' names: hidden inputs given to a solver's program
    Expression = 3,  ///< no program at all: the value of the text
};

struct RunItem {
    const std::string* program = nullptr;
    const std::vector<std::string>* imports = nullptr;
    std::string text;
    CallMode mode = CallMode::Call;
};

struct RunResult {
    Verdict verdict = Verdict::InfraError;
    std::string reason, detail;
    std::optional<Value> value;  ///< when ok
    double cpuMs = 0;
    std::string printed;  ///< the end of what it wrote, for display
};

/// The two interpreters of a lane: different hash seeds and address layouts. The second calls f twice among the same
/// globals and reports the second value, so that state kept between calls shows as nondeterminism.
enum class Side { First, Second };

enum class Purity { Impure = 0, Contained = 1, Pure = 2 };

/// The inspector's view of a program with its inputs.
struct Inspection {
    bool failed = false;  ///< the inspector itself was lost: an infrastructure error
    Verdict verdict = Verdict::Ok;
    std::string reason, detail;
    Purity purity = Purity::Impure;
    ProgramMeasures measures;
    int badInput = -1;  ///< index of an input that is not the arguments of one call
};

struct InspectItem {
    const std::string* program = nullptr;
    const std::vector<std::string>* imports = nullptr;
    const std::vector<std::string>* inputs = nullptr;
};

}  // namespace azr::execution

/// What a lane runs and what it gets back; between the flows (validation, grading) and the workers. Plain data.
#pragma once

#include <memory>
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

/// A program that the closed grammar of the pool admits: without its imports, which are bound instead of executed.
struct PooledForm {
    std::string program;
    std::vector<std::string> bindings;  ///< "name=module" or "name=module.member"
};

struct RunItem {
    const std::string* program = nullptr;
    const std::vector<std::string>* imports = nullptr;
    std::string text;
    CallMode mode = CallMode::Call;
    const PooledForm* pooled = nullptr;  ///< what the pool runs instead; without one it runs the program as it stands
    bool alone = false;  ///< outside the pool: a fork of its own, not one with the program's other items
};

struct RunResult {
    Verdict verdict = Verdict::InfraError;
    std::string reason, detail;
    std::optional<Value> value;  ///< when ok
    double cpuMs = 0;
    std::string printed;   ///< the end of what it wrote, for display
    bool unnamed = false;  ///< an exception whose type has no name that can be shown: `reason` stands in for it
};

/// Interpreters differ in hash seed, heap layout and the depth that they allow. The first one's values count; the
/// others only confirm them. A proposal is called twice among the same globals by all but the first, and the second
/// value counts, so that state kept between calls shows as nondeterminism.
constexpr std::size_t kFirst = 0, kSecond = 1;  ///< each lane has these two; the jury has the others
/// Of programs that can observe order, identity or depth: the two orders of a pair look alike to all with 1 in 512.
constexpr int kObserverRuns = 10;

enum class Purity {
    Impure = 0,     ///< may change what outlives a call: each item in a fork of its own
    Contained = 1,  ///< the items of the program may share a fork
    Pure = 2,       ///< admitted to the pool by its grammar
};

/// The inspector's view of a program with its inputs.
struct Inspection {
    bool failed = false;  ///< the inspector itself was lost: an infrastructure error
    Verdict verdict = Verdict::Ok;
    std::string reason, detail;
    Purity purity = Purity::Impure;            ///< of the program with literal inputs
    std::shared_ptr<const PooledForm> pooled;  ///< when Pure; shared with the cache
    bool programObserves = true;               ///< order, identity or depth
    bool inputObserves = false;                ///< an input holds a set, or what is no literal
    bool makesSets = true;                     ///< so that their order may decide which exception comes first
    ProgramMeasures measures;
    std::string program;  ///< as the rules left it; empty where there were none
    int badInput = -1;    ///< index of an input that is not the arguments of one call
};

struct InspectItem {
    const std::string* program = nullptr;
    const std::vector<std::string>* imports = nullptr;
    const std::vector<std::string>* inputs = nullptr;
    const ProgramRules* rules = nullptr;  ///< of a proposal that has any
};

}  // namespace azr::execution

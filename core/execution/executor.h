/// Running and judging untrusted programs. Every call is asynchronous: requests go to worker processes in the jail, and
/// the returned future becomes ready when the verdicts are in (a lost worker gives infra_error, never a broken
/// promise). Thread-safe. Semantics: the shared executor specification, sections 1-7; the entry function is always `f`.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/base/guarded.h"
#include "core/config/run_config.h"
#include "core/execution/verdict.h"

namespace azr::execution {

/// Measured by the jailed inspector on the program's AST; it never executes the program.
struct ProgramMeasures {
    bool pure = false;                              ///< fit for the pooled tier
    int nodes = 0;                                  ///< AST nodes
    double complexity = 0;                          ///< cognitive, as complexipy 8 counts it
    int cyclomatic = 1;                             ///< of the most complex function, as radon 6 counts it
    double halsteadEffort = 0, halsteadVolume = 0;  ///< of the file, as radon 6 counts them
    std::string shape;                  ///< AST in preorder with names renumbered and constants replaced by types
    std::string arities;                ///< children of each node, in the order of the shape
    std::string signature;              ///< sorted operator and type names, for novelty counts
    std::vector<std::string> findings;  ///< safety findings "rule:line:column:text"
};

constexpr int kMaxRuns = 64;  ///< of one program, in differently seeded interpreters

/// What one run of f on one input gave.
struct RunOutcome {
    Verdict verdict = Verdict::InfraError;
    std::string reason;  ///< exception type or rule; empty when ok
    std::string detail;  ///< for people: message, last line of the traceback
    std::string value;   ///< canonical Python repr (sets sorted) when ok
    std::string type;    ///< exact type name of the value
    double cpuMs = 0;
    std::string printed;  ///< the end of what it wrote to its standard output and error, for display only
    /// Where it was asked for (ValidateRequest::compare): what the interpreter with the other hash seed gave, as value
    /// or as what ended it.
    std::string again = {};
};

/// What becomes of a proposal's program before it is judged and run, by Python's own parser in the inspector.
struct ProgramRules {
    bool stripComments = false;  ///< and docstrings
    bool stripPrints = false;    ///< statements that do nothing but print
    bool stripGlobals = false;   ///< all at the top level that is no import, class or function
    /// Imported, or read as a name that the program does not bind itself: refused as banned_word:WORD. A dotted word is
    /// matched by its components, one after the other.
    std::vector<std::string> bannedWords;
    std::vector<std::string> bannedKeywords;  ///< tokens; refused as banned_keyword:WORD
    /// The program begins with so many functions g_0, g_1, … that it was given: f itself must call each
    /// (composite_unused:NAME), and nothing else may bind their names (composite_redefined:NAME).
    int given = 0;
    [[nodiscard]] bool any() const {
        return stripComments || stripPrints || stripGlobals || given > 0 || !bannedWords.empty() ||
               !bannedKeywords.empty();
    }
};

/// Validates a proposal: safety, `runs` independent runs per input, round-trip of the value, too_slow.
struct ValidateRequest {
    std::string program;
    std::vector<std::string> imports;  ///< full statements, in order
    std::vector<std::string> inputs;   ///< each the text between the parentheses of f(...): any expressions
    bool measure = true;               ///< also fill ProgramMeasures
    /// Interpreters that must agree; more where the program can observe order, identity or depth, unless it is 1.
    int runs = 2;
    bool checkSafety = true;
    bool compare = false;  ///< for people: also fill RunOutcome::again
    /// What counts is which exception ends a run: its value is the name of the exception's type, or kNoError, and has
    /// no type. Refused are exceptions that the depth of the stack or the sandbox decides.
    bool errors = false;
    ProgramRules rules = {};
};

constexpr std::string_view kNoError = "NoError";  ///< of a run that no exception ends

struct ValidateOutcome {
    Verdict verdict = Verdict::InfraError;  ///< of the program as a whole: the first input's failure, else ok
    std::string reason, detail;
    std::vector<RunOutcome> runs;  ///< one per input, in order
    ProgramMeasures measures;
    double milliseconds = 0;
    std::string program;  ///< what was judged and run, where rules were given; else empty
};

struct GradePair {
    std::string input, output;
};

/// Grades answers to one task. Output: literal compare, no process. Input: f(answer) == gold in one request for all
/// answers. Program: the answer's f on every hidden pair.
struct GradeRequest {
    AnswerKind kind = AnswerKind::Output;
    std::string program;               ///< the task's (unused for Program)
    std::vector<std::string> imports;  ///< of the task; for Program also given to the answers
    std::string gold;                  ///< output as Python literal text (Output, Input)
    std::vector<GradePair> hidden;     ///< for Program
    std::vector<std::string> answers;
    bool strictTypes = false;
    /// Interpreters in which a solved answer must be solved; 0: as many as its program can observe a difference in.
    int runs = 0;
};

struct GradeOutcome {
    Verdict verdict = Verdict::InfraError;  ///< ok = solved
    std::string reason, detail;
    bool loose = false;  ///< equal by value but not by type (True == 1)
    double share = 0;    ///< of the hidden pairs that match (Program), else 0 or 1
    double cpuMs = 0;
};

enum class Lane { Loop, Window };  ///< one worker is reserved for the window's checks

/// Live figures for the executor page and `doctor`.
struct ExecutorStats {
    std::int64_t requests = 0, executions = 0, cacheHits = 0, restarts = 0, canaryAlarms = 0, infraErrors = 0;
    std::int64_t recycled = 0;  ///< interpreters and pooled children renewed for their age, requests served or memory
    int queued = 0, workers = 0;
    double p50Ms = 0, p99Ms = 0;
    std::vector<std::int64_t> verdicts;  ///< by Verdict
};

struct SandboxLayer {
    std::string name;  ///< "user namespace", "seccomp", …
    bool active = false;
    std::string note;  ///< why not, or a detail
};

struct SandboxReport {
    int level = 0;  ///< 4 .. 0
    std::string explanation;
    std::string trouble;  ///< why nothing runs at present; empty when all is well
    std::vector<SandboxLayer> layers;
    std::vector<std::string> visible;  ///< what of the machine a program can still see, for people
    bool selfTestPassed = false;
    std::string python, pythonVersion;
    bool pooled = false;  ///< start-up calibration chose the pooled tier
    double forkMs = 0, pooledMs = 0;
    double cpuSeconds = 0, wallSeconds = 0;  ///< after which a run is ended
};

class Executor {
  public:
    virtual ~Executor() = default;
    virtual std::future<ValidateOutcome> validate(ValidateRequest request, Lane lane) = 0;
    /// Runs many programs, one run per input, no safety check, in as few requests as possible: for programs of our own
    /// grammar (bootstrap, suites). They run in the same jail. One outcome per request, in order.
    virtual std::future<std::vector<ValidateOutcome>> runMany(std::vector<ValidateRequest> requests, Lane lane) = 0;
    virtual std::future<std::vector<GradeOutcome>> grade(GradeRequest request, Lane lane) = 0;
    /// Breaks off what the window's lane works on: it is answered soon, as infra_error. The loop is not disturbed.
    virtual void cancelChecks() {}
    [[nodiscard]] virtual ExecutorStats stats() const = 0;
    [[nodiscard]] virtual SandboxReport report() const = 0;
};

struct ExecutorOptions {
    std::string python;  ///< empty: the newest python3 >= 3.9 found, its real binary
    int lanes = 0;       ///< 0 = one per core, and one more for the window
    double cpuSeconds = 2.0, wallSeconds = config::wallLimit(2.0);
    int memoryMegabytes = 400;
    double proposalShare = 0.25;  ///< of cpuSeconds that a run of a proposal may need; more is refused as too_slow
    bool paperImports = false;    ///< the paper's ban list instead of the allow-list
    bool answerExpressions = false;
    std::string level = "auto";
    bool allowL1 = false;    ///< the user consented to rlimits only
    bool pooled = true;      ///< false: every call runs in a fork of its own, as programs that the pool refuses do
    bool cached = true;      ///< false: nothing is remembered from one request to the next
    std::uint64_t seed = 0;  ///< of the sampled re-runs
    /// When an interpreter is renewed: requests served, age, memory gained.
    int workerRequests = 20000;
    double workerMinutes = 30;
    int workerGrowthMegabytes = 64;
};

/// Starts the jail and the workers; fails with the reason where no isolation level can be had.
[[nodiscard]] Result<std::unique_ptr<Executor>> openExecutor(const ExecutorOptions& options);

/// Waits for a future, polling `control`.
template <class T>
[[nodiscard]] Result<T> await(std::future<T>& future, Control& control) {
    while (future.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) AZR_CHECK(control.checkpoint());
    return guarded("the executor", [&]() -> Result<T> { return future.get(); });
}

}  // namespace azr::execution

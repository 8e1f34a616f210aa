/// One line of `check` or `grade` as a value, what an executor says about it, and the way to put it to one. Values; the
/// executor alone decides about threads.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <future>
#include <string>
#include <variant>
#include <vector>

#include "core/base/json.h"
#include "core/execution/executor.h"

namespace azr::execution::redteam {

enum class Command : std::uint8_t { Check, Grade };

struct Line {
    Command command = Command::Check;
    std::string program;               ///< of a check, or of the task; unused by an answer that is a program
    std::vector<std::string> imports;  ///< full statements
    std::vector<std::string> inputs;   ///< Check: one run each
    bool errors = false;               ///< Check: what counts is which exception ends a run
    int given = 0;  ///< Check: the program begins with so many functions g_0, g_1, … that it must call
    AnswerKind kind = AnswerKind::Output;
    std::string output, answer;  ///< Grade; output: the gold of Output and Input
    std::vector<GradePair> hidden;

    bool operator==(const Line&) const;
};

/// Fields as `azr-studio check` and `grade` read them, with `command` beside them.
[[nodiscard]] Json toJson(const Line& line);
/// Errors name the field; `place` names the source.
[[nodiscard]] Result<Line> lineFromJson(const Json& json, const std::string& place);
/// The text of a program that this line has run: the answer's where the answer is a program.
[[nodiscard]] std::string& programOf(Line& line);
[[nodiscard]] const std::string& programOf(const Line& line);
/// A number for a table of lines that were seen: equal lines have equal ones.
[[nodiscard]] std::uint64_t fingerprint(const Line& line);

/// Every line of a file as JSON with its place; the first error ends it.
Status eachJsonLine(const std::filesystem::path& file,
                    const std::function<Status(const Json& json, const std::string& place)>& use);

/// What is compared of a verdict.
struct Seen {
    Verdict verdict = Verdict::InfraError;  ///< both clocks' time-outs stand as timeout_cpu
    std::string reason;
    std::string value;  ///< of a check the values of its runs; of a wrong answer what came instead
    double share = 0;
    bool pure = false;  ///< not compared: the inspector would let it into the pool
    bool inspected = false;
    bool operator==(const Seen& other) const {
        return verdict == other.verdict && reason == other.reason && value == other.value && share == other.share;
    }
    [[nodiscard]] bool passes() const { return verdict == Verdict::Ok; }
};
[[nodiscard]] Json toJson(const Seen& seen);

/// A line that was handed to an executor.
class Flight {
  public:
    Flight(Executor& executor, const Line& line, Lane lane);
    /// Whether the outcome is there; waits for it that long.
    [[nodiscard]] bool landed(std::chrono::microseconds patience = {}) const;
    [[nodiscard]] Seen wait();  ///< blocks; once

  private:
    std::variant<std::future<ValidateOutcome>, std::future<std::vector<GradeOutcome>>> m_future;
};

}  // namespace azr::execution::redteam

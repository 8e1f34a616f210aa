/// What a condition can read of a task, under the names that conditions use: the same whether the task comes from the
/// loop or from the database. A value that is not known is NaN and meets no condition.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/config/run_config.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

struct TaskFacts {
    std::string kind, origin;
    std::string program, imports, input, output, type, message;  ///< of kinds with pairs all inputs, all outputs
    double number = 0;                                           ///< of the task in its run, as windows tell it
    double step = 0, solveRate = 0, learnability = 0;
    double complexity = 0, halstead = 0, cyclomatic = 0, effort = 0, volume = 0;
    double distance = 0, similarity = 0, diversity = 0, inputDiversity = 0;
    double nodes = 0, lines = 0, signatureCount = 0, pairs = 0;
    double nearDuplicate = 0, coinFlip = 0, degenerate = 0;  ///< 0 or 1
};

/// `config`: what learnability is, equation 4 or a departure from it.
[[nodiscard]] TaskFacts factsOf(const Task& task, const config::RewardConfig& config);
/// Every run has a block of so many ids; within it tasks are numbered from 1.
constexpr std::int64_t kTaskNumbers = 1'000'000'000;
[[nodiscard]] constexpr double numberInRun(TaskId task) {
    return static_cast<double>((task.value - 1) % kTaskNumbers + 1);
}
/// Of a solve rate as tasks keep it: -1 is none.
[[nodiscard]] double knownSolveRate(double learnability);

/// `example`: a whole clause of a condition.
struct NumberField {
    std::string_view name, doc, values, example;  ///< values: in words
    double (*of)(const TaskFacts&);
};
struct TextField {
    std::string_view name, doc, example;
    const std::string& (*of)(const TaskFacts&);
    std::span<const std::string_view> values = {};  ///< all that it can be; none: any text
};
[[nodiscard]] std::span<const NumberField> numberFields();
[[nodiscard]] std::span<const TextField> textFields();

/// How alike two programs are, 0..1: the share of runs of three tokens that they have in common. Numbers and texts
/// count as alike whatever they are; names do not.
[[nodiscard]] double alikeness(std::string_view one, std::string_view other);

}  // namespace azr::selfplay

/// A model put to a suite: every problem greedily, and so many times at the temperature. An item is a problem in one
/// mode: it is asked, judged and kept as a whole, as soon as its last completion is there, so that whoever is killed
/// and asked again repeats no item. Runs on the thread that owns the sampler; what is answered depends on weights,
/// suite, settings and seed alone, not on which items were known before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/evaluation/benchmarks/problem.h"
#include "core/execution/executor.h"
#include "core/policy/sampler.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/text_codec.h"

namespace azr::evaluation {

struct AssessmentOptions {
    selfplay::PromptWrapper wrapper;
    config::PromptConfig prompt;
    config::SamplingConfig sampling;  ///< of the sampled mode
    config::ExecutorConfig executor;
    selfplay::ParseRules rules;  ///< how answers to tasks are read
    bool greedy = true;
    int samples = 0;  ///< at the temperature, of each problem
    std::uint64_t seed = 1;
};

/// One completion and its verdict.
struct SuiteAnswer {
    int sample = 0;  ///< from 0; a greedy one is the only one of its item
    std::string completion, answer, vote;
    execution::Verdict verdict = execution::Verdict::ParseError;
    std::string reason, detail;  ///< of a malformed one the reason says what is missing
    bool clipped = false;        ///< ended by the length cap
    int tokens = 0;
    [[nodiscard]] bool solved() const { return verdict == execution::Verdict::Ok; }
    /// The executor was lost: it says nothing about the model.
    [[nodiscard]] bool counts() const { return verdict != execution::Verdict::InfraError; }
};

struct AnsweredItem {
    std::size_t problem = 0;  ///< its place in the suite
    bool greedy = true;
    std::string prompt;
    std::vector<SuiteAnswer> answers;
};

struct AssessmentSink {
    /// Whether the item is there already, from an earlier time.
    std::function<bool(std::size_t problem, bool greedy)> known = [](std::size_t, bool) { return false; };
    std::function<Status(AnsweredItem)> keep;
    /// Items done, known ones among them, of all.
    std::function<void(std::size_t done, std::size_t total)> progress = [](std::size_t, std::size_t) {};
};

/// A problem that the wrapper cannot ask counts as not solved (rejected, too_long_to_ask); where that is so of all of
/// them the suite does not fit the model, and is an error. `executor`: judgeOptions().
Status assess(const Benchmark& benchmark, policy::Sampler& sampler, const selfplay::TextCodec& codec,
              execution::Executor& executor, const AssessmentOptions& options, const AssessmentSink& sink,
              Control& control);

}  // namespace azr::evaluation

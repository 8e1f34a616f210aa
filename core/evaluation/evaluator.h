/// Held-out accuracy of a policy: every task of a suite is put to the solver, greedily and once at the temperature, and
/// graded by the executor. Runs on the thread that owns the sampler; deterministic given weights, suite and seed. An
/// answer the executor lost (infra_error) leaves the count.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/evaluation/interval.h"
#include "core/evaluation/suite.h"
#include "core/execution/executor.h"
#include "core/policy/sampler.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/text_codec.h"
#include "core/telemetry/metric.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::evaluation {

struct Options {
    selfplay::PromptWrapper wrapper;
    config::PromptConfig prompt;
    config::SamplingConfig sampling;  ///< of the sampled pass
    config::ExecutorConfig executor;
    selfplay::ParseRules rules;  ///< how answers are read
    bool greedy = true, sampled = true;
    int itemsPerKind = 0;  ///< 0 = the whole suite
    std::uint64_t seed = 1;
};

/// Accuracy of one kind in one mode.
struct Cell {
    selfplay::TaskKind kind{};
    bool greedy = true;
    std::int64_t solved = 0, total = 0;
    [[nodiscard]] double accuracy() const {
        return total == 0 ? 0 : static_cast<double>(solved) / static_cast<double>(total);
    }
    [[nodiscard]] Interval interval() const { return wilson(solved, total); }
};

struct ItemResult {
    std::string item;
    selfplay::TaskKind kind{};
    bool greedy = true;
    bool solved = false;
    std::string answer;  ///< as parsed; empty when malformed
    execution::Verdict verdict = execution::Verdict::ParseError;
};

struct Report {
    std::string suite;
    std::vector<Cell> cells;  ///< greedy kinds, then sampled kinds
    std::vector<telemetry::Metric>
        metrics;  ///< "eval/<suite>/<greedy|sampled>/<kind>", with "/low" and "/high"; "mean"
    std::vector<ItemResult> items;
};

[[nodiscard]] Result<Report> evaluate(const Suite& suite, policy::Sampler& sampler,
                                      const tokenizer::Tokenizer& tokenizer, execution::Executor& executor,
                                      const Options& options, Control& control);
/// The same through any codec.
[[nodiscard]] Result<Report> evaluate(const Suite& suite, policy::Sampler& sampler, const selfplay::TextCodec& codec,
                                      execution::Executor& executor, const Options& options, Control& control);

/// Cells and metrics from the items.
void summarise(Report& report);

}  // namespace azr::evaluation

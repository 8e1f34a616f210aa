#include "core/session/evaluating/run_suites.h"

#include <utility>

#include "core/base/json.h"
#include "core/config/run_fields.h"
#include "core/evaluation/benchmarks/catalogue.h"
#include "core/evaluation/judging/judge.h"
#include "core/selfplay/proposal_rules.h"

namespace azr::session {
namespace {

void addMetrics(const std::string& name, const evaluation::SuiteFigures& figures,
                std::vector<telemetry::Metric>& metrics) {
    if (!figures.greedy) return;
    metrics.push_back({name, figures.greedy->value, true});
    metrics.push_back({name + "/low", figures.greedy->interval.low, true});
    metrics.push_back({name + "/high", figures.greedy->interval.high, true});
}

std::vector<telemetry::Metric> metricsOf(const std::string& suite, const evaluation::SuiteReport& report) {
    const std::string mode = "eval/" + suite + "/greedy/";
    std::vector<telemetry::Metric> metrics;
    addMetrics(mode + "all", report.all, metrics);
    for (const auto& [kind, figures] : report.kinds) addMetrics(mode + kind, figures, metrics);
    return metrics;
}

}  // namespace

Result<std::vector<evaluation::Benchmark>> openRunSuites(const config::EvaluationConfig& config) {
    std::vector<evaluation::Benchmark> suites;
    for (const std::string& name : config::listOf(config.suites)) {
        AZR_TRY(evaluation::Benchmark whole, evaluation::openBenchmark(name, config.folder));
        suites.push_back(evaluation::limited(std::move(whole), config.suiteItems));
    }
    return suites;
}

evaluation::AssessmentOptions assessmentOptions(const config::RunConfig& config,
                                                const selfplay::PromptWrapper& wrapper) {
    evaluation::AssessmentOptions options;
    options.wrapper = wrapper;
    options.prompt = config.prompt;
    options.sampling = config.sampling;
    options.executor = config.executor;
    options.rules = selfplay::parseRules(config.selfplay);
    options.seed = config.seed;
    return options;
}

std::string suiteSettings(const config::RunConfig& config, int samples, bool greedy) {
    Json json = {{"wrapper", config::name(config.prompt.wrapper)},
                 {"prompt_limit", config.prompt.promptLimit},
                 {"response_limit", config.prompt.responseLimit},
                 {"answer_form", config::name(config.prompt.answerForm)},
                 {"chat_date", config.prompt.chatDate},
                 {"dtype", config::name(config.model.dtype)},
                 {"storage", config::name(config.model.storage)},
                 {"strict_types", config.executor.strictTypes},
                 {"greedy", greedy},
                 {"samples", samples}};
    if (samples > 0) {
        json["temperature"] = config.sampling.temperature;
        json["top_p"] = config.sampling.topP;
        json["top_k"] = config.sampling.topK;
        json["seed"] = config.seed;
    }
    return dumpLine(json);
}

std::vector<evaluation::ScoredItem> scoredItems(const evaluation::Benchmark& benchmark,
                                                const std::vector<evaluation::AnsweredItem>& answered) {
    std::vector<evaluation::ScoredItem> items;
    for (const evaluation::Problem& problem : benchmark.problems)
        items.push_back({problem.id, problem.kind, problem.difficulty, std::nullopt, {}});
    for (const evaluation::AnsweredItem& item : answered)
        for (const evaluation::SuiteAnswer& answer : item.answers) {
            if (!answer.counts()) continue;
            if (item.greedy)
                items[item.problem].greedy = answer.solved();
            else
                items[item.problem].samples.push_back({answer.vote, answer.solved()});
        }
    return items;
}

Status measureSuites(const std::vector<evaluation::Benchmark>& suites, const config::RunConfig& config,
                     OpenedPolicy& policy, Control& control, training::EvaluationFinished& finished) {
    if (suites.empty()) return {};
    AZR_TRY(const auto executor, execution::openExecutor(evaluation::judgeOptions(executorOptions(config))));
    const evaluation::AssessmentOptions options = assessmentOptions(config, policy.wrapper);
    for (const evaluation::Benchmark& suite : suites) {
        training::SuiteMeasured measured{suite.name, suite.hash, suiteSettings(config, 0, true), {}, {}};
        evaluation::AssessmentSink sink;
        sink.keep = [&](evaluation::AnsweredItem item) -> Status {
            measured.answered.push_back(std::move(item));
            return {};
        };
        AZR_CHECK(
            evaluation::assess(suite, policy.engine->sampler(), *policy.codec, *executor, options, sink, control));
        measured.items = scoredItems(suite, measured.answered);
        for (telemetry::Metric& metric : metricsOf(suite.name, evaluation::reportOf(measured.items, {})))
            finished.metrics.push_back(std::move(metric));
        finished.suites.push_back(std::move(measured));
    }
    return {};
}

}  // namespace azr::session

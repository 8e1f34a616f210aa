#include "core/session/evaluating/suite_run.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <utility>

#include "core/base/files.h"
#include "core/evaluation/assessment.h"
#include "core/evaluation/judging/judge.h"
#include "core/session/evaluating/run_suites.h"
#include "core/session/models/chat.h"
#include "core/session/translate.h"
#include "core/telemetry/span.h"

namespace azr::session {
namespace {

store::SuiteEvaluationRow evaluationRow(const SuiteRun& run, const evaluation::Benchmark& benchmark, double now) {
    store::SuiteEvaluationRow row;
    row.key = keyOf(run, benchmark);
    row.suite = benchmark.name;
    row.suiteHash = benchmark.hash;
    row.model = run.model.label;
    row.weightsHash = run.model.weightsHash;
    row.run = run.model.run;
    row.step = run.model.step;
    row.settings = suiteSettings(run.config, run.samples, run.greedy);
    row.created = now;
    for (const evaluation::Problem& problem : benchmark.problems)
        row.items.push_back({static_cast<int>(row.items.size()), problem.id, problem.kind, problem.difficulty});
    return row;
}

/// Items that are whole in the database, by place and mode.
using KnownItems = std::set<std::pair<std::size_t, bool>>;

Result<KnownItems> knownItems(store::Reader& reader, const std::string& key, std::size_t items) {
    AZR_TRY(const auto stored, reader.suites().evaluation(key));
    KnownItems known;
    if (!stored) return known;
    for (int after = -1; after < static_cast<int>(items); after += store::kPageLimit) {
        AZR_TRY(const auto rows, reader.suites().completions(stored->id, after, after + store::kPageLimit));
        for (const store::SuiteCompletionRow& row : rows)
            known.emplace(static_cast<std::size_t>(row.place), row.greedy);
    }
    return known;
}

/// A short context has room for an answer first, and for no more of a prompt than is left. 0: it is not known.
void fitInto(int context, config::PromptConfig& prompt) {
    if (context <= 0) return;
    prompt.responseLimit = std::min(prompt.responseLimit, std::max(context / 2, 1));
    prompt.promptLimit = std::min(prompt.promptLimit, std::max(context - prompt.responseLimit, 1));
}

std::size_t itemsAsked(const SuiteRun& run, const evaluation::Benchmark& benchmark) {
    return benchmark.problems.size() * ((run.greedy ? 1 : 0) + (run.samples > 0 ? 1 : 0));
}

}  // namespace

double SuiteProgress::secondsLeft() const {
    const std::size_t worked = done - known;
    return worked == 0 ? -1 : seconds / static_cast<double>(worked) * static_cast<double>(total - done);
}

std::string keyOf(const SuiteRun& run, const evaluation::Benchmark& benchmark) {
    return sha256(run.model.weightsHash + " " + benchmark.name + " " + benchmark.hash + " " +
                  suiteSettings(run.config, run.samples, run.greedy));
}

Result<std::string> runSuite(const SuiteRun& run, const evaluation::Benchmark& benchmark, const SuiteParts& parts,
                             Control& control) {
    store::SuiteEvaluationRow row = evaluationRow(run, benchmark, parts.now());
    AZR_TRY(const KnownItems known, knownItems(parts.reader, row.key, benchmark.problems.size()));
    SuiteProgress progress{known.size(), itemsAsked(run, benchmark), known.size(), 0};
    parts.progress(progress);
    if (progress.done < progress.total) {
        AZR_TRY(const OpenedPolicy policy, parts.openPolicy(run));
        AZR_TRY(const auto executor, parts.openExecutor(run.config));
        evaluation::AssessmentOptions options = assessmentOptions(run.config, policy.wrapper);
        options.greedy = run.greedy;
        options.samples = run.samples;
        fitInto(policy.engine->shape().context, options.prompt);
        AZR_CHECK(parts.writer.pushNow(row));
        const double started = telemetry::steadyClock()();
        evaluation::AssessmentSink sink;
        sink.known = [&](std::size_t problem, bool greedy) { return known.contains({problem, greedy}); };
        sink.keep = [&](evaluation::AnsweredItem item) { return parts.writer.pushNow(rowOf(row, item)); };
        sink.progress = [&](std::size_t done, std::size_t) {
            progress.done = done;
            progress.seconds = telemetry::steadyClock()() - started;
            parts.progress(progress);
        };
        Status asked =
            evaluation::assess(benchmark, policy.engine->sampler(), *policy.codec, *executor, options, sink, control);
        AZR_CHECK(parts.writer.flush());
        AZR_CHECK(std::move(asked));
    }
    row.items.clear();
    row.finished = parts.now();
    AZR_CHECK(parts.writer.pushNow(row));
    AZR_CHECK(parts.writer.flush());
    return row.key;
}

Result<OpenedPolicy> openSuiteModel(const SuiteRun& run) {
    OpenedPolicy opened;
    AZR_TRY(tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::load(run.model.tokenizer));
    opened.tokenizer = std::make_unique<tokenizer::Tokenizer>(std::move(tokenizer));
    opened.wrapper.style = run.config.prompt.wrapper;
    if (opened.wrapper.style == selfplay::WrapperStyle::Chat) {
        AZR_TRY(opened.wrapper.chat, openChat(run.model.tokenizer, *opened.tokenizer, chatOptions(run.config)));
    }
    opened.codec =
        selfplay::codecOf(*opened.tokenizer, tokenizer::endTokens(*opened.tokenizer, opened.wrapper.chat.get()));
    AZR_TRY(const policy::ThreadChoice choice, policy::chooseThreads(run.config.model.kernels));
    policy::EngineOptions options =
        engineOptions(run.config, run.config.model.threads > 0 ? run.config.model.threads : choice.threads);
    options.folder = run.model.weights;
    if (!run.model.adapter.empty()) {
        options.training.lora.rank = 1;  // asks for adapters; the folder says which
        options.training.lora.adapter = run.model.adapter;
    }
    options.sampleOnly = true;
    AZR_TRY(opened.engine, policy::openEngine(options));
    return opened;
}

SuiteParts realSuiteParts(store::Writer& writer, store::Reader& reader) {
    return {writer, reader, openSuiteModel,
            [](const config::RunConfig& config) {
                return execution::openExecutor(evaluation::judgeOptions(executorOptions(config)));
            },
            [] { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }};
}

}  // namespace azr::session

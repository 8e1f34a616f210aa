#include "core/session/tokens/token_scorer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "core/base/size_text.h"
#include "core/config/run_fields.h"
#include "core/policy/engine.h"
#include "core/session/models/chat.h"
#include "core/session/models/machine.h"
#include "core/session/models/memory_check.h"
#include "core/session/running/parts.h"
#include "core/session/translate.h"
#include "core/tokenizer/chat/chat_template.h"
#include "core/weights/adapters/adapter.h"
#include "core/weights/weight_source.h"

namespace azr::session {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<policy::Token>;
using store::SampleTokensRow;

/// What the database has of a completion.
struct StoredCompletion {
    RunId run;
    int step = 0;
    SampleTokensRow::Role role = SampleTokensRow::Role::Solve;
    std::int64_t sample = 0;
    std::string prompt, text;
    int promptTokens = 0, tokens = 0;
    double logprobSum = 0;
};

template <class Row>
StoredCompletion storedOf(const Row& row, SampleTokensRow::Role role) {
    return {row.run,        row.step,         role,       row.id.value,  row.prompt,
            row.completion, row.promptTokens, row.tokens, row.logprobSum};
}

Result<StoredCompletion> readStored(store::Reader& reader, const CompletionId& completion) {
    if (completion.attempt.valid()) {
        AZR_TRY(const store::AttemptRow row, reader.attempt(completion.attempt));
        return storedOf(row, SampleTokensRow::Role::Solve);
    }
    AZR_TRY(const store::TaskRow row, reader.taskRow(completion.task));
    if (row.tokens == 0)
        return fail(ErrorCode::NotFound, "no model wrote this task, so there is no completion",
                    fmt::format("task {}", completion.task.value));
    return storedOf(row, SampleTokensRow::Role::Propose);
}

/// The run's settings, with what the machine chose when it began.
Result<config::RunConfig> settingsOf(const store::RunRow& row) {
    const std::string place = fmt::format("run {}", row.id.value);
    AZR_TRY(const Json json, parseJson(row.inForce(), place));
    AZR_TRY(config::StoredSettings settings, config::readableSettings(json));
    asItBegan(row, settings.config.model);
    return std::move(settings.config);
}

ScoredCompletion withFacts(ScoredCompletion scored, const StoredCompletion& stored) {
    scored.sampledTokens = stored.tokens;
    scored.sampledSum = stored.logprobSum;
    return scored;
}

Result<Ids> promptIds(const StoredCompletion& stored, const config::RunConfig& config,
                      const tokenizer::Tokenizer& tokenizer) {
    const bool rendered = config.prompt.wrapper == config::WrapperStyle::Chat;
    AZR_TRY(Ids ids,
            tokenizer.encodePrompt(stored.prompt,
                                   rendered ? tokenizer::PromptText::Rendered : tokenizer::PromptText::Plain, true));
    if (static_cast<int>(ids.size()) == stored.promptTokens) return ids;
    return fail(ErrorCode::Conflict,
                fmt::format("the prompt has {} tokens now, the run counted {}: the tokenizer is another one",
                            ids.size(), stored.promptTokens),
                modelFolder(config).string(), "put the model back that the run started from");
}

/// The tokens that the text encodes to; the end that was sampled after it is none of the text.
struct CompletionIds {
    Ids ids;
    Ids ends = {};        ///< one of these followed
    bool sampled = true;  ///< as many as were sampled
};

Result<CompletionIds> encoded(const StoredCompletion& stored, const config::RunConfig& config,
                              const tokenizer::Tokenizer& tokenizer) {
    CompletionIds made;
    AZR_TRY(made.ids, tokenizer.encode(stored.text));
    const auto count = static_cast<int>(made.ids.size());
    made.sampled = false;
    if (count + 1 != stored.tokens) return made;
    std::shared_ptr<tokenizer::ChatRenderer> chat;
    if (config.prompt.wrapper == config::WrapperStyle::Chat) {
        AZR_TRY(chat, openChat(modelFolder(config), tokenizer, chatOptions(config)));
    }
    made.ends = tokenizer::endTokens(tokenizer, chat.get());
    return made;
}

/// With the kernels of the run, or where this process works with others, with those.
Result<std::unique_ptr<policy::Engine>> openBeside(policy::EngineOptions options) {
    auto engine = policy::openEngine(options);
    const policy::KernelUse use = policy::kernelsInUse();
    if (engine || engine.error().code != ErrorCode::Conflict || use.set == policy::KernelSet::Native) return engine;
    options.kernels = use.held ? use.set : policy::KernelSet::Native;
    return policy::openEngine(options);
}

Status isThere(const fs::path& model) {
    std::error_code ignored;
    if (fs::exists(model, ignored)) return {};
    return fail(ErrorCode::NotFound, "the model that the run started from is gone", model.string(),
                "put it back there: its tokenizer reads the completions");
}

/// Conflict when the base is no longer the run's.
Status checkBase(const store::RunRow& row, const fs::path& base) {
    if (row.baseHash.empty()) return {};
    AZR_TRY(const std::string hash, weights::hashOfFiles(base));
    if (hash == row.baseHash) return {};
    return fail(ErrorCode::Conflict, fmt::format("the weights are not those that run {} started from", row.id.value),
                base.string(), "put the original model back");
}

/// Exhausted where one more copy of the weights would not fit beside what is at work here.
Status fits(const config::RunConfig& config, const fs::path& model, std::size_t tokens) {
    if (config.model.device.starts_with("cuda")) return {};  // its memory is its own
    AZR_TRY(const weights::HfConfig shape, weights::readHfConfig(model));
    weights::MemoryQuestion question = memoryQuestion(config);
    question.batch = 1;
    question.tokens = static_cast<int>(tokens);
    const std::int64_t needed = weights::samplingBytes(shape, question), available = availableMemory();
    if (needed <= available) return {};
    return fail(ErrorCode::Exhausted,
                fmt::format("the model needs {}, {} are free", sizeText(needed), sizeText(available)), model.string(),
                "wait for the run that trains, or end what else is open");
}

class Scoring {
  public:
    Scoring(const store::RunRow& row, const config::RunConfig& config, const tokenizer::Tokenizer& tokenizer,
            const ScoringRequest& request, Control& control)
        : m_row(row), m_config(config), m_tokenizer(tokenizer), m_request(request), m_control(control) {}

    Result<ScoredCompletion> run(const Ids& prompt, CompletionIds completion, const PolicySource& source);

  private:
    Status tell(ScoringPhase phase) {
        if (m_request.progressed) m_request.progressed(phase);
        return m_control.checkpoint();
    }
    Result<policy::EngineOptions> optionsFor(const PolicySource& source);
    Result<policy::TokenScores> score(policy::Engine& engine, const Ids& prompt, CompletionIds& completion);

    const store::RunRow& m_row;
    const config::RunConfig& m_config;
    const tokenizer::Tokenizer& m_tokenizer;
    const ScoringRequest& m_request;
    Control& m_control;
};

Result<policy::EngineOptions> Scoring::optionsFor(const PolicySource& source) {
    policy::EngineOptions options = engineOptions(m_config, m_row.threads);
    const fs::path base = modelFolder(m_config);
    options.sampleOnly = true;
    options.contextLimit = 0;  // it was sampled within limits that may have changed since
    options.folder = source.base() ? base : source.folder;
    if (source.base() || weights::isAdapter(source.folder)) {
        AZR_CHECK(tell(ScoringPhase::Checking));
        AZR_CHECK(checkBase(m_row, base));
    }
    if (source.base() || !weights::isAdapter(source.folder)) return options;
    options.folder = base;
    options.training.lora.rank = 1;  // asks for adapters; the folder says which
    options.training.lora.adapter = source.folder;
    return options;
}

/// Of the ends that may have followed, the likeliest is taken.
Result<policy::TokenScores> Scoring::score(policy::Engine& engine, const Ids& prompt, CompletionIds& completion) {
    Ids all = prompt;
    all.insert(all.end(), completion.ids.begin(), completion.ids.end());
    if (completion.ends.empty()) return engine.score(all, m_control);
    std::optional<policy::TokenScores> best;
    policy::Token end = 0;
    for (const policy::Token one : completion.ends) {
        all.push_back(one);
        AZR_TRY(policy::TokenScores scores, engine.score(all, m_control));
        all.pop_back();
        const bool likelier = !best || scores.logprobs.back() > best->logprobs.back();
        if (likelier) end = one;
        if (likelier) best = std::move(scores);
    }
    completion.ids.push_back(end);
    return std::move(*best);
}

Result<ScoredCompletion> Scoring::run(const Ids& prompt, CompletionIds completion, const PolicySource& source) {
    AZR_TRY(const policy::EngineOptions options, optionsFor(source));
    AZR_CHECK(fits(m_config, options.folder, prompt.size() + completion.ids.size()));
    AZR_CHECK(tell(ScoringPhase::Opening));
    AZR_TRY(const auto engine, openBeside(options));
    AZR_CHECK(tell(ScoringPhase::Scoring));
    const auto length = prompt.size() + completion.ids.size();
    if (length > static_cast<std::size_t>(engine->shape().context))
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("prompt and completion have {} tokens, the model reads {}", length, engine->shape().context),
            options.folder.string(), "choose a shorter one");
    AZR_TRY(const policy::TokenScores scores, score(*engine, prompt, completion));
    ScoredCompletion scored;
    scored.tokens = piecesOf(m_tokenizer, completion.ids);
    scored.from = source;
    scored.sampled = completion.sampled;
    const std::string kernels(name(policy::kernelsInUse().set));
    if (!m_row.kernels.empty() && kernels != m_row.kernels) scored.otherKernels = kernels;
    for (std::size_t i = 0; i < scored.tokens.size(); ++i) {
        if (prompt.size() + i == 0) continue;  // nothing stands before it
        const std::size_t before = prompt.size() + i - 1;
        ScoredToken& token = scored.tokens[i];
        token.logprob = scores.logprobs[before];
        token.entropy = scores.entropy[before];
        if (scores.argmax[before] != token.id)
            token.likelier = m_tokenizer.decode(std::span(&scores.argmax[before], 1));
    }
    return scored;
}

Result<PolicySource> chosen(const std::vector<PolicySource>& sources, const ScoringRequest& request, RunId run) {
    if (!request.checkpoint) return sources.front();
    const auto found = std::ranges::find(sources, *request.checkpoint, &PolicySource::step);
    if (found != sources.end()) return *found;
    std::vector<int> steps;
    for (const PolicySource& one : sources) steps.push_back(one.step);
    std::ranges::sort(steps);
    return fail(ErrorCode::NotFound, fmt::format("there is no checkpoint of step {}", *request.checkpoint),
                fmt::format("run {}", run.value), fmt::format("there are those of steps {}", fmt::join(steps, ", ")));
}

}  // namespace

Result<std::vector<PolicySource>> policySources(store::Reader& reader, RunId run, int step, const fs::path& workspace) {
    AZR_TRY(const auto rows, reader.checkpoints(run, false));
    const int policy = std::max(0, step - 1);
    std::vector<PolicySource> sources;
    for (const store::CheckpointRow& row : rows) {
        std::error_code ignored;
        const fs::path folder = workspace / row.folder;
        if (fs::exists(folder, ignored)) sources.push_back({row.step, folder, policy - row.step});
    }
    // Seeding changes no weights.
    if (std::ranges::find(sources, 0, &PolicySource::step) == sources.end()) sources.push_back({0, {}, policy});
    std::ranges::sort(sources, {},
                      [](const PolicySource& one) { return std::pair(one.updates < 0, std::abs(one.updates)); });
    return sources;
}

Result<std::shared_ptr<const tokenizer::Tokenizer>> TokenScorer::tokenizerOf(const fs::path& model) {
    AZR_CHECK(isThere(model));
    if (m_tokenizer == nullptr || m_model != model) {
        AZR_TRY(tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::load(model));
        m_tokenizer = std::make_shared<const tokenizer::Tokenizer>(std::move(tokenizer));
        m_model = model;
    }
    return m_tokenizer;
}

Result<std::optional<ScoredCompletion>> TokenScorer::kept(store::Reader& reader, const CompletionId& completion) {
    AZR_TRY(const StoredCompletion stored, readStored(reader, completion));
    AZR_TRY(const auto row, reader.sampleTokens(stored.run, stored.step, stored.role, stored.sample));
    if (!row) return std::nullopt;
    AZR_TRY(const store::RunRow run, reader.run(stored.run));
    AZR_TRY(const config::RunConfig config, settingsOf(run));
    AZR_TRY(const auto tokenizer, tokenizerOf(modelFolder(config)));
    ScoredCompletion scored;
    scored.tokens = piecesOf(*tokenizer, row->tokens);
    scored.temperature = row->temperature;
    for (std::size_t i = 0; i < scored.tokens.size(); ++i) scored.tokens[i].logprob = row->logprobs[i];
    return withFacts(std::move(scored), stored);
}

Result<ScoredCompletion> TokenScorer::workOut(store::Reader& reader, const ScoringRequest& request, Control& control) {
    AZR_TRY(const StoredCompletion stored, readStored(reader, request.completion));
    AZR_TRY(const store::RunRow run, reader.run(stored.run));
    AZR_TRY(const auto sources, policySources(reader, run.id, stored.step, m_workspace));
    AZR_TRY(const PolicySource source, chosen(sources, request, run.id));
    AZR_TRY(const config::RunConfig config, settingsOf(run));
    AZR_TRY(const auto tokenizer, tokenizerOf(modelFolder(config)));
    AZR_TRY(const Ids prompt, promptIds(stored, config, *tokenizer));
    AZR_TRY(const auto row, reader.sampleTokens(stored.run, stored.step, stored.role, stored.sample));
    CompletionIds completion;
    if (row) {
        completion.ids = row->tokens;
    } else {
        AZR_TRY(completion, encoded(stored, config, *tokenizer));
    }
    AZR_TRY(ScoredCompletion scored,
            Scoring(run, config, *tokenizer, request, control).run(prompt, completion, source));
    return withFacts(std::move(scored), stored);
}

}  // namespace azr::session

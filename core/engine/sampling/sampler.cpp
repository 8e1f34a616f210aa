#include "core/engine/sampling/sampler.h"

#include <algorithm>
#include <chrono>

#include "core/engine/torch_errors.h"

namespace azr::engine {
namespace {

constexpr std::size_t kLeastShared = 32;  // tokens in common that are worth waiting for another prompt

using Clock = std::chrono::steady_clock;

SamplingRule ruleOf(const policy::SampleRequest& request) {
    return {request.temperature, request.topP, request.topK, request.minP};
}

/// From the whole distribution.
bool plain(const SamplingRule& rule) {
    return rule.topP >= 1.0F && rule.topK <= 0 && rule.minP <= 0.0F;
}

Status checkRequest(const policy::SampleRequest& request, const SamplerLimits& limits) {
    const auto refuse = [](std::string detail, std::string place) {
        return fail(ErrorCode::InvalidArgument, std::move(detail), std::move(place));
    };
    if (request.prompt.empty()) return refuse("is empty", "prompt");
    if (request.count < 1) return refuse("must be at least 1", "count");
    if (request.maxTokens < 1) return refuse("must be at least 1", "maxTokens");
    for (const policy::Token token : request.prompt)
        if (token < 0 || token >= limits.vocabulary)
            return refuse(
                "token " + std::to_string(token) + " is outside the vocabulary of " + std::to_string(limits.vocabulary),
                "prompt");
    const auto length = request.prompt.size() + static_cast<std::size_t>(request.maxTokens);
    if (length > static_cast<std::size_t>(limits.context))
        return fail(ErrorCode::InvalidArgument,
                    "prompt of " + std::to_string(request.prompt.size()) + " and completion of " +
                        std::to_string(request.maxTokens) + " tokens exceed the context of " +
                        std::to_string(limits.context),
                    "prompt", "shorten the prompt or lower the response limit");
    const auto bound = static_cast<std::size_t>(limits.stretchedFrom);
    if (bound > 0 && request.prompt.size() <= bound && length > bound)
        return fail(ErrorCode::Unsupported,
                    "prompt of " + std::to_string(request.prompt.size()) + " and completion of " +
                        std::to_string(request.maxTokens) + " tokens would pass " + std::to_string(bound) +
                        ", where longrope turns all positions anew",
                    "prompt", "lower the response limit so that both stay within it");
    return {};
}

}  // namespace

BatchSampler::BatchSampler(std::unique_ptr<SamplerBackend> backend, const SamplerLimits& limits)
    : m_backend(std::move(backend)), m_limits(limits), m_scratch(static_cast<std::size_t>(limits.vocabulary)) {
    m_active.reserve(static_cast<std::size_t>(limits.batch));
}

BatchSampler::~BatchSampler() = default;

Status BatchSampler::submit(policy::SampleRequest request) {
    AZR_CHECK(checkRequest(request, m_limits));
    auto prompt = std::make_unique<Prompt>();
    prompt->request = std::move(request);
    m_prompts.push_back(std::move(prompt));
    return {};
}

Result<std::optional<policy::Completion>> BatchSampler::next(Control& control) {
    using Answer = std::optional<policy::Completion>;
    while (m_ready.empty() && !m_prompts.empty()) {
        Status going = control.checkpoint();
        if (going)
            going = guarded([&]() -> Status {
                step();
                return {};
            });
        if (!going) {
            dropAll();
            return tl::make_unexpected(std::move(going).error());
        }
    }
    if (m_ready.empty()) return Answer{};
    Answer answer(std::move(m_ready.front()));
    m_ready.pop_front();
    return answer;
}

void BatchSampler::step() {
    const auto begin = Clock::now();
    m_version = m_backend->refresh();
    startSamples();
    m_rows.clear();
    addDecodeRows();
    addPromptRows();
    if (!m_rows.empty()) {
        forward();
        takeDraws();
        startSamples();
    }
    forgetFinished();
    m_stats.seconds += std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Samples of computed prompts take the free places; their first token comes from the prompt's logits.
void BatchSampler::startSamples() {
    for (const auto& prompt : m_prompts)
        while (!prompt->logits.empty() && prompt->started < prompt->request.count) {
            if (static_cast<int>(m_active.size()) >= m_limits.batch) return;
            startSample(*prompt);
        }
}

void BatchSampler::startSample(Prompt& prompt) {
    const policy::SampleRequest& request = prompt.request;
    Active active;
    active.prompt = &prompt;
    active.completion.id = request.id;
    active.completion.index = prompt.started++;
    active.completion.temperature = request.temperature > 0.0F ? request.temperature : 1.0F;
    active.rng = Rng(mixSeed(request.seed, static_cast<std::uint64_t>(active.completion.index)));
    active.completion.tokens.reserve(static_cast<std::size_t>(request.maxTokens));
    active.completion.logprobs.reserve(static_cast<std::size_t>(request.maxTokens));
    if (prompt.started < request.count) {
        active.sequence = m_backend->fork(prompt.sequence, static_cast<int>(request.prompt.size()));
    } else {
        active.sequence = prompt.sequence;
        prompt.sequence = -1;
    }
    ++prompt.live;
    std::copy(prompt.logits.begin(), prompt.logits.end(), m_scratch.begin());
    const Draw draw = drawToken(m_scratch, ruleOf(request), active.rng);
    if (extend(active, draw)) m_active.push_back(std::move(active));
}

void BatchSampler::addDecodeRows() {
    for (std::size_t i = 0; i < m_active.size(); ++i) {
        const Active& active = m_active[i];
        const auto length = active.prompt->request.prompt.size() + active.completion.tokens.size();
        m_rows.push_back({active.completion.tokens.back(), static_cast<std::int32_t>(length) - 1, active.sequence,
                          static_cast<int>(i)});
    }
}

/// The oldest prompts first; one that is longer than the step allows goes on in the next.
void BatchSampler::addPromptRows() {
    m_computing.clear();
    int room = m_limits.batch - static_cast<int>(m_active.size());
    const auto most = static_cast<std::size_t>(m_limits.promptRows);
    std::size_t rows = 0;
    for (const auto& waiting : m_prompts) {
        Prompt& prompt = *waiting;
        if (!prompt.logits.empty()) continue;
        if (room <= 0 || rows >= most) break;
        if (prompt.sequence < 0 && !begin(prompt)) continue;
        room -= prompt.request.count;
        rows += addRowsOf(prompt, most - rows);
    }
    m_stats.promptTokens += static_cast<std::int64_t>(rows);
}

std::size_t BatchSampler::addRowsOf(Prompt& prompt, std::size_t most) {
    const std::vector<policy::Token>& tokens = prompt.request.prompt;
    const std::size_t end = std::min(tokens.size(), prompt.computed + most);
    const std::size_t count = end - prompt.computed;
    for (; prompt.computed < end; ++prompt.computed)
        m_rows.push_back({tokens[prompt.computed], static_cast<std::int32_t>(prompt.computed), prompt.sequence, -1});
    if (end < tokens.size()) return count;
    m_rows.back().logitsSlot = static_cast<int>(m_active.size() + m_computing.size());
    prompt.logits.resize(static_cast<std::size_t>(m_limits.vocabulary));
    m_computing.push_back(&prompt);
    return count;
}

/// Opens the cache of a prompt: a fork of the one under way with which it shares the longest beginning. False when such
/// a one is still being computed: it is worth the wait.
bool BatchSampler::begin(Prompt& prompt) {
    const std::vector<policy::Token>& tokens = prompt.request.prompt;
    const Prompt* donor = nullptr;
    std::size_t shared = kLeastShared - 1;
    for (const auto& other : m_prompts) {
        if (!m_limits.sharePrefixes || other.get() == &prompt) break;  // younger ones have not begun
        if (other->version != m_version || sequenceOf(*other) < 0 || stretched(*other) != stretched(prompt)) continue;
        const std::vector<policy::Token>& theirs = other->request.prompt;
        const auto end = std::mismatch(tokens.begin(), tokens.end() - 1, theirs.begin(), theirs.end()).first;
        const auto common = static_cast<std::size_t>(end - tokens.begin());
        if (common <= shared) continue;
        shared = common;
        donor = other.get();
    }
    if (donor != nullptr && (donor->logits.empty() || donor->computed < shared)) return false;
    if (donor != nullptr && std::find(m_computing.begin(), m_computing.end(), donor) != m_computing.end()) return false;
    prompt.version = m_version;
    prompt.computed = donor != nullptr ? shared : 0;
    prompt.sequence = donor != nullptr ? m_backend->fork(sequenceOf(*donor), static_cast<int>(shared))
                                       : m_backend->create(stretched(prompt));
    return true;
}

bool BatchSampler::stretched(const Prompt& prompt) const {
    return m_limits.stretchedFrom > 0 &&
           prompt.request.prompt.size() > static_cast<std::size_t>(m_limits.stretchedFrom);
}

/// A cache that begins with the prompt: its own, or that of a sample of it; -1 when there is none any more.
int BatchSampler::sequenceOf(const Prompt& prompt) const {
    if (prompt.sequence >= 0 || prompt.live == 0) return prompt.sequence;
    const auto sample =
        std::find_if(m_active.begin(), m_active.end(), [&](const Active& active) { return active.prompt == &prompt; });
    return sample == m_active.end() ? -1 : sample->sequence;
}

/// The first rows are those of the samples under way.
void BatchSampler::askForDraws() {
    m_asked.assign(m_active.size(), {});
    if (!m_backend->draws()) return;
    for (std::size_t i = 0; i < m_active.size(); ++i) {
        Active& active = m_active[i];
        const SamplingRule rule = ruleOf(active.prompt->request);
        if (rule.temperature > 0.0F && !plain(rule)) continue;
        m_asked[i].temperature = rule.temperature;
        if (rule.temperature > 0.0F) m_asked[i].uniform = active.rng.uniform();
        m_rows[i].draw = &m_asked[i];
    }
}

void BatchSampler::forward() {
    m_draws.resize(m_active.size());
    askForDraws();
    m_backend->forward(m_rows, [this](int slot, std::span<float> logits) {
        const auto place = static_cast<std::size_t>(slot);
        if (place < m_active.size()) {
            Active& active = m_active[place];
            m_draws[place] = drawToken(logits, ruleOf(active.prompt->request), active.rng);
        } else {
            std::copy(logits.begin(), logits.end(), m_computing[place - m_active.size()]->logits.begin());
        }
    });
    for (std::size_t i = 0; i < m_active.size(); ++i)
        if (m_rows[i].draw != nullptr) m_draws[i] = m_asked[i].result;
}

void BatchSampler::takeDraws() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_active.size(); ++i) {
        if (!extend(m_active[i], m_draws[i])) continue;
        if (kept != i) m_active[kept] = std::move(m_active[i]);
        ++kept;
    }
    m_active.erase(m_active.begin() + static_cast<std::ptrdiff_t>(kept), m_active.end());
}

/// Appends a token; false when it ended the sample.
bool BatchSampler::extend(Active& active, const Draw& draw) {
    const policy::SampleRequest& request = active.prompt->request;
    std::vector<policy::Token>& tokens = active.completion.tokens;
    tokens.push_back(draw.token);
    active.completion.logprobs.push_back(draw.logprob);
    ++m_stats.sampledTokens;
    const bool stopToken =
        std::find(request.stopTokens.begin(), request.stopTokens.end(), draw.token) != request.stopTokens.end();
    if (stopToken || (request.stopCheck && request.stopCheck(tokens))) {
        finish(active, policy::FinishReason::Stop);
        return false;
    }
    if (static_cast<int>(tokens.size()) < request.maxTokens) return true;
    finish(active, policy::FinishReason::Length);
    return false;
}

void BatchSampler::finish(Active& active, policy::FinishReason reason) {
    active.completion.finish = reason;
    m_ready.push_back(std::move(active.completion));
    m_backend->release(active.sequence);
    --active.prompt->live;
}

void BatchSampler::forgetFinished() {
    std::erase_if(m_prompts,
                  [](const auto& prompt) { return prompt->started == prompt->request.count && prompt->live == 0; });
}

void BatchSampler::cancel(std::uint64_t id) {
    std::erase_if(m_active, [&](Active& active) {
        if (active.completion.id != id) return false;
        finish(active, policy::FinishReason::Cancelled);
        return true;
    });
    for (const auto& prompt : m_prompts) {
        if (prompt->request.id != id) continue;
        for (; prompt->started < prompt->request.count; ++prompt->started) {
            policy::Completion none;
            none.id = id;
            none.index = prompt->started;
            none.finish = policy::FinishReason::Cancelled;
            m_ready.push_back(std::move(none));
        }
        if (prompt->sequence >= 0) m_backend->release(prompt->sequence);
        prompt->sequence = -1;
    }
    forgetFinished();
}

void BatchSampler::dropAll() {
    for (const Active& active : m_active) m_backend->release(active.sequence);
    for (const auto& prompt : m_prompts)
        if (prompt->sequence >= 0) m_backend->release(prompt->sequence);
    m_active.clear();
    m_prompts.clear();
    m_ready.clear();
}

}  // namespace azr::engine

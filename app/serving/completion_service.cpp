#include "app/serving/completion_service.h"

#include <algorithm>
#include <optional>
#include <span>

#include "app/lines/completing.h"
#include "app/serving/text_stream.h"

namespace azr::app {
namespace {

Error stopped() {
    return {ErrorCode::Cancelled, "the server has been stopped", {}, {}};
}

}  // namespace

/// One completion under way.
struct CompletionService::Sample {
    std::shared_ptr<CompletionJob> job;
    int choice = 0;
    std::optional<TextStream> text = {};  ///< of a streamed one

    [[nodiscard]] const CompletionRequest::Prompt& prompt() const {
        return job->request.prompts[static_cast<std::size_t>(choice / job->request.perPrompt)];
    }
    void tell(std::string piece) const {
        if (!piece.empty()) job->events.push(AnswerPiece{choice, std::move(piece)});
    }
};

CompletionService::CompletionService(policy::Engine& engine, const tokenizer::Tokenizer& tokenizer)
    : m_engine(engine), m_tokenizer(tokenizer) {}

CompletionService::~CompletionService() = default;

void CompletionService::post(std::shared_ptr<CompletionJob> job) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_ended) {
            m_waiting.push_back(std::move(job));
            m_changed.notify_all();
            return;
        }
    }
    job->events.push(stopped());
}

void CompletionService::wake() {
    const std::lock_guard lock(m_mutex);
    m_changed.notify_all();
}

Status CompletionService::run(Control& control) {
    Status ended;
    while (!control.stopRequested()) {
        takeJobs(control);
        const auto completion = m_engine.sampler().next(control);
        if (completion && *completion) {
            finish(**completion, control);
        } else if (!completion) {
            if (completion.error().code != ErrorCode::Cancelled) ended = tl::make_unexpected(completion.error());
            break;
        }
    }
    dropAll(ended ? stopped() : ended.error());
    return ended;
}

/// Waits for a job where nothing is under way.
void CompletionService::takeJobs(Control& control) {
    std::deque<std::shared_ptr<CompletionJob>> jobs;
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return !m_samples.empty() || !m_waiting.empty() || control.stopRequested(); });
        jobs.swap(m_waiting);
    }
    for (const auto& job : jobs) start(job, control);
}

void CompletionService::start(const std::shared_ptr<CompletionJob>& job, Control& control) {
    const auto& request = job->request;
    if (job->abandoned) return;
    if (request.maxTokens > 0) {
        Status taken;
        for (int choice = 0; taken && choice < job->choices(); ++choice) taken = submit(job, choice);
        if (!taken) dropJob(*job, taken.error());
        return;
    }
    for (int choice = 0; choice < job->choices(); ++choice) {
        const auto& prompt = request.prompts[static_cast<std::size_t>(choice / request.perPrompt)];
        auto tokens = measure(request, prompt.tokens, {}, control);
        if (!tokens) return dropJob(*job, tokens.error());
        CompletionAnswer answer;
        answer.choice = choice;
        answer.tokens = std::move(*tokens);
        job->events.push(std::move(answer));
    }
}

Status CompletionService::submit(const std::shared_ptr<CompletionJob>& job, int choice) {
    const auto& asked = job->request;
    auto sample = std::make_unique<Sample>(Sample{job, choice, {}});
    if (asked.stream) sample->text.emplace(m_tokenizer, asked.stops);
    policy::SampleRequest request = asked.rule;
    request.id = ++m_lastId;
    request.prompt = sample->prompt().tokens;
    request.maxTokens = asked.maxTokens;
    request.seed += static_cast<std::uint64_t>(choice);
    Sample* const mine = sample.get();
    request.stopCheck = [this, mine](std::span<const policy::Token> tokens) {
        if (mine->text) mine->tell(mine->text->push(tokens.back()));
        return mine->job->abandoned || endsWithStop(tokens, mine->job->request.stops, m_tokenizer);
    };
    AZR_CHECK(m_engine.sampler().submit(std::move(request)));
    m_samples.emplace(m_lastId, std::move(sample));
    return {};
}

void CompletionService::finish(const policy::Completion& completion, Control& control) {
    const auto found = m_samples.find(completion.id);
    if (found == m_samples.end()) return;  // of a job that was dropped
    const auto sample = std::move(found->second);
    m_samples.erase(found);
    const auto& request = sample->job->request;
    CompletionAnswer answer;
    answer.choice = sample->choice;
    answer.text = m_tokenizer.decode(completion.tokens, true);
    const std::size_t cut = stopTextAt(answer.text, request.stops);
    answer.stopped = completion.finish == policy::FinishReason::Stop || cut < answer.text.size();
    answer.text.resize(cut);
    answer.completionTokens = static_cast<std::int64_t>(completion.tokens.size());
    if (request.logprobs) {
        const std::span all(completion.tokens);
        const auto shown = answer.stopped ? all.first(tokensOf(all, answer.text.size())) : all;
        auto tokens = measure(request, sample->prompt().tokens, shown, control);
        if (!tokens) return dropJob(*sample->job, tokens.error());
        answer.tokens = std::move(*tokens);
    }
    if (sample->text) sample->tell(sample->text->finish());
    sample->job->events.push(std::move(answer));
}

/// How many of a finished completion's tokens its text is made of: an end token and what follows a stop text are left
/// out.
std::size_t CompletionService::tokensOf(std::span<const policy::Token> tokens, std::size_t bytes) const {
    std::size_t count = tokens.size();
    while (count > 0 && m_tokenizer.decode(tokens.first(count - 1), true).size() >= bytes) --count;
    return count;
}

/// Under the whole distribution at temperature 1, whatever was sampled at: one pass over prompt and completion.
Result<std::vector<AnswerToken>> CompletionService::measure(const CompletionRequest& request,
                                                            const std::vector<policy::Token>& prompt,
                                                            std::span<const policy::Token> completion,
                                                            Control& control) {
    std::vector<policy::Token> all = prompt;
    all.insert(all.end(), completion.begin(), completion.end());
    AZR_TRY(const auto scores, m_engine.scoreWithLikeliest(all, request.likeliest, control));
    std::vector<AnswerToken> tokens;
    for (std::size_t i = request.echo ? 0 : prompt.size(); i < all.size(); ++i) {
        AnswerToken token{.id = all[i], .measured = i > 0, .logprob = 0, .likeliest = {}};
        if (i > 0) {
            token.logprob = scores.logprobs[i - 1];
            if (request.likeliest > 0) token.likeliest = scores.likeliest[i - 1];
        }
        tokens.push_back(std::move(token));
    }
    return tokens;
}

void CompletionService::dropJob(CompletionJob& job, const Error& error) {
    for (auto place = m_samples.begin(); place != m_samples.end();) {
        if (place->second->job.get() != &job) {
            ++place;
            continue;
        }
        m_engine.sampler().cancel(place->first);
        place = m_samples.erase(place);
    }
    job.events.push(error);
}

void CompletionService::dropAll(const Error& error) {
    std::deque<std::shared_ptr<CompletionJob>> jobs;
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        jobs.swap(m_waiting);
    }
    for (const auto& [id, sample] : m_samples) jobs.push_back(sample->job);
    for (const auto& job : jobs) job->events.push(error);
    m_samples.clear();
}

}  // namespace azr::app

/// Completes what HTTP threads ask for, on the one thread that owns the engine. Requests join the sampler's batch as
/// soon as one of its completions is finished; every completion is a request of its own to the sampler, with the seed
/// of the first one counted on, so that a seed gives the same texts alone, in a batch and streamed.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "app/serving/openai_request.h"
#include "core/base/channel.h"
#include "core/base/control.h"
#include "core/policy/engine.h"

namespace azr::app {

/// A token of an answer, with what the model gave it at temperature 1.
struct AnswerToken {
    policy::Token id = 0;
    bool measured = false;  ///< false: the first token of a prompt, which follows nothing
    float logprob = 0;
    std::vector<policy::LikelyToken> likeliest;
};

/// A piece of a streamed completion.
struct AnswerPiece {
    int choice = 0;
    std::string text;
};

/// A finished completion.
struct CompletionAnswer {
    int choice = 0;
    std::string text;                 ///< without the prompt, cut before a stop text
    std::vector<AnswerToken> tokens;  ///< where logprobs were asked for; the prompt's before them where it is echoed
    std::int64_t completionTokens = 0;
    bool stopped = false;  ///< false: it ended by its length
};

/// One request on its way. Made by an HTTP thread, which reads `events` until every choice was answered or one failed.
struct CompletionJob {
    CompletionRequest request;
    using Event = std::variant<AnswerPiece, CompletionAnswer, Error>;
    Channel<Event> events{std::numeric_limits<std::size_t>::max()};  ///< the engine's thread never waits for a client
    std::atomic<bool> abandoned{false};                              ///< nobody listens any more

    [[nodiscard]] int choices() const { return static_cast<int>(request.prompts.size()) * request.perPrompt; }
};

class CompletionService {
  public:
    CompletionService(policy::Engine& engine, const tokenizer::Tokenizer& tokenizer);
    ~CompletionService();
    CompletionService(const CompletionService&) = delete;
    CompletionService& operator=(const CompletionService&) = delete;

    /// Any thread. Once run() has ended the job is answered with an error.
    void post(std::shared_ptr<CompletionJob> job);
    /// On the thread that opened the engine, until `control` asks to stop (wake() then makes it look). Everybody who
    /// still waits gets an error.
    Status run(Control& control);
    void wake();  ///< any thread

  private:
    struct Sample;
    void takeJobs(Control& control);
    void start(const std::shared_ptr<CompletionJob>& job, Control& control);
    Status submit(const std::shared_ptr<CompletionJob>& job, int choice);
    void finish(const policy::Completion& completion, Control& control);
    Result<std::vector<AnswerToken>> measure(const CompletionRequest& request, const std::vector<policy::Token>& prompt,
                                             std::span<const policy::Token> completion, Control& control);
    [[nodiscard]] std::size_t tokensOf(std::span<const policy::Token> tokens, std::size_t bytes) const;
    void dropJob(CompletionJob& job, const Error& error);
    void dropAll(const Error& error);

    policy::Engine& m_engine;
    const tokenizer::Tokenizer& m_tokenizer;
    std::map<std::uint64_t, std::unique_ptr<Sample>> m_samples;  ///< under way, by the sampler's id
    std::uint64_t m_lastId = 0;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::shared_ptr<CompletionJob>> m_waiting;  // guarded by m_mutex
    bool m_ended = false;                                  // guarded by m_mutex
};

}  // namespace azr::app

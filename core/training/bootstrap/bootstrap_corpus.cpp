#include "core/training/bootstrap/bootstrap_corpus.h"

#include <chrono>
#include <deque>
#include <future>
#include <utility>

#include "core/base/guarded.h"
#include "core/selfplay/nano/nano_vocabulary.h"

namespace azr::training {
namespace {

constexpr std::size_t kAhead = 3;   ///< drafts with the executor at once
constexpr std::size_t kStored = 3;  ///< finished batches that wait for the learner
constexpr double kLostShare = 0.5;  ///< of a draft's programs without a verdict: the executor has failed, not the draft

struct UnderWay {
    selfplay::Draft draft;
    std::future<std::vector<execution::ValidateOutcome>> future;
};

bool executorFailed(const std::vector<execution::ValidateOutcome>& outcomes) {
    std::size_t lost = 0;
    for (const auto& outcome : outcomes) lost += outcome.verdict == execution::Verdict::InfraError ? 1 : 0;
    return static_cast<double>(lost) > kLostShare * static_cast<double>(outcomes.size());
}

}  // namespace

policy::Sequence toSequence(const selfplay::NanoDocument& document) {
    policy::Sequence sequence;
    sequence.tokens = selfplay::encodeNano(document.prompt);
    sequence.promptLength = static_cast<int>(sequence.tokens.size());
    const auto response = selfplay::encodeNano(document.completion);
    sequence.tokens.insert(sequence.tokens.end(), response.begin(), response.end());
    sequence.stream = document.stream.index();
    return sequence;
}

BootstrapCorpus::BootstrapCorpus(execution::Executor& executor, std::uint64_t seed, selfplay::DraftOptions draft)
    : m_executor(executor), m_seed(seed), m_draft(draft), m_batches(kStored), m_thread([this] {
          const Status made = guarded("the corpus", [this]() -> Status { return generate(), Status{}; });
          if (made) return;
          (void)m_batches.push(tl::make_unexpected(made.error()));
          m_batches.finish();
      }) {}

BootstrapCorpus::~BootstrapCorpus() {
    m_stop.requestStop();
    m_batches.close();
}

void BootstrapCorpus::generate() {
    std::deque<UnderWay> underWay;
    for (std::uint64_t number = 0;; ++number) {
        auto draft = selfplay::draftPrograms(m_seed, number, m_draft);
        auto future = m_executor.runMany(selfplay::draftRequests(draft), execution::Lane::Loop);
        underWay.push_back({std::move(draft), std::move(future)});
        if (underWay.size() < kAhead) continue;
        auto first = std::move(underWay.front());
        underWay.pop_front();
        const auto outcomes = execution::await(first.future, m_stop);
        if (!outcomes) return;
        if (executorFailed(*outcomes)) {
            (void)m_batches.push(fail(ErrorCode::Internal, "the executor lost most programs of a batch", {},
                                      "azr-studio doctor tests the executor"));
            return m_batches.finish();
        }
        Rng rng = first.draft.rng.split("documents");
        std::vector<policy::Sequence> sequences;
        for (const auto& document : selfplay::writeDocuments(selfplay::workedTasks(first.draft, *outcomes), rng)) {
            sequences.push_back(toSequence(document));
            sequences.back().promptLength = 1;  // prompts are programs, too: whoever predicts them proposes better
        }
        if (!m_batches.push(std::move(sequences))) return;
    }
}

Result<std::vector<policy::Sequence>> BootstrapCorpus::next(std::int64_t tokens, Control& control) {
    std::vector<policy::Sequence> taken;
    while (tokens > 0) {
        if (m_taken == m_rest.size()) {
            AZR_CHECK(control.checkpoint());
            auto batch = m_batches.popUntil(std::chrono::steady_clock::now() + std::chrono::milliseconds(100));
            if (!batch) {
                if (m_batches.ended()) return fail(ErrorCode::Internal, "the corpus generator has ended");
                continue;
            }
            AZR_TRY(m_rest, std::move(*batch));
            m_taken = 0;
            continue;
        }
        tokens -= static_cast<std::int64_t>(m_rest[m_taken].tokens.size());
        taken.push_back(std::move(m_rest[m_taken++]));
    }
    return taken;
}

}  // namespace azr::training

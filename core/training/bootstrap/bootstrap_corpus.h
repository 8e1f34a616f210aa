/// The bootstrap's documents, made ahead on a thread of its own: drafts go to the executor several at a time and come
/// back in their order, so that the stream is a pure function of the seed. next() is for one consumer.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/channel.h"
#include "core/base/control.h"
#include "core/base/error.h"
#include "core/execution/executor.h"
#include "core/policy/learner.h"
#include "core/selfplay/nano/nano_documents.h"

namespace azr::training {

/// Prompt and completion as tokens; Sequence::stream is the role's index.
[[nodiscard]] policy::Sequence toSequence(const selfplay::NanoDocument& document);

class BootstrapCorpus {
  public:
    BootstrapCorpus(execution::Executor& executor, std::uint64_t seed, selfplay::DraftOptions draft = {});
    ~BootstrapCorpus();  ///< stops and joins
    BootstrapCorpus(const BootstrapCorpus&) = delete;
    BootstrapCorpus& operator=(const BootstrapCorpus&) = delete;

    /// The next documents of at least `tokens` tokens together, to be learned from their second token on. Waits for the
    /// generator, polling `control`.
    [[nodiscard]] Result<std::vector<policy::Sequence>> next(std::int64_t tokens, Control& control);

  private:
    using Batch = Result<std::vector<policy::Sequence>>;
    void generate();

    execution::Executor& m_executor;
    const std::uint64_t m_seed;
    const selfplay::DraftOptions m_draft;
    Control m_stop;  ///< of the generator
    Channel<Batch> m_batches;
    std::vector<policy::Sequence> m_rest;
    std::size_t m_taken = 0;
    std::jthread m_thread;
};

}  // namespace azr::training

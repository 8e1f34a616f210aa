#include "core/training/checkpoints/checkpointing.h"

#include <fmt/format.h>

#include <utility>

namespace azr::training {

Checkpointing::Checkpointing(LoopContext& loop, Source source) : m_loop(loop), m_source(std::move(source)) {
    begin();
}

Status Checkpointing::saveIfDue(int step) {
    const config::CheckpointConfig& policy = m_loop.config.checkpoint;
    const bool byStep = policy.everySteps > 0 && step % policy.everySteps == 0;
    const bool byTime = policy.everyMinutes > 0 && m_loop.now() - m_savedAt >= policy.everyMinutes * 60.0;
    const bool wanted = byStep || byTime || m_source.best() == step;
    return wanted && (!saved(step) || missesBest(step)) ? trySave(step) : Status{};
}

Status Checkpointing::trySave(int step) {
    const Status saved = save();
    if (saved) return {};
    m_failed = true;
    return m_loop.tell(AlertRaised{step, "error", "checkpoint_failed", describe(saved.error())});
}

Status Checkpointing::save() {
    if (!m_loop.parts.saves) return {};
    const CheckpointContents contents = m_source.contents();
    // A step that was measured after it was saved has the same weights.
    AZR_TRY(const SavedCheckpoint written, saveCheckpoint(m_loop.parts.checkpoints, m_loop.parts.learner, contents,
                                                          m_savedBytes, saved(contents.step)));
    const int step = contents.step;
    m_savedStep = step;
    m_savedAt = m_loop.now();
    m_savedBytes = written.bytes;
    m_savedBest = m_source.best() == step;
    AZR_CHECK(m_loop.tell(CheckpointWritten{step, written.folder, written.weightsHash, written.optimizerHash,
                                            written.bytes, m_savedBest}));
    if (std::exchange(m_failed, false))
        AZR_CHECK(m_loop.tell(
            AlertRaised{step, "info", "checkpoint_failed", fmt::format("the checkpoint of step {} is whole", step)}));
    return prune();
}

bool Checkpointing::missesBest(int step) const {
    return saved(step) && !m_savedBest && m_source.best() == step;
}

void Checkpointing::goesOnFrom(int step) {
    m_savedStep = step;
    m_savedBest = m_source.best() == step;
}

Status Checkpointing::prune() {
    // Until the database names the new checkpoint for good, a crash or a power cut goes back to the old ones.
    if (!m_loop.parts.listener.kept()) return {};
    AZR_TRY(const auto removed, pruneCheckpoints(m_loop.parts.checkpoints, m_loop.config.checkpoint.keepLast,
                                                 m_source.best().value_or(-1)));
    for (const int step : removed) AZR_CHECK(m_loop.tell(CheckpointRemoved{step}));
    return {};
}

}  // namespace azr::training

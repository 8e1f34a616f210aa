/// When a checkpoint is due, how it is told, and which older ones go. A failed one is told and does not end the run,
/// which is worth more. Trainer thread.
#pragma once

#include <functional>
#include <optional>

#include "core/training/checkpoints/checkpoint.h"
#include "core/training/loop_context.h"

namespace azr::training {

class Checkpointing {
  public:
    /// The whole state after the last finished step, and the best step so far.
    struct Source {
        std::function<CheckpointContents()> contents;
        std::function<std::optional<int>()> best;
    };

    Checkpointing(LoopContext& loop, Source source);

    /// Time between checkpoints counts from here.
    void begin() { m_savedAt = m_loop.now(); }
    /// After `step`: by steps, by time, or because it measured best.
    Status saveIfDue(int step);
    /// Now, whatever is due; the error is told by nobody.
    Status save();
    /// The checkpoint of `step`, now; a failure is told and passes.
    Status trySave(int step);
    [[nodiscard]] bool saved(int step) const { return m_savedStep == step; }
    /// Whether the checkpoint of `step` was saved before it turned out to be the best.
    [[nodiscard]] bool missesBest(int step) const;
    /// The run goes on from the checkpoint of that step.
    void goesOnFrom(int step);

  private:
    Status prune();

    LoopContext& m_loop;
    Source m_source;
    int m_savedStep = -1;
    bool m_savedBest = false;  ///< that checkpoint was told as the best
    bool m_failed = false;     ///< the last one, and it was told
    double m_savedAt = 0;
    std::int64_t m_savedBytes = 0;
};

}  // namespace azr::training

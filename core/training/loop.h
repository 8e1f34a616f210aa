/// The training loop: one step() in the paper's order (propose, validate, estimate, solve, verify, reward, advantage,
/// update, store). It owns no thread: run() is called on the trainer thread and everything it does is told to one
/// Listener. The same configuration, seed and parts give the same run, bit for bit.
/// Sources: paper sections 3.1 to 3.3 and algorithm 1; departures are configuration fields.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/base/control.h"
#include "core/config/effective_config.h"
#include "core/execution/executor.h"
#include "core/policy/learner.h"
#include "core/policy/sampler.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/text_codec.h"
#include "core/training/commands/mailbox.h"
#include "core/training/event.h"

namespace azr::training {

/// Held-out accuracy as the loop needs it: the event to tell, and one number that decides which checkpoint is the best.
struct EvaluationOutcome {
    EvaluationFinished finished;
    double score = 0;
};

class Questions;

/// What the loop works with. All references outlive the Trainer.
struct TrainerParts {
    policy::Sampler& sampler;
    policy::Learner& learner;
    const selfplay::TextCodec& codec;
    execution::Executor& executor;
    Listener& listener;
    Mailbox& mailbox;
    Control& control;
    selfplay::PromptWrapper wrapper{};
    /// Held-out accuracy after `step`; empty = never evaluated. Called on the trainer thread.
    std::function<Result<EvaluationOutcome>(int step)> evaluate{};
    std::filesystem::path checkpoints{};  ///< folder of this run's `step-M` folders; made when missing
    TaskId firstTask{1};                  ///< ids count up from here; a resumed run takes them from its checkpoint
    AttemptId firstAttempt{1};
    std::function<double()> now{};   ///< seconds of a steady clock; empty = the machine's
    std::string baseHash{};          ///< of the starting weights: a checkpoint of adapters names it
    Questions* questions = nullptr;  ///< what people ask the model between steps; null: nothing
    bool saves = true;               ///< false: no checkpoint is written, whatever the settings say
};

class Trainer {
  public:
    /// `settings` outlives the Trainer, which alone changes them while it lives.
    Trainer(config::EffectiveConfig& settings, TrainerParts parts);
    /// The same with settings of its own, as they were started with.
    Trainer(const config::RunConfig& config, TrainerParts parts);
    ~Trainer();
    Trainer(const Trainer&) = delete;
    Trainer& operator=(const Trainer&) = delete;

    /// Before run(): continue from a `step-M` folder. Hashes are verified; Corrupt names the file that differs.
    Status resume(const std::filesystem::path& checkpoint);
    /// Before run(), after resume(): settings that the rest of the run is to have, whatever the commands up to `last`
    /// say. Told as FieldChanged.
    Status overrideFields(const std::vector<config::Assignment>& assignments, CommandId last);
    /// Seeds the buffers (unless resumed), then steps until the configured steps or minutes are over, finishAfterStep()
    /// was called or Control asked to stop (Cancelled; the state on disk is then that of the last checkpoint). Ends
    /// with a checkpoint. Blocks.
    Status run();
    /// Before run(): it ends, with a checkpoint to go on from, when the buffers are seeded.
    void onlySeed();
    /// Seeding alone, and one step alone: run() is made of these.
    Status seed();
    Status step();

    /// Any thread: end run() well after the step under way. A paused run must also be resumed through Control.
    void finishAfterStep() { m_finish = true; }
    [[nodiscard]] int stepsDone() const;

  private:
    void takeParkedWork();

    struct State;
    std::unique_ptr<config::EffectiveConfig> m_own;  ///< where the settings are not somebody else's
    std::unique_ptr<State> m_state;
    std::atomic<bool> m_finish{false};
};

/// The newest `step-M` folder below `checkpoints` whose hashes hold; NotFound when there is none.
[[nodiscard]] Result<std::filesystem::path> newestCheckpoint(const std::filesystem::path& checkpoints);

}  // namespace azr::training

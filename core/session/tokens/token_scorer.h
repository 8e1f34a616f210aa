/// What the policy gave each token of a stored completion: as it is kept, or worked out once more with the weights of a
/// checkpoint. Blocking, for a thread of its own, which may be another one than that of a run at work: nothing of the
/// run is touched. One thread at a time; the tokenizer is kept between calls.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/session/tokens/scored_completion.h"
#include "core/store/reader.h"

namespace azr::session {

/// A completion of a run: of an attempt, or, where that is invalid, the proposal that made the task.
struct CompletionId {
    TaskId task;
    AttemptId attempt;
    bool operator==(const CompletionId&) const = default;
};

/// Policies that a completion of `step` can be worked out with: the nearest one at or before the policy that sampled it
/// comes first, then those before it, then the later ones. That policy is the one saved after the step before, and in
/// seeding and the first step the model that the run started from, which is always among them.
[[nodiscard]] Result<std::vector<PolicySource>> policySources(store::Reader& reader, RunId run, int step,
                                                              const std::filesystem::path& workspace);

enum class ScoringPhase { Checking, Opening, Scoring };

struct ScoringRequest {
    CompletionId completion;
    std::optional<int> checkpoint;  ///< of this step (0: the model of the start, if none was saved then); the first of
                                    ///< policySources() unless given
    std::function<void(ScoringPhase)> progressed = {};  ///< on the thread that works
};

class TokenScorer {
  public:
    explicit TokenScorer(std::filesystem::path workspace) : m_workspace(std::move(workspace)) {}

    /// Nothing where the tokens of that step are not kept.
    [[nodiscard]] Result<std::optional<ScoredCompletion>> kept(store::Reader& reader, const CompletionId& completion);
    /// At temperature 1, with entropies. Cancelled soon after control.requestStop(), though not while weights are read.
    /// NotFound: no such completion or checkpoint, the model is gone; Conflict: it is another one than the run had;
    /// InvalidArgument: prompt and completion are longer than the model reads.
    [[nodiscard]] Result<ScoredCompletion> workOut(store::Reader& reader, const ScoringRequest& request,
                                                   Control& control);

  private:
    [[nodiscard]] Result<std::shared_ptr<const tokenizer::Tokenizer>> tokenizerOf(const std::filesystem::path& model);

    std::filesystem::path m_workspace;
    std::filesystem::path m_model;  // of the tokenizer
    std::shared_ptr<const tokenizer::Tokenizer> m_tokenizer;
};

}  // namespace azr::session

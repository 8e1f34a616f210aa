/// What the fresh base model can do: loss on programs it has never seen, accuracy of its three solvers, validity of its
/// three proposers. One thread, the engine's.
#pragma once

#include "core/policy/engine.h"
#include "core/training/bootstrap/bootstrap.h"

namespace azr::training {

/// Mean negative log-probability of the response tokens of held-out documents, nats.
[[nodiscard]] Result<double> heldOutLoss(policy::Learner& learner, execution::Executor& executor, Control& control);
/// Proposals at T = 1 with one reference each (induction: with a program), validated by the executor.
[[nodiscard]] Result<std::vector<ProposerFigures>> checkProposers(policy::Sampler& sampler,
                                                                  const tokenizer::Tokenizer& tokenizer,
                                                                  execution::Executor& executor, int perKind,
                                                                  std::uint64_t seed, Control& control);
/// README.md of the model's folder.
[[nodiscard]] std::string modelCard(const BootstrapOptions& options, const BootstrapReport& report);

}  // namespace azr::training

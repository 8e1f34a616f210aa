/// What a workspace and the nano grammar add to the red team's corpus. Blocking.
#pragma once

#include "core/base/control.h"
#include "core/execution/redteam/corpus.h"
#include "core/store/reader.h"

namespace azr::session {

/// The youngest `limit` tasks of a run: valid ones as samples, with some answers to the induction tasks among them;
/// refused and failed ones as attacks.
Status addStoredSamples(execution::redteam::Corpus& corpus, store::Reader& reader, RunId run, int limit);
/// Programs of the nano grammar on three inputs each, run by `executor` to learn what they give. The same ones always.
Status addGrammarSamples(execution::redteam::Corpus& corpus, execution::Executor& executor, int count,
                         Control& control);

}  // namespace azr::session

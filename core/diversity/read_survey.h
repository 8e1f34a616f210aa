/// A survey of a stored run, some steps at a time, so that whoever waits can be told how far it is.
#pragma once

#include "core/diversity/survey.h"
#include "core/store/reader.h"

namespace azr::diversity {

constexpr int kStepsAtOnce = 40;

/// The guard's bar of near-duplicates, of the settings that the run has now.
[[nodiscard]] double nearDuplicateBar(const store::RunRow& run);

/// Adds the finished steps that follow, `most` at most and none after `last`. False: there are no more.
[[nodiscard]] Result<bool> readOn(store::Reader& reader, RunId run, Survey& survey, int last, int most = kStepsAtOnce);

/// All steps up to `last`.
Status readAll(store::Reader& reader, RunId run, Survey& survey, int last);

}  // namespace azr::diversity

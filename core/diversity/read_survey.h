/// A survey of a stored run, some steps at a time, so that whoever waits can be told how far it is.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "core/diversity/survey.h"
#include "core/store/reader.h"

namespace azr::diversity {

constexpr int kStepsAtOnce = 40;

/// The guard's bar of near-duplicates, of the settings that the run has now.
[[nodiscard]] double nearDuplicateBar(const store::RunRow& run);

/// The setting that it is.
constexpr std::string_view kNearDuplicateBar = "guard.max_near_duplicates";
/// The first step in which a change of it holds, and the bar from there on; nothing of other settings.
[[nodiscard]] std::optional<std::pair<int, double>> barFrom(const store::ConfigChangeRow& change);
/// As it held in each step, with the changes that hold by step `last`.
[[nodiscard]] Result<NearDuplicateBar> nearDuplicateBars(store::Reader& reader, RunId run, int last);

/// Adds the finished steps that follow, `most` at most and none after `last`. False: there are no more.
[[nodiscard]] Result<bool> readOn(store::Reader& reader, RunId run, Survey& survey, int last, int most = kStepsAtOnce);

/// All steps up to `last`.
Status readAll(store::Reader& reader, RunId run, Survey& survey, int last);

}  // namespace azr::diversity

/// What the seed dialog says of a checked draft, of the model's answers and of a file that was read. Pure.
#pragma once

#include <QString>

#include "core/session/draft.h"
#include "core/session/draft_file.h"
#include "core/session/notice.h"

namespace azr::ui {

/// The values of a draft that passed, under both hash seeds, and where a file claimed others.
[[nodiscard]] QString passedText(const session::Draft& draft, const execution::ValidateOutcome& outcome);
/// What the two hash seeds gave where a program does not repeat; empty where that is not why it failed.
[[nodiscard]] QString differenceText(const execution::ValidateOutcome& outcome);
[[nodiscard]] QString answersText(const session::ModelAnswered& answers);
/// How many drafts a file held, and what was wrong with its other lines.
[[nodiscard]] QString fileText(const session::DraftFile& read);

}  // namespace azr::ui

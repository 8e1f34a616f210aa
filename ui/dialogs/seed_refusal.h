/// Why a run would not take a valid task, in words and as remarks in its program. Pure.
#pragma once

#include <QList>
#include <QString>
#include <optional>

#include "core/session/draft.h"
#include "core/session/notice.h"
#include "widgets/code_view.h"

namespace azr::ui {

/// Half a sentence, for behind "Valid, but".
[[nodiscard]] QString refusalText(const session::SeedRefusal& refusal);
[[nodiscard]] QList<widgets::Finding> refusalFindings(const session::SeedRefusal& refusal);

/// Which of a draft's import statements a failed check speaks of; empty: none, it is the program.
[[nodiscard]] std::optional<std::size_t> faultyImport(const session::Draft& draft,
                                                      const execution::ValidateOutcome& outcome);
/// The program's line that it speaks of, from 1.
[[nodiscard]] int faultyLine(const execution::ValidateOutcome& outcome);

}  // namespace azr::ui

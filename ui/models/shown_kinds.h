/// Which kinds of task a run has figures of: what charts, buffers and dialogs show. UI thread.
#pragma once

#include <QString>
#include <vector>

#include "core/selfplay/kinds.h"
#include "core/store/rows.h"

namespace azr::ui {

/// By the configuration that the row holds; those of a fresh configuration where it cannot be read.
[[nodiscard]] std::vector<selfplay::TaskKind> shownKinds(const store::RunRow& run);

/// The kind's name in the database and in metrics.
[[nodiscard]] QString kindName(selfplay::TaskKind kind);

}  // namespace azr::ui

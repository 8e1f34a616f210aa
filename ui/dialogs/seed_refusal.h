/// Why a run would not take a valid task, in words and as remarks in its program. Pure.
#pragma once

#include <QList>
#include <QString>

#include "core/session/notice.h"
#include "widgets/code_view.h"

namespace azr::ui {

/// Half a sentence, for behind "Valid, but".
[[nodiscard]] QString refusalText(const session::SeedRefusal& refusal);
[[nodiscard]] QList<widgets::Finding> refusalFindings(const session::SeedRefusal& refusal);

}  // namespace azr::ui

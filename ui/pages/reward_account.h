/// How a sample came by its reward and its advantage, line by line, from what the database holds: paper equations 4 to
/// 6 and 8. Pure functions; texts in the user's language.
#pragma once

#include <QList>
#include <QString>

#include "core/store/reader.h"

namespace azr::ui {

struct AccountLine {
    QString name;    ///< "Advantage A"
    QString reason;  ///< "1 × (-0.5 - 0.12) / 0.48", or in words
    QString value;   ///< "-1.29"
};

/// Of one attempt at the task.
[[nodiscard]] QList<AccountLine> attemptAccount(const store::AttemptRow& attempt, const store::TaskDetail& detail);
/// Of the proposal that made the task; empty for a task that no model proposed.
[[nodiscard]] QList<AccountLine> proposalAccount(const store::TaskDetail& detail);
/// What was expected and what came, with the hidden pair that failed. Empty where there was nothing to compare.
[[nodiscard]] QList<AccountLine> comparison(const store::AttemptRow& attempt, const store::TaskRow& task);
/// The lines below each other, in columns of a font of one width.
[[nodiscard]] QString accountText(const QList<AccountLine>& lines);

}  // namespace azr::ui

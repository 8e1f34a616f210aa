/// What the loop did in one step, in its order, read from the rows of the step: commands, proposals with their
/// verdicts, estimates of the solve rate, changes of the buffers, what the solver trained on, what rewards were
/// whitened with, the update, and what came after it. Texts in the user's language.
#pragma once

#include <QList>
#include <QString>

#include "core/store/reader.h"
#include "widgets/colors.h"

namespace azr::ui {

struct StepLine {
    QString what;                                 ///< "#12 Deduction"
    QString outcome;                              ///< "Valid", "3 of 8 solved"
    QString figures;                              ///< "reward 0.50 · advantage 0.31"
    widgets::Tone tone = widgets::Tone::Neutral;  ///< of the outcome
    TaskId task = {};                             ///< that it is about
};

struct StepPart {
    QString title;
    qsizetype count = 0;  ///< of all its lines, also where some are left out
    QList<StepLine> lines;
};

struct StepAccount {
    int step = 0;
    QString state;  ///< "finished · 1.6 s · at 12:03"; empty: the run has no such step
    QList<StepPart> parts;
};

constexpr qsizetype kStepLines = 1000;  ///< of one part; the others are counted

/// Blocking: for the background thread.
[[nodiscard]] Result<StepAccount> readStepAccount(store::Reader& reader, RunId run, int step);

}  // namespace azr::ui

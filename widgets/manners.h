/// What holds for every window and dialog of a program, all at once: see the headers of each. UI thread.
#pragma once

class QApplication;

namespace azr::widgets {

/// The wheel edits nothing, the keyboard stays where it was and is seen, Ctrl+Tab turns tabs, windows fit their screen.
/// From now on; once is enough.
void installManners(QApplication& application);

}  // namespace azr::widgets

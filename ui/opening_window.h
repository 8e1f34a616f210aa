/// What is seen while a workspace takes its time to open: an older database is brought up to date first, which takes
/// minutes where there are many tasks. Main thread.
#pragma once

#include <QDialog>
#include <functional>

namespace azr::ui {

class OpeningWindow : public QDialog {
    Q_OBJECT
  public:
    explicit OpeningWindow(QWidget* parent = nullptr);
};

/// Does the work on a thread of its own and returns when it has ended; an OpeningWindow is shown after a moment. False
/// when that was closed: the work was ended all the same, but nobody waits for it any more. Needs no running event
/// loop.
[[nodiscard]] bool workBehindWindow(const std::function<void()>& work);

}  // namespace azr::ui

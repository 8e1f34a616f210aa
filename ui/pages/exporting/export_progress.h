/// How an export goes: a bar and a way out while it works, what became of it afterwards. UI thread; the call that
/// begin() gives is for the thread that works.
#pragma once

#include <QWidget>
#include <memory>

#include "core/exporting/progress.h"

class QLabel;
class QProgressBar;
class QTimer;
class QToolButton;

namespace azr::ui {

class ExportProgress : public QWidget {
    Q_OBJECT
  public:
    /// `name`: what is exported, for those who hear the window instead of seeing it.
    explicit ExportProgress(const QString& name, QWidget* parent = nullptr);
    ~ExportProgress() override;  ///< cancels

    /// Shows an empty bar.
    [[nodiscard]] exporting::Progress begin();
    void cancel();
    [[nodiscard]] bool busy() const;
    [[nodiscard]] bool focused() const;  ///< the keyboard is at the way out
    /// Shows a sentence in place of the bar, and a way to the folder where one is given; an empty one shows nothing.
    void end(const QString& text, const QString& folder = {});

  private:
    struct Shared;

    void look();

    std::shared_ptr<Shared> m_shared;  // with the working thread
    QTimer* m_timer;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
    QLabel* m_result;
    QToolButton* m_open;
    QString m_folder;
};

}  // namespace azr::ui

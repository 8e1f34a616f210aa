/// A card of the export page: what is exported, the choices in a row, and how it goes below them. UI thread.
#pragma once

#include <QFrame>

class QHBoxLayout;
class QPushButton;

namespace azr::ui {

class ExportProgress;

class ExportCard : public QFrame {
    Q_OBJECT
  public:
    ExportCard(const QString& title, const QString& text, QWidget* parent);

    /// `name`: what is exported, for those who hear the window.
    ExportProgress* addProgress(const QString& name);
    [[nodiscard]] QHBoxLayout* row() { return m_row; }
    [[nodiscard]] QPushButton* primary(const QString& text, const QString& explanation);
    /// The focus goes to the button, where it was at the way out that vanishes.
    static void finish(QPushButton& button, ExportProgress& progress, const QString& text, const QString& folder);

  private:
    QHBoxLayout* m_row;
};

}  // namespace azr::ui

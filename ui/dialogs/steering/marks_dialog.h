/// The marks of some tasks, or of one run: the pin, the tags, a note. Only what was changed is sent. UI thread.
#pragma once

#include <QList>
#include <string>
#include <vector>

#include "core/session/command.h"
#include "ui/bridge/workspace.h"
#include "ui/dialogs/sending_dialog.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace azr::ui {

class MarksDialog : public SendingDialog {
    Q_OBJECT
  public:
    /// Something that can be marked, and its marks.
    struct Marked {
        session::Marked of;
        bool pinned = false;
        std::vector<std::string> tags;
        QString note;
    };
    /// `known`: tags in use, which are offered.
    MarksDialog(QList<Marked> marked, const QStringList& known, QWidget* parent = nullptr);
    /// Asks with the marks as they stand in the database by then, and sends what was changed.
    static void open(Workspace& workspace, const std::vector<session::Marked>& of, QWidget& window);

    /// What turns the marks as they are into those asked for.
    [[nodiscard]] std::vector<session::Command> changes() const;

  protected:
    void showRefusal(const QString& text) override;

  private:
    [[nodiscard]] QStringList common() const;  ///< tags that all of them have
    void checkTags();

    QList<Marked> m_marked;
    QCheckBox* m_pinned;
    QLineEdit* m_tags;
    QPlainTextEdit* m_note;
    QLabel* m_problem;
    QPushButton* m_save = nullptr;
    bool m_sameNote = true;  // of all of them
};

}  // namespace azr::ui

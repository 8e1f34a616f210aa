/// The rules of the shown run: what each asks for, what it does, how many tasks it met. Rules are made, changed,
/// switched and removed while the run trains; of a run at rest they are read. UI thread.
#pragma once

#include <QDialog>
#include <QHash>
#include <cstdint>
#include <vector>

#include "core/selfplay/rules/rule.h"
#include "ui/bridge/workspace.h"

class QLabel;
class QPushButton;
class QTableWidget;

namespace azr::ui {

class RulesDialog : public QDialog {
    Q_OBJECT
  public:
    explicit RulesDialog(Workspace& workspace, QWidget* parent = nullptr);

    /// Opens the editor with this rule.
    void edit(const selfplay::Rule& rule);
    [[nodiscard]] const std::vector<store::RuleRow>& rules() const { return m_rules; }

  private:
    void read();
    void show(const std::vector<store::RuleRow>& rules);
    void refresh();
    void toggle();
    void remove();
    void post(std::int64_t rule, const session::Command& command);
    [[nodiscard]] int chosen() const;  ///< a row; -1: none
    [[nodiscard]] QString state(const store::RuleRow& rule) const;

    Workspace& m_workspace;
    std::vector<store::RuleRow> m_rules;
    QHash<qint64, std::int64_t> m_waiting;  // rules of the commands that were not answered
    QTableWidget* m_table;
    QLabel *m_note, *m_none;
    QPushButton *m_new, *m_change, *m_toggle, *m_remove;
};

}  // namespace azr::ui

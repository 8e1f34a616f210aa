/// One rule: its condition, tried on the tasks that are there before it is in force. Stays open until the run has taken
/// the rule, or says why it does not. UI thread.
#pragma once

#include <QDialog>

#include "core/session/rule_trial.h"
#include "ui/bridge/workspace.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace azr::ui {

class ConditionEdit;
class ConditionFields;

class RuleEditor : public QDialog {
    Q_OBJECT
  public:
    RuleEditor(Workspace& workspace, const selfplay::Rule& rule, QWidget* parent = nullptr);

    [[nodiscard]] selfplay::Rule rule() const;
    void tryOut();
    void save();

  Q_SIGNALS:
    void tried();

  private:
    void enable();
    void edited();
    void showProblem(const QString& problem);
    void refuse(const Error& error);
    void showTrial(const Result<session::RuleTrial>& trial);
    void answered(bool applied, const QString& text, CommandId command);
    void await(CommandId command);

    Workspace& m_workspace;
    selfplay::Rule m_rule;
    QLineEdit* m_name;
    ConditionEdit* m_condition;
    ConditionFields* m_fields;
    QComboBox* m_act;
    QLineEdit* m_tag;
    QLabel* m_problem;
    QLabel* m_result;
    QPlainTextEdit* m_examples;
    QPushButton *m_try, *m_save;
    CommandId m_sent;  // and not answered
};

}  // namespace azr::ui

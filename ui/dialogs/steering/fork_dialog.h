/// Forking a run: from which checkpoint, and the one thing that is changed there. Stays open until the fork was made,
/// or says why not. UI thread.
#pragma once

#include <QDialog>
#include <functional>
#include <optional>
#include <vector>

#include "core/session/forking/fork.h"
#include "core/store/reader.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace azr::ui {

class Workspace;

/// What there is to choose from of a run.
struct ForkChoices {
    store::RunRow run;
    std::vector<store::CheckpointRow> checkpoints;
    std::vector<store::RuleRow> rules;
    std::vector<store::TaskRow> vetoed;  ///< the youngest
};
/// Blocking.
[[nodiscard]] Result<ForkChoices> forkChoices(store::Reader& reader, RunId run);

class ForkDialog : public QDialog {
    Q_OBJECT
  public:
    enum Change { Nothing, Setting, UndoVeto, Veto, NewRule, RuleOff };
    using Fork = std::function<Result<session::Forked>(const session::ForkRequest&)>;

    /// `step`: the checkpoint that is proposed; else the newest.
    ForkDialog(ForkChoices choices, std::optional<int> step, Fork fork, QWidget* parent = nullptr);

    [[nodiscard]] session::ForkRequest request() const;
    /// Once accepted.
    [[nodiscard]] const session::Forked& forked() const { return m_forked; }

    /// Reads what there is to choose from and opens the dialog; a run that cannot be forked is told.
    static void openFor(Workspace& workspace, QWidget* parent, RunId run, std::optional<int> step = {});

  protected:
    bool event(QEvent* event) override;

  private:
    [[nodiscard]] QWidget* makeChanges();
    [[nodiscard]] session::ForkChange change() const;
    void offer(const std::vector<store::CheckpointRow>& checkpoints, std::optional<int> step);
    void setCheckpoints(const std::vector<store::CheckpointRow>& checkpoints);
    void edited();
    void showValue();
    void makeFork();

    const ForkChoices m_choices;
    const Fork m_fork;
    session::Forked m_forked;
    QComboBox *m_step, *m_change;
    QStackedWidget* m_details;
    QComboBox* m_field = nullptr;
    QLineEdit* m_value = nullptr;
    QComboBox* m_vetoed = nullptr;
    QLineEdit* m_task = nullptr;
    QLineEdit* m_condition = nullptr;
    QComboBox* m_act = nullptr;
    QLineEdit* m_tag = nullptr;
    QComboBox* m_rule = nullptr;
    QLineEdit* m_name;
    QLabel *m_explanation, *m_problem;
    QPushButton* m_make;
};

}  // namespace azr::ui

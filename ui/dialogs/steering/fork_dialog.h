/// Forking a run: from which checkpoint, and what is changed there: one thing, or several, which stand in a list. Stays
/// open until the fork was made, or says why not; while it is being made, Cancel breaks it off and leaves what was
/// entered. UI thread.
#pragma once

#include <QDialog>
#include <optional>
#include <vector>

#include "core/session/notice.h"
#include "core/store/reader.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace azr::ui {

class SessionBridge;
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

    /// `step`: the checkpoint that is proposed; else the newest.
    ForkDialog(ForkChoices choices, std::optional<int> step, SessionBridge& bridge, QWidget* parent = nullptr);

    [[nodiscard]] session::ForkRequest request() const;
    /// Once accepted.
    [[nodiscard]] const session::Forked& forked() const { return m_forked; }

    /// Reads what there is to choose from and opens the dialog; a run that cannot be forked is told.
    static void openFor(Workspace& workspace, QWidget* parent, RunId run, std::optional<int> step = {});

    void reject() override;

  protected:
    bool event(QEvent* event) override;

  private:
    [[nodiscard]] QWidget* makeChanges();
    [[nodiscard]] QWidget* makeList();
    /// What stands in the fields; none: nothing.
    [[nodiscard]] std::optional<session::ForkChange> change() const;
    void addChange();
    void dropChange();
    void showChanges();
    void tell(const QString& problem);
    void offer(const std::vector<store::CheckpointRow>& checkpoints, std::optional<int> step);
    void setCheckpoints(const std::vector<store::CheckpointRow>& checkpoints);
    void edited();
    void showValue();
    void makeFork();
    void showProgress(const session::ForkProgress& progress);
    void finish(const session::ForkFinished& result);
    void setBusy(bool busy);

    const ForkChoices m_choices;
    SessionBridge& m_bridge;
    std::optional<std::uint64_t> m_ticket;  // of the fork that is being made
    session::Forked m_forked;
    session::ForkChanges m_made;  // before the one in the fields
    QComboBox *m_step, *m_change;
    QFormLayout* m_form = nullptr;
    QListWidget* m_list = nullptr;
    QPushButton *m_another = nullptr, *m_drop = nullptr;
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
    QWidget* m_fields;
    QLabel *m_explanation, *m_problem, *m_doing;
    QProgressBar* m_progress;
    QPushButton *m_make, *m_cancel;
};

}  // namespace azr::ui

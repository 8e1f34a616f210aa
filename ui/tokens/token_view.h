/// What the model wrote in an attempt or a proposal, token by token, tinted by log-probability or entropy: as the
/// sampler gave them where they are kept, or worked out again from a checkpoint, on a thread of its own. UI thread.
#pragma once

#include <QWidget>
#include <map>
#include <memory>
#include <utility>

#include "core/session/tokens/token_scorer.h"
#include "ui/tokens/token_shades.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTimer;

namespace azr::ui {

class Background;
class TokenText;
class Workspace;

class TokenView : public QWidget {
    Q_OBJECT
  public:
    explicit TokenView(Workspace& workspace, QWidget* parent = nullptr);
    ~TokenView() override;  ///< cancels; waits until the weights are read that are being read

    void setTask(const store::TaskDetail& detail);
    /// Which completion is shown; one that the task lacks changes nothing.
    void choose(AttemptId attempt);
    [[nodiscard]] const std::optional<session::ScoredCompletion>& shown() const { return m_shown; }

  Q_SIGNALS:
    void attemptChosen(azr::AttemptId attempt);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    struct Shared;
    struct Loaded;

    void makeParts();
    void layOut();
    void load();
    void take(const session::CompletionId& completion, Result<Loaded> loaded);
    void listSources(const Loaded& loaded);
    void sourceChosen();
    void workOut();
    void cancel();
    void look();
    void finish(const session::CompletionId& completion, Result<session::ScoredCompletion> scored);
    void show(std::optional<session::ScoredCompletion> completion);
    void tell(int token);
    void say(const QString& text);  ///< below everything; empty: nothing
    void showBusy(bool busy);
    [[nodiscard]] session::CompletionId wanted() const;  ///< of no task: there is none
    [[nodiscard]] QString originText() const;
    [[nodiscard]] TintBy tint() const;

    Workspace& m_workspace;
    TaskId m_task;
    RunId m_run;  // of the task
    std::vector<std::pair<AttemptId, int>> m_completions;  // with their steps, in the order of the list
    std::optional<session::CompletionId> m_loaded;         // what is shown, or was asked for last
    std::optional<session::ScoredCompletion> m_kept, m_shown;
    std::vector<session::PolicySource> m_sources;
    std::vector<int> m_ranks;
    QComboBox* m_which;
    QComboBox* m_tint;
    QComboBox* m_from;
    TokenText* m_text;
    TokenLegend* m_legend;
    QLabel* m_figures;
    QLabel* m_reading;
    QLabel* m_state;
    QProgressBar* m_bar;
    QPushButton* m_start;
    QPushButton* m_cancel;
    QTimer* m_timer;
    std::shared_ptr<session::TokenScorer> m_scorer;  // of the background thread
    std::shared_ptr<Shared> m_shared;                // with the working thread, while it works
    std::unique_ptr<Background> m_work;
};

}  // namespace azr::ui

/// The items of a suite with what one model answered, or two beside each other: filtered, and the chosen one with its
/// prompt, completions and verdicts. Completions are read when they are looked at. UI thread.
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "ui/bridge/workspace.h"
#include "ui/evaluation/suite_result.h"

class QComboBox;
class QLabel;
class QTableWidget;

namespace azr::widgets {
class CodeView;
}

namespace azr::ui {

class ItemBrowser : public QWidget {
    Q_OBJECT
  public:
    explicit ItemBrowser(Workspace& workspace, QWidget* parent = nullptr);

    /// None, one, or two to be compared: the older first.
    void setResults(std::vector<std::shared_ptr<const SuiteResult>> results);
    [[nodiscard]] int shownItems() const;
    void focusFilter();

  Q_SIGNALS:
    void itemShown();  ///< the chosen item's completions stand there

  private:
    enum class Which { All, Solved, Failed, Gained, Lost };
    struct Line {
        int place = 0;
        std::string id, kind, difficulty;
        std::optional<bool> first, second;  ///< greedily; `second` only of two
        int samples = 0, right = 0;         ///< of the last one
    };
    [[nodiscard]] static std::vector<Line> linesOf(const std::vector<std::shared_ptr<const SuiteResult>>& results);
    [[nodiscard]] bool passes(const Line& line) const;
    void fillFilter();
    void fillTable();
    void readChosen();
    void showAnswers(const std::vector<std::vector<store::SuiteCompletionRow>>& answers);
    void showSample();

    Workspace& m_workspace;
    std::vector<std::shared_ptr<const SuiteResult>> m_results;
    std::vector<Line> m_lines;
    std::vector<std::size_t> m_shown;  ///< rows of the table, as places in m_lines
    std::vector<std::vector<store::SuiteCompletionRow>> m_answers;
    int m_asked = 0;
    QComboBox *m_filter, *m_sample;
    QLabel* m_count;
    QTableWidget* m_table;
    widgets::CodeView* m_prompt;
    QLabel* m_verdicts[2];
    widgets::CodeView* m_completions[2];
    QWidget* m_columns[2];
};

}  // namespace azr::ui

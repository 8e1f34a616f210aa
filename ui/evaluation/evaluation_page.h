/// "Is the model better?": models of this workspace on published suites. Accuracy over the checkpoints of the shown run
/// with bands, every evaluation with its figures, two of them item by item, and each item with what was answered.
/// Read an evaluation at a time in the background, and only while the page is shown. UI thread.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "ui/evaluation/suite_result.h"
#include "ui/pages/page.h"

class QComboBox;
class QLabel;
class QTableWidget;

namespace azr::widgets {
class ChartPanel;
}

namespace azr::ui {

class ItemBrowser;

class EvaluationPage : public Page {
    Q_OBJECT
  public:
    EvaluationPage(Workspace& workspace, QWidget* parent = nullptr);

    void focusSearch() override;
    /// Those of the chosen suite, as they stand in the table.
    [[nodiscard]] std::vector<std::shared_ptr<const SuiteResult>> shown() const;
    [[nodiscard]] widgets::ChartPanel& chart() { return *m_chart; }
    [[nodiscard]] ItemBrowser& items() { return *m_items; }
    [[nodiscard]] QString sentence() const;

  Q_SIGNALS:
    void drawn();  ///< everything that there is of the chosen suite is shown

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void refresh();
    void takeList(const std::vector<store::SuiteEvaluationRow>& rows);
    void readNext();
    void draw();
    void drawChart();
    void tell(const std::vector<std::shared_ptr<const SuiteResult>>& chosen);
    void choose();
    [[nodiscard]] std::vector<std::shared_ptr<const SuiteResult>> ofShownRun();

    std::vector<store::SuiteEvaluationRow> m_rows;  ///< every evaluation, oldest first
    std::map<std::int64_t, std::shared_ptr<const SuiteResult>> m_results;
    std::vector<std::int64_t> m_lines;  ///< evaluations by row of the table
    bool m_stale = true, m_reading = false;
    QComboBox* m_suite;
    QLabel* m_sentence;
    widgets::ChartPanel* m_chart;
    QTableWidget* m_table;
    ItemBrowser* m_items;
};

}  // namespace azr::ui

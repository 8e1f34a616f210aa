#include "ui/evaluation/evaluation_page.h"

#include <QComboBox>
#include <QFrame>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/evaluation/suite_report.h"
#include "ui/evaluation/item_browser.h"
#include "ui/labels.h"
#include "ui/pages/exporting/chart_saving.h"
#include "widgets/charts/chart_panel.h"

namespace azr::ui {

namespace {

enum ResultColumn {
    ResultModelColumn,
    ResultGreedyColumn,
    ResultIntervalColumn,
    ResultItemsColumn,
    ResultPassColumn,
    ResultWhenColumn,
    ResultColumns
};
constexpr int kSuiteChartWidth = 340;
constexpr int kWidestCell = 220;

}  // namespace

EvaluationPage::EvaluationPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent),
      m_suite(new QComboBox(this)),
      m_sentence(new QLabel(this)),
      m_chart(
          new widgets::ChartPanel(tr("Accuracy on the suite"),
                                  tr("Items of the chosen suite that the shown run's checkpoints solve greedily, with "
                                     "Wilson's 95% interval over the items"),
                                  this)),
      m_table(new QTableWidget(0, ResultColumns, this)),
      m_items(new ItemBrowser(workspace, this)) {
    m_suite->setAccessibleName(tr("Suite"));
    m_suite->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_sentence->setWordWrap(true);
    m_sentence->setAccessibleName(tr("What the shown run did"));
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_chart->chart().setUnit(QStringLiteral(" %"));
    m_chart->setXName(tr("step"));
    connect(m_chart, &widgets::ChartPanel::pointChosen, this,
            [this](double x) { Q_EMIT this->workspace().stepAccountWanted(qRound(x)); });
    saveInto(workspace, *m_chart);
    m_table->setAccessibleName(tr("Evaluations"));
    m_table->setHorizontalHeaderLabels(
        {tr("Model"), tr("Greedy"), tr("95% interval"), tr("Items"), tr("Sampled"), tr("When")});
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setMaximumSectionSize(kWidestCell);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setToolTip(tr("Two that are chosen (Ctrl+click, or Shift and the arrow keys) are compared item by item"));
    auto* card = new QFrame(this);
    card->setObjectName(QStringLiteral("card"));
    auto* within = new QHBoxLayout(card);
    within->setContentsMargins(12, 6, 12, 6);
    within->setSpacing(12);
    within->addWidget(m_suite);
    within->addWidget(m_sentence, 1);
    auto* above = new QSplitter(Qt::Horizontal, this);
    above->setObjectName(QStringLiteral("suiteFigures"));
    above->setChildrenCollapsible(false);
    above->setHandleWidth(10);
    above->addWidget(m_table);
    above->addWidget(m_chart);
    m_chart->setMinimumWidth(kSuiteChartWidth);
    above->setStretchFactor(0, 1);
    above->setStretchFactor(1, 1);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setObjectName(QStringLiteral("suitePage"));
    split->setChildrenCollapsible(false);
    split->setHandleWidth(10);
    split->addWidget(above);
    split->addWidget(m_items);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->setSpacing(10);
    layout->addWidget(card);
    layout->addWidget(split, 1);
    connect(m_suite, &QComboBox::currentIndexChanged, this, [this] {
        draw();
        readNext();
    });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &EvaluationPage::choose);
    connect(&workspace, &Workspace::runsChanged, this, &EvaluationPage::refresh);
    connect(&workspace, &Workspace::runChanged, this, &EvaluationPage::draw);
    connect(&workspace, &Workspace::rowsChanged, this, [this](quint32 tables) {
        if (tables & store::Table::Suites) refresh();
    });
    draw();
}

void EvaluationPage::focusSearch() {
    m_items->focusFilter();
}

QString EvaluationPage::sentence() const {
    return m_sentence->text();
}

void EvaluationPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (m_stale) refresh();
}

void EvaluationPage::refresh() {
    m_stale = true;
    if (!isVisible() || m_reading) return;
    m_stale = false;
    m_reading = true;
    workspace().background().read(
        this, [](store::Reader& reader) { return reader.suites().evaluations(); },
        [this](const Result<std::vector<store::SuiteEvaluationRow>>& rows) {
            m_reading = false;
            if (rows) takeList(*rows);
        });
}

void EvaluationPage::takeList(const std::vector<store::SuiteEvaluationRow>& rows) {
    m_rows = rows;
    QStringList suites;
    for (const store::SuiteEvaluationRow& row : m_rows)
        if (const QString name = labels::text(row.suite); !suites.contains(name)) suites.append(name);
    suites.sort();
    QStringList before;
    for (int i = 0; i < m_suite->count(); ++i) before.append(m_suite->itemText(i));
    if (suites != before) {
        const QSignalBlocker quiet(m_suite);
        const QString chosen = m_suite->currentText();
        m_suite->clear();
        m_suite->addItems(suites);
        if (const int again = m_suite->findText(chosen); again >= 0) m_suite->setCurrentIndex(again);
    }
    m_suite->setVisible(!suites.isEmpty());
    m_items->setVisible(!suites.isEmpty());
    draw();
    readNext();
}

/// One evaluation of the chosen suite that is not known as it stands now; the table fills line by line.
void EvaluationPage::readNext() {
    if (m_reading) return;
    const std::string suite = m_suite->currentText().toStdString();
    const auto next = std::ranges::find_if(m_rows, [&](const store::SuiteEvaluationRow& row) {
        const auto known = m_results.find(row.id);
        return row.suite == suite && (known == m_results.end() || !known->second->isAsOldAs(row));
    });
    if (next == m_rows.end()) {
        Q_EMIT drawn();
        if (m_stale) refresh();
        return;
    }
    m_reading = true;
    workspace().background().read(
        this, [row = *next](store::Reader& reader) { return readSuiteResult(reader, row); },
        [this](const Result<SuiteResult>& result) {
            m_reading = false;
            if (!result) return;
            m_results[result->row.id] = std::make_shared<const SuiteResult>(*result);
            draw();
            readNext();
        });
}

std::vector<std::shared_ptr<const SuiteResult>> EvaluationPage::shown() const {
    std::vector<std::shared_ptr<const SuiteResult>> results;
    for (const std::int64_t id : m_lines) results.push_back(m_results.at(id));
    return results;
}

/// The whole ones by step; of several at one step the one with the most items, the younger among equals.
std::vector<std::shared_ptr<const SuiteResult>> EvaluationPage::ofShownRun() {
    std::map<int, std::shared_ptr<const SuiteResult>> bySteps;
    for (const auto& result : shown()) {
        if (!workspace().run().valid() || result->row.run != workspace().run() || !result->finished()) continue;
        auto& best = bySteps[result->row.step];
        if (best == nullptr || result->items.size() >= best->items.size()) best = result;
    }
    std::vector<std::shared_ptr<const SuiteResult>> results;
    for (const auto& [step, result] : bySteps) results.push_back(result);
    return results;
}

void EvaluationPage::draw() {
    std::vector<std::int64_t> chosen;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        if (index.row() < std::ssize(m_lines)) chosen.push_back(m_lines[static_cast<std::size_t>(index.row())]);
    m_lines.clear();
    for (const store::SuiteEvaluationRow& row : m_rows)
        if (m_results.contains(row.id) && labels::text(row.suite) == m_suite->currentText()) m_lines.push_back(row.id);
    {
        const QSignalBlocker quiet(m_table);
        m_table->clearSelection();
        m_table->setRowCount(static_cast<int>(m_lines.size()));
        const QLocale locale;
        int line = 0;
        for (const auto& result : shown()) {
            const auto items = qlonglong(std::ssize(result->items));
            const QStringList cells = {
                labels::text(result->row.model),
                shareText(result->figures.greedy),
                intervalText(result->figures.greedy),
                result->finished() ? locale.toString(items) : tr("%1, unfinished").arg(locale.toString(items)),
                passText(result->figures),
                labels::time(result->row.created)};
            for (int column = 0; column < ResultColumns; ++column) {
                auto* cell = new QTableWidgetItem(cells.at(column));
                cell->setToolTip(cells.at(column));
                m_table->setItem(line, column, cell);
            }
            if (std::ranges::find(chosen, result->row.id) != chosen.end())
                m_table->selectionModel()->select(m_table->model()->index(line, 0),
                                                  QItemSelectionModel::Select | QItemSelectionModel::Rows);
            ++line;
        }
    }
    drawChart();
    choose();
}

void EvaluationPage::drawChart() {
    const auto results = ofShownRun();
    widgets::NamedCurve curve{tr("greedy"), {}, {0, false}};
    curve.whole = 100;
    for (const auto& result : results) {
        if (!result->figures.greedy) continue;
        curve.points.append({double(result->row.step), 100 * result->figures.greedy->value});
        curve.counts.append(double(result->figures.greedy->items));
    }
    m_chart->chart().setEmptyText(m_rows.empty() ? tr("Nothing was measured yet")
                                                 : tr("The shown run was not put to this suite"));
    if (curve.points.isEmpty())
        m_chart->clear();
    else
        m_chart->setCurves({curve});
}

/// Of the two that are chosen, else of the shown run from its first to its last evaluation.
void EvaluationPage::tell(const std::vector<std::shared_ptr<const SuiteResult>>& chosen) {
    if (chosen.size() == 2)
        return m_sentence->setText(
            tr("%1 and %2: ").arg(labels::text(chosen[0]->row.model), labels::text(chosen[1]->row.model)) +
            comparisonSentence(evaluation::compare(chosen[0]->items, chosen[1]->items)));
    const auto results = ofShownRun();
    if (m_rows.empty()) {
        m_sentence->setText(tr(
            "No model of this workspace was put to a published suite yet. azr-studio suites lists which are installed, "
            "azr-studio eval --run RUN --suite NAME measures a checkpoint, and the setting evaluation.suites measures "
            "them while a run trains."));
    } else if (results.size() < 2) {
        m_sentence->setText(tr("Two finished evaluations of the shown run are needed to say whether it got better."));
    } else {
        const auto& first = *results.front();
        const auto& last = *results.back();
        m_sentence->setText(tr("Step %1 and step %2: ").arg(first.row.step).arg(last.row.step) +
                            comparisonSentence(evaluation::compare(first.items, last.items)));
    }
}

/// One is shown, two are compared; of more the first and the last that were chosen in the table's order.
void EvaluationPage::choose() {
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) rows.append(index.row());
    std::ranges::sort(rows);
    if (rows.size() > 2) rows = {rows.first(), rows.last()};
    std::vector<std::shared_ptr<const SuiteResult>> chosen;
    const auto results = shown();
    for (const int row : rows) chosen.push_back(results[static_cast<std::size_t>(row)]);
    tell(chosen);
    m_items->setResults(std::move(chosen));
}

}  // namespace azr::ui

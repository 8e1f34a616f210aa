#include "ui/charts/metric_browser.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/bridge/background.h"
#include "ui/charts/metric_model.h"

namespace azr::ui {

namespace {

constexpr QSize kSize(940, 620);
constexpr int kNameWidth = 270, kDefinitionWidth = 340, kFormulaWidth = 200;

/// Every word has to be found somewhere in the row.
class WordFilter : public QSortFilterProxyModel {
  public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QString& text) {
        m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        invalidateFilter();
    }

  protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        QString whole;
        for (int column = 0; column < sourceModel()->columnCount(parent); ++column)
            whole += sourceModel()->index(row, column, parent).data().toString() + QLatin1Char(' ');
        for (const QString& word : m_words)
            if (!whole.contains(word, Qt::CaseInsensitive)) return false;
        return true;
    }

  private:
    QStringList m_words;
};

}  // namespace

MetricBrowser::MetricBrowser(Background& background, RunId run, QWidget* parent)
    : QDialog(parent),
      m_background(background),
      m_model(new MetricModel(this)),
      m_found(new WordFilter(this)),
      m_search(new QLineEdit(this)),
      m_title(new QLineEdit(this)),
      m_table(new QTableView(this)),
      m_explanation(new QLabel(this)),
      m_count(new QLabel(this)) {
    setWindowTitle(tr("Choose metrics"));
    m_search->setPlaceholderText(tr("Search names, meanings and formulas"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search metrics"));
    m_title->setPlaceholderText(tr("The first metric's name"));
    m_title->setAccessibleName(tr("Title of the chart"));
    m_explanation->setObjectName(QStringLiteral("detail"));
    m_explanation->setWordWrap(true);
    m_explanation->setTextFormat(Qt::PlainText);
    m_explanation->setMinimumHeight(m_explanation->fontMetrics().height() * 4);
    m_explanation->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_explanation->setAccessibleName(tr("Meaning of the metric"));
    m_count->setObjectName(QStringLiteral("muted"));
    makeTable();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_accept = buttons->button(QDialogButtonBox::Ok);
    m_accept->setText(tr("Draw"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_form = new QFormLayout;
    m_form->addRow(tr("&Title"), m_title);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_explanation);
    layout->addLayout(m_form);
    auto* last = new QHBoxLayout;
    last->addWidget(m_count, 1);
    last->addWidget(buttons);
    layout->addLayout(last);
    resize(kSize);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        static_cast<WordFilter*>(m_found)->setWords(text);
        update();
    });
    connect(m_model, &MetricModel::chosenChanged, this, &MetricBrowser::update);
    readNames(run);
    update();
}

void MetricBrowser::makeTable() {
    m_found->setSourceModel(m_model);
    m_table->setModel(m_found);
    m_table->setAccessibleName(tr("Metrics"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 10);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(MetricModel::Name, kNameWidth);
    m_table->setColumnWidth(MetricModel::Definition, kDefinitionWidth);
    m_table->setColumnWidth(MetricModel::Formula, kFormulaWidth);
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &MetricBrowser::explain);
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex& index) { toggle(index.row()); });
}

void MetricBrowser::readNames(RunId run) {
    if (!run.valid()) return;
    m_background.read(
        this, [run](store::Reader& reader) { return reader.metricNames(run); },
        [this](Result<std::vector<std::string>> names) {
            if (!names) return;
            QStringList all;
            for (const std::string& name : *names) all.append(QString::fromStdString(name));
            // What the chart draws stays, also where this run has not measured it.
            for (const QString& chosen : m_model->chosen())
                if (!all.contains(chosen)) all.append(chosen);
            m_model->setMetrics(all);
            m_table->selectRow(0);
            update();
        });
}

/// Space in any column ticks the row.
bool MetricBrowser::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space && m_table->currentIndex().isValid()) {
        toggle(m_table->currentIndex().row());
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

void MetricBrowser::toggle(int row) {
    const QModelIndex index = m_found->index(row, MetricModel::Name);
    const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    m_found->setData(index, int(on ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
}

void MetricBrowser::explain() {
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid()) {
        m_explanation->clear();
        return;
    }
    const QString metric = m_found->index(index.row(), MetricModel::Name).data().toString();
    m_explanation->setText(QStringLiteral("%1\n%2\n= %3\n%4")
                               .arg(metric, MetricModel::definition(metric), MetricModel::formula(metric),
                                    tr("Unit: %1").arg(MetricModel::unit(metric))));
}

void MetricBrowser::update() {
    const int chosen = static_cast<int>(m_model->chosen().size());
    m_accept->setEnabled(m_mayBeNone || chosen > 0);
    m_count->setText(tr("%1 of %2 metrics shown").arg(m_found->rowCount()).arg(m_model->rowCount()) +
                     QStringLiteral(" · ") + tr("%Ln chosen", nullptr, chosen));
    if (!m_table->currentIndex().isValid() && m_found->rowCount() > 0) m_table->selectRow(0);
    explain();
}

void MetricBrowser::setChart(const QString& title, const QStringList& metrics) {
    m_title->setText(title);
    m_model->setChosen(metrics);
}

void MetricBrowser::allowNothing() {
    m_mayBeNone = true;
    m_form->setRowVisible(0, false);
    update();
}

QString MetricBrowser::title() const {
    const QString written = m_title->text().trimmed();
    return written.isEmpty() && !metrics().isEmpty() ? metrics().front() : written;
}

QStringList MetricBrowser::metrics() const {
    return m_model->chosen();
}

}  // namespace azr::ui

#include "ui/dialogs/wrapper_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTimer>
#include <QVBoxLayout>
#include <mutex>
#include <utility>

#include "ui/bridge/background.h"
#include "ui/labels.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/focus_keeper.h"

namespace azr::ui {

namespace {

constexpr int kLookEveryMs = 100;

QPushButton* panelButton(const QString& text, const QString& explanation, QWidget* parent) {
    auto* result = new QPushButton(text, parent);
    result->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    result->setToolTip(explanation);
    result->setAutoDefault(false);
    return result;
}

QStandardItem* cell(const QString& text, Qt::Alignment alignment) {
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    item->setTextAlignment(alignment | Qt::AlignVCenter);
    return item;
}

}  // namespace

struct WrapperPanel::Shared {
    Control control;
    std::mutex mutex;
    std::string wrapper;  // the rest is guarded by the mutex
    std::size_t done = 0, total = 0;
    std::vector<evaluation::ProbeOutcome> fresh;
    std::vector<std::pair<std::string, Error>> skipped;
};

WrapperPanel::WrapperPanel(Background& work, MeasureCall measure, QWidget* parent)
    : QFrame(parent),
      m_work(work),
      m_measure(std::move(measure)),
      m_rates(new QStandardItemModel(this)),
      m_table(new widgets::CopyableTable(this)),
      m_start(panelButton(tr("Measure the &wrappers"),
                          tr("Let the model propose and answer a few tasks with each wrapper: some minutes"), this)),
      m_cancel(panelButton(tr("Ca&ncel"), tr("End the measurement"), this)),
      m_take(panelButton(tr("Take th&e best"), tr("Use the wrapper with the most valid proposals"), this)),
      m_bar(new QProgressBar(this)),
      m_note(new QLabel(this)),
      m_timer(new QTimer(this)) {
    nameParts();
    layOut();
    connect(m_timer, &QTimer::timeout, this, &WrapperPanel::look);
    connect(m_start, &QPushButton::clicked, this, &WrapperPanel::measure);
    connect(m_cancel, &QPushButton::clicked, this, &WrapperPanel::cancel);
    connect(m_take, &QPushButton::clicked, this, [this] { Q_EMIT wrapperWanted(m_best); });
    forget();
    showBusy(false);
}

WrapperPanel::~WrapperPanel() {
    cancel();
}

void WrapperPanel::nameParts() {
    setObjectName(QStringLiteral("card"));
    m_rates->setHorizontalHeaderLabels(
        {tr("Wrapper"), tr("Valid proposals"), tr("Well-formed answers"), tr("Solved"), tr("Tokens")});
    m_table->setModel(m_rates);
    m_table->setAccessibleName(tr("Rates of the wrappers"));
    m_table->setEmptyText(tr("Nothing was measured yet"));
    m_table->setColumnWidths({100, 190, 190, 70, 70});
    m_table->setMinimumHeight(130);
    m_cancel->setAccessibleName(tr("Cancel the measurement"));
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the measurement"));
    m_bar->setToolTip(tr("Completions of the wrapper under way"));
    m_note->setObjectName(QStringLiteral("muted"));
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_note->setAccessibleName(tr("State of the measurement"));
    m_timer->setInterval(kLookEveryMs);
}

void WrapperPanel::layOut() {
    auto* title = new QLabel(tr("Which wrapper can this model work with?"), this);
    title->setObjectName(QStringLiteral("cardTitle"));
    auto* bar = new QHBoxLayout;
    bar->setSpacing(10);
    bar->addWidget(m_start);
    bar->addWidget(m_cancel);
    bar->addWidget(m_bar, 1);
    bar->addWidget(m_note, 2);
    bar->addWidget(m_take);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 12);
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addWidget(m_table, 1);
    layout->addLayout(bar);
}

void WrapperPanel::setConfig(const config::RunConfig& config) {
    const bool other = config.model.folder != m_config.model.folder;
    m_config = config;
    if (!other) return;
    cancel();
    forget();
}

void WrapperPanel::setObstacle(const QString& text) {
    m_obstacle = text;
    if (m_shared) return;
    if (m_rates->rowCount() == 0) m_note->setText(text);
    m_start->setEnabled(text.isEmpty());
}

void WrapperPanel::forget() {
    m_rates->setRowCount(0);
    m_best.clear();
    m_take->hide();
    m_note->setText(m_obstacle);
}

void WrapperPanel::measure() {
    forget();
    m_note->setText(tr("Opening the model…"));
    m_bar->setRange(0, 0);
    m_shared = std::make_shared<Shared>();
    showBusy(true);
    session::RatesListener listener;
    listener.progress = [shared = m_shared](const std::string& wrapper, std::size_t done, std::size_t total) {
        const std::lock_guard lock(shared->mutex);
        shared->wrapper = wrapper;
        shared->done = done;
        shared->total = total;
    };
    listener.measured = [shared = m_shared](const evaluation::ProbeOutcome& outcome) {
        const std::lock_guard lock(shared->mutex);
        shared->fresh.push_back(outcome);
    };
    listener.skipped = [shared = m_shared](const std::string& wrapper, const Error& why) {
        const std::lock_guard lock(shared->mutex);
        shared->skipped.emplace_back(wrapper, why);
    };
    m_work.read(
        this,
        [measure = m_measure, config = m_config, listener, shared = m_shared](store::Reader&) {
            return measure(config, listener, shared->control);
        },
        [this, shared = m_shared](const Result<std::string>& best) {
            if (shared == m_shared) finish(best);
        });
}

void WrapperPanel::cancel() {
    if (!m_shared) return;
    m_shared->control.requestStop();
    m_cancel->setEnabled(false);
    m_note->setText(tr("Ending the measurement…"));
}

void WrapperPanel::look() {
    std::vector<evaluation::ProbeOutcome> fresh;
    {
        const std::lock_guard lock(m_shared->mutex);
        fresh = std::exchange(m_shared->fresh, {});
        m_bar->setRange(0, static_cast<int>(m_shared->total));
        m_bar->setValue(static_cast<int>(m_shared->done));
        if (m_shared->total > 0 && !m_shared->control.stopRequested())
            m_note->setText(tr("%1: %2 of %3 completions")
                                .arg(labels::text(m_shared->wrapper))
                                .arg(m_shared->done)
                                .arg(m_shared->total));
    }
    for (const evaluation::ProbeOutcome& outcome : fresh) addRow(outcome);
}

void WrapperPanel::finish(const Result<std::string>& best) {
    look();
    const auto skipped = std::move(m_shared->skipped);  // the work has ended
    m_shared.reset();
    const bool atCancel = widgets::FocusKeeper::isAt(*m_cancel);
    showBusy(false);
    if (atCancel) m_start->setFocus();
    if (!best) {
        m_note->setText(best.error().code == ErrorCode::Cancelled ? tr("Cancelled.")
                                                                  : QStringLiteral("✖ ") + labels::error(best.error()));
        return;
    }
    m_best = labels::text(*best);
    m_take->setText(tr("Take th&e best: %1").arg(m_best));
    m_take->setAccessibleName(tr("Take the best wrapper: %1").arg(m_best));
    m_take->setVisible(!m_best.isEmpty());
    QStringList notes;
    if (m_best.isEmpty()) notes.append(tr("None of them gave a valid proposal: choose another model."));
    for (const auto& [wrapper, why] : skipped)
        notes.append(tr("%1 was left out: %2").arg(labels::text(wrapper), labels::error(why)));
    m_note->setText(notes.join(QLatin1Char('\n')));
}

void WrapperPanel::addRow(const evaluation::ProbeOutcome& outcome) {
    const auto rate = [](std::int64_t hits, std::int64_t of, const evaluation::Interval& interval) {
        return tr("%1 of %2 (%3 to %4 %)")
            .arg(hits)
            .arg(of)
            .arg(labels::number(100 * interval.low, 0), labels::number(100 * interval.high, 0));
    };
    m_rates->appendRow(
        {cell(labels::text(outcome.wrapper), Qt::AlignLeft),
         cell(rate(outcome.validProposals, outcome.proposals, outcome.valid()), Qt::AlignLeft),
         cell(rate(outcome.wellFormedAnswers, outcome.answers, outcome.wellFormed()), Qt::AlignLeft),
         cell(labels::percent(outcome.answers > 0 ? double(outcome.solved) / double(outcome.answers) : -1),
              Qt::AlignRight),
         cell(labels::number(outcome.proposalTokens, 0), Qt::AlignRight)});
}

void WrapperPanel::showBusy(bool busy) {
    m_start->setVisible(!busy);
    m_start->setEnabled(m_obstacle.isEmpty());
    m_cancel->setVisible(busy);
    m_cancel->setEnabled(busy);
    m_bar->setVisible(busy);
    busy ? m_timer->start() : m_timer->stop();
}

}  // namespace azr::ui

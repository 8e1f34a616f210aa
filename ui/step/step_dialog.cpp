#include "ui/step/step_dialog.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/bridge/workspace.h"
#include "ui/labels.h"
#include "widgets/log_view.h"

namespace azr::ui {

namespace {

constexpr QSize kStepSize(820, 600);
constexpr int kStepTaskRole = Qt::UserRole;
constexpr int kWhatWidth = 250;
constexpr int kOutcomeWidth = 250;

QTreeWidgetItem* itemOfLine(const StepLine& line, const widgets::Colors& colors) {
    auto* item = new QTreeWidgetItem({line.what, line.outcome, line.figures});
    item->setData(0, kStepTaskRole, qint64(line.task.value));
    if (line.tone != widgets::Tone::Neutral) {
        item->setText(1, widgets::toneSign(line.tone) + QLatin1Char(' ') + line.outcome);
        item->setForeground(1, colors.tone(line.tone));
    }
    for (int column = 0; column < 3; ++column) item->setToolTip(column, item->text(column));
    return item;
}

}  // namespace

StepDialog::StepDialog(Workspace& workspace, int step, QWidget* parent)
    : QDialog(parent),
      m_workspace(workspace),
      m_state(new QLabel(this)),
      m_tree(new QTreeWidget(this)),
      m_before(new QPushButton(tr("Step &before"), this)),
      m_after(new QPushButton(tr("Step &after"), this)),
      m_open(new QPushButton(tr("&Open the task"), this)) {
    m_state->setObjectName(QStringLiteral("muted"));
    m_state->setWordWrap(true);
    m_state->setAccessibleName(tr("The step"));
    m_tree->setHeaderLabels({tr("What"), tr("Outcome"), tr("Figures")});
    m_tree->setAccessibleName(tr("What the step did, in order"));
    m_tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tree->setUniformRowHeights(true);
    m_tree->setColumnWidth(0, kWhatWidth);
    m_tree->setColumnWidth(1, kOutcomeWidth);
    auto* close = new QPushButton(tr("&Close"), this);
    for (QPushButton* button : {m_before, m_after, m_open, close}) {
        button->setAutoDefault(false);
        button->setAccessibleName(button->text().remove(QLatin1Char('&')));
    }
    auto* bottom = new QHBoxLayout;
    bottom->addWidget(m_before);
    bottom->addWidget(m_after);
    bottom->addStretch(1);
    bottom->addWidget(m_open);
    bottom->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(m_state);
    layout->addWidget(m_tree, 1);
    layout->addLayout(bottom);
    resize(kStepSize);
    connect(m_before, &QPushButton::clicked, this, [this] { show(m_step - 1); });
    connect(m_after, &QPushButton::clicked, this, [this] { show(m_step + 1); });
    connect(m_open, &QPushButton::clicked, this, &StepDialog::openTask);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_tree, &QTreeWidget::itemActivated, this, &StepDialog::openTask);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        m_open->setEnabled(item && item->data(0, kStepTaskRole).toLongLong() != 0);
    });
    m_open->setEnabled(false);
    show(step);
    m_tree->setFocus();
}

void StepDialog::open(Workspace& workspace, int step, QWidget& window) {
    if (!workspace.run().valid()) return;
    auto* dialog = new StepDialog(workspace, step, &window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void StepDialog::show(int step) {
    m_step = std::max(0, step);
    setWindowTitle(m_step == 0 ? tr("Seeding, as the loop saw it") : tr("Step %1, as the loop saw it").arg(m_step));
    m_before->setEnabled(m_step > 0);
    using Read = std::pair<StepAccount, bool>;  // and whether there is a step after it
    m_workspace.background().read(
        this,
        [run = m_workspace.run(), step = m_step](store::Reader& reader) -> Result<Read> {
            AZR_TRY(StepAccount account, readStepAccount(reader, run, step));
            AZR_TRY(const std::vector<store::StepRow> later, reader.steps(run, step, 1));
            return Read{std::move(account), !later.empty()};
        },
        [this, asked = m_step](const Result<Read>& read) {
            if (asked != m_step) return;
            m_tree->clear();
            if (read)
                fill(read->first);
            else
                m_state->setText(labels::error(read.error()));
            m_after->setEnabled(read && read->second);
            Q_EMIT loaded();
        });
}

void StepDialog::fill(const StepAccount& account) {
    m_state->setText(account.state.isEmpty() ? tr("The run has no such step yet.") : account.state);
    const widgets::Colors colors = widgets::colorsOf(*this);
    for (const StepPart& part : account.parts) {
        auto* top = new QTreeWidgetItem(m_tree, {tr("%1 (%2)").arg(part.title).arg(part.count)});
        top->setFirstColumnSpanned(true);
        QFont bold = m_tree->font();
        bold.setBold(true);
        top->setFont(0, bold);
        for (const StepLine& line : part.lines) top->addChild(itemOfLine(line, colors));
        if (part.count > part.lines.size())
            top->addChild(new QTreeWidgetItem({tr("… and %1 more").arg(part.count - part.lines.size())}));
        top->setExpanded(true);
    }
    if (m_tree->topLevelItemCount() > 0) m_tree->setCurrentItem(m_tree->topLevelItem(0));
}

void StepDialog::openTask() {
    const QTreeWidgetItem* item = m_tree->currentItem();
    const qint64 task = item ? item->data(0, kStepTaskRole).toLongLong() : 0;
    if (task == 0) return;
    accept();
    Q_EMIT m_workspace.taskWanted(TaskId{task});
}

}  // namespace azr::ui

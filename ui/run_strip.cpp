#include "ui/run_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <algorithm>
#include <utility>

#include "ui/bridge/workspace.h"
#include "ui/labels.h"
#include "ui/models/run_table_model.h"
#include "widgets/elided_label.h"
#include "widgets/log_view.h"

namespace azr::ui {

namespace {

constexpr int kFewestOfPhase = 10;  ///< characters; less of it says nothing

}  // namespace

RunStrip::RunStrip(Workspace& workspace, QWidget* parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_run(new widgets::ElidedLabel(this)),
      m_state(new QLabel(this)),
      m_step(new QLabel(this)),
      m_phase(new widgets::ElidedLabel(this)),
      m_left(new widgets::ElidedLabel(this)),
      m_bar(new QProgressBar(this)) {
    m_run->setObjectName(QStringLiteral("sectionTitle"));
    m_step->setObjectName(QStringLiteral("step"));
    m_phase->setObjectName(QStringLiteral("muted"));
    m_left->setObjectName(QStringLiteral("muted"));
    m_bar->setTextVisible(false);
    m_bar->setMinimumWidth(120);
    m_bar->setAccessibleName(tr("Progress of the run"));
    m_bar->setToolTip(tr("Steps done of those asked for"));
    setAccessibleName(tr("State of the run"));
    auto* top = new QHBoxLayout;
    top->setSpacing(10);
    top->addWidget(m_run);
    top->addWidget(m_state);
    top->addWidget(m_step);
    top->addWidget(m_phase);
    top->addStretch(1);
    top->addWidget(m_left);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 0, 12, 0);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_bar);
    connect(&workspace, &Workspace::runChanged, this, &RunStrip::showState);
    connect(&workspace, &Workspace::runsChanged, this, &RunStrip::showState);
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, &RunStrip::showState);
    connect(&workspace.bridge(), &SessionBridge::progressed, this, &RunStrip::showProgress);
    showState();
}

void RunStrip::showState() {
    const bool any = m_workspace.run().valid();
    const bool live = m_workspace.showsLiveRun();
    for (QWidget* part : std::initializer_list<QWidget*>{m_run, m_state, m_step, m_phase, m_left})
        part->setVisible(any);
    m_bar->setVisible(live);
    if (!any) return;
    store::RunRow row = m_workspace.runRow();
    row.id = m_workspace.run();
    m_run->setText(runTitle(row));
    const QString name = labels::text(row.state);
    m_state->setText(live ? labels::runState(m_workspace.bridge().state()) : labels::runState(name));
    const widgets::Tone tone = labels::runStateTone(name);
    m_state->setText(widgets::toneSign(live ? widgets::Tone::Info : tone) + QStringLiteral(" ") + m_state->text());
    if (std::exchange(m_shown, row.id) != row.id)
        for (QLabel* label : {m_step, m_phase, m_left}) label->clear();  // another run's
    if (!live) {
        m_phase->clear();
        m_step->setText(row.lastStep > 0 ? tr("%n step(s) done", nullptr, row.lastStep) : QString());
        m_left->setText(m_workspace.bridge().isTraining() ? tr("another run is training") : QString());
    }
    giveWay();
}

void RunStrip::showProgress(const session::Progress& progress) {
    if (!m_workspace.showsLiveRun()) return;
    const QString steps = progress.step < 1         ? tr("preparing")
                          : progress.totalSteps > 0 ? tr("step %1 of %2").arg(progress.step).arg(progress.totalSteps)
                                                    : tr("step %1").arg(progress.step);
    m_step->setText(steps);
    QString phase = QStringLiteral("· ") + labels::phase(progress.phase);
    if (progress.total > 0)
        phase += QStringLiteral(" %1 %").arg(std::clamp<std::int64_t>(progress.done * 100 / progress.total, 0, 100));
    m_phase->setText(phase);
    m_left->setText(progress.secondsLeft >= 0 ? tr("about %1 left").arg(labels::estimate(progress.secondsLeft))
                                              : QString());
    giveWay();
    m_bar->setVisible(true);
    // Before the first step the bar tells of the phase, then of the run; without an end it only shows that work goes
    // on.
    const bool before = progress.step < 1;
    const auto whole = before ? progress.total : std::int64_t(progress.totalSteps);
    const auto done = before ? progress.done : std::int64_t(progress.step - 1);
    m_bar->setRange(0, static_cast<int>(whole));
    m_bar->setValue(static_cast<int>(done));
}

/// Where it is narrow the time left goes first, then the phase; the step stays.
void RunStrip::giveWay() {
    if (!m_workspace.run().valid()) return;
    const QLayout* top = layout()->itemAt(0)->layout();
    int room = width() - layout()->contentsMargins().left() - layout()->contentsMargins().right();
    for (const QLabel* label : {m_run, m_state, m_step}) room -= label->sizeHint().width() + top->spacing();
    m_run->setMinimumWidth(room >= 0 ? m_run->sizeHint().width() : 0);
    const int phase = std::min(m_phase->sizeHint().width(), m_phase->fontMetrics().averageCharWidth() * kFewestOfPhase);
    m_phase->setVisible(room >= phase);
    m_left->setVisible(room >= m_phase->sizeHint().width() + top->spacing() + m_left->sizeHint().width());
}

void RunStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    giveWay();
}

}  // namespace azr::ui

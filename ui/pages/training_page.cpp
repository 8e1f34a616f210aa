#include "ui/pages/training_page.h"

#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <vector>

#include "ui/actions.h"
#include "ui/bridge/run_watch.h"
#include "ui/charts/chart_board.h"
#include "ui/charts/mean_share.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "ui/pages/alert_strip.h"
#include "ui/pages/welcome.h"
#include "widgets/stat_tile.h"

namespace azr::ui {

namespace {

constexpr int kMargin = 18;
constexpr int kSliderWidth = 100;
constexpr int kLongestName = 22;  ///< of a layout, on its button
constexpr int kKnob = 22;         ///< of the slider, with its border
constexpr int kMostSmoothing = 98;

/// Of the headline numbers.
QStringList tileMetrics() {
    QStringList names{QStringLiteral("throughput/sampled"), QStringLiteral("time/step")};
    for (const selfplay::TaskKind kind : selfplay::kKinds) {
        const QString name = kindName(kind);
        names << QStringLiteral("buffer/size/") + name << QStringLiteral("eval/dev/sampled/") + name
              << QStringLiteral("eval/dev/greedy/") + name << QStringLiteral("solve/rate/solve.") + name
              << QStringLiteral("valid/rate/propose.") + name;
    }
    return names;
}

QString intervalText(const MeanShare& share) {
    if (!share.interval) return {};
    return TrainingPage::tr("95%: %1 to %2 %")
        .arg(labels::number(share.interval->low * 100, 0), labels::number(share.interval->high * 100, 0))
        .replace(QStringLiteral(" %"), QChar(QChar::Nbsp) + QStringLiteral("%"));  // never alone on a line
}

QString joined(const QString& first, const QString& second) {
    return second.isEmpty() ? first : first + QStringLiteral(" · ") + second;
}

QToolButton* menuButton(const QString& text, const QString& explanation, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(QStringLiteral("menuButton"));
    button->setText(text + QStringLiteral("  ▾"));
    button->setAccessibleName(text);
    button->setToolTip(explanation);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(new QMenu(button));
    return button;
}

}  // namespace

TrainingPage::TrainingPage(Workspace& workspace, const Actions& actions, QWidget* parent)
    : Page(workspace, parent),
      m_preferences(ChartPreferences::load()),
      m_stack(new QStackedWidget(this)),
      m_alerts(new AlertStrip(this)),
      m_board(new ChartBoard(workspace, tileMetrics(), this)) {
    auto* live = new QWidget(m_stack);
    auto* column = new QVBoxLayout(live);
    column->setContentsMargins(kMargin, 14, 0, 0);
    column->setSpacing(12);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(0, 0, kMargin, 0);
    head->setSpacing(12);
    head->addWidget(m_alerts);
    head->addWidget(makeTiles());
    head->addWidget(makeTools(actions));
    column->addLayout(head);
    column->addWidget(m_board, 1);
    m_stack->addWidget(new Welcome(actions, m_stack));
    m_stack->addWidget(live);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_board->setPreferences(m_preferences);
    m_board->show(ChartLayouts::current());
    fillLayouts();

    auto* watch = new RunWatch(workspace, actions.notifications, this);
    connect(watch, &RunWatch::stalled, this, [this](const QString& text) {
        if (this->workspace().bridge().currentRun() == this->workspace().run()) m_alerts->setStall(text);
    });
    connect(watch, &RunWatch::heardAgain, this, [this] { m_alerts->setStall({}); });
    connect(m_board, &ChartBoard::numbersRead, this, &TrainingPage::fillTiles);
    connect(m_board, &ChartBoard::edited, this, &TrainingPage::fillLayouts);
    connect(&workspace, &Workspace::runChanged, this, &TrainingPage::runChanged);
    connect(&workspace, &Workspace::rowsChanged, this, [this](quint32 tables) {
        if (tables & session::Table::Events) readAlerts();
    });
    runChanged();
}

const QList<widgets::ChartPanel*>& TrainingPage::panels() const {
    return m_board->panels();
}

QWidget* TrainingPage::makeTiles() {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    const auto add = [&](const QString& caption, const QString& explanation) {
        auto* tile = new widgets::StatTile(caption, explanation, row);
        layout->addWidget(tile, 1);
        return tile;
    };
    m_accuracy = add(tr("Held-out accuracy"), tr("Sampled accuracy on tasks never trained on, mean over the kinds. A "
                                                 "change is told where its 95% interval leaves zero out."));
    m_solved = add(tr("Solve rate"), tr("Correct answers to this step's own tasks, mean over the kinds"));
    m_valid = add(tr("Valid proposals"), tr("Proposed tasks that passed validation, mean over the kinds"));
    m_buffered = add(tr("Tasks in buffers"), tr("Tasks that proposers draw references from"));
    m_speed = add(tr("Speed"), tr("Tokens sampled per second"));
    return row;
}

QWidget* TrainingPage::makeSmoothing(QWidget* row) {
    m_smoothing = new QSlider(Qt::Horizontal, row);
    m_smoothing->setRange(0, kMostSmoothing);
    m_smoothing->setValue(m_preferences.smoothing);
    m_smoothing->setFixedWidth(kSliderWidth);
    m_smoothing->setMinimumHeight(kKnob);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("Moving average of the curves; the raw values stay visible behind them"));
    connect(m_smoothing, &QSlider::valueChanged, this, [this](int value) {
        m_preferences.smoothing = value;
        keep();
    });
    return m_smoothing;
}

void TrainingPage::makeMarks(QToolButton* button) {
    for (int i = 0; i < widgets::kChartEventKinds; ++i) {
        QAction* action = button->menu()->addAction(eventKindName(static_cast<widgets::ChartEventKind>(i)));
        action->setCheckable(true);
        action->setChecked((m_preferences.hiddenMarks & (1 << i)) == 0);
        connect(action, &QAction::toggled, this, [this, mark = 1 << i](bool on) {
            m_preferences.hiddenMarks = on ? m_preferences.hiddenMarks & ~mark : m_preferences.hiddenMarks | mark;
            keep();
        });
    }
}

QWidget* TrainingPage::makeTools(const Actions& actions) {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(2, 0, 0, 0);
    layout->setSpacing(8);
    auto* label = new QLabel(tr("S&moothing"), row);
    label->setObjectName(QStringLiteral("muted"));
    layout->addWidget(label);
    layout->addWidget(makeSmoothing(row));
    label->setBuddy(m_smoothing);
    m_axis = new QComboBox(row);
    for (int i = 0; i < kXAxes; ++i) m_axis->addItem(StepAxis::title(static_cast<XAxis>(i)));
    m_axis->setCurrentIndex(m_preferences.xAxis);
    m_axis->setAccessibleName(tr("Horizontal axis"));
    m_axis->setToolTip(tr("What the curves are drawn over"));
    connect(m_axis, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_preferences.xAxis = index;
        m_board->resetZoom();  // of other units
        keep();
    });
    layout->addWidget(m_axis);
    auto* marks = menuButton(tr("Marks"), tr("Which events the charts mark"), row);
    makeMarks(marks);
    layout->addWidget(marks);
    layout->addStretch(1);
    m_layouts = menuButton(tr("Standard charts"), tr("Which charts are shown"), row);
    layout->addWidget(m_layouts);
    auto* add = new QToolButton(row);
    add->setText(tr("+ Chart…"));
    add->setAccessibleName(tr("Add a chart"));
    add->setToolTip(tr("Choose among all metrics of the run"));
    connect(add, &QToolButton::clicked, m_board, &ChartBoard::addChart);
    layout->addWidget(add);
    auto* reset = new QToolButton(row);
    reset->setDefaultAction(actions.resetZoom);
    reset->setToolButtonStyle(Qt::ToolButtonIconOnly);
    reset->setAccessibleName(tr("Show the whole range"));
    layout->addWidget(reset);
    return row;
}

void TrainingPage::keep() {
    m_preferences.save();
    m_board->setPreferences(m_preferences);
}

void TrainingPage::fillLayouts() {
    const QString current = m_board->layout().name;
    const QString shown = current.isEmpty() ? tr("Standard charts") : ChartLayouts::shownName(current);
    const bool large = shown.size() > kLongestName;
    m_layouts->setText((large ? shown.left(kLongestName - 1) + QStringLiteral("…") : shown) + QStringLiteral("  ▾"));
    m_layouts->setAccessibleName(tr("Layout: %1").arg(shown));
    QMenu* menu = m_layouts->menu();
    menu->clear();
    const auto choose = [this](const QString& name) {
        ChartLayouts::setCurrent(name);
        m_board->show(ChartLayouts::load(name));
        fillLayouts();
    };
    const auto add = [&](const QString& text, const QString& name) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(name == current);
        connect(
            action, &QAction::triggered, this, [choose, name] { choose(name); }, Qt::QueuedConnection);
    };
    add(tr("Standard charts"), {});
    for (const QString& name : ChartLayouts::names()) add(ChartLayouts::shownName(name), name);
    menu->addSeparator();
    connect(menu->addAction(tr("Save under a name…")), &QAction::triggered, this, &TrainingPage::nameLayout,
            Qt::QueuedConnection);
    QAction* remove = menu->addAction(tr("Remove this layout"));
    remove->setEnabled(!current.isEmpty());
    connect(
        remove, &QAction::triggered, this,
        [choose, current] {
            ChartLayouts::remove(current);
            choose({});
        },
        Qt::QueuedConnection);
}

void TrainingPage::nameLayout() {
    bool accepted = false;
    const QString name = QInputDialog::getText(this, tr("Save the layout"), tr("Name"), QLineEdit::Normal,
                                               ChartLayouts::shownName(ChartLayouts::freeName()), &accepted)
                             .trimmed();
    if (!accepted || name.isEmpty()) return;
    ChartLayout layout = m_board->layout();
    layout.name = name;
    ChartLayouts::save(layout);
    ChartLayouts::setCurrent(name);
    m_board->show(layout);
    fillLayouts();
}

void TrainingPage::runChanged() {
    m_alerts->clear();
    m_stack->setCurrentIndex(workspace().run().valid() ? 1 : 0);
    m_unmeasured = false;
    fillTiles();
    readAlerts();
}

void TrainingPage::readAlerts() {
    const RunId run = workspace().run();
    if (!run.valid()) return;
    workspace().background().read(
        this, [run](store::Reader& reader) { return reader.events(run, 0, store::kPageLimit); },
        [this, run](Result<std::vector<store::EventRow>> events) {
            if (!events || run != workspace().run()) return;
            m_alerts->setEvents(*events);
            m_unmeasured =
                std::ranges::any_of(*events, [](const auto& event) { return event.code == "no_evaluation"; });
            fillTiles();
        });
}

MeanShare TrainingPage::meanOfKinds(const QString& pattern, bool first) const {
    std::vector<CountedShare> shares;
    for (const selfplay::TaskKind kind : selfplay::kKinds) {
        const QString metric = pattern.arg(kindName(kind));
        const QList<QPointF> points = m_board->series().points(metric);
        if (points.isEmpty()) continue;
        const QPointF point = first ? points.front() : points.back();
        const QList<double> counts = m_board->counts().of(metric, {point}, m_board->series());
        shares.push_back({point.y(), counts.isEmpty() ? 0 : counts.front()});
    }
    return meanShare(shares);
}

void TrainingPage::fillAccuracy() {
    const QString sampled = QStringLiteral("eval/dev/sampled/%1");
    const MeanShare now = meanOfKinds(sampled);
    if (now.mean < 0) {
        if (!m_board->series().isRead(sampled.arg(kindName(*selfplay::kKinds.begin()))))
            return m_accuracy->setValue({}, tr("reading the run…"));
        m_accuracy->setValue({}, m_unmeasured ? tr("without a suite: no best checkpoint") : tr("not measured yet"));
        return;
    }
    const Change change = changeOf(meanOfKinds(sampled, true), now);
    QString note;
    // Without the counts nothing is known about the change.
    if (change.isClear())
        note = tr("%1%2 points since the start")
                   .arg(change.by > 0 ? QStringLiteral("+") : QStringLiteral("−"))
                   .arg(labels::number(qAbs(change.by) * 100, 1));
    else if (change.interval && change.by != 0)
        note = tr("no clear change since the start");
    const MeanShare greedy = meanOfKinds(QStringLiteral("eval/dev/greedy/%1"));
    const QString other = greedy.mean < 0 ? QString() : tr("greedy %1").arg(labels::percent(greedy.mean));
    m_accuracy->setValue(labels::percent(now.mean),
                         joined(joined(joined(tr("sampled"), intervalText(now)), other), note));
}

void TrainingPage::fillTiles() {
    fillAccuracy();
    const MetricSeries& series = m_board->series();
    const MeanShare solved = meanOfKinds(QStringLiteral("solve/rate/solve.%1"));
    const MeanShare valid = meanOfKinds(QStringLiteral("valid/rate/propose.%1"));
    m_solved->setValue(labels::percent(solved.mean), joined(tr("of this step's attempts"), intervalText(solved)));
    m_valid->setValue(labels::percent(valid.mean), joined(tr("of this step's proposals"), intervalText(valid)));
    double buffered = 0;
    int buffers = 0;
    for (const selfplay::TaskKind kind : selfplay::kKinds) {
        const auto size = series.last(QStringLiteral("buffer/size/%1").arg(kindName(kind)));
        buffered += size.value_or(0);
        buffers += size ? 1 : 0;
    }
    m_buffered->setValue(buffered > 0 ? QLocale().toString(qRound64(buffered)) : QString(),
                         buffers > 0 ? tr("in %1 buffers").arg(buffers) : QString());
    const auto speed = series.last(QStringLiteral("throughput/sampled"));
    const auto step = series.last(QStringLiteral("time/step"));
    m_speed->setValue(speed ? QLocale().toString(qRound64(*speed)) : QString(),
                      step ? tr("tokens/s · %1 a step").arg(labels::duration(*step)) : tr("tokens/s"));
}

void TrainingPage::resetZoom() {
    m_board->resetZoom();
}

}  // namespace azr::ui

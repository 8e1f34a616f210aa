#include "ui/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenuBar>
#include <QScreen>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include "ui/activity_log.h"
#include "ui/dialogs/workspace_folder.h"
#include "ui/diversity/diversity_page.h"
#include "ui/evaluation/evaluation_page.h"
#include "ui/failure_box.h"
#include "ui/finding/finding.h"
#include "ui/frame/page_area.h"
#include "ui/frame/sidebar.h"
#include "ui/frame/workspace_status.h"
#include "ui/labels.h"
#include "ui/leaving.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/about_page.h"
#include "ui/pages/buffers_page.h"
#include "ui/pages/executor_page.h"
#include "ui/pages/exporting/export_page.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/run_control.h"
#include "ui/run_strip.h"
#include "ui/steering.h"
#include "ui/step/step_dialog.h"
#include "widgets/colors.h"
#include "widgets/manners.h"

namespace azr::ui {

namespace {

constexpr int kMessageMs = 8000;
constexpr int kCompactBelow = 1180;  ///< narrower than this, the sidebar shows its icons alone
constexpr QSize kUsualSize(1280, 800);
constexpr QSize kLeastSize(720, 460);

}  // namespace

MainWindow::MainWindow(std::unique_ptr<SessionBridge> bridge, QWidget* parent)
    : QMainWindow(parent),
      m_workspace(std::move(bridge)),
      m_actions(*this),
      m_control(new RunControl(m_workspace, m_actions, *this)),
      m_leaving(new Leaving(m_workspace.bridge(), *this)),
      m_sidebar(new Sidebar(this)),
      m_pages(new PageArea(m_workspace, this)),
      m_desktopDark(widgets::colorsOf(*this).dark) {
    widgets::installManners(*qApp);
    setWindowIcon(QIcon(QStringLiteral(":/icons/azr.svg")));
    const QSize room = screen()->availableSize();
    setMinimumSize(kLeastSize.boundedTo(room));
    resize(kUsualSize.boundedTo(room));
    makeActivityDock(m_workspace, *m_actions.activity, *this);
    const auto shown = [this] { return qobject_cast<const Page*>(m_pages->currentPage()); };
    new Finding(m_workspace, m_actions, *m_control, *this,
                {shown, [this](const QString& folder) { open(folder); }, [this] { showPage(PageName::Training); },
                 [this](const Page& page) {
                     for (QAction* action : std::as_const(m_pageActions))
                         if (action->text() == page.accessibleName()) action->trigger();
                 }});
    makePages();
    makeNavigation();
    makeToolBar();
    makeMenus();
    m_status = new WorkspaceStatus(m_workspace.bridge(), *statusBar());
    connectActions();
    m_actions.systemTheme->setChecked(true);
    m_workspace.refreshRuns();
    showPage(PageName::Training);
    showStatus();
}

MainWindow::~MainWindow() {
    while (QWidget* part = findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) delete part;
}

void MainWindow::makePages() {
    setCentralWidget(m_pages);
    m_training = new TrainingPage(m_workspace, m_actions, this);
    m_tasks = new TasksPage(m_workspace, m_actions, this);
    new Steering(m_workspace, m_actions, *m_tasks, *this);
    auto* runs = new RunsPage(m_workspace, m_actions, this);
    addPage(PageName::Training, m_training, "training", tr("Training"), tr("Is it learning?"));
    addPage(PageName::Tasks, m_tasks, "tasks", tr("Tasks"), tr("What does it invent?"));
    addPage(PageName::Diversity, new DiversityPage(m_workspace, this), "diversity", tr("Diversity"),
            tr("Does it stay varied?"));
    addPage(PageName::Buffers, new BuffersPage(m_workspace, this), "buffers", tr("Buffers"),
            tr("What do proposers draw from?"));
    addPage(PageName::Runs, runs, "runs", tr("Runs"), tr("How did earlier runs go?"));
    addPage(PageName::Evaluation, new EvaluationPage(m_workspace, this), "evaluation", tr("Evaluation"),
            tr("Is the model better?"));
    addPage(PageName::Executor, new ExecutorPage(m_workspace, this), "executor", tr("Executor"),
            tr("Is the sandbox safe and quick?"));
    addPage(PageName::Export, new ExportPage(m_workspace, this), "export", tr("Export"),
            tr("Take tasks and models along"));
    addPage(PageName::About, new AboutPage(m_workspace, this), "about", tr("About"), tr("Licences and sources"));
    connect(runs, &RunsPage::runOpened, this, [this] { showPage(PageName::Training); });
    connect(&m_workspace, &Workspace::taskWanted, this, [this](TaskId task) {
        showPage(PageName::Tasks);
        m_tasks->openTask(task);
    });
    connect(&m_workspace, &Workspace::stepWanted, this, [this] { showPage(PageName::Tasks); });
    m_control->setShownTask([this] { return m_tasks->shownTask(); });
    connect(m_actions.nextWaiting, &QAction::triggered, this, [this] { showPage(PageName::Tasks); });
    connect(&m_workspace, &Workspace::tasksWanted, this, [this] { showPage(PageName::Tasks); });
    connect(&m_workspace, &Workspace::stepAccountWanted, this,
            [this](int step) { StepDialog::open(m_workspace, step, *this); });
}

void MainWindow::addPage(PageName name, Page* page, const QString& iconName, const QString& title,
                         const QString& explanation) {
    const int index = static_cast<int>(name);
    m_pages->addPage(index, page);
    page->setAccessibleName(title);
    auto* action = new QAction(title, this);
    action->setShortcut(QKeySequence(QStringLiteral("Ctrl+%1").arg(index + 1)));
    action->setStatusTip(explanation);
    const QString shortcut = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(QStringLiteral("%1 (%2)").arg(explanation, shortcut));
    action->setData(iconName);
    m_sidebar->addPage(iconName, title, explanation, shortcut);
    connect(action, &QAction::triggered, this, [this, name] { showPage(name); });
    m_pageActions.append(action);
}

void MainWindow::makeNavigation() {
    auto* dock = new QDockWidget(tr("Navigation"), this);
    dock->setObjectName(QStringLiteral("navigationDock"));
    dock->setFeatures(QDockWidget::NoDockWidgetFeatures);
    dock->setTitleBarWidget(new QWidget(dock));
    dock->setWidget(m_sidebar);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    connect(m_sidebar, &Sidebar::chosen, m_pages, &PageArea::setCurrent);
}

void MainWindow::makeToolBar() {
    QToolBar* bar = addToolBar(tr("Run"));
    bar->setObjectName(QStringLiteral("runToolBar"));
    bar->setMovable(false);
    bar->setIconSize(QSize(18, 18));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->addAction(m_actions.newRun);
    bar->addSeparator();
    // Of the first two, the one that makes sense is there.
    bar->addActions({m_actions.resumeRun, m_actions.pause, m_actions.step, m_actions.stop});
    bar->addSeparator();
    auto* strip = new RunStrip(m_workspace, bar);
    strip->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(strip);
    bar->addSeparator();
    bar->addActions({m_actions.seedTask, m_actions.activity});
    for (QAction* action : bar->actions()) {
        QWidget* button = bar->widgetForAction(action);
        if (!button || action->text().isEmpty()) continue;
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
        button->setFocusPolicy(Qt::TabFocus);
    }
}

void MainWindow::makeMenus() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addActions({m_actions.newWorkspace, m_actions.openWorkspace, m_actions.recentWorkspaces});
    file->addSeparator();
    file->addAction(m_actions.quit);
    menuBar()->addMenu(tr("&Edit"))->addActions({m_actions.undo, m_actions.redo});
    QMenu* run = menuBar()->addMenu(tr("&Run"));
    run->addActions({m_actions.startDemo, m_actions.newRun, m_actions.resumeRun});
    run->addSeparator();
    run->addActions({m_actions.pause, m_actions.step, m_actions.stop});
    run->addSeparator();
    run->addActions(m_actions.ofRun());
    menuBar()->addMenu(tr("&Tasks"))->addActions(m_actions.ofTasks());
    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addActions(m_pageActions);
    view->addSeparator();
    view->addActions({m_actions.resetZoom, m_actions.activity, m_actions.notifications, m_actions.fullScreen});
    view->addMenu(tr("&Colours"))->addActions(m_actions.themes->actions());
    menuBar()->addMenu(tr("&Help"))->addActions({m_actions.palette, m_actions.shortcuts, m_actions.about});
}

void MainWindow::connectActions() {
    SessionBridge& bridge = m_workspace.bridge();
    connect(&bridge, &SessionBridge::failed, new FailureBox(this), &FailureBox::tell);
    connect(&bridge, &SessionBridge::commandAnswered, this, [this](bool applied, const QString& text) {
        say((applied ? QStringLiteral("✔ ") : QStringLiteral("✖ ")) + text);
    });
    connect(&bridge, &SessionBridge::stateChanged, this, &MainWindow::showStatus);
    connect(&bridge, &SessionBridge::accessChanged, this, &MainWindow::showStatus);
    connect(&m_workspace, &Workspace::takeOverOffered, this, &MainWindow::showStatus);
    connect(&m_workspace, &Workspace::runChanged, this, &MainWindow::showStatus);
    connect(&m_workspace, &Workspace::runsChanged, this, &MainWindow::showTitle);
    connect(&m_workspace, &Workspace::messageForUser, this, [this](const QString& text, bool) { say(text); });
    connect(m_actions.quit, &QAction::triggered, this, &QWidget::close);
    connect(m_leaving, &Leaving::waiting, this, [this](const QString& text) { statusBar()->showMessage(text); });
    for (const auto stays : {&Leaving::refused, &Leaving::ending})
        connect(m_leaving, stays, this, [this] { m_nextWorkspace.clear(); });
    connect(m_actions.resetZoom, &QAction::triggered, m_training, &TrainingPage::resetZoom);
    connect(m_actions.about, &QAction::triggered, this, [this] { showPage(PageName::About); });
    connect(m_actions.openWorkspace, &QAction::triggered, this,
            [this] { open(chooseFolder(m_workspace.bridge().workspace(), this)); });
    connect(m_actions.newWorkspace, &QAction::triggered, this, [this] {
        makeWorkspace(m_workspace.bridge().workspace(), this, [this](const QString& folder) { leaveFor(folder); });
    });
    connect(m_actions.find, &QAction::triggered, this, [this] {
        showPage(PageName::Tasks);
        m_tasks->focusSearch();
    });
    connect(m_actions.fullScreen, &QAction::toggled, this, [this](bool on) { on ? showFullScreen() : showNormal(); });
    connect(m_actions.systemTheme, &QAction::triggered, this, [this] { setTheme(Theme::System); });
    connect(m_actions.lightTheme, &QAction::triggered, this, [this] { setTheme(Theme::Light); });
    connect(m_actions.darkTheme, &QAction::triggered, this, [this] { setTheme(Theme::Dark); });
    refreshIcons();
}

void MainWindow::open(const QString& folder) {
    if (folder.isEmpty() || QFileInfo(folder) == QFileInfo(m_workspace.bridge().workspace())) return;
    openAfterAsking(folder, this, [this, folder] { leaveFor(folder); });
}

void MainWindow::leaveFor(const QString& folder) {
    m_nextWorkspace = folder;
    m_leaving->setTo(Leaving::To::AnotherWorkspace);
    close();
}

void MainWindow::setTheme(Theme theme) {
    m_theme = theme;
    const bool dark = theme == Theme::Dark || (theme == Theme::System && m_desktopDark);
    applyTheme(*qApp, dark);
    m_actions.themes->actions().at(static_cast<int>(theme))->setChecked(true);
    refreshIcons();
}

void MainWindow::refreshIcons() {
    m_actions.refreshIcons(*this);
    m_sidebar->refreshIcons();
    for (QAction* action : std::as_const(m_pageActions)) action->setIcon(icon(action->data().toString(), *this));
    m_control->refresh();
}

/// Several windows are told apart by their run and their workspace.
void MainWindow::showTitle() {
    QStringList parts;
    store::RunRow row = m_workspace.runRow();
    row.id = m_workspace.run();
    if (row.id.valid()) parts.append(runTitle(row));
    parts.append(QFileInfo(m_workspace.bridge().workspace()).fileName());
    setWindowTitle(tr("%1 – AZR Studio").arg(parts.join(QStringLiteral(" · "))));
}

void MainWindow::showStatus() {
    showTitle();
    m_status->refresh();
}

void MainWindow::showPage(PageName page) {
    m_sidebar->setCurrent(static_cast<int>(page));
}

PageName MainWindow::page() const {
    return static_cast<PageName>(m_pages->current());
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    m_sidebar->setCompact(width() < kCompactBelow);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_leaving->mayClose()) {
        event->ignore();
        return;
    }
    event->accept();
    Q_EMIT closed();
}

void MainWindow::say(const QString& text) {
    statusBar()->showMessage(text, kMessageMs);
}

}  // namespace azr::ui

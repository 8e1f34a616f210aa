#include "ui/run_control.h"

#include <QInputDialog>
#include <algorithm>
#include <utility>

#include "core/config/presets.h"
#include "ui/actions.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/seeds/kept_drafts.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "ui/theme.h"

namespace azr::ui {

namespace {

constexpr char kDemoPreset[] = "nano";
constexpr int kMostSteps = 1'000'000'000;

/// Stays open until the number was taken.
class StepsDialog final : public QInputDialog {
  public:
    StepsDialog(std::function<bool(int)> take, QWidget* parent) : QInputDialog(parent), m_take(std::move(take)) {}
    void done(int result) override {
        if (result != Accepted || m_take(intValue())) QInputDialog::done(result);
    }

  private:
    std::function<bool(int)> m_take;
};

}  // namespace

RunControl::RunControl(Workspace& workspace, Actions& actions, QWidget& window)
    : QObject(&window), m_workspace(workspace), m_actions(actions), m_window(window) {
    SessionBridge& bridge = workspace.bridge();
    connect(&bridge, &SessionBridge::stateChanged, this, &RunControl::refresh);
    connect(&bridge, &SessionBridge::commandAnswered, this, &RunControl::answered);
    connect(&bridge, &SessionBridge::accessChanged, this, &RunControl::refresh);
    connect(&workspace, &Workspace::runChanged, this, &RunControl::refresh);
    connect(&workspace, &Workspace::runsChanged, this, &RunControl::refresh);
    connect(&workspace, &Workspace::seedWanted, this, &RunControl::seedFrom);
    connect(actions.startDemo, &QAction::triggered, this, &RunControl::startDemo);
    connect(actions.newRun, &QAction::triggered, this, &RunControl::newRun);
    connect(actions.resumeRun, &QAction::triggered, this, &RunControl::resumeRun);
    connect(actions.pause, &QAction::triggered, this, &RunControl::togglePause);
    connect(actions.seedTask, &QAction::triggered, this, &RunControl::seedTask);
    connect(actions.changeSettings, &QAction::triggered, this, &RunControl::changeSettings);
    const auto post = [this](QAction* action, const session::Command& command) {
        connect(action, &QAction::triggered, this, [this, command] { (void)m_workspace.bridge().post(command); });
    };
    post(actions.step, session::StepOnce{});
    post(actions.stop, session::Stop{});
    post(actions.checkpoint, session::SaveCheckpoint{});
    post(actions.evaluate, session::Evaluate{});
    refresh();
}

void RunControl::refresh() {
    using session::RunState;
    const SessionBridge& bridge = m_workspace.bridge();
    const RunState state = bridge.state();
    const bool training = bridge.isTraining();
    const bool mayStart = !training && !bridge.readOnly();
    const bool steady = state == RunState::Running || state == RunState::Paused;
    const QString atWork = training ? tr("a run is at work") : tr("another program trains in this workspace");
    const QString idle = training ? tr("the run begins or ends just now") : tr("no run is at work");
    allow(m_actions.startDemo, mayStart, atWork);
    allow(m_actions.newRun, mayStart, atWork);
    const bool mayContinue = mayStart && m_workspace.run().valid();
    m_actions.resumeRun->setVisible(mayContinue);
    allow(m_actions.resumeRun, mayContinue, mayStart ? tr("there is no run to continue") : atWork);
    m_actions.pause->setVisible(!mayContinue);
    allow(m_actions.pause, (steady || state == RunState::Pausing) && !mayContinue, idle);
    allow(m_actions.step, state == RunState::Paused, training ? tr("the run is not paused") : idle);
    allow(m_actions.stop, training && state != RunState::Stopping, idle);
    for (QAction* action : {m_actions.checkpoint, m_actions.evaluate}) allow(action, steady, idle);
    for (QAction* action : {m_actions.seedTask, m_actions.changeSettings})
        allow(action, steady || state == RunState::Pausing, idle);
    const bool paused = state == RunState::Paused || state == RunState::Pausing;
    m_actions.pause->setText(paused ? tr("&Continue") : tr("&Pause"));
    m_actions.pause->setIcon(icon(paused ? QStringLiteral("play") : QStringLiteral("pause"), m_window));
}

bool RunControl::start(const session::StartRequest& request) {
    const Status started = tryStart(request);
    if (!started) Q_EMIT m_workspace.bridge().failed(labels::error(started.error()));
    return started.has_value();
}

Status RunControl::tryStart(const session::StartRequest& request) {
    const Result<RunId> run = m_workspace.bridge().tryStart(request);
    if (run) {
        m_workspace.refreshRuns();
        m_workspace.show(*run);
    }
    refresh();
    return run ? Status() : Status(tl::make_unexpected(run.error()));
}

void RunControl::startDemo() {
    session::StartRequest request;
    if (auto preset = config::presetNamed(kDemoPreset)) request.config = *preset;
    (void)start(request);
}

void RunControl::newRun() {
    (void)openNewRun();
}

NewRunDialog& RunControl::openNewRun() {
    if (!m_work) m_work = std::make_unique<Background>(m_workspace.bridge().databasePath());
    NewRunParts parts = m_newRunParts();
    parts.work = m_work.get();
    auto* dialog = new NewRunDialog(m_workspace.background(), &m_window, std::move(parts));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->sendBy([this, dialog] { return tryStart({dialog->config(), {}, {}, {}}); });
    dialog->open();
    return *dialog;
}

void RunControl::showSetting(const QString& path) {
    if (m_actions.changeSettings->isEnabled())
        openSettings(path);
    else if (m_actions.newRun->isEnabled())
        openNewRun().showField(path);
}

void RunControl::resumeRun() {
    session::StartRequest request;
    request.resume = m_workspace.run();
    if (m_workspace.runRow().state == "finished")
        askForSteps(request);
    else
        (void)goOn(request);
}

/// False: it was refused, which is told.
bool RunControl::goOn(const session::StartRequest& request) {
    const auto refused = session::refusedSettings(m_workspace.runRow());
    if (!refused || refused->refused.empty()) return start(request);
    mend(*refused, request);
    return true;
}

void RunControl::mend(const session::RefusedSettings& refused, const session::StartRequest& request) {
    auto* dialog = new LiveSettingsDialog(m_workspace.runRow(), refused, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->sendBy([this, dialog, request] {
        session::StartRequest mended = request;
        mended.set = dialog->changes();
        return tryStart(mended);
    });
    dialog->open();
}

/// A run that has trained all its steps would end again at once.
void RunControl::askForSteps(const session::StartRequest& request) {
    const int done = m_workspace.runRow().lastStep;
    const auto take = [this, request](int steps) {
        session::StartRequest further = request;
        further.steps = steps;
        further.minutes = 0;
        return goOn(further);
    };
    auto* dialog = new StepsDialog(take, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Continue this run"));
    dialog->setLabelText(tr("The run is finished. Train it on until &step"));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(done + 1, kMostSteps);
    dialog->setIntValue(2 * done);
    dialog->setOkButtonText(tr("Continue"));
    dialog->setCancelButtonText(tr("Cancel"));
    dialog->open();
}

void RunControl::togglePause() {
    const session::RunState state = m_workspace.bridge().state();
    const bool paused = state == session::RunState::Paused || state == session::RunState::Pausing;
    (void)m_workspace.bridge().post(paused ? session::Command(session::Resume{}) : session::Command(session::Pause{}));
}

void RunControl::changeSettings() {
    openSettings({});
}

void RunControl::openSettings(const QString& shown) {
    const std::optional<RunId> run = m_workspace.bridge().currentRun();
    if (!run) return m_refused.clear();
    m_workspace.background().read(
        this, [run = *run](store::Reader& reader) { return currentConfig(reader, run); },
        [this, shown](const Result<config::RunConfig>& config) {
            const auto refusedMeanwhile = std::exchange(m_refused, {});
            if (!config) {
                Q_EMIT m_workspace.messageForUser(labels::error(config.error()), true);
                return;
            }
            auto* dialog = new LiveSettingsDialog(*config, &m_window);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->sendBy([this, dialog, sent = LiveSettingsDialog::Changes()]() mutable -> Status {
                for (const auto& change : dialog->changes()) {
                    if (std::ranges::find(sent, change) != sent.end()) continue;  // before another was refused
                    AZR_TRY(const CommandId id,
                            m_workspace.bridge().tryPost(session::SetField{change.first, change.second}));
                    m_settings.insert(id.value, change);
                    sent.push_back(change);
                }
                return {};
            });
            m_settingsDialog = dialog;
            dialog->open();
            if (!shown.isEmpty()) dialog->showField(shown);
            for (const auto& [change, reason] : refusedMeanwhile) dialog->refuse(change, reason);
        });
}

/// What was typed is there again, with the reason.
void RunControl::refused(const LiveSettingsDialog::Changes::value_type& change, const QString& reason) {
    if (m_settingsDialog && m_settingsDialog->isVisible()) return m_settingsDialog->refuse(change, reason);
    m_refused.append({change, reason});
    if (m_refused.size() == 1) openSettings({});
}

void RunControl::seedTask() {
    (void)openSeedDialog();
}

void RunControl::seedFrom(TaskId task) {
    openSeedDialog().takeTask(task);
}

SeedDialog& RunControl::openSeedDialog() {
    auto* dialog = new SeedDialog(m_workspace.bridge(), &m_window);
    dialog->offerKinds(shownKinds(m_workspace.runRow()));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->keepDraft(m_workspace.memory());
    dialog->readFrom(m_workspace.background(), m_workspace.run(), m_shownTask ? m_shownTask() : TaskId{});
    connect(dialog, &SeedDialog::seeded, this,
            [this](CommandId command, const session::Draft& draft) { m_seeds.insert(command.value, draft); });
    dialog->open();
    return *dialog;
}

/// What a person wrote is not lost with a refusal, nor with the answer to another task.
void RunControl::answered(bool applied, const QString& text, CommandId command) {
    if (const auto sent = m_settings.constFind(command.value); sent != m_settings.constEnd()) {
        const LiveSettingsDialog::Changes::value_type change = *sent;
        m_settings.erase(sent);
        if (!applied) refused(change, text);
        return;
    }
    if (!m_seeds.contains(command.value)) return;
    const session::Draft draft = m_seeds.take(command.value);
    if (applied) {
        forgetDraft(m_workspace.memory(), draft);
        for (SeedDialog* dialog : m_window.findChildren<SeedDialog*>()) dialog->forget(draft);
        return;
    }
    for (SeedDialog* dialog : m_window.findChildren<SeedDialog*>())
        if (dialog->isVisible()) return dialog->restore(draft, text);
    SeedDialog& dialog = openSeedDialog();
    dialog.restore(draft, text);
    dialog.choose(draft);
}

}  // namespace azr::ui

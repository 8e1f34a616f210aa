#include "ui/bridge/workspace.h"

#include <QTimer>
#include <algorithm>
#include <utility>

#include "ui/labels.h"

namespace azr::ui {

namespace {

constexpr int kTrainerLookMs = 1000;
constexpr quint32 kAllTables = ~quint32(0);

}  // namespace

Workspace::Workspace(std::unique_ptr<SessionBridge> bridge, QObject* parent)
    : QObject(parent),
      m_bridge(std::move(bridge)),
      m_background(std::make_unique<Background>(m_bridge->databasePath())) {
    connect(m_bridge.get(), &SessionBridge::rowsChanged, this, [this](RunId run, quint32 tables) {
        if (tables & session::Table::Runs) refreshRuns();
        if (run == m_run) Q_EMIT rowsChanged(tables);
    });
    connect(m_bridge.get(), &SessionBridge::stateChanged, this, [this](const session::StateChanged& change) {
        if (change.state == session::RunState::Starting && change.run.valid()) show(change.run);
        refreshRuns();
    });
    if (!m_bridge->readOnly()) return;
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &Workspace::lookForChanges);
    timer->start(kTrainerLookMs);
}

Workspace::~Workspace() = default;

void Workspace::lookForChanges() {
    if (!m_background->idle()) return;
    m_background->read(
        this, [](store::Reader& reader) { return reader.dataVersion(); },
        [this](Result<std::int64_t> version) {
            if (!version || std::exchange(m_dataVersion, *version) == *version) return;
            refreshRuns();
            Q_EMIT rowsChanged(kAllTables);
        });
}

void Workspace::show(RunId run) {
    const auto row = std::find_if(m_runs.begin(), m_runs.end(), [&](const store::RunRow& r) { return r.id == run; });
    m_row = row == m_runs.end() ? store::RunRow{} : *row;
    if (run == m_run) return;
    m_run = run;
    Q_EMIT runChanged();
}

bool Workspace::showsLiveRun() const {
    return m_bridge->isTraining() && m_bridge->currentRun() == m_run;
}

void Workspace::refreshRuns() {
    m_background->read(
        this, [](store::Reader& reader) { return reader.runs(); },
        [this](Result<std::vector<store::RunRow>> runs) {
            if (!runs) {
                Q_EMIT messageForUser(labels::error(runs.error()), true);
                return;
            }
            m_runs = std::move(*runs);
            m_loaded = true;
            // The first look at a workspace shows its youngest run.
            const RunId wanted = m_run.valid() || m_runs.empty() ? m_run : m_runs.front().id;
            show(wanted);
            Q_EMIT runsChanged();
        });
}

}  // namespace azr::ui

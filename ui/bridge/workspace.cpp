#include "ui/bridge/workspace.h"

#include <QSettings>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "ui/labels.h"

namespace azr::ui {

namespace {

constexpr int kTrainerLookMs = 1000;
constexpr char kRunKey[] = "shown/run";
constexpr char kYoungestKey[] = "shown/youngest";  ///< when that run was chosen
constexpr quint32 kAllTables = ~quint32(0);

}  // namespace

Workspace::Workspace(std::unique_ptr<SessionBridge> bridge, QObject* parent)
    : QObject(parent),
      m_bridge(std::move(bridge)),
      m_memory(
          std::make_unique<QSettings>(m_bridge->workspace() + QStringLiteral("/window.ini"), QSettings::IniFormat)),
      m_background(std::make_unique<Background>(m_bridge->databasePath())),
      m_exports(std::make_unique<Background>(m_bridge->databasePath())) {
    connect(m_bridge.get(), &SessionBridge::rowsChanged, this, [this](RunId run, quint32 tables) {
        if (tables & session::Table::Runs) refreshRuns();
        if (!run.valid() || run == m_run) Q_EMIT rowsChanged(tables);
    });
    connect(m_bridge.get(), &SessionBridge::stateChanged, this, [this](const session::StateChanged& change) {
        if (change.state == session::RunState::Starting && change.run.valid()) show(change.run);
        refreshRuns();
    });
    if (!m_bridge->readOnly()) return;
    m_look = new QTimer(this);
    connect(m_look, &QTimer::timeout, this, [this] {
        lookWhoTrains();
        lookForChanges();
    });
    m_look->start(kTrainerLookMs);
    connect(m_bridge.get(), &SessionBridge::accessChanged, this, [this] {
        m_look->stop();
        lookWhoTrains();
        refreshRuns();
        Q_EMIT rowsChanged(kAllTables);
    });
}

Workspace::~Workspace() = default;

void Workspace::lookWhoTrains() {
    if (const bool possible = m_bridge->mayTakeOver(); std::exchange(m_offered, possible) != possible)
        Q_EMIT takeOverOffered(possible);
}

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

/// The first look at a workspace shows the run of the last one, or the youngest where one was made since then.
RunId Workspace::firstShown() const {
    const RunId youngest = m_runs.front().id;
    const RunId last{m_memory->value(QLatin1String(kRunKey)).toLongLong()};
    const bool known = std::any_of(m_runs.begin(), m_runs.end(), [&](const auto& row) { return row.id == last; });
    return known && m_memory->value(QLatin1String(kYoungestKey)).toLongLong() >= youngest.value ? last : youngest;
}

void Workspace::show(RunId run) {
    const auto row = std::find_if(m_runs.begin(), m_runs.end(), [&](const store::RunRow& r) { return r.id == run; });
    const store::RunRow before = std::exchange(m_row, row == m_runs.end() ? store::RunRow{} : *row);
    if (run == m_run) {
        // Its row may come after the run itself. Where another process trains, only the row tells that steps were taken
        // back.
        const bool known = !before.id.valid() && m_row.id.valid();
        const bool takenBack = m_bridge->readOnly() && before.id == m_row.id &&
                               (before.resumes != m_row.resumes || before.lastStep > m_row.lastStep);
        if (known || takenBack) Q_EMIT runChanged();
        return;
    }
    m_run = run;
    if (m_loaded && !m_runs.empty()) {
        m_memory->setValue(QLatin1String(kRunKey), QVariant::fromValue<qlonglong>(run.value));
        m_memory->setValue(QLatin1String(kYoungestKey), QVariant::fromValue<qlonglong>(m_runs.front().id.value));
    }
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
            // One that was put into the bin; a new one may be shown before its row comes.
            const bool gone =
                m_row.id.valid() && m_row.id == m_run &&
                std::none_of(m_runs.begin(), m_runs.end(), [&](const auto& row) { return row.id == m_run; });
            const RunId shown = gone ? RunId{} : m_run;
            show(shown.valid() || m_runs.empty() ? shown : firstShown());
            m_loaded = true;
            Q_EMIT runsChanged();
        });
}

}  // namespace azr::ui

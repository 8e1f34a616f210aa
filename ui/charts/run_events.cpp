#include "ui/charts/run_events.h"

#include <QCoreApplication>
#include <algorithm>
#include <limits>
#include <optional>

#include "ui/labels.h"

namespace azr::ui {

namespace {

using widgets::ChartEventKind;

constexpr int kPages = 10;

struct EventTexts {
    Q_DECLARE_TR_FUNCTIONS(EventTexts)
};

std::int64_t idOf(const store::CommandRow& row) {
    return row.id.value;
}
std::int64_t idOf(const store::EventRow& row) {
    return row.id;
}

/// Pages from the youngest on, until one is not full.
template <class Row, class ReadPage>
Result<std::vector<Row>> youngest(const ReadPage& readPage) {
    std::vector<Row> rows;
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    for (int page = 0; page < kPages; ++page) {
        AZR_TRY(std::vector<Row> more, readPage(before));
        const bool last = more.size() < static_cast<std::size_t>(store::kPageLimit);
        if (!more.empty()) before = idOf(more.back());
        rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
        if (last) break;
    }
    return rows;
}

std::optional<ChartEventKind> kindOf(const store::CommandRow& row) {
    if (row.status != "applied") return std::nullopt;
    if (row.name == "veto_task") return ChartEventKind::Veto;
    if (row.name == "seed_task") return ChartEventKind::Seed;
    return std::nullopt;
}

std::optional<ChartEventKind> kindOf(const store::EventRow& row) {
    if (row.code == "resumed") return ChartEventKind::Resume;
    if (row.severity == "warning" || row.severity == "error") return ChartEventKind::Alert;
    return std::nullopt;
}

}  // namespace

Result<std::vector<RunEvent>> readRunEvents(store::Reader& reader, RunId run) {
    std::vector<RunEvent> events;
    AZR_TRY(const std::vector<store::ConfigChangeRow> changes, reader.configChanges(run));
    for (const store::ConfigChangeRow& row : changes)
        events.push_back({row.step, ChartEventKind::Setting, labels::change(row)});
    AZR_TRY(const std::vector<store::CommandRow> commands, youngest<store::CommandRow>([&](std::int64_t before) {
                return reader.commands(run, before, store::kPageLimit);
            }));
    for (const store::CommandRow& row : commands)
        if (const auto kind = kindOf(row)) events.push_back({row.step, *kind, labels::command(labels::text(row.name))});
    AZR_TRY(const std::vector<store::EventRow> told, youngest<store::EventRow>([&](std::int64_t before) {
                return reader.events(run, before, store::kPageLimit);
            }));
    for (const store::EventRow& row : told) {
        const QString title = labels::alertTitle(labels::text(row.code));
        if (const auto kind = kindOf(row))
            events.push_back({row.step, *kind, title.isEmpty() ? labels::said(row.text) : title});
    }
    AZR_TRY(const std::vector<store::CheckpointRow> checkpoints, reader.checkpoints(run, false));
    for (const store::CheckpointRow& row : checkpoints)
        events.push_back({row.step, ChartEventKind::Checkpoint,
                          row.best ? EventTexts::tr("best checkpoint") : EventTexts::tr("checkpoint")});
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.step < b.step; });
    return events;
}

QString eventKindName(ChartEventKind kind) {
    switch (kind) {
        case ChartEventKind::Setting: return EventTexts::tr("Changed settings");
        case ChartEventKind::Veto: return EventTexts::tr("Vetoes");
        case ChartEventKind::Seed: return EventTexts::tr("Seeds");
        case ChartEventKind::Checkpoint: return EventTexts::tr("Checkpoints");
        case ChartEventKind::Alert: return EventTexts::tr("Alerts");
        case ChartEventKind::Resume: return EventTexts::tr("Resumptions");
    }
    return {};
}

}  // namespace azr::ui

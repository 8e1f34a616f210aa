#include "core/audit/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "core/base/json.h"
#include "core/config/run_fields.h"

namespace azr::audit {
namespace {

/// The phases of a step as they stand in table commands, in their order.
constexpr std::array<std::string_view, 12> kPhases = {"starting", "seeding",  "propose", "validate",
                                                      "estimate", "solve",    "verify",  "update",
                                                      "store",    "evaluate", "paused",  "finished"};

std::size_t orderOf(const std::string& phase) {
    const auto found = std::ranges::find(kPhases, phase);
    return found == kPhases.end() ? 0 : static_cast<std::size_t>(found - kPhases.begin());
}

constexpr std::size_t kUpdate = 7;

Veto::When whenOf(std::size_t phase) {
    if (phase == 0) return Veto::When::Start;
    if (phase < kUpdate) return Veto::When::Underway;
    return phase == kUpdate ? Veto::When::Update : Veto::When::Afterwards;
}

/// Pages come youngest first.
template <class Row, class Next, class Cursor>
Status allPages(std::vector<Row>& rows, const Next& next, const Cursor& cursorOf) {
    for (std::int64_t before = 0;;) {
        AZR_TRY(std::vector<Row> page, next(before));
        rows.insert(rows.end(), page.begin(), page.end());
        if (static_cast<int>(page.size()) < store::kPageLimit) break;
        before = cursorOf(page.back());
    }
    std::reverse(rows.begin(), rows.end());
    return {};
}

}  // namespace

std::string taskName(TaskId task) {
    return fmt::format("task {}", task.value);
}

bool isTwin(const store::TaskRow& row) {
    return row.step == 0 && row.origin == "model" && row.prompt.empty() && row.completion.empty();
}

bool keepsScores(const StepRows& rows) {
    return std::ranges::any_of(rows.tasks, [](const store::TaskRow& row) { return !std::isnan(row.score); }) ||
           std::ranges::any_of(rows.attempts, [](const store::AttemptRow& row) { return !std::isnan(row.share); });
}

Result<StepRows> readStep(store::Reader& reader, RunId run, int step) {
    StepRows rows;
    rows.step = step;
    store::TaskQuery query;
    query.filter.run = run;
    query.filter.step = step;
    query.order = {{store::TaskSort::Id, false}};
    query.withTexts = true;
    for (;;) {
        AZR_TRY(store::TaskPage page, reader.tasks(query));
        std::ranges::move(page.rows, std::back_inserter(rows.tasks));
        if (!page.next) break;
        query.after = page.next;
    }
    AZR_TRY(rows.attempts, reader.attemptsOfStep(run, step));
    AZR_TRY(const std::vector<store::MetricRow> metrics, reader.metricsOfStep(run, step));
    for (const store::MetricRow& row : metrics) {
        rows.metrics[row.name] = row.value;
        if (!row.deterministic) rows.passing.insert(row.name);
    }
    return rows;
}

Result<History> History::read(store::Reader& reader, RunId run) {
    History history;
    AZR_TRY(history.m_run, reader.run(run));
    const std::string place = fmt::format("run {}", run.value);
    AZR_TRY(const Json json, parseJson(history.m_run.config, place));
    AZR_TRY(history.m_start, config::storedConfig(json, place));
    AZR_CHECK(history.readCommands(reader));
    AZR_CHECK(history.readEvents(reader));
    AZR_TRY(history.m_changes, reader.configChanges(run));
    AZR_TRY(history.m_steps, reader.steps(run, 0, 0));
    AZR_TRY(const store::StepContents seeding, reader.contentsOfSteps(run, 0, 0));
    if (seeding.tasks > 0) history.m_finished.push_back(0);
    for (const store::StepRow& step : history.m_steps)
        if (step.status == "finished" && step.step > 0) history.m_finished.push_back(step.step);
    return history;
}

Status History::readCommands(store::Reader& reader) {
    std::vector<store::CommandRow> rows;
    AZR_CHECK(allPages(
        rows, [&](std::int64_t before) { return reader.commands(m_run.id, before, store::kPageLimit); },
        [](const store::CommandRow& row) { return row.id.value; }));
    std::ranges::stable_sort(rows, [](const store::CommandRow& a, const store::CommandRow& b) {
        return std::tuple(a.step, orderOf(a.phase), a.ordinal, a.id.value) <
               std::tuple(b.step, orderOf(b.phase), b.ordinal, b.id.value);
    });
    for (const store::CommandRow& row : rows) {
        if (row.status == "pending") continue;
        const auto body = parseJson(row.body);
        if (!body) continue;
        const std::size_t phase = orderOf(row.phase);
        if (row.name == "veto_task") {
            AZR_TRY(const auto task, field<std::int64_t>(*body, "task", "command"));
            m_vetoes.push_back({TaskId{task}, row.step, whenOf(phase), row.status == "applied"});
        }
        if (row.name != "set_field" || row.status != "applied") continue;
        AZR_TRY(const auto path, field<std::string>(*body, "path", "command"));
        AZR_TRY(const auto value, field<std::string>(*body, "value", "command"));
        // What is applied after the second command point, before the update, holds from the next step on.
        m_requests.push_back({row.id, phase > kUpdate ? row.step + 1 : row.step, path, value});
    }
    return {};
}

Status History::readEvents(store::Reader& reader) {
    return allPages(
        m_events, [&](std::int64_t before) { return reader.bufferEvents(m_run.id, "", before, store::kPageLimit); },
        [](const store::BufferEventRow& row) { return row.id; });
}

bool History::atWork() const {
    return m_run.state == "starting" || m_run.state == "running" || m_run.state == "paused";
}

Result<config::RunConfig> History::settings(int step) const {
    config::RunConfig config = m_start;
    for (const FieldRequest& request : m_requests)
        if (request.step <= step) AZR_CHECK(config::setField(config, request.path, request.value));
    return config;
}

}  // namespace azr::audit

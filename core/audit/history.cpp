#include "core/audit/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/base/json.h"
#include "core/config/effective_config.h"
#include "core/config/run_fields.h"

namespace azr::audit {
namespace {

/// The phases of a step as they stand in table commands, in their order.
constexpr std::array<std::string_view, 14> kPhases = {"starting", "seeding",  "propose", "validate", "judge",
                                                      "estimate", "solve",    "verify",  "update",   "train",
                                                      "store",    "evaluate", "paused",  "finished"};
static_assert(kPhases[kUpdatePhase] == "update" && kPhases[kTrainPhase] == "train");

/// Behind a phase of seeding stands its round, "judge@3", which is nothing to what is worked out here.
std::size_t orderOf(std::string_view phase) {
    const auto found = std::ranges::find(kPhases, phase.substr(0, phase.find('@')));
    return found == kPhases.end() ? 0 : static_cast<std::size_t>(found - kPhases.begin());
}

/// The rounds of seeding come before its evaluation.
int roundOf(std::string_view phase) {
    const std::size_t at = phase.find('@');
    if (at == std::string_view::npos) return orderOf(phase) < orderOf("evaluate") ? 0 : std::numeric_limits<int>::max();
    int round = 0;
    std::from_chars(phase.data() + at + 1, phase.data() + phase.size(), round);
    return round;
}

/// How a seed is answered: "task 12".
std::optional<std::int64_t> seededTask(const std::string& answer) {
    constexpr std::string_view kTask = "task ";
    std::int64_t task = 0;
    if (!answer.starts_with(kTask)) return std::nullopt;
    const char* const end = answer.data() + answer.size();
    const auto read = std::from_chars(answer.data() + kTask.size(), end, task);
    return read.ec == std::errc() && read.ptr == end ? std::optional(task) : std::nullopt;
}

Veto::When whenOf(std::size_t phase) {
    if (phase == 0) return Veto::When::Start;
    if (phase < kUpdatePhase) return Veto::When::Underway;
    return phase <= kTrainPhase ? Veto::When::Update : Veto::When::Afterwards;
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

/// A resume before it had set the field after it was asked for.
bool isOverridden(const FieldRequest& request, const std::vector<store::ConfigChangeRow>& resumed) {
    return std::ranges::any_of(resumed, [&](const store::ConfigChangeRow& row) {
        return row.path == request.path && row.step < request.step && request.command.value <= -row.command.value;
    });
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

bool madeOnResume(const store::ConfigChangeRow& row, const std::vector<FieldRequest>& requests) {
    if (!row.onResume()) return false;
    // A version that did not keep who asked left no number.
    return row.command.value != 0 || std::ranges::none_of(requests, [&](const FieldRequest& one) {
               return one.path == row.path && one.step == row.step;
           });
}

Result<config::RunConfig> settingsIn(int step, config::RunConfig start, const std::vector<FieldRequest>& requests,
                                     const std::vector<store::ConfigChangeRow>& changes) {
    config::RunConfig config = std::move(start);
    std::vector<store::ConfigChangeRow> resumed;
    std::ranges::copy_if(changes, std::back_inserter(resumed),
                         [&](const store::ConfigChangeRow& row) { return madeOnResume(row, requests); });
    auto next = resumed.begin();
    const auto resumeBefore = [&](int limit) -> Status {
        for (; next != resumed.end() && next->step < limit; ++next)
            AZR_CHECK(config::setField(config, next->path, next->after));
        return {};
    };
    for (const FieldRequest& request : requests) {
        if (request.step > step) break;
        AZR_CHECK(resumeBefore(request.step));
        if (!isOverridden(request, resumed)) AZR_CHECK(config::setStoredField(config, request.path, request.value));
    }
    AZR_CHECK(resumeBefore(step));
    return config;
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
    std::ranges::stable_sort(rows, {}, [](const store::CommandRow& row) {
        return std::tuple(row.step, roundOf(row.phase), orderOf(row.phase), row.ordinal, row.id.value);
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
        if (row.name == "seed_task" && phase > 0)
            if (const auto task = seededTask(row.answer)) m_lateSeeds.insert(*task);
        AZR_CHECK(readSteering(row, *body, phase));
        if (row.name != "set_field" || row.status != "applied") continue;
        AZR_TRY(const auto path, field<std::string>(*body, "path", "command"));
        AZR_TRY(const auto value, field<std::string>(*body, "value", "command"));
        // What is applied after the second command point, before the update, holds from the next step on.
        m_requests.push_back({row.id, phase > kUpdatePhase ? row.step + 1 : row.step, path, value});
    }
    return {};
}

/// What else people do to tasks, and to many at once.
Status History::readSteering(const store::CommandRow& row, const Json& body, std::size_t phase) {
    constexpr const char* kPlace = "command";
    if (row.status != "applied") return {};
    if (row.name == "restore_task" || row.name == "admit_task")
        m_restorations.push_back({row.task, row.step, whenOf(phase)});
    if (row.name == "hold_task") m_vetoes.push_back({row.task, row.step, whenOf(phase), true});
    if (row.name == "pin_task") {
        AZR_TRY(const bool pinned, fieldOr<bool>(body, "pinned", true, kPlace));
        m_pins.push_back({row.task, row.step, pinned});
    }
    const bool made = row.name == "set_rule";
    if (!made && row.name != "remove_rule") return {};
    RuleRequest request;
    request.step = row.step;
    request.phase = phase;
    AZR_TRY(request.restores, fieldOr<bool>(body, "restore", false, kPlace));
    if (made) {
        AZR_TRY(const Json rule, field<Json>(body, "rule", kPlace));
        AZR_TRY(request.made, selfplay::ruleFromJson(rule, kPlace));
        request.rule = request.made->id;
    } else {
        AZR_TRY(request.rule, field<std::int64_t>(body, "rule", kPlace));
    }
    m_rules.push_back(std::move(request));
    return {};
}

bool History::rulesPin() const {
    return std::ranges::any_of(m_rules, [](const RuleRequest& one) {
        return one.made && one.made->enabled && one.made->act == selfplay::RuleAct::Pin;
    });
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
    return settingsIn(step, m_start, m_requests, m_changes);
}

}  // namespace azr::audit

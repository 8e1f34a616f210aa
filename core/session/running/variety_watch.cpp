#include "core/session/running/variety_watch.h"

#include "core/diversity/read_survey.h"

namespace azr::session {
namespace {

store::SurveyTask surveyed(const store::TaskRow& row) {
    store::SurveyTask task;
    task.id = row.id;
    task.step = row.step;
    task.kind = row.kind;
    task.origin = row.origin;
    task.valid = row.verdict == "ok";
    task.buffered = row.status == "admitted";
    task.program = row.program;
    task.input = row.input;
    task.outputType = row.outputType;
    task.complexity = row.complexity;
    task.halstead = row.halstead;
    task.distance = row.distance;
    task.learnability = row.learnability;
    task.nearDuplicate = row.nearDuplicate;
    task.composite = !row.given.empty();
    task.degenerate = row.degenerate;
    task.tokens = row.tokens;
    task.parents = row.references;
    for (const store::GivenRow& given : row.given) task.parents.push_back(given.task);
    return task;
}

}  // namespace

Status VarietyWatch::restore(store::Reader& reader, RunId run, int last, std::int64_t nextTask) {
    AZR_CHECK(diversity::readAll(reader, run, m_survey, last));
    m_raised = !m_survey.steps().empty() && m_survey.steps().back().narrowing.any();
    AZR_TRY(m_survey.bar(), diversity::nearDuplicateBars(reader, run, last + 1));
    AZR_TRY(const auto tasks, reader.surveyTasks(run, last + 1, last + 1));
    for (const store::SurveyTask& task : tasks)
        if (task.id.value < nextTask) m_survey.add(task);
    AZR_TRY(const auto entries, reader.surveyEntries(run, last + 1, last + 1));
    for (const store::SurveyEntry& entry : entries)
        if (entry.task.value < nextTask) m_survey.entered(entry.task);
    return {};
}

void VarietyWatch::add(const training::BufferChanged& change) {
    if (change.action == training::BufferAction::Add) m_survey.entered(change.task);
}

void VarietyWatch::add(const config::ConfigChange& change) {
    store::ConfigChangeRow row;
    row.step = change.step;
    row.path = change.path;
    row.after = change.after;
    row.command = change.command;
    if (const auto from = diversity::barFrom(row)) m_survey.bar().change(from->first, from->second);
}

void VarietyWatch::add(const store::TaskRow& task) {
    m_survey.add(surveyed(task));
}

std::optional<training::AlertRaised> VarietyWatch::finish(int step) {
    if (step <= m_survey.lastStep()) return std::nullopt;
    const diversity::Narrowing& now = m_survey.finish(step).narrowing;
    if (now.any() == m_raised) return std::nullopt;
    m_raised = now.any();
    return training::AlertRaised{step, m_raised ? "warning" : "info", std::string(kNarrowing), describe(now)};
}

}  // namespace azr::session

#include "core/diversity/survey.h"

#include <limits>
#include <utility>

#include "core/diversity/effective.h"
#include "core/diversity/value_types.h"
#include "core/selfplay/kinds.h"

namespace azr::diversity {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Kinds that this version does not know are taken to bring a program.
bool bringsProgram(const std::string& kind) {
    const auto known = selfplay::kindFromName(kind);
    return !known || selfplay::ownsProgram(*known);
}

}  // namespace

double MeanLength::mean() const {
    return count > 0 ? static_cast<double>(tokens) / static_cast<double>(count) : kNone;
}

std::uint32_t Survey::outlineNumber(const std::string& program) {
    const selfplay::Outline outline = selfplay::outlineOf(program);
    std::string bytes;
    for (const std::uint32_t token : outline)
        for (int byte = 0; byte < 4; ++byte) bytes += static_cast<char>(token >> (8 * byte));
    return m_outlines.try_emplace(std::move(bytes), static_cast<std::uint32_t>(m_outlines.size())).first->second;
}

void Survey::addOwnProgram(const store::SurveyTask& task) {
    ++m_own;
    m_tasks.outlines.push_back(outlineNumber(task.program));
    ++m_figures.judged;
    m_figures.nearDuplicates += task.nearDuplicate ? 1 : 0;
    m_figures.complexity += task.complexity;
    m_figures.halstead += task.halstead;
    m_figures.distance += task.distance;
    ++m_figures.inputTypes[argumentTypes(task.input)];
    ++m_figures.outputTypes[task.outputType.empty() ? "none" : task.outputType];
}

void Survey::addProposal(const store::SurveyTask& task) {
    MeanLength& length = m_figures.proposals[task.valid ? 0 : 1];
    ++length.count;
    length.tokens += task.tokens;
    if (!task.valid) return;
    ++m_figures.valid;
    m_figures.composites += task.composite ? 1 : 0;
    m_figures.degenerates += task.composite && task.degenerate ? 1 : 0;
    if (bringsProgram(task.kind)) addOwnProgram(task);
}

void Survey::add(const store::SurveyTask& task) {
    // A loop says nothing at the end of its seeding.
    while (m_lastStep + 1 < task.step) finish(m_lastStep + 1);
    if (task.valid) m_lineages.add(task.id, task.step == 0, task.parents);
    if (task.origin == "model" && task.step > 0) addProposal(task);
    if (!m_whole || !task.valid) return;
    m_clusters.add(task);
    if (task.learnability < 0) return;
    m_points.push_back({task.id, static_cast<float>(task.complexity), static_cast<float>(task.learnability)});
    if (m_points.size() > kMapPoints) m_points.pop_front();
}

void Survey::entered(TaskId task) {
    if (!m_entered.insert(task.value).second) return;
    ++m_figures.admitted;
    m_tasks.admitted.push_back(task);
}

void Survey::add(const store::AttemptLengths& lengths) {
    MeanLength& length = m_figures.answers[static_cast<std::size_t>(lengths.outcome)];
    length.count += lengths.count;
    length.tokens += lengths.tokens;
}

void Survey::measureWindow(StepFigures& figures) {
    std::unordered_map<std::uint32_t, std::int64_t> outlines;
    std::unordered_map<std::int64_t, double> lineages;
    std::int64_t tasks = 0;
    for (const StepTasks& step : m_window) {
        for (const std::uint32_t outline : step.outlines) ++outlines[outline];
        tasks += static_cast<std::int64_t>(step.outlines.size());
        for (const TaskId task : step.admitted)
            for (const auto& [seed, share] : m_lineages.of(task)) lineages[seed] += share;
    }
    const Shares byOutline = sharesOf(outlines), byLineage = sharesOf(lineages);
    figures.shapes = tasks > 0 ? byOutline.effective : kNone;
    figures.shapesPerTask = tasks > 0 ? byOutline.effective / static_cast<double>(tasks) : kNone;
    figures.lineages = lineages.empty() ? kNone : byLineage.effective;
    figures.dominantShare = lineages.empty() ? kNone : byLineage.largest;
    double most = 0;
    for (const auto& [seed, weight] : lineages)
        if (weight > most || (weight == most && seed < figures.dominant.value)) {
            most = weight;
            figures.dominant = TaskId{seed};
        }
    std::vector<std::int64_t> counts;
    for (const auto& [outline, count] : outlines) counts.push_back(count);
    figures.narrowing =
        m_watch.watch({figures.step, tasks, figures.shapesPerTask, figures.lineages, figures.dominantShare,
                       figures.judged, figures.nearDuplicates, Rarefied(counts)});
}

const StepFigures& Survey::finish(int step) {
    m_lastStep = step;
    StepFigures figures = std::exchange(m_figures, {});
    figures.step = step;
    const auto own = static_cast<double>(std::exchange(m_own, 0));
    for (double* const mean : {&figures.complexity, &figures.halstead, &figures.distance})
        *mean = own > 0 ? *mean / own : kNone;
    if (step == 0) {
        m_tasks = {};
        static const StepFigures kSeeding;
        return kSeeding;
    }
    m_window.push_back(std::exchange(m_tasks, {}));
    if (m_window.size() > kWindow) m_window.pop_front();
    measureWindow(figures);
    m_steps.push_back(std::move(figures));
    return m_steps.back();
}

}  // namespace azr::diversity

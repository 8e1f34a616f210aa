#include "core/training/task_selection.h"

#include <algorithm>
#include <utility>

#include "core/selfplay/composite.h"
#include "core/selfplay/mixing.h"
#include "core/selfplay/weighted_draw.h"

namespace azr::training {
namespace {

using selfplay::AttemptUse;
using selfplay::Buffer;
using selfplay::Task;
using selfplay::TaskKind;

/// Its proposers are lent one program instead of being shown earlier tasks of theirs.
bool isLent(TaskKind kind) {
    return selfplay::traitsOf(kind).references == selfplay::References::LentProgram;
}

std::size_t sizeOf(const Task& task) {
    std::size_t sum = task.program.size() + task.input.size();
    for (const auto& pair : task.pairs) sum += pair.input.size();
    return sum;
}

}  // namespace

CompositeOdds compositeOdds(const config::SelfPlayConfig& config, int step) {
    if (config.compositeStartStep <= 0 || step < config.compositeStartStep) return {};
    if (config.compositeSchedule == config::CompositeSchedule::None)
        return {config.compositeChance, config.compositeMax};
    const int increments = (step - config.compositeStartStep) / std::max(1, config.compositeInterval);
    const double grown = config.compositeChance + increments * config.compositeIncrement;
    return {std::min(grown, std::max(config.compositeChance, config.compositeChanceMax)),
            std::min(config.compositeMax - config.compositeMin, increments) + config.compositeMin};
}

bool passes(config::ValidFilter filter, double solveRate) {
    switch (filter) {
        case config::ValidFilter::All: break;
        case config::ValidFilter::NonOne: return solveRate < 1;
        case config::ValidFilter::NonExtremes: return solveRate > 0 && solveRate < 1;
    }
    return true;
}

TaskSelection::TaskSelection(const config::RunConfig& config, const selfplay::PerKind<Buffer>& buffers, int step)
    : m_config(config), m_buffers(buffers), m_step(step) {}

bool TaskSelection::fewShot() const {
    return m_config.prompt.wrapper == config::WrapperStyle::FewShot;
}

double TaskSelection::weight(const Task& task) const {
    const double pin = task.pinned ? m_config.buffer.pinnedWeight : 1.0;
    return pin * (m_config.selfplay.referenceWeighting == config::ReferenceWeighting::Uniform ? 1.0 : 1.0 + task.step);
}

bool TaskSelection::uniform(std::span<const Task* const> tasks) const {
    return m_config.selfplay.referenceWeighting == config::ReferenceWeighting::Uniform &&
           std::ranges::none_of(tasks, [](const Task* task) { return task->pinned; });
}

TaskSelection::Tasks TaskSelection::drawn(const Buffer& from, int count, Rng& rng) const {
    const config::SelfPlayConfig& play = m_config.selfplay;
    const auto wanted = static_cast<std::size_t>(std::max(0, count));
    Tasks tasks;
    if (play.pastSteps <= 0 && play.referenceWeighting == config::ReferenceWeighting::Uniform && from.pinned() == 0) {
        for (const std::size_t index : from.draw(wanted, rng)) tasks.push_back(&from.at(index));
        return tasks;
    }
    const auto recent = selfplay::recentOf(from, play.pastSteps, m_step);
    std::vector<double> weights;
    for (const std::size_t index : recent) weights.push_back(weight(from.at(index)));
    for (const std::size_t place : selfplay::weightedDraw(weights, wanted, rng))
        tasks.push_back(&from.at(recent[place]));
    return tasks;
}

/// Small models imitate the length of their shots, and short ones make valid tasks: of three times as many drawn tasks
/// the shortest, in the order of the draw.
TaskSelection::Tasks TaskSelection::shortShots(const Buffer& from, int count, Rng& rng) const {
    Tasks tasks = drawn(from, 3 * count, rng);
    while (tasks.size() > static_cast<std::size_t>(std::max(0, count)))
        tasks.erase(std::ranges::max_element(tasks, {}, [](const Task* task) { return sizeOf(*task); }));
    return tasks;
}

TaskSelection::Tasks TaskSelection::references(TaskKind kind, Rng rng) const {
    if (isLent(kind) ? !fewShot() : !m_config.selfplay.includeReferences) return {};
    const int shots = m_config.selfplay.references;
    return fewShot() && m_config.selfplay.sharedReferences ? shortShots(buffer(kind), shots, rng)
                                                           : drawn(buffer(kind), shots, rng);
}

/// The programs that are lent to proposers who write inputs for them: different ones as far as they last, then any
/// again.
TaskSelection::Tasks TaskSelection::subjects(std::size_t count, const Worn& worn, Rng& rng) const {
    Tasks fresh, used;
    for (const TaskKind kind : selfplay::kKinds) {
        if (!selfplay::traitsOf(kind).lends) continue;
        for (const std::size_t index : selfplay::recentOf(buffer(kind), m_config.selfplay.pastSteps, m_step)) {
            const Task& task = buffer(kind).at(index);
            (worn && worn(task) ? used : fresh).push_back(&task);
        }
    }
    for (Tasks* tasks : {&fresh, &used}) {
        if (uniform(*tasks)) {
            rng.shuffle(std::span(*tasks));
            continue;
        }
        std::vector<double> weights;
        for (const Task* task : *tasks) weights.push_back(weight(*task));
        Tasks ordered;
        for (const std::size_t place : selfplay::weightedDraw(weights, tasks->size(), rng))
            ordered.push_back((*tasks)[place]);
        *tasks = std::move(ordered);
    }
    fresh.insert(fresh.end(), used.begin(), used.end());
    Tasks chosen;
    for (std::size_t i = 0; i < count && !fresh.empty(); ++i) chosen.push_back(fresh[i % fresh.size()]);
    return chosen;
}

TaskSelection::Tasks TaskSelection::givable(TaskKind kind) const {
    Tasks tasks;
    for (const std::size_t index : selfplay::recentOf(buffer(kind), m_config.selfplay.pastSteps, m_step))
        if (selfplay::canBeGiven(buffer(kind).at(index))) tasks.push_back(&buffer(kind).at(index));
    return tasks;
}

TaskSelection::Tasks TaskSelection::given(const Tasks& candidates, const CompositeOdds& odds, Rng rng) const {
    if (candidates.empty() || rng.uniform() >= odds.chance) return {};
    const int fewest = std::min(m_config.selfplay.compositeMin, odds.most);
    const auto count = fewest + static_cast<int>(rng.below(static_cast<std::uint64_t>(odds.most - fewest) + 1));
    std::vector<double> weights;
    for (const Task* task : candidates) weights.push_back(weight(*task));
    Tasks chosen;
    for (const std::size_t place : selfplay::weightedDraw(weights, static_cast<std::size_t>(count), rng))
        chosen.push_back(candidates[place]);
    return chosen;
}

std::vector<ProposalChoice> TaskSelection::proposals(TaskKind kind, int count, const Worn& worn, const Rng& rng) const {
    const bool lent = isLent(kind);
    Tasks programs;
    if (lent) {
        Rng draw = rng.split("subjects");
        programs = subjects(static_cast<std::size_t>(count), worn, draw);
        if (programs.empty()) return {};
    }
    const bool shared = m_config.selfplay.sharedReferences;
    const Tasks same = shared ? references(kind, rng.split("references")) : Tasks{};
    // Of deduction and abduction: a function that is given ends well, which who asks for an exception is not after.
    const bool builds = !lent && !selfplay::namesError(kind);
    const CompositeOdds odds = builds ? compositeOdds(m_config.selfplay, m_step) : CompositeOdds{};
    const Tasks candidates = odds.chance > 0 ? givable(kind) : Tasks{};
    std::vector<ProposalChoice> choices;
    for (int i = 0; i < count; ++i) {
        const auto ordinal = static_cast<std::uint64_t>(i);
        ProposalChoice choice;
        choice.references = shared ? same : references(kind, rng.split(ordinal));
        if (lent) choice.subject = programs[static_cast<std::size_t>(i)];
        if (odds.chance > 0) choice.given = given(candidates, odds, rng.split("composite").split(ordinal));
        choices.push_back(std::move(choice));
    }
    return choices;
}

std::vector<SolveChoice> TaskSelection::solves(TaskKind kind, std::span<const Task* const> fresh, Rng& rng) const {
    const config::SelfPlayConfig& play = m_config.selfplay;
    const selfplay::Mixture mixture =
        selfplay::mix(play.mixing, fresh, buffer(kind), static_cast<std::size_t>(play.solvesPerKind), m_step, rng,
                      play.pastSteps, play.newSteps);
    std::vector<SolveChoice> choices;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        const bool chosen = std::binary_search(mixture.fresh.begin(), mixture.fresh.end(), i);
        choices.push_back({fresh[i], play.rollouts, AttemptUse::Rollout, play.trainOnRollouts && chosen});
        if (!play.trainOnRollouts && chosen) choices.push_back({fresh[i], 1, AttemptUse::Train, true});
    }
    for (const std::size_t index : mixture.buffered)
        choices.push_back({&buffer(kind).at(index), play.trainOnRollouts ? play.rollouts : 1, AttemptUse::Train, true});
    return choices;
}

std::vector<SolveChoice> TaskSelection::estimates(std::span<const Task* const> fresh) const {
    std::vector<SolveChoice> choices;
    for (const Task* task : fresh) choices.push_back({task, m_config.selfplay.rollouts, AttemptUse::Rollout, false});
    return choices;
}

FilteredChoice TaskSelection::afterEstimate(TaskKind kind, std::span<const Task* const> passed, Rng& rng) const {
    FilteredChoice choice;
    for (const SolveChoice& solve : solves(kind, passed, rng)) {
        if (solve.use == AttemptUse::Train)
            choice.solves.push_back(solve);
        else if (solve.trained)
            choice.trained.push_back(solve.task);
    }
    return choice;
}

}  // namespace azr::training

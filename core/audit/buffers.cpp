#include "core/audit/buffers.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "core/base/rng.h"

namespace azr::audit {
namespace {

constexpr const char* kEventRow = "buffer event";
constexpr const char* kRestored = "restored";
constexpr const char* kReviewed = "reviewed";
constexpr const char* kReviewTimeout = "review time-out";
constexpr const char* kHeld = "held for review";
constexpr const char* kWaiting = "waiting";

/// Equation 4 as the policy lowest-value weighs it; a task of unknown learnability is worth trying.
double valueOf(double learnability) {
    if (learnability < 0) return 1;
    return learnability > 0 && learnability < 1 ? 1 - learnability : 0;
}

std::size_t hashOf(const std::string& value) {
    return std::hash<std::string>()(value);
}

}  // namespace

bool isBarred(const store::TaskRow& row, const config::SelfPlayConfig& config) {
    if (row.verdict != "ok") return false;
    return (config.skipDuplicates && row.nearDuplicate) || (config.rejectCoinFlips && row.coinFlip);
}

bool isFiltered(const store::TaskRow& row, const config::SelfPlayConfig& config) {
    if (row.verdict != "ok" || row.origin != "model" || row.step == 0) return false;
    switch (config.validFilter) {
        case config::ValidFilter::All: break;
        case config::ValidFilter::NonOne: return row.learnability >= 1;
        case config::ValidFilter::NonExtremes: return row.learnability <= 0 || row.learnability >= 1;
    }
    return false;
}

void Buffers::know(const store::TaskRow& row) {
    m_facts[row.id.value] = {
        row.kind,          row.origin,          row.status,
        row.step,          row.verdict == "ok", valueOf(row.origin == "model" && row.step > 0 ? row.learnability : -1),
        hashOf(row.input), hashOf(row.output)};
}

double ValueShares::of(const std::string& value) const {
    const auto found = counts.find(hashOf(value));
    return found == counts.end() ? 0 : static_cast<double>(found->second) / static_cast<double>(total);
}

const ValueShares& Buffers::shares(const std::string& kind, bool ofInputs) const {
    const auto [at, isNew] = m_shares.try_emplace({kind, ofInputs});
    const auto content = m_contents.find(kind);
    if (!isNew || content == m_contents.end()) return at->second;
    for (const std::int64_t task : content->second.members)
        if (const TaskFact* const known = fact(TaskId{task})) {
            ++at->second.counts[ofInputs ? known->input : known->output];
            ++at->second.total;
        }
    return at->second;
}

std::int64_t Buffers::madeSince(const std::string& kind, int step) const {
    const auto content = m_contents.find(kind);
    if (content == m_contents.end()) return 0;
    return std::ranges::count_if(content->second.members, [&](std::int64_t task) {
        const TaskFact* const known = fact(TaskId{task});
        return known != nullptr && known->step >= step;
    });
}

std::int64_t Buffers::recent(const std::string& kind, int step, int pastSteps) const {
    const std::int64_t young = pastSteps > 0 ? madeSince(kind, step - pastSteps) : 0;
    return young > 0 ? young : size(kind);
}

bool Buffers::drawable(const std::string& kind, int made, int step, int pastSteps) const {
    return pastSteps <= 0 || made >= step - pastSteps || madeSince(kind, step - pastSteps) == 0;
}

const TaskFact* Buffers::fact(TaskId task) const {
    const auto found = m_facts.find(task.value);
    return found == m_facts.end() ? nullptr : &found->second;
}

bool Buffers::holds(TaskId task, const std::string& kind) const {
    return std::ranges::any_of(m_contents, [&](const auto& entry) {
        return (kind.empty() || entry.first == kind) && entry.second.members.contains(task.value);
    });
}

std::int64_t Buffers::size(const std::string& kind) const {
    const auto found = m_contents.find(kind);
    return found == m_contents.end() ? 0 : static_cast<std::int64_t>(found->second.members.size());
}

const store::BufferEventRow* Buffers::next(int step) const {
    const auto& events = m_history.bufferEvents();
    return m_at < events.size() && events[m_at].step == step ? &events[m_at] : nullptr;
}

Status Buffers::open(const StepRows& rows, const config::RunConfig& config) {
    m_config = &config;
    m_rules = rulesIn(m_history, rows.step);
    if (m_checking && !std::ranges::all_of(m_rules, &JudgingRule::understood))
        m_ledger.unchecked(Check::Buffer, "what a rule took out whose condition this version refuses");
    m_shares.clear();
    m_calm = true;
    for (const store::TaskRow& row : rows.tasks)
        if (mayEnter(row) && isDrawn(row)) m_drawn.insert(row.id.value);
    if (rows.step == 0) return {};
    const auto first = std::ranges::find(rows.tasks, std::string("model"), &store::TaskRow::origin);
    m_calm = std::ranges::none_of(m_history.vetoes(), [&](const Veto& veto) {
        return veto.step == rows.step && (veto.when == Veto::When::Underway || veto.when == Veto::When::Update);
    });
    for (auto row = first; row != rows.tasks.end(); ++row) m_calm &= row->origin == "model";
    m_calm &= std::ranges::none_of(rows.tasks, [&](const store::TaskRow& row) { return m_history.isLateSeed(row.id); });
    const auto underway = [&](Veto::When when) { return when == Veto::When::Underway || when == Veto::When::Update; };
    m_calm &= std::ranges::none_of(m_history.restorations(),
                                   [&](const Restoration& one) { return one.step == rows.step && underway(one.when); });
    m_calm &= std::ranges::none_of(m_history.ruleRequests(), [&](const RuleRequest& one) {
        return one.step == rows.step && one.phase > 0 && one.phase <= kTrainPhase;
    });
    const auto isEarlyVeto = [&](TaskId task) {
        return std::ranges::any_of(m_history.vetoes(), [&](const Veto& veto) {
            return veto.task == task && veto.step == rows.step && veto.when == Veto::When::Start;
        });
    };
    const auto isEarlyReturn = [&](TaskId task) {
        return std::ranges::any_of(m_history.restorations(), [&](const Restoration& one) {
            return one.task == task && one.step == rows.step && one.when == Veto::When::Start;
        });
    };
    const auto isEarlyRule = [&](const store::BufferEventRow& event) {
        const TaskFact* const task = fact(event.task);
        return task != nullptr && task->step < rows.step &&
               std::ranges::any_of(m_history.ruleRequests(), [&](const RuleRequest& one) {
                   return one.step == rows.step && one.phase == 0 &&
                          (event.action == "add" ? one.restores : ruleOfReason(event.reason) == one.rule);
               });
    };
    // What people seeded or took out before the step proposed anything.
    while (const store::BufferEventRow* event = next(rows.step)) {
        const TaskFact* const task = fact(event->task);
        const bool ofPeople = task != nullptr && task->step == rows.step && task->origin != "model" &&
                              !m_history.isLateSeed(event->task) &&
                              (first == rows.tasks.end() || event->task < first->id);
        const bool early = event->action == "add"    ? ofPeople || isEarlyReturn(event->task) || isEarlyRule(*event)
                           : event->action == "veto" ? isEarlyVeto(event->task) || isEarlyRule(*event)
                                                     : true;  // an eviction belongs to the addition before it
        if (!early) break;
        apply(*event);
        ++m_at;
    }
    return {};
}

void Buffers::reach(TaskId task) {
    while (const store::BufferEventRow* event = next(0)) {
        if (event->action == "add" && !(event->task < task)) break;
        apply(*event);
        ++m_at;
    }
}

void Buffers::close(const StepRows& rows) {
    while (const store::BufferEventRow* event = next(rows.step)) {
        apply(*event);
        ++m_at;
    }
    checkEntries(rows);
}

void Buffers::apply(const store::BufferEventRow& event) {
    Content& content = m_contents[event.kind];
    if (event.action == "add" && !event.reason.empty()) return putBack(event, content);
    if (event.action == "add") return add(event, content);
    if (event.action == "evict") return evict(event, content);
    veto(event, content);
}

bool Buffers::evictionFollows(const store::BufferEventRow& event) const {
    const auto& events = m_history.bufferEvents();
    if (m_at + 1 >= events.size()) return false;
    const store::BufferEventRow& after = events[m_at + 1];
    return after.action == "evict" && after.kind == event.kind && after.step == event.step;
}

void Buffers::add(const store::BufferEventRow& event, Content& content) {
    const bool full = evictionFollows(event);
    const auto before = static_cast<std::int64_t>(content.members.size());
    if (m_checking) {
        const TaskFact* const task = fact(event.task);
        const bool fits = task != nullptr && task->kind == event.kind && task->valid && task->step == event.step;
        m_ledger.expect(Check::Buffer, fits, {event.step, kEventRow, event.id, "task"}, taskName(event.task),
                        "a valid task of this kind and step");
        m_ledger.expect(Check::Buffer, !content.members.contains(event.task.value),
                        {event.step, kEventRow, event.id, "task"}, taskName(event.task), "it is in the buffer already");
        const auto capacity = static_cast<std::int64_t>(std::max(1, m_config->buffer.capacity));
        m_ledger.compare(Check::Buffer, {event.step, kEventRow, event.id, "an eviction follows"}, full,
                         before >= capacity);
        m_ledger.compare(Check::Buffer, {event.step, kEventRow, event.id, "size"}, event.size,
                         full ? before : before + 1);
    }
    if (content.members.insert(event.task.value).second) content.order.push_back(event.task.value);
    m_newest = event.task.value;
    m_ever.insert(event.task.value);
    m_added[event.step].insert(event.task.value);
    m_last[event.task.value] = "admitted";
}

/// A veto that was taken back: the task stands where it stood, or at the end of a buffer that is shorter now. Or a task
/// that waited is let in.
void Buffers::putBack(const store::BufferEventRow& event, Content& content) {
    const bool full = evictionFollows(event);
    const auto before = static_cast<std::int64_t>(content.members.size());
    if (m_checking) {
        const TaskFact* const task = fact(event.task);
        const bool fits = task != nullptr && task->kind == event.kind && task->valid && task->step <= event.step;
        m_ledger.expect(Check::Buffer, fits && !content.members.contains(event.task.value),
                        {event.step, kEventRow, event.id, "task"}, taskName(event.task),
                        "a valid task of this kind that is not in the buffer");
        m_ledger.expect(Check::Buffer, mayComeIn(event), {event.step, kEventRow, event.id, "reason"}, event.reason,
                        "it was taken out or waited, and was let in again");
        m_ledger.compare(Check::Buffer, {event.step, kEventRow, event.id, "size"}, event.size,
                         full ? before : before + 1);
    }
    const auto stood = m_stood.find(event.task.value);
    const std::size_t place =
        std::min(stood == m_stood.end() ? content.order.size() : stood->second, content.order.size());
    if (content.members.insert(event.task.value).second)
        content.order.insert(content.order.begin() + static_cast<std::ptrdiff_t>(place), event.task.value);
    m_newest = event.task.value;
    m_ever.insert(event.task.value);
    m_last[event.task.value] = "admitted";
}

bool Buffers::mayComeIn(const store::BufferEventRow& event) {
    const std::string& last = m_last[event.task.value];
    if (event.reason == kRestored) return last == "vetoed" && wasAskedBack(event);
    // A veto of a task that waits leaves it waiting where it is taken back.
    const bool waits = m_drawn.contains(event.task.value) && (last.empty() || last == kWaiting || last == "vetoed");
    if (event.reason == kReviewed) return waits && wasAskedBack(event);
    return event.reason == kReviewTimeout && waits && isOverdue(event, config::ReviewDefault::Admit);
}

bool Buffers::isOverdue(const store::BufferEventRow& event, config::ReviewDefault decision) const {
    const TaskFact* const task = fact(event.task);
    return task != nullptr && event.step - task->step >= m_config->selfplay.reviewTimeout &&
           m_config->selfplay.reviewDefault == decision;
}

bool Buffers::mayEnter(const store::TaskRow& row) const {
    return row.verdict == "ok" && !(row.origin == "model" && isBarred(row, m_config->selfplay)) &&
           !isFiltered(row, m_config->selfplay);
}

/// The draw of selfplay.review_share: a number of its own for each task of the run.
bool Buffers::isDrawn(const store::TaskRow& row) const {
    if (row.origin != "model" || row.step == 0) return false;
    const std::int64_t number = row.id.value - store::firstIdOf(row.run) - 1;
    const Rng rng = Rng(m_config->seed).split("review");
    return rng.split(static_cast<std::uint64_t>(number)).uniform() < m_config->selfplay.reviewShare;
}

bool Buffers::wasAskedBack(const store::BufferEventRow& event) const {
    return std::ranges::any_of(
               m_history.restorations(),
               [&](const Restoration& one) { return one.task == event.task && one.step == event.step; }) ||
           std::ranges::any_of(m_history.ruleRequests(),
                               [&](const RuleRequest& one) { return one.restores && one.step == event.step; });
}

/// Pins of the step itself may have come before or after.
Buffers::Pin Buffers::pinned(std::int64_t task, int step) const {
    if (m_history.rulesPin()) return Pin::Perhaps;
    auto state = Pin::No;
    for (const PinRequest& one : m_history.pins()) {
        if (one.task.value != task || one.step > step) continue;
        state = one.step == step ? Pin::Perhaps : one.pinned ? Pin::Yes : Pin::No;
    }
    return state;
}

/// Which one a policy lets go: none that is pinned. Reservoir draws it, and the newcomer itself may be the one.
void Buffers::checkVictim(const store::BufferEventRow& event, const Content& content) {
    if (content.order.size() < 2) return;
    const Place place{event.step, kEventRow, event.id, "task"};
    m_ledger.compare(Check::Buffer, {event.step, kEventRow, event.id, "reason"}, event.reason,
                     config::name(m_config->buffer.eviction));
    m_ledger.expect(Check::Buffer, pinned(event.task.value, event.step) != Pin::Yes, place, taskName(event.task),
                    "one that is not pinned");
    std::vector<std::int64_t> mayGo;
    bool unsure = false;
    for (const std::int64_t task : content.order) {
        const Pin pin = pinned(task, event.step);
        unsure |= pin == Pin::Perhaps;
        if (pin == Pin::No && task != m_newest) mayGo.push_back(task);
    }
    if (unsure) return m_ledger.unchecked(Check::Buffer, "which task is let go in a step in which pins changed");
    if (mayGo.empty()) return;
    switch (m_config->buffer.eviction) {
        case config::Eviction::Reservoir:
            m_ledger.unchecked(Check::Buffer, "which task a reservoir lets go is a draw; that it was there is checked");
            return;
        case config::Eviction::Fifo:
            m_ledger.compare(Check::Buffer, place, taskName(event.task), taskName(TaskId{mayGo.front()}));
            return;
        case config::Eviction::LowestValue: break;
    }
    const auto value = [&](std::int64_t task) {
        const TaskFact* const known = fact(TaskId{task});
        return known == nullptr ? 1.0 : known->value;
    };
    const auto least = std::ranges::min_element(mayGo, [&](auto a, auto b) { return value(a) < value(b); });
    m_ledger.compare(Check::Buffer, place, taskName(event.task), taskName(TaskId{*least}));
}

void Buffers::leave(const store::BufferEventRow& event, Content& content, const char* status) {
    m_stood.erase(event.task.value);
    if (content.members.erase(event.task.value) > 0) {
        const auto at = std::ranges::find(content.order, event.task.value);
        m_stood[event.task.value] = static_cast<std::size_t>(at - content.order.begin());
        content.order.erase(at);
    }
    m_last[event.task.value] = status;
    if (m_checking)
        m_ledger.compare(Check::Buffer, {event.step, kEventRow, event.id, "size"}, event.size,
                         static_cast<std::int64_t>(content.members.size()));
}

void Buffers::evict(const store::BufferEventRow& event, Content& content) {
    if (m_checking) {
        m_ledger.expect(Check::Buffer, content.members.contains(event.task.value),
                        {event.step, kEventRow, event.id, "task"}, taskName(event.task), "it is not in the buffer");
        checkVictim(event, content);
    }
    leave(event, content, "evicted");
}

void Buffers::veto(const store::BufferEventRow& event, Content& content) {
    // From now on it waits for a person, as if it had been drawn to.
    if (event.reason == kHeld) m_drawn.insert(event.task.value);
    if (m_checking) {
        // A task of the step under way may be taken out before it enters.
        const TaskFact* const task = fact(event.task);
        const bool underway = task != nullptr && task->step == event.step && task->kind == event.kind;
        const bool drawn = m_drawn.contains(event.task.value);
        m_ledger.expect(Check::Buffer, underway || content.members.contains(event.task.value) || drawn,
                        {event.step, kEventRow, event.id, "task"}, taskName(event.task), "it is not in the buffer");
        if (const auto rule = ruleOfReason(event.reason))
            checkRule(event, *rule);
        else if (event.reason == kReviewTimeout && drawn)
            m_ledger.expect(Check::Buffer, isOverdue(event, config::ReviewDefault::Veto),
                            {event.step, kEventRow, event.id, "reason"}, event.reason, "its time was not over");
        else
            m_ledger.expect(
                Check::Buffer,
                std::ranges::any_of(m_history.vetoes(), [&](const Veto& one) { return one.task == event.task; }),
                {event.step, kEventRow, event.id, "task"}, taskName(event.task), "nobody asked for it");
    }
    if (event.step == 0) m_leftSeeding.insert(event.task.value);
    leave(event, content, event.reason == kHeld ? kWaiting : "vetoed");
}

/// A rule judges the proposals of every step, and what the buffers hold in the step in which it is made.
void Buffers::checkRule(const store::BufferEventRow& event, std::int64_t rule) {
    const TaskFact* const task = fact(event.task);
    const bool judged = task != nullptr && task->step == event.step &&
                        std::ranges::any_of(m_rules, [&](const JudgingRule& one) { return one.rule.id == rule; });
    const bool swept = std::ranges::any_of(m_history.ruleRequests(), [&](const RuleRequest& one) {
        return one.rule == rule && one.step == event.step && one.made && one.made->enabled;
    });
    m_ledger.expect(Check::Buffer, judged || swept, {event.step, kEventRow, event.id, "reason"}, event.reason,
                    "a rule that is in force");
}

/// Whether a rule that takes tasks out may have taken this one.
bool Buffers::mayMeet(const store::TaskRow& row) const {
    const selfplay::TaskFacts facts = factsOf(row);
    return std::ranges::any_of(
        m_rules, [&](const JudgingRule& one) { return one.rule.act == selfplay::RuleAct::Veto && one.mayMeet(facts); });
}

/// Every valid task enters, whatever its reward, unless it is barred or was taken out; seeding stops at its target.
void Buffers::checkEntries(const StepRows& rows) {
    std::set<std::int64_t> vetoed;
    for (const Veto& one : m_history.vetoes())
        if (one.step == rows.step && one.when != Veto::When::Afterwards) vetoed.insert(one.task.value);
    const std::set<std::int64_t>& added = m_added[rows.step];
    for (const store::TaskRow& row : rows.tasks) {
        const bool model = row.origin == "model";
        const bool may = mayEnter(row);
        const bool entered = added.contains(row.id.value);
        const Place place{rows.step, "task", row.id.value, "entered its buffer"};
        const bool ruled = model && may && mayMeet(row);
        if (rows.step == 0)
            m_ledger.expect(Check::Buffer, may || !entered, place, "yes", "no");
        else if (m_drawn.contains(row.id.value))
            checkWaiting(row, entered, ruled || vetoed.contains(row.id.value));
        else if (ruled)
            checkRuled(row, entered);
        else if (!vetoed.contains(row.id.value) || !may)
            m_ledger.compare(Check::Buffer, place, entered, may);
    }
    m_added.erase(rows.step);
}

/// A valid task that was drawn to wait for a person, unless it was taken out before: it enters no buffer in its step.
void Buffers::checkWaiting(const store::TaskRow& row, bool entered, bool mayBeOut) {
    const bool back = std::ranges::any_of(m_history.restorations(), [&](const Restoration& one) {
        return one.task == row.id && one.step == row.step && one.when != Veto::When::Afterwards;
    });
    m_ledger.expect(Check::Buffer, !entered, {row.step, "task", row.id.value, "entered its buffer"}, "yes",
                    "no: it waits for a person");
    if (mayBeOut && !back && m_last.contains(row.id.value)) return;
    m_waited.insert(row.id.value);
    m_last.try_emplace(row.id.value, kWaiting);
}

/// A valid task that a rule takes out: it may have entered only where the rule was not surely in force, or somebody put
/// it back.
void Buffers::checkRuled(const store::TaskRow& row, bool entered) {
    const selfplay::TaskFacts facts = factsOf(row);
    const bool surely = std::ranges::any_of(m_rules, [&](const JudgingRule& one) {
        return one.surely && one.rule.act == selfplay::RuleAct::Veto && one.condition.meets(facts);
    });
    const bool back = std::ranges::any_of(
        m_history.restorations(), [&](const Restoration& one) { return one.task == row.id && one.step == row.step; });
    const bool undone = std::ranges::any_of(
        m_history.ruleRequests(), [&](const RuleRequest& one) { return one.restores && one.step == row.step; });
    m_ledger.expect(Check::Buffer, !entered || !surely || back || undone,
                    {row.step, "task", row.id.value, "entered its buffer"}, "yes", "no: a rule takes it out");
}

Status Buffers::finish(store::Reader& reader) {
    m_checking = false;
    const auto& events = m_history.bufferEvents();
    for (; m_at < events.size(); ++m_at) apply(events[m_at]);
    AZR_CHECK(compareContents(reader));
    for (const auto& [task, fact] : m_facts) {
        const auto last = m_last.find(task);
        std::string expected = last != m_last.end() ? last->second : fact.valid ? "proposed" : "invalid";
        // No event tells that a task waits again.
        const bool back =
            std::ranges::any_of(m_history.restorations(), [&](const auto& one) { return one.task.value == task; }) ||
            std::ranges::any_of(m_history.ruleRequests(), &RuleRequest::restores);
        if (expected == "vetoed" && fact.status == kWaiting && m_drawn.contains(task) && back) expected = kWaiting;
        // An admission that was vetoed before it happened, and one of a step that was never finished.
        m_ledger.compare(Check::Status, {fact.step, "task", task, "status"}, fact.status, expected);
    }
    return {};
}

Status Buffers::compareContents(store::Reader& reader) {
    for (const auto& [kind, content] : m_contents) {
        std::set<std::int64_t> stored;
        store::TaskQuery query;
        query.filter.run = m_history.run().id;
        query.filter.buffer = kind;
        for (;;) {
            AZR_TRY(const store::TaskPage page, reader.tasks(query));
            for (const store::TaskRow& row : page.rows) stored.insert(row.id.value);
            if (!page.next) break;
            query.after = page.next;
        }
        std::vector<std::int64_t> apart;
        std::ranges::set_symmetric_difference(stored, content.members, std::back_inserter(apart));
        const int last = m_history.finishedSteps().empty() ? 0 : m_history.finishedSteps().back();
        for (const std::int64_t task : stored) {
            const bool differs = std::ranges::binary_search(apart, task);
            m_ledger.compare(Check::Buffer, {last, "task", task, "in the buffer at the end"}, true, !differs);
        }
        for (const std::int64_t task : apart)
            if (!stored.contains(task))
                m_ledger.compare(Check::Buffer, {last, "task", task, "in the buffer at the end"}, false, true);
    }
    return {};
}

}  // namespace azr::audit

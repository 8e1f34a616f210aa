#include "core/audit/buffers.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace azr::audit {
namespace {

constexpr const char* kEventRow = "buffer event";

/// Equation 4 as the policy lowest-value weighs it; a task of unknown learnability is worth trying.
double valueOf(double learnability) {
    if (learnability < 0) return 1;
    return learnability > 0 && learnability < 1 ? 1 - learnability : 0;
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
        row.kind, row.origin,          row.status,
        row.step, row.verdict == "ok", valueOf(row.origin == "model" && row.step > 0 ? row.learnability : -1)};
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

void Buffers::open(const StepRows& rows, const config::RunConfig& config) {
    m_config = &config;
    if (rows.step == 0) return;
    const auto first = std::ranges::find(rows.tasks, std::string("model"), &store::TaskRow::origin);
    const auto isEarlyVeto = [&](TaskId task) {
        return std::ranges::any_of(m_history.vetoes(), [&](const Veto& veto) {
            return veto.task == task && veto.step == rows.step && veto.when == Veto::When::Start;
        });
    };
    // What people seeded or took out before the step proposed anything.
    while (const store::BufferEventRow* event = next(rows.step)) {
        const TaskFact* const task = fact(event->task);
        const bool ofPeople = task != nullptr && task->step == rows.step && task->origin != "model" &&
                              (first == rows.tasks.end() || event->task < first->id);
        const bool early = event->action == "add"    ? ofPeople
                           : event->action == "veto" ? isEarlyVeto(event->task)
                                                     : true;  // an eviction belongs to the addition before it
        if (!early) break;
        apply(*event);
        ++m_at;
    }
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
    m_ever.insert(event.task.value);
    m_added[event.step].insert(event.task.value);
    m_last[event.task.value] = "admitted";
}

/// Which one a policy lets go. Reservoir draws it, and the newcomer itself may be the one.
void Buffers::checkVictim(const store::BufferEventRow& event, const Content& content) {
    if (content.order.size() < 2) return;
    const Place place{event.step, kEventRow, event.id, "task"};
    m_ledger.compare(Check::Buffer, {event.step, kEventRow, event.id, "reason"}, event.reason,
                     config::name(m_config->buffer.eviction));
    const auto oldest = content.order.begin(), newest = std::prev(content.order.end());
    switch (m_config->buffer.eviction) {
        case config::Eviction::Reservoir:
            m_ledger.unchecked(Check::Buffer, "which task a reservoir lets go is a draw; that it was there is checked");
            return;
        case config::Eviction::Fifo:
            m_ledger.compare(Check::Buffer, place, taskName(event.task), taskName(TaskId{*oldest}));
            return;
        case config::Eviction::LowestValue: break;
    }
    const auto value = [&](std::int64_t task) {
        const TaskFact* const known = fact(TaskId{task});
        return known == nullptr ? 1.0 : known->value;
    };
    const auto least = std::min_element(oldest, newest, [&](auto a, auto b) { return value(a) < value(b); });
    m_ledger.compare(Check::Buffer, place, taskName(event.task), taskName(TaskId{*least}));
}

void Buffers::leave(const store::BufferEventRow& event, Content& content, const char* status) {
    if (content.members.erase(event.task.value) > 0)
        content.order.erase(std::ranges::find(content.order, event.task.value));
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
    if (m_checking) {
        // A task of the step under way may be taken out before it enters.
        const TaskFact* const task = fact(event.task);
        const bool underway = task != nullptr && task->step == event.step && task->kind == event.kind;
        m_ledger.expect(Check::Buffer, underway || content.members.contains(event.task.value),
                        {event.step, kEventRow, event.id, "task"}, taskName(event.task), "it is not in the buffer");
        const bool asked =
            std::ranges::any_of(m_history.vetoes(), [&](const Veto& one) { return one.task == event.task; });
        m_ledger.expect(Check::Buffer, asked, {event.step, kEventRow, event.id, "task"}, taskName(event.task),
                        "nobody asked for it");
    }
    leave(event, content, "vetoed");
}

/// Every valid task enters, whatever its reward, unless it is barred or was taken out; seeding stops at its target.
void Buffers::checkEntries(const StepRows& rows) {
    std::set<std::int64_t> vetoed;
    for (const Veto& one : m_history.vetoes())
        if (one.step == rows.step && one.when != Veto::When::Afterwards) vetoed.insert(one.task.value);
    const std::set<std::int64_t>& added = m_added[rows.step];
    for (const store::TaskRow& row : rows.tasks) {
        const bool model = row.origin == "model";
        const bool may = row.verdict == "ok" && !(model && isBarred(row, m_config->selfplay)) &&
                         !isFiltered(row, m_config->selfplay);
        const bool entered = added.contains(row.id.value);
        const Place place{rows.step, "task", row.id.value, "entered its buffer"};
        if (rows.step == 0)
            m_ledger.expect(Check::Buffer, may || !entered, place, "yes", "no");
        else if (!vetoed.contains(row.id.value) || !may)
            m_ledger.compare(Check::Buffer, place, entered, may);
    }
    m_added.erase(rows.step);
}

Status Buffers::finish(store::Reader& reader) {
    m_checking = false;
    const auto& events = m_history.bufferEvents();
    for (; m_at < events.size(); ++m_at) apply(events[m_at]);
    AZR_CHECK(compareContents(reader));
    for (const auto& [task, fact] : m_facts) {
        const auto last = m_last.find(task);
        const std::string expected = last != m_last.end() ? last->second : fact.valid ? "proposed" : "invalid";
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

#include "core/selfplay/buffer.h"

#include <algorithm>

#include "core/selfplay/task_json.h"

namespace azr::selfplay {
namespace {

/// What LowestValue compares: eq. 4; a task of unknown learnability counts as worth trying.
double valueOf(const Task& task) {
    if (task.learnability < 0.0) return 1.0;
    return task.learnability <= 0.0 || task.learnability >= 1.0 ? 0.0 : 1.0 - task.learnability;
}

double share(const std::map<std::string, int>& counts, int total, const std::string& value) {
    const auto found = counts.find(value);
    return found == counts.end() || total == 0 ? 0.0 : static_cast<double>(found->second) / total;
}

}  // namespace

Buffer::Buffer(TaskKind kind, std::size_t capacity, Eviction eviction)
    : m_kind(kind), m_capacity(std::max<std::size_t>(1, capacity)), m_eviction(eviction) {}

std::optional<TaskId> Buffer::add(Task task, Rng& rng) {
    ++m_offered;
    std::optional<TaskId> gone;
    if (m_entries.size() >= m_capacity) {
        const std::size_t index = victim(rng, !task.pinned);
        if (index >= m_entries.size()) return task.id;
        gone = m_entries[index].task.id;
        erase(index);
    }
    count(task, 1);
    m_entries.push_back({std::move(task), {}});
    return gone;
}

std::size_t Buffer::unpinned(std::size_t index) const {
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const std::size_t at = (index + i) % m_entries.size();
        if (!m_entries[at].task.pinned) return at;
    }
    return m_entries.size();
}

std::size_t Buffer::victim(Rng& rng, bool newcomerMayGo) const {
    switch (m_eviction) {
        case Eviction::Fifo: return unpinned(0);
        case Eviction::Reservoir: {
            // The newcomer stays with probability capacity / offered; an index beyond the end means that it goes.
            const std::size_t drawn = rng.below(newcomerMayGo ? m_offered : m_entries.size());
            return drawn < m_entries.size() ? unpinned(drawn) : m_entries.size();
        }
        case Eviction::LowestValue: break;
    }
    std::size_t worst = unpinned(0);
    for (std::size_t i = worst; i < m_entries.size(); ++i)
        if (!m_entries[i].task.pinned && valueOf(m_entries[i].task) < valueOf(m_entries[worst].task)) worst = i;
    return worst;
}

std::size_t Buffer::placeOf(TaskId id) const {
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return entry.task.id == id; });
    return static_cast<std::size_t>(found - m_entries.begin());
}

std::optional<TaskId> Buffer::putBack(Task task, std::size_t place, Rng& rng) {
    std::optional<TaskId> gone;
    if (m_entries.size() >= m_capacity) {
        const std::size_t index = victim(rng, false);
        if (index < m_entries.size()) gone = m_entries[index].task.id;
    }
    count(task, 1);
    const auto at = static_cast<std::ptrdiff_t>(std::min(place, m_entries.size()));
    m_entries.insert(m_entries.begin() + at, Entry{std::move(task), {}});
    if (gone) remove(*gone);
    return gone;
}

bool Buffer::pin(TaskId id, bool pinned) {
    const std::size_t place = placeOf(id);
    if (place == m_entries.size()) return false;
    Task& task = m_entries[place].task;
    if (task.pinned && !pinned) --m_pinned;
    if (!task.pinned && pinned) ++m_pinned;
    task.pinned = pinned;
    m_entries[place].line.clear();
    return true;
}

bool Buffer::remove(TaskId id) {
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return entry.task.id == id; });
    if (found == m_entries.end()) return false;
    erase(static_cast<std::size_t>(found - m_entries.begin()));
    return true;
}

const Task* Buffer::find(TaskId id) const {
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return entry.task.id == id; });
    return found == m_entries.end() ? nullptr : &found->task;
}

void Buffer::erase(std::size_t index) {
    count(m_entries[index].task, -1);
    m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(index));
}

void Buffer::count(const Task& task, int change) {
    if (task.pinned) m_pinned += static_cast<std::size_t>(change);
    const auto change1 = [change](std::map<std::string, int>& counts, int& total, const std::string& value) {
        total += change;
        const auto at = counts.try_emplace(value, 0).first;
        if ((at->second += change) == 0) counts.erase(at);
    };
    if (!hasPairs(task.kind)) {
        change1(m_outputs, m_outputCount, task.output);
        change1(m_inputs, m_inputCount, task.input);
    }
    for (const Pair& pair : task.pairs) {
        change1(m_outputs, m_outputCount, pair.output);
        change1(m_inputs, m_inputCount, pair.input);
    }
}

std::vector<std::size_t> Buffer::draw(std::size_t wanted, Rng& rng) const {
    const std::size_t all = m_entries.size();
    const std::size_t number = std::min(wanted, all);
    std::vector<std::size_t> chosen;
    chosen.reserve(number);
    // Floyd's method: each set of `number` indices is equally likely; a sorted copy answers "already chosen".
    std::vector<std::size_t> sorted;
    for (std::size_t last = all - number; last < all; ++last) {
        std::size_t pick = rng.below(last + 1);
        if (std::binary_search(sorted.begin(), sorted.end(), pick)) pick = last;
        sorted.insert(std::lower_bound(sorted.begin(), sorted.end(), pick), pick);
        chosen.push_back(pick);
    }
    rng.shuffle(std::span(chosen));
    return chosen;
}

double Buffer::outputShare(const std::string& value) const {
    return share(m_outputs, m_outputCount, value);
}

double Buffer::inputShare(const std::string& value) const {
    return share(m_inputs, m_inputCount, value);
}

std::string Buffer::snapshot() const {
    std::string text = dumpLine({{"kind", name(m_kind)}, {"offered", m_offered}, {"tasks", m_entries.size()}}) + "\n";
    for (const Entry& entry : m_entries) {
        if (entry.line.empty()) entry.line = dumpLine(toJson(entry.task));
        text += entry.line;
        text += '\n';
    }
    return text;
}

Result<Buffer> Buffer::restore(std::string_view snapshot, std::size_t capacity, Eviction eviction) {
    std::optional<Buffer> buffer;
    std::size_t promised = 0;
    int number = 0;
    while (!snapshot.empty()) {
        const std::size_t end = std::min(snapshot.find('\n'), snapshot.size());
        const std::string place = "buffer snapshot, line " + std::to_string(++number);
        AZR_TRY(const Json json, parseJson(snapshot.substr(0, end), place));
        snapshot.remove_prefix(std::min(end + 1, snapshot.size()));
        if (!buffer) {
            AZR_TRY(const auto kindName, field<std::string>(json, "kind", place));
            const auto kind = kindFromName(kindName);
            if (!kind) return fail(ErrorCode::Parse, "unknown kind", place);
            buffer.emplace(*kind, capacity, eviction);
            AZR_TRY(buffer->m_offered, field<std::uint64_t>(json, "offered", place));
            AZR_TRY(promised, field<std::size_t>(json, "tasks", place));
            continue;
        }
        AZR_TRY(Task task, taskFromJson(json, place));
        buffer->count(task, 1);
        buffer->m_entries.push_back({std::move(task), {}});
    }
    if (!buffer || buffer->size() != promised) return fail(ErrorCode::Corrupt, "a buffer snapshot is incomplete");
    return std::move(*buffer);
}

}  // namespace azr::selfplay

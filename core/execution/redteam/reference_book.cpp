#include "core/execution/redteam/reference_book.h"

#include <algorithm>
#include <utility>

namespace azr::execution::redteam {
namespace {

constexpr std::size_t kGeneration = 20000;  ///< lines
constexpr std::size_t kVaryingKept = 100000;

}  // namespace

ReferenceBook::Entry* ReferenceBook::find(std::uint64_t key) {
    if (const auto found = m_now.find(key); found != m_now.end()) return &found->second;
    const auto older = m_before.find(key);
    if (older == m_before.end()) return nullptr;
    Entry entry = std::move(older->second);
    m_before.erase(older);
    return &m_now.emplace(key, std::move(entry)).first->second;
}

void ReferenceBook::ask(const Line& line) {
    const std::uint64_t key = fingerprint(line);
    if (find(key)) return;
    if (m_now.size() >= kGeneration) m_before = std::exchange(m_now, {});
    ++m_asked;
    m_now[key].flight.emplace(m_reference, line, Lane::Loop);
}

std::optional<Seen> ReferenceBook::answer(const Line& line, std::chrono::microseconds patience) {
    ask(line);
    Entry& entry = *find(fingerprint(line));
    if (!entry.seen && entry.flight->landed(patience)) {
        entry.seen = entry.flight->wait();
        entry.flight.reset();
    }
    return entry.seen;
}

void ReferenceBook::addOutcomes(const Line& line, const std::vector<Seen>& outcomes) {
    if (m_varying.size() >= kVaryingKept) m_varying.clear();
    std::vector<Seen>& known = m_varying[fingerprint(line)];
    for (const Seen& seen : outcomes)
        if (std::ranges::find(known, seen) == known.end()) known.push_back(seen);
}

const std::vector<Seen>* ReferenceBook::varying(const Line& line) const {
    const auto found = m_varying.find(fingerprint(line));
    return found == m_varying.end() ? nullptr : &found->second;
}

}  // namespace azr::execution::redteam

// Byte-pair encoding of one word (Sennrich et al. 2016, arXiv:1508.07909).
#include <queue>

#include "core/tokenizer/utf8_p.h"
#include "core/tokenizer/vocabulary/model_p.h"

namespace azr::tokenizer {

const Model::Merge* Model::mergeOf(std::int32_t left, std::int32_t right) const {
    const auto key =
        static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
    const auto found = m_merges.find(key);
    return found == m_merges.end() ? nullptr : &found->second;
}

Coverage Model::firstSymbols(std::string_view word, std::vector<std::int32_t>& symbols) const {
    Coverage coverage = Coverage::Whole;
    bool pendingUnknown = false;
    const auto flush = [&] {
        if (pendingUnknown) symbols.push_back(*m_unknown);
        pendingUnknown = false;
    };
    std::string decorated;
    for (std::size_t at = 0; at < word.size();) {
        const auto character = word.substr(at, codePointAt(word, at).length);
        std::string_view spelling = character;
        if (!m_continuingPrefix.empty() || !m_endSuffix.empty()) {
            decorated = (at > 0 ? m_continuingPrefix : "") + std::string(character);
            if (at + character.size() == word.size()) decorated += m_endSuffix;
            spelling = decorated;
        }
        at += character.size();
        if (const auto id = idOf(spelling)) {
            flush();
            symbols.push_back(*id);
            continue;
        }
        if (m_byteFallback && pushBytes(spelling, symbols)) continue;  // an unknown one waits on, as in the reference
        if (!m_unknown) {
            coverage = m_hasUnknown ? Coverage::Unwritten : Coverage::Dropped;
            continue;
        }
        if (pendingUnknown && !m_fuseUnknown) flush();
        pendingUnknown = true;
    }
    flush();
    return coverage;
}

/// Merges the pair of the lowest rank, the leftmost first, until none is left. A heap of candidate pairs over a linked
/// list: a candidate whose symbols have changed since is recognised by its merged id and skipped.
void Model::merge(std::vector<std::int32_t>& ids) const {
    struct Candidate {
        std::int32_t rank, at, id;
        bool operator>(const Candidate& other) const { return rank != other.rank ? rank > other.rank : at > other.at; }
    };
    const auto count = static_cast<std::int32_t>(ids.size());
    std::vector<Symbol> symbols(ids.size());
    std::vector<Candidate> storage;
    storage.reserve(ids.size());
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue({}, std::move(storage));
    const auto at = [&](std::int32_t index) -> Symbol& { return symbols[static_cast<std::size_t>(index)]; };
    const auto offer = [&](std::int32_t left) {
        if (left < 0 || at(left).next < 0) return;
        if (const auto* found = mergeOf(at(left).id, at(at(left).next).id)) queue.push({found->rank, left, found->id});
    };
    for (std::int32_t i = 0; i < count; ++i)
        at(i) = {ids[static_cast<std::size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1};
    for (std::int32_t i = 0; i < count; ++i) offer(i);
    while (!queue.empty()) {
        const Candidate top = queue.top();
        queue.pop();
        Symbol& left = at(top.at);
        if (left.id < 0 || left.next < 0) continue;
        Symbol& right = at(left.next);
        const auto* found = mergeOf(left.id, right.id);
        if (found == nullptr || found->id != top.id) continue;
        left.id = top.id;
        right.id = -1;
        left.next = right.next;
        if (left.next >= 0) at(left.next).previous = top.at;
        offer(left.previous);
        offer(top.at);
    }
    ids.clear();
    for (std::int32_t i = 0; i >= 0; i = at(i).next) ids.push_back(at(i).id);
}

}  // namespace azr::tokenizer

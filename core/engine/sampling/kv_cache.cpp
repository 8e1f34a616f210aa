#include "core/engine/sampling/kv_cache.h"

#include <algorithm>
#include <cassert>

namespace azr::engine {
namespace {

constexpr std::size_t kSlabBytes = std::size_t{8} << 20;

std::size_t wholePages(int length) {
    return static_cast<std::size_t>((length + kPagePositions - 1) / kPagePositions);
}

}  // namespace

KvCache::KvCache(int layers, int kvHeads, int headDim)
    : m_kvHeads(kvHeads),
      m_blockFloats(2 * static_cast<std::size_t>(headBlock(headDim))),
      m_pageFloats(m_blockFloats * static_cast<std::size_t>(layers) * static_cast<std::size_t>(kvHeads)) {}

KvCache::Sequence KvCache::create() {
    if (m_freeEntries.empty()) {
        m_entries.emplace_back();
        return static_cast<Sequence>(m_entries.size()) - 1;
    }
    const Sequence sequence = m_freeEntries.back();
    m_freeEntries.pop_back();
    return sequence;
}

KvCache::Sequence KvCache::fork(Sequence parent, int length) {
    const Sequence child = create();
    const Entry& from = entry(parent);
    assert(wholePages(length) <= from.ids.size());
    Entry& to = m_entries[static_cast<std::size_t>(child)];
    const auto shared = static_cast<std::size_t>(length / kPagePositions);
    to.ids.assign(from.ids.begin(), from.ids.begin() + static_cast<std::ptrdiff_t>(shared));
    to.data.assign(from.data.begin(), from.data.begin() + static_cast<std::ptrdiff_t>(shared));
    for (const int id : to.ids) ++m_pages[static_cast<std::size_t>(id)].users;
    if (length % kPagePositions != 0) {
        reserve(child, length);
        std::copy_n(from.data[shared], m_pageFloats, to.data[shared]);
    }
    return child;
}

void KvCache::release(Sequence sequence) {
    Entry& gone = m_entries[static_cast<std::size_t>(sequence)];
    for (const int id : gone.ids)
        if (--m_pages[static_cast<std::size_t>(id)].users == 0) m_freePages.push_back(id);
    gone.ids.clear();
    gone.data.clear();
    m_freeEntries.push_back(sequence);
}

void KvCache::reserve(Sequence sequence, int length) {
    Entry& grown = m_entries[static_cast<std::size_t>(sequence)];
    while (grown.ids.size() < wholePages(length)) {
        const int id = takePage();
        grown.ids.push_back(id);
        grown.data.push_back(m_pages[static_cast<std::size_t>(id)].data);
    }
}

int KvCache::takePage() {
    if (m_freePages.empty()) growPool();
    const int id = m_freePages.back();
    m_freePages.pop_back();
    m_pages[static_cast<std::size_t>(id)].users = 1;
    return id;
}

void KvCache::growPool() {
    const std::size_t count = std::max<std::size_t>(1, kSlabBytes / (m_pageFloats * sizeof(float)));
    m_slabs.push_back(alignedFloats(count * m_pageFloats));
    for (std::size_t i = 0; i < count; ++i) {
        m_freePages.push_back(static_cast<int>(m_pages.size()));
        m_pages.push_back({m_slabs.back().get() + i * m_pageFloats, 0});
    }
}

}  // namespace azr::engine

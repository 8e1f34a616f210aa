/// Keys and values of the sequences under way, fp32, in pages of 16 positions with all layers and heads of those
/// positions together. A fork shares the whole pages of its parent and copies only the last partial one, so the n
/// samples of a prompt read one copy of it. Memory grows with the tokens held, never shrinks, and is reused. One thread
/// owns the cache; filling different sequences from several threads is allowed.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/engine/kernels/decode_kernels.h"

namespace azr::engine {

class KvCache {
  public:
    using Sequence = int;

    KvCache(int layers, int kvHeads, int headDim);

    [[nodiscard]] Sequence create();
    /// A sequence that starts with the first `length` positions of `parent`.
    [[nodiscard]] Sequence fork(Sequence parent, int length);
    void release(Sequence sequence);
    /// Makes room for `length` positions.
    void reserve(Sequence sequence, int length);

    [[nodiscard]] std::span<float* const> pages(Sequence sequence) const { return entry(sequence).data; }
    /// Where the block of a layer and head begins within a page.
    [[nodiscard]] std::size_t offset(int layer, int kvHead) const {
        return static_cast<std::size_t>(layer * m_kvHeads + kvHead) * m_blockFloats;
    }
    [[nodiscard]] std::size_t bytes() const { return m_pages.size() * m_pageFloats * sizeof(float); }
    [[nodiscard]] std::size_t pagesInUse() const { return m_pages.size() - m_freePages.size(); }

  private:
    struct Page {
        float* data = nullptr;
        int users = 0;
    };
    struct Entry {
        std::vector<int> ids;
        std::vector<float*> data;
    };

    [[nodiscard]] const Entry& entry(Sequence sequence) const { return m_entries[static_cast<std::size_t>(sequence)]; }
    int takePage();
    void growPool();

    int m_kvHeads;
    std::size_t m_blockFloats;
    std::size_t m_pageFloats;
    std::vector<AlignedArray<float>> m_slabs;
    std::vector<Page> m_pages;
    std::vector<int> m_freePages;
    std::vector<Entry> m_entries;
    std::vector<Sequence> m_freeEntries;
};

}  // namespace azr::engine

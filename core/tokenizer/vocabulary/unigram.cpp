#include <algorithm>
#include <limits>

#include "core/tokenizer/utf8_p.h"
#include "core/tokenizer/vocabulary/unigram_p.h"

namespace azr::tokenizer {
namespace {

constexpr double kUnknownPenalty = 10.0;
constexpr std::int32_t kRoot = 0;

std::uint64_t keyOf(std::int32_t node, unsigned char byte) {
    return static_cast<std::uint64_t>(node) << 8 | byte;
}

std::size_t slotOf(std::uint64_t key, std::size_t size) {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15U;
    return static_cast<std::size_t>((key * kGolden) >> 17) & (size - 1);
}

}  // namespace

Unigram::Unigram(const std::vector<std::string>& tokens, std::vector<double> scores,
                 std::optional<std::int32_t> unknown)
    : m_scores(std::move(scores)), m_unknown(unknown), m_edges(1024), m_ids(1, -1) {
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        lowest = std::min(lowest, m_scores[id]);
        std::int32_t node = kRoot;
        for (const char c : tokens[id]) node = addChild(node, static_cast<unsigned char>(c));
        if (node != kRoot)
            m_ids[static_cast<std::size_t>(node)] = static_cast<std::int32_t>(id);  // the last of equal texts
    }
    m_unknownScore = lowest - kUnknownPenalty;
}

std::int32_t Unigram::child(std::int32_t node, unsigned char byte) const {
    const std::uint64_t key = keyOf(node, byte);
    for (std::size_t slot = slotOf(key, m_edges.size());; slot = (slot + 1) & (m_edges.size() - 1)) {
        if (m_edges[slot].node < 0) return -1;
        if (m_edges[slot].key == key) return m_edges[slot].node;
    }
}

void Unigram::grow() {
    std::vector<Edge> larger(2 * m_edges.size());
    for (const Edge& edge : m_edges) {
        if (edge.node < 0) continue;
        std::size_t slot = slotOf(edge.key, larger.size());
        while (larger[slot].node >= 0) slot = (slot + 1) & (larger.size() - 1);
        larger[slot] = edge;
    }
    m_edges.swap(larger);
}

std::int32_t Unigram::addChild(std::int32_t node, unsigned char byte) {
    if (const std::int32_t found = child(node, byte); found >= 0) return found;
    if (2 * ++m_used > m_edges.size()) grow();
    const std::uint64_t key = keyOf(node, byte);
    std::size_t slot = slotOf(key, m_edges.size());
    while (m_edges[slot].node >= 0) slot = (slot + 1) & (m_edges.size() - 1);
    const auto made = static_cast<std::int32_t>(m_ids.size());
    m_edges[slot] = {key, made};
    m_ids.push_back(-1);
    return made;
}

std::optional<std::vector<UnigramPiece>> Unigram::split(std::string_view word) const {
    struct Best {
        double score = 0;
        std::int64_t from = -1;
        std::int32_t id = -1;
    };
    std::vector<Best> best(word.size() + 1);
    const auto offer = [&](std::size_t from, std::size_t to, double score, std::int32_t id) {
        const double sum = best[from].score + score;
        if (best[to].from < 0 || sum > best[to].score) best[to] = {sum, static_cast<std::int64_t>(from), id};
    };
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t length = std::max<std::size_t>(codePointAt(word, at).length, 1);
        bool single = false;
        std::int32_t node = kRoot;
        for (std::size_t end = at; end < word.size();) {
            node = child(node, static_cast<unsigned char>(word[end++]));
            if (node < 0) break;
            const std::int32_t id = m_ids[static_cast<std::size_t>(node)];
            if (id < 0) continue;
            offer(at, end, m_scores[static_cast<std::size_t>(id)], id);
            single = single || end - at == length;
        }
        if (!single) {
            if (!m_unknown) return std::nullopt;
            offer(at, at + length, m_unknownScore, *m_unknown);
        }
        at += length;
    }
    std::vector<UnigramPiece> pieces;
    for (std::size_t end = word.size(); end > 0;) {
        const auto from = static_cast<std::size_t>(best[end].from);
        const bool unknown = m_unknown == best[end].id;
        if (unknown && !pieces.empty() && pieces.back().id == best[end].id)
            pieces.back().begin = from;
        else
            pieces.push_back({from, end, best[end].id});
        end = from;
    }
    std::ranges::reverse(pieces);
    return pieces;
}

}  // namespace azr::tokenizer

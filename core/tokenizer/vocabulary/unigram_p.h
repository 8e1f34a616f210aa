/// SentencePiece's Unigram model: of all ways to write a word in tokens the one with the highest sum of scores (Kudo
/// 2018, arXiv:1804.10959; Viterbi over the bytes). Immutable after parse(); thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::tokenizer {

/// A stretch of a word with the token whose text it is.
struct UnigramPiece {
    std::size_t begin = 0, end = 0;
    std::int32_t id = -1;
    bool operator==(const UnigramPiece&) const = default;
};

class Unigram {
  public:
    /// Scores by id. `unknown`: the id whose score, 10 below the lowest, any character costs.
    Unigram(const std::vector<std::string>& tokens, std::vector<double> scores, std::optional<std::int32_t> unknown);
    /// The best pieces; neighbouring unknown ones are one. Nothing when a character is unknown and there is no token
    /// for it.
    [[nodiscard]] std::optional<std::vector<UnigramPiece>> split(std::string_view word) const;

  private:
    /// Children of a node lie in one table under (node, byte).
    struct Edge {
        std::uint64_t key = 0;
        std::int32_t node = -1;
    };
    [[nodiscard]] std::int32_t child(std::int32_t node, unsigned char byte) const;
    std::int32_t addChild(std::int32_t node, unsigned char byte);
    void grow();

    std::vector<double> m_scores;
    std::optional<std::int32_t> m_unknown;
    double m_unknownScore = 0;
    std::vector<Edge> m_edges;        ///< open addressing, a power of two
    std::vector<std::int32_t> m_ids;  ///< of the token that ends at a node, -1 for none
    std::size_t m_used = 0;
};

}  // namespace azr::tokenizer

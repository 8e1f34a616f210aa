/// Mutant number i of a seed: a short sequence of lines made of the corpus. A pure function of corpus, seed and number,
/// so that a long search can be run in pieces. Neighbouring numbers share their lines and differ in order, pairing and
/// repetition: what a line gives alone has to be found out once for all of them.
#pragma once

#include <bitset>
#include <cstdint>
#include <vector>

#include "core/base/rng.h"
#include "core/execution/redteam/corpus.h"

namespace azr::execution::redteam {

enum class Change : std::uint8_t { Rename, Renest, Splice, Token, Order };
constexpr std::size_t kChanges = 5;
using Changes = std::bitset<kChanges>;

struct MutantLine {
    Line line;
    bool salted = false;  ///< played with a comment of its own, so that no cache knows it
    Changes changes;
};

struct Mutant {
    std::int64_t number = 0;
    std::vector<MutantLine> lines;  ///< attacks come first, mostly
    bool together = false;          ///< all at once; else each after the one before
    Changes changes;

    /// Line `k` as it is put to the executor.
    [[nodiscard]] Line played(std::size_t k) const;
};

class Mutator {
  public:
    /// The corpus outlives it.
    Mutator(const Corpus& corpus, std::uint64_t seed) : m_corpus(corpus), m_seed(seed) {}
    [[nodiscard]] Mutant at(std::int64_t number);

  private:
    /// The lines that neighbours share, by command.
    struct Pool {
        std::int64_t block = -1;
        std::vector<MutantLine> attacks[2], victims[2];
    };
    void fill(std::int64_t block);

    const Corpus& m_corpus;
    const std::uint64_t m_seed;
    Pool m_pool;
};

/// Numbers that share their lines.
constexpr std::int64_t kBlock = 48;

}  // namespace azr::execution::redteam

/// Regular expressions over names of modules, as PEFT uses them: the part of Python's `re` that says yes or no. Groups,
/// alternatives, classes, repeats, anchors and look-arounds; what remembers or commits (back-references, possessive
/// repeats, atomic groups, flags) is refused. Matching walks sets of positions, so that no pattern takes long. Pure.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace azr::weights {

class NamePattern {
  public:
    /// Unsupported, with the part of the pattern that is not understood; `place` names its field.
    [[nodiscard]] static Result<NamePattern> parse(std::string_view pattern, const std::string& place);

    [[nodiscard]] bool matchesWhole(std::string_view name) const;    ///< re.fullmatch
    [[nodiscard]] bool matchesAtStart(std::string_view name) const;  ///< re.match

  private:
    friend class NamePatternParser;
    friend class NameMatcher;
    enum class Kind : std::uint8_t { Set, Sequence, Choice, Repeat, Start, End, Boundary, LookAhead, LookBehind };
    struct Node {
        Kind kind = Kind::Sequence;
        std::bitset<256> characters;        ///< Set
        std::vector<std::size_t> children;  ///< into m_nodes
        int least = 0, most = 0;            ///< Repeat; most below 0: any number
        bool negated = false;               ///< Boundary and looks
        std::int64_t cost = 1;              ///< steps at most, as the parser counts them
    };
    std::vector<Node> m_nodes;
    std::size_t m_root = 0;
};

}  // namespace azr::weights

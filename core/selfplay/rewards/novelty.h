/// Looks back on the last valid tasks of one kind: near-duplicates and signature counts (definitions in the collapse
/// bars of the nano notes). One thread; order of insertion alone decides.
#pragma once

#include <deque>
#include <set>
#include <string>

#include "core/base/json.h"
#include "core/selfplay/rewards/intrinsic.h"

namespace azr::selfplay {

class NoveltyWindow {
  public:
    explicit NoveltyWindow(std::size_t length) : m_length(length) {}

    /// The shape equals one in the window, or is within 2 edit operations of one of at most 20 nodes.
    [[nodiscard]] bool nearDuplicate(const execution::ProgramMeasures& measures) const;
    [[nodiscard]] int signatureCount(const std::string& signature) const;
    void add(const execution::ProgramMeasures& measures);
    [[nodiscard]] bool holdsShape(const std::string& shape) const { return m_shapes.contains(shape); }

    [[nodiscard]] Json toJson() const;
    static Result<NoveltyWindow> fromJson(const Json& json, std::size_t length);

  private:
    struct Seen {
        std::string shape, signature;
        int nodes = 0;
        ShapeNodes tokens;
    };
    std::size_t m_length;
    std::deque<Seen> m_seen;
    std::multiset<std::string> m_shapes, m_signatures;
};

}  // namespace azr::selfplay

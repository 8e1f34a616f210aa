/// A suspicion looked into: a line that came out of the pool otherwise than alone. The reference is asked again, in new
/// interpreters; what varies by itself is told apart from what another line did; a difference is reproduced in a new
/// pool and shrunk. Blocking.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/execution/redteam/line.h"

namespace azr::execution::redteam {

/// How the rivals are opened.
struct Rivals {
    using Open = std::function<Result<std::unique_ptr<Executor>>()>;
    Open pooled;     ///< as a run has it, with one lane: all lines meet the same children
    Open reference;  ///< every call in a fork of its own, nothing cached
    Open renewed;    ///< the reference, with a new interpreter for each request
    Open patient;    ///< that one with limits far from what is tried
};

struct Suspicion {
    std::int64_t mutant = 0;
    std::vector<Line> own;      ///< what the mutant had played, the suspicious line last
    std::vector<Line> journal;  ///< what else its lane had been given, also after it: lanes take what goes together
    Seen pooled;                ///< what came

    [[nodiscard]] const Line& line() const { return own.back(); }
};

enum class Ruling : std::uint8_t {
    Agreed,      ///< the reference gives the same to the very text
    Unstable,    ///< the reference varies, a limit was near, or a wrong answer's value shows an address
    LuckyPass,   ///< the reference calls it nondeterministic, and so does the pool most of the time
    Difference,  ///< what this search is for
};

struct Finding {
    std::int64_t mutant = 0;
    std::vector<Line> lines;  ///< the last one comes out otherwise than alone
    Seen pooled, alone;
    bool reproduced = false;  ///< a new pool does the same; else the lines are those of the mutant
    bool passes = false;      ///< the pool rewards what the reference does not
};
/// One line of JSON for each line, ready for `check` or `grade`; the last one says what came and what should have.
[[nodiscard]] std::vector<Json> toJson(const Finding& finding);

struct Judgement {
    Ruling ruling = Ruling::Agreed;
    Finding finding;             ///< of a difference
    std::vector<Seen> outcomes;  ///< of the reference
};

/// What came of a line in one pool after those before it, and alone.
struct Replayed {
    Seen pooled, alone;
};
[[nodiscard]] Result<std::vector<Replayed>> replay(const Rivals& rivals, const std::vector<Line>& lines,
                                                   Control& control);
/// Lines of `check` and `grade` in one file, as a finding prints them.
[[nodiscard]] Result<std::vector<Line>> readLines(const std::filesystem::path& file);

class Trial {
  public:
    explicit Trial(Rivals rivals) : m_rivals(std::move(rivals)) {}
    [[nodiscard]] Result<Judgement> judge(const Suspicion& suspicion, Control& control);
    /// What an interpreter says of the line that never ran anything else.
    [[nodiscard]] Result<Seen> anew(const Line& line, Control& control);

  private:
    enum class Pace : std::uint8_t { OneByOne, Together };
    [[nodiscard]] Result<Seen> alone(Rivals::Open Rivals::*rival, const Line& line, Control& control);
    [[nodiscard]] Result<Seen> lastOf(const std::vector<Line>& lines, Pace pace, Control& control);
    [[nodiscard]] Result<bool> askAgain(const Suspicion& suspicion, std::vector<Seen>& outcomes, Control& control);
    [[nodiscard]] Result<bool> observes(const Line& line, Control& control);
    [[nodiscard]] Result<bool> poolInsists(const Suspicion& suspicion, Control& control);
    [[nodiscard]] Result<bool> varies(const Suspicion& suspicion, Judgement& judgement, Control& control);
    [[nodiscard]] Result<bool> reproduce(const Suspicion& suspicion, const std::vector<Seen>& outcomes,
                                         Finding& finding, Control& control);
    Status shrink(Finding& finding, Pace pace, Control& control);

    Rivals m_rivals;
    std::unique_ptr<Executor> m_reference, m_renewed, m_patient;  ///< opened when they are first needed
};

}  // namespace azr::execution::redteam

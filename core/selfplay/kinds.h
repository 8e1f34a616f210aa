/// The kinds of task in one table (paper section 3.1): everything that differs from kind to kind and is no text. A new
/// kind is a row here; what must be written for it besides is listed in core/README.md, "A new kind of task". Values,
/// known at compile time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/run_config.h"
#include "core/execution/verdict.h"
#include "core/selfplay/per_kind.h"

namespace azr::selfplay {

/// What tasks are made of. Pairs: inputs with their outputs, half of them shown.
enum class TaskPart : std::uint8_t { Program, Input, Output, Message, Pairs };

/// Some parts, in the order in which they stand in a prompt.
class Parts {
  public:
    template <class... Part>
    constexpr explicit Parts(Part... parts) : m_parts{parts...}, m_count(sizeof...(Part)) {}
    [[nodiscard]] constexpr const TaskPart* begin() const { return m_parts.data(); }
    [[nodiscard]] constexpr const TaskPart* end() const { return m_parts.data() + m_count; }
    [[nodiscard]] constexpr bool has(TaskPart part) const {
        for (const TaskPart one : *this)
            if (one == part) return true;
        return false;
    }

  private:
    std::array<TaskPart, 5> m_parts;
    std::size_t m_count;
};

/// Where the proposer's references come from: its kind's own buffer, or one program of a kind that lends them.
enum class References : std::uint8_t { OwnBuffer, LentProgram };

/// How the seeding of a buffer begins: with the identity triplet, or with what other buffers lend.
enum class Seed : std::uint8_t { Identity, Lent };

/// What differs from kind to kind. Each has a buffer of its own and two streams, one per role.
struct KindTraits {
    TaskKind kind;
    std::string_view name;                  ///< in the database, files, metrics and on the command line
    std::string_view reference;             ///< the reference implementation's name for it
    bool config::SelfPlayConfig::*enabled;  ///< the switch of the configuration
    bool published;                  ///< one of the paper's three: measured and shown also where a run leaves it out
    References references;           ///< what a proposer is shown
    int batchPlace;                  ///< of its two streams in a step's batch, in the reference's order
    Parts proposed;                  ///< what a proposer writes; the program is lent where it is not among it
    Parts shown;                     ///< to a solver
    Parts hidden;                    ///< from a solver (of pairs, the half that is not shown)
    TaskPart asked;                  ///< what a solver writes
    execution::AnswerKind verified;  ///< how an answer is judged
    Seed seed;
    bool lends;                         ///< its programs are what kinds without programs of their own are proposed for
    std::optional<TaskKind> twin = {};  ///< the kind that the same triplets serve; both may begin from one set of seeds
    bool nano;                          ///< the built-in model has words for it
};

constexpr PerKind<KindTraits> kKindTraits = {
    KindTraits{.kind = TaskKind::Deduction,
               .name = "deduction",
               .reference = "code_o",
               .enabled = &config::SelfPlayConfig::deduction,
               .published = true,
               .references = References::OwnBuffer,
               .batchPlace = 1,
               .proposed = Parts(TaskPart::Program, TaskPart::Input),
               .shown = Parts(TaskPart::Program, TaskPart::Input),
               .hidden = Parts(TaskPart::Output),
               .asked = TaskPart::Output,
               .verified = execution::AnswerKind::Output,
               .seed = Seed::Identity,
               .lends = true,
               .twin = TaskKind::Abduction,
               .nano = true},
    KindTraits{.kind = TaskKind::Abduction,
               .name = "abduction",
               .reference = "code_i",
               .enabled = &config::SelfPlayConfig::abduction,
               .published = true,
               .references = References::OwnBuffer,
               .batchPlace = 0,
               .proposed = Parts(TaskPart::Program, TaskPart::Input),
               .shown = Parts(TaskPart::Program, TaskPart::Output),
               .hidden = Parts(TaskPart::Input),
               .asked = TaskPart::Input,
               .verified = execution::AnswerKind::Input,
               .seed = Seed::Identity,
               .lends = true,
               .twin = TaskKind::Deduction,
               .nano = true},
    KindTraits{.kind = TaskKind::Induction,
               .name = "induction",
               .reference = "code_f",
               .enabled = &config::SelfPlayConfig::induction,
               .published = true,
               .references = References::LentProgram,
               .batchPlace = 3,
               .proposed = Parts(TaskPart::Pairs, TaskPart::Message),
               .shown = Parts(TaskPart::Pairs, TaskPart::Message),
               .hidden = Parts(TaskPart::Program, TaskPart::Pairs),
               .asked = TaskPart::Program,
               .verified = execution::AnswerKind::Program,
               .seed = Seed::Lent,
               .lends = false,
               .nano = true},
    KindTraits{.kind = TaskKind::Error,
               .name = "error",
               .reference = "code_e",
               .enabled = &config::SelfPlayConfig::error,
               .published = false,
               .references = References::OwnBuffer,
               .batchPlace = 2,
               .proposed = Parts(TaskPart::Program, TaskPart::Input),
               .shown = Parts(TaskPart::Program, TaskPart::Input),
               .hidden = Parts(TaskPart::Output),
               .asked = TaskPart::Output,
               .verified = execution::AnswerKind::Error,
               .seed = Seed::Identity,
               .lends = false,
               .nano = false},
};

[[nodiscard]] constexpr const KindTraits& traitsOf(TaskKind kind) {
    return kKindTraits[kind];
}

constexpr std::string_view name(TaskKind kind) {
    return traitsOf(kind).name;
}

/// By its name; nothing when no kind is called so.
[[nodiscard]] constexpr std::optional<TaskKind> kindFromName(std::string_view text) {
    for (const KindTraits& traits : kKindTraits)
        if (traits.name == text) return traits.kind;
    return std::nullopt;
}

/// The first kind whose solvers are asked for this part.
[[nodiscard]] constexpr TaskKind kindAsking(TaskPart part) {
    for (const KindTraits& traits : kKindTraits)
        if (traits.asked == part) return traits.kind;
    return {};
}

/// The proposer writes the program itself.
[[nodiscard]] constexpr bool ownsProgram(TaskKind kind) {
    return traitsOf(kind).proposed.has(TaskPart::Program);
}
/// A task is several pairs and a message; else one input with its output.
[[nodiscard]] constexpr bool hasPairs(TaskKind kind) {
    return traitsOf(kind).shown.has(TaskPart::Pairs);
}
/// The gold is the name of an exception, not a value of the program.
[[nodiscard]] constexpr bool namesError(TaskKind kind) {
    return traitsOf(kind).verified == execution::AnswerKind::Error;
}
[[nodiscard]] constexpr bool isEnabled(TaskKind kind, const config::SelfPlayConfig& config) {
    return config.*traitsOf(kind).enabled;
}
/// Whether a run with these settings has figures of this kind.
[[nodiscard]] constexpr bool isShown(TaskKind kind, const config::SelfPlayConfig& config) {
    return traitsOf(kind).published || isEnabled(kind, config);
}
/// Whether one set of seeds fills the buffer of the kind and that of its twin.
[[nodiscard]] constexpr bool sharesSeeds(TaskKind kind, const config::SelfPlayConfig& config) {
    const auto twin = traitsOf(kind).twin;
    return config.sharedSeed && twin && isEnabled(kind, config) && isEnabled(*twin, config);
}

/// The kinds that a run with these settings has figures of, in the order of the table.
[[nodiscard]] std::vector<TaskKind> shownKinds(const config::SelfPlayConfig& config);

// kinds.cpp holds the table against itself, the settings and the lines of `grade`: what does not agree does not
// compile.

}  // namespace azr::selfplay

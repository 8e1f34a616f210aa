#include "core/session/names.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace azr::session {

namespace {

constexpr std::array<std::string_view, 14> kPhases = {"starting", "seeding",  "propose", "validate", "judge",
                                                      "estimate", "solve",    "verify",  "update",   "train",
                                                      "store",    "evaluate", "paused",  "finished"};
static_assert(static_cast<std::size_t>(training::Phase::Finished) + 1 == kPhases.size());
constexpr std::array<std::string_view, 3> kActions = {"add", "evict", "veto"};
constexpr std::array<std::string_view, 8> kStates = {"idle",   "starting", "running",  "pausing",
                                                     "paused", "stopping", "finished", "failed"};
static_assert(static_cast<std::size_t>(RunState::Failed) + 1 == kStates.size());

constexpr char kRound = '@';

}  // namespace

std::string_view name(training::Phase phase) {
    return kPhases[static_cast<std::size_t>(phase)];
}

std::optional<training::Phase> phaseFromName(std::string_view text) {
    for (std::size_t i = 0; i < kPhases.size(); ++i)
        if (kPhases[i] == text) return static_cast<training::Phase>(i);
    return std::nullopt;
}

std::string phaseName(const training::Place& place) {
    if (!training::isRound(place.step, place.phase)) return std::string(name(place.phase));
    return fmt::format("{}{}{}", name(place.phase), kRound, place.round);
}

std::optional<training::Place> placeFromName(int step, std::string_view text) {
    const std::size_t at = text.find(kRound);
    const auto phase = phaseFromName(text.substr(0, at));
    if (!phase) return std::nullopt;
    if (!training::isRound(step, *phase)) return training::Place{step, *phase};
    if (at == std::string_view::npos) return std::nullopt;
    training::Place place{step, *phase};
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + at + 1, end, place.round);
    return read.ec == std::errc() && read.ptr == end ? std::optional(place) : std::nullopt;
}

std::string_view name(training::BufferAction action) {
    return kActions[static_cast<std::size_t>(action)];
}

std::string_view name(RunState state) {
    return kStates[static_cast<std::size_t>(state)];
}

}  // namespace azr::session

/// The search: mutants are played on pools and what comes is compared with what each line gives alone. Many are under
/// way at once; a suspicion stops them until it is settled. Blocking, on the caller's thread.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/base/control.h"
#include "core/execution/redteam/mutant.h"
#include "core/execution/redteam/reference_book.h"
#include "core/execution/redteam/trial.h"

namespace azr::execution::redteam {

struct DuelOptions {
    std::uint64_t seed = 1;
    std::int64_t from = 0, count = 1000;  ///< numbers of the mutants
    int pools = 2;                        ///< with one lane each
    int ahead = 24;                       ///< mutants under way in each
    std::int64_t freshEvery = 500;        ///< each so manieth mutant also meets a reference that is new; 0: none
    std::size_t maxFindings = 10;         ///< ends the search
    std::function<bool()> mayRun;         ///< false: nothing new is begun for now (it may wait a little); empty: always
};

struct DuelFigures {
    std::int64_t mutants = 0, lines = 0;
    std::int64_t referenceLines = 0;     ///< distinct lines that the reference ran
    std::int64_t freshLines = 0;         ///< lines that a new reference ran besides
    std::int64_t parsed = 0;             ///< lines without parse_error
    std::int64_t checked = 0, pure = 0;  ///< checks, and those whose program the pool takes
    std::array<std::int64_t, kVerdictCount> verdicts{};
    std::array<std::int64_t, kChanges> changes{};  ///< mutants with each
    std::int64_t suspicions = 0, agreed = 0;       ///< looked into; the very text gave the same alone
    std::int64_t unstable = 0, luckyPasses = 0;    ///< not counted as differences
    std::int64_t differences = 0, passes = 0;      ///< passes: differences that would have been rewarded
    std::int64_t repeats = 0;  ///< further lines that differ by themselves, as one that was told does
    double seconds = 0;
};

struct UnstableExample {
    Line line;
    Seen pooled;
    std::vector<Seen> alone;
};

/// Called on the thread of run().
struct DuelCallbacks {
    std::function<void(const Finding&)> found;
    std::function<void(const UnstableExample&)> unstable;
    std::function<void(const DuelFigures&)> progress;  ///< after every few mutants
};

class Duel {
  public:
    /// The corpus outlives it.
    Duel(const Corpus& corpus, Rivals rivals, DuelOptions options, DuelCallbacks callbacks);
    ~Duel();
    /// Until all mutants are through, enough was found, or `control` stops (Cancelled; figures() stay).
    Status run(Control& control);
    [[nodiscard]] const DuelFigures& figures() const { return m_figures; }

  private:
    struct Bout;
    struct Track;
    struct Suspect;

    Status open();
    [[nodiscard]] bool launch(Track& track);
    void advance(Bout& bout, Track& track, bool& moved);
    void put(Bout& bout, Track& track);
    [[nodiscard]] bool complete(Bout& bout);
    void compare(Bout& bout, Track& track);
    void tally(const Bout& bout, std::size_t k);
    [[nodiscard]] bool sweep(bool launching);
    void nap();
    [[nodiscard]] Result<Seen> known(const Line& line, Control& control);
    Status checkFresh(Control& control);
    Status settle(Control& control);
    Status settleOne(Track& track, Suspect& suspect, Control& control);
    void rule(const Suspect& suspect, Judgement judgement, Track& track);

    const Corpus& m_corpus;
    const Rivals m_rivals;
    const DuelOptions m_options;
    const DuelCallbacks m_callbacks;
    Mutator m_mutator;
    Trial m_trial;
    std::unique_ptr<Executor> m_reference;
    std::optional<ReferenceBook> m_book;
    std::vector<std::unique_ptr<Track>> m_tracks;
    std::vector<Suspect> m_suspects;
    std::unordered_set<std::uint64_t> m_told;  ///< lines that differ by themselves
    std::deque<std::int64_t> m_again;          ///< mutants that met a pool after it had been found out
    std::deque<std::int64_t> m_freshQueue;     ///< mutants to play on a new reference
    std::int64_t m_next = 0;
    DuelFigures m_figures;
};

}  // namespace azr::execution::redteam

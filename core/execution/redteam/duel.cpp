#include "core/execution/redteam/duel.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/elapsed.h"

namespace azr::execution::redteam {
namespace {

constexpr std::size_t kJournal = 600;        ///< lines; a pooled child is renewed after 200 requests
constexpr std::int64_t kProgressEvery = 50;  ///< mutants
constexpr auto kNap = std::chrono::microseconds(500);

}  // namespace

/// A mutant under way.
struct Duel::Bout {
    Mutant mutant;
    std::vector<Line> played;
    std::vector<Flight> flights;
    std::vector<Seen> seen;
};

/// One pool, what it was given, and what it works on.
struct Duel::Track {
    std::unique_ptr<Executor> pool;
    std::deque<Bout> bouts;
    std::deque<Line> journal;

    /// Without this line: a second time it would come out of the cache.
    [[nodiscard]] std::vector<Line> journalWithout(const Line& line) const {
        std::vector<Line> lines;
        for (const Line& one : journal)
            if (!(one == line)) lines.push_back(one);
        return lines;
    }
};

struct Duel::Suspect {
    Track* track = nullptr;
    Suspicion suspicion;
    Line plain;
};

Duel::Duel(const Corpus& corpus, Rivals rivals, DuelOptions options, DuelCallbacks callbacks)
    : m_corpus(corpus),
      m_rivals(std::move(rivals)),
      m_options(std::move(options)),
      m_callbacks(std::move(callbacks)),
      m_mutator(m_corpus, m_options.seed),
      m_trial(m_rivals),
      m_next(m_options.from) {}

Duel::~Duel() = default;

Status Duel::open() {
    AZR_TRY(m_reference, m_rivals.reference());
    m_book.emplace(*m_reference);
    for (int i = 0; i < std::max(1, m_options.pools); ++i) {
        m_tracks.push_back(std::make_unique<Track>());
        AZR_TRY(m_tracks.back()->pool, m_rivals.pooled());
    }
    return {};
}

/// Hands the next line of the mutant to the pool.
void Duel::put(Bout& bout, Track& track) {
    const std::size_t k = bout.flights.size();
    track.journal.push_back(bout.played[k]);
    if (track.journal.size() > kJournal) track.journal.pop_front();
    bout.flights.emplace_back(*track.pool, bout.played[k], Lane::Loop);
}

bool Duel::launch(Track& track) {
    const bool again = !m_again.empty();
    if (!again && m_next >= m_options.from + m_options.count) return false;
    if (m_options.mayRun && !m_options.mayRun()) return false;
    const std::int64_t number = again ? m_again.front() : m_next++;
    if (again) m_again.pop_front();
    Bout& bout = track.bouts.emplace_back();
    bout.mutant = m_mutator.at(number);
    for (std::size_t k = 0; k < bout.mutant.lines.size(); ++k) {
        bout.played.push_back(bout.mutant.played(k));
        m_book->ask(bout.mutant.lines[k].line);
    }
    put(bout, track);
    while (bout.mutant.together && bout.flights.size() < bout.played.size()) put(bout, track);
    if (!again && m_options.freshEvery > 0 && number % m_options.freshEvery == 0) m_freshQueue.push_back(number);
    return true;
}

void Duel::advance(Bout& bout, Track& track, bool& moved) {
    while (bout.seen.size() < bout.flights.size() && bout.flights[bout.seen.size()].landed()) {
        bout.seen.push_back(bout.flights[bout.seen.size()].wait());
        if (bout.flights.size() < bout.played.size()) put(bout, track);
        moved = true;
    }
}

bool Duel::complete(Bout& bout) {
    return bout.seen.size() == bout.played.size() && std::ranges::all_of(bout.mutant.lines, [&](const MutantLine& one) {
               return m_book->answer(one.line).has_value();
           });
}

void Duel::tally(const Bout& bout, std::size_t k) {
    const Seen& seen = bout.seen[k];
    ++m_figures.lines;
    ++m_figures.verdicts[static_cast<std::size_t>(seen.verdict)];
    m_figures.parsed += seen.verdict != Verdict::ParseError ? 1 : 0;
    m_figures.checked += seen.inspected ? 1 : 0;
    m_figures.pure += seen.inspected && seen.pure ? 1 : 0;
}

void Duel::compare(Bout& bout, Track& track) {
    ++m_figures.mutants;
    for (std::size_t i = 0; i < kChanges; ++i) m_figures.changes[i] += bout.mutant.changes[i] ? 1 : 0;
    bool suspected = false;
    for (std::size_t k = 0; k < bout.played.size(); ++k) {
        tally(bout, k);
        const Line& plain = bout.mutant.lines[k].line;
        if (suspected || *m_book->answer(plain) == bout.seen[k]) continue;
        if (m_told.contains(fingerprint(plain))) {
            ++m_figures.repeats;
            continue;
        }
        if (const auto* known = m_book->varying(plain)) {
            // A reward that the reference was never seen to give is looked into however much it varies.
            const bool explained = std::ranges::find(*known, bout.seen[k]) != known->end();
            if (explained || !bout.seen[k].passes()) {
                ++m_figures.unstable;
                continue;
            }
        }
        suspected = true;
        const std::vector<Line> own(bout.played.begin(), bout.played.begin() + static_cast<std::ptrdiff_t>(k) + 1);
        m_suspects.push_back(
            {&track, Suspicion{bout.mutant.number, own, track.journalWithout(own.back()), bout.seen[k]}, plain});
    }
    if (m_callbacks.progress && m_figures.mutants % kProgressEvery == 0) m_callbacks.progress(m_figures);
}

/// One round over everything under way; whether anything moved.
bool Duel::sweep(bool launching) {
    bool moved = false;
    for (const auto& track : m_tracks) {
        while (launching && static_cast<int>(track->bouts.size()) < m_options.ahead && launch(*track)) moved = true;
        for (std::size_t i = 0; i < track->bouts.size();) {
            Bout& bout = track->bouts[i];
            advance(bout, *track, moved);
            if (!complete(bout)) {
                ++i;
                continue;
            }
            compare(bout, *track);
            track->bouts.erase(track->bouts.begin() + static_cast<std::ptrdiff_t>(i));
            moved = true;
        }
    }
    return moved;
}

/// Waits a little for something that is under way.
void Duel::nap() {
    for (const auto& track : m_tracks) {
        for (Bout& bout : track->bouts) {
            if (bout.seen.size() < bout.flights.size()) return (void)bout.flights[bout.seen.size()].landed(kNap);
            for (const MutantLine& one : bout.mutant.lines)
                if (!m_book->answer(one.line)) return (void)m_book->answer(one.line, kNap);
        }
    }
}

Result<Seen> Duel::known(const Line& line, Control& control) {
    while (true) {
        if (auto seen = m_book->answer(line, kNap)) return *seen;
        AZR_CHECK(control.checkpoint());
    }
}

/// The reference is held against an interpreter that never ran anything else, by a line of now and then a mutant.
Status Duel::checkFresh(Control& control) {
    while (!m_freshQueue.empty()) {
        const Mutant mutant = m_mutator.at(m_freshQueue.front());
        m_freshQueue.pop_front();
        const Line& line = mutant.lines.back().line;
        AZR_TRY(const Seen before, known(line, control));
        AZR_TRY(const Seen fresh, m_trial.anew(line, control));
        ++m_figures.freshLines;
        if (fresh == before || m_book->varying(line)) continue;
        m_suspects.push_back({m_tracks.front().get(), Suspicion{mutant.number, {line}, {}, before}, line});
    }
    return {};
}

void Duel::rule(const Suspect& suspect, Judgement judgement, Track& track) {
    switch (judgement.ruling) {
        case Ruling::Agreed: ++m_figures.agreed; return;
        case Ruling::Unstable:
        case Ruling::LuckyPass: {
            ++(judgement.ruling == Ruling::Unstable ? m_figures.unstable : m_figures.luckyPasses);
            std::vector<Seen> outcomes = judgement.outcomes;
            outcomes.push_back(suspect.suspicion.pooled);
            m_book->addOutcomes(suspect.plain, outcomes);
            if (m_callbacks.unstable)
                m_callbacks.unstable({suspect.plain, suspect.suspicion.pooled, std::move(judgement.outcomes)});
            return;
        }
        case Ruling::Difference: break;
    }
    ++m_figures.differences;
    m_figures.passes += judgement.finding.passes ? 1 : 0;
    // A line that needs no other one would be told again by each of its neighbours.
    if (judgement.finding.reproduced && judgement.finding.lines.size() == 1) m_told.insert(fingerprint(suspect.plain));
    track.pool.reset();  // whatever was done to it, the next mutants shall not meet it
    if (m_callbacks.found) m_callbacks.found(judgement.finding);
}

Status Duel::settleOne(Track& track, Suspect& suspect, Control& control) {
    ++m_figures.suspicions;
    AZR_TRY(Judgement judgement, m_trial.judge(suspect.suspicion, control));
    rule(suspect, std::move(judgement), track);
    if (track.pool) return {};
    track.journal.clear();
    AZR_TRY(track.pool, m_rivals.pooled());
    return {};
}

/// All that is under way ends first, so that nothing else plays while a suspicion is looked into.
Status Duel::settle(Control& control) {
    const auto busy = [&] {
        return std::ranges::any_of(m_tracks, [](const auto& track) { return !track->bouts.empty(); });
    };
    while (busy()) {
        AZR_CHECK(control.checkpoint());
        if (!sweep(false)) nap();
    }
    std::vector<Track*> foundOut;
    for (Suspect& suspect : std::exchange(m_suspects, {})) {
        if (m_figures.differences >= static_cast<std::int64_t>(m_options.maxFindings)) return {};
        if (m_told.contains(fingerprint(suspect.plain))) {
            ++m_figures.repeats;
            continue;
        }
        // What else a pool said after it had been found out proves nothing: these mutants meet the new one.
        if (std::ranges::find(foundOut, suspect.track) != foundOut.end()) {
            m_again.push_back(suspect.suspicion.mutant);
            --m_figures.mutants;
            continue;
        }
        const std::int64_t before = m_figures.differences;
        AZR_CHECK(settleOne(*suspect.track, suspect, control));
        if (m_figures.differences > before) foundOut.push_back(suspect.track);
    }
    return {};
}

Status Duel::run(Control& control) {
    const auto begin = SteadyClock::now();
    const auto over = [&] {
        if (m_figures.differences >= static_cast<std::int64_t>(m_options.maxFindings)) return true;
        return m_next >= m_options.from + m_options.count && m_again.empty() &&
               std::ranges::all_of(m_tracks, [](const auto& track) { return track->bouts.empty(); });
    };
    AZR_CHECK(open());
    while (!over()) {
        AZR_CHECK(control.checkpoint());
        if (!sweep(true)) nap();
        AZR_CHECK(checkFresh(control));
        if (!m_suspects.empty()) AZR_CHECK(settle(control));
        m_figures.seconds = secondsSince(begin);
        m_figures.referenceLines = m_book->asked();
    }
    m_figures.seconds = secondsSince(begin);
    m_figures.referenceLines = m_book->asked();
    return {};
}

}  // namespace azr::execution::redteam

/// One lane: two interpreters of its own, the way to the others, and what is done with their answers: the cache, what
/// is run again in forks, what is no longer believed. Used by one thread at a time; Shared and Jury are thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/execution/pool/interpreter.h"
#include "core/execution/pool/jury.h"
#include "core/execution/pool/shared.h"

namespace azr::execution {

/// How items are run.
struct RunWay {
    Tier tier = Tier::Pool;
    Purpose purpose = Purpose::Proposals;
    bool cached = true;
};

class LaneRunner {
  public:
    LaneRunner(Shared& shared, Jury& jury);
    /// A first interpreter that start-up already tried.
    void adopt(std::unique_ptr<WorkerProcess> worker) { m_own[kFirst]->adopt(std::move(worker)); }
    /// From any thread, once Shared::stop is set: ends the workers, so that what is under way comes to infra_error.
    void interrupt();
    /// From any thread: what the lane works on, in its own interpreters or in the jury's, comes to infra_error, as does
    /// all that is asked of it before allow().
    void cancel();
    void allow();
    /// Whether what it works on was broken off: by cancel(), or as the executor is closing.
    [[nodiscard]] bool brokenOff() const { return m_cancelled || m_shared.stop; }

    /// Results in the order of the items, of one interpreter.
    [[nodiscard]] std::vector<RunResult> run(std::span<const RunItem> items, const RunWay& way,
                                             std::size_t interpreter = kFirst);
    /// Of several at once: the interpreters `first` up to `last`, without it; those beyond the lane's own are the
    /// jury's.
    [[nodiscard]] std::vector<std::vector<RunResult>> runOn(std::span<const RunItem> items, const RunWay& way,
                                                            std::size_t first, std::size_t last);
    [[nodiscard]] std::vector<Inspection> inspect(std::span<const InspectItem> items);
    /// The item, admitted where its program and its text allow; the text is a literal or needs the program's names.
    [[nodiscard]] RunItem item(const std::string& program, const std::vector<std::string>& imports, std::string text,
                               const Inspection& inspection, CallMode otherwise) const;
    [[nodiscard]] static Tier tierOf(const RunItem& item) { return item.pooled ? Tier::Pool : Tier::Fork; }
    [[nodiscard]] Shared& shared() { return m_shared; }

  private:
    struct Pending;
    [[nodiscard]] std::string cacheKey(const RunItem& item, const Pending& pending) const;
    [[nodiscard]] WorkerRequest request(std::span<const RunItem> items, const Pending& pending) const;
    void begin(Pending& pending, std::span<const RunItem> items);
    std::vector<RunResult> finish(Pending& pending);
    /// Places what came; the asked items that are to be asked for again.
    [[nodiscard]] std::vector<std::size_t> settle(Pending& pending, const WorkerReply& reply);
    [[nodiscard]] bool believable(const Pending& pending, const WorkerReply& reply) const;
    void distrust(Pending& pending, const char* why);
    void repeat(Pending& pending, std::span<const std::size_t> asked);
    void repeatOdd(Pending& pending);
    void repeatStarved(Pending& pending);
    [[nodiscard]] bool samplesAgree(Pending& pending);
    /// Who shares a fork: nobody, or the items of one program, with the canary between them.
    enum class Company : std::uint8_t { Alone, SameProgram };
    [[nodiscard]] std::vector<RunResult> forked(const Pending& pending, std::span<const std::size_t> asked,
                                                Company company);
    /// Into `out`; those that are to be looked at alone.
    [[nodiscard]] std::vector<std::size_t> inspectOnce(std::span<const InspectItem> items,
                                                       std::span<const std::size_t> places,
                                                       std::vector<Inspection>& out);
    void remember(const InspectItem& item, const std::string& key, const Inspection& inspection);

    Shared& m_shared;
    Jury& m_jury;
    std::array<std::unique_ptr<Interpreter>, 2> m_own;
    std::atomic<bool> m_cancelled{false};
};

}  // namespace azr::execution

#include "core/execution/pool/lane_runner.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>

#include "core/base/files.h"
#include "core/base/log.h"
#include "core/execution/pool/results.h"
#include "core/execution/values/value_codec.h"

namespace azr::execution {
namespace {

constexpr std::array<unsigned, 2> kHashSeeds = {20240501, 7};
constexpr int kTries = 3;
constexpr int kVisibleFailures = 5;
constexpr double kInspectSeconds = 5;
constexpr int kRecycleRuns = 200, kRecycleInspections = 2000;  ///< requests that one persistent child serves
bool cacheable(Verdict verdict) {
    return verdict != Verdict::TimeoutCpu && verdict != Verdict::TimeoutWall && verdict != Verdict::InfraError &&
           verdict != Verdict::Crashed && verdict != Verdict::Memory;
}

void writeImports(MarshalWriter& writer, const std::vector<std::string>& imports) {
    writer.list(imports.size());
    for (const std::string& one : imports) writer.text(one);
}

// By content, so that the same run samples the same programs whatever lane they land on; all items of a program share
// one fork.
bool sampled(const std::string& program, std::uint64_t seed) {
    std::uint64_t hash = 1469598103934665603ULL ^ seed;
    for (const char c : program) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return (hash >> 32) % 64 == 0;
}

// Memory and crashes depend on what else the pooled interpreter holds: a fork of its own decides.
bool isOdd(Verdict verdict) {
    return verdict == Verdict::Crashed || verdict == Verdict::Memory;
}

bool sameOutcome(const RunResult& a, const RunResult& b) {
    if (a.verdict != b.verdict) return false;
    return !a.value || !b.value || strictlyEqual(*a.value, *b.value) || !equal(*a.value, *a.value);
}

}  // namespace

/// Items under way on one side: what the cache knew, and what was asked.
struct LaneRunner::Pending {
    std::vector<RunItem> asked;
    std::vector<std::size_t> places;  ///< of the asked items among all
    std::vector<std::string> keys;
    std::vector<RunResult> results;
    Tier tier = Tier::Pool;
    Side side = Side::First;
    bool cached = true, sent = false;
    WorkerRequest request;
};

Tier LaneRunner::tierOf(Purity purity) const {
    if (!m_shared.options.pooled) return Tier::Single;
    if (purity == Purity::Pure && m_shared.pooled) return Tier::Pool;
    return purity == Purity::Impure ? Tier::Single : Tier::Fork;
}

void Shared::recovered() {
    if (failuresInARow.exchange(0) == 0) return;
    const std::lock_guard lock(troubleMutex);
    trouble.clear();
}

bool LaneRunner::spent(const WorkerProcess& worker) const {
    const ExecutorOptions& options = m_shared.options;
    return worker.served() >= options.workerRequests ||
           worker.age() >= std::chrono::duration<double>(60 * options.workerMinutes) ||
           worker.grownKb() >= std::int64_t{options.workerGrowthMegabytes} << 10;
}

WorkerProcess* LaneRunner::worker(Side side) {
    if (m_shared.stop) return nullptr;
    const auto& slot = m_workers[static_cast<std::size_t>(side)];
    if (slot && spent(*slot)) {
        drop(side);
        ++m_shared.recycled;
    }
    if (slot) return slot.get();
    const int failures = m_shared.failuresInARow.load();
    if (failures > 0) {
        // Back off, unless the executor is closing.
        std::unique_lock lock(m_shared.stopMutex);
        const auto pause = std::chrono::milliseconds(50 << std::min(failures, 6));
        if (m_shared.stopping.wait_for(lock, pause, [&] { return m_shared.stop.load(); })) return nullptr;
    }
    auto started = WorkerProcess::start(m_shared.plan, kHashSeeds[static_cast<std::size_t>(side)]);
    if (!started) {
        lose(side, started.error());
        return nullptr;
    }
    return place(side, std::move(*started)) ? slot.get() : nullptr;
}

// False, and the worker ends, when the executor is closing: interrupt() would not see this one.
bool LaneRunner::place(Side side, std::unique_ptr<WorkerProcess> worker) {
    const std::lock_guard lock(m_processMutex);
    if (m_shared.stop) return false;
    m_processes[static_cast<std::size_t>(side)] = worker->process();
    m_workers[static_cast<std::size_t>(side)] = std::move(worker);
    return true;
}

void LaneRunner::drop(Side side) {
    {
        const std::lock_guard lock(m_processMutex);
        m_processes[static_cast<std::size_t>(side)] = 0;
    }
    m_workers[static_cast<std::size_t>(side)].reset();
}

void LaneRunner::interrupt() {
    const std::lock_guard lock(m_processMutex);
    for (const int process : m_processes)
        if (process > 0) kill(process, SIGTERM);
}

void LaneRunner::lose(Side side, const Error& error) {
    drop(side);
    if (m_shared.stop) return;
    ++m_shared.restarts;
    const int failures = ++m_shared.failuresInARow;
    if (failures < kVisibleFailures) return;
    const std::lock_guard lock(m_shared.troubleMutex);
    m_shared.trouble = "The jailed interpreter keeps failing: " + describe(error);
    if (failures == kVisibleFailures) log::error(m_shared.trouble);
}

void LaneRunner::arrived(const WorkerReply& reply) {
    m_shared.recovered();
    m_shared.recycled += reply.renewed;
}

Result<WorkerReply> LaneRunner::exchange(const WorkerRequest& request, Side side) {
    Error last{ErrorCode::Io, "no interpreter could be started", "azr-sandbox", {}};
    for (int attempt = 0; attempt < kTries; ++attempt) {
        if (m_shared.stop) last.detail = "the executor was closed";
        WorkerProcess* process = worker(side);
        if (!process) continue;
        Result<WorkerReply> reply = [&]() -> Result<WorkerReply> {
            AZR_CHECK(process->send(request));
            return process->receive(request.wallSeconds);
        }();
        if (reply) {
            arrived(*reply);
            return reply;
        }
        last = reply.error();
        lose(side, last);
    }
    ++m_shared.infraErrors;
    return tl::make_unexpected(last);
}

std::string LaneRunner::cacheKey(const RunItem& item, Side side) const {
    std::string text = m_shared.cachePrefix;
    const auto add = [&](const std::string& part) { text += std::to_string(part.size()) + ':' + part; };
    add(*item.program);
    for (const std::string& one : *item.imports) add(one);
    add(item.text);
    text += static_cast<char>('a' + static_cast<int>(item.mode));
    text += side == Side::First ? '1' : '2';
    return sha256(text);
}

WorkerRequest LaneRunner::request(std::span<const RunItem> items, Tier tier, Side side) const {
    std::map<std::pair<const std::string*, const std::vector<std::string>*>, std::size_t> numbers;
    std::vector<const RunItem*> programs;
    for (const RunItem& item : items)
        if (numbers.emplace(std::pair{item.program, item.imports}, programs.size()).second) programs.push_back(&item);
    MarshalWriter writer;
    writer.tuple(2).list(programs.size());
    for (const RunItem* item : programs) {
        writer.tuple(2).text(*item->program);
        writeImports(writer, *item->imports);
    }
    writer.list(items.size());
    const int calls = side == Side::First ? 1 : 2;
    for (const RunItem& item : items) {
        writer.tuple(4).number(static_cast<std::int64_t>(numbers.at({item.program, item.imports})));
        writer.text(item.text).number(static_cast<int>(item.mode)).number(calls);
    }
    // Two calls need no second allowance: a proposal that comes near the limit is refused anyway.
    return {tier, items.size(), m_shared.options.cpuSeconds, m_shared.options.wallSeconds, kRecycleRuns, writer.take()};
}

LaneRunner::Pending LaneRunner::begin(std::span<const RunItem> items, Tier tier, Side side, bool cached) {
    Pending pending;
    pending.tier = tier;
    pending.side = side;
    pending.cached = cached && m_shared.options.cached;
    pending.results.resize(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (pending.cached) {
            std::string key = cacheKey(items[i], side);
            if (auto known = m_shared.results.find(key)) {
                ++m_shared.cacheHits;
                pending.results[i] = std::move(*known);
                continue;
            }
            pending.keys.push_back(std::move(key));
        }
        pending.places.push_back(i);
        pending.asked.push_back(items[i]);
    }
    if (pending.asked.empty()) return pending;
    m_shared.executions += static_cast<std::int64_t>(pending.asked.size());
    pending.request = request(pending.asked, tier, side);
    WorkerProcess* process = worker(side);
    pending.sent = process && process->send(pending.request).has_value();
    return pending;
}

std::vector<RunResult> LaneRunner::finish(Pending pending) {
    if (pending.asked.empty()) return std::move(pending.results);
    Result<WorkerReply> reply = fail(ErrorCode::Io, "not sent");
    WorkerProcess* process = m_workers[static_cast<std::size_t>(pending.side)].get();
    if (pending.sent && process) {
        reply = process->receive(pending.request.wallSeconds);
        if (!reply)
            lose(pending.side, reply.error());
        else
            arrived(*reply);
    }
    if (!reply) reply = exchange(pending.request, pending.side);
    settle(pending, reply);
    repeatOddities(pending);
    if (pending.cached)
        for (std::size_t i = 0; i < pending.places.size(); ++i)
            if (const RunResult& result = pending.results[pending.places[i]]; cacheable(result.verdict))
                m_shared.results.store(pending.keys[i], result);
    return std::move(pending.results);
}

void LaneRunner::settle(Pending& pending, const Result<WorkerReply>& reply) {
    if (!reply) {
        for (const std::size_t place : pending.places) pending.results[place].detail = reply.error().detail;
        return;
    }
    if (reply->canaryBroken) {
        // Something reached the pooled interpreter: nothing it said counts, and everything runs again in forks.
        ++m_shared.canaryAlarms;
        log::warning("executor: the canary of a pooled interpreter broke; its programs run again in forks");
        pending.tier = Tier::Single;
        pending.request.tier = Tier::Single;
        const auto again = exchange(pending.request, pending.side);
        if (!again || !again->canaryBroken) settle(pending, again);
        return;
    }
    std::vector<char> known(pending.asked.size(), 0);
    const auto place = [&](std::size_t at, RunResult result) {
        if (known[at]) return;
        known[at] = 1;
        pending.results[pending.places[at]] = std::move(result);
    };
    for (const Value& fate : reply->fates)
        if (const auto at = fateIndex(fate, known.size())) place(*at, readFate(fate));
    for (const Value& result : reply->results)
        if (const auto at = resultIndex(result, known.size())) place(*at, readResult(result));
    for (std::size_t i = 0; i < known.size(); ++i)
        if (!known[i]) pending.results[pending.places[i]] = {Verdict::Crashed, "malformed_result", {}, {}, 0, {}};
}

void LaneRunner::repeatOddities(Pending& pending) {
    if (pending.tier != Tier::Pool) return;
    std::vector<std::size_t> odd;
    std::map<const std::string*, std::vector<std::size_t>> samples;
    for (std::size_t i = 0; i < pending.asked.size(); ++i) {
        const Verdict verdict = pending.results[pending.places[i]].verdict;
        if (isOdd(verdict))
            odd.push_back(i);
        else if (pending.cached && verdict != Verdict::InfraError && verdict != Verdict::TimeoutCpu &&
                 verdict != Verdict::TimeoutWall && sampled(*pending.asked[i].program, m_shared.options.seed))
            samples[pending.asked[i].program].push_back(i);
    }
    repeat(pending, odd, Tier::Single);
    for (const auto& [program, items] : samples) repeat(pending, items, Tier::Fork);
}

void LaneRunner::repeat(Pending& pending, std::span<const std::size_t> items, Tier tier) {
    if (items.empty()) return;
    Pending second;
    second.tier = tier;
    second.side = pending.side;
    for (const std::size_t i : items) {
        second.places.push_back(second.asked.size());
        second.asked.push_back(pending.asked[i]);
    }
    second.results.resize(items.size());
    second.request = request(second.asked, tier, pending.side);
    settle(second, exchange(second.request, second.side));
    for (std::size_t k = 0; k < items.size(); ++k) {
        RunResult& pooled = pending.results[pending.places[items[k]]];
        RunResult& forked = second.results[k];
        if (forked.verdict == Verdict::InfraError) continue;
        if (!isOdd(pooled.verdict) && !sameOutcome(pooled, forked)) {
            ++m_shared.canaryAlarms;
            log::warning("executor: a pooled result differs from the forked one; the forked one counts");
        }
        pooled = std::move(forked);
    }
}

std::vector<RunResult> LaneRunner::run(std::span<const RunItem> items, Tier tier, Side side, bool cached) {
    return finish(begin(items, tier, side, cached));
}

std::array<std::vector<RunResult>, 2> LaneRunner::runBoth(std::span<const RunItem> items, Tier tier, bool cached) {
    Pending first = begin(items, tier, Side::First, cached);
    Pending second = begin(items, tier, Side::Second, cached);
    std::array<std::vector<RunResult>, 2> out;
    out[0] = finish(std::move(first));
    out[1] = finish(std::move(second));
    return out;
}

namespace {

std::string inspectionKey(const std::string& prefix, const InspectItem& item) {
    std::string text = prefix + "inspect";
    const auto add = [&](const std::string& part) { text += std::to_string(part.size()) + ':' + part; };
    add(*item.program);
    for (const std::string& one : *item.imports) add(one);
    text += '|';
    for (const std::string& one : *item.inputs) add(one);
    return sha256(text);
}

}  // namespace

void LaneRunner::remember(const InspectItem& item, const std::string& key, const Inspection& inspection) {
    if (inspection.failed) return;
    m_shared.inspections.store(key, inspection);
    // Answers to the task are run without its input: a program that was admitted with it is no less pure alone.
    static const std::vector<std::string> kNoInputs;
    const bool admitted =
        inspection.verdict == Verdict::Ok && inspection.badInput < 0 && inspection.measures.findings.empty();
    if (admitted && !item.inputs->empty())
        m_shared.inspections.store(inspectionKey(m_shared.cachePrefix, {item.program, item.imports, &kNoInputs}),
                                   inspection);
}

std::vector<Inspection> LaneRunner::inspect(std::span<const InspectItem> items) {
    std::vector<Inspection> out(items.size());
    std::vector<std::size_t> places;
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < items.size(); ++i) {
        std::string key = inspectionKey(m_shared.cachePrefix, items[i]);
        if (auto known = m_shared.inspections.find(key)) {
            out[i] = std::move(*known);
        } else {
            places.push_back(i);
            keys.push_back(std::move(key));
        }
    }
    if (places.empty()) return out;
    MarshalWriter writer;
    writer.list(places.size());
    for (const std::size_t place : places) {
        writer.tuple(4).text(*items[place].program);
        writeImports(writer, *items[place].imports);
        writeImports(writer, *items[place].inputs);
        writer.truth(m_shared.options.paperImports);
    }
    for (const std::size_t place : places) out[place].failed = true;
    const auto reply = exchange(
        {Tier::Inspect, places.size(), kInspectSeconds, 4 * kInspectSeconds, kRecycleInspections, writer.take()},
        Side::First);
    if (!reply) return out;
    for (const Value& result : reply->results) {
        const auto at = resultIndex(result, places.size());
        if (!at) continue;
        out[places[*at]] = readInspection(result);
        remember(items[places[*at]], keys[*at], out[places[*at]]);
    }
    for (const Value& fate : reply->fates) {
        const auto at = fateIndex(fate, places.size());
        if (!at) continue;
        const RunResult result = readFate(fate);
        out[places[*at]] = {};
        out[places[*at]].verdict = result.verdict;
        out[places[*at]].reason = result.reason;
        out[places[*at]].detail = "while it was parsed: " + result.detail;
    }
    return out;
}

}  // namespace azr::execution

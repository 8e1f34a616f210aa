#include "core/execution/pool/lane_runner.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "core/base/files.h"
#include "core/base/log.h"
#include "core/execution/pool/results.h"
#include "core/execution/values/literal.h"
#include "core/execution/values/value_codec.h"

namespace azr::execution {
namespace {

constexpr double kInspectSeconds = 5;
constexpr int kRecycleRuns = 200, kRecycleInspections = 2000;  ///< requests that one persistent child serves
constexpr int kStarvedTries = 3;
constexpr double kClockSlack = 1e-3;  ///< seconds between two looks at one clock

bool cacheable(Verdict verdict) {
    return verdict != Verdict::TimeoutCpu && verdict != Verdict::TimeoutWall && verdict != Verdict::InfraError &&
           verdict != Verdict::Crashed && verdict != Verdict::Memory;
}

void writeTexts(MarshalWriter& writer, const std::vector<std::string>& texts) {
    writer.list(texts.size());
    for (const std::string& one : texts) writer.text(one);
}

// By content, so that the same run samples the same programs whatever lane they land on; all items of a program share
// one fork.
bool sampled(const std::string& program, std::uint64_t seed) {
    std::uint64_t hash = 1469598103934665603ULL ^ seed;
    for (const char c : program) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return (hash >> 32) % 64 == 0;
}

// Memory and crashes depend on what else the pooled interpreter holds, and a crash may be the second gate's refusal: a
// fork of its own decides.
bool isOdd(Verdict verdict) {
    return verdict == Verdict::Crashed || verdict == Verdict::Memory;
}

/// Says as much about the machine or the company as about the program.
bool dependsOnPlace(Verdict verdict) {
    return verdict == Verdict::InfraError || verdict == Verdict::TimeoutCpu || verdict == Verdict::TimeoutWall ||
           isOdd(verdict);
}

bool sameOutcome(const RunResult& a, const RunResult& b) {
    if (a.verdict != b.verdict || a.value.has_value() != b.value.has_value()) return false;
    return !a.value || strictlyEqual(*a.value, *b.value) || !equal(*a.value, *a.value);
}

/// Programs and items of one group as the runner reads them; a pooled program stands without its imports.
RequestGroup groupOf(std::span<const RunItem> items, Tier tier, int calls) {
    std::map<std::pair<const void*, const void*>, std::size_t> numbers;
    std::vector<const RunItem*> programs;
    const auto key = [](const RunItem& item) {
        return std::pair<const void*, const void*>{item.program, item.imports};
    };
    for (const RunItem& item : items)
        if (numbers.emplace(key(item), programs.size()).second) programs.push_back(&item);
    MarshalWriter writer;
    writer.tuple(2).list(programs.size());
    for (const RunItem* item : programs) {
        const bool bare = tier == Tier::Pool && item->pooled;
        writer.tuple(2).text(bare ? item->pooled->program : *item->program);
        writeTexts(writer, bare ? item->pooled->bindings : *item->imports);
    }
    writer.list(items.size());
    for (const RunItem& item : items) {
        writer.tuple(4).number(static_cast<std::int64_t>(numbers.at(key(item))));
        writer.text(item.text).number(static_cast<int>(item.mode)).number(calls);
    }
    return {items.size(), writer.take()};
}

}  // namespace

/// Items under way in one interpreter: what the cache knew, and what was asked.
struct LaneRunner::Pending {
    Interpreter& interpreter;
    std::size_t number;  ///< of the interpreter
    RunWay way;
    std::vector<RunItem> asked = {};
    std::vector<std::size_t> places = {};  ///< of the asked items among all
    std::vector<std::string> keys = {};
    std::vector<RunItem> known = {};  ///< what the cache knew; where it stands, and who had said it
    std::vector<std::pair<std::size_t, std::uint64_t>> knownFrom = {};
    std::vector<RunResult> results = {};
    bool sent = false;
    std::uint64_t origin = 0;  ///< of the results; 0 where nobody is to be distrusted later
    WorkerRequest request = {};

    [[nodiscard]] int calls() const { return way.purpose == Purpose::Proposals && number != kFirst ? 2 : 1; }
    [[nodiscard]] RunResult& result(std::size_t item) { return results[places[item]]; }
};

LaneRunner::LaneRunner(Shared& shared, Jury& jury) : m_shared(shared), m_jury(jury) {
    for (std::size_t i = 0; i < m_own.size(); ++i) m_own[i] = std::make_unique<Interpreter>(shared, hashSeedOf(i));
}

void LaneRunner::cancel() {
    m_cancelled = true;
    for (const auto& one : m_own) one->cancel();
    m_jury.cancel(m_cancelled);
}

void LaneRunner::allow() {
    m_cancelled = false;
    for (const auto& one : m_own) one->allow();
}

void LaneRunner::interrupt() {
    for (const auto& one : m_own) one->interrupt();
}

RunItem LaneRunner::item(const std::string& program, const std::vector<std::string>& imports, std::string text,
                         const Inspection& inspection, CallMode otherwise) const {
    RunItem item{&program, &imports, std::move(text), otherwise, nullptr, true};
    if (!parseArguments(item.text)) {
        // Whatever was expected: only what the parser admitted is evaluated beside the program.
        if (otherwise == CallMode::Literal) item.mode = CallMode::Foreign;
        return item;
    }
    item.mode = CallMode::Literal;
    item.alone = inspection.purity == Purity::Impure || !m_shared.options.pooled;
    if (m_shared.pooled) item.pooled = inspection.pooled.get();
    return item;
}

std::string LaneRunner::cacheKey(const RunItem& item, const Pending& pending) const {
    std::string text = m_shared.cachePrefix;
    const auto add = [&](const std::string& part) { text += std::to_string(part.size()) + ':' + part; };
    add(*item.program);
    for (const std::string& one : *item.imports) add(one);
    add(item.text);
    text += static_cast<char>('a' + static_cast<int>(item.mode));
    text += std::to_string(pending.number) + (pending.calls() == 1 ? "" : "*");
    return sha256(text);
}

WorkerRequest LaneRunner::request(std::span<const RunItem> items, const Pending& pending) const {
    WorkerRequest request;
    request.tier = pending.way.tier;
    request.purpose = pending.way.purpose;
    // Two calls need no second allowance: a proposal that comes near the limit is refused anyway.
    request.cpuSeconds = m_shared.options.cpuSeconds;
    request.wallSeconds = m_shared.options.wallSeconds;
    request.recycle = kRecycleRuns;
    const auto together = [&](const RunItem& a, const RunItem& b) {
        return request.tier == Tier::Pool ||
               (!a.alone && !b.alone && a.program == b.program && a.imports == b.imports && a.mode == b.mode);
    };
    for (std::size_t from = 0; from < items.size();) {
        std::size_t to = from + 1;
        while (to < items.size() && together(items[from], items[to])) ++to;
        request.groups.push_back(groupOf(items.subspan(from, to - from), request.tier, pending.calls()));
        from = to;
    }
    return request;
}

void LaneRunner::begin(Pending& pending, std::span<const RunItem> items) {
    pending.way.cached = pending.way.cached && m_shared.options.cached;
    pending.results.resize(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (pending.way.cached) {
            std::string key = cacheKey(items[i], pending);
            std::uint64_t origin = 0;
            if (auto known = m_shared.results.find(key, &origin)) {
                ++m_shared.cacheHits;
                pending.results[i] = std::move(*known);
                pending.known.push_back(items[i]);
                pending.knownFrom.emplace_back(i, origin);
                continue;
            }
            pending.keys.push_back(std::move(key));
        }
        pending.places.push_back(i);
        pending.asked.push_back(items[i]);
    }
    if (pending.asked.empty()) return;
    m_shared.executions += static_cast<std::int64_t>(pending.asked.size());
    pending.request = request(pending.asked, pending);
    pending.sent = pending.interpreter.send(pending.request);
}

std::vector<RunResult> LaneRunner::finish(Pending& pending) {
    if (pending.asked.empty()) return std::move(pending.results);
    Result<WorkerReply> reply = fail(ErrorCode::Io, "not sent");
    if (pending.sent) reply = pending.interpreter.receive(pending.request);
    if (!reply) reply = pending.interpreter.exchange(pending.request);
    if (!reply) {
        for (const std::size_t place : pending.places) pending.results[place].detail = reply.error().detail;
        return std::move(pending.results);
    }
    // Nothing is given out or remembered before the child that said it was found as it should be.
    if (pending.way.tier == Tier::Pool) pending.origin = pending.interpreter.origin();
    if (reply->canaryBroken) {
        distrust(pending, "the canary of a pooled interpreter broke");
    } else if (!believable(pending, *reply)) {
        distrust(pending, "a pooled interpreter told impossible times");
    } else {
        repeat(pending, settle(pending, *reply));
        repeatOdd(pending);
        repeatStarved(pending);
        if (!samplesAgree(pending)) distrust(pending, "a pooled result differs from the forked one");
    }
    if (pending.way.cached)
        for (std::size_t i = 0; i < pending.places.size(); ++i)
            if (const RunResult& result = pending.result(i); cacheable(result.verdict))
                m_shared.results.store(pending.keys[i], result, pending.origin);
    return std::move(pending.results);
}

bool LaneRunner::believable(const Pending& pending, const WorkerReply& reply) const {
    if (pending.way.tier != Tier::Pool) return true;
    double told = 0;
    for (const Value& result : reply.results)
        if (resultIndex(result, pending.asked.size())) told += readResult(result).cpuMs / 1000;
    return told <= reply.childSeconds + kClockSlack;
}

std::vector<std::size_t> LaneRunner::settle(Pending& pending, const WorkerReply& reply) {
    std::vector<char> known(pending.asked.size(), 0);
    std::vector<std::size_t> unanswered;
    const auto place = [&](std::size_t at, RunResult result) {
        if (known[at]) return;
        known[at] = 1;
        pending.result(at) = std::move(result);
    };
    for (const Value& fate : reply.fates) {
        const auto at = fateIndex(fate, known.size());
        if (at && isUnanswered(fate) && !known[*at]) unanswered.push_back(*at);
        if (at) place(*at, readFate(fate));
    }
    for (const Value& result : reply.results)
        if (const auto at = resultIndex(result, known.size())) place(*at, readResult(result));
    for (std::size_t i = 0; i < known.size(); ++i)
        if (!known[i]) pending.result(i) = {Verdict::Crashed, "malformed_result", {}, {}, 0, {}};
    for (const Value& time : reply.times)
        if (const auto measured = readTime(time, known.size()))
            pending.result(measured->first).cpuMs = measured->second;
    return unanswered;
}

// Everything this worker was asked runs again in forks, also what it had said earlier and the cache gave; none of it is
// remembered any longer.
void LaneRunner::distrust(Pending& pending, const char* why) {
    ++m_shared.canaryAlarms;
    const std::uint64_t origin = std::exchange(pending.origin, 0);
    const std::size_t forgotten = m_shared.results.forget(origin);
    log::warning(std::string("executor: ") + why + "; its programs run again in forks, " + std::to_string(forgotten) +
                 " remembered results are dropped");
    pending.interpreter.drop();
    for (std::size_t i = 0; i < pending.known.size(); ++i) {
        if (pending.knownFrom[i].second != origin) continue;
        pending.asked.push_back(pending.known[i]);
        pending.places.push_back(pending.knownFrom[i].first);
        pending.keys.push_back(cacheKey(pending.known[i], pending));
    }
    pending.known.clear();
    std::vector<std::size_t> all(pending.asked.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    repeat(pending, all);
}

/// The items once more, each in a fork of its own.
void LaneRunner::repeat(Pending& pending, std::span<const std::size_t> asked) {
    std::vector<RunResult> again = forked(pending, asked, Company::Alone);
    for (std::size_t k = 0; k < asked.size(); ++k) pending.result(asked[k]) = std::move(again[k]);
}

std::vector<RunResult> LaneRunner::forked(const Pending& pending, std::span<const std::size_t> asked, Company company) {
    std::vector<RunResult> results(asked.size());
    std::vector<std::size_t> left(asked.size());
    std::iota(left.begin(), left.end(), std::size_t{0});
    while (!left.empty()) {
        Pending second{pending.interpreter, pending.number, pending.way};
        second.way.tier = Tier::Fork;
        for (const std::size_t k : left) {
            second.places.push_back(second.asked.size());
            second.asked.push_back(pending.asked[asked[k]]);
            second.asked.back().alone = company == Company::Alone;
        }
        second.results.resize(left.size());
        second.request = request(second.asked, second);
        const auto reply = second.interpreter.exchange(second.request);
        if (!reply)
            for (RunResult& result : second.results) result.detail = reply.error().detail;
        std::vector<std::size_t> unanswered;
        if (reply) unanswered = settle(second, *reply);
        for (std::size_t i = 0; i < left.size(); ++i) results[left[i]] = std::move(second.results[i]);
        // One item alone has room for all that it may send: each request answers some.
        if (unanswered.size() == left.size() && company == Company::Alone) break;
        for (std::size_t& i : unanswered) i = left[i];
        left = std::move(unanswered);
        company = Company::Alone;
    }
    return results;
}

// In the pool the second gate's refusal ends like a crash, and memory depends on what else the interpreter holds; in a
// fork it depends on the items before.
void LaneRunner::repeatOdd(Pending& pending) {
    std::vector<std::size_t> odd;
    for (std::size_t i = 0; i < pending.asked.size(); ++i)
        if (isOdd(pending.result(i).verdict) && (pending.way.tier == Tier::Pool || !pending.asked[i].alone))
            odd.push_back(i);
    repeat(pending, odd);
}

// What the clock ended on a machine that gives it no time says nothing about the program.
void LaneRunner::repeatStarved(Pending& pending) {
    for (int tries = 0; tries < kStarvedTries && !m_shared.stop; ++tries) {
        std::vector<std::size_t> late;
        for (std::size_t i = 0; i < pending.asked.size(); ++i)
            if (pending.result(i).verdict == Verdict::TimeoutWall) late.push_back(i);
        if (late.empty() || !m_shared.starves()) return;
        repeat(pending, late);
    }
}

// One program in 64 is run in forks as well: an alarm if a value differs.
bool LaneRunner::samplesAgree(Pending& pending) {
    if (pending.way.tier != Tier::Pool || !pending.way.cached) return true;
    std::vector<std::size_t> samples;
    for (std::size_t i = 0; i < pending.asked.size(); ++i)
        if (!dependsOnPlace(pending.result(i).verdict) && sampled(*pending.asked[i].program, m_shared.options.seed))
            samples.push_back(i);
    const std::vector<RunResult> again = forked(pending, samples, Company::SameProgram);
    for (std::size_t k = 0; k < samples.size(); ++k)
        if (!dependsOnPlace(again[k].verdict) && !sameOutcome(pending.result(samples[k]), again[k])) return false;
    return true;
}

std::vector<RunResult> LaneRunner::run(std::span<const RunItem> items, const RunWay& way, std::size_t interpreter) {
    return std::move(runOn(items, way, interpreter, interpreter + 1).front());
}

std::vector<std::vector<RunResult>> LaneRunner::runOn(std::span<const RunItem> items, const RunWay& way,
                                                      std::size_t first, std::size_t last) {
    std::vector<std::vector<RunResult>> out;
    std::optional<Jury::Session> jury;
    if (last > m_own.size()) jury.emplace(m_jury, m_cancelled);
    if (jury && !jury->held()) {
        RunResult lost;
        lost.detail = m_cancelled ? "the check was cancelled" : "the executor was closed";
        return {last - first, std::vector<RunResult>(items.size(), lost)};
    }
    // At most so many at once: all of them work at the same time, and each holds its answers.
    for (std::size_t from = first; from < last;) {
        const std::size_t to =
            std::min(last, std::max<std::size_t>(from + 1, std::size_t{kObserverRuns} + from - first));
        std::vector<Pending> under;
        for (std::size_t number = from; number < to; ++number) {
            Interpreter& interpreter = number < m_own.size() ? *m_own[number] : jury->interpreter(number);
            under.push_back({interpreter, number, way});
            begin(under.back(), items);
        }
        for (Pending& pending : under) out.push_back(finish(pending));
        from = to;
    }
    return out;
}

namespace {

/// As runner/inspect_rules.py reads them.
int stripBits(const ProgramRules& rules) {
    return (rules.stripComments ? 1 : 0) + (rules.stripPrints ? 2 : 0) + (rules.stripGlobals ? 4 : 0);
}

std::string inspectionKey(const std::string& prefix, const InspectItem& item) {
    std::string text = prefix + "inspect";
    const auto add = [&](const std::string& part) { text += std::to_string(part.size()) + ':' + part; };
    add(*item.program);
    for (const std::string& one : *item.imports) add(one);
    text += '|';
    for (const std::string& one : *item.inputs) add(one);
    if (item.rules == nullptr) return sha256(text);
    text += '|' + std::to_string(stripBits(*item.rules)) + '|' + std::to_string(item.rules->given);
    for (const std::string& one : item.rules->bannedWords) add(one);
    text += '|';
    for (const std::string& one : item.rules->bannedKeywords) add(one);
    return sha256(text);
}

}  // namespace

void LaneRunner::remember(const InspectItem& item, const std::string& key, const Inspection& inspection) {
    // A verdict of the inspector's own limits says as much about what else it holds.
    const bool sure = inspection.verdict == Verdict::Ok || inspection.verdict == Verdict::ParseError;
    if (inspection.failed || !sure || !m_shared.options.cached) return;
    m_shared.inspections.store(key, inspection);
    // Answers to the task are run without its input: what was found out about the program alone holds for them.
    static const std::vector<std::string> kNoInputs;
    const bool admitted =
        inspection.verdict == Verdict::Ok && inspection.badInput < 0 && inspection.measures.findings.empty();
    if (!admitted || item.inputs->empty()) return;
    Inspection alone = inspection;
    alone.inputObserves = false;
    alone.program.clear();
    const std::string& program = item.rules == nullptr ? *item.program : inspection.program;
    m_shared.inspections.store(inspectionKey(m_shared.cachePrefix, {&program, item.imports, &kNoInputs, nullptr}),
                               alone);
}

std::vector<Inspection> LaneRunner::inspect(std::span<const InspectItem> items) {
    std::vector<Inspection> out(items.size());
    std::vector<std::size_t> places;
    std::vector<std::string> keys(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        keys[i] = inspectionKey(m_shared.cachePrefix, items[i]);
        if (auto known = m_shared.inspections.find(keys[i])) {
            out[i] = std::move(*known);
        } else {
            places.push_back(i);
        }
    }
    const std::vector<std::size_t> left = inspectOnce(items, places, out);
    // What was lost on the way to others, or with them, is looked at by itself: no verdict depends on its company.
    for (const std::size_t place : left) (void)inspectOnce(items, {&place, 1}, out);
    for (const std::size_t place : places) remember(items[place], keys[place], out[place]);
    return out;
}

std::vector<std::size_t> LaneRunner::inspectOnce(std::span<const InspectItem> items,
                                                 std::span<const std::size_t> places, std::vector<Inspection>& out) {
    std::vector<std::size_t> left;
    if (places.empty()) return left;
    MarshalWriter writer;
    writer.list(places.size());
    for (const std::size_t place : places) {
        const ProgramRules* const rules = items[place].rules;
        writer.tuple(rules == nullptr ? 4 : 5).text(*items[place].program);
        writeTexts(writer, *items[place].imports);
        writeTexts(writer, *items[place].inputs);
        writer.truth(m_shared.options.paperImports);
        if (rules != nullptr) {
            writer.tuple(4).number(stripBits(*rules));
            writeTexts(writer, rules->bannedWords);
            writeTexts(writer, rules->bannedKeywords);
            writer.number(rules->given);
        }
        out[place].failed = true;
    }
    WorkerRequest request{Tier::Inspect,       Purpose::Proposals,  kInspectSeconds,
                          4 * kInspectSeconds, kRecycleInspections, {}};
    request.groups.push_back({places.size(), writer.take()});
    const auto reply = m_own[kFirst]->exchange(request);
    if (!reply) return left;
    for (const Value& result : reply->results) {
        const auto at = resultIndex(result, places.size());
        if (!at) continue;
        out[places[*at]] = readInspection(result);
        if (isOdd(out[places[*at]].verdict)) left.push_back(places[*at]);
    }
    for (const Value& fate : reply->fates) {
        const auto at = fateIndex(fate, places.size());
        if (!at) continue;
        const RunResult result = readFate(fate);
        Inspection& told = out[places[*at]] = {};
        told.verdict = result.verdict;
        told.reason = result.reason;
        told.detail = "while it was parsed: " + result.detail;
        if (isOdd(told.verdict)) left.push_back(places[*at]);
    }
    return left;
}

}  // namespace azr::execution

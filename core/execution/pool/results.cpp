#include "core/execution/pool/results.h"

#include <cstdlib>

#include "core/execution/values/value_codec.h"

namespace azr::execution {
namespace {

constexpr std::size_t kResultFields = 6, kFateFields = 3, kTimeFields = 2, kInspectionFields = 14;

/// The order of runner/child.py.
enum class Kind { Ok, Exception, Syntax, Refused, OutputLimit, Memory, Measures };

std::int64_t integerOf(const Value& value) {
    return value.kind == ValueKind::Int ? std::strtoll(value.text.c_str(), nullptr, 10) : -1;
}

std::optional<std::size_t> indexIn(const Value& entry, std::size_t fields, std::size_t items) {
    if (entry.kind != ValueKind::Tuple || entry.items.size() != fields) return std::nullopt;
    const std::int64_t index = integerOf(entry.items[0]);
    if (index < 0 || static_cast<std::uint64_t>(index) >= items) return std::nullopt;
    return static_cast<std::size_t>(index);
}

}  // namespace

std::optional<std::size_t> resultIndex(const Value& result, std::size_t items) {
    const auto index = indexIn(result, kResultFields, items);
    const bool texts =
        index && result.items[3].kind == ValueKind::Str && result.items[kResultFields - 1].kind == ValueKind::Str;
    return texts ? index : std::nullopt;
}

std::optional<std::size_t> fateIndex(const Value& fate, std::size_t items) {
    return indexIn(fate, kFateFields, items);
}

std::optional<std::pair<std::size_t, double>> readTime(const Value& time, std::size_t items) {
    const auto index = indexIn(time, kTimeFields, items);
    if (!index) return std::nullopt;
    return std::pair{*index, static_cast<double>(integerOf(time.items[1])) / 1000.0};
}

RunResult readResult(const Value& result) {
    RunResult out;
    out.detail = result.items[3].text;
    out.cpuMs = static_cast<double>(integerOf(result.items[4])) / 1000.0;
    out.printed = result.items[5].text;
    const std::string& payload = result.items[2].text;
    out.reason = payload;
    switch (static_cast<Kind>(integerOf(result.items[1]))) {
        case Kind::Ok:
            out.reason.clear();
            out.value = decodeValue(payload, true);
            out.verdict = out.value ? Verdict::Ok : Verdict::Crashed;
            if (!out.value) out.reason = "malformed_value";
            break;
        case Kind::Exception: out.verdict = Verdict::Exception; break;
        case Kind::Syntax: out.verdict = Verdict::ParseError; break;
        case Kind::Refused: out.verdict = Verdict::Rejected; break;
        case Kind::OutputLimit: out.verdict = Verdict::OutputLimit; break;
        case Kind::Memory: out.verdict = Verdict::Memory; break;
        default: out.verdict = Verdict::Crashed;
    }
    return out;
}

RunResult readFate(const Value& fate) {
    RunResult out;
    out.verdict = verdictFromName(fate.items[1].text).value_or(Verdict::Crashed);
    out.detail = fate.items[2].text;
    if (out.verdict == Verdict::Ok) out.verdict = Verdict::Crashed;  // a fate is never a success
    if (out.verdict == Verdict::Crashed) out.reason = out.detail;
    // A time-out's detail starts with the seconds that were used.
    if (out.verdict == Verdict::TimeoutCpu) out.cpuMs = 1000 * std::strtod(out.detail.c_str(), nullptr);
    return out;
}

Inspection readInspection(const Value& result) {
    Inspection out;
    const auto kind = static_cast<Kind>(integerOf(result.items[1]));
    const std::string& payload = result.items[2].text;
    if (kind != Kind::Measures) {
        out.verdict = kind == Kind::Memory        ? Verdict::Memory
                      : kind == Kind::OutputLimit ? Verdict::OutputLimit
                                                  : Verdict::Exception;
        out.reason = payload;
        return out;
    }
    const auto measured = decodeValue(payload, false);
    if (!measured || measured->items.size() != kInspectionFields) {
        out.failed = true;
        return out;
    }
    const std::vector<Value>& parts = measured->items;
    const std::int64_t purity = integerOf(parts[0]);
    out.purity = purity == 2 ? Purity::Pure : purity == 1 ? Purity::Contained : Purity::Impure;
    out.measures.pure = out.purity == Purity::Pure;
    out.measures.nodes = static_cast<int>(integerOf(parts[1]));
    out.measures.complexity = parts[2].real;
    out.measures.cyclomatic = static_cast<int>(integerOf(parts[3]));
    out.measures.halsteadEffort = parts[4].real;
    out.measures.halsteadVolume = parts[5].real;
    out.measures.shape = parts[6].text;
    out.measures.signature = parts[7].text;
    for (const Value& finding : parts[8].items) out.measures.findings.push_back(finding.text);
    out.badInput = static_cast<int>(integerOf(parts[10]));
    const std::int64_t observes = integerOf(parts[11]);
    out.programObserves = (observes & 1) != 0;
    out.inputObserves = (observes & 2) != 0;
    if (out.purity == Purity::Pure && parts[12].kind == ValueKind::Str) {
        auto form = std::make_shared<PooledForm>();
        form->program = parts[12].text;
        for (const Value& binding : parts[13].items) form->bindings.push_back(binding.text);
        out.pooled = std::move(form);
    } else if (out.purity == Purity::Pure) {
        out.purity = Purity::Contained;
    }
    if (!parts[9].text.empty()) {
        out.verdict = Verdict::ParseError;
        out.reason = parts[9].text.substr(0, parts[9].text.find(':'));
        out.detail = parts[9].text;
    }
    return out;
}

}  // namespace azr::execution

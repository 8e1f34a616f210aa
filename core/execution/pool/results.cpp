#include "core/execution/pool/results.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "core/execution/values/character_names.h"
#include "core/execution/values/number_text.h"
#include "core/execution/values/value_codec.h"

namespace azr::execution {
namespace {

constexpr std::size_t kResultFields = 6, kFateFields = 3, kTimeFields = 2, kInspectionFields = 15;
// What runner/child.py keeps to, in characters.
constexpr std::size_t kMaxDetail = 400, kMaxPrinted = 2000;
constexpr std::size_t kMaxTypeName = 200;                   ///< bytes
constexpr std::size_t kMaxMeasures = 1U << 19;              ///< bytes
constexpr std::int64_t kMaxMicroseconds = 3'600'000'000LL;  ///< CPU time of one item; limits are far below

/// The order of runner/child.py.
enum class Kind { Ok, Exception, Syntax, Refused, OutputLimit, Memory, Measures, NotPooled };

std::int64_t integerOf(const Value& value) {
    return value.kind == ValueKind::Int ? std::strtoll(value.text.c_str(), nullptr, 10) : -1;
}

std::optional<std::size_t> indexIn(const Value& entry, std::size_t fields, std::size_t items) {
    if (entry.kind != ValueKind::Tuple || entry.items.size() != fields) return std::nullopt;
    const std::int64_t index = integerOf(entry.items[0]);
    if (index < 0 || static_cast<std::uint64_t>(index) >= items) return std::nullopt;
    return static_cast<std::size_t>(index);
}

/// Text as runner/child.py sends it, at most `most` characters; surrogates have been replaced there.
bool isText(const Value& value, std::size_t most) {
    if (value.kind != ValueKind::Str || value.text.size() > 4 * most || hasSurrogate(value.text)) return false;
    const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return static_cast<std::size_t>(std::ranges::count_if(value.text, starts)) <= most;
}

/// An error's message, with "line N: " before it where the program has a line of it.
bool isDetail(const Value& value) {
    constexpr std::string_view kLine = "line ", kColon = ": ";
    if (value.kind != ValueKind::Str) return false;
    std::string_view text = value.text;
    if (!text.starts_with(kLine)) return isText(value, kMaxDetail);
    unsigned line = 0;
    const auto read = std::from_chars(text.data() + kLine.size(), text.data() + text.size(), line);
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    if (read.ec != std::errc() || !text.starts_with(kColon)) return isText(value, kMaxDetail);
    return isText(Value::string(std::string(text.substr(kColon.size()))), kMaxDetail);
}

/// Identifiers with dots between them.
bool isTypeName(std::string_view name) {
    if (name.size() > kMaxTypeName) return false;
    while (true) {
        const std::size_t dot = std::min(name.find('.'), name.size());
        if (!pythonIdentifier(name.substr(0, dot))) return false;
        if (dot == name.size()) return true;
        name.remove_prefix(dot + 1);
    }
}

/// What a kind of result says beside its detail. Type names are the program's to choose: what is no name is not shown.
bool isPayload(Kind kind, const Value& payload) {
    switch (kind) {
        case Kind::Ok: return payload.kind == ValueKind::Bytes && payload.text.size() <= kMaxValueBytes;
        case Kind::Measures: return payload.kind == ValueKind::Bytes && payload.text.size() <= kMaxMeasures;
        case Kind::Exception:
        case Kind::Syntax:
        case Kind::Refused: return payload.kind == ValueKind::Str && payload.text.size() <= kMaxValueBytes;
        case Kind::OutputLimit:
            return payload.kind == ValueKind::Str && (payload.text == "value" || payload.text == "program");
        case Kind::Memory: return payload.kind == ValueKind::Str && payload.text == "MemoryError";
        case Kind::NotPooled: return payload.kind == ValueKind::Str;
    }
    return false;
}

/// The rule of a refusal or the type of an exception, in words that are safe to show.
std::string reasonOf(Kind kind, const std::string& payload) {
    constexpr std::string_view kNoLiteral = "not_a_literal:";
    if (kind == Kind::OutputLimit || kind == Kind::Memory) return payload;
    if (kind == Kind::NotPooled) return "not_pooled";
    if (kind != Kind::Refused) return isTypeName(payload) ? payload : "Exception";
    if (payload == "nesting") return payload;
    if (!payload.starts_with(kNoLiteral)) return "refused";
    const std::string_view type = std::string_view(payload).substr(kNoLiteral.size());
    return std::string(kNoLiteral).append(isTypeName(type) ? type : "object");
}

/// The fields that runner/inspect_measures.py gives.
bool areMeasures(const Value& tuple) {
    using enum ValueKind;
    constexpr std::array<ValueKind, kInspectionFields> kKinds = {Int,   Int, Float, Int, Float, Float, Str, Str,
                                                                 Tuple, Str, Int,   Int, Str,   Tuple, Str};
    const auto isStr = [](const Value& one) { return one.kind == Str; };
    return tuple.kind == Tuple && std::ranges::equal(tuple.items, kKinds, {}, &Value::kind) &&
           std::ranges::all_of(tuple.items[8].items, isStr) && std::ranges::all_of(tuple.items[13].items, isStr);
}

/// (measures, the program that rules left), of a program with rules.
bool isRuled(const Value& pair) {
    return pair.kind == ValueKind::Tuple && pair.items.size() == 2 && areMeasures(pair.items[0]) &&
           pair.items[1].kind == ValueKind::Str;
}

}  // namespace

std::optional<std::size_t> resultIndex(const Value& result, std::size_t items) {
    const auto index = indexIn(result, kResultFields, items);
    if (!index) return std::nullopt;
    const std::vector<Value>& parts = result.items;
    const std::int64_t kind = integerOf(parts[1]), spent = integerOf(parts[4]);
    const bool known = kind >= 0 && kind <= static_cast<std::int64_t>(Kind::NotPooled);
    const bool fine = known && isPayload(static_cast<Kind>(kind), parts[2]) && isDetail(parts[3]) && spent >= 0 &&
                      spent <= kMaxMicroseconds && isText(parts[5], kMaxPrinted);
    return fine ? index : std::nullopt;
}

std::optional<std::size_t> fateIndex(const Value& fate, std::size_t items) {
    return indexIn(fate, kFateFields, items);
}

bool isUnanswered(const Value& fate) {
    constexpr std::string_view kAgain = "again";  // of runner/host.py
    return fate.items[1].text == kAgain;
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
    const auto kind = static_cast<Kind>(integerOf(result.items[1]));
    if (kind != Kind::Ok && kind != Kind::Measures) out.reason = reasonOf(kind, payload);
    switch (kind) {
        case Kind::Ok:
            out.value = decodeValue(payload, true);
            out.verdict = out.value ? Verdict::Ok : Verdict::Crashed;
            if (!out.value) out.reason = "malformed_value";
            break;
        case Kind::Exception:
            out.verdict = Verdict::Exception;
            out.unnamed = !isTypeName(payload);
            break;
        case Kind::Syntax: out.verdict = Verdict::ParseError; break;
        case Kind::Refused: out.verdict = Verdict::Rejected; break;
        case Kind::OutputLimit: out.verdict = Verdict::OutputLimit; break;
        case Kind::Memory: out.verdict = Verdict::Memory; break;
        case Kind::Measures:
        case Kind::NotPooled: out.verdict = Verdict::Crashed;  // runs again in a fork
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
        out.reason = reasonOf(kind, payload);
        return out;
    }
    const auto measured = decodeValue(payload, false);
    const bool ruled = measured && isRuled(*measured);
    if (!measured || (!ruled && !areMeasures(*measured))) {
        out.failed = true;
        return out;
    }
    if (ruled) out.program = measured->items[1].text;
    const std::vector<Value>& parts = ruled ? measured->items[0].items : measured->items;
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
    out.measures.arities = parts[14].text;
    for (const Value& finding : parts[8].items) out.measures.findings.push_back(finding.text);
    out.badInput = static_cast<int>(integerOf(parts[10]));
    const std::int64_t observes = integerOf(parts[11]);
    out.programObserves = (observes & 1) != 0;
    out.inputObserves = (observes & 2) != 0;
    out.makesSets = (observes & 4) != 0;
    if (out.purity == Purity::Pure) {
        auto form = std::make_shared<PooledForm>();
        form->program = parts[12].text;
        for (const Value& binding : parts[13].items) form->bindings.push_back(binding.text);
        out.pooled = std::move(form);
    }
    if (!parts[9].text.empty()) {
        out.verdict = Verdict::ParseError;
        out.reason = parts[9].text.substr(0, parts[9].text.find(':'));
        out.detail = parts[9].text;
    }
    return out;
}

}  // namespace azr::execution

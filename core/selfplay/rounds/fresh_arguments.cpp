#include "core/selfplay/rounds/fresh_arguments.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/execution/values/literal.h"

namespace azr::selfplay {
namespace {

using execution::Value;
using execution::ValueKind;

constexpr int kExtraItems = 3;           ///< a list or text may grow by so many
constexpr std::int64_t kLeastSpan = 10;  ///< small numbers vary at least within this
constexpr std::int64_t kMostSpan = 1'000'000'000'000;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

Value freshValue(const Value& like, Rng& rng);

Value freshInteger(const Value& like, Rng& rng) {
    const std::int64_t value = std::strtoll(like.text.c_str(), nullptr, 10);  // saturates
    const std::int64_t span = std::clamp(std::abs(std::clamp(value, -kMostSpan, kMostSpan)) * 2, kLeastSpan, kMostSpan);
    return Value::integer(value < 0 ? -rng.between(0, span) : rng.between(0, span));
}

/// A number with as many decimals as people write.
Value freshFloat(const Value& like, Rng& rng) {
    if (!std::isfinite(like.real)) return like;
    const double span = std::max(std::abs(like.real) * 2, 1.0);
    const double value = std::round(rng.uniform() * span * 100.0) / 100.0;
    return Value::floating(like.real < 0 ? -value : value);
}

/// Letters of the same text, and now and then one that it lacks.
std::string freshText(const std::string& like, Rng& rng) {
    std::string text;
    for (std::size_t i = rng.below(like.size() + kExtraItems) + 1; i > 0; --i) {
        const char old = like.empty() ? ' ' : like[rng.below(like.size())];
        const bool plain = !like.empty() && static_cast<unsigned char>(old) < 0x80;
        text += plain && rng.chance(0.7) ? old : kLetters[rng.below(kLetters.size())];
    }
    return text;
}

/// As many items as `like` has, or about as many where the length is free. Prototypes are drawn from its own items.
std::vector<Value> freshItems(const Value& like, bool freeLength, Rng& rng) {
    std::vector<Value> items;
    if (like.items.empty()) return items;
    const std::size_t count = freeLength ? rng.below(like.items.size() + kExtraItems) + 1 : like.items.size();
    for (std::size_t i = 0; i < count; ++i)
        items.push_back(freshValue(like.items[freeLength ? rng.below(like.items.size()) : i], rng));
    return items;
}

/// Keys that are texts stay: a program looks for them by name. Other keys vary with their values.
std::vector<Value> freshEntries(const Value& like, Rng& rng) {
    std::vector<Value> items;
    for (std::size_t i = 0; i + 1 < like.items.size(); i += 2) {
        const Value& key = like.items[i];
        items.push_back(key.kind == ValueKind::Str ? key : freshValue(key, rng));
        items.push_back(freshValue(like.items[i + 1], rng));
    }
    return items;
}

Value freshValue(const Value& like, Rng& rng) {
    Value value = like;
    switch (like.kind) {
        case ValueKind::Bool: return Value::boolean(rng.chance(0.5));
        case ValueKind::Int: return freshInteger(like, rng);
        case ValueKind::Float: return freshFloat(like, rng);
        case ValueKind::Str: return Value::string(freshText(like.text, rng));
        case ValueKind::Bytes: return Value::bytes(freshText(like.text, rng));
        case ValueKind::List:
        case ValueKind::Deque:
        case ValueKind::Set:
        case ValueKind::FrozenSet: value.items = freshItems(like, true, rng); break;
        case ValueKind::Tuple: value.items = freshItems(like, false, rng); break;
        case ValueKind::Dict:
        case ValueKind::Counter:
        case ValueKind::DefaultDict:
        case ValueKind::OrderedDict: value.items = freshEntries(like, rng); break;
        default: return like;
    }
    return value;
}

std::string argumentText(const execution::CallArguments& arguments) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    for (const auto& value : arguments.positional) add(execution::repr(value));
    for (const auto& [name, value] : arguments.keywords) add(name + "=" + execution::repr(value));
    return text;
}

}  // namespace

std::vector<std::string> freshArguments(std::string_view input, int count, Rng& rng) {
    const auto parsed = execution::parseArguments(input);
    if (!parsed) return {};
    std::vector<std::string> fresh;
    const std::string given = argumentText(*parsed);
    bool varies = false;
    for (int i = 0; i < count; ++i) {
        execution::CallArguments arguments = *parsed;
        const auto renew = [&](Value& value) {
            value = freshValue(value, rng);
            execution::makeDistinct(value);
        };
        for (auto& value : arguments.positional) renew(value);
        for (auto& [name, value] : arguments.keywords) renew(value);
        fresh.push_back(argumentText(arguments));
        varies |= fresh.back() != given;
    }
    return varies ? fresh : std::vector<std::string>();
}

}  // namespace azr::selfplay

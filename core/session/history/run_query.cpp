#include "core/session/history/run_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <compare>
#include <numeric>
#include <utility>

#include "core/base/size_text.h"
#include "core/config/nearest.h"
#include "core/config/run_fields.h"

namespace azr::session {

namespace {

using Getter = RunValue (*)(const RunSummary&);

RunValue plain(std::string text) {
    return {std::move(text), std::nullopt};
}

RunValue count(std::int64_t value) {
    return {std::to_string(value), static_cast<double>(value)};
}

RunValue accuracy(const std::optional<Accuracy>& value) {
    if (!value) return {};
    return {fmt::format("{:.4f}", value->share()), value->share()};
}

RunValue size(std::int64_t bytes) {
    return {sizeText(bytes), static_cast<double>(bytes)};
}

RunValue seconds(double value) {
    if (value <= 0) return {};
    return {fmt::format("{:.1f}", value), value};
}

RunValue flag(bool value) {
    return {value ? "true" : "false", value ? 1.0 : 0.0};
}

struct ListField {
    const char* name;
    Getter value;
};

constexpr std::array kFields = {
    ListField{"run", [](const RunSummary& one) { return count(one.run.id.value); }},
    ListField{"name", [](const RunSummary& one) { return plain(one.run.name); }},
    ListField{"state", [](const RunSummary& one) { return plain(one.run.state); }},
    ListField{"model", [](const RunSummary& one) { return plain(one.model()); }},
    ListField{"preset", [](const RunSummary& one) { return plain(one.run.preset); }},
    ListField{"steps", [](const RunSummary& one) { return count(one.run.lastStep); }},
    ListField{"best", [](const RunSummary& one) { return accuracy(one.best); }},
    ListField{"last", [](const RunSummary& one) { return accuracy(one.last); }},
    ListField{"started", [](const RunSummary& one) { return seconds(one.run.created); }},
    ListField{"seconds", [](const RunSummary& one) { return seconds(one.seconds()); }},
    ListField{"size", [](const RunSummary& one) { return size(one.bytes()); }},
    ListField{"database", [](const RunSummary& one) { return size(one.databaseBytes); }},
    ListField{"checkpoints", [](const RunSummary& one) { return size(one.size.checkpointBytes); }},
    ListField{"tags", [](const RunSummary& one) { return plain(fmt::format("{}", fmt::join(one.run.tags, ", "))); }},
    ListField{"note", [](const RunSummary& one) { return plain(one.run.note); }},
    ListField{"parent",
              [](const RunSummary& one) {
                  return one.run.forkedFrom.valid() ? count(one.run.forkedFrom.value) : RunValue{};
              }},
    ListField{"pinned", [](const RunSummary& one) { return flag(one.run.pinned); }},
    ListField{"archived", [](const RunSummary& one) { return flag(one.run.archived); }},
    ListField{"message", [](const RunSummary& one) { return plain(one.run.message); }}};

const ListField* listField(std::string_view name) {
    const auto* const found =
        std::ranges::find(kFields, name, [](const ListField& one) { return std::string_view(one.name); });
    return found == kFields.end() ? nullptr : found;
}

std::optional<double> numberIn(std::string_view text) {
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size();
    return whole && !std::isnan(value) ? std::optional(value) : std::nullopt;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

bool contains(std::string_view text, std::string_view part) {
    return lower(text).find(lower(part)) != std::string::npos;
}

std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        if (c != ' ' && c != '\t') {
            words.back().push_back(c);
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

/// Numbers by value, texts by their bytes.
std::partial_ordering compare(const RunValue& left, std::string_view text, std::optional<double> number) {
    if (left.number && number) return *left.number <=> *number;
    return std::string_view(left.text) <=> text;
}

bool isFound(const RunSummary& run, const std::vector<std::string>& words) {
    std::string all;
    for (const char* const field : {"name", "note", "tags", "preset", "model", "state", "message"})
        all += valueOf(run, field).text + '\n';
    return std::ranges::all_of(words, [&](const std::string& word) { return contains(all, word); });
}

bool isBefore(const RunSummary& left, const RunSummary& right, const std::vector<RunOrder>& orders) {
    for (const RunOrder& order : orders) {
        const RunValue a = valueOf(left, order.field);
        const RunValue b = valueOf(right, order.field);
        if (a.text.empty() != b.text.empty()) return b.text.empty();
        const auto compared = compare(a, b.text, b.number);
        if (compared != std::partial_ordering::equivalent)
            return order.descending ? compared == std::partial_ordering::greater
                                    : compared == std::partial_ordering::less;
    }
    return false;
}

telemetry::MeanOverRuns meanOf(std::span<const RunSummary> runs, const std::vector<std::size_t>& which,
                               std::optional<Accuracy> RunSummary::*accuracy) {
    std::vector<double> values;
    for (const std::size_t place : which)
        if (const auto& measured = runs[place].*accuracy) values.push_back(measured->share());
    return telemetry::meanOverRuns(values);
}

/// Longer ones first, so that ">=" is not read as ">".
constexpr std::array<std::pair<std::string_view, RunFilter::Operator>, 7> kOperators = {{
    {"!=", RunFilter::Operator::NotEqual},
    {"<=", RunFilter::Operator::AtMost},
    {">=", RunFilter::Operator::AtLeast},
    {"=", RunFilter::Operator::Equal},
    {"~", RunFilter::Operator::Contains},
    {"<", RunFilter::Operator::Less},
    {">", RunFilter::Operator::Greater},
}};

}  // namespace

const std::vector<std::string>& runListFields() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const ListField& field : kFields) all.emplace_back(field.name);
        return all;
    }();
    return names;
}

Status isRunField(std::string_view field) {
    if (listField(field) != nullptr || config::findField(field) != nullptr) return {};
    std::vector<std::string> names = runListFields();
    for (const config::Field& one : config::runFields()) names.push_back(one.path);
    const std::string close = config::nearest(field, names);
    return fail(ErrorCode::InvalidArgument, fmt::format("runs have no field '{}'", field), std::string(field),
                close.empty() ? fmt::format("{}, or the path of a setting", fmt::join(runListFields(), ", "))
                              : fmt::format("did you mean '{}'?", close));
}

RunValue valueOf(const RunSummary& run, std::string_view field) {
    if (const ListField* const listed = listField(field)) return listed->value(run);
    if (!run.settings) return {};
    const auto text = config::getField(*run.settings, field);
    return text ? RunValue{*text, numberIn(*text)} : RunValue{};
}

Result<RunFilter> parseRunFilter(std::string_view text) {
    const std::size_t at = text.find_first_of("!<>=~");
    RunFilter filter;
    filter.field = std::string(text.substr(0, at));
    const std::string_view rest = at == std::string_view::npos ? std::string_view() : text.substr(at);
    const auto* const found =
        std::ranges::find_if(kOperators, [&](const auto& one) { return rest.starts_with(one.first); });
    if (found == kOperators.end())
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' compares nothing", text), filter.field,
                    "FIELD=VALUE, or !=, ~ (contains), <, <=, >, >= in its place");
    AZR_CHECK(isRunField(filter.field));
    filter.is = found->second;
    filter.value = std::string(rest.substr(found->first.size()));
    filter.number = numberIn(filter.value);
    const bool ordered = filter.is == RunFilter::Operator::Less || filter.is == RunFilter::Operator::AtMost ||
                         filter.is == RunFilter::Operator::Greater || filter.is == RunFilter::Operator::AtLeast;
    if (ordered && !filter.number)
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is not a number", filter.value), filter.field,
                    "only numbers are compared by size");
    return filter;
}

bool meets(const RunSummary& run, const RunFilter& filter) {
    using Operator = RunFilter::Operator;
    const RunValue value = valueOf(run, filter.field);
    if (filter.is == Operator::Contains) return contains(value.text, filter.value);
    // A tag is one of several, and sizes are told with their unit: what is typed is bytes then.
    const bool tagged = filter.field == "tags" && std::ranges::find(run.run.tags, filter.value) != run.run.tags.end();
    const bool equal = tagged || compare(value, filter.value, filter.number) == std::partial_ordering::equivalent;
    if (filter.is == Operator::Equal) return equal;
    if (filter.is == Operator::NotEqual) return !equal;
    if (!value.number || !filter.number) return false;
    switch (filter.is) {
        case Operator::Less: return *value.number < *filter.number;
        case Operator::AtMost: return *value.number <= *filter.number;
        case Operator::Greater: return *value.number > *filter.number;
        default: return *value.number >= *filter.number;
    }
}

Result<std::vector<RunOrder>> parseRunOrder(std::string_view text) {
    std::vector<RunOrder> orders;
    for (const std::string& word : config::listOf(text)) {
        const bool descending = word.starts_with('-');
        orders.push_back({word.substr(descending ? 1 : 0), descending});
        AZR_CHECK(isRunField(orders.back().field));
    }
    if (orders.empty()) return fail(ErrorCode::InvalidArgument, "names no field to order by", std::string(text));
    return orders;
}

std::vector<std::size_t> select(std::span<const RunSummary> runs, const RunQuery& query) {
    const std::vector<std::string> words = wordsOf(query.search);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].run.archived && !query.archived) continue;
        const bool met = std::ranges::all_of(query.filters, [&](const RunFilter& one) { return meets(runs[i], one); });
        if (met && isFound(runs[i], words)) places.push_back(i);
    }
    if (!query.order.empty())
        std::ranges::stable_sort(places,
                                 [&](std::size_t a, std::size_t b) { return isBefore(runs[a], runs[b], query.order); });
    return places;
}

std::vector<RunGroup> groupBy(std::span<const RunSummary> runs, std::span<const std::size_t> which,
                              const std::vector<std::string>& fields) {
    std::vector<RunGroup> groups;
    for (const std::size_t place : which) {
        std::vector<std::string> values;
        for (const std::string& field : fields) values.push_back(valueOf(runs[place], field).text);
        auto group = std::ranges::find(groups, values, &RunGroup::values);
        if (group == groups.end()) group = groups.insert(groups.end(), RunGroup{std::move(values), {}, {}, {}});
        group->runs.push_back(place);
    }
    for (RunGroup& group : groups) {
        group.best = meanOf(runs, group.runs, &RunSummary::best);
        group.last = meanOf(runs, group.runs, &RunSummary::last);
    }
    return groups;
}

}  // namespace azr::session

#include "core/selfplay/rules/condition_help.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>

#include "core/selfplay/rules/condition.h"
#include "core/selfplay/rules/task_facts.h"

namespace azr::selfplay {
namespace {

constexpr std::string_view kConditionPlace = "condition, character ";

bool isPartOfName(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Whether a byte begins a character of UTF-8.
bool beginsCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::string_view withoutBlanks(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
    return text;
}

/// The name that ends the text, which loses it.
std::string_view takeName(std::string_view& text) {
    text = withoutBlanks(text);
    std::size_t at = text.size();
    while (at > 0 && isPartOfName(text[at - 1])) --at;
    const std::string_view name = text.substr(at);
    text.remove_suffix(name.size());
    return name;
}

bool endsInQuotes(std::string_view text) {
    char open = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (open == '\0') {
            if (text[i] == '"' || text[i] == '\'') open = text[i];
        } else if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == open) {
            ++i;
        } else if (text[i] == open) {
            open = '\0';
        }
    }
    return open != '\0';
}

const TextField* textFieldNamed(std::string_view name) {
    const auto found = std::ranges::find(textFields(), name, &TextField::name);
    return found == textFields().end() ? nullptr : &*found;
}

bool isNumberField(std::string_view name) {
    return std::ranges::find(numberFields(), name, &NumberField::name) != numberFields().end();
}

/// What may follow a name, of which the text before it is given.
std::vector<std::string_view> wordsAfterName(std::string_view before, std::string_view name) {
    if (isNumberField(name)) return {"in"};
    if (textFieldNamed(name) != nullptr) return {};
    const bool value = !withoutBlanks(before).empty();
    return value ? std::vector<std::string_view>{"and"} : std::vector<std::string_view>{};
}

}  // namespace

std::vector<ConditionField> conditionFields() {
    std::vector<ConditionField> all;
    for (const NumberField& field : numberFields())
        all.push_back({field.name, field.doc, field.values, {}, field.example});
    for (const TextField& field : textFields())
        all.push_back({field.name,
                       field.doc,
                       field.values.empty() ? "a text" : "",
                       {field.values.begin(), field.values.end()},
                       field.example});
    all.push_back({"like(N)", "how alike the program is to that of task N", "0 to 1", {}, "like(123) >= 0.8"});
    all.push_back({"near(N)", "1: the program is a near-duplicate of that of task N", "0 or 1", {}, "near(123) = 1"});
    return all;
}

std::vector<std::string_view> wordsAfter(std::string_view before) {
    if (endsInQuotes(before)) return {};
    before = withoutBlanks(before);
    std::string_view rest = before;
    const std::string_view last = takeName(rest);
    if (before.empty() || last == "and") {
        std::vector<std::string_view> names;
        for (const ConditionField& field : conditionFields()) names.push_back(field.name);
        return names;
    }
    const bool number = !last.empty() && std::isdigit(static_cast<unsigned char>(last.front())) != 0;
    if (!last.empty() && !number) {
        if (last == "in") return {};
        return wordsAfterName(rest, last);
    }
    if (before.ends_with(')')) return {"in"};
    // A value ends the clause, unless it is a task's number or the lower end of a range.
    if (number && (withoutBlanks(rest).ends_with('(') || withoutBlanks(rest).ends_with('#'))) return {};
    if (number || before.ends_with('"') || before.ends_with('\'')) return {"and"};
    if (!before.ends_with('=')) return {};
    rest = before;
    rest.remove_suffix(1);
    if (rest.ends_with('!')) rest.remove_suffix(1);
    const TextField* const compared = textFieldNamed(takeName(rest));
    if (compared == nullptr) return {};
    return {compared->values.begin(), compared->values.end()};
}

std::optional<TextPart> faultyPart(std::string_view condition, const Error& error) {
    const std::string_view place = error.place;
    if (!place.starts_with(kConditionPlace)) return std::nullopt;
    std::size_t character = 0;
    const auto read = std::from_chars(place.data() + kConditionPlace.size(), place.data() + place.size(), character);
    if (read.ec != std::errc() || character == 0) return std::nullopt;
    std::size_t at = 0;
    for (; at < condition.size(); ++at)
        if (beginsCharacter(condition[at]) && --character == 0) break;
    std::size_t end = at;
    const bool quoted = at < condition.size() && (condition[at] == '"' || condition[at] == '\'');
    if (quoted) {
        const std::size_t close = condition.find(condition[at], at + 1);
        end = close == std::string_view::npos ? condition.size() : close + 1;
    } else {
        while (end < condition.size() && isPartOfName(condition[end])) ++end;
        if (end == at && end < condition.size()) ++end;
        while (end < condition.size() && !beginsCharacter(condition[end])) ++end;
    }
    return TextPart{at, end - at};
}

std::optional<ConditionFault> faultOf(const std::string& condition) {
    ComparedPrograms programs;
    for (const std::int64_t task : Condition::comparedTasks(condition)) programs[task];
    const auto parsed = Condition::parse(condition, programs);
    if (parsed) return std::nullopt;
    return ConditionFault{parsed.error(),
                          faultyPart(condition, parsed.error()).value_or(TextPart{0, condition.size()})};
}

}  // namespace azr::selfplay

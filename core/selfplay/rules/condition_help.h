/// What helps to write a condition (condition.h): every field with its meaning and an example, the words that may
/// follow at a place, and which part of a text an error is about. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace azr::selfplay {

struct ConditionField {
    std::string_view name;     ///< also like(N) and near(N), as they are written
    std::string_view meaning;  ///< in English, without a full stop
    std::string_view values;   ///< what it can be, in words: "0 to 1", "a text"; empty where `words` say it
    std::vector<std::string_view> words = {};  ///< all that a text can be
    std::string_view example;                  ///< a whole clause
};
/// Numbers, texts, comparisons with a task; what is asked for most comes first.
[[nodiscard]] std::vector<ConditionField> conditionFields();

/// The words that may stand behind `before`, where a word begins: fields, `and`, `in`, or the values of a text. Empty
/// where a number, a sign or something in quotes is expected.
[[nodiscard]] std::vector<std::string_view> wordsAfter(std::string_view before);

/// Of a text, in bytes; the length may be 0, at its end alone.
struct TextPart {
    std::size_t at = 0, length = 0;
    bool operator==(const TextPart&) const = default;
};
/// What an error of Condition::parse() of this text is about; nothing for errors that name no place in it.
[[nodiscard]] std::optional<TextPart> faultyPart(std::string_view condition, const Error& error);

struct ConditionFault {
    Error error;
    TextPart part;
};
/// What is wrong with the text, whichever tasks there are; nothing: it can be read.
[[nodiscard]] std::optional<ConditionFault> faultOf(const std::string& condition);

}  // namespace azr::selfplay

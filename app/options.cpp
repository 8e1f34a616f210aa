#include "app/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/config/nearest.h"

namespace azr::app {
namespace {

tl::unexpected<Error> unknownOption(std::string_view name, std::span<const Option> options) {
    std::vector<std::string> names;
    for (const auto& option : options) names.push_back(option.name);
    const auto close = config::nearest(name, names);
    return fail(ErrorCode::InvalidArgument, fmt::format("unknown option '{}'", name), {},
                close.empty() ? "--help lists the options" : "did you mean '" + close + "'?");
}

template <class Number>
Result<std::optional<Number>> parseNumber(const std::optional<std::string>& text, std::string_view option, Number low,
                                          Number high) {
    if (!text) return std::nullopt;
    Number value{};
    const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (code != std::errc() || end != text->data() + text->size() || !(value >= low && value <= high))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is not a number {} .. {}", *text, low, high),
                    std::string(option));
    return value;
}

}  // namespace

bool asksForHelp(std::span<const std::string> words, std::span<const Option> options) {
    for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
        if (words[i] == "--help" || words[i] == "-h") return true;
        const auto option = std::ranges::find(options, words[i], &Option::name);
        if (option != options.end() && !option->argument.empty()) ++i;
    }
    return false;
}

Result<Arguments> Arguments::parse(std::span<const std::string> words, std::span<const Option> options,
                                   std::span<const Positional> positionals) {
    Arguments arguments;
    bool optionsEnded = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (optionsEnded || word.size() < 2 || word.front() != '-') {
            arguments.m_positionals.push_back(word);
            continue;
        }
        if (word == "--") {
            optionsEnded = true;
            continue;
        }
        const auto equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const auto option = std::ranges::find(options, name, &Option::name);
        if (option == options.end()) return unknownOption(name, options);
        auto& given = arguments.m_values[name];
        if (!given.empty() && !option->repeatable) return fail(ErrorCode::InvalidArgument, "is given twice", name);
        if (option->argument.empty() && equals != std::string::npos)
            return fail(ErrorCode::InvalidArgument, "takes no value", name);
        if (option->argument.empty())
            given.emplace_back();
        else if (equals != std::string::npos)
            given.push_back(word.substr(equals + 1));
        else if (i + 1 < words.size())
            given.push_back(words[++i]);
        else
            return fail(ErrorCode::InvalidArgument, "needs a value: " + option->argument, name);
    }
    const bool more = !positionals.empty() && positionals.back().repeatable;
    if (arguments.m_positionals.size() > positionals.size() && !more)
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("unexpected argument '{}'", arguments.m_positionals[positionals.size()]));
    for (std::size_t i = arguments.m_positionals.size(); i < positionals.size(); ++i)
        if (!positionals[i].optional)
            return fail(ErrorCode::InvalidArgument, "is missing", positionals[i].name, positionals[i].doc);
    return arguments;
}

bool Arguments::has(std::string_view option) const {
    return m_values.contains(option);
}

std::optional<std::string> Arguments::value(std::string_view option) const {
    const auto found = m_values.find(option);
    if (found == m_values.end()) return std::nullopt;
    return found->second.back();
}

std::string Arguments::valueOr(std::string_view option, std::string fallback) const {
    return value(option).value_or(std::move(fallback));
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    const auto found = m_values.find(option);
    return found == m_values.end() ? std::vector<std::string>() : found->second;
}

Result<std::optional<std::int64_t>> Arguments::integer(std::string_view option, std::int64_t low,
                                                       std::int64_t high) const {
    return parseNumber(value(option), option, low, high);
}

Result<std::optional<double>> Arguments::number(std::string_view option, double low, double high) const {
    return parseNumber(value(option), option, low, high);
}

Result<std::optional<std::string>> Arguments::choice(std::string_view option,
                                                     const std::vector<std::string>& choices) const {
    for (const auto& given : values(option)) {
        if (std::ranges::find(choices, given) != choices.end()) continue;
        const auto close = config::nearest(given, choices);
        return fail(
            ErrorCode::InvalidArgument, fmt::format("unknown value '{}'", given), std::string(option),
            close.empty() ? fmt::format("one of: {}", fmt::join(choices, ", ")) : "did you mean '" + close + "'?");
    }
    return value(option);
}

}  // namespace azr::app

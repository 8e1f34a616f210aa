#include "core/evaluation/judging/number_answer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <regex>
#include <utility>

namespace azr::evaluation {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

/// What stands in the braces that open at `at`; empty where they do not close.
std::string_view inBraces(std::string_view text, std::size_t at) {
    int depth = 0;
    for (std::size_t i = at; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) return text.substr(at + 1, i - at - 1);
    }
    return {};
}

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// "\frac12" -> "\frac{1}{2}"
std::string bracedFractions(const std::string& text) {
    constexpr std::string_view kFraction = "\\frac";
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (text.compare(at, kFraction.size(), kFraction) != 0) {
            out += text[at++];
            continue;
        }
        out += kFraction;
        at += kFraction.size();
        for (int part = 0; part < 2 && at < text.size(); ++part) {
            if (text[at] == '{') {
                const std::string_view inside = inBraces(text, at);
                out.append("{").append(inside).append("}");
                at += std::min(inside.size() + 2, text.size() - at);
            } else {
                out.append("{").append(1, text[at++]).append("}");
            }
        }
    }
    return out;
}

std::optional<double> decimal(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || code != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// Of text in its normal form.
std::optional<double> numberOf(std::string_view text) {
    if (const auto plain = decimal(text)) return plain;
    if (text.starts_with('-')) {
        const auto positive = numberOf(text.substr(1));
        return positive ? std::optional(-*positive) : std::nullopt;
    }
    std::string_view above, below;
    if (constexpr std::string_view kFraction = "\\frac"; text.starts_with(kFraction)) {
        above = inBraces(text, kFraction.size());
        const std::size_t next = kFraction.size() + above.size() + 2;
        if (next >= text.size()) return std::nullopt;
        below = inBraces(text, next);
        if (next + below.size() + 2 != text.size()) return std::nullopt;
    } else if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        above = text.substr(0, slash);
        below = text.substr(slash + 1);
    }
    const auto numerator = decimal(above), denominator = decimal(below);
    if (!numerator || !denominator || *denominator == 0) return std::nullopt;
    return *numerator / *denominator;
}

}  // namespace

std::string markedAnswer(std::string_view text) {
    for (const std::string_view box : {"\\boxed{", "\\fbox{"})
        if (const std::size_t at = text.rfind(box); at != std::string_view::npos)
            return std::string(trimmed(inBraces(text, at + box.size() - 1)));
    constexpr std::string_view kMark = "####";
    const std::size_t at = text.rfind(kMark);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = trimmed(text.substr(at + kMark.size()));
    return std::string(trimmed(rest.substr(0, rest.find('\n'))));
}

std::string finalAnswer(std::string_view text) {
    if (std::string marked = markedAnswer(text); !marked.empty()) return marked;
    constexpr std::string_view kPhrase = "answer is";
    static const std::regex kNumber("-?\\$?[0-9][0-9,]*(\\.[0-9]+)?(/[0-9]+)?");
    const std::size_t phrase = text.rfind(kPhrase);
    const std::string rest(phrase == std::string_view::npos ? text : text.substr(phrase + kPhrase.size()));
    std::string last;
    for (std::sregex_iterator it(rest.begin(), rest.end(), kNumber), end; it != end; ++it) {
        last = it->str();
        if (phrase != std::string_view::npos) break;
    }
    while (last.ends_with(',')) last.pop_back();
    return last;
}

std::string normalAnswer(std::string_view given) {
    std::string text(trimmed(given));
    static const std::regex kText("\\\\(text|mbox|mathrm|textbf)\\{([^{}]*)\\}");
    text = std::regex_replace(text, kText, "$2");
    constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kForms = {{{"\\dfrac", "\\frac"},
                                                                                       {"\\tfrac", "\\frac"},
                                                                                       {"\\left", ""},
                                                                                       {"\\right", ""},
                                                                                       {"\\!", ""},
                                                                                       {"\\,", ""},
                                                                                       {"\\;", ""},
                                                                                       {"\\ ", ""},
                                                                                       {"\\$", ""},
                                                                                       {"$", ""},
                                                                                       {"\\%", "%"},
                                                                                       {"^{\\circ}", ""},
                                                                                       {"^\\circ", ""}}};
    for (const auto& [from, to] : kForms) replaceAll(text, from, to);
    std::erase_if(text, [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
    while (text.ends_with('.')) text.pop_back();
    // 1,234 is a number; (1,2) is a pair.
    static const std::regex kThousands("[-+]?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?%?");
    if (std::regex_match(text, kThousands)) std::erase(text, ',');
    return bracedFractions(text);
}

bool sameAnswer(std::string_view one, std::string_view other) {
    const std::string a = normalAnswer(one), b = normalAnswer(other);
    if (a.empty() || b.empty()) return false;
    if (a == b) return true;
    const auto x = numberOf(a), y = numberOf(b);
    constexpr double kAccuracy = 1e-9;
    return x && y && std::abs(*x - *y) <= kAccuracy * std::max(std::abs(*x), std::abs(*y));
}

}  // namespace azr::evaluation

#include "core/selfplay/prompting/fences.h"

#include <algorithm>
#include <cctype>

namespace azr::selfplay {
namespace {

constexpr std::string_view kFence = "```";
constexpr std::string_view kBlank = " \t\r\n";

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::size_t indentation(std::string_view line) {
    return std::min(line.find_first_not_of(" \t"), line.size());
}

std::vector<std::string_view> linesOf(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string normalTag(std::string_view tag) {
    std::string result = lower(tag);
    return result == "py" ? "python" : result;
}

/// A one-line block, "```input 5```".
std::optional<FencedBlock> inlineBlock(std::string_view afterFence) {
    const std::size_t close = afterFence.rfind(kFence);
    if (close == std::string_view::npos || close == 0) return std::nullopt;
    const std::string_view inside = afterFence.substr(0, close);
    std::size_t tagEnd = 0;
    while (tagEnd < inside.size() && std::isalpha(static_cast<unsigned char>(inside[tagEnd])) != 0) ++tagEnd;
    return FencedBlock{normalTag(inside.substr(0, tagEnd)), std::string(trimmedText(inside.substr(tagEnd))), true};
}

/// What follows the tag's name up to the end of its line, read as "(…)", ": …" or "is ….".
std::optional<std::string> afterName(std::string_view rest) {
    rest = trimmedText(rest);
    if (rest.starts_with('(') && rest.ends_with(')')) return std::string(trimmedText(rest.substr(1, rest.size() - 2)));
    if (rest.starts_with(':')) return std::string(trimmedText(rest.substr(1)));
    if (!rest.starts_with("is ")) return std::nullopt;
    rest = trimmedText(rest.substr(3));
    if (rest.ends_with('.')) rest.remove_suffix(1);
    return std::string(rest);
}

}  // namespace

std::string_view trimmedText(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::vector<FencedBlock> fencedBlocks(std::string_view text) {
    std::vector<FencedBlock> blocks;
    const auto lines = linesOf(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t indent = indentation(lines[i]);
        const std::string_view opening = trimmedText(lines[i]);
        if (!opening.starts_with(kFence)) continue;
        if (auto block = inlineBlock(opening.substr(kFence.size()))) {
            blocks.push_back(std::move(*block));
            continue;
        }
        FencedBlock block{normalTag(trimmedText(opening.substr(kFence.size()))), {}, false};
        std::size_t last = i + 1;
        for (; last < lines.size() && !block.closed; ++last)
            block.closed = indentation(lines[last]) <= indent && trimmedText(lines[last]) == kFence;
        const std::size_t end = block.closed ? last - 1 : last;
        for (std::size_t line = i + 1; line < end; ++line)
            block.text.append(line > i + 1 ? "\n" : "").append(lines[line]);
        while (!block.text.empty() && kBlank.find(block.text.back()) != std::string_view::npos) block.text.pop_back();
        blocks.push_back(std::move(block));
        i = last - 1;
    }
    return blocks;
}

std::vector<std::string> blocksTagged(const std::vector<FencedBlock>& blocks, std::string_view tag) {
    std::vector<std::string> texts;
    for (const FencedBlock& block : blocks)
        if (block.tag == tag) texts.push_back(block.text);
    return texts;
}

std::optional<std::string> looselyTagged(std::string_view text, std::string_view tag) {
    const std::string small = lower(text);
    const std::string open = "<" + std::string(tag) + ">";
    if (const std::size_t at = small.find(open); at != std::string::npos) {
        const std::size_t from = at + open.size();
        const std::size_t close = std::min(small.find("</" + std::string(tag) + ">", from), text.size());
        return std::string(trimmedText(text.substr(from, close - from)));
    }
    for (std::size_t at = small.find(tag); at != std::string::npos; at = small.find(tag, at + 1)) {
        if (at > 0 && std::isalnum(static_cast<unsigned char>(small[at - 1])) != 0) continue;
        const std::size_t from = at + tag.size();
        if (auto part = afterName(text.substr(from, std::min(text.find('\n', from), text.size()) - from))) return part;
    }
    return std::nullopt;
}

}  // namespace azr::selfplay

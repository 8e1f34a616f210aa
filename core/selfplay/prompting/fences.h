/// Fenced blocks in an answer: ```tag … ```. A block ends at a line that is only a fence and no further indented than
/// its opening one, so that a fence inside a string or docstring does not cut a program; or on its own line
/// (```input 5```). Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azr::selfplay {

struct FencedBlock {
    std::string tag;  ///< lower case; "py" is read as "python"
    std::string text;
    bool closed = true;
};
[[nodiscard]] std::vector<FencedBlock> fencedBlocks(std::string_view text);

/// Texts of the blocks with this tag, in order.
[[nodiscard]] std::vector<std::string> blocksTagged(const std::vector<FencedBlock>& blocks, std::string_view tag);

/// A part written in another way than fenced: <tag>…</tag>, tag(…), "# Tag: …", "The tag is …."; nothing when absent.
[[nodiscard]] std::optional<std::string> looselyTagged(std::string_view text, std::string_view tag);

[[nodiscard]] std::string_view trimmedText(std::string_view text);

}  // namespace azr::selfplay

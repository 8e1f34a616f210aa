#include "app/lines/completing.h"

#include <algorithm>

#include "core/weights/hf_config.h"

namespace azr::app {

Result<std::vector<policy::Token>> endTokensOf(const tokenizer::Tokenizer& tokenizer,
                                               const tokenizer::ChatRenderer* chat,
                                               const std::filesystem::path& weights) {
    auto ends = tokenizer::endTokens(tokenizer, chat);
    if (const auto config = weights::readHfConfig(weights))
        ends.insert(ends.end(), config->eosTokens.begin(), config->eosTokens.end());
    AZR_TRY(const auto more, weights::readGenerationEnds(weights));
    ends.insert(ends.end(), more.begin(), more.end());
    return ends;
}

std::size_t stopTextAt(std::string_view text, const std::vector<std::string>& stops) {
    std::size_t cut = text.size();
    for (const auto& stop : stops) cut = std::min(cut, text.find(stop));
    return cut;
}

bool endsWithStop(std::span<const policy::Token> tokens, const std::vector<std::string>& stops,
                  const tokenizer::Tokenizer& tokenizer) {
    // A token adds at least one byte, so the last tokens suffice.
    constexpr std::size_t kSlack = 8;
    std::size_t longest = 0;
    for (const auto& stop : stops) longest = std::max(longest, stop.size());
    const std::string text = tokenizer.decode(tokens.last(std::min(tokens.size(), longest + kSlack)));
    return stopTextAt(text, stops) < text.size();
}

}  // namespace azr::app

#include "core/session/tokens/scored_completion.h"

#include <algorithm>
#include <numeric>

#include "core/tokenizer/stream_decoder.h"

namespace azr::session {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Of a token that completes no text.
ScoredToken::Form silentForm(const tokenizer::Tokenizer& tokenizer, std::int32_t id) {
    if (tokenizer.isSpecial(id)) return ScoredToken::Form::Special;
    const bool part =
        tokenizer.waitsAfter(id) || tokenizer.decode(std::span(&id, 1)).find(kReplacement) != std::string::npos;
    return part ? ScoredToken::Form::Part : ScoredToken::Form::Special;
}

}  // namespace

double ScoredCompletion::logprobSum() const {
    double sum = 0;
    for (const ScoredToken& token : tokens)
        if (!std::isnan(token.logprob)) sum += static_cast<double>(token.logprob);
    return sum;
}

int ScoredCompletion::scored() const {
    return static_cast<int>(
        std::ranges::count_if(tokens, [](const ScoredToken& token) { return !std::isnan(token.logprob); }));
}

std::vector<int> ScoredCompletion::ranksByImprobability() const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (!std::isnan(tokens[i].logprob)) order.push_back(i);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return tokens[i].logprob; });
    std::vector<int> ranks(tokens.size());
    for (std::size_t place = 0; place < order.size(); ++place) ranks[order[place]] = static_cast<int>(place) + 1;
    return ranks;
}

std::vector<ScoredToken> piecesOf(const tokenizer::Tokenizer& tokenizer, std::span<const std::int32_t> ids) {
    std::vector<ScoredToken> pieces;
    tokenizer::StreamDecoder decoder(tokenizer);
    for (const std::int32_t id : ids) {
        ScoredToken& piece = pieces.emplace_back();
        piece.id = id;
        piece.spelling = tokenizer.textOf(id);
        piece.text = decoder.push(id);
        if (tokenizer.isSpecial(id))
            piece.form = ScoredToken::Form::Special;
        else if (piece.text.empty())
            piece.form = silentForm(tokenizer, id);
    }
    if (!pieces.empty()) pieces.back().text += decoder.finish();
    return pieces;
}

}  // namespace azr::session

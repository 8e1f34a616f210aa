#include "core/engine/packed.h"

#include <fmt/format.h>

#include <algorithm>

namespace azr::engine {

void Packed::clear() {
    tokens.clear();
    positions.clear();
    starts.assign(1, 0);
}

void Packed::add(std::span<const policy::Token> sequence) {
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        tokens.push_back(sequence[i]);
        positions.push_back(static_cast<std::int32_t>(i));
    }
    starts.push_back(rows());
}

std::int64_t responseLength(const policy::Sequence& sequence) {
    return static_cast<std::int64_t>(sequence.tokens.size()) - sequence.promptLength;
}

std::int64_t responseLength(std::span<const policy::Sequence> batch) {
    std::int64_t total = 0;
    for (const auto& sequence : batch) total += responseLength(sequence);
    return total;
}

std::size_t fillMicroBatch(std::span<const policy::Sequence> batch, std::size_t first, std::int64_t tokenLimit,
                           MicroBatch& part) {
    part.packed.clear();
    part.losses.clear();
    std::size_t next = first;
    for (; next < batch.size(); ++next) {
        const auto& sequence = batch[next];
        const auto length = static_cast<std::int64_t>(sequence.tokens.size()) - 1;
        if (next > first && part.packed.rows() + length > tokenLimit) break;
        const std::int64_t start = part.packed.rows();
        part.packed.add(std::span(sequence.tokens).first(static_cast<std::size_t>(length)));
        for (std::int64_t t = sequence.promptLength; t <= length; ++t)
            part.losses.push_back({start + t - 1, sequence.tokens[static_cast<std::size_t>(t)],
                                   static_cast<std::int32_t>(next),
                                   static_cast<std::int32_t>(t - sequence.promptLength)});
    }
    return next;
}

Status checkBatch(std::span<const policy::Sequence> batch, int vocabulary, int context, bool needsAdvantages) {
    for (std::size_t s = 0; s < batch.size(); ++s) {
        const auto& sequence = batch[s];
        const std::string place = fmt::format("sequence {} of the batch", s);
        const auto length = static_cast<std::int64_t>(sequence.tokens.size());
        if (sequence.promptLength < 1 || sequence.promptLength >= length)
            return fail(ErrorCode::InvalidArgument, "needs a prompt and a response of at least one token each", place);
        if (length > context)
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("has {} tokens, the model's context is {}", length, context), place);
        const auto outside = [&](policy::Token token) { return token < 0 || token >= vocabulary; };
        if (std::any_of(sequence.tokens.begin(), sequence.tokens.end(), outside))
            return fail(ErrorCode::InvalidArgument, "has a token outside the vocabulary", place);
        const auto response = static_cast<std::size_t>(responseLength(sequence));
        if (needsAdvantages && (sequence.advantages.size() != response || sequence.oldLogprobs.size() != response))
            return fail(ErrorCode::InvalidArgument, "has advantages or old log-probabilities of another length", place);
    }
    return {};
}

}  // namespace azr::engine

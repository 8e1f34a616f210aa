#include "core/engine/packed.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/rng.h"

namespace azr::engine {
namespace {

using policy::Sequence;
using policy::Token;

std::int64_t responseLength(const Sequence& sequence) {
    return static_cast<std::int64_t>(sequence.tokens.size()) - sequence.promptLength;
}

/// A beginning shorter than this is not worth a span of its own.
constexpr std::int64_t kLeastBeginning = 64;

/// Sequences that are laid out together: their first `shared` tokens, which are the same, once.
struct Group {
    std::vector<std::size_t> members;
    std::int64_t shared = 0;  ///< 0 = nothing
    std::int64_t rows = 0;
};

/// By prompt, in the order of first appearance, none longer than the limit unless it has one member.
std::vector<Group> groupsOf(std::span<const Sequence> batch, std::int64_t rowLimit) {
    std::vector<Group> groups;
    std::map<std::vector<Token>, std::size_t> open;  // prompt to the group that still takes members
    for (std::size_t s = 0; s < batch.size(); ++s) {
        const auto& sequence = batch[s];
        std::vector<Token> prompt(sequence.tokens.begin(), sequence.tokens.begin() + sequence.promptLength);
        const std::int64_t own = responseLength(sequence) - 1;
        const auto found = open.find(prompt);
        if (found != open.end() && groups[found->second].rows + own <= rowLimit) {
            groups[found->second].members.push_back(s);
            groups[found->second].shared = sequence.promptLength;
            groups[found->second].rows += own;
            continue;
        }
        open[std::move(prompt)] = groups.size();
        groups.push_back({{s}, 0, sequence.promptLength + own});
    }
    return groups;
}

/// Tokens that both begin with, within their prompts.
std::int64_t commonBeginning(const Sequence& a, const Sequence& b) {
    const auto end = a.tokens.begin() + std::min(a.promptLength, b.promptLength);
    return std::mismatch(a.tokens.begin(), end, b.tokens.begin()).first - a.tokens.begin();
}

/// Groups of one whose prompts begin alike (the same shots before different tasks) become one that shares the
/// beginning. Each is held against the last that was not taken in.
void joinBeginnings(std::span<const Sequence> batch, std::int64_t rowLimit, std::vector<Group>& groups) {
    Group* open = nullptr;
    for (Group& group : groups) {
        if (group.members.size() != 1) continue;
        if (open != nullptr) {
            const auto count = static_cast<std::int64_t>(open->members.size());
            std::int64_t common = commonBeginning(batch[open->members.front()], batch[group.members.front()]);
            if (count > 1) common = std::min(common, open->shared);
            const std::int64_t joined = open->rows + group.rows + (count - 1) * open->shared - count * common;
            const bool saves = common >= kLeastBeginning && joined < open->rows + group.rows;
            if (saves && joined <= rowLimit) {
                open->members.push_back(group.members.front());
                open->shared = common;
                open->rows = joined;
                group.members.clear();
                continue;
            }
        }
        open = &group;
    }
    std::erase_if(groups, [](const Group& group) { return group.members.empty(); });
}

/// The last token of a sequence predicts nothing and is left out.
void addGroup(std::span<const Sequence> batch, const Group& group, MicroBatch& part) {
    const std::size_t first = group.members.front();
    const std::int64_t shared = group.members.size() > 1 ? group.shared : 0;
    const std::int64_t beginning =
        shared > 0 ? part.packed.add(std::span(batch[first].tokens).first(static_cast<std::size_t>(shared)), first) : 0;
    for (const std::size_t s : group.members) {
        const auto& sequence = batch[s];
        const auto own = std::span(sequence.tokens)
                             .subspan(static_cast<std::size_t>(shared),
                                      sequence.tokens.size() - 1 - static_cast<std::size_t>(shared));
        std::int64_t start = 0;  // the row of the first token that is not shared
        if (shared == 0)
            start = part.packed.add(own, s);
        else if (!own.empty())
            start = part.packed.addContinuation(own, s);
        for (std::int64_t j = 0; j < responseLength(sequence); ++j) {
            const std::int64_t position = sequence.promptLength - 1 + j;  // of the token that predicts
            part.losses.push_back({position < shared ? beginning + position : start + position - shared,
                                   sequence.tokens[static_cast<std::size_t>(position + 1)],
                                   static_cast<std::int32_t>(s), static_cast<std::int32_t>(j)});
        }
    }
}

}  // namespace

void Packed::append(std::span<const Token> sequence, std::int64_t firstPosition, std::size_t source) {
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        tokens.push_back(sequence[i]);
        positions.push_back(static_cast<std::int32_t>(firstPosition + static_cast<std::int64_t>(i)));
        const std::uint64_t place = mixSeed(source, static_cast<std::uint64_t>(positions.back()));
        places.push_back(static_cast<std::uint32_t>(place ^ (place >> 32)));
    }
}

std::int64_t Packed::add(std::span<const Token> sequence, std::size_t source) {
    const std::int64_t start = rows();
    append(sequence, 0, source);
    plan.spans.push_back({0, 0, start, static_cast<std::int64_t>(sequence.size())});
    plan.groups.push_back(plan.spans.size());
    return start;
}

std::int64_t Packed::addContinuation(std::span<const Token> continuation, std::size_t source) {
    const std::int64_t start = rows();
    const auto prefix = plan.spans[plan.groups[plan.groups.size() - 2]];
    append(continuation, prefix.length, source);
    plan.spans.push_back({prefix.start, prefix.length, start, static_cast<std::int64_t>(continuation.size())});
    plan.groups.back() = plan.spans.size();
    return start;
}

std::vector<MicroBatch> splitBatch(std::span<const Sequence> batch, std::int64_t rowLimit, int workers) {
    auto groups = groupsOf(batch, rowLimit);
    joinBeginnings(batch, rowLimit, groups);
    std::int64_t total = 0;
    for (const auto& group : groups) total += group.rows;
    std::int64_t count = std::max<std::int64_t>(1, (total + rowLimit - 1) / rowLimit);
    count = (count + workers - 1) / workers * workers;
    std::vector<MicroBatch> parts(static_cast<std::size_t>(count));
    std::int64_t before = 0;
    for (const auto& group : groups) {
        const std::int64_t middle = before + group.rows / 2;
        addGroup(batch, group, parts[static_cast<std::size_t>(std::min(count - 1, middle * count / total))]);
        before += group.rows;
    }
    std::erase_if(parts, [](const MicroBatch& part) { return part.losses.empty(); });
    return parts;
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

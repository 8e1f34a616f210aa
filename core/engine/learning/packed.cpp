#include "core/engine/learning/packed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

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

/// Sequences with one prompt.
struct Task {
    std::vector<std::size_t> members;
    std::int64_t rows = 0;
};

/// Tasks that are laid out together: the first `shared` tokens of their prompts, which are the same, once.
struct Group {
    std::vector<Task> tasks;
    std::int64_t shared = 0;
    std::int64_t rows = 0;
};

/// In the order of first appearance, none longer than the limit unless it has one member.
std::vector<Task> tasksOf(std::span<const Sequence> batch, std::int64_t rowLimit) {
    std::vector<Task> tasks;
    std::map<std::vector<Token>, std::size_t> open;  // prompt to the task that still takes members
    for (std::size_t s = 0; s < batch.size(); ++s) {
        const auto& sequence = batch[s];
        std::vector<Token> prompt(sequence.tokens.begin(), sequence.tokens.begin() + sequence.promptLength);
        const std::int64_t own = responseLength(sequence) - 1;
        const auto found = open.find(prompt);
        if (found != open.end() && tasks[found->second].rows + own <= rowLimit) {
            tasks[found->second].members.push_back(s);
            tasks[found->second].rows += own;
            continue;
        }
        open[std::move(prompt)] = tasks.size();
        tasks.push_back({{s}, sequence.promptLength + own});
    }
    return tasks;
}

/// Tokens that both begin with, within their prompts.
std::int64_t commonBeginning(const Sequence& a, const Sequence& b) {
    const auto end = a.tokens.begin() + std::min(a.promptLength, b.promptLength);
    return std::mismatch(a.tokens.begin(), end, b.tokens.begin()).first - a.tokens.begin();
}

/// How a task would lie in a group.
struct Fit {
    Group* group = nullptr;
    std::int64_t shared = 0, rows = 0;
    std::int64_t saved = 0;  ///< rows
};

Fit fitOf(std::span<const Sequence> batch, Group& group, const Task& task) {
    const auto count = static_cast<std::int64_t>(group.tasks.size());
    std::int64_t common = commonBeginning(batch[group.tasks.front().members.front()], batch[task.members.front()]);
    if (count > 1) common = std::min(common, group.shared);
    const std::int64_t saved = count * common - (count - 1) * group.shared;
    return {&group, common, group.rows + task.rows - saved, saved};
}

/// Tasks whose prompts begin alike (the same shots before different questions) share the beginning: each joins the
/// group where that saves most, or begins another.
std::vector<Group> groupsOf(std::span<const Sequence> batch, std::vector<Task> tasks, std::int64_t rowLimit) {
    std::vector<Group> groups;
    for (Task& task : tasks) {
        Fit best;
        for (Group& group : groups) {
            const Fit fit = fitOf(batch, group, task);
            if (fit.shared >= kLeastBeginning && fit.rows <= rowLimit && fit.saved > best.saved) best = fit;
        }
        if (best.group == nullptr) {
            groups.push_back({{}, 0, task.rows});
            groups.back().tasks.push_back(std::move(task));
        } else {
            best.group->tasks.push_back(std::move(task));
            best.group->shared = best.shared;
            best.group->rows = best.rows;
        }
    }
    return groups;
}

/// Every sequence alone.
std::vector<Group> apart(std::span<const Sequence> batch) {
    std::vector<Group> groups;
    for (std::size_t s = 0; s < batch.size(); ++s) {
        const auto rows = static_cast<std::int64_t>(batch[s].tokens.size()) - 1;
        groups.push_back({{{{s}, rows}}, 0, rows});
    }
    return groups;
}

template <class Part>
std::int64_t rowsOf(const std::vector<Part>& parts) {
    return std::accumulate(parts.begin(), parts.end(), std::int64_t{0},
                           [](std::int64_t sum, const Part& part) { return sum + part.rows; });
}

/// Lays one group out in a part.
class Layout {
  public:
    Layout(std::span<const Sequence> batch, int stretchedFrom, MicroBatch& part)
        : m_batch(batch), m_stretchedFrom(static_cast<std::size_t>(stretchedFrom)), m_part(part) {}

    void add(const Group& group) {
        m_path.clear();
        if (group.tasks.size() > 1) extend(group.tasks.front().members.front(), group.shared);
        for (const Task& task : group.tasks) {
            const std::size_t first = task.members.front(), depth = m_path.size();
            if (task.members.size() > 1) extend(first, m_batch[first].promptLength);
            for (const std::size_t s : task.members) addRest(s);
            m_path.resize(depth);
        }
    }

  private:
    /// A span of the tokens up to `end`, of which `length` lie on the path above.
    void extend(std::size_t s, std::int64_t end) {
        const std::int64_t length = pathLength();
        if (end == length) return;
        const auto tokens = std::span(m_batch[s].tokens)
                                .subspan(static_cast<std::size_t>(length), static_cast<std::size_t>(end - length));
        const std::int64_t parent = m_path.empty() ? kernels::AttentionSpan::kRoot : m_path.back();
        const bool stretched = m_stretchedFrom > 0 && m_batch[s].tokens.size() > m_stretchedFrom;
        m_path.push_back(m_part.packed.add(tokens, s, m_batch[s].promptLength, parent,
                                           stretched ? static_cast<int>(m_stretchedFrom) : 0));
    }

    /// What a sequence has alone, and its losses; the last token predicts nothing and is left out.
    void addRest(std::size_t s) {
        const auto& sequence = m_batch[s];
        const std::size_t depth = m_path.size();
        extend(s, static_cast<std::int64_t>(sequence.tokens.size()) - 1);
        for (std::int64_t j = 0; j < responseLength(sequence); ++j) {
            const std::int64_t position = sequence.promptLength - 1 + j;  // of the token that predicts
            m_part.losses.push_back({rowOf(position), sequence.tokens[static_cast<std::size_t>(position + 1)],
                                     static_cast<std::int32_t>(s), static_cast<std::int32_t>(j),
                                     static_cast<float>(sequence.temperature)});
        }
        m_path.resize(depth);
    }

    [[nodiscard]] const kernels::AttentionSpan& span(std::int64_t index) const {
        return m_part.packed.plan.spans[static_cast<std::size_t>(index)];
    }

    [[nodiscard]] std::int64_t pathLength() const {
        return m_path.empty() ? 0 : span(m_path.back()).before + span(m_path.back()).length;
    }

    [[nodiscard]] std::int64_t rowOf(std::int64_t position) const {
        auto index = m_path.back();
        while (position < span(index).before) index = span(index).parent;
        return span(index).start + position - span(index).before;
    }

    std::span<const Sequence> m_batch;
    std::size_t m_stretchedFrom;
    MicroBatch& m_part;
    std::vector<std::int64_t> m_path;  // spans from the root to what is being laid out
};

}  // namespace

std::int64_t Packed::add(std::span<const Token> added, std::size_t source, std::int64_t prompt, std::int64_t parent,
                         int firstTurn) {
    kernels::AttentionSpan span{rows(), static_cast<std::int64_t>(added.size()), parent};
    std::uint64_t hash = 0;
    if (parent != kernels::AttentionSpan::kRoot) {
        const auto& above = plan.spans[static_cast<std::size_t>(parent)];
        span.before = above.before + above.length;
        hash = m_hashes[static_cast<std::size_t>(parent)];
        plan.groups.pop_back();
    }
    for (std::size_t i = 0; i < added.size(); ++i) {
        tokens.push_back(added[i]);
        positions.push_back(static_cast<std::int32_t>(span.before + static_cast<std::int64_t>(i)));
        turns.push_back(firstTurn + positions.back());
        hash = mixSeed(hash, static_cast<std::uint64_t>(added[i]));
        const std::uint64_t place =
            positions.back() < prompt ? hash : mixSeed(source, static_cast<std::uint64_t>(positions.back()));
        places.push_back(static_cast<std::uint32_t>(place ^ (place >> 32)));
    }
    plan.spans.push_back(span);
    plan.groups.push_back(plan.spans.size());
    m_hashes.push_back(hash);
    return static_cast<std::int64_t>(plan.spans.size()) - 1;
}

namespace {

/// Each group goes into the first part where it fits.
std::vector<MicroBatch> fill(std::span<const Sequence> batch, const std::vector<Group>& groups, std::int64_t rowLimit,
                             int stretchedFrom) {
    std::vector<MicroBatch> parts;
    for (const Group& group : groups) {
        const auto fits = [&](const MicroBatch& part) { return part.packed.rows() + group.rows <= rowLimit; };
        auto place = std::find_if(parts.begin(), parts.end(), fits);
        if (place == parts.end()) place = parts.insert(parts.end(), MicroBatch{});
        Layout(batch, stretchedFrom, *place).add(group);
    }
    return parts;
}

/// The groups in order, cut into equal shares.
std::vector<MicroBatch> shareOut(std::span<const Sequence> batch, const std::vector<Group>& groups,
                                 std::int64_t rowLimit, std::int64_t workers, int stretchedFrom) {
    const std::int64_t total = rowsOf(groups);
    std::int64_t count = std::max<std::int64_t>(1, (total + rowLimit - 1) / rowLimit);
    count = (count + workers - 1) / workers * workers;
    std::vector<MicroBatch> parts(static_cast<std::size_t>(count));
    std::int64_t before = 0;
    for (const Group& group : groups) {
        const std::int64_t middle = before + group.rows / 2;
        const auto part = static_cast<std::size_t>(std::min(count - 1, middle * count / total));
        Layout(batch, stretchedFrom, parts[part]).add(group);
        before += group.rows;
    }
    std::erase_if(parts, [](const MicroBatch& part) { return part.losses.empty(); });
    return parts;
}

}  // namespace

std::vector<MicroBatch> splitBatch(std::span<const Sequence> batch, std::int64_t rowLimit, int workers, bool share,
                                   int stretchedFrom) {
    // What sequences of both kinds begin with has no rows in common.
    const auto stretched = std::ranges::count_if(
        batch, [&](const Sequence& s) { return s.tokens.size() > static_cast<std::size_t>(stretchedFrom); });
    if (stretchedFrom > 0 && stretched > 0 && stretched < std::ssize(batch)) share = false;
    std::vector<Group> groups = share ? groupsOf(batch, tasksOf(batch, rowLimit), rowLimit) : apart(batch);
    if (share && workers > 1) {  // none longer than a fair share of what is left to do
        const std::int64_t fair = rowsOf(groups) / workers + 1;
        if (fair < rowLimit) groups = groupsOf(batch, tasksOf(batch, fair), fair);
    }
    return workers > 1 ? shareOut(batch, groups, rowLimit, workers, stretchedFrom)
                       : fill(batch, groups, rowLimit, stretchedFrom);
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
        if (!(sequence.temperature > 0.0) || !std::isfinite(sequence.temperature))
            return fail(ErrorCode::InvalidArgument, "has a temperature that is not above 0", place);
    }
    return {};
}

}  // namespace azr::engine

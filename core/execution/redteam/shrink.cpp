#include "core/execution/redteam/shrink.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/execution/redteam/source_text.h"

namespace azr::execution::redteam {
namespace {

using Lines = std::vector<Line>;

struct Shrinker {
    Lines lines;
    const Differs& differs;
    int budget;

    /// Takes the candidate over when it still differs.
    Result<bool> take(Lines candidate) {
        if (budget-- <= 0) return false;
        AZR_TRY(const bool still, differs(candidate));
        if (still) lines = std::move(candidate);
        return still;
    }
    Status dropLines();
    Status sameCommand();
    Result<bool> simplify(std::size_t at);
    Result<bool> dropStatements(std::size_t at);
    template <class Item>
    Result<bool> dropItems(std::size_t at, std::vector<Item> Line::*items, std::size_t least);
};

Lines without(const Lines& lines, std::size_t first, std::size_t count) {
    Lines out;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (i < first || i >= first + count) out.push_back(lines[i]);
    return out;
}

// Large pieces first; the last line stays.
Status Shrinker::dropLines() {
    for (std::size_t piece = std::max<std::size_t>(1, lines.size() / 2); piece >= 1; piece /= 2) {
        std::size_t at = 0;
        while (at + 1 < lines.size()) {
            AZR_TRY(const bool dropped, take(without(lines, at, std::min(piece, lines.size() - 1 - at))));
            if (!dropped) at += piece;
        }
    }
    return {};
}

/// A program under the other command.
Line converted(const Line& line) {
    Line out;
    out.imports = line.imports;
    if (line.command == Command::Check) {
        out.command = Command::Grade;
        out.kind = AnswerKind::Program;
        out.answer = line.program;
        for (const std::string& input : line.inputs) out.hidden.push_back({input, "0"});
        return out;
    }
    out.program = programOf(line);
    for (const GradePair& pair : line.hidden) out.inputs.push_back(pair.input);
    if (line.kind != AnswerKind::Program) out.inputs.push_back(line.kind == AnswerKind::Input ? line.answer : "1");
    return out;
}

// One process reads the lines of one command.
Status Shrinker::sameCommand() {
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        if (lines[i].command == lines.back().command) continue;
        Lines candidate = lines;
        candidate[i] = converted(lines[i]);
        AZR_CHECK(take(std::move(candidate)));
    }
    return {};
}

template <class Item>
Result<bool> Shrinker::dropItems(std::size_t at, std::vector<Item> Line::*items, std::size_t least) {
    bool any = false;
    std::size_t i = 0;
    while ((lines[at].*items).size() > least && i < (lines[at].*items).size()) {
        Lines candidate = lines;
        auto& list = candidate[at].*items;
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
        AZR_TRY(const bool dropped, take(std::move(candidate)));
        any = any || dropped;
        if (!dropped) ++i;
    }
    return any;
}

/// The statement and, where it opens a block, what stands deeper below it.
std::pair<std::size_t, std::size_t> rangeOf(const std::vector<Statement>& all, std::size_t k) {
    std::size_t end = all[k].end;
    for (std::size_t i = k + 1; all[k].opensBlock && i < all.size(); ++i) {
        if (all[i].indent.size() <= all[k].indent.size()) break;
        end = all[i].end;
    }
    return {all[k].begin, end};
}

Result<bool> Shrinker::dropStatements(std::size_t at) {
    bool any = false;
    std::size_t k = 0;
    while (true) {
        const std::string source = programOf(lines[at]);
        const std::vector<Statement> all = statementsOf(source);
        if (k >= all.size()) return any;
        const auto [begin, end] = rangeOf(all, k);
        Lines candidate = lines;
        std::string less = source.substr(0, begin) + source.substr(end);
        while (less.ends_with('\n')) less.pop_back();
        programOf(candidate[at]) = std::move(less);
        AZR_TRY(const bool dropped, take(std::move(candidate)));
        any = any || dropped;
        if (!dropped) ++k;
    }
}

Result<bool> Shrinker::simplify(std::size_t at) {
    AZR_TRY(const bool pairs, dropItems(at, &Line::hidden, 1));
    AZR_TRY(const bool imports, dropItems(at, &Line::imports, 0));
    AZR_TRY(const bool inputs, dropItems(at, &Line::inputs, 1));
    AZR_TRY(const bool statements, dropStatements(at));
    return pairs || imports || inputs || statements;
}

}  // namespace

Result<std::vector<Line>> shrunk(std::vector<Line> lines, const Differs& differs, int budget) {
    Shrinker shrinker{std::move(lines), differs, budget};
    AZR_CHECK(shrinker.dropLines());
    AZR_CHECK(shrinker.sameCommand());
    for (bool again = true; again && shrinker.budget > 0;) {
        again = false;
        for (std::size_t at = 0; at < shrinker.lines.size(); ++at) {
            AZR_TRY(const bool simpler, shrinker.simplify(at));
            again = again || simpler;
        }
    }
    return std::move(shrinker.lines);
}

}  // namespace azr::execution::redteam

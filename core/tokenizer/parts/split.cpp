// What becomes of the separators that a text is split by.
#include <algorithm>

#include "core/tokenizer/parts/pre_tokenizer_p.h"

namespace azr::tokenizer {
namespace {

struct Piece {
    Span span;
    bool match = false;
};

/// The whole text as matches and what lies between them.
std::vector<Piece> piecesOf(const std::vector<Span>& matches, std::size_t size, bool invert) {
    std::vector<Piece> pieces;
    pieces.reserve(2 * matches.size() + 1);
    std::size_t at = 0;
    for (const Span& span : matches) {
        if (span.begin != at) pieces.push_back({{at, span.begin}, invert});
        pieces.push_back({span, !invert});
        at = span.end;
    }
    if (at != size) pieces.push_back({{at, size}, invert});
    return pieces;
}

/// A separator joins the piece before it, unless that is one itself.
void mergeBack(const std::vector<Piece>& pieces, std::vector<Span>& kept) {
    bool before = false;
    for (const Piece& piece : pieces) {
        if (piece.match && !before && !kept.empty())
            kept.back().end = piece.span.end;
        else
            kept.push_back(piece.span);
        before = piece.match;
    }
}

/// The same from the other end.
void mergeForward(const std::vector<Piece>& pieces, std::vector<Span>& kept) {
    bool after = false;
    for (std::size_t i = pieces.size(); i-- > 0;) {
        if (pieces[i].match && !after && !kept.empty())
            kept.back().begin = pieces[i].span.begin;
        else
            kept.push_back(pieces[i].span);
        after = pieces[i].match;
    }
    std::ranges::reverse(kept);
}

void joinRuns(const std::vector<Piece>& pieces, std::vector<Span>& kept) {
    bool before = false;
    for (const Piece& piece : pieces) {
        if (piece.match == before && !kept.empty())
            kept.back().end = piece.span.end;
        else
            kept.push_back(piece.span);
        before = piece.match;
    }
}

}  // namespace

Result<SplitBehavior> splitBehavior(const std::string& name, const std::string& place) {
    if (name == "Removed") return SplitBehavior::Removed;
    if (name == "Isolated") return SplitBehavior::Isolated;
    if (name == "MergedWithPrevious") return SplitBehavior::MergedWithPrevious;
    if (name == "MergedWithNext") return SplitBehavior::MergedWithNext;
    if (name == "Contiguous") return SplitBehavior::Contiguous;
    return fail(ErrorCode::Unsupported, "field 'behavior' is '" + name + "', which is not supported", place,
                "Removed, Isolated, MergedWithPrevious, MergedWithNext and Contiguous are");
}

void splitAt(const std::vector<Span>& matches, std::size_t size, SplitBehavior behavior, bool invert,
             std::vector<Span>& pieces) {
    const auto all = piecesOf(matches, size, invert);
    switch (behavior) {
        case SplitBehavior::Removed:
        case SplitBehavior::Isolated:
            for (const Piece& piece : all)
                if (behavior == SplitBehavior::Isolated || !piece.match) pieces.push_back(piece.span);
            break;
        case SplitBehavior::MergedWithPrevious: mergeBack(all, pieces); break;
        case SplitBehavior::MergedWithNext: mergeForward(all, pieces); break;
        case SplitBehavior::Contiguous: joinRuns(all, pieces); break;
    }
    std::erase_if(pieces, [](const Span& span) { return span.begin == span.end; });
}

}  // namespace azr::tokenizer

#include "ui/finding/fuzzy.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace azr::ui {

namespace {

constexpr int kAdjacent = 8;
constexpr int kWordStart = 6;
constexpr int kNoFit = std::numeric_limits<int>::min() / 2;

bool startsWord(const QString& text, qsizetype at) {
    if (at == 0) return true;
    const QChar before = text[at - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[at].isUpper());
}

bool standsTogether(const QString& typed, const QString& text) {
    for (qsizetype at = text.indexOf(typed, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(typed, at + 1, Qt::CaseInsensitive))
        if (startsWord(text, at)) return true;
    return false;
}

}  // namespace

std::optional<Fit> fits(const QString& typed, const QString& text) {
    const QString wanted = typed.simplified();
    QString pattern = wanted.toCaseFolded();
    pattern.remove(QLatin1Char(' '));
    if (pattern.isEmpty()) return Fit{};
    const qsizetype n = text.size();
    // best[j]: of the pattern up to here, its last character at j. Quadratic, and texts are short.
    std::vector<int> best(static_cast<std::size_t>(n), kNoFit), next;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        next.assign(static_cast<std::size_t>(n), kNoFit);
        int apart = i == 0 ? 0 : kNoFit;  // the best that ends before the character to the left of j
        for (qsizetype j = 0; j < n; ++j) {
            const auto at = static_cast<std::size_t>(j);
            if (i > 0 && j > 1) apart = std::max(apart, best[at - 2]);
            const int adjacent = i > 0 && j > 0 ? best[at - 1] + kAdjacent : kNoFit;
            const int before = std::max(apart, adjacent);
            if (before <= kNoFit / 2 || text[j].toCaseFolded() != pattern[i]) continue;
            next[at] = before + 1 + (startsWord(text, j) ? kWordStart : 0);
        }
        best.swap(next);
    }
    const int most = best.empty() ? kNoFit : *std::max_element(best.begin(), best.end());
    if (most <= kNoFit / 2) return std::nullopt;
    return Fit{standsTogether(wanted, text), 64 * most - static_cast<int>(std::min<qsizetype>(n, 63))};
}

}  // namespace azr::ui

/// How well a text fits what a person typed: all its characters, in their order, whatever stands between. Pure.
#pragma once

#include <QString>
#include <optional>

namespace azr::ui {

struct Fit {
    bool together = false;  ///< the typed text stands in one piece at the beginning of a word
    int score = 0;          ///< greater is better: pieces, beginnings of words, short texts

    auto operator<=>(const Fit&) const = default;
};

/// Ignores case and spaces in what was typed; empty: it does not fit. Everything fits an empty text.
[[nodiscard]] std::optional<Fit> fits(const QString& typed, const QString& text);

}  // namespace azr::ui

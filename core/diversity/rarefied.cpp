#include "core/diversity/rarefied.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace azr::diversity {
namespace {

/// Sizes that are looked at: 20, and each a tenth larger than the one before.
constexpr std::int64_t kFirst = 20;

std::int64_t after(std::int64_t rung) {
    return rung + std::max<std::int64_t>(1, rung / 10);
}

/// Counted things, of which some are drawn.
class Drawing {
  public:
    explicit Drawing(std::span<const std::int64_t> counts) {
        for (const std::int64_t count : counts) ++m_things[count], m_all += count;
        m_logFactorials.assign(1, 0);
        for (std::int64_t n = 1; n <= m_all; ++n)
            m_logFactorials.push_back(m_logFactorials.back() + std::log(static_cast<double>(n)));
    }
    [[nodiscard]] std::int64_t all() const { return m_all; }
    /// exp of the mean entropy of so many.
    [[nodiscard]] double effective(std::int64_t drawn) const {
        double entropy = 0;
        for (const auto& [count, number] : m_things) entropy += number * entropyOf(count, drawn);
        return std::exp(entropy);
    }

  private:
    /// What a thing that was counted so often adds: its hits are distributed hypergeometrically.
    [[nodiscard]] double entropyOf(std::int64_t count, std::int64_t drawn) const {
        const std::int64_t others = m_all - count;
        double sum = 0;
        for (std::int64_t hits = std::max<std::int64_t>(1, drawn - others); hits <= std::min(count, drawn); ++hits) {
            const double share = static_cast<double>(hits) / static_cast<double>(drawn);
            const double ways = logChoose(count, hits) + logChoose(others, drawn - hits) - logChoose(m_all, drawn);
            sum -= std::exp(ways) * share * std::log(share);
        }
        return sum;
    }
    [[nodiscard]] double logChoose(std::int64_t n, std::int64_t k) const {
        return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
    }
    [[nodiscard]] double logFactorial(std::int64_t n) const { return m_logFactorials[static_cast<std::size_t>(n)]; }

    std::map<std::int64_t, double> m_things;  // how many of each count
    std::int64_t m_all = 0;
    std::vector<double> m_logFactorials;
};

}  // namespace

double effectiveAmong(std::span<const std::int64_t> counts, std::int64_t drawn) {
    return Drawing(counts).effective(drawn);
}

Rarefied::Rarefied(std::span<const std::int64_t> counts) {
    const Drawing drawing(counts);
    m_size = drawing.all();
    if (m_size == 0) return;
    m_whole = drawing.effective(m_size) / static_cast<double>(m_size);
    for (std::int64_t rung = kFirst; rung < m_size; rung = after(rung))
        m_drawn.push_back(drawing.effective(rung) / static_cast<double>(rung));
}

double Rarefied::at(std::int64_t drawn) const {
    if (drawn >= m_size) return m_whole;
    std::size_t place = 0;
    for (std::int64_t rung = kFirst; rung < drawn; rung = after(rung)) ++place;
    return m_drawn.at(place);
}

std::optional<std::int64_t> commonSize(const Rarefied& a, const Rarefied& b) {
    const std::int64_t most = std::min(a.size(), b.size());
    if (a.size() == b.size() && most > 0) return most;
    if (most < kFirst) return std::nullopt;
    std::int64_t common = kFirst;
    for (std::int64_t rung = kFirst; rung <= most; rung = after(rung)) common = rung;
    return common;
}

}  // namespace azr::diversity

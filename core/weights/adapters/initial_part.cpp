#include "core/weights/adapters/initial_part.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/rng.h"

namespace azr::weights {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void addScaled(Vector& to, double factor, const Vector& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * from[i];
}

void scaleBy(Vector& vector, double factor) {
    for (double& value : vector) value *= factor;
}

/// Twice: what rounding left of the first pass goes in the second. Returns the length of what is left.
double takeOut(Vector& vector, const std::vector<Vector>& basis) {
    for (int pass = 0; pass < 2; ++pass)
        for (const Vector& other : basis) addScaled(vector, -dot(vector, other), other);
    return std::sqrt(dot(vector, vector));
}

/// x [in] to W x [out].
Vector times(const MatrixView& w, const Vector& x) {
    Vector y(static_cast<std::size_t>(w.out));
    for (std::size_t row = 0; row < y.size(); ++row) {
        const float* const values = w.values.data() + row * x.size();
        double sum = 0;
        for (std::size_t i = 0; i < x.size(); ++i) sum += static_cast<double>(values[i]) * x[i];
        y[row] = sum;
    }
    return y;
}

/// y [out] to W' y [in].
Vector timesTransposed(const MatrixView& w, const Vector& y) {
    Vector x(static_cast<std::size_t>(w.in));
    for (std::size_t row = 0; row < y.size(); ++row) {
        const float* const values = w.values.data() + row * x.size();
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += y[row] * static_cast<double>(values[i]);
    }
    return x;
}

/// Eigenvalues of a symmetric tridiagonal matrix, largest first, with the eigenvectors' components.
struct Eigen {
    Vector values;
    std::vector<Vector> vectors;  ///< [n][n], by eigenvalue
};

/// Implicit QL with shifts (Wilkinson and Reinsch); `below[i]` couples i and i + 1.
Eigen eigenOf(Vector diagonal, Vector below) {
    const std::size_t n = diagonal.size();
    below.resize(n, 0.0);
    std::vector<Vector> rows(n, Vector(n, 0.0));  // rows[i]: eigenvector i while it forms
    for (std::size_t i = 0; i < n; ++i) rows[i][i] = 1;
    for (std::size_t l = 0; l < n; ++l) {
        for (int sweep = 0; sweep < 60; ++sweep) {
            std::size_t m = l;
            while (m + 1 < n && std::abs(below[m]) > std::numeric_limits<double>::epsilon() *
                                                         (std::abs(diagonal[m]) + std::abs(diagonal[m + 1])))
                ++m;
            if (m == l) break;
            double g = (diagonal[l + 1] - diagonal[l]) / (2 * below[l]);
            double r = std::hypot(g, 1.0);
            g = diagonal[m] - diagonal[l] + below[l] / (g + std::copysign(r, g));
            double s = 1, c = 1, p = 0;
            std::size_t i = m;
            while (i-- > l) {
                const double f = s * below[i], b = c * below[i];
                r = std::hypot(f, g);
                below[i + 1] = r;
                if (r == 0) {
                    diagonal[i + 1] -= p;
                    below[m] = 0;
                    break;
                }
                s = f / r;
                c = g / r;
                g = diagonal[i + 1] - p;
                r = (diagonal[i] - g) * s + 2 * c * b;
                p = s * r;
                diagonal[i + 1] = g + p;
                g = c * r - b;
                for (std::size_t k = 0; k < n; ++k) {
                    const double high = rows[i + 1][k], low = rows[i][k];
                    rows[i + 1][k] = s * low + c * high;
                    rows[i][k] = c * low - s * high;
                }
            }
            if (r == 0 && i + 1 > l) continue;
            diagonal[l] -= p;
            below[l] = g;
            below[m] = 0;
        }
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return diagonal[a] > diagonal[b]; });
    Eigen eigen;
    for (const std::size_t i : order) {
        eigen.values.push_back(diagonal[i]);
        eigen.vectors.push_back(std::move(rows[i]));
    }
    return eigen;
}

/// Grows an orthonormal basis in which W' W (or W W', the smaller one) is tridiagonal.
class Lanczos {
  public:
    Lanczos(const MatrixView& matrix, std::int64_t wanted)
        : m_matrix(matrix), m_wide(matrix.in > matrix.out), m_size(std::min(matrix.in, matrix.out)), m_wanted(wanted) {}

    /// Until `wanted` eigenvalues and the next one stand still.
    Eigen run() {
        m_basis.push_back(fresh());
        for (std::int64_t next = std::min(m_size, 2 * m_wanted + 20);; next = std::min(m_size, next + next / 2)) {
            while (std::ssize(m_diagonal) < next) step();
            Eigen eigen = eigenOf(m_diagonal, Vector(m_below.begin(), m_below.end() - 1));
            if (next == m_size || settled(eigen)) return eigen;
        }
    }

    /// Eigenvector i in the space of the matrix.
    [[nodiscard]] Vector vectorOf(const Eigen& eigen, std::size_t i) const {
        Vector sum(static_cast<std::size_t>(m_size));
        for (std::size_t k = 0; k < m_diagonal.size(); ++k) addScaled(sum, eigen.vectors[i][k], m_basis[k]);
        return sum;
    }
    [[nodiscard]] bool wide() const { return m_wide; }

  private:
    [[nodiscard]] Vector apply(const Vector& x) const {
        return m_wide ? times(m_matrix, timesTransposed(m_matrix, x)) : timesTransposed(m_matrix, times(m_matrix, x));
    }

    /// A direction that the basis does not have yet.
    Vector fresh() {
        Vector vector(static_cast<std::size_t>(m_size));
        double length = 0;
        while (length < 1e-3) {
            for (double& value : vector) value = m_rng.normal();
            scaleBy(vector, 1 / std::sqrt(dot(vector, vector)));
            length = takeOut(vector, m_basis);
        }
        scaleBy(vector, 1 / length);
        return vector;
    }

    void step() {
        Vector next = apply(m_basis.back());
        m_diagonal.push_back(dot(next, m_basis.back()));
        m_largest = std::max(m_largest, std::abs(m_diagonal.back()));
        double length = takeOut(next, m_basis);
        if (std::ssize(m_basis) == m_size) length = 0;
        m_below.push_back(length > 1e-14 * m_largest ? length : 0);
        if (std::ssize(m_basis) == m_size) return;
        if (m_below.back() > 0) scaleBy(next, 1 / length);
        m_basis.push_back(m_below.back() > 0 ? std::move(next) : fresh());
    }

    [[nodiscard]] bool settled(const Eigen& eigen) const {
        constexpr double kStill = 1e-11;
        if (std::ssize(eigen.values) <= m_wanted) return false;
        for (std::size_t i = 0; i <= static_cast<std::size_t>(m_wanted); ++i)
            if (std::abs(m_below.back() * eigen.vectors[i].back()) > kStill * eigen.values.front()) return false;
        return true;
    }

    const MatrixView& m_matrix;
    bool m_wide;
    std::int64_t m_size, m_wanted;
    Rng m_rng{20241130};
    std::vector<Vector> m_basis;
    Vector m_diagonal, m_below;
    double m_largest = 0;
};

void store(std::vector<float>& into, std::size_t first, std::size_t stride, const Vector& values) {
    for (std::size_t i = 0; i < values.size(); ++i) into[first + i * stride] = static_cast<float>(values[i]);
}

LowRankPart emptyPart(const MatrixView& matrix, std::int64_t rank) {
    return {std::vector<float>(static_cast<std::size_t>(matrix.out * rank)),
            std::vector<float>(static_cast<std::size_t>(rank * matrix.in))};
}

Status checkRank(const MatrixView& matrix, std::int64_t rank, const std::string& place) {
    if (rank <= std::min(matrix.out, matrix.in)) return {};
    return fail(ErrorCode::Corrupt, "the adapter's rank exceeds the matrix that it began with", place);
}

}  // namespace

Result<LowRankPart> pissaPart(const MatrixView& matrix, std::int64_t rank, const std::string& place) {
    AZR_CHECK(checkRank(matrix, rank, place));
    Lanczos lanczos(matrix, rank);
    const Eigen eigen = lanczos.run();
    const auto singular = [&](std::int64_t i) {
        return std::sqrt(std::max(0.0, eigen.values[static_cast<std::size_t>(i)]));
    };
    constexpr double kApart = 1e-5;  // of the largest one; nearer than that, single precision mixes them
    if (rank < std::ssize(eigen.values) && singular(rank - 1) > 0 &&
        singular(rank - 1) - singular(rank) < kApart * singular(0))
        return fail(ErrorCode::Unsupported,
                    "two singular values at the adapter's rank are equal: what PiSSA took out of the base is not "
                    "determined",
                    place, kConvertAdapter);
    LowRankPart part = emptyPart(matrix, rank);
    const auto columns = static_cast<std::size_t>(rank), width = static_cast<std::size_t>(matrix.in);
    for (std::size_t i = 0; i < columns; ++i) {
        const Vector vector = lanczos.vectorOf(eigen, i);
        const Vector other = lanczos.wide() ? timesTransposed(matrix, vector) : times(matrix, vector);
        store(part.up, i, columns, lanczos.wide() ? vector : other);
        store(part.down, i * width, 1, lanczos.wide() ? other : vector);
    }
    return part;
}

Result<LowRankPart> oloraPart(const MatrixView& matrix, std::int64_t rank, double scale, const std::string& place) {
    AZR_CHECK(checkRank(matrix, rank, place));
    LowRankPart part = emptyPart(matrix, rank);
    const auto columns = static_cast<std::size_t>(rank), width = static_cast<std::size_t>(matrix.in);
    std::vector<Vector> basis;
    for (std::size_t column = 0; column < columns; ++column) {
        Vector vector(static_cast<std::size_t>(matrix.out));
        for (std::size_t row = 0; row < vector.size(); ++row) vector[row] = matrix.values[row * width + column];
        const double before = std::sqrt(dot(vector, vector)), after = takeOut(vector, basis);
        constexpr double kDependent = 1e-4;
        if (!(after > kDependent * before))
            return fail(ErrorCode::Unsupported,
                        "the first columns of the matrix depend on each other: what OLoRA took out of the base is not "
                        "determined",
                        place, kConvertAdapter);
        scaleBy(vector, 1 / after);
        store(part.up, column, columns, vector);
        Vector row = timesTransposed(matrix, vector);
        scaleBy(row, scale);
        store(part.down, column * width, 1, row);
        basis.push_back(std::move(vector));
    }
    return part;
}

}  // namespace azr::weights

#include "core/execution/values/big_integer.h"

#include <gmpxx.h>

namespace azr::execution {
namespace {

constexpr std::size_t kUnusedBits = 1;  ///< of the 16 that hold a digit

}  // namespace

std::string decimalText(std::span<const std::uint16_t> digits) {
    mpz_class number;
    mpz_import(number.get_mpz_t(), digits.size(), -1, sizeof(std::uint16_t), 0, kUnusedBits, digits.data());
    return number.get_str();
}

std::vector<std::uint16_t> marshalDigits(const std::string& decimal) {
    const mpz_class number(decimal);
    std::vector<std::uint16_t> digits(mpz_sizeinbase(number.get_mpz_t(), 2) / 15 + 1);
    std::size_t count = 0;
    mpz_export(digits.data(), &count, -1, sizeof(std::uint16_t), 0, kUnusedBits, number.get_mpz_t());
    digits.resize(count);
    return digits;
}

std::string decimalText(const std::string& digits, int base) {
    return mpz_class(digits, base).get_str();
}

int compareDecimal(std::string_view a, std::string_view b) {
    const bool negative = a.starts_with('-');
    if (negative != b.starts_with('-')) return negative ? -1 : 1;
    const int longer = a.size() == b.size() ? a.compare(b) : a.size() < b.size() ? -1 : 1;
    return negative ? -longer : longer;
}

std::string rangeLength(const std::string& start, const std::string& stop, const std::string& step) {
    const mpz_class stride(step);
    const mpz_class span =
        stride > 0 ? mpz_class(mpz_class(stop) - mpz_class(start)) : mpz_class(mpz_class(start) - mpz_class(stop));
    if (span <= 0) return "0";
    return mpz_class((span - 1) / abs(stride) + 1).get_str();
}

}  // namespace azr::execution

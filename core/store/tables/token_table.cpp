// Completions token by token, of the latest steps.
#include "core/store/tables/token_table.h"

#include <fmt/format.h>

#include <limits>
#include <optional>

#include "core/base/half.h"
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

namespace {

void addNumber(std::string& bytes, std::uint32_t value) {
    for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
    bytes.push_back(static_cast<char>(value));
}

/// A number of at most 31 bits from the front of the bytes; nothing where there is none.
std::optional<std::int32_t> takeNumber(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 35 && !bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte >= 0x80) continue;
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) return std::nullopt;
        return static_cast<std::int32_t>(value);
    }
    return std::nullopt;
}

tl::unexpected<Error> corrupt(const SampleTokensRow& row) {
    return fail(ErrorCode::Corrupt, "the stored tokens cannot be read",
                fmt::format("run {}, step {}, sample {}", row.run.value, row.step, row.sample));
}

}  // namespace

std::string packTokens(const SampleTokensRow& row) {
    std::string bytes;
    if (row.tokens.size() != row.logprobs.size()) return bytes;
    bytes.reserve(4 + row.tokens.size() * 4);
    addNumber(bytes, static_cast<std::uint32_t>(row.tokens.size()));
    for (const std::int32_t token : row.tokens) addNumber(bytes, static_cast<std::uint32_t>(token));
    for (const float logprob : row.logprobs) {
        const std::uint16_t half = toHalf(logprob);
        bytes.push_back(static_cast<char>(half & 0xff));
        bytes.push_back(static_cast<char>(half >> 8));
    }
    return bytes;
}

Status unpackTokens(std::string_view bytes, SampleTokensRow& row) {
    const auto count = takeNumber(bytes);
    if (!count || static_cast<std::size_t>(*count) > bytes.size()) return corrupt(row);
    for (int i = 0; i < *count; ++i) {
        const auto token = takeNumber(bytes);
        if (!token) return corrupt(row);
        row.tokens.push_back(*token);
    }
    if (bytes.size() != row.tokens.size() * 2) return corrupt(row);
    for (std::size_t i = 0; i < bytes.size(); i += 2)
        row.logprobs.push_back(fromHalf(static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[i]) |
                                                                   static_cast<unsigned char>(bytes[i + 1]) << 8)));
    return {};
}

Status write(Database& database, const SampleTokensRow& row) {
    const char* const role = row.role == SampleTokensRow::Role::Propose ? "propose" : "solve";
    const std::string bytes = packTokens(row);
    return database.run(sql::sample_tokens_insert, row.run, row.step, role, row.sample, row.temperature, Blob{bytes});
}

}  // namespace azr::store

// Texts: prompts, programs and completions, each once, found by its SHA-256.
#include "core/base/files.h"
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

namespace {

int digit(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

std::string bytesOfHex(const std::string& hex) {
    std::string bytes(hex.size() / 2, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
    return bytes;
}

}  // namespace

Result<std::int64_t> storeText(Database& database, std::string_view text) {
    const std::string hash = bytesOfHex(sha256(text));
    AZR_TRY(Statement* const find, database.statement(sql::text_find));
    find->bind(Blob{hash});
    AZR_TRY(const bool known, find->step());
    const std::int64_t id = known ? find->integer(0) : 0;
    find->reset();
    if (known) return id;
    AZR_CHECK(database.run(sql::text_insert, Blob{hash}, Blob{text}));
    return database.lastId();
}

}  // namespace azr::store

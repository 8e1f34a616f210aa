#include "app/readable_database.h"

#include <utility>

#include "app/workspace.h"
#include "core/base/files.h"
#include "core/store/migrations.h"

namespace azr::app {
namespace {

/// SQLite wants to write beside a database that has a write-ahead log: where it may not, a copy of both is read.
Result<std::filesystem::path> copyOf(const std::filesystem::path& database, const std::filesystem::path& folder) {
    std::error_code error;
    const auto copy = folder / database.filename();
    for (const char* ending : {"", "-wal"}) {
        const std::filesystem::path from = database.string() + ending;
        if (*ending != '\0' && !std::filesystem::exists(from, error)) continue;
        std::filesystem::copy_file(from, copy.string() + ending, error);
        if (error) return fail(ErrorCode::Io, error.message(), from.string());
    }
    return copy;
}

}  // namespace

Status ReadableDatabase::makeScratch() {
    if (m_scratch) return {};
    AZR_TRY(ScratchFolder scratch, ScratchFolder::create());
    m_scratch.emplace(std::move(scratch));
    return {};
}

Result<ReadableDatabase> ReadableDatabase::open(const std::filesystem::path& workspace) {
    AZR_CHECK(workspaceIsThere(workspace));
    ReadableDatabase found;
    found.m_file = databaseOf(workspace);
    found.m_version = store::newestVersion();
    auto reader = store::Reader::open(found.m_file);
    if (!reader && reader.error().code == ErrorCode::Io) {
        AZR_CHECK(found.makeScratch());
        AZR_TRY(found.m_file, copyOf(found.m_file, found.m_scratch->path()));
        reader = store::Reader::open(found.m_file);
    }
    if (!reader && reader.error().code == ErrorCode::Conflict) {
        AZR_CHECK(found.makeScratch());
        AZR_CHECK(makeFolder(found.m_scratch->path() / "migrated"));
        AZR_TRY(found.m_file,
                store::migratedCopy(found.m_file, found.m_scratch->path() / "migrated", &found.m_version));
        reader = store::Reader::open(found.m_file);
    }
    if (!reader) return tl::make_unexpected(reader.error());
    found.m_reader = std::move(*reader);
    return found;
}

}  // namespace azr::app

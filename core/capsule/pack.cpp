#include "core/capsule/pack.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <utility>

#include "core/base/files.h"
#include "core/capsule/archive.h"
#include "core/capsule/layout.h"
#include "core/capsule/manifest.h"
#include "core/store/carry/carry.h"
#include "core/store/carry/row_hashes.h"
#include "core/store/migrations.h"

namespace azr::capsule {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashedAtOnce = std::size_t{1} << 20;
constexpr const char* kCheckpointManifest = "manifest.json";

using Rows = std::vector<store::CheckpointRow>;

Result<Rows> choose(const Rows& all, const Chosen& chosen, RunId run) {
    Rows rows;
    const std::string place = fmt::format("run {}", run.value);
    if (chosen.what == Chosen::What::All) return all;
    if (chosen.what == Chosen::What::Last && !all.empty()) rows.push_back(all.back());
    if (chosen.what == Chosen::What::Best)
        std::ranges::copy_if(all, std::back_inserter(rows), &store::CheckpointRow::best);
    for (const int step : chosen.steps) {
        const auto found = std::ranges::find(all, step, &store::CheckpointRow::step);
        if (found == all.end()) {
            std::vector<int> there;
            for (const store::CheckpointRow& one : all) there.push_back(one.step);
            return fail(ErrorCode::NotFound, fmt::format("there is no checkpoint of step {}", step), place,
                        there.empty() ? std::string("the run has none that is still there")
                                      : fmt::format("there are those of steps {}", fmt::join(there, ", ")));
        }
        if (std::ranges::find(rows, step, &store::CheckpointRow::step) == rows.end()) rows.push_back(*found);
    }
    std::ranges::sort(rows, {}, &store::CheckpointRow::step);
    if (rows.empty())
        return fail(ErrorCode::NotFound, "the run has no such checkpoint", place,
                    "--checkpoints all takes those that there are, if any");
    return rows;
}

class Packing {
  public:
    explicit Packing(const PackRequest& request) : m_request(request) {}

    Result<Packed> run() {
        AZR_TRY(const StagedFolder scratch, StagedFolder::create(m_request.target.string() + ".rows"));
        const fs::path database = scratch.path() / kDatabase;
        AZR_CHECK(copyRows(scratch.path() / "rows.db", database));
        AZR_CHECK(readTexts(database));
        AZR_TRY(ArchiveWriter writer, ArchiveWriter::create(m_request.target));
        m_writer = &writer;
        AZR_CHECK(addText(kReadme, std::string(readmeText())));
        AZR_CHECK(addText(kManifest, m_manifest));
        AZR_CHECK(addText(kSettings, m_settings));
        AZR_CHECK(addText(kRows, m_rows));
        AZR_CHECK(countBytes(database));
        AZR_CHECK(addFile(kDatabase, database));
        for (const store::CheckpointRow& one : m_checkpoints) AZR_CHECK(addCheckpoint(one));
        const std::string sums = textOf(m_sums);
        m_packed.root = sha256(sums);
        AZR_CHECK(addText(kSums, sums));
        AZR_CHECK(addText(kRoot, m_packed.root + "\n"));
        AZR_CHECK(writer.finish());
        std::error_code ignored;
        m_packed.bytes = static_cast<std::int64_t>(fs::file_size(m_request.target, ignored));
        return std::move(m_packed);
    }

  private:
    /// A database of its own, then the same without gaps: equal rows give equal bytes.
    Status copyRows(const fs::path& first, const fs::path& database) {
        const auto going = [this] { return tell(m_request.progress, "copying the rows"); };
        AZR_TRY(store::Database made, store::Database::open(first, store::Database::Mode::ReadWrite));
        AZR_CHECK(made.script("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"));
        AZR_CHECK(store::migrate(made));
        AZR_CHECK(store::carry(made, {m_request.database, m_request.run, m_request.run}, going));
        made.askWhileWorking(going);
        return made.run("VACUUM INTO ?1", database.string());
    }

    Status readTexts(const fs::path& file) {
        AZR_TRY(store::Database database, store::Database::open(file, store::Database::Mode::ReadOnly));
        AZR_TRY(const auto hashes,
                store::hashRows(database, [this] { return tell(m_request.progress, "hashing the rows"); }));
        m_rows = dumpPretty(store::toJson(hashes));
        AZR_TRY(const auto reader, store::Reader::open(file));
        AZR_TRY(const Rows all, reader->checkpoints(m_request.run, false));
        AZR_TRY(m_checkpoints, choose(all, m_request.checkpoints, m_request.run));
        for (const store::CheckpointRow& one : m_checkpoints) m_packed.checkpoints.push_back(one.step);
        for (const store::CheckpointRow& one : all)
            if (std::ranges::find(m_packed.checkpoints, one.step) == m_packed.checkpoints.end())
                m_packed.leftOut.push_back(one.step);
        AZR_TRY(const Json manifest,
                manifestOf(*reader, m_request.run, m_packed.checkpoints, AZR_VERSION, store::newestVersion()));
        AZR_TRY(const Json settings, settingsOf(*reader, m_request.run));
        m_manifest = dumpPretty(manifest);
        m_settings = dumpPretty(settings);
        return {};
    }

    Status countBytes(const fs::path& database) {
        std::error_code missing;  // is told when it is opened
        m_total = static_cast<std::int64_t>(fs::file_size(database, missing));
        for (const store::CheckpointRow& one : m_checkpoints) m_total += one.bytes;
        AZR_TRY(const std::uint64_t room,
                freeSpace(m_request.target.parent_path().empty() ? fs::path(".") : m_request.target.parent_path()));
        if (static_cast<std::uint64_t>(m_total) < room) return {};
        return fail(ErrorCode::Exhausted, fmt::format("{} bytes are free, the capsule takes {}", room, m_total),
                    m_request.target.string(), "free some space, or pack fewer checkpoints");
    }

    Status addText(const std::string& name, const std::string& text) {
        AZR_CHECK(m_writer->begin(std::string(kFolder) + name, static_cast<std::int64_t>(text.size())));
        m_sums.push_back({name, sha256(text)});
        return m_writer->write(text);
    }

    /// `expected`: its sum by a manifest; empty: none says it.
    Status addFile(const std::string& name, const fs::path& path, const std::string& expected = {}) {
        AZR_TRY(const MappedFile file, MappedFile::open(path));
        const std::string_view bytes(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
        AZR_CHECK(m_writer->begin(std::string(kFolder) + name, static_cast<std::int64_t>(bytes.size())));
        Sha256 hash;
        for (std::size_t at = 0; at < bytes.size(); at += kHashedAtOnce) {
            const std::string_view part = bytes.substr(at, kHashedAtOnce);
            hash.add(part);
            AZR_CHECK(m_writer->write(part));
            m_done += static_cast<std::int64_t>(part.size());
            if (!tell(m_request.progress, "writing", std::min(m_done, m_total), m_total)) return ended();
        }
        m_sums.push_back({name, hash.hex()});
        if (expected.empty() || expected == m_sums.back().sha256) return {};
        return fail(ErrorCode::Corrupt, "the file differs from the checkpoint's manifest", path.string(),
                    "leave this checkpoint out with --checkpoints");
    }

    /// Exactly what its manifest names.
    Status addCheckpoint(const store::CheckpointRow& row) {
        const fs::path folder = m_request.workspace / row.folder;
        AZR_TRY(const std::string text, readFile(folder / kCheckpointManifest));
        AZR_TRY(const Json manifest, parseJson(text, (folder / kCheckpointManifest).string()));
        AZR_TRY(const auto sums, (field<std::map<std::string, std::string>>(manifest, "sha256",
                                                                            (folder / kCheckpointManifest).string())));
        for (const auto& [name, sum] : sums) AZR_CHECK(addFile(row.folder + "/" + name, folder / name, sum));
        return addText(row.folder + "/" + kCheckpointManifest, text);
    }

    const PackRequest& m_request;
    ArchiveWriter* m_writer = nullptr;
    Packed m_packed;
    Rows m_checkpoints;
    std::string m_manifest, m_settings, m_rows;
    std::vector<Sum> m_sums;
    std::int64_t m_done = 0, m_total = 0;
};

}  // namespace

Result<Chosen> chosenFrom(const std::string& text) {
    if (text == "all") return Chosen{};
    if (text == "best") return Chosen{Chosen::What::Best};
    if (text == "last") return Chosen{Chosen::What::Last};
    Chosen chosen{Chosen::What::Steps};
    const char* const end = text.data() + text.size();
    for (const char* at = text.data();;) {
        int step = 0;
        const auto read = std::from_chars(at, end, step);
        if (read.ec != std::errc() || step < 0 || (read.ptr != end && *read.ptr != ','))
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' names no checkpoints", text), "--checkpoints",
                        "all, best, last, or steps as 10,20");
        chosen.steps.push_back(step);
        if (read.ptr == end) return chosen;
        at = read.ptr + 1;
    }
}

Result<Packed> pack(const PackRequest& request) {
    return Packing(request).run();
}

}  // namespace azr::capsule

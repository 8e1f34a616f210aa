/// Capsules that somebody altered: unpacked, changed, and packed again with as many of their hashes made anew as that
/// person cared to.
#pragma once

#include <QTemporaryDir>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/capsule/archive.h"
#include "core/capsule/layout.h"
#include "core/capsule/manifest.h"
#include "core/capsule/unpack.h"
#include "core/store/carry/row_hashes.h"
#include "core/store/database.h"

namespace azr::test {

enum class Anew {
    Nothing,
    Sums,
    Rows
};  ///< which hashes: none, those of the files with the root, those of the rows too

class AlteredCapsule {
  public:
    explicit AlteredCapsule(const std::filesystem::path& capsule) {
        auto unpacked = capsule::unpack(capsule, folder());
        if (!unpacked) qFatal("%s", describe(unpacked.error()).c_str());
        m_names = unpacked->names;
    }
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return folder() / name; }
    /// In the order of the archive; more or fewer than there were, too.
    std::vector<std::string>& names() { return m_names; }

    /// One statement on the database; true where it changed something.
    bool alter(const std::string& sql) const {
        auto database = store::Database::open(folder() / capsule::kDatabase, store::Database::Mode::ReadWrite);
        if (!database) qFatal("%s", describe(database.error()).c_str());
        if (const auto done = database->script("PRAGMA journal_mode = DELETE; " + sql); !done)
            qFatal("%s", describe(done.error()).c_str());
        return database->changes() > 0;
    }

    void packAs(const std::filesystem::path& target, Anew anew) const {
        if (anew == Anew::Rows) makeRowsAnew();
        if (anew != Anew::Nothing) makeSumsAnew();
        auto writer = capsule::ArchiveWriter::create(target);
        if (!writer) qFatal("%s", describe(writer.error()).c_str());
        for (const std::string& name : m_names) {
            const std::string bytes = readFile(folder() / name).value_or("");
            Status done = writer->begin(std::string(capsule::kFolder) + name, static_cast<std::int64_t>(bytes.size()));
            if (done) done = writer->write(bytes);
            if (!done) qFatal("%s", describe(done.error()).c_str());
        }
        if (const Status done = writer->finish(); !done) qFatal("%s", describe(done.error()).c_str());
    }

  private:
    void write(const char* name, const std::string& text) const {
        if (!writeFileAtomic(folder() / name, text)) qFatal("cannot write %s", name);
    }
    void makeRowsAnew() const {
        auto database = store::Database::open(folder() / capsule::kDatabase, store::Database::Mode::ReadOnly);
        const auto hashes = store::hashRows(*database);
        const auto reader = store::Reader::open(folder() / capsule::kDatabase);
        const auto said = readJson(folder() / capsule::kManifest);
        const auto manifest = capsule::manifestFrom(*said);
        write(capsule::kRows, dumpPretty(store::toJson(*hashes)));
        write(capsule::kManifest, dumpPretty(*capsule::manifestOf(**reader, manifest->run, manifest->checkpoints,
                                                                  manifest->packedBy, manifest->databaseVersion)));
        write(capsule::kSettings, dumpPretty(*capsule::settingsOf(**reader, manifest->run)));
    }
    void makeSumsAnew() const {
        std::vector<capsule::Sum> sums;
        for (const std::string& name : m_names)
            if (name != capsule::kSums && name != capsule::kRoot)
                sums.push_back({name, sha256File(folder() / name).value_or("")});
        write(capsule::kSums, capsule::textOf(sums));
        write(capsule::kRoot, sha256(capsule::textOf(sums)) + "\n");
    }

    QTemporaryDir m_folder;
    std::vector<std::string> m_names;
};

}  // namespace azr::test

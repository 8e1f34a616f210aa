#include "core/capsule/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/base/files.h"
#include "core/capsule/layout.h"
#include "core/capsule/unpack.h"
#include "core/store/carry/inspection.h"
#include "core/store/carry/row_hashes.h"
#include "core/store/migrations.h"

namespace azr::capsule {

namespace {

constexpr std::size_t kStepsNamed = 5;

/// What ends the whole check rather than being found by it.
bool endsAll(const Error& error) {
    return error.code == ErrorCode::Cancelled || error.code == ErrorCode::Exhausted || error.code == ErrorCode::Io ||
           error.code == ErrorCode::NotFound;
}

/// "steps 3, 7 and 9 differ"
std::string differingSteps(const store::TableHash& said, const store::TableHash& found) {
    std::map<std::int64_t, std::string> all = said.steps;
    all.insert(found.steps.begin(), found.steps.end());
    std::string text;
    std::size_t count = 0;
    for (const auto& [step, ignored] : all) {
        const auto one = said.steps.find(step), other = found.steps.find(step);
        if (one != said.steps.end() && other != found.steps.end() && one->second == other->second) continue;
        if (++count <= kStepsNamed) text += (text.empty() ? "step " : ", ") + std::to_string(step);
    }
    if (count > kStepsNamed) text += fmt::format(" and {} more", count - kStepsNamed);
    return text;
}

class Checking {
  public:
    explicit Checking(const CheckRequest& request) : m_request(request) {}

    Result<Checked> run() {
        auto unpacked = unpack(m_request.file, m_request.folder, m_request.progress);
        if (!unpacked && endsAll(unpacked.error())) return tl::make_unexpected(unpacked.error());
        if (!unpacked) {
            differs("archive", describe(unpacked.error()));
            return std::move(m_checked);
        }
        m_unpacked = std::move(*unpacked);
        compare("archive", m_unpacked.flaw.empty(), fmt::format("{} files", m_unpacked.names.size()), m_unpacked.flaw);
        checkRoot();
        checkFiles();
        AZR_CHECK(checkManifest());
        return std::move(m_checked);
    }

  private:
    void say(Line line) {
        if (m_request.told) m_request.told(line);
        m_checked.lines.push_back(std::move(line));
    }
    void differs(std::string what, std::string detail) { say({std::move(what), false, std::move(detail)}); }
    void compare(std::string what, bool equal, std::string right, std::string wrong) {
        say({std::move(what), equal, equal ? std::move(right) : std::move(wrong)});
    }

    [[nodiscard]] Result<std::string> text(const char* name) const { return readFile(m_request.folder / name); }

    void checkRoot() {
        const auto root = text(kRoot);
        m_checked.root = m_unpacked.sums.contains(kSums) ? m_unpacked.sums.at(kSums) : std::string();
        const std::string says = root ? root->substr(0, root->find('\n')) : std::string("nothing");
        compare("root", root && *root == m_checked.root + "\n", m_checked.root,
                fmt::format("the file says {}, its hashes come to {}", says, m_checked.root));
        if (m_request.root)
            compare("printed root", *m_request.root == m_checked.root, m_checked.root,
                    fmt::format("it was {}, here it is {}", *m_request.root, m_checked.root));
    }

    void checkFiles() {
        const auto said = text(kSums);
        const auto sums = said ? sumsFrom(*said) : Result<std::vector<Sum>>(tl::make_unexpected(said.error()));
        if (!sums) return differs(kSums, describe(sums.error()));
        std::vector<std::string> expected;
        for (const Sum& one : *sums) {
            expected.push_back(one.name);
            const auto found = m_unpacked.sums.find(one.name);
            if (found == m_unpacked.sums.end())
                differs(one.name, "is not there");
            else
                compare(one.name, found->second == one.sha256, found->second.substr(0, kShown),
                        fmt::format("its hash is {}, it was {}", found->second.substr(0, kShown),
                                    one.sha256.substr(0, kShown)));
        }
        expected.insert(expected.end(), {kSums, kRoot});
        for (const std::string& name : m_unpacked.names)
            if (std::ranges::find(expected, name) == expected.end()) differs(name, "no hash is written down for it");
        if (expected != m_unpacked.names) differs(kSums, "the files stand in another order, or not once each");
        if (const auto readme = text(kReadme); !readme || *readme != readmeText())
            differs(kReadme, "is not the text that is written there");
    }

    Status checkManifest() {
        const auto said = text(kManifest);
        const auto json = said ? parseJson(*said, kManifest) : Result<Json>(tl::make_unexpected(said.error()));
        auto manifest = json ? manifestFrom(*json) : Result<Manifest>(tl::make_unexpected(json.error()));
        if (!manifest) {
            differs(kManifest, describe(manifest.error()));
            return {};
        }
        AZR_TRY(const bool usable, checkDatabase(*manifest));
        if (!usable) return {};
        AZR_CHECK(checkTexts(*manifest, *said));
        checkCheckpoints(*manifest);
        m_checked.manifest = std::move(*manifest);
        return {};
    }

    [[nodiscard]] store::Going going(const char* what) const {
        return [this, what] { return tell(m_request.progress, what); };
    }

    /// false: it is nothing to go on with.
    Result<bool> checkDatabase(const Manifest& manifest) {
        m_checked.database = m_request.folder / kDatabase;
        const auto version = store::inspect(m_checked.database, going("looking through the database"));
        if (!version && version.error().code == ErrorCode::Cancelled) return tl::make_unexpected(version.error());
        if (!version) {
            differs("database", describe(version.error()));
            return false;
        }
        compare("database", *version == manifest.databaseVersion, fmt::format("version {}", *version),
                fmt::format("is of version {}, the manifest says {}", *version, manifest.databaseVersion));
        AZR_CHECK(checkRows());
        if (*version == store::newestVersion()) return true;
        AZR_CHECK(makeFolder(m_request.folder / "migrated"));
        AZR_TRY(m_checked.database, store::migratedCopy(m_checked.database, m_request.folder / "migrated"));
        return true;
    }

    Status checkRows() {
        const auto said = text(kRows);
        const auto json = said ? parseJson(*said, kRows) : Result<Json>(tl::make_unexpected(said.error()));
        const auto expected = json ? store::tableHashesFrom(*json, kRows)
                                   : Result<std::vector<store::TableHash>>(tl::make_unexpected(json.error()));
        if (!expected) {
            differs(kRows, describe(expected.error()));
            return {};
        }
        AZR_TRY(store::Database database, store::Database::open(m_checked.database, store::Database::Mode::ReadOnly));
        const auto found = store::hashRows(database, going("hashing the rows"));
        if (!found && found.error().code == ErrorCode::Cancelled) return tl::make_unexpected(found.error());
        if (!found) {
            differs("rows", describe(found.error()));
            return {};
        }
        for (const store::TableHash& one : *found) {
            const auto there = std::ranges::find(*expected, one.table, &store::TableHash::table);
            if (there == expected->end())
                differs("rows of " + one.table, "no hash is written down for them");
            else
                compareRows(*there, one);
        }
        for (const store::TableHash& one : *expected)
            if (std::ranges::find(*found, one.table, &store::TableHash::table) == found->end())
                differs("rows of " + one.table, "the database has no such table");
        return {};
    }

    void compareRows(const store::TableHash& said, const store::TableHash& found) {
        const bool equal = said.sha256 == found.sha256 && said.rows == found.rows && said.steps == found.steps;
        std::string wrong = "differ";
        if (said.rows != found.rows) wrong += fmt::format(": there are {}, there were {}", found.rows, said.rows);
        if (const std::string steps = differingSteps(said, found); !steps.empty()) wrong += ": " + steps;
        compare("rows of " + found.table, equal, fmt::format("{}", found.rows), wrong);
    }

    /// What both texts say follows from the database.
    Status checkTexts(const Manifest& manifest, const std::string& said) {
        const auto reader = store::Reader::open(m_checked.database);
        if (!reader) {
            differs(kManifest, describe(reader.error()));
            return {};
        }
        const auto runs = (*reader)->runs();
        const bool alone = runs && runs->size() == 1 && runs->front().id == manifest.run;
        compare("one run", alone, fmt::format("run {}, {}", manifest.run.value, manifest.name),
                fmt::format("the database does not hold run {} alone", manifest.run.value));
        if (!alone) return {};
        if (!tell(m_request.progress, "computing the digest")) return ended();
        const auto again =
            manifestOf(**reader, manifest.run, manifest.checkpoints, manifest.packedBy, manifest.databaseVersion);
        const auto digest = again ? field<std::string>(*again, "digest") : Result<std::string>("");
        compare("digest", digest && *digest == manifest.digest, manifest.digest,
                fmt::format("the manifest says {}, the rows come to {}", manifest.digest, digest.value_or("")));
        compare("manifest against database", again && dumpPretty(*again) == said, "says what the database says",
                again ? "says other than the database" : describe(again.error()));
        const auto settings = settingsOf(**reader, manifest.run);
        const auto written = text(kSettings);
        compare("settings against database", settings && written && dumpPretty(*settings) == *written,
                "say what the database says", settings ? "say other than the database" : describe(settings.error()));
        return {};
    }

    /// The folders that the manifest names, and no other.
    void checkCheckpoints(const Manifest& manifest) {
        for (const std::string& name : m_unpacked.names) {
            if (!name.starts_with(kCheckpoints)) continue;
            const bool named = std::ranges::any_of(manifest.checkpoints, [&](int step) {
                return name.starts_with(fmt::format("{}run-{}/step-{}/", kCheckpoints, manifest.run.value, step));
            });
            if (!named) differs(name, "is of no checkpoint that the manifest names");
        }
        for (const int step : manifest.checkpoints) checkCheckpoint(manifest.run, step);
    }

    /// What the checkpoint says of itself: its step, and the sums of its files, which are those of this capsule.
    void checkCheckpoint(RunId run, int step) {
        const std::string folder = fmt::format("{}run-{}/step-{}/", kCheckpoints, run.value, step);
        const std::string what = fmt::format("checkpoint of step {}", step);
        const auto json = readJson(m_request.folder / folder / "manifest.json");
        const auto own = json ? field<int>(*json, "step") : Result<int>(tl::make_unexpected(json.error()));
        using Sums = std::map<std::string, std::string>;
        const auto sums = json ? field<Sums>(*json, "sha256") : Result<Sums>(tl::make_unexpected(json.error()));
        if (!own || !sums) return differs(what, describe(own ? sums.error() : own.error()));
        if (*own != step) return differs(what, fmt::format("is the one of step {}", *own));
        for (const auto& [name, sum] : *sums) {
            const auto found = m_unpacked.sums.find(folder + name);
            if (found == m_unpacked.sums.end() || found->second != sum)
                return differs(what, fmt::format("{} is not the file that it was saved with", name));
        }
        say({what, true, fmt::format("{} files", sums->size() + 1)});
    }

    static constexpr std::size_t kShown = 16;  ///< digits of a hash

    const CheckRequest& m_request;
    Unpacked m_unpacked;
    Checked m_checked;
};

}  // namespace

bool Checked::whole() const {
    return !lines.empty() && std::ranges::all_of(lines, &Line::equal);
}

Result<Checked> check(const CheckRequest& request) {
    return Checking(request).run();
}

}  // namespace azr::capsule

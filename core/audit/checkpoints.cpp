#include "core/audit/checkpoints.h"

#include <fmt/format.h>

#include <cstring>

#include "core/base/files.h"
#include "core/base/json.h"

namespace azr::audit {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCheckpointRow = "checkpoint";

/// A run trains either all weights or adapters.
constexpr const char* kWeightFiles[] = {"adapter_model.safetensors", "model.safetensors"};

Status checkFiles(const fs::path& folder, int step, Ledger& ledger, Control& control) {
    AZR_TRY(const std::string text, readFile(folder / "manifest.json"));
    AZR_TRY(const Json manifest, parseJson(text, (folder / "manifest.json").string()));
    AZR_TRY(const Json sums, field<Json>(manifest, "sha256", (folder / "manifest.json").string()));
    for (const auto& [name, sum] : sums.items()) {
        AZR_CHECK(control.checkpoint());
        const auto actual = sha256File(folder / name);
        ledger.compare(Check::Checkpoint, {step, kCheckpointRow, 0, name},
                       sum.is_string() ? sum.get<std::string>() : std::string(),
                       actual ? *actual : azr::describe(actual.error()));
    }
    return {};
}

void checkWeights(const store::CheckpointRow& row, const fs::path& folder, Ledger& ledger) {
    for (const char* name : kWeightFiles) {
        std::error_code ignored;
        if (!fs::exists(folder / name, ignored)) continue;
        const auto hash = hashOfTensors(folder / name);
        if (!hash) {
            ledger.unchecked(Check::Checkpoint, "weights in another form than safetensors");
            return;
        }
        ledger.compare(Check::Checkpoint, {row.step, kCheckpointRow, 0, "weights_hash"}, row.weightsHash, *hash);
        return;
    }
    ledger.unchecked(Check::Checkpoint, "weights in several files");
}

}  // namespace

Result<std::string> hashOfTensors(const fs::path& file) {
    AZR_TRY(const MappedFile mapped, MappedFile::open(file));
    const auto bytes = mapped.bytes();
    std::uint64_t header = 0;
    if (bytes.size() >= sizeof header) std::memcpy(&header, bytes.data(), sizeof header);
    const bool plausible = bytes.size() > sizeof header && header > 0 && header <= bytes.size() - sizeof header &&
                           bytes[sizeof header] == std::byte{'{'};
    if (!plausible) return fail(ErrorCode::Parse, "no safetensors header", file.string());
    const auto data = bytes.subspan(sizeof header + header);
    return sha256({reinterpret_cast<const char*>(data.data()), data.size()});
}

Status checkCheckpoints(store::Reader& reader, RunId run, int first, int last, const fs::path& workspace,
                        Ledger& ledger, Control& control) {
    AZR_TRY(const std::vector<store::CheckpointRow> rows, reader.checkpoints(run, true));
    for (const store::CheckpointRow& row : rows) {
        if (row.step < first || row.step > last) continue;
        AZR_CHECK(control.checkpoint());
        if (row.removed) {
            ledger.unchecked(Check::Checkpoint, "pruned while the run went on");
            continue;
        }
        const fs::path folder = workspace / row.folder;
        std::error_code ignored;
        if (!fs::exists(folder / "manifest.json", ignored)) {
            ledger.unchecked(Check::Checkpoint, "the folder is not in this workspace");
            continue;
        }
        const Status read = checkFiles(folder, row.step, ledger, control);
        if (!read && read.error().code == ErrorCode::Cancelled) return read;
        if (!read)
            ledger.expect(Check::Checkpoint, false, {row.step, kCheckpointRow, 0, "manifest"},
                          azr::describe(read.error()), "readable");
        checkWeights(row, folder, ledger);
    }
    return {};
}

}  // namespace azr::audit

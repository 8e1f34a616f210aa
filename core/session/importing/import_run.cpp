#include "core/session/importing/import_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>

#include "core/base/files.h"
#include "core/exporting/checkpoint_export.h"
#include "core/session/command.h"
#include "core/session/forking/renumbered.h"
#include "core/session/running/lock.h"
#include "core/session/running/resume.h"
#include "core/store/carry/carry.h"
#include "core/store/database.h"
#include "core/store/rows.h"
#include "core/training/checkpoints/checkpoint.h"
#include "core/training/checkpoints/forked_checkpoint.h"

namespace azr::session {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatabase = "azr.db";

/// Their numbers, and what they say of other numbers, in the workspace.
class RenumberedJournal {
  public:
    RenumberedJournal(std::vector<store::CommandRow> rows, std::int64_t base, std::int64_t shift, RunId run)
        : m_shift(shift), m_run(run) {
        std::ranges::sort(rows, {}, &store::CommandRow::id);
        for (const store::CommandRow& row : rows) m_numbers.set(row.id.value, ++base);
        for (const store::CommandRow& row : rows) m_commands.push_back(carried(row));
    }
    [[nodiscard]] const CommandNumbers& numbers() const { return m_numbers; }
    [[nodiscard]] std::vector<store::CarriedCommand> take() { return std::move(m_commands); }

  private:
    [[nodiscard]] store::CarriedCommand carried(const store::CommandRow& row) const {
        store::CarriedCommand copy{row.id, CommandId{m_numbers.of(row.id.value)},
                                   CommandId{m_numbers.of(row.undoes.value)}, row.body, row.answer};
        const auto json = parseJson(row.body);
        auto command = json ? commandFromJson(*json) : Result<Command>(tl::make_unexpected(json.error()));
        if (!command) return copy;  // of a version that knows more: resuming tells of it
        if (auto* const action = std::get_if<LoopAction>(&*command)) {
            shiftTask(*action, m_shift);
            copy.answer = shiftedAnswer(*action, row.answer, m_shift);
        }
        if (auto* const mark = std::get_if<MarkCommand>(&*command))
            std::visit([this](auto& each) { move(each); }, *mark);
        Json body = toJson(*command);
        if (const CommandId act = actOf(*json); act.valid() && m_numbers.of(act.value) > 0)
            setAct(body, CommandId{m_numbers.of(act.value)});
        if (isCopied(*json)) setCopied(body);
        copy.body = dumpLine(body);
        return copy;
    }

    void move(Marked& of) const {
        if (of.task.valid())
            of.task.value += m_shift;
        else
            of.run = m_run;
    }
    void move(SetTag& mark) const { move(mark.of); }
    void move(SetNote& mark) const { move(mark.of); }
    void move(PinRun& mark) const { mark.run = m_run; }
    void move(ArchiveRun& mark) const { mark.run = m_run; }
    void move(BinRun& mark) const { mark.run = m_run; }

    const std::int64_t m_shift;
    const RunId m_run;
    CommandNumbers m_numbers;
    std::vector<store::CarriedCommand> m_commands;
};

std::string withModel(const std::string& settings, const std::string& folder) {
    auto json = parseJson(settings);
    if (!json || !json->is_object()) return settings;
    (*json)["model"]["folder"] = folder;
    return dumpLine(*json);
}

/// The settings with the model where it lies here; only the weights that the run began from will do.
Result<std::optional<store::CarriedModel>> modelOf(store::RunRow row, const std::optional<std::string>& folder) {
    if (!folder) return std::nullopt;
    std::error_code ignored;
    const std::string place = fs::absolute(*folder, ignored).lexically_normal().string();
    row.config = withModel(row.config, place);
    row.settings = row.settings.empty() ? row.settings : withModel(row.settings, place);
    row.modelFolder = place;
    AZR_CHECK(exporting::checkBase(row));
    return store::CarriedModel{place, row.config, row.settings};
}

class Importing {
  public:
    explicit Importing(const ImportRequest& request) : m_request(request) {}

    Result<Imported> run() {
        AZR_CHECK(makeFolder(m_request.workspace));
        AZR_TRY(const WorkspaceLock lock, WorkspaceLock::take(m_request.workspace));
        // Beside the workspace's own files: weights are moved by a second name, not copied.
        AZR_TRY(const StagedFolder unpacked, StagedFolder::create(m_request.workspace / ".import"));
        AZR_TRY(m_checked,
                capsule::check({m_request.file, unpacked.path(), m_request.root, m_request.told, m_request.progress}));
        AZR_CHECK(refuseWhatIsNotWhole());
        AZR_TRY(m_writer, store::Writer::open(m_request.workspace / kDatabase, {}));
        AZR_TRY(m_reader, store::Reader::open(m_request.workspace / kDatabase));
        AZR_TRY(const auto capsule, store::Reader::open(m_checked.database));
        AZR_TRY(const std::int64_t last, m_reader->lastRun());
        m_run = RunId{last + 1};
        Status brought = bring(*capsule, unpacked.path());
        if (!brought) {
            std::error_code ignored;
            fs::remove_all(checkpointsOf(m_request.workspace, m_run), ignored);
            return tl::make_unexpected(brought.error());
        }
        AZR_CHECK(tellOf());
        return std::move(m_imported);
    }

  private:
    [[nodiscard]] Status refuseWhatIsNotWhole() const {
        for (const capsule::Line& one : m_checked.lines)
            if (!one.equal)
                return fail(ErrorCode::Corrupt, fmt::format("the capsule is not whole: {}: {}", one.what, one.detail),
                            m_request.file.string(), "azr-studio verify lists what differs; get the file once more");
        return {};
    }

    Status bring(store::Reader& capsule, const fs::path& folder) {
        const capsule::Manifest& manifest = *m_checked.manifest;
        AZR_TRY(const store::RunRow row, capsule.run(manifest.run));
        AZR_TRY(const std::vector<store::CommandRow> commands, allCommands(capsule, manifest.run));
        AZR_TRY(const std::int64_t base, commandsBehind(capsule, manifest.run));
        const std::int64_t shift = store::firstIdOf(m_run) - store::firstIdOf(manifest.run);
        RenumberedJournal journal(commands, base, shift, m_run);

        store::Carry what{m_checked.database, manifest.run, m_run, /*keep=*/false};
        AZR_TRY(what.model, modelOf(row, m_request.model));
        AZR_TRY(what.checkpoints, bringCheckpoints(folder, journal.numbers(), shift));
        what.commands = journal.take();
        what.searchable = true;
        AZR_TRY(store::Database into,
                store::Database::open(m_request.workspace / kDatabase, store::Database::Mode::ReadWrite));
        AZR_CHECK(store::carry(into, what, [this] { return capsule::tell(m_request.progress, "copying the rows"); }));
        m_imported = {m_run, manifest.run, m_checked.root, row.lastStep, manifest.checkpoints};
        return {};
    }

    /// New commands must not get the number of a rule that the run has already.
    Result<std::int64_t> commandsBehind(store::Reader& capsule, RunId run) {
        AZR_TRY(std::int64_t last, m_reader->lastCommand());
        AZR_TRY(const std::vector<store::RuleRow> rules, capsule.rules(run, true));
        for (const store::RuleRow& rule : rules) last = std::max(last, rule.rule);
        return last;
    }

    Result<std::vector<store::CarriedCheckpoint>> bringCheckpoints(const fs::path& folder,
                                                                   const CommandNumbers& numbers, std::int64_t shift) {
        std::vector<store::CarriedCheckpoint> brought;
        const fs::path root = checkpointsOf(m_request.workspace, m_run);
        // What an interrupted import of this number left: no row names it.
        AZR_CHECK(training::setAsideBeyond(root, -1));
        const training::Renumbering renumbering{shift, [&](std::int64_t id) { return numbers.of(id); },
                                                [&](std::int64_t id) { return numbers.lastUntil(id); }};
        for (const int step : m_checked.manifest->checkpoints) {
            const fs::path from = training::checkpointFolder(checkpointsOf(folder, m_checked.manifest->run), step);
            const training::BytesRead read = [&](std::int64_t done, std::int64_t total) {
                return capsule::tell(m_request.progress, fmt::format("checkpoint of step {}", step), done, total);
            };
            AZR_TRY(const training::CheckpointFacts facts, training::readCheckpointFacts(from, read));
            AZR_TRY(const training::ForkedCheckpoint copied, training::forkCheckpoint(from, root, renumbering));
            brought.push_back({step, copied.bytes});
        }
        return brought;
    }

    /// In the run's log; and a run that was packed while it trained is one that was interrupted.
    Status tellOf() {
        AZR_CHECK(m_writer->push(
            store::EventRow{0, m_run, m_imported.lastStep, "info", "imported",
                            fmt::format("brought in from a capsule, where it was run {} ({}); its root is {}",
                                        m_imported.was.value, m_checked.manifest->name, m_imported.root),
                            m_request.now}));
        AZR_CHECK(markInterrupted(*m_reader, *m_writer, m_request.workspace, m_request.now));
        return m_writer->finish();
    }

    const ImportRequest& m_request;
    capsule::Checked m_checked;
    std::unique_ptr<store::Writer> m_writer;
    std::unique_ptr<store::Reader> m_reader;
    RunId m_run;
    Imported m_imported;
};

}  // namespace

Result<Imported> importRun(const ImportRequest& request) {
    return Importing(request).run();
}

}  // namespace azr::session

// Named starting points of a run, and how they differ.
#include "core/config/presets.h"

#include <fmt/format.h>

#include <ostream>

#include "app/command.h"
#include "core/config/ablations.h"
#include "core/config/paper_sections.h"
#include "core/config/run_fields.h"

namespace azr::app {
namespace {

ExitCode listPresets(const Arguments& arguments, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (const config::Preset& preset : config::presets()) {
        if (arguments.has("--json")) {
            console.json("preset", {{"name", preset.name}, {"doc", preset.doc}});
            continue;
        }
        rows.push_back({preset.name, preset.doc});
    }
    for (const config::Ablation& ablation : config::ablations()) {
        if (arguments.has("--json")) {
            console.json("ablation", {{"name", ablation.name}, {"doc", ablation.doc}});
            continue;
        }
        rows.push_back({"+" + ablation.name, ablation.doc});
    }
    if (!rows.empty())
        console.out << table({"preset", "what it is"}, rows, console.columns)
                    << "\nA name with + is added to a preset: paper-7b+no-induction.\n";
    return ExitCode::Ok;
}

Status show(const Arguments& arguments, const Console& console) {
    AZR_TRY(const config::RunConfig config, config::presetNamed(arguments.positionals().front()));
    if (arguments.has("--json")) {
        console.json("preset", {{"name", config.preset}, {"config", config::toJson(config)}});
        return {};
    }
    std::vector<std::vector<std::string>> rows;
    for (const config::Field& field : config::runFields()) {
        AZR_TRY(const std::string value, config::getField(config, field.path));
        rows.push_back(
            {field.path, value.empty() ? "-" : value, field.unit, std::string(config::paperSection(field.path))});
    }
    console.out << table({"setting", "value", "unit", "paper"}, rows, console.columns) << "\n";
    return {};
}

/// What either preset says about the value of a field.
std::string noteOn(std::string_view path, const std::string& left, const std::string& right) {
    std::string note = config::fieldNote(left, path);
    return note.empty() ? config::fieldNote(right, path) : note;
}

Status compare(const Arguments& arguments, const Console& console) {
    const std::string &left = arguments.positionals()[0], &right = arguments.positionals()[1];
    AZR_TRY(const config::RunConfig a, config::presetNamed(left));
    AZR_TRY(const config::RunConfig b, config::presetNamed(right));
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> notes;
    for (const config::FieldDifference& field : config::diff(a, b)) {
        if (field.path == "preset") continue;
        const auto section = config::paperSection(field.path);
        const std::string note = noteOn(field.path, left, right);
        if (!note.empty()) notes.push_back(field.path + ": " + note);
        if (arguments.has("--json")) {
            console.json("difference", {{"path", field.path},
                                        {"left", field.left},
                                        {"right", field.right},
                                        {"paper", section},
                                        {"note", note}});
            continue;
        }
        rows.push_back({field.path, field.left.empty() ? "-" : field.left, field.right.empty() ? "-" : field.right,
                        std::string(section)});
    }
    if (!rows.empty()) console.out << table({"setting", left, right, "paper"}, rows, console.columns) << "\n";
    if (arguments.has("--json")) return {};
    for (const std::string& note : notes) console.line(wrapped(note, 2, console.columns));
    if (!notes.empty()) console.line("");
    console.line(rows.empty()       ? "no setting differs"
                 : rows.size() == 1 ? std::string("1 setting differs")
                                    : fmt::format("{} settings differ", rows.size()));
    return {};
}

ExitCode showPreset(const Arguments& arguments, const Console& console) {
    const Status status = show(arguments, console);
    return status ? ExitCode::Ok : console.refuse(status.error(), "presets show");
}

ExitCode diffPresets(const Arguments& arguments, const Console& console) {
    const Status status = compare(arguments, console);
    return status ? ExitCode::Ok : console.refuse(status.error(), "presets diff");
}

}  // namespace

Command presetsListCommand() {
    return {"presets list", "List the presets: named starting points of a run.", {}, {}, {jsonOption()}, listPresets};
}

Command presetsShowCommand() {
    return {"presets show",
            "Show every setting of a preset.",
            "The last column says where the paper (arXiv 2505.03335) speaks of the setting.",
            {{"PRESET", "Name of a preset."}},
            {jsonOption()},
            showPreset};
}

Command presetsDiffCommand() {
    return {"presets diff",
            "Show where two presets differ, setting by setting.",
            "Against paper-7b or reference-7b this lists the departures; the last column says where the paper (arXiv "
            "2505.03335) speaks of the setting.",
            {{"LEFT", "Name of a preset, alone or with ablations (paper-7b+no-induction)."},
             {"RIGHT", "Name of the other."}},
            {jsonOption()},
            diffPresets};
}

}  // namespace azr::app

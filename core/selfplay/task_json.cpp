#include "core/selfplay/task_json.h"

#include <algorithm>
#include <array>

namespace azr::selfplay {
namespace {

template <std::size_t N>
Result<int> indexOf(const std::array<std::string_view, N>& names, const std::string& text, const std::string& place) {
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) return fail(ErrorCode::Parse, "unknown name '" + text + "'", place);
    return static_cast<int>(found - names.begin());
}

Json measuredToJson(const execution::ProgramMeasures& m) {
    return {{"pure", m.pure},
            {"nodes", m.nodes},
            {"complexity", m.complexity},
            {"cyclomatic", m.cyclomatic},
            {"effort", m.halsteadEffort},
            {"volume", m.halsteadVolume},
            {"shape", m.shape},
            {"arities", m.arities},
            {"signature", m.signature}};
}

void readMeasured(const Json& json, execution::ProgramMeasures& m) {
    m.pure = json.value("pure", false);
    m.nodes = json.value("nodes", 0);
    m.complexity = json.value("complexity", 0.0);
    m.cyclomatic = json.value("cyclomatic", 1);
    m.halsteadEffort = json.value("effort", 0.0);
    m.halsteadVolume = json.value("volume", 0.0);
    m.shape = json.value("shape", std::string());
    m.arities = json.value("arities", std::string());
    m.signature = json.value("signature", std::string());
}

Json measuresToJson(const Measures& m) {
    return {{"complexity", m.complexity},
            {"halstead", m.halstead},
            {"distance", m.distance},
            {"diversity", m.diversity},
            {"input_diversity", m.inputDiversity},
            {"similarity", m.similarity},
            {"nodes", m.nodes},
            {"lines", m.lines},
            {"signature_count", m.signatureCount},
            {"near_duplicate", m.nearDuplicate},
            {"coin_flip", m.coinFlip},
            {"degenerate", m.degenerate}};
}

void readMeasures(const Json& json, Measures& m) {
    m.complexity = json.value("complexity", 0.0);
    m.halstead = json.value("halstead", 0.0);
    m.distance = json.value("distance", 0.0);
    m.diversity = json.value("diversity", 0.0);
    m.inputDiversity = json.value("input_diversity", 0.0);
    m.similarity = json.value("similarity", 0.0);
    m.nodes = json.value("nodes", 0);
    m.lines = json.value("lines", 0);
    m.signatureCount = json.value("signature_count", 0);
    m.nearDuplicate = json.value("near_duplicate", false);
    m.coinFlip = json.value("coin_flip", false);
    m.degenerate = json.value("degenerate", false);
}

/// Values that are written as names.
constexpr std::array<std::string_view, 9> kNamedValues = {"None", "True", "False", "Ellipsis", "NotImplemented",
                                                          "inf",  "nan",  "infj",  "nanj"};

/// A name that is no value: the output of an error task, which its file does not tell apart otherwise.
bool isErrorName(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto follows = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '.'; };
    return !text.empty() && letter(text.front()) && std::ranges::all_of(text, follows) &&
           std::ranges::find(kNamedValues, text) == kNamedValues.end();
}

/// The kind of a seed's line without `_kind`: the first that has pairs, or has none.
TaskKind kindOfShape(bool pairs) {
    return *std::ranges::find_if(kKinds, [&](TaskKind kind) { return hasPairs(kind) == pairs; });
}

/// Whether a seed's line needs no `_kind`. Twins share their lines.
bool toldByShape(TaskKind kind) {
    const TaskKind first = kindOfShape(hasPairs(kind));
    return kind == first || traitsOf(kind).twin == first;
}

Result<TaskKind> kindOfSeed(const Json& json, bool pairs, bool endsInError, const std::string& place) {
    AZR_TRY(const auto named, fieldOr<std::string>(json, "_kind", {}, place));
    if (named.empty()) return endsInError ? *std::ranges::find_if(kKinds, namesError) : kindOfShape(pairs);
    const auto kind = kindFromName(named);
    if (!kind) return fail(ErrorCode::Parse, "field '_kind': there is no kind '" + named + "'", place);
    if (hasPairs(*kind) != pairs)
        return fail(ErrorCode::Parse, "field '_kind': the fields are not those of " + named, place);
    return toldByShape(*kind) ? kindOfShape(pairs) : *kind;
}

}  // namespace

Json toJson(const Task& task) {
    Json pairs = Json::array();
    for (const Pair& pair : task.pairs) pairs.push_back(Json::array({pair.input, pair.output}));
    Json references = Json::array();
    for (const TaskId id : task.references) references.push_back(id.value);
    Json given = Json::array();
    for (const GivenFunction& one : task.given) given.push_back(Json::array({one.task.value, one.program}));
    Json json = {{"id", task.id.value},
                 {"kind", name(task.kind)},
                 {"origin", kOriginNames[static_cast<std::size_t>(task.origin)]},
                 {"step", task.step},
                 {"program", task.program},
                 {"imports", task.imports},
                 {"input", task.input},
                 {"output", task.output},
                 {"output_type", task.outputType},
                 {"message", task.message},
                 {"pairs", std::move(pairs)},
                 {"references", std::move(references)},
                 {"given", std::move(given)},
                 {"measured", measuredToJson(task.measured)},
                 {"measures", measuresToJson(task.measures)},
                 {"learnability", task.learnability}};
    if (task.pinned) json["pinned"] = true;
    return json;
}

Result<Task> taskFromJson(const Json& json, const std::string& place) {
    Task task;
    AZR_TRY(task.id.value, field<std::int64_t>(json, "id", place));
    AZR_TRY(const auto kindName, field<std::string>(json, "kind", place));
    const auto kind = kindFromName(kindName);
    if (!kind) return fail(ErrorCode::Parse, "unknown name '" + kindName + "'", place);
    AZR_TRY(const auto originName, field<std::string>(json, "origin", place));
    AZR_TRY(const int origin, indexOf(kOriginNames, originName, place));
    task.kind = *kind;
    task.origin = static_cast<Origin>(origin);
    AZR_TRY(task.step, field<int>(json, "step", place));
    AZR_TRY(task.program, field<std::string>(json, "program", place));
    AZR_TRY(task.imports, field<std::vector<std::string>>(json, "imports", place));
    AZR_TRY(task.input, field<std::string>(json, "input", place));
    AZR_TRY(task.output, field<std::string>(json, "output", place));
    AZR_TRY(task.outputType, field<std::string>(json, "output_type", place));
    AZR_TRY(task.message, field<std::string>(json, "message", place));
    AZR_TRY(const auto pairs, (field<std::vector<std::array<std::string, 2>>>(json, "pairs", place)));
    for (const auto& pair : pairs) task.pairs.push_back({pair[0], pair[1]});
    AZR_TRY(const auto references, field<std::vector<std::int64_t>>(json, "references", place));
    for (const auto id : references) task.references.push_back({id});
    using Given = std::vector<std::pair<std::int64_t, std::string>>;
    AZR_TRY(const auto given, fieldOr<Given>(json, "given", {}, place));
    for (const auto& [id, program] : given) task.given.push_back({{id}, program});
    AZR_TRY(const Json measured, field<Json>(json, "measured", place));
    AZR_TRY(const Json measures, field<Json>(json, "measures", place));
    try {
        readMeasured(measured, task.measured);
        readMeasures(measures, task.measures);
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::Parse, "a measure has the wrong type", place);
    }
    AZR_TRY(task.learnability, field<double>(json, "learnability", place));
    AZR_TRY(task.pinned, fieldOr<bool>(json, "pinned", false, place));
    return task;
}

Result<Task> taskFromSeed(const Json& json, const std::string& place) {
    Task task;
    task.origin = Origin::Imported;
    AZR_TRY(task.program, field<std::string>(json, "snippet", place));
    AZR_TRY(task.imports, fieldOr<std::vector<std::string>>(json, "imports", {}, place));
    if (!json.contains("inputs")) {
        AZR_TRY(task.input, field<std::string>(json, "input", place));
        AZR_TRY(task.output, field<std::string>(json, "output", place));
        AZR_TRY(task.kind, kindOfSeed(json, false, isErrorName(task.output), place));
        return task;
    }
    AZR_TRY(task.kind, kindOfSeed(json, true, false, place));
    AZR_TRY(task.message, fieldOr<std::string>(json, "message", {}, place));
    AZR_TRY(const auto inputs, field<std::vector<std::string>>(json, "inputs", place));
    AZR_TRY(const auto outputs, field<std::vector<std::string>>(json, "outputs", place));
    if (inputs.size() != outputs.size() || inputs.size() < 2)
        return fail(ErrorCode::Parse, "inputs and outputs must be equally many, two at least", place);
    for (std::size_t i = 0; i < inputs.size(); ++i) task.pairs.push_back({inputs[i], outputs[i]});
    return task;
}

Json toSeed(const Task& task) {
    if (!hasPairs(task.kind)) {
        Json seed = {
            {"snippet", task.program}, {"input", task.input}, {"output", task.output}, {"imports", task.imports}};
        if (!toldByShape(task.kind)) seed["_kind"] = name(task.kind);
        return seed;
    }
    Json inputs = Json::array();
    Json outputs = Json::array();
    for (const Pair& pair : task.pairs) {
        inputs.push_back(pair.input);
        outputs.push_back(pair.output);
    }
    Json seed = {{"snippet", task.program},
                 {"inputs", std::move(inputs)},
                 {"outputs", std::move(outputs)},
                 {"message", task.message},
                 {"imports", task.imports}};
    if (!toldByShape(task.kind)) seed["_kind"] = name(task.kind);
    return seed;
}

}  // namespace azr::selfplay

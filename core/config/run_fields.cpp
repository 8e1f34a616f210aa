#include "core/config/run_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "core/config/field_table_p.h"
#include "core/config/kind_switches.h"
#include "core/config/lora_targets.h"
#include "core/config/nearest.h"

namespace azr::config {
namespace {

constexpr double kUncapped = 1000;  ///< what no extra comes near: those of older runs had no cap

/// Runs of before the extras had caps called r x sum `sum_multiply`, and r + product `multiply_sum`.
void renameCombine(Json& reward) {
    const auto combine = reward.find("intrinsic_combine");
    if (combine == reward.end() || reward.contains("complexity_max")) return;
    if (*combine == name(IntrinsicCombine::SumMultiply))
        *combine = name(IntrinsicCombine::MultiplySum);
    else if (*combine == name(IntrinsicCombine::MultiplySum))
        *combine = name(IntrinsicCombine::SumMultiply);
}

Json inTodaysWords(Json json) {
    if (!json.is_object() || !json.contains("reward") || !json["reward"].is_object()) return json;
    Json& reward = json["reward"];
    renameCombine(reward);
    // Induction's answers had no weight of their own.
    if (reward.contains("diversity_weight") && !reward.contains("output_diversity_weight"))
        reward["output_diversity_weight"] = reward["diversity_weight"];
    return json;
}

/// Reading goes through the same accessors as writing; the configuration is not changed.
template <class T>
const T& valueOf(const Access<T>& access, const RunConfig& config) {
    return access(const_cast<RunConfig&>(config));
}
std::string valueOf(const ChoiceAccess& access, const RunConfig& config) {
    return std::string(access.read(config));
}

const FieldRow* findRow(std::string_view path) {
    for (const auto& row : fieldTable())
        if (row.field.path == path) return &row;
    return nullptr;
}

tl::unexpected<Error> unknownField(std::string_view path, std::string place) {
    std::vector<std::string> paths, names;
    for (const auto& field : runFields()) {
        paths.push_back(field.path);
        names.push_back(field.path.substr(field.path.rfind('.') + 1));
    }
    std::string close = nearest(path, paths);
    if (close.empty()) {  // the right name with a wrong or missing group
        const auto match = nearest(path.substr(path.rfind('.') + 1), names);
        if (const auto at = std::ranges::find(names, match); !match.empty() && at != names.end())
            close = paths[static_cast<std::size_t>(at - names.begin())];
    }
    return fail(ErrorCode::NotFound, fmt::format("there is no field '{}'", path), std::move(place),
                close.empty() ? "" : "did you mean '" + close + "'?");
}

tl::unexpected<Error> badValue(const Field& field, std::string_view text) {
    return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is not {}", text, field.range()), field.path);
}

template <class T>
bool parseNumber(std::string_view text, T& value) {
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size();
}

bool parseFlag(std::string_view text, bool& value) {
    constexpr std::string_view kTrue[] = {"true", "on", "yes", "1"}, kFalse[] = {"false", "off", "no", "0"};
    value = std::ranges::count(kTrue, text) > 0;
    return value || std::ranges::count(kFalse, text) > 0;
}

bool inRange(const Field& field, double value) {
    return value >= field.low && value <= field.high;  // false for NaN
}

bool parseInto(const Field& field, std::string_view text, bool& value) {
    (void)field;
    return parseFlag(text, value);
}
bool parseInto(const Field& field, std::string_view text, std::string& value) {
    (void)field;
    value = text;
    return true;
}
template <class Number>
bool parseInto(const Field& field, std::string_view text, Number& value) {
    return parseNumber(text, value) && inRange(field, static_cast<double>(value));
}

template <class T>
bool set(const Access<T>& access, const Field& field, std::string_view text, RunConfig& config) {
    T value = valueOf(access, config);
    if (!parseInto(field, text, value)) return false;
    access(config) = std::move(value);
    return true;
}
bool set(const ChoiceAccess& access, const Field& field, std::string_view text, RunConfig& config) {
    (void)field;
    return access.write(config, text);
}

std::string spell(bool value) {
    return value ? "true" : "false";
}
std::string spell(const std::string& value) {
    return value;
}
template <class Number>
std::string spell(Number value) {
    return fmt::format("{}", value);
}

std::string spellRow(const FieldRow& row, const RunConfig& config) {
    return std::visit([&](const auto& access) { return spell(valueOf(access, config)); }, row.access);
}

/// A JSON value in the spelling that setField() reads; only what fits the kind.
Result<std::string> textOf(const Json& value, const Field& field, const std::string& place) {
    const bool isText =
        field.kind == FieldKind::Choice || field.kind == FieldKind::Text || field.kind == FieldKind::Path;
    if (isText && value.is_string()) return value.get<std::string>();
    if (field.kind == FieldKind::Flag && value.is_boolean()) return spell(value.get<bool>());
    if (field.kind == FieldKind::Integer && value.is_number_integer()) return value.dump();
    if (field.kind == FieldKind::Number && value.is_number()) return spell(value.get<double>());
    return fail(ErrorCode::InvalidArgument, fmt::format("{} is not {}", dumpLine(value), field.range()),
                place.empty() ? field.path : place + ", " + field.path);
}

Status setTree(RunConfig& config, const Json& json, const std::string& prefix, const std::string& place) {
    if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place.empty() ? prefix : place);
    for (const auto& [key, value] : json.items()) {
        const std::string path = prefix.empty() ? key : fmt::format("{}.{}", prefix, key);
        const auto* field = findField(path);
        if (field != nullptr) {
            AZR_TRY(const auto text, textOf(value, *field, place));
            if (auto status = setField(config, path, text); !status) {
                if (!place.empty()) status.error().place = place + ", " + status.error().place;
                return status;
            }
            continue;
        }
        const bool group = value.is_object() && std::ranges::any_of(runFields(), [&](const Field& candidate) {
                               return candidate.path.starts_with(path + ".");
                           });
        if (!group) return unknownField(path, place);
        AZR_CHECK(setTree(config, value, path, place));
    }
    return {};
}

/// Names, or names joined by dots.
Status checkWords(const std::string& list, const char* place) {
    for (const std::string& word : listOf(list)) {
        const bool plain = std::ranges::all_of(word, [](char c) {
            return c == '_' || c == '.' || std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                   static_cast<unsigned char>(c) >= 0x80;
        });
        if (!plain || word.front() == '.' || word.back() == '.')
            return fail(ErrorCode::InvalidArgument, "'" + word + "' is not a name, nor names joined by dots", place);
    }
    return {};
}

/// Of the samples of one step, where every proposal and every attempt is trained on.
std::int64_t mostSamples(const SelfPlayConfig& play) {
    const auto kinds = std::ranges::count_if(kKindSwitches, [&](const KindSwitch& kind) { return play.*kind.on; });
    std::int64_t ofKind = play.solvesPerKind;
    if (play.trainProposer) ofKind += play.proposalsPerKind;
    if (play.trainOnRollouts) ofKind += std::int64_t{play.proposalsPerKind} * play.rollouts;
    return ofKind * kinds;
}

std::vector<std::string_view> kindNames() {
    std::vector<std::string_view> names;
    for (const KindSwitch& kind : kKindSwitches) names.push_back(kind.name);
    return names;
}

Status checkTogether(const RunConfig& config) {
    const auto& play = config.selfplay;
    bool any = false, lends = false;
    for (const KindSwitch& kind : kKindSwitches) {
        if (!(play.*kind.on)) continue;
        any = true;
        lends = lends || kind.lends;
        if (!kind.nano && config.prompt.wrapper == WrapperStyle::Nano)
            return fail(ErrorCode::Unsupported, fmt::format("the nano model has no words for {} tasks", kind.name),
                        fmt::format("selfplay.{}", kind.name),
                        "use another model, with the prompt.wrapper r1, chat or few-shot");
    }
    if (!any)
        return fail(ErrorCode::InvalidArgument, "no kind of task is switched on",
                    fmt::format("selfplay.{}", kKindSwitches.front().name),
                    fmt::format("switch on one of: {}", fmt::join(kindNames(), ", ")));
    if (play.induction && !lends)
        return fail(ErrorCode::InvalidArgument, "induction takes its programs from the other kinds",
                    "selfplay.induction", "switch on deduction or abduction too");
    if (play.compositeStartStep > 0 && config.prompt.wrapper == WrapperStyle::Nano)
        return fail(ErrorCode::Unsupported, "the nano model's vocabulary has no words for given functions",
                    "selfplay.composite_start_step", "choose another prompt.wrapper and model, or 0");
    if (play.compositeMin > play.compositeMax)
        return fail(ErrorCode::InvalidArgument, "is more than selfplay.composite_max", "selfplay.composite_min");
    if (const auto samples = mostSamples(play); config.loss.miniBatches > samples)
        return fail(ErrorCode::InvalidArgument, fmt::format("a step has {} samples at most to cut", samples),
                    "loss.mini_batches", "make fewer mini-batches, or more proposals or attempts a step");
    AZR_CHECK(checkWords(play.bannedWords, "selfplay.banned_words"));
    AZR_CHECK(checkWords(play.bannedKeywords, "selfplay.banned_keywords"));
    if (config.executor.wallSeconds > 0 && config.executor.wallSeconds < config.executor.cpuSeconds)
        return fail(ErrorCode::InvalidArgument, "is less than executor.cpu_seconds", "executor.wall_seconds");
    if (config.checkpoint.everySteps == 0 && config.checkpoint.everyMinutes <= 0)
        return fail(ErrorCode::InvalidArgument, "neither steps nor minutes between checkpoints are given",
                    "checkpoint.every_steps");
    if (const auto targets = parseLoraTargets(config.model.loraTargets, "model.lora_targets"); !targets)
        return tl::make_unexpected(targets.error());
    if (const auto date = parseDate(config.prompt.chatDate, "prompt.chat_date"); !date)
        return tl::make_unexpected(date.error());
    const auto& device = config.model.device;
    if (device != "auto" && device != "cpu" && !device.starts_with("cuda"))
        return fail(ErrorCode::InvalidArgument, "'" + device + "' is not auto, cpu or cuda:N", "model.device");
    return {};
}

}  // namespace

std::vector<std::string> listOf(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t first = word.find_first_not_of(" \t");
        if (first == std::string_view::npos) continue;
        word = word.substr(first, word.find_last_not_of(" \t") - first + 1);
        words.emplace_back(word);
    }
    return words;
}

std::string_view Field::group() const {
    const auto dot = path.find('.');
    return dot == std::string::npos ? std::string_view() : std::string_view(path).substr(0, dot);
}

std::string Field::range() const {
    switch (kind) {
        case FieldKind::Flag: return "true | false";
        case FieldKind::Integer: return fmt::format("a whole number {:.16g} .. {:.16g}", low, high);
        case FieldKind::Number: return fmt::format("a number {:g} .. {:g}", low, high);
        case FieldKind::Choice: return fmt::format("{}", fmt::join(choices, " | "));
        case FieldKind::Text: return "a text";
        case FieldKind::Path: return "a path";
    }
    return {};
}

const std::vector<Field>& runFields() {
    static const std::vector<Field> kFields = [] {
        std::vector<Field> fields;
        for (const auto& row : fieldTable()) fields.push_back(row.field);
        return fields;
    }();
    return kFields;
}

const Field* findField(std::string_view path) {
    const auto* row = findRow(path);
    return row == nullptr ? nullptr : &row->field;
}

Result<std::string> getField(const RunConfig& config, std::string_view path) {
    const auto* row = findRow(path);
    if (row == nullptr) return unknownField(path, {});
    return spellRow(*row, config);
}

Status setField(RunConfig& config, std::string_view path, std::string_view text) {
    const auto* row = findRow(path);
    if (row == nullptr) return unknownField(path, {});
    return std::visit(
        [&](const auto& access) -> Status {
            return set(access, row->field, text, config) ? Status{} : badValue(row->field, text);
        },
        row->access);
}

Status setFromText(RunConfig& config, std::string_view assignment) {
    const auto equals = assignment.find('=');
    if (equals == std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is not path=value", assignment));
    return setField(config, assignment.substr(0, equals), assignment.substr(equals + 1));
}

Json toJson(const RunConfig& config) {
    Json json = Json::object();
    for (const auto& row : fieldTable()) {
        const auto group = row.field.group();
        Json& target = group.empty() ? json : json[std::string(group)];
        const std::string key = row.field.path.substr(group.empty() ? 0 : group.size() + 1);
        std::visit([&](const auto& access) { target[key] = valueOf(access, config); }, row.access);
    }
    return json;
}

Result<RunConfig> fromJson(const Json& json, const RunConfig& base, const std::string& place) {
    RunConfig config = base;
    AZR_CHECK(setTree(config, json, "", place));
    return config;
}

Result<RunConfig> storedConfig(const Json& json, const std::string& place) {
    RunConfig older;
    for (double* max : {&older.reward.complexityMax, &older.reward.halsteadMax, &older.reward.distanceMax,
                        &older.reward.diversityMax, &older.reward.inputDiversityMax, &older.reward.outputDiversityMax})
        *max = kUncapped;
    older.advantage.proposerBaseline = ProposerBaseline::Stream;
    older.loss.proposerKl = 0;
    older.sampling.shapeRollouts = true;
    older.evaluation.suite = EvaluationSuite::Builtin;
    return fromJson(inTodaysWords(json), older, place);
}

Result<StoredSettings> readableSettings(const Json& json) {
    StoredSettings read;
    for (Json left = json;;) {
        auto config = storedConfig(left);
        if (config) {
            read.config = std::move(*config);
            return read;
        }
        const Field* field = findField(config.error().place);
        if (field == nullptr) return tl::make_unexpected(config.error());
        Json& group = field->group().empty() ? left : left[std::string(field->group())];
        const auto dot = field->path.find('.');
        if (group.erase(dot == std::string::npos ? field->path : field->path.substr(dot + 1)) == 0)
            return tl::make_unexpected(config.error());
        read.refused.push_back(std::move(config.error()));
    }
}

Result<RunConfig> readRunConfig(const std::filesystem::path& file, const RunConfig& base) {
    AZR_TRY(const Json json, readJson(file));
    return fromJson(json, base, file.string());
}

std::vector<FieldDifference> diff(const RunConfig& left, const RunConfig& right) {
    std::vector<FieldDifference> differences;
    for (const auto& row : fieldTable()) {
        auto a = spellRow(row, left), b = spellRow(row, right);
        if (a != b) differences.push_back({row.field.path, std::move(a), std::move(b)});
    }
    return differences;
}

Status validate(const RunConfig& config) {
    RunConfig copy = config;
    for (const auto& row : fieldTable()) AZR_CHECK(setField(copy, row.field.path, spellRow(row, config)));
    return checkTogether(config);
}

}  // namespace azr::config

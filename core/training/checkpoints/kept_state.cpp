#include "core/training/checkpoints/kept_state.h"

#include <tuple>

namespace azr::training {
namespace {

using selfplay::Buffer;
using selfplay::TaskKind;

constexpr const char* kRuleHits = "rule_hits";

std::string bufferFile(TaskKind kind) {
    return "buffer-" + std::string(name(kind)) + ".jsonl";
}

/// What a checkpoint says of a kind: by its name, or in its place in a list, as the first checkpoints have it.
const Json& ofKind(const Json& values, TaskKind kind) {
    return values.is_array() ? values.at(static_cast<std::size_t>(kind)) : values.at(std::string(name(kind)));
}

}  // namespace

Result<std::vector<RuleMet>> ruleHitsOf(const Json& state) {
    using Row = std::tuple<std::int64_t, std::int64_t, int>;
    AZR_TRY(const auto rows, fieldOr<std::vector<Row>>(state, kRuleHits, {}, "the checkpoint's state"));
    std::vector<RuleMet> hits;
    for (const auto& [rule, task, step] : rows) hits.push_back({rule, {task}, step});
    return hits;
}

KeptState::KeptState(const config::RunConfig& config, TaskId firstTask, AttemptId firstAttempt)
    : nextTask(firstTask.value),
      nextAttempt(firstAttempt.value),
      kinds(selfplay::shownKinds(config.selfplay)),
      buffers(selfplay::PerKind<Buffer>::made([&](TaskKind kind) {
          return Buffer(kind, static_cast<std::size_t>(config.buffer.capacity), config.buffer.eviction);
      })),
      novelty(selfplay::PerKind<selfplay::NoveltyWindow>::made([&](TaskKind) {
          return selfplay::NoveltyWindow(static_cast<std::size_t>(config.selfplay.noveltyWindow));
      })) {}

void KeptState::write(Json& json) const {
    json["step"] = done;
    json["seed_started"] = seedStarted;
    json["seeded"] = seeded;
    json["next_task"] = nextTask;
    json["next_attempt"] = nextAttempt;
    json["guard"] = guard.toJson();
    // Only where there is something: checkpoints of runs that nobody steered stay as they were.
    if (Json tasks = withdrawn.toJson(); !tasks.is_null()) json["withdrawn"] = std::move(tasks);
    if (Json tasks = waiting.toJson(); !tasks.is_null()) json["waiting"] = std::move(tasks);
    if (Json all = rules.toJson(); !all.is_null()) json["rules"] = std::move(all);
    Json hits = Json::array();
    for (const RuleMet& hit : ruleHits)
        if (hit.step > done) hits.push_back({hit.rule, hit.task.value, hit.step});
    if (!hits.empty()) json[kRuleHits] = std::move(hits);
    Json rounds = Json::object(), windows = Json::object();
    for (const TaskKind kind : kinds) {
        rounds[std::string(name(kind))] = seedRounds[kind];
        windows[std::string(name(kind))] = novelty[kind].toJson();
    }
    json["seed_rounds"] = std::move(rounds);
    json["novelty"] = std::move(windows);
}

std::vector<std::pair<std::string, std::string>> KeptState::bufferFiles() const {
    std::vector<std::pair<std::string, std::string>> files;
    for (const TaskKind kind : kinds) files.emplace_back(bufferFile(kind), buffer(kind).snapshot());
    return files;
}

std::vector<std::string> KeptState::bufferFileNames() const {
    std::vector<std::string> names;
    for (const TaskKind kind : kinds) names.push_back(bufferFile(kind));
    return names;
}

Status KeptState::readBuffers(const std::vector<std::pair<std::string, std::string>>& files,
                              const config::RunConfig& config) {
    auto restored = buffers;
    for (const auto& [file, text] : files) {
        AZR_TRY(Buffer own,
                Buffer::restore(text, static_cast<std::size_t>(config.buffer.capacity), config.buffer.eviction));
        restored[own.kind()] = std::move(own);
    }
    buffers = std::move(restored);
    return {};
}

Status KeptState::read(const Json& json, const config::RunConfig& config) {
    const auto length = static_cast<std::size_t>(config.selfplay.noveltyWindow);
    try {
        done = json.at("step").get<int>();
        seedStarted = json.at("seed_started").get<bool>();
        seeded = json.at("seeded").get<bool>();
        nextTask = json.at("next_task").get<std::int64_t>();
        nextAttempt = json.at("next_attempt").get<std::int64_t>();
        AZR_CHECK(guard.restore(json.at("guard")));
        AZR_TRY(withdrawn, WithdrawnTasks::fromJson(json.value("withdrawn", Json())));
        AZR_TRY(waiting, WaitingTasks::fromJson(json.value("waiting", Json())));
        AZR_TRY(rules, LiveRules::fromJson(json.value("rules", Json())));
        AZR_TRY(ruleHits, ruleHitsOf(json));
        for (const TaskKind kind : kinds) {
            seedRounds[kind] = ofKind(json.at("seed_rounds"), kind).get<int>();
            AZR_TRY(novelty[kind], selfplay::NoveltyWindow::fromJson(ofKind(json.at("novelty"), kind), length));
        }
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Corrupt, std::string("the checkpoint's state is malformed: ") + error.what());
    }
    return {};
}

}  // namespace azr::training

#include "core/training/kept_state.h"

namespace azr::training {
namespace {

using selfplay::Buffer;
using selfplay::TaskKind;

std::string bufferFile(TaskKind kind) {
    return "buffer-" + std::string(name(kind)) + ".jsonl";
}

}  // namespace

KeptState::KeptState(const config::RunConfig& config, TaskId firstTask, AttemptId firstAttempt)
    : nextTask(firstTask.value), nextAttempt(firstAttempt.value) {
    for (const TaskKind kind : selfplay::kTrainedKinds) {
        buffers.emplace_back(kind, static_cast<std::size_t>(config.buffer.capacity), config.buffer.eviction);
        novelty.emplace_back(static_cast<std::size_t>(config.selfplay.noveltyWindow));
    }
}

void KeptState::write(Json& json) const {
    json["step"] = done;
    json["seed_started"] = seedStarted;
    json["seeded"] = seeded;
    json["seed_rounds"] = seedRounds;
    json["next_task"] = nextTask;
    json["next_attempt"] = nextAttempt;
    json["guard"] = guard.toJson();
    Json windows = Json::array();
    for (const auto& recent : novelty) windows.push_back(recent.toJson());
    json["novelty"] = std::move(windows);
}

std::vector<std::pair<std::string, std::string>> KeptState::bufferFiles() const {
    std::vector<std::pair<std::string, std::string>> files;
    for (const Buffer& own : buffers) files.emplace_back(bufferFile(own.kind()), own.snapshot());
    return files;
}

std::vector<std::string> KeptState::bufferFileNames() {
    std::vector<std::string> names;
    for (const TaskKind kind : selfplay::kTrainedKinds) names.push_back(bufferFile(kind));
    return names;
}

Status KeptState::readBuffers(const std::vector<std::pair<std::string, std::string>>& files,
                              const config::RunConfig& config) {
    std::vector<Buffer> restored;
    for (const auto& [file, text] : files) {
        AZR_TRY(Buffer own,
                Buffer::restore(text, static_cast<std::size_t>(config.buffer.capacity), config.buffer.eviction));
        restored.push_back(std::move(own));
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
        seedRounds = json.at("seed_rounds").get<std::array<int, 3>>();
        nextTask = json.at("next_task").get<std::int64_t>();
        nextAttempt = json.at("next_attempt").get<std::int64_t>();
        AZR_CHECK(guard.restore(json.at("guard")));
        for (std::size_t i = 0; i < novelty.size(); ++i) {
            AZR_TRY(novelty[i], selfplay::NoveltyWindow::fromJson(json.at("novelty").at(i), length));
        }
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Corrupt, std::string("the checkpoint's state is malformed: ") + error.what());
    }
    return {};
}

}  // namespace azr::training

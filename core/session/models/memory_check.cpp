#include "core/session/models/memory_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <thread>
#include <utility>

#include "core/base/size_text.h"
#include "core/config/lora_targets.h"
#include "core/config/run_fields.h"
#include "core/session/running/parts.h"

namespace azr::session {
namespace {

using config::RunConfig;

/// LibTorch and its thread pools, the window and the database, measured on the built-in model.
constexpr std::int64_t kProgramBytes = 350'000'000;
constexpr std::int64_t kLaneBytes = 60'000'000;  // warm interpreters of one lane

int cores() {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Changes the configuration to something smaller; false when there is nothing left to change.
using Step = std::function<bool(RunConfig&)>;

Step halved(int& (*of)(RunConfig&), int floor) {
    return [of, floor](RunConfig& config) {
        int& value = of(config);
        if (value / 2 < floor) return false;
        value /= 2;
        return true;
    };
}

struct Change {
    const char* path;
    Step step;
};

/// What costs least comes first: settings of memory and speed alone, then those that change what is learned.
std::vector<Change> changes() {
    constexpr int kFewestRows = 512, kFewestSequences = 8, kShortestResponse = 128, kShortestPrompt = 256;
    constexpr int kRank = 16;
    return {
        {"loss.micro_batch_tokens",
         halved([](RunConfig& config) -> int& { return config.loss.microBatchTokens; }, kFewestRows)},
        {"model.checkpoint_activations",
         [](RunConfig& config) { return !std::exchange(config.model.checkpointActivations, true); }},
        {"sampling.batch", halved([](RunConfig& config) -> int& { return config.sampling.batch; }, kFewestSequences)},
        {"optimizer.states",
         [](RunConfig& config) {
             return std::exchange(config.optimizer.states, config::MomentStates::EightBit) !=
                    config::MomentStates::EightBit;
         }},
        {"model.storage",
         [](RunConfig& config) {
             return std::exchange(config.model.storage, config::NumberType::Bf16) != config::NumberType::Bf16;
         }},
        {"model.lora_rank",
         [](RunConfig& config) {
             if (config.model.loraRank > 0) return false;
             config.model.loraRank = kRank;
             return true;
         }},
        {"prompt.response_limit",
         halved([](RunConfig& config) -> int& { return config.prompt.responseLimit; }, kShortestResponse)},
        {"prompt.prompt_limit",
         halved([](RunConfig& config) -> int& { return config.prompt.promptLimit; }, kShortestPrompt)},
    };
}

/// Takes over from `to` into `from` the one field.
void copyField(RunConfig& into, const RunConfig& from, const char* path) {
    if (const auto value = config::getField(from, path)) (void)config::setField(into, path, *value);
}

/// `auto` takes a GPU where the engine can use one: a GPU that the machine has is no use to a build without CUDA.
bool onAccelerator(const RunConfig& config, const DeviceList& devices) {
    if (config.model.device != "auto") return config.model.device != "cpu";
    const auto found = devices();
    return found && std::ranges::any_of(*found, [](const policy::DeviceInfo& device) { return device.name != "cpu"; });
}

}  // namespace

weights::MemoryQuestion memoryQuestion(const RunConfig& config) {
    weights::MemoryQuestion question;
    question.products = config.model.dtype;
    question.weights = config.model.storage;
    const auto kernels = policy::expectedKernels(config.model.kernels);
    question.multipliesBf16 = kernels && policy::multipliesBf16(kernels->set);
    question.batch = config.sampling.batch;
    question.tokens = config.prompt.promptLimit + config.prompt.responseLimit;
    question.trainingRows = config.loss.microBatchTokens;
    question.threads = config.model.threads > 0 ? config.model.threads : cores();
    question.loraRank = std::max(1, config.model.loraRank);
    if (auto targets = config::parseLoraTargets(config.model.loraTargets, {}))
        question.loraTargets = std::move(*targets);
    question.checkpointActivations = config.model.checkpointActivations;
    question.eightBitStates = config.optimizer.states == config::MomentStates::EightBit;
    question.reference = config::comparesWithStart(config.loss, config.selfplay);
    return question;
}

weights::Trains trainedPart(const RunConfig& config) {
    return config.model.loraRank > 0 ? weights::Trains::Adapters : weights::Trains::Everything;
}

std::int64_t memoryOfRun(const RunConfig& config, const weights::HfConfig& model) {
    const int lanes = config.executor.lanes > 0 ? config.executor.lanes : cores();
    return weights::memoryAccount(model, trainedPart(config), memoryQuestion(config)).total() + kProgramBytes +
           lanes * kLaneBytes;
}

MemoryVerdict judgeMemory(const RunConfig& config, const weights::HfConfig& model, std::int64_t available) {
    MemoryVerdict verdict;
    verdict.available = available;
    verdict.needed = verdict.neededThen = memoryOfRun(config, model);
    if (verdict.fits()) return verdict;
    RunConfig smaller = config;
    const auto need = [&model](const RunConfig& asked) { return memoryOfRun(asked, model); };
    std::vector<const char*> changed;
    const auto all = changes();
    for (const Change& change : all) {
        RunConfig tried = smaller;
        while (need(tried) > available && change.step(tried)) {
        }
        if (need(tried) >= need(smaller)) continue;
        changed.push_back(change.path);
        smaller = tried;
        if (need(smaller) <= available) break;
    }
    if (need(smaller) > available) return verdict;
    // What a later, greater saving made needless goes back to what was asked for.
    std::erase_if(changed, [&](const char* path) {
        RunConfig tried = smaller;
        copyField(tried, config, path);
        if (need(tried) > available) return false;
        smaller = tried;
        return true;
    });
    for (const char* path : changed) verdict.savings.push_back({path, config::getField(smaller, path).value_or("")});
    verdict.neededThen = need(smaller);
    return verdict;
}

std::string savingsText(const std::vector<Saving>& savings) {
    std::string text;
    for (const Saving& saving : savings)
        text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", saving.path, saving.value);
    return text;
}

Status checkMemory(const RunConfig& config, std::int64_t available, const DeviceList& devices) {
    if (onAccelerator(config, devices)) return {};
    const auto model = weights::readHfConfig(modelFolder(config));
    if (!model) return {};
    const MemoryVerdict verdict = judgeMemory(config, *model, available);
    if (verdict.fits()) return {};
    return fail(
        ErrorCode::Exhausted,
        fmt::format("the run needs about {}, {} are free", sizeText(verdict.needed), sizeText(verdict.available)),
        "memory",
        verdict.savings.empty()
            ? "no setting makes it fit: choose a smaller model, or end other programs"
            : fmt::format("it fits with {} (about {})", savingsText(verdict.savings), sizeText(verdict.neededThen)));
}

}  // namespace azr::session

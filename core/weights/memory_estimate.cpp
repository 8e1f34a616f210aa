#include "core/weights/memory_estimate.h"

#include <algorithm>

#include "core/weights/peft_config.h"

namespace azr::weights {
namespace {

constexpr std::int64_t kFloat = 4;
constexpr std::int64_t kMostRows = 4096;                          // more rows make no product faster
constexpr std::int64_t kWorkerRows = 512;                         // of a small model: what one core's caches hold
constexpr std::int64_t kActivationBytes = std::int64_t{1} << 30;  // kept at once where rows are ours to choose
constexpr std::int64_t kSmallModel = 4 << 20;                     // parameters; a gradient per worker is then cheap
constexpr std::int64_t kLogitChunk = std::int64_t{32} << 20;

std::int64_t queryWidth(const HfConfig& c) {
    return std::int64_t{c.heads} * c.headDim;
}

std::int64_t keyWidth(const HfConfig& c) {
    return std::int64_t{c.kvHeads} * c.headDim;
}

/// Pages of 16 positions, fp32.
std::int64_t cacheBytes(const HfConfig& c, const MemoryQuestion& q) {
    const std::int64_t positions = (q.tokens + 15) / 16 * 16;
    return std::int64_t{q.batch} * positions * c.layers * 2 * keyWidth(c) * kFloat;
}

/// What one layer keeps of a row for the way back.
std::int64_t layerBytesPerRow(const HfConfig& c) {
    const std::int64_t norms = c.qkNorm ? queryWidth(c) + keyWidth(c) + c.heads + c.kvHeads : 0;
    return kFloat * (4 * std::int64_t{c.hidden} + 2 * queryWidth(c) + 2 * keyWidth(c) + c.heads +
                     3 * std::int64_t{c.intermediate} + 2 + norms);
}

std::int64_t activationBytes(const HfConfig& c, const MemoryQuestion& q, bool workers) {
    const std::int64_t rows = rowsAtOnce(c, q.trainingRows, q.checkpointActivations, workers);
    const std::int64_t parts = workers ? q.threads : 1;
    return parts * (rows * activationBytesPerRow(c, q.checkpointActivations) + 2 * kLogitChunk);
}

std::int64_t momentBytes(std::int64_t parameters, bool eightBit) {
    constexpr std::int64_t kBlock = 256;
    return eightBit ? 2 * (parameters + parameters / kBlock * kFloat) : 2 * parameters * kFloat;
}

}  // namespace

std::int64_t MemoryAccount::total() const {
    return sampler + cache + workspace + masters + gradients + moments + activations + reference;
}

bool trainsWithWorkers(std::int64_t parameters) {
    return parameters <= kSmallModel;
}

std::int64_t activationBytesPerRow(const HfConfig& c, bool checkpoint) {
    const std::int64_t layer = layerBytesPerRow(c);
    return checkpoint ? layer + std::int64_t{c.layers} * c.hidden * kFloat : layer * c.layers;
}

std::int64_t rowsAtOnce(const HfConfig& config, std::int64_t allowed, bool checkpoint, bool workers) {
    constexpr std::int64_t kFewest = 256;
    const std::int64_t most = workers ? kWorkerRows : kMostRows;
    const std::int64_t fit =
        std::clamp<std::int64_t>(kActivationBytes / activationBytesPerRow(config, checkpoint), kFewest, most);
    return allowed > 0 ? std::min(fit, allowed) : fit;
}

MemoryAccount memoryAccount(const HfConfig& config, Trains trains, const MemoryQuestion& question) {
    const std::int64_t parameters = config.parameterCount();
    MemoryAccount account;
    account.sampler = parameters * question.weightBytes;
    account.cache = cacheBytes(config, question);
    if (trains == Trains::Nothing) return account;
    const bool all = trains == Trains::Everything;
    const bool workers = all && trainsWithWorkers(parameters);
    const std::int64_t trained = all ? parameters : loraParameters(config, question.loraRank, question.loraTargets);
    account.masters = trained * kFloat;
    account.gradients = trained * kFloat * (workers ? question.threads : 1);
    account.moments = momentBytes(trained, question.eightBitStates);
    account.activations = activationBytes(config, question, workers);
    if (question.reference) account.reference = account.masters;
    return account;
}

std::int64_t samplingBytes(const HfConfig& config, const MemoryQuestion& question) {
    return memoryAccount(config, Trains::Nothing, question).total();
}

std::int64_t fullTrainingBytes(const HfConfig& config, const MemoryQuestion& question) {
    return memoryAccount(config, Trains::Everything, question).total();
}

std::int64_t loraTrainingBytes(const HfConfig& config, const MemoryQuestion& question) {
    return memoryAccount(config, Trains::Adapters, question).total();
}

std::int64_t loraParameters(const HfConfig& config, int rank, const std::vector<std::string>& targets) {
    std::int64_t sum = 0;
    for (std::size_t p = 0; p < kProjections.size(); ++p) {
        const bool targeted =
            targets.empty() || std::find(targets.begin(), targets.end(), kProjections[p]) != targets.end();
        const ProjectionShape shape = projectionShape(config, p);
        if (targeted) sum += shape.inputs + shape.outputs;
    }
    return sum * rank * config.layers;
}

}  // namespace azr::weights

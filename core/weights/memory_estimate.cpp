#include "core/weights/memory_estimate.h"

#include <algorithm>

#include "core/weights/adapters/peft_config.h"

namespace azr::weights {
namespace {

constexpr std::int64_t kFp32 = 4, kBf16 = 2;  // bytes
constexpr std::int64_t kMostRows = 4096;      // more rows make no product faster
constexpr std::int64_t kFewestRows = 256;
constexpr std::int64_t kWorkerRows = 512;                         // of a small model: what one core's caches hold
constexpr std::int64_t kActivationBytes = std::int64_t{4} << 30;  // kept at once; fewer rows share fewer prompts
constexpr std::int64_t kSmallModel = 4 << 20;                     // parameters; a gradient per worker is then cheap
constexpr std::int64_t kLogitFloats = 32 << 20;                   // 128 MB
constexpr std::int64_t kHeadRows = 8192;                          // of the head, cast or unpacked at a time

std::int64_t queryWidth(const HfConfig& c) {
    return std::int64_t{c.heads} * c.headDim;
}

std::int64_t keyWidth(const HfConfig& c) {
    return std::int64_t{c.kvHeads} * c.headDim;
}

/// Columns of queries, keys and values.
std::int64_t qkvWidth(const HfConfig& c) {
    return queryWidth(c) + 2 * keyWidth(c);
}

/// Rows of a packed matrix come in panels.
std::int64_t padded(std::int64_t rows) {
    return (rows + 31) / 32 * 32;
}

std::int64_t layerParameters(const HfConfig& c) {
    return std::int64_t{c.hidden} * (qkvWidth(c) + queryWidth(c) + 3 * std::int64_t{c.intermediate});
}

/// Matrices in panels; an untied embedding where no masters are there to read it from.
std::int64_t packedBytes(const HfConfig& c, int weightBytes, bool ownEmbedding) {
    const std::int64_t d = c.hidden, f = c.intermediate;
    const std::int64_t layer = padded(qkvWidth(c)) * d + padded(d) * queryWidth(c) + padded(2 * f) * d + padded(d) * f;
    const std::int64_t tables = ownEmbedding && !c.tiedEmbeddings ? 2 : 1;
    return weightBytes * (c.layers * layer + tables * padded(c.vocabulary) * d);
}

/// Pages of 16 positions, fp32. They hold all positions of a sequence, also where layers see a window of them.
std::int64_t cacheBytes(const HfConfig& c, const MemoryQuestion& q) {
    const std::int64_t positions = (q.tokens + 15) / 16 * 16;
    return std::int64_t{q.batch} * positions * c.layers * 2 * keyWidth(c) * kFp32;
}

/// Rows under way in the sampler and their logits; prompts come in parts of some hundred rows.
std::int64_t workspaceBytes(const HfConfig& c, const MemoryQuestion& q, int productBytes) {
    constexpr std::int64_t kPromptRows = 256, kSamplerLogits = 16 << 20;
    const std::int64_t rows = q.batch + kPromptRows;
    const std::int64_t branch = c.traits.plainBranches() ? 0 : c.hidden;
    const std::int64_t row =
        2 * std::int64_t{c.hidden} + branch + qkvWidth(c) + queryWidth(c) + 2 * std::int64_t{c.intermediate};
    const std::int64_t logits = std::min(rows * c.vocabulary, std::max<std::int64_t>(kSamplerLogits, c.vocabulary));
    const std::int64_t rounded =
        productBytes == kBf16 ? std::max({std::int64_t{c.hidden}, std::int64_t{c.intermediate}, queryWidth(c)}) : 0;
    return kFp32 * (rows * row + logits + std::int64_t{q.tokens} * c.headDim) + kBf16 * rows * rounded;
}

/// What one layer keeps of a row for the way back, besides its input.
std::int64_t layerBytesPerRow(const HfConfig& c, int productBytes) {
    const std::int64_t d = c.hidden, f = c.intermediate;
    std::int64_t norms = c.qkNorm ? queryWidth(c) + keyWidth(c) + c.heads + c.kvHeads : 0;
    if (c.traits.normsAfter) norms += 2 * (d + 1);
    return productBytes * (2 * d + f) + kFp32 * (d + qkvWidth(c) + queryWidth(c) + 2 * f + c.heads + 2 + norms);
}

std::int64_t bytesPerRow(const HfConfig& c, const PassShape& shape) {
    const std::int64_t inputs = std::int64_t{c.layers} * c.hidden * kFp32;
    return inputs + layerBytesPerRow(c, shape.productBytes) * (shape.checkpoint ? 1 : c.layers);
}

/// Kept activations, gradients on their way, a chunk of logits, and the casts of the largest product.
std::int64_t activationBytes(const HfConfig& c, const MemoryQuestion& q, const PassShape& shape, bool frozen) {
    const std::int64_t d = c.hidden, f = c.intermediate, rows = rowsAtOnce(c, q.trainingRows, shape);
    const std::int64_t shares = c.heads > c.kvHeads ? 2 * queryWidth(c) : 0;  // of keys and values, by query head
    const std::int64_t branches = c.traits.plainBranches() ? 0 : 2 * d;
    const std::int64_t passing = kFp32 * (4 * d + branches + qkvWidth(c) + std::max(f, queryWidth(c)) + shares);
    const std::int64_t copies = c.traits.logitCap > 0 ? 3 : 1;  // capped ones are needed again for their gradient
    const std::int64_t logits = copies * kFp32 * std::min(rows, logitRows(c.vocabulary)) * padded(c.vocabulary);
    const std::int64_t head = std::min<std::int64_t>(kHeadRows, c.vocabulary) * d;
    std::int64_t casts = 0;
    if (shape.productBytes == kBf16)
        casts = kBf16 * std::max(rows * (4 * f + d) + 2 * f * d, logitRows(c.vocabulary) * kHeadRows + 2 * head);
    const std::int64_t unpacked = frozen ? shape.productBytes * (layerParameters(c) + head) : 0;
    const std::int64_t parts = shape.workers ? q.threads : 1;
    return parts * (rows * (bytesPerRow(c, shape) + passing) + logits + casts + unpacked);
}

int bytesOf(config::NumberType type) {
    return static_cast<int>(type == config::NumberType::Bf16 ? kBf16 : kFp32);
}

std::int64_t momentBytes(std::int64_t parameters, bool eightBit) {
    constexpr std::int64_t kBlock = 256;
    return eightBit ? 2 * (parameters + parameters / kBlock * kFp32) : 2 * parameters * kFp32;
}

}  // namespace

std::int64_t MemoryAccount::total() const {
    return sampler + cache + workspace + masters + gradients + moments + activations + reference;
}

bool trainsWithWorkers(std::int64_t parameters) {
    return parameters <= kSmallModel;
}

std::int64_t logitRows(std::int64_t vocabulary) {
    // Each chunk goes through the whole head and its gradient: many rows at a time pay for that.
    constexpr std::int64_t kFewest = 128, kTogether = 64;  // products take rows by 64
    return std::clamp(kLogitFloats / vocabulary / kTogether * kTogether, kFewest, kMostRows);
}

std::int64_t rowsAtOnce(const HfConfig& config, std::int64_t allowed, const PassShape& shape) {
    const std::int64_t most = shape.workers ? kWorkerRows : kMostRows;
    const std::int64_t fit = std::clamp(kActivationBytes / bytesPerRow(config, shape), kFewestRows, most);
    return allowed > 0 ? std::min(fit, allowed) : fit;
}

MemoryAccount memoryAccount(const HfConfig& config, Trains trains, const MemoryQuestion& question) {
    const bool all = trains == Trains::Everything;
    const config::NumberTypes types = config::chooseTypes(
        {question.products, question.weights, question.multipliesBf16, !all, config.parameterCount()});
    const int productBytes = bytesOf(types.products);
    MemoryAccount account;
    account.sampler = packedBytes(config, bytesOf(types.weights), !all);
    account.cache = cacheBytes(config, question);
    account.workspace = workspaceBytes(config, question, productBytes);
    if (trains == Trains::Nothing) return account;
    const std::int64_t parameters = config.parameterCount();
    const bool workers = trainsWithWorkers(parameters);
    const PassShape shape{question.checkpointActivations, workers, productBytes};
    const std::int64_t trained = all ? parameters : loraParameters(config, question.loraRank, question.loraTargets);
    if (!all) account.sampler += 2 * trained * kFp32;  // A, and B in blocks along a diagonal
    account.masters = trained * kFp32;
    account.gradients = trained * kFp32 * (workers ? question.threads : 1);
    account.moments = momentBytes(trained, question.eightBitStates);
    account.activations = activationBytes(config, question, shape, !all);
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
        if (targeted && shape.outputs > 0) sum += shape.inputs + shape.outputs;
    }
    return sum * rank * config.layers;
}

}  // namespace azr::weights

/// A policy for tests: a function writes the responses; a learner whose weights are a digest of all it was taught.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "core/base/files.h"
#include "core/base/rng.h"
#include "core/policy/learner.h"
#include "core/policy/sampler.h"
#include "tests/support/byte_codec.h"

namespace azr::test {

/// Answers a prompt; `seed` is that of the one sample.
using Script = std::function<std::string(const std::string& prompt, std::uint64_t seed)>;

class ScriptedSampler final : public policy::Sampler {
  public:
    explicit ScriptedSampler(Script script) : m_script(std::move(script)) {}

    Status submit(policy::SampleRequest request) override {
        requests.push_back(request);
        for (int i = 0; i < request.count; ++i) {
            policy::Completion completion;
            completion.id = request.id;
            completion.index = i;
            completion.temperature = request.temperature > 0 ? request.temperature : 1.0F;
            const auto text = m_script(m_codec.decode(request.prompt), mixSeed(request.seed, std::uint64_t(i)));
            for (const char c : text) {
                completion.tokens.push_back(static_cast<unsigned char>(c));
                if (request.stopCheck && request.stopCheck(completion.tokens)) break;
                if (static_cast<int>(completion.tokens.size()) < request.maxTokens) continue;
                completion.finish = policy::FinishReason::Length;
                break;
            }
            completion.logprobs.assign(completion.tokens.size(), -1.0F);
            m_waiting.push_back(std::move(completion));
        }
        return {};
    }
    /// Newest first: nobody may rely on the order in which completions come.
    Result<std::optional<policy::Completion>> next(Control& control) override {
        AZR_CHECK(control.checkpoint());
        if (beforeNext) beforeNext();
        if (m_waiting.empty()) return std::optional<policy::Completion>();
        auto completion = std::move(m_waiting.back());
        m_waiting.pop_back();
        m_stats.sampledTokens += static_cast<std::int64_t>(completion.tokens.size());
        return std::optional(std::move(completion));
    }
    void cancel(std::uint64_t) override {}
    policy::SamplerStats stats() const override { return m_stats; }

    std::vector<policy::SampleRequest> requests;
    std::function<void()> beforeNext;

  private:
    Script m_script;
    ByteCodec m_codec;
    std::deque<policy::Completion> m_waiting;
    policy::SamplerStats m_stats;
};

class ScriptedLearner final : public policy::Learner {
  public:
    Result<policy::UpdateStats> update(std::span<const policy::Sequence> batch, const policy::LossOptions& loss,
                                       const policy::OptimizerOptions& optimizer, Control& control) override {
        if (beforeUpdate) beforeUpdate();
        AZR_CHECK(control.checkpoint());
        Sha256 digest;
        digest.add(weights);
        digest.add(std::to_string(optimizer.learningRate));
        for (const auto& sequence : batch) {
            digest.add(std::string(sequence.tokens.begin(), sequence.tokens.end()));
            for (const float advantage : sequence.advantages) digest.add(std::to_string(advantage));
        }
        weights = "half of the way";
        if (afterFirstStep) AZR_CHECK(afterFirstStep());
        weights = digest.hex();
        ++updates;
        last.assign(batch.begin(), batch.end());
        lastLoss = loss;
        policy::UpdateStats stats;
        stats.steps.resize(static_cast<std::size_t>(loss.miniBatches * loss.epochs));
        stats.entropy = entropy;
        stats.tokens = static_cast<std::int64_t>(batch.size());
        return stats;
    }
    Result<policy::UpdateStats> imitate(std::span<const policy::Sequence>, const policy::OptimizerOptions&, int,
                                        Control&) override {
        return policy::UpdateStats{};
    }
    Result<std::vector<std::vector<float>>> logprobs(std::span<const policy::Sequence> batch, Control&) override {
        std::vector<std::vector<float>> result;
        for (const auto& sequence : batch) result.push_back(sequence.oldLogprobs);
        return result;
    }
    Status saveWeights(const std::filesystem::path& folder) override {
        if (failSaving) return fail(ErrorCode::Io, "the disk is broken", folder.string());
        ++weightSaves;
        return writeFileAtomic(folder / weightsFile, weights);
    }
    Status saveOptimizer(const std::filesystem::path& folder) override {
        return writeFileAtomic(folder / "optimizer.safetensors", std::to_string(updates));
    }
    Status restore(const std::filesystem::path& folder) override {
        AZR_TRY(weights, readFile(folder / weightsFile));
        AZR_TRY(const std::string count, readFile(folder / "optimizer.safetensors"));
        updates = std::stoi(count);
        return {};
    }
    std::string weightsHash() const override { return sha256(weights); }
    std::string optimizerHash() const override { return sha256(std::to_string(updates)); }

    std::string weights = "start";
    int updates = 0;
    double entropy = 1.0;
    std::string weightsFile = "model.safetensors";
    bool failSaving = false;
    int weightSaves = 0;
    std::vector<policy::Sequence> last;  ///< the batch of the last update
    policy::LossOptions lastLoss;
    std::function<void()> beforeUpdate;      ///< when the batch is made
    std::function<Status()> afterFirstStep;  ///< of an update, when its weights are between two steps
};

}  // namespace azr::test

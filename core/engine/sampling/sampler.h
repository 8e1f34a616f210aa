/// Continuous batching over a SamplerBackend: the Sampler of core/policy. Requests wait in order of submission; free
/// places in the batch go to them first come, first served. A prompt is computed once, a bounded number of tokens per
/// step, and each of its samples forks its cache; a prompt that begins like another one under way forks that one's. A
/// finished sample leaves at once. Completions come in the order of decoding steps and, within one, of
/// admission: a function of decoded tokens alone. With the CPU backend a sample's tokens and log-probabilities do not
/// depend on what else is in the batch. Samples under way when the weights change go on with the keys and values that
/// the old weights wrote. One thread owns it.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "core/base/rng.h"
#include "core/engine/sampling/sampler_backend.h"
#include "core/engine/sampling/sampling_math.h"

namespace azr::engine {

struct SamplerLimits {
    int batch = 256;            ///< samples decoded together
    int context = 0;            ///< positions of one sequence
    int vocabulary = 0;         ///< V
    int promptRows = 512;       ///< prompt tokens computed in one step, so that decoding and stopping do not wait
    bool sharePrefixes = true;  ///< between prompts
    int stretchedFrom = 0;      ///< HfConfig's: a sequence must stay on one side of it
};

class BatchSampler final : public policy::Sampler {
  public:
    BatchSampler(std::unique_ptr<SamplerBackend> backend, const SamplerLimits& limits);
    ~BatchSampler() override;

    Status submit(policy::SampleRequest request) override;
    Result<std::optional<policy::Completion>> next(Control& control) override;
    void cancel(std::uint64_t id) override;
    [[nodiscard]] policy::SamplerStats stats() const override { return m_stats; }

    [[nodiscard]] SamplerBackend& backend() { return *m_backend; }
    [[nodiscard]] int underWay() const { return static_cast<int>(m_active.size()); }  ///< samples in the batch now

  private:
    /// A request and its computed prompt.
    struct Prompt {
        policy::SampleRequest request;
        int sequence = -1;          ///< cache of the prompt; -1 before it is computed and after the last fork
        std::size_t computed = 0;   ///< tokens that the cache holds
        std::int64_t version = -1;  ///< of the weights that computed them
        std::vector<float> logits;  ///< of the prompt's last token; empty until computed
        int started = 0;
        int live = 0;
    };
    /// One sample in the batch.
    struct Active {
        Prompt* prompt = nullptr;
        int sequence = -1;
        Rng rng{0};
        policy::Completion completion;
    };

    void step();
    void startSamples();
    void startSample(Prompt& prompt);
    void addDecodeRows();
    void addPromptRows();
    [[nodiscard]] std::size_t addRowsOf(Prompt& prompt, std::size_t most);
    [[nodiscard]] bool begin(Prompt& prompt);
    [[nodiscard]] int sequenceOf(const Prompt& prompt) const;
    [[nodiscard]] bool stretched(const Prompt& prompt) const;
    void askForDraws();
    void forward();
    void takeDraws();
    [[nodiscard]] bool extend(Active& active, const Draw& draw);
    void finish(Active& active, policy::FinishReason reason);
    void forgetFinished();
    void dropAll();

    std::unique_ptr<SamplerBackend> m_backend;
    SamplerLimits m_limits;
    policy::SamplerStats m_stats;
    std::int64_t m_version = -1;                    ///< of the weights in this step
    std::deque<std::unique_ptr<Prompt>> m_prompts;  ///< submitted and not wholly finished, oldest first
    std::vector<Active> m_active;                   ///< oldest first
    std::deque<policy::Completion> m_ready;
    std::vector<BatchRow> m_rows;
    std::vector<Draw> m_draws;         ///< by place in m_active
    std::vector<PlainDraw> m_asked;    ///< likewise, of a backend that draws
    std::vector<Prompt*> m_computing;  ///< prompts of this step; their logits slots follow those of m_active
    std::vector<float> m_scratch;
};

}  // namespace azr::engine

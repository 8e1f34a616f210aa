/// The model's home: one Engine owns the weights, its Sampler and its Learner. The implementation lives in the shared
/// libraries azr_engine_<set> (the only users of LibTorch), one of which openEngine() opens at run time, so that
/// nothing else loads torch. The choice holds until the process ends.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/config/number_types.h"
#include "core/policy/kernels.h"
#include "core/policy/learner.h"
#include "core/policy/sampler.h"
#include "core/policy/threads.h"
#include "core/policy/training_options.h"

namespace azr::policy {

/// Raised whenever a virtual signature or a struct that crosses the border changes in core/policy; a library of another
/// version is refused.
constexpr int kEngineInterfaceVersion = 10;

struct EngineOptions {
    std::filesystem::path folder;  ///< Hugging Face folder with config.json, model.safetensors; or a GGUF file
    std::string device = "auto";   ///< auto | cpu | cuda:N
    std::string dtype = "auto";    ///< of the products: auto | fp32 | bf16 (core/config/number_types.h)
    std::string storage = "auto";  ///< of the weights that they read: auto | fp32 | bf16
    KernelSet kernels = KernelSet::Native;
    int threads = 0;             ///< 0 = as many as help (chooseThreads)
    int sampleBatch = 256;       ///< sequences decoded together at most
    int contextLimit = 0;        ///< tokens per sequence in the cache; 0 = the model's own maximum
    bool sampleOnly = false;     ///< one copy of the weights, in the type asked for; learner() refuses everything
    bool sharePrefixes = true;   ///< what prompts begin with is computed once; off to measure what that saves
    bool randomWeights = false;  ///< ignore model.safetensors: initialise from `seed` (bootstrap)
    std::uint64_t seed = 0;      ///< of random weights, of fresh adapters and of their dropout
    TrainingOptions training;
};

struct ModelShape {
    std::string family;  ///< llama | mistral | qwen2 | qwen3
    int vocabulary = 0, hidden = 0, layers = 0, heads = 0, kvHeads = 0, headDim = 0, intermediate = 0, context = 0;
    std::int64_t parameters = 0;
};

struct DeviceInfo {
    std::string name;         ///< "cpu", "cuda:0"
    std::string description;  ///< processor or GPU, compute capability, driver
    std::int64_t memoryBytes = 0;
};

struct LikelyToken {
    Token id = 0;
    float logprob = 0;
};

/// What a model thinks of a sequence of T tokens. Natural logarithms, at temperature 1.
struct TokenScores {
    std::vector<float> logprobs;  ///< [T - 1]: of token i + 1 after the tokens up to i
    std::vector<float> entropy;   ///< [T]: of the distribution after the tokens up to i
    std::vector<Token> argmax;    ///< [T]: the likeliest next token; the lowest id among equals
    /// [T][as many as asked for]: the likeliest next tokens, likeliest first, lower ids first among equals; empty where
    /// none were asked for.
    std::vector<std::vector<LikelyToken>> likeliest;
};

/// Matrix-product speed, GFLOPS, best over the sizes tried, for `doctor` and the benches.
struct ProductSpeed {
    /// One way to multiply that an engine offers, or why it does not.
    struct Product {
        std::string part;  ///< "learner": the library's; "sampler": that of a batch with packed weights
        config::NumberTypes types;
        double gflops = 0;
        bool emulated = false;  ///< there are no instructions for it: measured as a warning, never taken
    };
    std::vector<Product> products;
    bool fastBlas = true;  ///< false: a reference BLAS is in use on the processor
    std::string blas;      ///< what LibTorch reports

    /// The library's, of this type; 0 where it would be emulated. It is what benches hold their work against.
    [[nodiscard]] double peak(config::NumberType type) const;
};

class Engine {
  public:
    virtual ~Engine() = default;
    [[nodiscard]] virtual Sampler& sampler() = 0;
    [[nodiscard]] virtual Learner& learner() = 0;
    [[nodiscard]] virtual const ModelShape& shape() const = 0;
    [[nodiscard]] virtual std::string device() const = 0;
    [[nodiscard]] virtual config::NumberTypes types() const = 0;  ///< those chosen
    [[nodiscard]] virtual std::string typesReason() const = 0;    ///< and by which rule, for people
    [[nodiscard]] virtual std::string version() const = 0;        ///< "LibTorch 1.13.1"
    /// In use on the GPU by everything that runs there; 0 on the processor. The thread that opened the engine asks.
    [[nodiscard]] virtual std::int64_t gpuBytes() const = 0;
    /// Logits [T x V], row-major fp32, of one sequence of T tokens (checks and goldens).
    [[nodiscard]] virtual Result<std::vector<float>> logits(const std::vector<Token>& tokens) = 0;
    /// Through the sampler's own arithmetic, so that logprobs are those of tokens sampled at temperature 1. Polls
    /// `control` every few dozen tokens.
    [[nodiscard]] Result<TokenScores> score(const std::vector<Token>& tokens, Control& control) {
        return scoreWithLikeliest(tokens, 0, control);
    }
    /// The same, with this many of the likeliest tokens at each place.
    [[nodiscard]] virtual Result<TokenScores> scoreWithLikeliest(const std::vector<Token>& tokens, int likeliest,
                                                                 Control& control) = 0;
};

/// Loads the library at the first call (after setting OMP_WAIT_POLICY and the thread variables) and opens the model.
/// Conflict when this process works with other kernels already.
[[nodiscard]] Result<std::unique_ptr<Engine>> openEngine(const EngineOptions& options);
/// The processor, then the GPUs. While no library is open the driver is asked, so that the choice of kernels stays
/// open.
[[nodiscard]] Result<std::vector<DeviceInfo>> listDevices();
/// On `device`, as in EngineOptions; `threads` are the processor's. Takes about a second per type.
[[nodiscard]] Result<ProductSpeed> measureProducts(const std::string& device, int threads,
                                                   KernelSet kernels = KernelSet::Native);
/// What the calls above settled on.
[[nodiscard]] KernelUse kernelsInUse();
/// As many threads as help with these kernels here; loads the library where that has to be measured. The same until the
/// process ends.
[[nodiscard]] Result<ThreadChoice> chooseThreads(KernelSet kernels);

/// What a shared library exports, as `azrEngineApi` with C linkage; core/policy/engine.cpp is its only caller.
struct EngineApi {
    int interfaceVersion;
    Result<std::unique_ptr<Engine>> (*open)(const EngineOptions&);
    Result<std::vector<DeviceInfo>> (*devices)();
    Result<ProductSpeed> (*products)(const std::string& device, int threads);
    std::string (*libraries)();          ///< KernelUse::libraries
    double (*threadSpeed)(int threads);  ///< for chooseThreads()
};

}  // namespace azr::policy

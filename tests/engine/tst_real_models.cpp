// Two real pretrained models against the reference library. They are fetched by tests/models/fetch.sh into a cache
// folder (AZR_MODEL_CACHE, else the user's); where they are not there, these tests are skipped.
#include <malloc.h>

#include <QtTest>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "core/base/json.h"
#include "core/engine/kernels/threads.h"
#include "core/engine/learning/scoring.h"
#include "core/engine/sampling/sampler.h"
#include "core/engine/sampling/sampler_cpu.h"
#include "core/tokenizer/chat/chat_template.h"
#include "core/tokenizer/tokenizer.h"

namespace engine = azr::engine;
namespace fs = std::filesystem;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

fs::path cacheFolder() {
    if (const char* folder = std::getenv("AZR_MODEL_CACHE"); folder != nullptr && *folder != '\0') return folder;
    if (const char* folder = std::getenv("XDG_CACHE_HOME"); folder != nullptr && *folder != '\0')
        return fs::path(folder) / "azr-studio/models";
    const char* home = std::getenv("HOME");
    return fs::path(home == nullptr ? "." : home) / ".cache/azr-studio/models";
}

/// Anonymous memory of this process, bytes.
std::int64_t anonymousBytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssAnon:")) return std::atoll(line.c_str() + 8) * 1024;
    return 0;
}

azr::Result<engine::DecoderWeights> readWeights(const fs::path& model, engine::WeightStorage storage) {
    AZR_TRY(const auto config, azr::weights::readHfConfig(model));
    AZR_TRY(const auto source, azr::weights::WeightSource::open(model));
    AZR_CHECK(azr::weights::checkTensors(*source, config));
    engine::DecoderWeights weights;
    weights.storage = storage;
    AZR_CHECK(weights.read(config, *source));
    return weights;
}

}  // namespace

class RealModelsTest : public QObject {
    Q_OBJECT

    static void models() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"smollm2-135m-instruct", "qwen2.5-coder-0.5b-instruct"}) QTest::newRow(name) << name;
    }
    static fs::path fileOf(const QString& name) { return cacheFolder() / (name.toStdString() + ".gguf"); }
    static azr::Json goldenOf(const QString& name) {
        const auto json = azr::readJson(fs::path(AZR_TESTS_FOLDER) / "models" / (name.toStdString() + ".json"));
        return json ? *json : azr::Json();
    }

  private Q_SLOTS:
    void initTestCase() { engine::prepareProcess(0); }

    void loadingNeedsLittleMoreThanTheWeights_data() {
        QTest::addColumn<bool>("bf16");
        QTest::newRow("fp32") << false;
        QTest::newRow("bf16") << true;
    }
    void loadingNeedsLittleMoreThanTheWeights() {
        if (kSanitized) QSKIP("AddressSanitizer keeps memory of its own");
        QFETCH(bool, bf16);
        const auto file = fileOf("smollm2-135m-instruct");
        if (!fs::exists(file)) QSKIP("the model is not in the cache: sh tests/models/fetch.sh");
        const auto config = azr::weights::readHfConfig(file);
        QVERIFY(config);
        ::malloc_trim(0);  // what was freed before must not be taken for new memory
        const std::int64_t before = anonymousBytes();
        std::atomic<bool> loading = true;
        std::int64_t peak = before;
        std::thread watcher([&] {
            for (; loading; std::this_thread::yield()) peak = std::max(peak, anonymousBytes());
        });
        const auto weights = readWeights(file, bf16 ? engine::WeightStorage::Bfloat16 : engine::WeightStorage::Float32);
        loading = false;
        watcher.join();
        QVERIFY(weights);
        const std::int64_t used = peak - before;
        const std::int64_t size = config->parameterCount() * (bf16 ? 2 : 4);
        const double share = static_cast<double>(used) / static_cast<double>(size);
        qInfo("%.0f MB of anonymous memory for %.0f MB of weights: %.2f", static_cast<double>(used) / 1e6,
              static_cast<double>(size) / 1e6, share);
        QVERIFY(share > 0.9 && share < 1.2);
    }

    void tokenizerGivesTheIdsOfTheReference_data() { models(); }
    void tokenizerGivesTheIdsOfTheReference() {
        QFETCH(QString, name);
        if (!fs::exists(fileOf(name))) QSKIP("the model is not in the cache: sh tests/models/fetch.sh");
        const auto tokenizer = azr::tokenizer::Tokenizer::load(fileOf(name));
        QVERIFY2(tokenizer, tokenizer ? "" : azr::describe(tokenizer.error()).c_str());
        const auto golden = goldenOf(name);
        QVERIFY(golden.contains("strings"));
        for (const auto& row : golden["strings"]) {
            const auto text = row["text"].get<std::string>();
            QVERIFY2(tokenizer->encode(text) == row["ids"].get<std::vector<std::int32_t>>(), text.c_str());
        }
        const auto chat = azr::tokenizer::readChatFormat(fileOf(name), *tokenizer);
        QVERIFY(chat && chat->choose(false));
    }

    void logitsAndGreedyContinuationsAreThoseOfTheReference_data() { models(); }
    void logitsAndGreedyContinuationsAreThoseOfTheReference() {
        QFETCH(QString, name);
        if (!fs::exists(fileOf(name))) QSKIP("the model is not in the cache: sh tests/models/fetch.sh");
        const auto golden = goldenOf(name);
        QVERIFY(golden.contains("prompts"));
        auto config = azr::weights::readHfConfig(fileOf(name));
        QVERIFY(config);
        config->context = 256;
        auto weights = readWeights(fileOf(name), engine::WeightStorage::Float32);
        QVERIFY2(weights, weights ? "" : azr::describe(weights.error()).c_str());
        const engine::SamplerLimits limits{8, config->context, config->vocabulary, 64};
        engine::BatchSampler sampler(std::make_unique<engine::CpuDecoder>(*config, std::move(*weights)), limits);
        double largest = 0;
        std::uint64_t id = 0;
        for (const auto& row : golden["prompts"]) {
            const auto ids = row["ids"].get<std::vector<azr::policy::Token>>();
            const auto logits =
                engine::backendLogits(sampler.backend(), ids, {config->vocabulary, config->context, 64});
            QVERIFY(logits);
            const auto width = static_cast<std::size_t>(config->vocabulary);
            for (std::size_t t = 0; t < ids.size(); ++t) {
                double sum = 0;  // of all logits, not only of the probed ones; they are small enough for exp()
                for (std::size_t i = 0; i < width; ++i) sum += std::exp(static_cast<double>((*logits)[t * width + i]));
                largest = std::max(largest, std::abs(row["lse"][t].get<double>() - std::log(sum)));
                for (std::size_t i = 0; i < row["probe"][t].size(); ++i)
                    largest = std::max(largest, std::abs(row["probe"][t][i].get<double>() -
                                                         static_cast<double>((*logits)[t * width + i * 997])));
            }
            azr::policy::SampleRequest request;
            request.id = id++;
            request.prompt = ids;
            request.maxTokens = static_cast<int>(row["greedy"].size());
            request.temperature = 0;
            QVERIFY(sampler.submit(std::move(request)));
        }
        qInfo("%s: largest difference of a logit %.2g", qPrintable(name), largest);
        QVERIFY(largest < 1e-3);
        azr::Control control;
        for (std::size_t i = 0; i < golden["prompts"].size(); ++i) {
            const auto completion = sampler.next(control);
            QVERIFY(completion && completion->has_value());
            const auto wanted = golden["prompts"][(*completion)->id]["greedy"].get<std::vector<azr::policy::Token>>();
            QCOMPARE((*completion)->tokens, wanted);
        }
    }
};

QTEST_GUILESS_MAIN(RealModelsTest)
#include "tst_real_models.moc"

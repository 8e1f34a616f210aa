// Tiny checkpoints of every family against the logits of the reference library: whole prompts, one token at a time with
// the cache, sequences of unequal lengths in one batch; the plain pass, both decoders, masters and none.
#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QtTest>
#include <cstdlib>
#include <map>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/engine/learning/passes.h"
#include "core/engine/learning/plain.h"
#include "core/engine/learning/scoring.h"
#include "core/engine/learning/torch_learner.h"
#include "core/engine/sampling/sampler_cpu.h"
#include "core/engine/sampling/sampler_torch.h"

namespace engine = azr::engine;
namespace fs = std::filesystem;

namespace {

struct Golden {
    std::vector<azr::policy::Token> ids;
    std::vector<std::vector<float>> logits;  ///< [T][V]
};

const fs::path kFamilies = fs::path(AZR_TESTS_FOLDER) / "data/families";

std::vector<Golden> goldensOf(const fs::path& folder, const char* file = "golden.json") {
    std::vector<Golden> all;
    const auto json = azr::readJson(folder / file);
    if (!json) return all;
    for (const auto& row : json->at("sequences"))
        all.push_back({row.at("ids").get<std::vector<azr::policy::Token>>(),
                       row.at("logits").get<std::vector<std::vector<float>>>()});
    return all;
}

double gap(const std::vector<float>& wanted, std::span<const float> actual) {
    double largest = wanted.size() == actual.size() ? 0.0 : 1e9;
    for (std::size_t i = 0; largest < 1e9 && i < wanted.size(); ++i)
        largest = std::max(largest, static_cast<double>(std::abs(wanted[i] - actual[i])));
    return largest;
}

/// The largest difference over all rows when each call of the decoder takes at most `step` tokens of each sequence.
double gapOf(engine::SamplerBackend& backend, const std::vector<Golden>& goldens, std::size_t step,
             std::size_t stretchedFrom = 0) {
    std::vector<int> sequences;
    std::size_t longest = 0;
    for (const auto& golden : goldens) {
        sequences.push_back(backend.create(stretchedFrom > 0 && golden.ids.size() > stretchedFrom));
        longest = std::max(longest, golden.ids.size());
    }
    std::vector<double> gaps;
    for (std::size_t start = 0; start < longest; start += step) {
        std::vector<engine::BatchRow> rows;
        std::vector<const std::vector<float>*> wanted;
        for (std::size_t s = 0; s < goldens.size(); ++s)
            for (std::size_t i = start; i < std::min(start + step, goldens[s].ids.size()); ++i) {
                rows.push_back(
                    {goldens[s].ids[i], static_cast<std::int32_t>(i), sequences[s], static_cast<int>(wanted.size())});
                wanted.push_back(&goldens[s].logits[i]);
            }
        std::vector<double> found(wanted.size(), 1e9);
        backend.forward(rows, [&](int slot, std::span<float> logits) {
            found[static_cast<std::size_t>(slot)] = gap(*wanted[static_cast<std::size_t>(slot)], logits);
        });
        gaps.insert(gaps.end(), found.begin(), found.end());
    }
    for (const int sequence : sequences) backend.release(sequence);
    return *std::max_element(gaps.begin(), gaps.end());
}

std::unique_ptr<engine::CpuDecoder> readDecoder(const fs::path& model, engine::WeightStorage storage) {
    const auto config = azr::weights::readHfConfig(model);
    const auto source = azr::weights::WeightSource::open(model);
    if (!config || !source || !azr::weights::checkTensors(**source, *config)) return nullptr;
    engine::DecoderWeights weights;
    weights.storage = storage;
    if (!weights.read(*config, **source)) return nullptr;
    return std::make_unique<engine::CpuDecoder>(*config, std::move(weights));
}

/// Those whose goldens have gradients come last.
constexpr const char* kKinds[] = {"qwen2",        "qwen2-untied", "qwen3",   "llama",    "llama-bias", "llama3",
                                  "linear",       "mistral",      "yarn",    "yarn-all", "dynamic",    "mistral-window",
                                  "qwen2-window", "qwen3-window", "granite", "olmo2",    "olmo3",      "smollm3",
                                  "phi3",         "longrope",     "gemma2",  "gemma3"};
constexpr std::size_t kWithoutGradients = 8;

void families() {
    QTest::addColumn<QString>("family");
    for (const char* family : kKinds) QTest::newRow(family) << family;
}

/// Of the mean loss over all tokens behind the first of each sequence.
engine::Trainable gradientsOf(engine::Passes& passes, const engine::Model& model, const std::vector<Golden>& goldens) {
    std::vector<azr::policy::Sequence> batch;
    std::size_t count = 0;
    for (const auto& golden : goldens) {
        azr::policy::Sequence& sequence = batch.emplace_back();
        sequence.tokens = golden.ids;
        sequence.promptLength = 1;
        count += golden.ids.size() - 1;
    }
    const float share = -1.0F / static_cast<float>(count);
    engine::Trainable gradients = engine::makeLike(model);
    for (const auto& part : engine::splitBatch(batch, 1000, 1, true, model.config.stretchedFrom()))
        passes.accumulate(
            model, part,
            [&](const auto&, const auto&) {
                return engine::RowGradient{share, 0.0F};
            },
            gradients);
    return gradients;
}

}  // namespace

class FamiliesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void plainPassHasTheLogitsOfTheReference_data() { families(); }
    void plainPassHasTheLogitsOfTheReference() {
        QFETCH(QString, family);
        const auto folder = kFamilies / family.toStdString();
        const auto model = engine::loadModel(folder, {});
        QVERIFY2(model, model ? "" : azr::describe(model.error()).c_str());
        const auto goldens = goldensOf(folder);
        QCOMPARE(goldens.size(), std::size_t{3});
        for (const auto& golden : goldens) {
            const auto logits = engine::forwardLogits(*model, golden.ids);
            QVERIFY(logits);
            for (std::size_t t = 0; t < golden.ids.size(); ++t) {
                const at::Tensor row = logits->select(0, static_cast<std::int64_t>(t)).contiguous();
                const std::span<const float> values(row.data_ptr<float>(), static_cast<std::size_t>(row.numel()));
                QVERIFY2(gap(golden.logits[t], values) < 1e-3,
                         qPrintable(QString::number(gap(golden.logits[t], values))));
            }
        }
    }

    void decodersHaveTheLogitsOfTheReference_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("decoder");
        QTest::addColumn<double>("tolerance");
        for (const char* family : kKinds)
            for (const auto& [decoder, tolerance] : std::map<const char*, double>{
                     {"masters", 1e-3}, {"masters bf16", 3e-2}, {"files", 1e-3}, {"files bf16", 3e-2}, {"plain", 1e-3}})
                QTest::addRow("%s, %s", family, decoder) << family << decoder << tolerance;
    }
    void decodersHaveTheLogitsOfTheReference() {
        QFETCH(QString, family);
        QFETCH(QString, decoder);
        QFETCH(double, tolerance);
        auto folder = kFamilies / family.toStdString();
        const bool bf16 = decoder.endsWith("bf16");
        const auto goldens = goldensOf(folder, bf16 ? "golden-bf16.json" : "golden.json");
        QVERIFY(!goldens.empty());
        auto model = engine::loadModel(folder, {});
        QVERIFY2(model, model ? "" : azr::describe(model.error()).c_str());
        QTemporaryDir rounded;
        if (bf16) {  // the checkpoint in bf16, which the goldens are of
            at::Tensor& flat = model->parameters.flat;
            flat.copy_(flat.to(at::kBFloat16));
            folder = rounded.path().toStdString();
            QVERIFY(engine::saveModel(*model, folder));
        }
        std::unique_ptr<engine::SamplerBackend> backend;
        if (decoder.startsWith("masters"))
            backend = std::make_unique<engine::CpuDecoder>(*model, bf16);
        else if (decoder.startsWith("files"))
            backend = readDecoder(folder, bf16 ? engine::WeightStorage::Bfloat16 : engine::WeightStorage::Float32);
        else
            backend = std::make_unique<engine::TorchDecoder>(*model, at::kFloat);
        QVERIFY(backend != nullptr);
        const auto bound = static_cast<std::size_t>(model->config.stretchedFrom());
        for (const std::size_t step : {std::size_t{1}, std::size_t{5}, std::size_t{1000}}) {
            const double together = gapOf(*backend, goldens, step, bound);
            QVERIFY2(together < tolerance, qPrintable(QString("%1 tokens a step: %2").arg(step).arg(together)));
            for (const auto& golden : goldens) {
                const double alone = gapOf(*backend, {golden}, step, bound);
                QVERIFY2(alone < tolerance, qPrintable(QString("alone, %1 tokens a step: %2").arg(step).arg(alone)));
            }
        }
    }

    void savedModelsReadBackBitForBit_data() { families(); }
    void savedModelsReadBackBitForBit() {
        QFETCH(QString, family);
        const auto model = engine::loadModel(kFamilies / family.toStdString(), {});
        QVERIFY(model);
        QTemporaryDir temporary;
        // Where it is named, the exports stay, for `make.py --check`.
        const char* const kept = std::getenv("AZR_KEEP_EXPORTS");
        const fs::path folder =
            kept != nullptr ? fs::path(kept) / family.toStdString() : fs::path(temporary.path().toStdString());
        fs::create_directories(folder);
        QVERIFY(engine::saveModel(*model, folder));
        const auto again = engine::loadModel(folder, {});
        QVERIFY2(again, again ? "" : azr::describe(again.error()).c_str());
        QVERIFY(at::equal(again->parameters.flat, model->parameters.flat));
        QCOMPARE(again->config.traits, model->config.traits);
        QCOMPARE(again->config.ropeScaling, model->config.ropeScaling);
        QCOMPARE(again->config.context, model->config.context);
        azr::Json before = azr::weights::toJson(model->config), after = azr::weights::toJson(again->config);
        for (const char* key : {"dtype", "torch_dtype"}) before[key] = after[key] = nullptr;
        QCOMPARE(after, before);
    }

    void gradientsAreThoseOfTheReference_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("pass");
        for (const char* family : std::span(kKinds).subspan(kWithoutGradients))
            for (const char* pass : {"fused", "fused, checkpoints", "plain"})
                QTest::addRow("%s, %s", family, pass) << family << pass;
    }
    void gradientsAreThoseOfTheReference() {
        QFETCH(QString, family);
        QFETCH(QString, pass);
        const auto folder = kFamilies / family.toStdString();
        const auto model = engine::loadModel(folder, {});
        QVERIFY2(model, model ? "" : azr::describe(model.error()).c_str());
        const auto wanted = azr::readJson(folder / "golden.json");
        QVERIFY(wanted && wanted->at("gradients").size() > 10);
        const engine::PassOptions options{at::kFloat, pass.endsWith("checkpoints")};
        const auto passes = pass == "plain" ? engine::makePlainPasses(model->config, options)
                                            : engine::makeFusedPasses(model->config, options);
        const auto gradients = gradientsOf(*passes, *model, goldensOf(folder));
        const auto named = engine::namedTensors(model->config, gradients);
        QCOMPARE(named.size(), wanted->at("gradients").size());
        for (const auto& [name, tensor] : named) {
            const auto& [norm, probe] = wanted->at("gradients").at(name).get<std::pair<double, double>>();
            const at::Tensor flat = tensor.reshape({-1}).to(at::kDouble);
            const double ownNorm = flat.norm().item<double>();
            const double ownProbe = flat.dot(at::arange(flat.numel(), at::kDouble).cos()).item<double>();
            QVERIFY(norm > 0);
            QVERIFY2(std::abs(ownNorm - norm) < 1e-3 * norm && std::abs(ownProbe - probe) < 1e-3 * norm,
                     qPrintable(QString("%1: norm %2 and %3, probe %4 and %5")
                                    .arg(name.c_str())
                                    .arg(ownNorm)
                                    .arg(norm)
                                    .arg(ownProbe)
                                    .arg(probe)));
        }
    }

    void ggufOfTheSameModelGivesTheSameLogits() {
        const auto file = fs::path(AZR_TESTS_FOLDER) / "data/gguf/llama.gguf";
        const auto goldens = goldensOf(kFamilies / "llama");
        const auto decoder = readDecoder(file, engine::WeightStorage::Float32);
        QVERIFY(decoder != nullptr);
        QVERIFY(gapOf(*decoder, goldens, 1000) < 1e-3);
        const auto folder = engine::loadModel(kFamilies / "llama", {});
        const auto same = engine::loadModel(file, {});
        QVERIFY2(same, same ? "" : azr::describe(same.error()).c_str());
        QVERIFY(at::equal(folder->parameters.flat, same->parameters.flat));
    }

    void scoresAreThoseOfTheLogits() {
        const auto goldens = goldensOf(kFamilies / "qwen3");
        const auto decoder = readDecoder(kFamilies / "qwen3", engine::WeightStorage::Float32);
        QVERIFY(decoder != nullptr);
        const engine::ScoringLimits limits{48, 256, 7};
        azr::Control control;
        for (const auto& golden : goldens) {
            const auto scores = engine::scoreTokens(*decoder, golden.ids, limits, control, 3);
            QVERIFY(scores);
            QCOMPARE(scores->logprobs.size(), golden.ids.size() - 1);
            for (std::size_t t = 0; t < golden.ids.size(); ++t) {
                const at::Tensor row = at::tensor(golden.logits[t]).log_softmax(0);
                QVERIFY(std::abs(scores->entropy[t] + (row.exp() * row).sum().item<float>()) < 2e-3F);
                QCOMPARE(std::int64_t{scores->argmax[t]}, row.argmax().item<std::int64_t>());
                const auto [best, ids] = row.topk(3);
                QCOMPARE(scores->likeliest[t].size(), std::size_t{3});
                for (std::size_t k = 0; k < 3; ++k) {
                    const auto place = static_cast<std::int64_t>(k);
                    QCOMPARE(std::int64_t{scores->likeliest[t][k].id}, ids[place].item<std::int64_t>());
                    QVERIFY(std::abs(scores->likeliest[t][k].logprob - best[place].item<float>()) < 2e-3F);
                }
                if (t + 1 < golden.ids.size())
                    QVERIFY(std::abs(scores->logprobs[t] - row[golden.ids[t + 1]].item<float>()) < 2e-3F);
            }
        }
        QVERIFY(!engine::scoreTokens(*decoder, {}, limits, control));
        QVERIFY(!engine::scoreTokens(*decoder, {48}, limits, control));
        QVERIFY(!engine::scoreTokens(*decoder, std::vector<azr::policy::Token>(257, 1), limits, control));
        control.requestStop();
        QCOMPARE(engine::scoreTokens(*decoder, {1, 2}, limits, control).error().code, azr::ErrorCode::Cancelled);
    }

    void learnerAgreesWithTheReference_data() { families(); }
    void learnerAgreesWithTheReference() {
        QFETCH(QString, family);
        const auto folder = kFamilies / family.toStdString();
        auto model = engine::loadModel(folder, {});
        QVERIFY(model);
        engine::TorchLearner learner(*model, {}, {});
        std::vector<azr::policy::Sequence> batch;
        const auto goldens = goldensOf(folder);
        for (const auto& golden : goldens) batch.push_back({golden.ids, 1, {}, {}});
        azr::Control control;
        const auto logprobs = learner.logprobs(batch, control);
        QVERIFY2(logprobs, logprobs ? "" : azr::describe(logprobs.error()).c_str());
        for (std::size_t s = 0; s < batch.size(); ++s)
            for (std::size_t t = 1; t < goldens[s].ids.size(); ++t) {
                const at::Tensor row = at::tensor(goldens[s].logits[t - 1]).log_softmax(0);
                QVERIFY(std::abs((*logprobs)[s][t - 1] - row[goldens[s].ids[t]].item<float>()) < 1e-3F);
            }
    }
};

QTEST_GUILESS_MAIN(FamiliesTest)
#include "tst_families.moc"

// Adapters: the gradients of both passes, steps as the PEFT library takes them, what the sampler makes of them, their
// files.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/base/json.h"
#include "core/engine/kernels/matmul.h"
#include "core/engine/learning/lora_pass.h"
#include "core/engine/learning/scoring.h"
#include "core/engine/learning/torch_learner.h"
#include "core/engine/sampling/sampler_cpu.h"
#include "core/engine/sampling/sampler_torch.h"
#include "core/weights/adapters/adapter.h"
#include "core/weights/adapters/merged_weights.h"
#include "core/weights/safetensors.h"
#include "tests/support/gradients.h"
#include "tests/support/small_models.h"
#include "tests/support/trained_model.h"

using azr::Control;
using azr::engine::WeightStorage;
using azr::policy::OptimizerOptions;
using azr::policy::Sequence;
using azr::test::difference;
using azr::test::fastRate;
using azr::test::freeze;
using azr::test::gradientOf;
using azr::test::randomBatch;
using azr::test::smallAdapted;
using azr::test::smallAdapter;
using azr::test::SmallShape;
using azr::test::TrainedModel;
namespace engine = azr::engine;
namespace fs = std::filesystem;

namespace {

const fs::path kGoldens = fs::path(AZR_TESTS_FOLDER) / "data/lora";
const fs::path kFamilies = fs::path(AZR_TESTS_FOLDER) / "data/families";

engine::Model frozenModel(WeightStorage storage, double dropout = 0.0) {
    engine::Model model = smallAdapted({}, smallAdapter(dropout));
    freeze(model, storage);
    return model;
}

struct Golden {
    azr::Json json;
    std::vector<Sequence> batch;
    OptimizerOptions options;
};

Golden goldenOf(const std::string& family) {
    Golden golden;
    const auto json = azr::readJson(kGoldens / family / "golden.json");
    if (!json) return golden;
    golden.json = *json;
    for (const auto& row : json->at("sequences")) {
        Sequence sequence;
        sequence.tokens = row["ids"].get<std::vector<azr::policy::Token>>();
        sequence.promptLength = row["prompt"].get<int>();
        golden.batch.push_back(std::move(sequence));
    }
    const auto& s = json->at("settings");
    golden.options = {s["learning_rate"].get<double>(), s["beta1"].get<double>(),
                      s["beta2"].get<double>(),         s["epsilon"].get<double>(),
                      s["weight_decay"].get<double>(),  s["gradient_clip"].get<double>()};
    return golden;
}

/// Largest difference between a sequence's logits and wanted rows.
double logitGap(engine::SamplerBackend& backend, const Sequence& sequence, const azr::Json& wanted) {
    const auto vocabulary = static_cast<int>(wanted[0].size());
    const auto logits = engine::backendLogits(backend, sequence.tokens, {vocabulary, 256, 64});
    if (!logits) return 1e9;
    double largest = 0;
    std::size_t i = 0;
    for (const auto& row : wanted)
        for (const auto& value : row)
            largest = std::max(largest, std::abs(value.get<double>() - static_cast<double>((*logits)[i++])));
    return largest;
}

}  // namespace

class LoraTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { at::set_num_threads(2); }

    void gradientsAreThoseOfAutograd_data() {
        QTest::addColumn<bool>("headNorms");
        QTest::addColumn<bool>("bias");
        QTest::addColumn<double>("dropout");
        QTest::addColumn<bool>("checkpoint");
        QTest::addColumn<bool>("frozen");
        QTest::addColumn<int>("targets");
        QTest::newRow("all projections") << false << false << 0.0 << false << false << 7;
        QTest::newRow("biases, dropout") << false << true << 0.3 << false << false << 7;
        QTest::newRow("norms of heads, checkpoints") << true << false << 0.0 << true << false << 7;
        QTest::newRow("packed weights, dropout, checkpoints") << true << true << 0.2 << true << true << 7;
        QTest::newRow("queries and keys alone, packed weights") << false << false << 0.0 << false << true << 2;
    }
    void gradientsAreThoseOfAutograd() {
        QFETCH(bool, headNorms);
        QFETCH(bool, bias);
        QFETCH(double, dropout);
        QFETCH(bool, checkpoint);
        QFETCH(bool, frozen);
        QFETCH(int, targets);
        SmallShape shape;
        shape.headNorms = headNorms;
        shape.bias = bias;
        shape.tied = !frozen;
        auto peft = smallAdapter(dropout);
        peft.targets.resize(static_cast<std::size_t>(targets));
        auto model = smallAdapted(shape, peft);
        const auto batch = randomBatch(shape.vocabulary, 6, 4, 50, 3);
        const auto plain = gradientOf(*engine::makePlainPasses(model.config, {at::kFloat}), model, batch, 1000);
        if (frozen) freeze(model, WeightStorage::Float32);
        const auto fused =
            gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat, checkpoint}), model, batch, 1000);
        QCOMPARE(fused.flat.numel(), engine::adapterSize(model.config, peft));
        const auto wanted = engine::namedTensors(model.config, plain);
        const auto actual = engine::namedTensors(model.config, fused);
        QCOMPARE(wanted.size(), static_cast<std::size_t>(2 * targets * shape.layers));
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const double error = difference(actual[i].tensor, wanted[i].tensor);
            QVERIFY(wanted[i].tensor.abs().max().item<double>() > 0.0);
            QVERIFY2(error < 2e-5, qPrintable(QString("%1: %2").arg(wanted[i].name.c_str()).arg(error)));
        }
    }

    void plainCheckpointsGiveTheSameBits() {
        const auto model = smallAdapted({}, smallAdapter(0.1));
        const auto batch = randomBatch(model.config.vocabulary, 6, 4, 50, 3);
        const auto kept = gradientOf(*engine::makePlainPasses(model.config, {at::kFloat, false}), model, batch, 100);
        const auto again = gradientOf(*engine::makePlainPasses(model.config, {at::kFloat, true}), model, batch, 100);
        QVERIFY(at::equal(again.flat, kept.flat));
    }

    /// The learner widens a layer at a time and the sampler a panel: bf16 weights with fp32 products are those weights.
    void widenedWeightsAreTheRoundedOnes() {
        auto rounded = azr::test::smallModel({});
        rounded.adapter = engine::makeAdapter(rounded.config, smallAdapter(), at::Device(at::kCPU));
        engine::initialiseAdapter(rounded.adapter, 3);
        rounded.parameters.flat.copy_(rounded.parameters.flat.to(at::kBFloat16));
        auto wide = rounded, half = rounded;
        freeze(wide, WeightStorage::Float32);
        freeze(half, WeightStorage::Bfloat16);
        QVERIFY(half.frozen->bytes() < wide.frozen->bytes());
        const auto batch = randomBatch(wide.config.vocabulary, 5, 20, 50, 3);
        const auto a = gradientOf(*engine::makeFusedPasses(wide.config, {at::kFloat}), wide, batch, 1000).flat;
        const auto b = gradientOf(*engine::makeFusedPasses(half.config, {at::kFloat}), half, batch, 1000).flat;
        QVERIFY(at::equal(a, b));
        engine::CpuDecoder of(wide, false, false), from(half, true, false);
        const std::vector<azr::policy::Token> tokens{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        QCOMPARE(*engine::backendLogits(from, tokens, {37, 256, 64}),
                 *engine::backendLogits(of, tokens, {37, 256, 64}));
    }

    void bf16ProductsStayClose() {
        if (!engine::multipliesBfloat16()) QSKIP("this processor does not multiply bf16");
        const auto exact = frozenModel(WeightStorage::Float32), rounded = frozenModel(WeightStorage::Bfloat16);
        const auto batch = randomBatch(exact.config.vocabulary, 5, 20, 50, 3);
        const auto a = gradientOf(*engine::makeFusedPasses(exact.config, {at::kFloat}), exact, batch, 1000).flat;
        const auto b = gradientOf(*engine::makeFusedPasses(rounded.config, {at::kBFloat16}), rounded, batch, 1000).flat;
        const double cosine = (a.dot(b) / (a.norm() * b.norm())).item<double>();
        QVERIFY2(cosine > 0.999, qPrintable(QString::number(cosine)));
        QVERIFY(!at::equal(a, b));
    }

    void stepsAreThoseOfPeft_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("how");
        for (const QString family : {"qwen2", "qwen3", "phi3", "gemma2", "gemma3", "olmo2", "granite", "smollm3"})
            for (const QString how : {"packed", "packed, checkpoints", "plain"})
                QTest::newRow(qPrintable(family + ", " + how)) << family << how;
    }
    void stepsAreThoseOfPeft() {
        QFETCH(QString, family);
        QFETCH(QString, how);
        const Golden golden = goldenOf(family.toStdString());
        QCOMPARE(golden.batch.size(), std::size_t{3});
        auto model = engine::loadModel(kFamilies / family.toStdString(), {});
        QVERIFY(model);
        const auto folder = kGoldens / family.toStdString();
        const auto start = engine::loadAdapter(model->config, folder / "start", at::Device(at::kCPU));
        QVERIFY2(start, start ? "" : azr::describe(start.error()).c_str());
        const auto end = engine::loadAdapter(model->config, folder / "end", at::Device(at::kCPU));
        QVERIFY2(end, end ? "" : azr::describe(end.error()).c_str());
        const at::Tensor before = start->flat.clone();
        model->adapter = *start;
        engine::LearnerOptions options;
        options.checkpointActivations = how.endsWith("checkpoints");
        if (how == "plain")
            options.passes = [](const engine::HfConfig& config, const at::Device&, const engine::PassOptions& pass) {
                return engine::makePlainPasses(config, pass);
            };
        else
            freeze(*model, WeightStorage::Float32);
        TrainedModel run(std::move(*model), options);
        for (std::size_t step = 0; step < golden.json["losses"].size(); ++step) {
            const auto stats = run.learner.imitate(golden.batch, golden.options, 0, run.control);
            QVERIFY2(stats, stats ? "" : azr::describe(stats.error()).c_str());
            QVERIFY(std::abs(stats->loss - golden.json["losses"][step].get<double>()) < 1e-4);
            QVERIFY(std::abs(stats->gradientNorm - golden.json["norms"][step].get<double>()) < 1e-3);
        }
        const double error = (run.model.adapter.flat - end->flat).abs().max().item<double>();
        const double moved = (run.model.adapter.flat - before).abs().max().item<double>();
        QVERIFY2(error < 1e-2 * moved, qPrintable(QString("%1 of %2").arg(error).arg(moved)));
        std::unique_ptr<engine::SamplerBackend> backend;
        if (how == "plain")
            backend = std::make_unique<engine::TorchDecoder>(run.model, at::kFloat);
        else
            backend = std::make_unique<engine::CpuDecoder>(run.model, false);
        const double gap = logitGap(*backend, golden.batch[0], golden.json["logits"]);
        QVERIFY2(gap < 1e-3, qPrintable(QString::number(gap)));
    }

    /// What an export holds.
    void mergedFilesHaveTheLogitsOfTheAdapted_data() {
        QTest::addColumn<QString>("family");
        for (const char* family : {"qwen3", "phi3", "gemma2"}) QTest::newRow(family) << family;
    }
    void mergedFilesHaveTheLogitsOfTheAdapted() {
        QFETCH(QString, family);
        const Golden golden = goldenOf(family.toStdString());
        const fs::path base = kFamilies / family.toStdString();
        const auto config = azr::weights::readHfConfig(base);
        QVERIFY(config);
        auto source = azr::weights::WeightSource::open(base);
        auto adapter = azr::weights::Adapter::open(kGoldens / family.toStdString() / "end", *config);
        QVERIFY2(adapter, adapter ? "" : azr::describe(adapter.error()).c_str());
        const auto merged = azr::weights::mergedWeights(std::move(*source), std::move(*adapter));
        engine::DecoderWeights weights;
        QVERIFY(weights.read(*config, *merged));
        engine::CpuDecoder decoder(*config, std::move(weights));
        const double gap = logitGap(decoder, golden.batch[0], golden.json["logits"]);
        QVERIFY2(gap < 1e-3, qPrintable(QString::number(gap)));
    }

    void theSamplerFollowsTheAdapter_data() {
        QTest::addColumn<bool>("bf16");
        QTest::addColumn<double>("bound");
        QTest::newRow("fp32") << false << 1e-5;
        if (engine::multipliesBfloat16()) QTest::newRow("bf16") << true << 2e-2;
    }
    void theSamplerFollowsTheAdapter() {
        QFETCH(bool, bf16);
        QFETCH(double, bound);
        engine::LearnerOptions options;
        options.products = bf16 ? at::kBFloat16 : at::kFloat;
        TrainedModel run(frozenModel(bf16 ? WeightStorage::Bfloat16 : WeightStorage::Float32), options);
        engine::CpuDecoder decoder(run.model, bf16);
        const auto batch = randomBatch(run.model.config.vocabulary, 6, 20, 40, 9);
        const auto gap = [&] {
            double sum = 0, count = 0;
            decoder.refresh();
            const auto trainer = run.learner.logprobs(batch, run.control);
            for (std::size_t s = 0; s < batch.size(); ++s) {
                const auto scores = engine::scoreTokens(decoder, batch[s].tokens, {37, 256, 64}, run.control);
                for (std::size_t j = 0; j < trainer->at(s).size(); ++j, count += 1)
                    sum += std::abs(trainer->at(s)[j] -
                                    scores->logprobs[static_cast<std::size_t>(batch[s].promptLength) - 1 + j]);
            }
            return sum / count;
        };
        const auto before = run.learner.logprobs(batch, run.control);
        QVERIFY2(gap() < bound, qPrintable(QString::number(gap())));
        for (int i = 0; i < 5; ++i) QVERIFY(run.learner.imitate(batch, fastRate(), 0, run.control));
        QVERIFY2(gap() < bound, qPrintable(QString::number(gap())));
        QVERIFY(std::abs(run.learner.logprobs(batch, run.control)->at(0)[0] - before->at(0)[0]) > 10 * bound);
    }

    void freshAdaptersChangeNothing() {
        auto model = azr::test::smallModel({});
        engine::CpuDecoder base(model, false);
        auto adapted = model;
        adapted.adapter = engine::makeAdapter(model.config, smallAdapter(), at::Device(at::kCPU));
        engine::initialiseAdapter(adapted.adapter, 3);
        freeze(adapted, WeightStorage::Float32);
        engine::CpuDecoder with(adapted, false);
        const std::vector<azr::policy::Token> tokens{1, 2, 3, 4, 5};
        QCOMPARE(*engine::backendLogits(with, tokens, {37, 256, 64}),
                 *engine::backendLogits(base, tokens, {37, 256, 64}));
    }

    void dropoutDependsOnTheSeedAndNotOnTheCut() {
        const auto model = smallAdapted({}, smallAdapter(0.3));
        auto batch = randomBatch(model.config.vocabulary, 9, 10, 60, 4);
        for (auto sequence : randomBatch(model.config.vocabulary, 4, 90, 110, 5)) {  // they share shots, uncut
            std::fill_n(sequence.tokens.begin(), 70, 3);
            sequence.promptLength = 75;
            batch.push_back(sequence);
        }
        const auto passes = engine::makeFusedPasses(model.config, {at::kFloat});
        const auto whole = gradientOf(*passes, model, batch, 100000);
        QVERIFY(difference(gradientOf(*passes, model, batch, 64).flat, whole.flat) < 1e-5);
        QVERIFY(at::equal(gradientOf(*passes, model, batch, 100000).flat, whole.flat));
        const auto without = gradientOf(*passes, smallAdapted({}, smallAdapter()), batch, 100000);
        QVERIFY(difference(without.flat, whole.flat) > 0.05);
        engine::Packed packed;
        packed.add(std::vector<azr::policy::Token>(200, 1));
        const auto mask = engine::dropoutMask({1, 0, 0, 0.3}, packed, 100, at::Device(at::kCPU));
        QVERIFY(std::abs(mask.eq(0).to(at::kFloat).mean().item<double>() - 0.3) < 0.01);
        QVERIFY(std::abs(mask.mean().item<double>() - 1.0) < 0.02);
        QVERIFY(!at::equal(mask, engine::dropoutMask({1, 0, 1, 0.3}, packed, 100, at::Device(at::kCPU))));
        QVERIFY(!at::equal(mask, engine::dropoutMask({2, 0, 0, 0.3}, packed, 100, at::Device(at::kCPU))));
    }

    void aRestoredRunGoesOnBitForBit_data() {
        QTest::addColumn<bool>("eightBit");
        QTest::newRow("fp32 states") << false;
        QTest::newRow("8-bit states") << true;
    }
    void aRestoredRunGoesOnBitForBit() {
        QFETCH(bool, eightBit);
        QTemporaryDir folder;
        const fs::path path = folder.path().toStdString();
        engine::LearnerOptions options;
        options.products = at::kBFloat16;
        options.states = eightBit ? azr::policy::OptimizerStates::EightBit : azr::policy::OptimizerStates::Fp32;
        TrainedModel straight(frozenModel(WeightStorage::Bfloat16, 0.1), options);
        TrainedModel later(frozenModel(WeightStorage::Bfloat16, 0.1), options);
        const auto batch = randomBatch(straight.model.config.vocabulary, 8, 5, 60, 12);
        for (int i = 0; i < 2; ++i) QVERIFY(straight.learner.update(batch, {}, fastRate(), straight.control));
        QVERIFY(straight.learner.saveWeights(path));
        QVERIFY(straight.learner.saveOptimizer(path));
        QVERIFY(!fs::exists(path / "model.safetensors"));
        const auto version = later.model.version;
        QVERIFY(later.learner.restore(path));
        QVERIFY(later.model.version > version);
        QCOMPARE(later.learner.weightsHash(), straight.learner.weightsHash());
        QCOMPARE(later.learner.optimizerHash(), straight.learner.optimizerHash());
        QVERIFY(straight.learner.update(batch, {}, fastRate(), straight.control));
        QVERIFY(later.learner.update(batch, {}, fastRate(), later.control));
        QCOMPARE(later.learner.weightsHash(), straight.learner.weightsHash());
        QCOMPARE(later.learner.optimizerHash(), straight.learner.optimizerHash());
    }

    void foldersAreThoseOfPeft() {
        QTemporaryDir folder;
        const fs::path path = folder.path().toStdString();
        const auto model = engine::loadModel(kFamilies / "qwen3", {});
        QVERIFY(model);
        const auto adapter = engine::loadAdapter(model->config, kGoldens / "qwen3/end", at::Device(at::kCPU));
        QVERIFY(adapter);
        QVERIFY(engine::saveAdapter(*adapter, path));
        const auto wanted = azr::weights::SafetensorsFile::open(kGoldens / "qwen3/end/adapter_model.safetensors");
        const auto actual = azr::weights::SafetensorsFile::open(path / "adapter_model.safetensors");
        QVERIFY(wanted && actual);
        QCOMPARE(actual->tensors().size(), wanted->tensors().size());
        for (const auto& tensor : wanted->tensors()) {
            const auto* same = actual->find(tensor.spec.name);
            QVERIFY2(same != nullptr, tensor.spec.name.c_str());
            QVERIFY(std::equal(same->bytes.begin(), same->bytes.end(), tensor.bytes.begin(), tensor.bytes.end()));
        }
        const auto config = azr::weights::readPeftConfig(path);
        QVERIFY(config);
        QCOMPARE(config->rank, 4);
        QCOMPARE(config->alpha, 8.0);
        QCOMPARE(config->targets.size(), std::size_t{7});
        QCOMPARE(config->baseModel, std::string("base"));
    }

    void unusableAdaptersAreRefused() {
        QTemporaryDir folder;
        const fs::path path = folder.path().toStdString();
        const auto model = engine::loadModel(kFamilies / "qwen3", {});
        const auto other = engine::loadModel(kFamilies / "llama", {});
        QVERIFY(model && other);
        QVERIFY(!engine::loadAdapter(model->config, path, at::Device(at::kCPU)));
        QVERIFY(!engine::loadAdapter(other->config, kGoldens / "qwen3/end", at::Device(at::kCPU)));  // other shapes
        auto adapter = engine::makeAdapter(model->config, {2, 4, 0, {"q_proj", "o_proj"}, ""}, at::Device(at::kCPU));
        QVERIFY(engine::saveAdapter(adapter, path));
        QVERIFY(engine::loadAdapter(model->config, path, at::Device(at::kCPU)));
        // More tensors than the configuration names.
        QVERIFY(azr::weights::writePeftConfig({2, 4, 0, {"q_proj"}, ""}, path));
        QVERIFY(!engine::loadAdapter(model->config, path, at::Device(at::kCPU)));
        // A value that is not finite.
        adapter.flat.select(0, 0).fill_(NAN);
        QVERIFY(engine::saveAdapter(adapter, path));
        const auto broken = engine::loadAdapter(model->config, path, at::Device(at::kCPU));
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, azr::ErrorCode::Corrupt);
        // Another run's checkpoint.
        TrainedModel run(frozenModel(WeightStorage::Float32));
        const auto hash = run.learner.weightsHash();
        QVERIFY(!run.learner.restore(kGoldens / "qwen3/end"));
        QCOMPARE(run.learner.weightsHash(), hash);
    }
};

QTEST_GUILESS_MAIN(LoraTest)
#include "tst_lora.moc"

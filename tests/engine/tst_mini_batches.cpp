// Updates in several optimiser steps: against numpy (tests/data/update/make.py), at temperatures off 1, and what an
// interruption leaves behind.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <cmath>

#include "core/base/json.h"
#include "core/engine/learning/plain.h"
#include "core/engine/learning/ppo.h"
#include "core/engine/learning/torch_learner.h"
#include "core/engine/sampling/sampler.h"
#include "core/engine/sampling/sampler_cpu.h"
#include "core/engine/sampling/sampler_torch.h"
#include "tests/support/gradients.h"
#include "tests/support/small_models.h"
#include "tests/support/trained_model.h"

using azr::Control;
using azr::Json;
using azr::config::OldLogprobs;
using azr::policy::LossOptions;
using azr::policy::OptimizerOptions;
using azr::policy::Sequence;
using azr::test::difference;
using azr::test::fastRate;
using azr::test::freeze;
using azr::test::gradientOf;
using azr::test::randomBatch;
using azr::test::smallAdapted;
using azr::test::smallAdapter;
using azr::test::smallModel;
using azr::test::SmallShape;
using azr::test::TrainedModel;
namespace engine = azr::engine;
namespace fs = std::filesystem;

namespace {

const fs::path kGoldens = fs::path(AZR_TESTS_FOLDER) / "data/update";

std::vector<Sequence> sequencesOf(const Json& rows) {
    std::vector<Sequence> batch;
    for (const auto& row : rows) {
        Sequence& sequence = batch.emplace_back();
        sequence.tokens = row["ids"].get<std::vector<azr::policy::Token>>();
        sequence.promptLength = row["prompt"].get<int>();
        sequence.temperature = row["temperature"].get<double>();
        sequence.oldLogprobs = row["recorded"].get<std::vector<float>>();
        sequence.advantages = row["advantages"].get<std::vector<float>>();
    }
    return batch;
}

LossOptions lossOf(const Json& s) {
    LossOptions options;
    options.clipLow = s["clip_low"].get<double>();
    options.clipHigh = s["clip_high"].get<double>();
    options.dualClip = s["dual_clip"].get<double>();
    options.entropyBonus = s["entropy_bonus"].get<double>();
    options.sequenceMean = s["sequence_mean"].get<bool>();
    options.klCoefficient = s["kl_coefficient"].get<double>();
    options.miniBatches = s["mini_batches"].get<int>();
    options.epochs = s["epochs"].get<int>();
    options.oldLogprobs = s["old_logprobs"] == "trainer" ? OldLogprobs::Trainer : OldLogprobs::Sampler;
    options.microBatchTokens = 64;
    return options;
}

OptimizerOptions optimizerOf(const Json& s) {
    return {s["learning_rate"].get<double>(), s["beta1"].get<double>(),        s["beta2"].get<double>(),
            s["epsilon"].get<double>(),       s["weight_decay"].get<double>(), s["gradient_clip"].get<double>()};
}

void near(double actual, const Json& golden, const char* name) {
    const double wanted = golden[name].get<double>();
    QVERIFY2(std::abs(actual - wanted) <= 1e-5 * std::max(std::abs(wanted), 1.0),
             qPrintable(QString("%1: %2, wanted %3").arg(name).arg(actual, 0, 'g', 12).arg(wanted, 0, 'g', 12)));
}

std::unique_ptr<engine::Passes> plainPasses(const engine::HfConfig& config, const at::Device&,
                                            const engine::PassOptions& options) {
    return engine::makePlainPasses(config, options);
}

/// Stops the update after some micro-batches.
class StoppingPasses final : public engine::Passes {
  public:
    explicit StoppingPasses(std::unique_ptr<engine::Passes> real) : m_real(std::move(real)) {}
    void accumulate(const engine::Model& model, const engine::MicroBatch& part, const engine::LossFunction& loss,
                    engine::Trainable& gradients) override {
        m_real->accumulate(model, part, loss, gradients);
        if (left > 0 && --left == 0) stops->requestStop();
    }
    std::vector<engine::RowOutcome> outcomes(const engine::Model& model, const engine::MicroBatch& part) override {
        return m_real->outcomes(model, part);
    }
    static inline Control* stops = nullptr;
    static inline std::atomic<int> left = 0;

  private:
    std::unique_ptr<engine::Passes> m_real;
};

/// Answers of the sampler as the batch of an update.
std::vector<Sequence> sampled(std::unique_ptr<engine::SamplerBackend> backend, int vocabulary, float temperature,
                              Control& control) {
    engine::BatchSampler sampler(std::move(backend), {8, 256, vocabulary});
    azr::policy::SampleRequest request;
    request.prompt = {3, 1, 4, 1, 5};
    request.count = 6;
    request.maxTokens = 30;
    request.temperature = temperature;
    request.topK = 5;
    request.topP = 0.9F;
    request.seed = 7;
    std::vector<Sequence> batch;
    if (!sampler.submit(request)) return batch;
    for (auto made = sampler.next(control); made && *made; made = sampler.next(control)) {
        Sequence& sequence = batch.emplace_back();
        sequence.tokens = request.prompt;
        sequence.promptLength = 5;
        sequence.tokens.insert(sequence.tokens.end(), (*made)->tokens.begin(), (*made)->tokens.end());
        sequence.oldLogprobs = (*made)->logprobs;
        sequence.temperature = static_cast<double>((*made)->temperature);
        sequence.advantages.assign((*made)->tokens.size(), batch.size() % 2 == 0 ? 1.0F : -1.0F);
    }
    return batch;
}

}  // namespace

class MiniBatchesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { at::set_num_threads(2); }

    void stepsAreThoseOfNumpy_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("plain");
        for (const char* name : {"three-steps", "recorded", "tempered"}) {
            QTest::addRow("%s, kernels", name) << QString(name) << false;
            QTest::addRow("%s, plain operations", name) << QString(name) << true;
        }
    }
    void stepsAreThoseOfNumpy() {
        QFETCH(QString, name);
        QFETCH(bool, plain);
        const auto golden = azr::readJson(kGoldens / (name.toStdString() + ".json"));
        QVERIFY(golden);
        auto model = engine::loadModel(kGoldens / "start", {});
        const auto end = engine::loadModel(kGoldens / name.toStdString(), {});
        QVERIFY(model && end);
        const at::Tensor before = model->parameters.flat.clone();
        engine::LearnerOptions options;
        if (plain) options.passes = &plainPasses;
        engine::TorchLearner learner(*model, options, [] { return engine::loadModel(kGoldens / "start", {}); });
        Control control;
        const auto stats = learner.update(sequencesOf((*golden)["sequences"]), lossOf((*golden)["loss"]),
                                          optimizerOf((*golden)["optimizer"]), control);
        QVERIFY2(stats, stats ? "" : azr::describe(stats.error()).c_str());
        const Json& steps = (*golden)["steps"];
        QCOMPARE(stats->steps.size(), steps.size());
        double norms = 0, largest = 0;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            near(stats->steps[i].loss, steps[i], "loss");
            near(stats->steps[i].ratioMean, steps[i], "ratio_mean");
            near(stats->steps[i].ratioMax, steps[i], "ratio_max");
            near(stats->steps[i].clipFraction, steps[i], "clip_fraction");
            near(stats->steps[i].approximateKl, steps[i], "kl");
            near(stats->steps[i].gradientNorm, steps[i], "gradient_norm");
            norms += stats->steps[i].gradientNorm;
            largest = std::max(largest, stats->steps[i].gradientNorm);
        }
        const Json& update = (*golden)["update"];
        near(stats->loss, update, "loss");
        near(stats->policyLoss, update, "policy_loss");
        near(stats->entropy, update, "entropy");
        near(stats->ratioMean, update, "ratio_mean");
        near(stats->ratioMax, update, "ratio_max");
        near(stats->clipFraction, update, "clip_fraction");
        near(stats->approximateKl, update, "kl");
        near(stats->referenceKl, update, "reference_kl");
        near(stats->logprobGap, update, "logprob_gap");
        QVERIFY(std::abs(stats->gradientNorm - norms / static_cast<double>(steps.size())) < 1e-12);
        QCOMPARE(stats->gradientNormMax, largest);
        const double error = (model->parameters.flat - end->parameters.flat).abs().max().item<double>();
        const double moved = (before - end->parameters.flat).abs().max().item<double>();
        QVERIFY(moved > 0.02);
        QVERIFY2(error < 1e-5, qPrintable(QString("%1 of %2").arg(error).arg(moved)));
    }

    void temperedGradientsAreThoseOfAutograd_data() {
        QTest::addColumn<double>("cap");
        QTest::newRow("plain logits") << 0.0;
        QTest::newRow("capped logits") << 3.0;
    }
    void temperedGradientsAreThoseOfAutograd() {
        QFETCH(double, cap);
        SmallShape shape;
        shape.traits.logitCap = cap;
        const auto model = smallModel(shape);
        auto batch = randomBatch(shape.vocabulary, 5, 4, 50, 3);
        const auto cold = gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat}), model, batch, 1000);
        for (std::size_t s = 0; s < batch.size(); ++s) batch[s].temperature = s % 2 == 0 ? 0.7 : 1.6;
        const auto fused = gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat}), model, batch, 1000);
        const auto plain = gradientOf(*engine::makePlainPasses(model.config, {at::kFloat}), model, batch, 1000);
        QVERIFY2(difference(fused.flat, plain.flat) < 1e-5,
                 qPrintable(QString::number(difference(fused.flat, plain.flat))));
        QVERIFY(difference(cold.flat, plain.flat) > 0.05);
    }

    /// What was drawn at a temperature, with little of the distribution kept, has ratio 1 under the weights that drew
    /// it, whoever computed the old log-probabilities.
    void anUpdateBeginsAtRatioOne_data() {
        QTest::addColumn<float>("temperature");
        QTest::addColumn<bool>("plain");
        for (const float temperature : {1.0F, 0.7F, 1.5F})
            for (const bool plain : {false, true})
                QTest::addRow("T = %g, %s", static_cast<double>(temperature), plain ? "plain operations" : "kernels")
                    << temperature << plain;
    }
    void anUpdateBeginsAtRatioOne() {
        QFETCH(float, temperature);
        QFETCH(bool, plain);
        for (const OldLogprobs old : {OldLogprobs::Sampler, OldLogprobs::Trainer}) {
            engine::LearnerOptions options;
            if (plain) options.passes = &plainPasses;
            TrainedModel t(smallModel({}), options);
            std::unique_ptr<engine::SamplerBackend> backend;
            if (plain)
                backend = std::make_unique<engine::TorchDecoder>(t.model, at::kFloat);
            else
                backend = std::make_unique<engine::CpuDecoder>(t.model, false);
            const auto batch = sampled(std::move(backend), t.model.config.vocabulary, temperature, t.control);
            QCOMPARE(batch.size(), std::size_t{6});
            QCOMPARE(batch[0].temperature, static_cast<double>(temperature));
            LossOptions loss;
            loss.oldLogprobs = old;
            loss.miniBatches = 2;
            const auto stats = t.learner.update(batch, loss, fastRate(), t.control);
            QVERIFY2(stats, stats ? "" : azr::describe(stats.error()).c_str());
            QVERIFY(std::abs(stats->steps[0].ratioMean - 1) < 1e-5 && std::abs(stats->steps[0].ratioMax - 1) < 1e-4);
            QVERIFY(std::abs(stats->steps[1].ratioMax - 1) > 1e-3);
            QVERIFY2(stats->logprobGap < 1e-5, qPrintable(QString::number(stats->logprobGap)));
        }
    }

    void oneMiniBatchIsTheWholeBatch() {
        TrainedModel one(smallModel({})), also(smallModel({}));
        const auto batch = randomBatch(one.model.config.vocabulary, 6, 5, 40, 11);
        const auto a = one.learner.update(batch, {}, fastRate(), one.control);
        LossOptions loss;
        loss.epochs = 2;
        const auto b = also.learner.update(batch, loss, fastRate(), also.control);
        QVERIFY(a && b);
        QCOMPARE(a->steps.size(), std::size_t{1});
        QCOMPARE(a->loss, a->steps[0].loss);
        QCOMPARE(a->gradientNorm, a->gradientNormMax);
        QCOMPARE(b->steps[0].loss, a->loss);
        QCOMPARE(b->tokens, 2 * a->tokens);
        QVERIFY(one.learner.update(batch, {}, fastRate(), one.control));
        QCOMPARE(also.learner.weightsHash(), one.learner.weightsHash());
    }

    void miniBatchesAreOfEqualSizeAndNoneIsEmpty_data() {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("parts");
        QTest::addColumn<QList<int>>("ends");
        QTest::newRow("the reference's") << 384 << 3 << QList<int>{128, 256, 384};
        QTest::newRow("longer ones first") << 11 << 3 << QList<int>{4, 8, 11};
        QTest::newRow("more parts than sequences") << 2 << 3 << QList<int>{1, 2};
        QTest::newRow("one") << 5 << 1 << QList<int>{5};
    }
    void miniBatchesAreOfEqualSizeAndNoneIsEmpty() {
        QFETCH(int, count);
        QFETCH(int, parts);
        QFETCH(QList<int>, ends);
        QList<int> found;
        for (const std::size_t end : engine::miniBatchEnds(static_cast<std::size_t>(count), parts))
            found.append(static_cast<int>(end));
        QCOMPARE(found, ends);
    }

    /// With adapters, dropout and moments in 8 bits, too.
    void theSameUpdatesGiveTheSameBits() {
        LossOptions loss;
        loss.miniBatches = 3;
        loss.epochs = 2;
        loss.oldLogprobs = OldLogprobs::Trainer;
        engine::LearnerOptions options;
        options.states = azr::policy::OptimizerStates::EightBit;
        std::vector<std::string> hashes;
        for (int run = 0; run < 2; ++run) {
            auto model = smallAdapted({}, smallAdapter(0.2));
            freeze(model, engine::WeightStorage::Float32);
            TrainedModel t(std::move(model), options);
            const auto batch = randomBatch(t.model.config.vocabulary, 10, 5, 40, 11);
            const std::string start = t.learner.weightsHash();
            for (int i = 0; i < 2; ++i) QVERIFY(t.learner.update(batch, loss, fastRate(), t.control));
            QVERIFY(t.learner.weightsHash() != start);
            hashes.push_back(t.learner.weightsHash() + t.learner.optimizerHash());
        }
        QCOMPARE(hashes[1], hashes[0]);
    }

    void cancellingBeforeTheFirstStepChangesNothing() {
        TrainedModel t(smallModel({}));
        const auto batch = randomBatch(t.model.config.vocabulary, 6, 5, 40, 11);
        const auto weights = t.learner.weightsHash(), moments = t.learner.optimizerHash();
        t.control.requestStop();
        LossOptions loss;
        loss.miniBatches = 3;
        loss.oldLogprobs = OldLogprobs::Trainer;
        const auto stats = t.learner.update(batch, loss, fastRate(), t.control);
        QVERIFY(!stats);
        QCOMPARE(stats.error().code, azr::ErrorCode::Cancelled);
        QCOMPARE(t.learner.weightsHash(), weights);
        QCOMPARE(t.learner.optimizerHash(), moments);
    }

    /// What is left of an update that was stopped between its steps counts for nothing once the last checkpoint is
    /// back.
    void aStoppedUpdateIsForgottenByTheCheckpoint() {
        QTemporaryDir folder;
        const fs::path path = folder.path().toStdString();
        LossOptions loss;
        loss.miniBatches = 3;
        Control control;
        StoppingPasses::stops = &control;
        engine::LearnerOptions options;
        options.passes = [](const engine::HfConfig& config, const at::Device&, const engine::PassOptions& how) {
            return std::unique_ptr<engine::Passes>(new StoppingPasses(engine::makeFusedPasses(config, how)));
        };
        TrainedModel whole(smallModel({})), stopped(smallModel({}), options);
        const auto batch = randomBatch(whole.model.config.vocabulary, 9, 5, 40, 11);
        for (TrainedModel* t : {&whole, &stopped}) QVERIFY(t->learner.update(batch, loss, fastRate(), t->control));
        QVERIFY(stopped.learner.saveWeights(path));
        QVERIFY(stopped.learner.saveOptimizer(path));
        const std::string before = stopped.learner.weightsHash();
        StoppingPasses::left = 1;  // within the first mini-batch, whose step is still made
        const auto stats = stopped.learner.update(batch, loss, fastRate(), control);
        QVERIFY(!stats && stats.error().code == azr::ErrorCode::Cancelled);
        QVERIFY(stopped.learner.weightsHash() != before);
        QVERIFY(stopped.learner.restore(path));
        QCOMPARE(stopped.learner.weightsHash(), before);
        for (TrainedModel* t : {&whole, &stopped}) QVERIFY(t->learner.update(batch, loss, fastRate(), t->control));
        QCOMPARE(stopped.learner.weightsHash(), whole.learner.weightsHash());
        QCOMPARE(stopped.learner.optimizerHash(), whole.learner.optimizerHash());
    }

    void aTemperatureOfZeroIsRefused() {
        TrainedModel t(smallModel({}));
        auto batch = randomBatch(t.model.config.vocabulary, 2, 5, 40, 11);
        batch[1].temperature = 0;
        QCOMPARE(t.learner.update(batch, {}, fastRate(), t.control).error().code, azr::ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(MiniBatchesTest)
#include "tst_mini_batches.moc"

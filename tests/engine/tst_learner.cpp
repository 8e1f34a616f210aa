#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/engine/kernels/matmul.h"
#include "core/engine/learning/plain.h"
#include "core/engine/learning/ppo.h"
#include "core/engine/learning/torch_learner.h"
#include "tests/support/gradients.h"
#include "tests/support/small_models.h"

using azr::Control;
using azr::ErrorCode;
using azr::policy::LossOptions;
using azr::policy::OptimizerOptions;
using azr::policy::Sequence;
using azr::test::difference;
using azr::test::fastRate;
using azr::test::gradientOf;
using azr::test::randomBatch;
using azr::test::smallModel;
using azr::test::SmallShape;
using azr::test::someLoss;
namespace engine = azr::engine;

namespace {

/// gradientOf() with every sequence laid out alone.
engine::Trainable gradientOfEach(engine::Passes& passes, const engine::Model& model,
                                 const std::vector<Sequence>& batch) {
    engine::Trainable gradients = engine::makeLike(model);
    for (const auto& sequence : batch)
        passes.accumulate(model, engine::splitBatch({&sequence, 1}, 1000, 1)[0], someLoss, gradients);
    return gradients;
}

struct Trained {
    explicit Trained(const SmallShape& shape = {}, const engine::LearnerOptions& options = {})
        : model(smallModel(shape)),
          learner(model, options, [shape]() -> azr::Result<engine::Model> { return smallModel(shape); }) {}
    engine::Model model;
    engine::TorchLearner learner;
    Control control;
};

/// Passes of a device that holds some 128 tokens.
class ShortOfMemory final : public engine::Passes {
  public:
    explicit ShortOfMemory(std::unique_ptr<engine::Passes> real) : m_real(std::move(real)) {}
    void accumulate(const engine::Model& model, const engine::MicroBatch& part, const engine::LossFunction& loss,
                    engine::Trainable& gradients) override {
        m_real->accumulate(model, part, loss, gradients);
        if (part.packed.rows() > 192) throw std::bad_alloc();
    }
    std::vector<engine::RowOutcome> outcomes(const engine::Model& model, const engine::MicroBatch& part) override {
        return m_real->outcomes(model, part);
    }

  private:
    std::unique_ptr<engine::Passes> m_real;
};

}  // namespace

class LearnerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { at::set_num_threads(2); }

    void fusedGradientsAreThoseOfAutograd_data() {
        QTest::addColumn<bool>("bias");
        QTest::addColumn<bool>("tied");
        QTest::addColumn<int>("kvHeads");
        QTest::addColumn<bool>("headNorms");
        QTest::newRow("llama, tied") << false << true << 4 << false;
        QTest::newRow("llama, grouped, untied") << false << false << 2 << false;
        QTest::newRow("qwen2 with biases") << true << true << 1 << false;
        QTest::newRow("qwen3 with norms of heads") << false << true << 2 << true;
    }
    void fusedGradientsAreThoseOfAutograd() {
        QFETCH(bool, bias);
        QFETCH(bool, tied);
        QFETCH(int, kvHeads);
        QFETCH(bool, headNorms);
        SmallShape shape;
        shape.bias = bias;
        shape.headNorms = headNorms;
        shape.tied = tied;
        shape.kvHeads = kvHeads;
        const auto model = smallModel(shape);
        const auto batch = randomBatch(shape.vocabulary, 5, 4, 50, 3);
        const auto fused = gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat}), model, batch, 1000);
        const auto plain = gradientOf(*engine::makePlainPasses(model.config, {at::kFloat}), model, batch, 1000);
        const auto wanted = engine::namedTensors(model.config, plain);
        QCOMPARE(wanted.size(), engine::namedTensors(model.config, model.parameters).size());
        const auto actual = engine::namedTensors(model.config, fused);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const double error = difference(actual[i].tensor, wanted[i].tensor);
            QVERIFY(wanted[i].tensor.abs().max().item<double>() > 0.0);
            QVERIFY2(error < 1e-5, qPrintable(QString("%1: %2").arg(wanted[i].name.c_str()).arg(error)));
        }
    }

    void bf16ProductsStayClose() {
        if (!engine::multipliesBfloat16()) QSKIP("this processor does not multiply bf16");
        const auto model = smallModel({});
        const auto batch = randomBatch(model.config.vocabulary, 5, 20, 50, 3);
        const auto exact = gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat}), model, batch, 1000);
        const auto rounded = gradientOf(*engine::makeFusedPasses(model.config, {at::kBFloat16}), model, batch, 1000);
        const double cosine = (exact.flat.dot(rounded.flat) / (exact.flat.norm() * rounded.flat.norm())).item<double>();
        QVERIFY2(cosine > 0.999, qPrintable(QString::number(cosine)));
        QVERIFY(!at::equal(exact.flat, rounded.flat));
    }

    void checkpointsGiveTheSameBits_data() {
        QTest::addColumn<bool>("plain");
        QTest::newRow("kernels") << false;
        QTest::newRow("plain operations") << true;
    }
    void checkpointsGiveTheSameBits() {
        QFETCH(bool, plain);
        SmallShape shape;
        shape.headNorms = true;
        shape.layers = 4;
        const auto model = smallModel(shape);
        const auto batch = randomBatch(shape.vocabulary, 7, 4, 60, 31);
        const auto make = plain ? &engine::makePlainPasses : &engine::makeFusedPasses;
        const auto kept = gradientOf(*make(model.config, {at::kFloat, false}), model, batch, 100);
        const auto again = gradientOf(*make(model.config, {at::kFloat, true}), model, batch, 100);
        QVERIFY(kept.flat.abs().max().item<double>() > 0.0);
        QVERIFY(at::equal(again.flat, kept.flat));
    }

    void microBatchesGiveTheGradientOfOneBatch_data() {
        QTest::addColumn<bool>("plain");
        QTest::newRow("plain passes") << true;
        QTest::newRow("fused passes") << false;
    }
    void microBatchesGiveTheGradientOfOneBatch() {
        QFETCH(bool, plain);
        const auto model = smallModel({});
        const auto batch = randomBatch(model.config.vocabulary, 9, 5, 60, 4);
        const auto passes = plain ? engine::makePlainPasses(model.config, {at::kFloat})
                                  : engine::makeFusedPasses(model.config, {at::kFloat});
        const auto whole = gradientOf(*passes, model, batch, 100000);
        const auto parts = gradientOf(*passes, model, batch, 64);
        QVERIFY2(difference(parts.flat, whole.flat) < 1e-5,
                 qPrintable(QString::number(difference(parts.flat, whole.flat))));
    }

    void sharedPromptsGiveTheGradientOfSeparateSequences_data() {
        QTest::addColumn<int>("kvHeads");
        QTest::addColumn<int>("prompt");
        QTest::addColumn<bool>("plain");
        QTest::newRow("one head of keys each") << 4 << 37 << false;
        QTest::newRow("grouped heads") << 2 << 20 << false;
        QTest::newRow("prompt of one token") << 4 << 1 << false;
        QTest::newRow("plain operations") << 2 << 20 << true;
    }
    void sharedPromptsGiveTheGradientOfSeparateSequences() {
        QFETCH(int, kvHeads);
        QFETCH(int, prompt);
        QFETCH(bool, plain);
        SmallShape shape;
        shape.kvHeads = kvHeads;
        const auto model = smallModel(shape);
        auto batch = randomBatch(shape.vocabulary, 6, prompt + 1, prompt + 50, 21);
        for (auto& sequence : batch) {
            std::copy_n(batch[0].tokens.begin(), prompt, sequence.tokens.begin());
            sequence.promptLength = prompt;
        }
        batch.push_back(randomBatch(shape.vocabulary, 1, 30, 30, 22)[0]);
        const auto passes = plain ? engine::makePlainPasses(model.config, {at::kFloat})
                                  : engine::makeFusedPasses(model.config, {at::kFloat});
        const auto parts = engine::splitBatch(batch, 1000, 1);
        QCOMPARE(parts.size(), std::size_t{1});
        QCOMPARE(parts[0].packed.plan.groups.size(), std::size_t{3});  // two groups
        const auto shared = gradientOf(*passes, model, batch, 1000);
        const double apart = difference(shared.flat, gradientOfEach(*passes, model, batch).flat);
        QVERIFY2(apart < 1e-5, qPrintable(QString::number(apart)));
    }

    void promptsThatBeginAlikeShareTheirBeginning_data() {
        QTest::addColumn<bool>("plain");
        QTest::newRow("kernels") << false;
        QTest::newRow("plain operations") << true;
    }
    void promptsThatBeginAlikeShareTheirBeginning() {
        QFETCH(bool, plain);
        SmallShape shape;
        shape.kvHeads = 2;
        const auto model = smallModel(shape);
        auto batch = randomBatch(shape.vocabulary, 5, 90, 110, 26);
        const int prompts[] = {72, 75, 70, 80, 75};
        for (std::size_t s = 0; s < batch.size(); ++s) {
            std::copy_n(batch[0].tokens.begin(), s == 3 ? 66 : 70, batch[s].tokens.begin());
            batch[s].promptLength = prompts[s];
        }
        std::copy_n(batch[1].tokens.begin(), 75, batch[4].tokens.begin());  // a prompt twice: two attempts at a task
        batch.push_back(randomBatch(shape.vocabulary, 1, 90, 90, 27)[0]);
        const auto parts = engine::splitBatch(batch, 1000, 1);
        QCOMPARE(parts.size(), std::size_t{1});
        QCOMPARE(parts[0].packed.plan.groups.size(), std::size_t{3});  // two groups
        std::int64_t rows = -4 * 66 - (75 - 66);                       // four beginnings and the rest of a prompt
        for (const auto& sequence : batch) rows += static_cast<std::int64_t>(sequence.tokens.size()) - 1;
        QCOMPARE(parts[0].packed.rows(), rows);
        const auto passes = plain ? engine::makePlainPasses(model.config, {at::kFloat})
                                  : engine::makeFusedPasses(model.config, {at::kFloat});
        const auto shared = gradientOf(*passes, model, batch, 1000);
        const double apart = difference(shared.flat, gradientOfEach(*passes, model, batch).flat);
        QVERIFY2(apart < 1e-5, qPrintable(QString::number(apart)));
    }

    void packedSequencesDoNotSeeEachOther() {
        Trained t;
        const auto batch = randomBatch(t.model.config.vocabulary, 7, 3, 70, 5);
        const auto together = t.learner.logprobs(batch, t.control);
        QVERIFY(together);
        for (std::size_t s = 0; s < batch.size(); ++s) {
            const auto alone = t.learner.logprobs({&batch[s], 1}, t.control);
            QVERIFY(alone);
            QCOMPARE(alone->front().size(), together->at(s).size());
            QCOMPARE(alone->front().size(), batch[s].advantages.size());
            for (std::size_t i = 0; i < alone->front().size(); ++i)
                QVERIFY(std::abs(alone->front()[i] - together->at(s)[i]) < 1e-5F);
        }
    }

    void logprobsAreThoseOfThePlainForwardPass() {
        Trained t;
        const auto batch = randomBatch(t.model.config.vocabulary, 1, 40, 40, 6);
        const auto logits = engine::forwardLogits(t.model, batch[0].tokens);
        QVERIFY(logits);
        const at::Tensor logp = at::log_softmax(*logits, -1);
        const auto actual = t.learner.logprobs(batch, t.control);
        QVERIFY(actual);
        for (std::size_t j = 0; j < actual->front().size(); ++j) {
            const auto at = static_cast<std::int64_t>(j) + batch[0].promptLength;
            const float wanted = logp[at - 1][batch[0].tokens[static_cast<std::size_t>(at)]].item<float>();
            QVERIFY(std::abs(actual->front()[j] - wanted) < 1e-4F);
        }
    }

    void aSequencesOwnPullCountsLikeThatOfTheOptions() {
        Trained all, own;
        for (Trained* t : {&all, &own}) t->model.parameters.layers[1].gateUp.mul_(1.5);
        auto batch = randomBatch(all.model.config.vocabulary, 4, 10, 30, 8);
        LossOptions options;
        options.klCoefficient = 0.7;
        const auto a = all.learner.update(batch, options, fastRate(), all.control);
        options.klCoefficient = 0;
        for (auto& sequence : batch) sequence.klCoefficient = 0.7;
        const auto b = own.learner.update(batch, options, fastRate(), own.control);
        QVERIFY(a && b && a->referenceKl > 1e-6);
        QCOMPARE(b->referenceKl, a->referenceKl);
        QCOMPARE(b->loss, a->loss);
        QCOMPARE(b->gradientNorm, a->gradientNorm);
        QCOMPARE(own.learner.weightsHash(), all.learner.weightsHash());
    }

    void ppoGradientIsTheSlopeOfTheReportedLoss() {
        Trained t;
        t.model.parameters.layers[1].gateUp.mul_(1.5);  // away from the reference: there its pull has no slope
        auto batch = randomBatch(t.model.config.vocabulary, 4, 10, 30, 8);
        const auto now = t.learner.logprobs(batch, t.control);
        QVERIFY(now);
        for (std::size_t s = 0; s < batch.size(); ++s)
            for (std::size_t i = 0; i < batch[s].oldLogprobs.size(); ++i)
                batch[s].oldLogprobs[i] = now->at(s)[i] + 0.05F * static_cast<float>(i % 3);
        LossOptions options;
        options.entropyBonus = 0.1;
        options.klCoefficient = 0.2;
        batch[1].klCoefficient = 0.7;
        OptimizerOptions frozen;
        frozen.learningRate = 0.0;
        const auto lossAt = [&](double shift) {
            at::Tensor weight = t.model.parameters.layers[0].gateUp[3][5];
            const float before = weight.item<float>();
            weight.fill_(before + shift);
            const auto stats = t.learner.update(batch, options, frozen, t.control);
            weight.fill_(before);
            return stats ? stats->loss : NAN;
        };
        const double slope = (lossAt(0.01) - lossAt(-0.01)) / 0.02;
        // The same derivative through the step: AdamW with beta1 = 0 and a huge epsilon moves by rate * g / epsilon.
        OptimizerOptions probe;
        probe.learningRate = 1e5;
        probe.epsilon = 1e5;
        probe.beta1 = 0.0;
        probe.gradientClip = 0.0;
        Trained fresh;
        fresh.model.parameters.layers[1].gateUp.mul_(1.5);
        const float before = fresh.model.parameters.layers[0].gateUp[3][5].item<float>();
        QVERIFY(fresh.learner.update(batch, options, probe, fresh.control));
        const double gradient = before - fresh.model.parameters.layers[0].gateUp[3][5].item<float>();
        QVERIFY2(std::abs(slope - gradient) < 2e-3 * std::abs(gradient) + 2e-5,
                 qPrintable(QString("%1 against %2").arg(slope).arg(gradient)));
    }

    void onPolicyStatisticsAreThoseOfTheDefinition() {
        Trained t;
        auto batch = randomBatch(t.model.config.vocabulary, 4, 10, 30, 8);
        const auto now = t.learner.logprobs(batch, t.control);
        std::int64_t tokens = 0;
        for (std::size_t s = 0; s < batch.size(); ++s) {
            batch[s].oldLogprobs = now->at(s);
            tokens += static_cast<std::int64_t>(batch[s].tokens.size());
        }
        const auto stats = t.learner.update(batch, {}, fastRate(), t.control);
        QVERIFY(stats);
        QVERIFY(std::abs(stats->ratioMean - 1.0) < 1e-5);
        QCOMPARE(stats->clipFraction, 0.0);
        QVERIFY(stats->logprobGap < 1e-5);
        QCOMPARE(stats->tokens, tokens);
        QVERIFY(stats->gradientNorm > 0.0);
        QVERIFY(stats->entropy > 0.0 && stats->entropy <= std::log(37.0) + 1e-6);
        QCOMPARE(stats->streamEntropy.size(), std::size_t{3});
    }

    void imitationLearnsABatchByHeart() {
        Trained t;
        const auto batch = randomBatch(t.model.config.vocabulary, 6, 10, 30, 9);
        const auto first = t.learner.imitate(batch, fastRate(), 0, t.control);
        QVERIFY(first);
        double last = first->loss;
        for (int i = 0; i < 60; ++i) last = t.learner.imitate(batch, fastRate(), 0, t.control)->loss;
        QVERIFY2(last < 0.3 * first->loss, qPrintable(QString("%1 -> %2").arg(first->loss).arg(last)));
    }

    void advantagesMoveProbabilitiesTheirWay() {
        Trained t;
        auto batch = randomBatch(t.model.config.vocabulary, 2, 20, 20, 10);
        const auto before = t.learner.logprobs(batch, t.control);
        for (std::size_t s = 0; s < 2; ++s) {
            batch[s].oldLogprobs = before->at(s);
            std::fill(batch[s].advantages.begin(), batch[s].advantages.end(), s == 0 ? 1.0F : -1.0F);
        }
        OptimizerOptions options;
        options.learningRate = 1e-3;
        QVERIFY(t.learner.update(batch, {}, options, t.control));
        const auto after = t.learner.logprobs(batch, t.control);
        const auto total = [](const std::vector<float>& values) {
            double sum = 0;
            for (const float value : values) sum += value;
            return sum;
        };
        QVERIFY(total(after->at(0)) > total(before->at(0)));
        QVERIFY(total(after->at(1)) < total(before->at(1)));
    }

    void theSameStepsGiveTheSameBits() {
        Trained a, b;
        const auto batch = randomBatch(a.model.config.vocabulary, 12, 5, 60, 11);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(a.learner.update(batch, {}, fastRate(), a.control));
            QVERIFY(b.learner.update(batch, {}, fastRate(), b.control));
        }
        QCOMPARE(a.learner.weightsHash(), b.learner.weightsHash());
        QCOMPARE(a.learner.optimizerHash(), b.learner.optimizerHash());
        QVERIFY(a.learner.weightsHash() != Trained().learner.weightsHash());
    }

    void aRestoredLearnerGoesOnBitForBit() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        Trained straight, later;
        const auto batch = randomBatch(straight.model.config.vocabulary, 8, 5, 60, 12);
        for (int i = 0; i < 2; ++i) QVERIFY(straight.learner.update(batch, {}, fastRate(), straight.control));
        QVERIFY(straight.learner.saveWeights(path));
        QVERIFY(straight.learner.saveOptimizer(path));
        const auto version = later.model.version;
        QVERIFY(later.learner.restore(path));
        QVERIFY(later.model.version > version);
        QCOMPARE(later.learner.optimizerHash(), straight.learner.optimizerHash());
        QVERIFY(straight.learner.update(batch, {}, fastRate(), straight.control));
        QVERIFY(later.learner.update(batch, {}, fastRate(), later.control));
        QCOMPARE(later.learner.weightsHash(), straight.learner.weightsHash());
    }

    void aGradientThatIsNotFiniteChangesNothing() {
        Trained t;
        auto batch = randomBatch(t.model.config.vocabulary, 3, 10, 20, 13);
        batch[1].advantages[0] = NAN;
        const auto weights = t.learner.weightsHash(), state = t.learner.optimizerHash();
        const auto stats = t.learner.update(batch, {}, fastRate(), t.control);
        QVERIFY(!stats);
        QCOMPARE(t.learner.weightsHash(), weights);
        QCOMPARE(t.learner.optimizerHash(), state);
    }

    void aDeviceThatRunsOutOfMemoryTakesLess() {
        engine::LearnerOptions options;
        options.passes = [](const azr::engine::HfConfig& config, const at::Device&, const engine::PassOptions& how) {
            return std::unique_ptr<engine::Passes>(new ShortOfMemory(engine::makeFusedPasses(config, how)));
        };
        Trained shortOf({}, options), plenty;
        const auto batch = randomBatch(shortOf.model.config.vocabulary, 40, 20, 60, 33);
        const auto stats = shortOf.learner.update(batch, {}, fastRate(), shortOf.control);
        QVERIFY2(stats, stats ? "" : azr::describe(stats.error()).c_str());
        QVERIFY(stats->memoryRetries > 0);
        QCOMPARE(shortOf.learner.update(batch, {}, fastRate(), shortOf.control)->memoryRetries, 0);
        for (int i = 0; i < 2; ++i) QVERIFY(plenty.learner.update(batch, {}, fastRate(), plenty.control));
        QVERIFY(difference(shortOf.model.parameters.flat, plenty.model.parameters.flat) < 1e-4);
    }

    void aStopLeavesTheWeights() {
        Trained t;
        const auto batch = randomBatch(t.model.config.vocabulary, 3, 10, 20, 14);
        const auto weights = t.learner.weightsHash();
        t.control.requestStop();
        const auto stats = t.learner.update(batch, {}, fastRate(), t.control);
        QVERIFY(!stats);
        QCOMPARE(stats.error().code, ErrorCode::Cancelled);
        QCOMPARE(t.learner.weightsHash(), weights);
    }

    void unusableBatchesAreRefused() {
        Trained t;
        auto batch = randomBatch(t.model.config.vocabulary, 1, 10, 20, 15);
        const auto refused = [&](const std::vector<Sequence>& bad) {
            const auto stats = t.learner.update(bad, {}, fastRate(), t.control);
            return !stats && stats.error().code == ErrorCode::InvalidArgument;
        };
        QVERIFY(refused({}));
        auto outside = batch;
        outside[0].tokens[0] = t.model.config.vocabulary;
        QVERIFY(refused(outside));
        auto noPrompt = batch;
        noPrompt[0].promptLength = 0;
        QVERIFY(refused(noPrompt));
        auto shortAdvantages = batch;
        shortAdvantages[0].advantages.pop_back();
        QVERIFY(refused(shortAdvantages));
        auto tooLong = randomBatch(t.model.config.vocabulary, 1, 300, 300, 15);
        QVERIFY(refused(tooLong));
    }
};

QTEST_GUILESS_MAIN(LearnerTest)
#include "tst_learner.moc"

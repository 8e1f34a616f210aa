// AdamW with moments in 8 bits: the codes, a step against fp32, training with either, exact files.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/engine/kernels/block_states_kernels.h"
#include "core/engine/learning/device_states.h"
#include "core/engine/learning/torch_learner.h"
#include "tests/support/small_models.h"

using azr::Control;
using azr::policy::OptimizerOptions;
using azr::policy::OptimizerStates;
using azr::test::randomBatch;
using azr::test::smallModel;
namespace engine = azr::engine;
namespace kernels = azr::engine::kernels;

namespace {

struct Trained {
    explicit Trained(OptimizerStates states) : model(smallModel({})), learner(model, optionsOf(states), {}) {}
    static engine::LearnerOptions optionsOf(OptimizerStates states) {
        engine::LearnerOptions options;
        options.states = states;
        return options;
    }
    engine::Model model;
    engine::TorchLearner learner;
    Control control;
};

OptimizerOptions rate(double value) {
    OptimizerOptions options;
    options.learningRate = value;
    return options;
}

}  // namespace

class OptimizerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { at::set_num_threads(2); }

    void codesAscendAndCoverSevenDecades() {
        for (const auto* codes : {&kernels::signedCodes(), &kernels::unsignedCodes()}) {
            for (std::size_t i = 1; i < codes->size(); ++i) QVERIFY((*codes)[i] > (*codes)[i - 1]);
            QCOMPARE(codes->back(), 1.0F);
        }
        QCOMPARE(kernels::signedCodes()[kernels::kSignedZero], 0.0F);
        QCOMPARE(kernels::unsignedCodes()[kernels::kUnsignedZero], 0.0F);
        QVERIFY(kernels::unsignedCodes()[1] < 1e-6F);
        QVERIFY(std::abs(kernels::signedCodes()[0] + 0.993F) < 1e-3F);
    }

    void everyNumberGetsTheNearestCode() {
        azr::Rng rng(1);
        std::array<float, 256> values{};
        std::array<std::uint8_t, 256> codes{};
        for (int round = 0; round < 200; ++round) {
            for (float& value : values)
                value = static_cast<float>(std::pow(10.0, -8.0 * rng.uniform()) * (rng.chance(0.5) ? 1 : -1));
            values[static_cast<std::size_t>(rng.below(256))] = 3.0F;
            auto shares = values;
            QCOMPARE(kernels::encodeSigned(shares.data(), 256, codes.data()), 3.0F);
            for (std::size_t i = 0; i < 256; ++i) {
                float best = 10.0F;
                for (const float code : kernels::signedCodes()) best = std::min(best, std::abs(code - shares[i]));
                QVERIFY(std::abs(kernels::signedCodes()[codes[i]] - shares[i]) <= best * 1.0001F);
            }
            for (float& value : shares) value = std::abs(value);
            const auto wanted = shares;
            QCOMPARE(kernels::encodeUnsigned(shares.data(), 256, codes.data()), 1.0F);
            for (std::size_t i = 0; i < 256; ++i) {
                QVERIFY(codes[i] > 0);  // never zero but for zero
                float best = 10.0F;
                for (std::size_t c = 1; c < 256; ++c)
                    best = std::min(best, std::abs(kernels::unsignedCodes()[c] - wanted[i]));
                QVERIFY(std::abs(kernels::unsignedCodes()[codes[i]] - wanted[i]) <= best * 1.0001F);
            }
        }
        std::array<float, 5> zeros{};
        QCOMPARE(kernels::encodeUnsigned(zeros.data(), 5, codes.data()), 0.0F);
        QCOMPARE(codes[0], kernels::kUnsignedZero);
        QCOMPARE(kernels::encodeSigned(zeros.data(), 5, codes.data()), 0.0F);
        QCOMPARE(codes[4], kernels::kSignedZero);
    }

    void trainingFollowsFp32() {
        Trained exact(OptimizerStates::Fp32), coded(OptimizerStates::EightBit);
        const auto start = exact.model.parameters.flat.clone();
        const auto batch = randomBatch(exact.model.config.vocabulary, 8, 20, 50, 3);
        double exactLoss = 0, codedLoss = 0, first = 0;
        for (int i = 0; i < 60; ++i) {
            exactLoss = exact.learner.imitate(batch, rate(3e-3), 0, exact.control)->loss;
            codedLoss = coded.learner.imitate(batch, rate(3e-3), 0, coded.control)->loss;
            if (i == 0) first = exactLoss;
            QVERIFY2(std::abs(codedLoss - exactLoss) < 0.03 * first,
                     qPrintable(QString("step %1: %2 against %3").arg(i).arg(codedLoss).arg(exactLoss)));
        }
        QVERIFY(exactLoss < 0.6 * first);
        const auto moved = exact.model.parameters.flat - start, same = coded.model.parameters.flat - start;
        const double cosine = (moved.dot(same) / (moved.norm() * same.norm())).item<double>();
        QVERIFY2(cosine > 0.98, qPrintable(QString::number(cosine)));
        QVERIFY(!at::equal(moved, same));
    }

    void theSameStepsGiveTheSameBits() {
        Trained a(OptimizerStates::EightBit), b(OptimizerStates::EightBit);
        const auto batch = randomBatch(a.model.config.vocabulary, 8, 20, 50, 3);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(a.learner.imitate(batch, rate(1e-2), 0, a.control));
            QVERIFY(b.learner.imitate(batch, rate(1e-2), 0, b.control));
        }
        QCOMPARE(a.learner.weightsHash(), b.learner.weightsHash());
        QCOMPARE(a.learner.optimizerHash(), b.learner.optimizerHash());
    }

    void restoredStatesGoOnBitForBit() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        Trained straight(OptimizerStates::EightBit), later(OptimizerStates::EightBit);
        Trained other(OptimizerStates::Fp32);
        const auto batch = randomBatch(straight.model.config.vocabulary, 8, 20, 50, 3);
        for (int i = 0; i < 2; ++i) QVERIFY(straight.learner.imitate(batch, rate(1e-2), 0, straight.control));
        QVERIFY(straight.learner.saveWeights(path));
        QVERIFY(straight.learner.saveOptimizer(path));
        QVERIFY(later.learner.restore(path));
        QCOMPARE(later.learner.optimizerHash(), straight.learner.optimizerHash());
        QVERIFY(straight.learner.imitate(batch, rate(1e-2), 0, straight.control));
        QVERIFY(later.learner.imitate(batch, rate(1e-2), 0, later.control));
        QCOMPARE(later.learner.weightsHash(), straight.learner.weightsHash());
        // States of another kind are refused, and nothing changes.
        const auto weights = other.learner.weightsHash(), states = other.learner.optimizerHash();
        const auto refused = other.learner.restore(path);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, azr::ErrorCode::Corrupt);
        QCOMPARE(other.learner.weightsHash(), weights);
        QCOMPARE(other.learner.optimizerHash(), states);
    }

    /// What a device does in plain operations is what the kernels do.
    void plainOperationsCodeAsTheKernels() {
        azr::Rng rng(4);
        at::Tensor numbers = at::empty({700}, at::kFloat);
        for (int i = 0; i < 700; ++i)
            numbers[i] = static_cast<float>(std::pow(10.0, -6.0 * rng.uniform()) * rng.normal());
        for (const bool isSigned : {true, false}) {
            const at::Tensor values = isSigned ? numbers : numbers.abs();
            at::Tensor codes = at::zeros({700}, at::kByte), scales = at::zeros({3}, at::kFloat);
            const engine::DeviceStates states(isSigned ? kernels::signedCodes() : kernels::unsignedCodes(),
                                              at::Device(at::kCPU));
            states.encode(values, codes, scales, isSigned ? 0 : 1);
            at::Tensor work = values.clone();
            int differing = 0;
            for (int block = 0; block < 3; ++block) {
                std::array<std::uint8_t, 256> wanted{};
                const int at = block * 256, count = std::min(256, 700 - at);
                float* data = work.data_ptr<float>() + at;
                const float scale = isSigned ? kernels::encodeSigned(data, count, wanted.data())
                                             : kernels::encodeUnsigned(data, count, wanted.data());
                QCOMPARE(scales[block].item<float>(), scale);
                for (int i = 0; i < count; ++i)
                    differing += codes[at + i].item<int>() != wanted[static_cast<std::size_t>(i)] ? 1 : 0;
            }
            QVERIFY2(differing <= 1, qPrintable(QString::number(differing)));  // a number halfway between two codes
            QVERIFY((states.numbers(codes, scales) - values).abs().max().item<double>() <
                    0.01 * values.abs().max().item<double>());
        }
    }
};

QTEST_GUILESS_MAIN(OptimizerTest)
#include "tst_optimizer.moc"

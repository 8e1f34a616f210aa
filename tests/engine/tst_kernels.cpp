// Every hand-written kernel against the same formula in plain ATen operations and their autograd.
#include <ATen/ATen.h>

#include <QtTest>

#include "core/engine/kernels/attention_kernels.h"
#include "core/engine/kernels/decode_kernels.h"
#include "core/engine/kernels/head_kernels.h"
#include "core/engine/kernels/layer_kernels.h"
#include "core/engine/kernels/optimizer_kernels.h"

namespace kernels = azr::engine::kernels;

namespace {

at::Tensor random(at::IntArrayRef shape) {
    return at::randn(shape, at::TensorOptions(at::kFloat));
}

float* data(const at::Tensor& tensor) {
    return tensor.data_ptr<float>();
}

/// Largest difference over the largest magnitude.
double difference(const at::Tensor& a, const at::Tensor& b) {
    return ((a - b).abs().max() / (b.abs().max() + 1e-12)).item<double>();
}

#define QCLOSE(actual, wanted) \
    QVERIFY2(difference(actual, wanted) < 1e-5, qPrintable(QString::number(difference(actual, wanted))))

/// One sequence [n, heads, E] after another through masked softmax attention.
at::Tensor plainAttention(const at::Tensor& qkv, const kernels::AttentionShape& s,
                          const std::vector<std::int64_t>& starts) {
    std::vector<at::Tensor> outputs;
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
        const std::int64_t n = starts[i + 1] - starts[i];
        const at::Tensor rows = qkv.narrow(0, starts[i], n).view({n, -1, s.headDim}).transpose(0, 1);
        const std::int64_t group = s.heads / s.kvHeads;
        const at::Tensor q = rows.narrow(0, 0, s.heads);
        const at::Tensor k = rows.narrow(0, s.heads, s.kvHeads).repeat_interleave(group, 0);
        const at::Tensor v = rows.narrow(0, s.heads + s.kvHeads, s.kvHeads).repeat_interleave(group, 0);
        const at::Tensor mask = at::ones({n, n}, at::kBool).triu(1);
        const at::Tensor scores = at::matmul(q, k.transpose(1, 2)) / std::sqrt(static_cast<double>(s.headDim));
        outputs.push_back(
            at::matmul(scores.masked_fill(mask, -INFINITY).softmax(-1), v).transpose(0, 1).reshape({n, -1}));
    }
    return at::cat(outputs, 0);
}

}  // namespace

class KernelsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { at::manual_seed(7); }

    void rmsNormAndItsGradients_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("width");
        QTest::newRow("nano") << 150 << 128;
        QTest::newRow("no multiple of a vector") << 33 << 84;
        QTest::newRow("one row") << 1 << 8;
    }
    void rmsNormAndItsGradients() {
        QFETCH(int, rows);
        QFETCH(int, width);
        const at::Tensor x = random({rows, width}).requires_grad_(), weight = random({width}).requires_grad_();
        const at::Tensor dy = random({rows, width}), before = random({rows, width});
        const at::Tensor wanted = x * at::rsqrt(x.pow(2).mean(-1, true) + 1e-5) * weight;
        wanted.backward(dy);
        const at::Tensor y = at::empty({rows, width}), inverse = at::empty({rows});
        kernels::rmsNorm(data(x), data(weight), 1e-5, {data(y), nullptr}, data(inverse), rows, width);
        QCLOSE(y, wanted.detach());
        const at::Tensor dx = before.clone(), dWeight = at::zeros({width});
        kernels::rmsNormBackward(data(dy), data(x), data(weight), data(inverse), data(dx), data(dWeight), rows, width);
        QCLOSE(dx - before, x.grad());
        QCLOSE(dWeight, weight.grad());
    }

    void swiGluAndItsGradients_data() {
        QTest::addColumn<int>("width");
        QTest::newRow("vectors") << 96;
        QTest::newRow("with a tail") << 172;
        QTest::newRow("a tail alone") << 7;
    }
    void swiGluAndItsGradients() {
        QFETCH(int, width);
        const at::Tensor wide = (random({65, 2 * width}) * 3).requires_grad_();
        const at::Tensor dy = random({65, width});
        const at::Tensor wanted = at::silu(wide.narrow(1, 0, width)) * wide.narrow(1, width, width);
        wanted.backward(dy);
        const at::Tensor y = at::empty({65, width}), work = wide.detach().clone();
        kernels::swiGlu(data(work), {data(y), nullptr}, 65, width);
        QCLOSE(y, wanted.detach());
        kernels::swiGluBackward(data(dy), data(work), 65, width);
        QCLOSE(work, wide.grad());
    }

    void swiGluSurvivesLargeGates() {
        const at::Tensor wide = at::tensor({-1000.0F, 1000.0F, 1.0F, 1.0F}).view({1, 4});
        const at::Tensor y = at::empty({1, 2});
        kernels::swiGlu(data(wide), {data(y), nullptr}, 1, 2);
        QCOMPARE(data(y)[0], 0.0F);
        QCOMPARE(data(y)[1], 1000.0F);
    }

    void rotationKeepsLengthsAndTurnsBack() {
        const std::int32_t positions[] = {0, 3};
        // E = 4: angles position * (1, 0.1).
        at::Tensor table = at::empty({4, 4});
        for (int t = 0; t < 4; ++t)
            for (int i = 0; i < 2; ++i) {
                data(table)[t * 4 + i] = std::cos(static_cast<float>(t) * (i == 0 ? 1.0F : 0.1F));
                data(table)[t * 4 + 2 + i] = std::sin(static_cast<float>(t) * (i == 0 ? 1.0F : 0.1F));
            }
        const at::Tensor before = random({2, 12}), x = before.clone();
        kernels::rotate(data(x), 12, {2, 4, 4}, positions, data(table), 2, false);
        QVERIFY(at::equal(x[0], before[0]));
        QVERIFY(at::equal(x.narrow(1, 8, 4), before.narrow(1, 8, 4)));  // the third head is not turned
        const float a = data(before)[12], b = data(before)[14];         // pairs (0, 2) of the second row
        QVERIFY(std::abs(data(x)[12] - (a * std::cos(3.0F) - b * std::sin(3.0F))) < 1e-6F);
        QVERIFY(std::abs(data(x)[14] - (b * std::cos(3.0F) + a * std::sin(3.0F))) < 1e-6F);
        kernels::rotate(data(x), 12, {2, 4, 4}, positions, data(table), 2, true);
        QCLOSE(x, before);
    }

    void attentionAndItsGradients_data() {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("kvHeads");
        QTest::addColumn<int>("headDim");
        QTest::newRow("nano") << 4 << 4 << 32;
        QTest::newRow("grouped") << 8 << 4 << 8;
        QTest::newRow("one key head") << 3 << 1 << 64;
        QTest::newRow("wide") << 2 << 2 << 128;
        QTest::newRow("odd width") << 2 << 1 << 12;
        QTest::newRow("width 24") << 2 << 1 << 24;
    }
    void attentionAndItsGradients() {
        QFETCH(int, heads);
        QFETCH(int, kvHeads);
        QFETCH(int, headDim);
        const kernels::AttentionShape shape{heads, kvHeads, headDim};
        const std::vector<std::int64_t> starts{0, 1, 34, 51, 148, 180};
        kernels::AttentionPlan plan;
        for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
            plan.spans.push_back({starts[i], starts[i + 1] - starts[i]});
            plan.groups.push_back(i + 1);
        }
        const std::int64_t rows = starts.back();
        const at::Tensor qkv = random({rows, shape.rowWidth()}).requires_grad_();
        const at::Tensor dOut = random({rows, shape.outputWidth()});
        const at::Tensor wanted = plainAttention(qkv, shape, starts);
        wanted.backward(dOut);
        const at::Tensor out = at::empty({rows, shape.outputWidth()}), sums = at::empty({rows, heads});
        const at::Tensor dQkv = at::full({rows, shape.rowWidth()}, NAN);
        kernels::AttentionScratch scratch;
        kernels::attention(shape, plan, data(qkv), data(out), data(sums), scratch);
        QCLOSE(out, wanted.detach());
        kernels::attentionBackward(shape, plan, data(qkv), data(out), data(sums), data(dOut), data(dQkv), scratch);
        QCLOSE(dQkv, qkv.grad());
    }

    void packedProducts_data() {
        QTest::addColumn<int>("outputs");
        QTest::addColumn<int>("inputs");
        QTest::newRow("whole panels") << 64 << 96;
        QTest::newRow("a part of a panel") << 45 << 32;
        QTest::newRow("odd inputs") << 33 << 27;
        QTest::newRow("deeper than a block") << 20 << 1031;
        QTest::newRow("whole tiles, deep") << 70 << 1056;
    }
    void packedProducts() {
        using azr::engine::WeightStorage;
        QFETCH(int, outputs);
        QFETCH(int, inputs);
        constexpr int kRows = 45;
        const at::Tensor weight = random({outputs, inputs}), x = random({kRows, inputs}), bias = random({outputs});
        const at::Tensor bf16Weight = weight.to(at::kBFloat16).to(at::kFloat),
                         halfX = x.to(at::kBFloat16).to(at::kFloat);
        for (const auto storage : {WeightStorage::Float32, WeightStorage::Bfloat16}) {
            const bool bf16 = storage == WeightStorage::Bfloat16;
            azr::engine::PackedMatrix packed;
            packed.pack(data(weight), outputs, inputs, storage);
            QVERIFY(packed.storage() == storage);
            const at::Tensor stored = bf16 ? bf16Weight : weight, row = at::empty({inputs});
            packed.row(outputs - 1, data(row));
            QVERIFY(at::equal(row, stored[outputs - 1]));
            const int first = outputs / 3, count = outputs - first;
            const at::Tensor rows = at::empty({count, inputs}, bf16 ? at::kBFloat16 : at::kFloat);
            if (bf16)
                packed.unpackRows(first, count, reinterpret_cast<std::uint16_t*>(rows.data_ptr<at::BFloat16>()));
            else
                packed.unpackRows(first, count, data(rows));
            QVERIFY(at::equal(rows.to(at::kFloat), stored.narrow(0, first, count)));
            const at::Tensor widened = at::empty({count, inputs});
            packed.unpackRows(first, count, data(widened));
            QVERIFY(at::equal(widened, stored.narrow(0, first, count)));
            const int stride = azr::engine::paddedWidth(outputs);
            const at::Tensor padded = at::constant_pad_nd(bias, {0, stride - outputs});
            const at::Tensor out = at::full({kRows, stride}, NAN);
            packed.multiply(data(x), inputs, kRows, {data(out), stride, data(padded), false}, 0, packed.panels());
            QCLOSE(out.narrow(1, 0, outputs), at::addmm(bias, x, stored.t()));
            if (!bf16) continue;
            const int width = azr::engine::halfWidth(inputs);
            std::vector<std::uint16_t> rounded(static_cast<std::size_t>(kRows * width), 0x7fc0);
            for (std::ptrdiff_t r = 0; r < kRows; ++r)
                azr::engine::roundRow(data(x) + r * inputs, inputs, rounded.data() + r * width);
            packed.multiply(rounded.data(), width, kRows, {data(out), stride, nullptr, true}, 0, packed.panels());
            QCLOSE(out.narrow(1, 0, outputs), at::addmm(bias, x, stored.t()) + at::mm(halfX, stored.t()));
        }
    }

    void softmaxOutcomesAndTheirGradient_data() {
        QTest::addColumn<int>("vocabulary");
        QTest::newRow("nano") << 109;
        QTest::newRow("vectors") << 512;
        QTest::newRow("tiny") << 5;
    }
    void softmaxOutcomesAndTheirGradient() {
        QFETCH(int, vocabulary);
        constexpr int kRows = 40;
        const at::Tensor logits = (random({kRows, vocabulary}) * 4).requires_grad_();
        const at::Tensor logp = at::log_softmax(logits, -1);
        std::vector<std::int32_t> targets;
        std::vector<kernels::RowGradient> wanted;
        at::Tensor loss = at::zeros({});
        for (int i = 0; i < kRows; ++i) {
            targets.push_back((i * 31) % vocabulary);
            wanted.push_back({0.1F * static_cast<float>(i - 20), 0.05F * static_cast<float>(i % 7)});
            loss = loss + wanted.back().logprob * logp[i][targets.back()] -
                   wanted.back().entropy * (logp[i].exp() * logp[i]).sum();
        }
        loss.backward();
        std::vector<kernels::RowOutcome> outcomes(kRows);
        const at::Tensor work = logits.detach().clone();
        kernels::softmaxOutcomes(data(work), vocabulary, targets.data(), outcomes.data(), kRows, vocabulary);
        for (int i = 0; i < kRows; ++i) {
            const auto& outcome = outcomes[static_cast<std::size_t>(i)];
            const auto target = targets[static_cast<std::size_t>(i)];
            QVERIFY(std::abs(outcome.logprob - logp[i][target].item<float>()) < 2e-5F);
            QVERIFY(std::abs(outcome.entropy + (logp[i].exp() * logp[i]).sum().item<float>()) < 1e-5F);
        }
        kernels::softmaxBackward(data(work), vocabulary, targets.data(), outcomes.data(), wanted.data(), kRows,
                                 vocabulary);
        QCLOSE(work, logits.grad());
    }

    void scatteredRowsMayRepeat() {
        const std::int64_t rows[] = {1, 0, 1};
        const at::Tensor x = at::zeros({2, 2}), in = at::tensor({1.0F, 2.0F, 10.0F, 20.0F, 100.0F, 200.0F});
        kernels::scatterRows(data(in), rows, data(x), 3, 2);
        QVERIFY(at::equal(x.view({-1}), at::tensor({10.0F, 20.0F, 101.0F, 202.0F})));
    }

    void embeddingAddsWhatEqualTokensSend() {
        const std::int32_t tokens[] = {2, 0, 2};
        const at::Tensor table = at::zeros({3, 2}), dx = at::tensor({1.0F, 2.0F, 10.0F, 20.0F, 100.0F, 200.0F});
        kernels::embedBackward(data(dx), tokens, data(table), 3, 2);
        QVERIFY(at::equal(table.view({-1}), at::tensor({10.0F, 20.0F, 0.0F, 0.0F, 101.0F, 202.0F})));
    }

    void adamWTakesTheStepWorkedOutByHand() {
        // t = 1, g = 0.5: m = 0.05, v = 2.5e-4; corrected 0.5 and 0.25; w = 1 - 0.1 * (0.5 / 0.5) - 0.1 * 0.2 * 1 =
        // 0.88.
        float weight = 1.0F, gradient = 1.0F, first = 0.0F, second = 0.0F;
        kernels::adamW(&weight, &gradient, &first, &second, 1,
                       {0.1F, 0.9F, 0.999F, 0.0F, 0.2F, 1.0F - 0.9F, 1.0F - 0.999F, 0.5F});
        QVERIFY(std::abs(weight - 0.88F) < 1e-4F);
        QVERIFY(std::abs(first - 0.05F) < 1e-7F);
        QVERIFY(std::abs(second - 2.5e-4F) < 1e-8F);
    }

    void aNotFiniteGradientShowsInItsNorm() {
        at::Tensor values = at::full({40000}, 0.5F);
        QCOMPARE(kernels::squaredNorm(data(values), values.numel()), 10000.0);
        data(values)[39999] = NAN;
        QVERIFY(std::isnan(kernels::squaredNorm(data(values), values.numel())));
        data(values)[39999] = INFINITY;
        QVERIFY(std::isinf(kernels::squaredNorm(data(values), values.numel())));
    }
};

QTEST_GUILESS_MAIN(KernelsTest)
#include "tst_kernels.moc"

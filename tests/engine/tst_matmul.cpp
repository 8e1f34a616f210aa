// The products of a linear layer: bf16 against fp32, with and without what stood there, for numbers of rows that are
// and are not filled up; and that nothing below the rows is read.
#include <ATen/ATen.h>

#include <QtTest>
#include <limits>

#include "core/engine/kernels/matmul.h"

using azr::engine::multipliesBfloat16;
using azr::engine::Products;

namespace {

constexpr std::int64_t kInputs = 48, kOutputs = 40;

/// The first rows of a buffer that ends in NaN.
at::Tensor rowsOf(const at::Tensor& values) {
    const std::int64_t rows = values.size(0);
    at::Tensor held = at::full({rows + 70, values.size(1)}, std::numeric_limits<float>::quiet_NaN(), values.options());
    held.narrow(0, 0, rows).copy_(values);
    return held.narrow(0, 0, rows);
}

double furthest(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>() / b.abs().max().item<double>();
}

}  // namespace

class TestMatmul : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { at::manual_seed(7); }

    void productsAgreeWithDouble_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<bool>("bf16");
        for (const int rows : {1, 63, 64, 65, 200}) {
            QTest::addRow("%d rows, fp32", rows) << rows << false;
            if (multipliesBfloat16()) QTest::addRow("%d rows, bf16", rows) << rows << true;
        }
    }
    void productsAgreeWithDouble() {
        QFETCH(int, rows);
        QFETCH(bool, bf16);
        const Products products(bf16 ? at::kBFloat16 : at::kFloat);
        const double bar = bf16 ? 0.02 : 1e-5;
        const at::Tensor x = at::randn({rows, kInputs}), dy = at::randn({rows, kOutputs});
        const at::Tensor weight = at::randn({kOutputs, kInputs}), before = at::randn({rows, kOutputs});
        const at::Tensor y = at::mm(x.to(at::kDouble), weight.to(at::kDouble).t());

        const at::Tensor out = rowsOf(before);
        products.forward(out, rowsOf(x), weight);
        QVERIFY(furthest(out, y) < bar);
        out.copy_(before);
        products.forward(out, rowsOf(x), weight, true);
        QVERIFY(furthest(out, y + before) < bar);

        // One operand made ahead, the other as it lies.
        const at::Tensor gradient = products.operand(rowsOf(dy)), dx = at::empty({rows, kInputs});
        products.toInput(dx, gradient, weight);
        QVERIFY(furthest(dx, at::mm(dy.to(at::kDouble), weight.to(at::kDouble))) < bar);
        const at::Tensor dWeight = at::ones({kOutputs, kInputs});
        products.toWeight(dWeight, gradient, rowsOf(x));
        QVERIFY(furthest(dWeight, at::mm(dy.to(at::kDouble).t(), x.to(at::kDouble)) + 1) < bar);
    }

    /// Entries that bf16 holds exactly leave nothing but the result's own rounding, however many terms there are.
    void longSumsAreMadeInFp32() {
        if (!multipliesBfloat16()) QSKIP("this processor does not multiply bf16");
        constexpr std::int64_t kTerms = 4096;
        const Products products(at::kBFloat16);
        const auto numbers = [](std::int64_t rows, std::int64_t columns) {
            return at::randn({rows, columns}).to(at::kBFloat16).to(at::kFloat);
        };
        constexpr double kBar = 1.1 / 256;  // half a step of bf16 is 1/256 of a number at most
        const at::Tensor x = numbers(70, kTerms), weight = numbers(kOutputs, kTerms), y = at::empty({70, kOutputs});
        products.forward(y, x, weight);
        QVERIFY(furthest(y, at::mm(x.to(at::kDouble), weight.to(at::kDouble).t())) < kBar);
        const at::Tensor dy = numbers(70, kTerms), wide = numbers(kTerms, kInputs), dx = at::empty({70, kInputs});
        products.toInput(dx, dy, wide);
        QVERIFY(furthest(dx, at::mm(dy.to(at::kDouble), wide.to(at::kDouble))) < kBar);
        const at::Tensor down = numbers(kTerms, kOutputs), in = numbers(kTerms, kInputs);
        const at::Tensor dWeight = at::zeros({kOutputs, kInputs});
        products.toWeight(dWeight, down, in);
        QVERIFY(furthest(dWeight, at::mm(down.to(at::kDouble).t(), in.to(at::kDouble))) < kBar);
    }

    /// What the logits' way back does: columns of a wider matrix, a gradient that grows part by part.
    void columnsOfAWiderMatrix_data() {
        QTest::addColumn<bool>("bf16");
        QTest::newRow("fp32") << false;
        if (multipliesBfloat16()) QTest::newRow("bf16") << true;
    }
    void columnsOfAWiderMatrix() {
        QFETCH(bool, bf16);
        const Products products(bf16 ? at::kBFloat16 : at::kFloat);
        const at::Tensor dLogits = at::randn({37, 3 * kOutputs}), head = at::randn({3 * kOutputs, kInputs});
        const at::Tensor dx = at::full({37, kInputs}, std::numeric_limits<float>::quiet_NaN());
        for (std::int64_t first = 0; first < 3 * kOutputs; first += kOutputs)
            products.toInput(dx, dLogits.narrow(1, first, kOutputs), head.narrow(0, first, kOutputs), first > 0);
        QVERIFY(furthest(dx, at::mm(dLogits.to(at::kDouble), head.to(at::kDouble))) < (bf16 ? 0.02 : 1e-5));
    }

    void noRows() {
        if (!multipliesBfloat16()) QSKIP("this processor does not multiply bf16");
        const Products products(at::kBFloat16);
        const at::Tensor none = at::empty({0, kOutputs});
        products.forward(none, at::empty({0, kInputs}), at::randn({kOutputs, kInputs}));
        QCOMPARE(none.size(0), 0);
    }

    void filledRowsChangeNothing() {
        if (!multipliesBfloat16()) QSKIP("this processor does not multiply bf16");
        const Products products(at::kBFloat16);
        const at::Tensor x = at::randn({64, kInputs}), weight = at::randn({kOutputs, kInputs});
        const at::Tensor whole = at::empty({64, kOutputs}), part = at::empty({37, kOutputs});
        products.forward(whole, x, weight);
        products.forward(part, x.narrow(0, 0, 37), weight);
        QVERIFY(at::equal(part, whole.narrow(0, 0, 37)));
    }
};

QTEST_GUILESS_MAIN(TestMatmul)
#include "tst_matmul.moc"

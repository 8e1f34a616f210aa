// Products with packed weights against plain ATen operations, for both ways of storing them and awkward shapes.
#include <ATen/ATen.h>

#include <QtTest>

#include "core/engine/packed_matrix_kernels.h"

using azr::engine::PackedMatrix;
using azr::engine::paddedWidth;
using azr::engine::WeightStorage;

namespace {

at::Tensor random(at::IntArrayRef shape) {
    return at::randn(shape, at::TensorOptions(at::kFloat));
}

PackedMatrix packed(const at::Tensor& matrix, WeightStorage storage) {
    PackedMatrix result;
    result.pack(matrix.data_ptr<float>(), static_cast<int>(matrix.size(0)), static_cast<int>(matrix.size(1)), storage);
    return result;
}

/// out = in W^T (+ bias, + what is there), the padding of its rows cut off.
at::Tensor product(const PackedMatrix& matrix, const at::Tensor& in, const at::Tensor& bias, bool add) {
    const int rows = static_cast<int>(in.size(0)), stride = paddedWidth(matrix.outputs());
    at::Tensor out = at::ones({rows, stride}, at::TensorOptions(at::kFloat));
    const int half = matrix.panels() / 2;
    const azr::engine::ProductTarget target{out.data_ptr<float>(), stride,
                                            bias.defined() ? bias.data_ptr<float>() : nullptr, add};
    const int width = static_cast<int>(in.size(1));
    matrix.multiply(in.data_ptr<float>(), width, rows, target, 0, half);
    matrix.multiply(in.data_ptr<float>(), width, rows, target, half, matrix.panels());
    return out.narrow(1, 0, matrix.outputs());
}

double largestDifference(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

}  // namespace

class PackedMatrixTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { at::manual_seed(11); }

    void productsAreThoseOfPlainOperations_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("outputs");
        QTest::newRow("one row") << 1 << 64 << 96;
        QTest::newRow("a tile and a bit") << 13 << 128 << 109;
        QTest::newRow("odd inputs") << 5 << 37 << 33;
        QTest::newRow("one input") << 3 << 1 << 32;
        QTest::newRow("several blocks of inputs") << 25 << 1543 << 70;
    }

    void productsAreThoseOfPlainOperations() {
        QFETCH(const int, rows);
        QFETCH(const int, inputs);
        QFETCH(const int, outputs);
        const at::Tensor weight = random({outputs, inputs}), in = random({rows, inputs});
        at::Tensor bias = at::zeros({paddedWidth(outputs)}, at::TensorOptions(at::kFloat));
        bias.narrow(0, 0, outputs).copy_(random({outputs}));
        const double scale = std::sqrt(static_cast<double>(inputs));

        const PackedMatrix wide = packed(weight, WeightStorage::Float32);
        const at::Tensor wanted = at::matmul(in, weight.t());
        QVERIFY(largestDifference(product(wide, in, {}, false), wanted) < 1e-5 * scale);
        QVERIFY(largestDifference(product(wide, in, {}, true), wanted + 1) < 1e-5 * scale);

        // Rows that are bf16 already: rounding them changes nothing, so that what is left is the order of the sums.
        const at::Tensor coarse = in.to(at::kBFloat16).to(at::kFloat);
        const at::Tensor rounded = weight.to(at::kBFloat16).to(at::kFloat);
        const PackedMatrix half = packed(weight, WeightStorage::Bfloat16);
        const at::Tensor exact = at::matmul(coarse, rounded.t());
        QVERIFY(largestDifference(product(half, coarse, {}, false), exact) < 1e-5 * scale);
        const at::Tensor withBias = exact + bias.narrow(0, 0, outputs);
        QVERIFY(largestDifference(product(half, coarse, bias, false), withBias) < 1e-5 * scale);
        QVERIFY(largestDifference(product(half, in, {}, false), wanted) < 2e-2 * scale);
    }

    void aRowDoesNotDependOnTheRowsBesideIt() {
        const at::Tensor in = random({29, 75});
        for (const auto storage : {WeightStorage::Float32, WeightStorage::Bfloat16}) {
            const PackedMatrix matrix = packed(random({50, 75}), storage);
            const at::Tensor together = product(matrix, in, {}, false);
            for (std::int64_t r = 0; r < in.size(0); ++r)
                QVERIFY(at::equal(product(matrix, in.narrow(0, r, 1), {}, false), together.narrow(0, r, 1)));
        }
    }

    void rowsComeBackInOrder() {
        const at::Tensor weight = random({70, 43});
        const PackedMatrix wide = packed(weight, WeightStorage::Float32),
                           half = packed(weight, WeightStorage::Bfloat16);
        std::vector<float> row(43);
        const auto asTensor = [&] { return at::from_blob(row.data(), {43}, at::kFloat); };
        for (int r : {0, 31, 32, 69}) {
            wide.row(r, row.data());
            QVERIFY(at::equal(asTensor(), weight[r]));
            half.row(r, row.data());
            QVERIFY(at::equal(asTensor(), weight[r].to(at::kBFloat16).to(at::kFloat)));
        }
        at::Tensor back = at::empty({40, 43}, at::TensorOptions(at::kFloat));
        wide.unpackRows(20, 40, back.data_ptr<float>());
        QVERIFY(at::equal(back, weight.narrow(0, 20, 40)));
        at::Tensor halves = at::empty({40, 43}, at::TensorOptions(at::kBFloat16));
        half.unpackRows(20, 40, reinterpret_cast<std::uint16_t*>(halves.data_ptr<at::BFloat16>()));
        QVERIFY(at::equal(halves, weight.narrow(0, 20, 40).to(at::kBFloat16)));
    }
};

QTEST_GUILESS_MAIN(PackedMatrixTest)
#include "tst_packed_matrix.moc"

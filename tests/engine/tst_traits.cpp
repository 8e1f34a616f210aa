// Every trait of a model in both passes and both decoders: sequences that share beginnings, checkpoints, adapters over
// packed weights, forks of cached sequences, groups too long for a mask.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QtTest>
#include <map>

#include "core/engine/kernels/matmul.h"
#include "core/engine/learning/plain.h"
#include "core/engine/sampling/sampler.h"
#include "core/engine/sampling/sampler_cpu.h"
#include "core/engine/sampling/sampler_torch.h"
#include "tests/support/gradients.h"
#include "tests/support/small_models.h"

using azr::policy::Sequence;
using azr::policy::Token;
using azr::test::difference;
using azr::test::gradientOf;
using azr::test::randomBatch;
using azr::test::SmallShape;
using azr::weights::Activation;
using azr::weights::LayerRope;
using azr::weights::ModelTraits;
namespace engine = azr::engine;

namespace {

SmallShape with(const ModelTraits& traits) {
    SmallShape shape;
    shape.traits = traits;
    return shape;
}

ModelTraits sliding(int window) {
    ModelTraits traits;
    traits.window = window;
    traits.layers = {{true, LayerRope::Global}, {false, LayerRope::Global}};
    return traits;
}

std::map<std::string, SmallShape> shapes() {
    std::map<std::string, SmallShape> all;
    all["window of 3"] = with(sliding(3));
    all["window of 40"] = with(sliding(40));
    all["norms behind"] = with({.normsBefore = false, .normsAfter = true});
    all["norms on both sides, with an offset"] = with({.normsAfter = true, .normOffset = 1});
    all["norms over the whole width"] = with({.wholeWidthNorms = true});
    all["norms over the whole width"].headNorms = true;
    all["gelu"] = with({.activation = Activation::GeluTanh});
    all["multipliers"] = with({.embeddingScale = 2.5, .attentionScale = 0.3, .residualScale = 0.6, .logitScale = 0.7});
    all["caps"] = with({.attentionCap = 0.8, .logitCap = 2});
    all["capped window"] = with(sliding(20));
    all["capped window"].traits.attentionCap = 1;
    all["no rotation, another rotation"] = with({.layers = {{false, LayerRope::None}, {false, LayerRope::Local}}});
    all["no rotation, another rotation"].localTheta = 50;
    all["part of a head"] = with({});
    all["part of a head"].rotaryDim = 6;
    all["longrope"] = with({});
    all["longrope"].scaling.kind = azr::weights::RopeScaling::Kind::LongRope;
    all["longrope"].scaling.originalContext = 40;
    all["longrope"].scaling.attentionFactor = 1.2;
    all["longrope"].scaling.shortFactors = {1, 1.5, 2, 2.5};
    all["longrope"].scaling.longFactors = {2, 4, 8, 16};
    all["fused names"] = with({.fusedNames = true});
    all["everything"] = with({.normsAfter = true,
                              .normOffset = 1,
                              .wholeWidthNorms = true,
                              .activation = Activation::GeluTanh,
                              .embeddingScale = 2,
                              .attentionScale = 0.5,
                              .residualScale = 0.5,
                              .logitScale = 0.8,
                              .attentionCap = 2,
                              .logitCap = 3,
                              .window = 17,
                              .layers = {{true, LayerRope::Local}, {false, LayerRope::None}}});
    all["everything"].localTheta = 50;
    all["everything"].rotaryDim = 4;
    all["everything"].bias = all["everything"].headNorms = true;
    all["everything"].tied = false;
    return all;
}

void rows() {
    QTest::addColumn<QString>("name");
    for (const auto& [name, shape] : shapes()) QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

/// Rollouts of one prompt, shots before several of them, and sequences alone.
std::vector<Sequence> sharingBatch(int vocabulary) {
    auto batch = randomBatch(vocabulary, 3, 10, 60, 4);
    for (Sequence sequence : randomBatch(vocabulary, 3, 100, 115, 5)) {
        std::fill_n(sequence.tokens.begin(), 70, 3);
        for (std::size_t i = 0; i < 70; i += 3) sequence.tokens[i] = static_cast<Token>(i % 30);
        sequence.promptLength = 80;
        batch.push_back(sequence);
        for (std::size_t i = 85; i < sequence.tokens.size(); ++i)
            sequence.tokens[i] = (sequence.tokens[i] + 7) % vocabulary;
        batch.push_back(std::move(sequence));
    }
    return batch;
}

void compare(const engine::HfConfig& config, const engine::Trainable& actual, const engine::Trainable& wanted) {
    const auto a = engine::namedTensors(config, actual), w = engine::namedTensors(config, wanted);
    QCOMPARE(a.size(), w.size());
    for (std::size_t i = 0; i < w.size(); ++i) {
        QVERIFY2(w[i].tensor.abs().max().item<double>() > 0.0, w[i].name.c_str());
        const double error = difference(a[i].tensor, w[i].tensor);
        QVERIFY2(error < 3e-5, qPrintable(QString("%1: %2").arg(w[i].name.c_str()).arg(error)));
    }
}

}  // namespace

class TraitsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void handWrittenGradientsAreThoseOfAutograd_data() { rows(); }
    void handWrittenGradientsAreThoseOfAutograd() {
        QFETCH(QString, name);
        const auto model = azr::test::smallModel(shapes()[name.toStdString()]);
        const auto batch = sharingBatch(model.config.vocabulary);
        const auto plain = gradientOf(*engine::makePlainPasses(model.config, {at::kFloat}), model, batch, 2000);
        const auto fused = gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat}), model, batch, 2000);
        compare(model.config, fused, plain);
        const auto again = gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat, true}), model, batch, 2000);
        QVERIFY(at::equal(again.flat, fused.flat));
        if (engine::multipliesBfloat16()) {
            const auto rounded =
                gradientOf(*engine::makeFusedPasses(model.config, {at::kBFloat16}), model, batch, 2000);
            const double cosine =
                (rounded.flat.dot(fused.flat) / (rounded.flat.norm() * fused.flat.norm())).item<double>();
            QVERIFY2(cosine > 0.999, qPrintable(QString::number(cosine)));
        }
        const auto apart = gradientOf(*engine::makePlainPasses(model.config, {at::kFloat, true}), model, batch, 130);
        compare(model.config, apart, plain);
    }

    void adaptersTrainOverPackedWeights_data() { rows(); }
    void adaptersTrainOverPackedWeights() {
        QFETCH(QString, name);
        auto peft = azr::test::smallAdapter(0.1);
        const SmallShape shape = shapes()[name.toStdString()];
        auto model = azr::test::smallModel(shape);
        QVERIFY(azr::weights::fitToModel(peft, model.config, "test"));
        model = azr::test::smallAdapted(shape, peft);
        const auto batch = sharingBatch(model.config.vocabulary);
        const auto plain = gradientOf(*engine::makePlainPasses(model.config, {at::kFloat}), model, batch, 2000);
        azr::test::freeze(model, engine::WeightStorage::Float32);
        const auto fused = gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat}), model, batch, 2000);
        compare(model.config, fused, plain);
        const auto again = gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat, true}), model, batch, 2000);
        QVERIFY(at::equal(again.flat, fused.flat));
    }

    void decodersFollowThePlainPass_data() { rows(); }
    void decodersFollowThePlainPass() {
        QFETCH(QString, name);
        const auto model = azr::test::smallModel(shapes()[name.toStdString()]);
        const auto sequence = randomBatch(model.config.vocabulary, 1, 150, 150, 9)[0].tokens;
        const auto wanted = engine::forwardLogits(model, sequence);
        QVERIFY(wanted);
        engine::CpuDecoder cpu(model, false);
        engine::TorchDecoder torch(model, at::kFloat);
        for (engine::SamplerBackend* backend :
             {static_cast<engine::SamplerBackend*>(&cpu), static_cast<engine::SamplerBackend*>(&torch)}) {
            // A prompt at once, a fork in the middle of a page, then a part and single tokens.
            int held = backend->create(model.config.stretched(sequence.size()));
            double gap = 0;
            const auto run = [&](int slot, std::int32_t first, std::int32_t last) {
                std::vector<engine::BatchRow> rows;
                for (std::int32_t i = first; i < last; ++i)
                    rows.push_back({sequence[static_cast<std::size_t>(i)], i, slot, i});
                backend->forward(rows, [&](int at, std::span<float> logits) {
                    const at::Tensor row = wanted->select(0, at).contiguous();
                    double largest = 0;
                    for (std::size_t v = 0; v < logits.size(); ++v)
                        largest =
                            std::max(largest, std::abs(static_cast<double>(logits[v] - row.data_ptr<float>()[v])));
                    gap = std::max(gap, largest);
                });
            };
            run(held, 0, 77);
            const int fork = backend->fork(held, 60);
            run(fork, 60, 111);
            for (std::int32_t i = 111; i < 150; ++i) run(fork, i, i + 1);
            QVERIFY2(gap < 1e-4, qPrintable(QString::number(gap)));
        }
    }

    void groupsTooLongForAMaskSlideAsWell() {
        SmallShape shape = with(sliding(300));
        shape.hidden = 16;
        shape.headDim = 4;
        shape.intermediate = 16;
        shape.context = 2600;
        shape.traits.attentionCap = 2;
        const auto model = azr::test::smallModel(shape);
        auto batch = randomBatch(shape.vocabulary, 2, 2400, 2500, 8);
        batch[1].tokens = batch[0].tokens;
        batch[0].promptLength = batch[1].promptLength = 1500;
        for (std::size_t i = 1600; i < batch[1].tokens.size(); ++i) batch[1].tokens[i] = (batch[1].tokens[i] + 5) % 37;
        const auto plain = gradientOf(*engine::makePlainPasses(model.config, {at::kFloat}), model, batch, 100000);
        const auto fused = gradientOf(*engine::makeFusedPasses(model.config, {at::kFloat}), model, batch, 100000);
        compare(model.config, fused, plain);
    }

    void completionsStayOnOneSideOfLongRopesBound_data() {
        QTest::addColumn<bool>("plain");
        QTest::newRow("processor") << false;
        QTest::newRow("plain operations") << true;
    }
    void completionsStayOnOneSideOfLongRopesBound() {
        QFETCH(bool, plain);
        const auto model = azr::test::smallModel(shapes()["longrope"]);
        std::unique_ptr<engine::SamplerBackend> backend;
        if (plain)
            backend = std::make_unique<engine::TorchDecoder>(model, at::kFloat);
        else
            backend = std::make_unique<engine::CpuDecoder>(model, false);
        const engine::SamplerLimits limits{8, 256, 37, 512, true, model.config.stretchedFrom()};
        engine::BatchSampler sampler(std::move(backend), limits);
        const auto tokens = randomBatch(37, 1, 60, 60, 3)[0].tokens;
        std::map<std::uint64_t, std::vector<Token>> prompts;
        for (const std::size_t length : {34U, 35U, 45U, 60U}) {  // they begin alike
            azr::policy::SampleRequest request;
            request.id = length;
            request.prompt.assign(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(length));
            request.count = 2;
            request.maxTokens = 5;
            prompts[length] = request.prompt;
            QVERIFY(sampler.submit(request));
            if (length != 34) continue;
            request.maxTokens = 7;
            const auto status = sampler.submit(request);
            QVERIFY(!status);
            QCOMPARE(status.error().code, azr::ErrorCode::Unsupported);
        }
        azr::Control control;
        int completions = 0;
        while (true) {
            const auto next = sampler.next(control);
            QVERIFY(next);
            if (!*next) break;
            ++completions;
            std::vector<Token> all = prompts[(*next)->id];
            const std::size_t prompt = all.size();
            all.insert(all.end(), (*next)->tokens.begin(), (*next)->tokens.end());
            const at::Tensor logp = engine::forwardLogits(model, all)->log_softmax(1);
            for (std::size_t i = prompt; i < all.size(); ++i) {
                const double wanted = logp[static_cast<std::int64_t>(i) - 1][all[i]].item<double>();
                QVERIFY(std::abs(wanted - static_cast<double>((*next)->logprobs[i - prompt])) < 1e-4);
            }
        }
        QCOMPARE(completions, 8);
    }

    void anAdapterOfAPartOfAFusedProjectionIsRefused() {
        const auto model = azr::test::smallModel(with({.fusedNames = true}));
        auto part = azr::test::smallAdapter();
        part.targets = {"q_proj"};
        const auto status = azr::weights::fitToModel(part, model.config, "test");
        QVERIFY(!status);
        QVERIFY(azr::describe(status.error()).find("'qkv_proj'") != std::string::npos);
        part.targets = {"q_proj", "k_proj", "v_proj", "down_proj"};
        QVERIFY(azr::weights::fitToModel(part, model.config, "test") && part.fused);
        QVERIFY(!azr::weights::fitToModel(part, azr::test::smallModel({}).config, "test"));
    }
};

QTEST_GUILESS_MAIN(TraitsTest)
#include "tst_traits.moc"

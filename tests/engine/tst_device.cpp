// What runs on GPUs, on every device of this machine, against the kernels of the processor. Without a GPU the same
// operations run on the processor.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/engine/learning/plain.h"
#include "core/engine/learning/torch_learner.h"
#include "core/engine/model/device.h"
#include "core/engine/sampling/device_draws.h"
#include "core/engine/sampling/sampler.h"
#include "core/engine/sampling/sampler_cpu.h"
#include "core/engine/sampling/sampler_torch.h"
#include "core/engine/torch_errors.h"
#include "tests/support/gradients.h"
#include "tests/support/small_models.h"

namespace engine = azr::engine;
using azr::Control;
using azr::policy::Completion;
using azr::policy::OptimizerStates;
using azr::policy::Sequence;
using azr::test::gradientOf;
using azr::test::randomBatch;
using azr::test::smallAdapted;
using azr::test::smallAdapter;
using azr::test::smallModel;
using azr::test::SmallShape;

namespace {

/// The same weights on another device: trained ones in a flat buffer, those beside an adapter frozen.
engine::Model onDevice(const engine::Model& model, const at::Device& device, at::ScalarType frozen = at::kFloat) {
    engine::Model moved = model;
    if (!model.adapter.present()) {
        moved.parameters =
            engine::viewParameters(model.config, model.parameters.flat.to(device, at::kFloat, false, true));
        return moved;
    }
    moved.parameters = engine::makeFrozen(model.config, device, frozen);
    const auto from = engine::namedTensors(model.config, model.parameters);
    const auto to = engine::namedTensors(model.config, moved.parameters);
    for (std::size_t i = 0; i < from.size(); ++i) at::Tensor(to[i].tensor).copy_(from[i].tensor);
    moved.adapter =
        engine::viewAdapter(model.config, model.adapter.config, model.adapter.flat.to(device, at::kFloat, false, true));
    return moved;
}

std::unique_ptr<engine::Passes> plainPasses(const engine::HfConfig& config, const at::Device& /*device*/,
                                            const engine::PassOptions& options) {
    return engine::makePlainPasses(config, options);
}

struct Trained {
    Trained(const engine::Model& start, const at::Device& device, engine::LearnerOptions options, bool plain)
        : model(plain ? onDevice(start, device) : onDevice(start, at::Device(at::kCPU))),
          learner(model, with(options, plain), [start, device, plain]() -> azr::Result<engine::Model> {
              return plain ? onDevice(start, device) : start;
          }) {}
    static engine::LearnerOptions with(engine::LearnerOptions options, bool plain) {
        if (plain) options.passes = &plainPasses;
        return options;
    }
    engine::Model model;
    engine::TorchLearner learner;
    Control control;
};

/// Five updates with everything the loss knows; returns the last one's statistics.
azr::policy::UpdateStats train(Trained& run, std::vector<Sequence> batch) {
    azr::policy::LossOptions loss;
    loss.entropyBonus = 0.01;
    loss.klCoefficient = 0.1;
    azr::policy::OptimizerOptions optimizer;
    optimizer.learningRate = 3e-3;
    azr::policy::UpdateStats last;
    for (int i = 0; i < 5; ++i) {
        const auto stats = run.learner.update(batch, loss, optimizer, run.control);
        if (!stats) qFatal("%s", azr::describe(stats.error()).c_str());
        last = *stats;
    }
    return last;
}

/// Two ways of computing the same updates differ in the last bits of their gradients. No weight may end further from
/// its twin than kFar of the longest way that one went, nor all of them, as vectors, further than kApart of theirs.
/// Moments in 8 bits turn a last bit into a whole step between codes where a moment lies on the border of two. At the
/// lower end of the highest decade of a block a step is 9/64 of the number, of the next ones 9/32, 9/16 and so on.
/// After the first update such a step goes into four more, with 0.23 of its share of the whole way: it carries its
/// weight 3%, 6%, 13% of the way, so that no bound on single weights holds. But few steps are taken, some 40 by these
/// 15,000 weights, while another coding would move all of them (8 bits and fp32 end 0.014 to 0.03 apart).
constexpr double kFar = 0.02, kApart = 0.005;

constexpr int kCrowd = 70;  // samples of one prompt: more sequences than the cache has at first

/// Prompts that are computed in parts, one longer than the cache is at first, and one rule that is not the whole
/// distribution's.
std::vector<azr::policy::SampleRequest> requests(const engine::HfConfig& config) {
    std::vector<azr::policy::SampleRequest> all;
    for (const int length : {1, 7, 33, 60, 150}) {
        auto& request = all.emplace_back();
        request.id = static_cast<std::uint64_t>(length);
        request.count = length == 7 ? kCrowd : 3;
        request.maxTokens = 24;
        request.seed = 100 + request.id;
        request.temperature = length == 33 ? 0.0F : length == 60 ? 0.7F : 1.0F;
        request.topK = length == 1 ? 5 : 0;
        request.prompt = randomBatch(config.vocabulary, 1, length + 1, length + 1, 17)[0].tokens;
    }
    return all;
}

std::vector<Completion> sample(std::unique_ptr<engine::SamplerBackend> backend, const engine::HfConfig& config) {
    engine::BatchSampler sampler(std::move(backend), {kCrowd + 20, config.context, config.vocabulary, 37});
    for (auto& request : requests(config))
        if (!sampler.submit(std::move(request))) qFatal("the request is refused");
    Control control;
    std::vector<Completion> all;
    for (;;) {
        auto next = sampler.next(control);
        if (!next) qFatal("%s", azr::describe(next.error()).c_str());
        if (!*next) break;
        all.push_back(std::move(**next));
    }
    std::ranges::sort(all, {}, [](const Completion& c) { return std::pair(c.id, c.index); });
    return all;
}

/// Row by row, in doubles.
at::Tensor attendedByHand(const azr::engine::kernels::AttentionPlan& plan, const at::Tensor& q, const at::Tensor& k,
                          const at::Tensor& v, std::int64_t row) {
    std::vector<std::int64_t> seen;
    for (auto index = static_cast<std::int64_t>(plan.spans.size()) - 1; index >= 0; --index) {
        const auto& span = plan.spans[static_cast<std::size_t>(index)];
        if (row < span.start || row >= span.start + span.length) continue;
        for (std::int64_t i = span.start; i <= row; ++i) seen.push_back(i);
        for (auto above = span.parent; above >= 0; above = plan.spans[static_cast<std::size_t>(above)].parent) {
            const auto& parent = plan.spans[static_cast<std::size_t>(above)];
            for (std::int64_t i = 0; i < parent.length; ++i) seen.push_back(parent.start + i);
        }
    }
    const at::Tensor index = at::tensor(seen, at::TensorOptions(at::kLong));
    const std::int64_t group = q.size(1) / k.size(1);
    std::vector<at::Tensor> heads;
    for (std::int64_t h = 0; h < q.size(1); ++h) {
        const auto of = [&](const at::Tensor& x) {
            return x.select(1, h / group).index_select(0, index).to(at::kDouble);
        };
        const at::Tensor query = q.select(1, h).select(0, row).to(at::kDouble);
        const at::Tensor weights = (of(k).mv(query) / std::sqrt(static_cast<double>(q.size(2)))).softmax(0);
        heads.push_back(of(v).t().mv(weights));
    }
    return at::cat(heads).to(at::kFloat);
}

void eachDevice(const std::function<void(const std::string&)>& row) {
    for (const auto& device : engine::deviceList()) row(device.name);
}

}  // namespace

class DeviceTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(2);
        for (const auto& device : engine::deviceList())
            qInfo("%s: %s", device.name.c_str(), device.description.c_str());
    }

    void updatesAreThoseOfTheProcessor_data();
    void updatesAreThoseOfTheProcessor();
    void samplesAreThoseOfTheProcessor_data();
    void samplesAreThoseOfTheProcessor();
    void attentionSeesWhatTheTreeSays_data() { devices(); }
    void attentionSeesWhatTheTreeSays();
    void drawsAreThoseOfTheProcessor_data() { devices(); }
    void drawsAreThoseOfTheProcessor();
    void onlyPulledSequencesNeedTheStart_data() { devices(); }
    void onlyPulledSequencesNeedTheStart();
    void bf16StaysCloseToFp32_data() { devices(); }
    void bf16StaysCloseToFp32();
    void checkpointsComeBackBitForBit_data();
    void checkpointsComeBackBitForBit();
    void lackOfMemoryIsTold_data() { devices(); }
    void lackOfMemoryIsTold();

  private:
    static void devices() {
        QTest::addColumn<std::string>("device");
        eachDevice([](const std::string& name) { QTest::newRow(name.c_str()) << name; });
    }
};

void DeviceTest::updatesAreThoseOfTheProcessor_data() {
    QTest::addColumn<std::string>("device");
    QTest::addColumn<QString>("what");
    eachDevice([](const std::string& name) {
        for (const char* what : {"all weights", "all weights, norms of heads", "all weights, checkpoints",
                                 "states of 8 bits", "adapters", "adapters, dropout"})
            QTest::newRow(qPrintable(QString("%1, %2").arg(name.c_str(), what))) << name << QString(what);
    });
}

void DeviceTest::updatesAreThoseOfTheProcessor() {
    QFETCH(std::string, device);
    QFETCH(QString, what);
    const auto place = engine::chooseDevice(device);
    QVERIFY(place);
    SmallShape shape;
    shape.headNorms = what.contains("norms");
    shape.bias = !shape.headNorms;
    const auto start = what.startsWith("adapters")
                           ? smallAdapted(shape, smallAdapter(what.contains("dropout") ? 0.2 : 0.0))
                           : smallModel(shape);
    engine::LearnerOptions options;
    options.checkpointActivations = what.contains("checkpoints");
    if (what.contains("8 bits")) options.states = OptimizerStates::EightBit;
    options.seed = 3;
    Trained wanted(start, *place, options, false), actual(start, *place, options, true);
    auto batch = randomBatch(shape.vocabulary, 8, 80, 100, 12);
    constexpr int kPrompt = 75;
    for (std::size_t s = 0; s < 5; ++s) {  // attempts at one task, and tasks that begin alike
        std::copy_n(batch[0].tokens.begin(), s < 3 ? kPrompt : 68, batch[s].tokens.begin());
        batch[s].promptLength = kPrompt;
        batch[s].advantages.resize(batch[s].tokens.size() - kPrompt, 0.3F);
        batch[s].oldLogprobs.resize(batch[s].tokens.size() - kPrompt, -3.0F);
    }
    const auto parts = engine::splitBatch(batch, 1000, 1);
    QCOMPARE(parts.size(), std::size_t{1});
    QVERIFY(parts[0].packed.plan.spans.size() > batch.size() + 1);  // a tree, not sequences side by side
    const at::Tensor before = engine::trainable(start).flat;
    const auto told = train(wanted, batch), seen = train(actual, batch);
    const at::Tensor end = engine::trainable(wanted.model).flat;
    const at::Tensor way = end - before, gap = (engine::trainable(actual.model).flat.to(at::kCPU) - end).abs();
    const double moved = way.abs().max().item<double>();
    QVERIFY(moved > 5e-3);
    const auto far = gap.gt(kFar * moved).sum().item<std::int64_t>();
    QVERIFY2(
        far <= (options.states == OptimizerStates::EightBit ? gap.numel() / 1000 : 0),
        qPrintable(
            QString("%1 of %2, furthest %3 of %4").arg(far).arg(gap.numel()).arg(gap.max().item<double>()).arg(moved)));
    const double apart = (gap.norm() / way.norm()).item<double>();
    QVERIFY2(apart < kApart, qPrintable(QString::number(apart)));
    QVERIFY(std::abs(seen.loss - told.loss) < 1e-3 * (1 + std::abs(told.loss)));
    QVERIFY(std::abs(seen.entropy - told.entropy) < 1e-3);
    QVERIFY(std::abs(seen.gradientNorm - told.gradientNorm) < 1e-2 * told.gradientNorm);
    QVERIFY(engine::trainable(actual.model).flat.device() == *place);
}

void DeviceTest::samplesAreThoseOfTheProcessor_data() {
    QTest::addColumn<std::string>("device");
    QTest::addColumn<QString>("what");
    eachDevice([](const std::string& name) {
        for (const char* what : {"grouped heads", "a head of keys each", "norms of heads, untied", "adapters"})
            QTest::newRow(qPrintable(QString("%1, %2").arg(name.c_str(), what))) << name << QString(what);
    });
}

void DeviceTest::samplesAreThoseOfTheProcessor() {
    QFETCH(std::string, device);
    QFETCH(QString, what);
    const auto place = engine::chooseDevice(device);
    QVERIFY(place);
    SmallShape shape;
    shape.bias = what.startsWith("grouped");
    shape.headNorms = what.startsWith("norms");
    shape.tied = !shape.headNorms;
    if (what.startsWith("a head")) shape.kvHeads = shape.heads;
    const auto model = what == "adapters" ? smallAdapted(shape, smallAdapter()) : smallModel(shape);
    const auto moved = onDevice(model, *place);
    const auto wanted = sample(std::make_unique<engine::CpuDecoder>(model, false), model.config);
    const auto actual = sample(std::make_unique<engine::TorchDecoder>(moved, at::kFloat), model.config);
    QCOMPARE(actual.size(), std::size_t{kCrowd + 12});
    QCOMPARE(wanted.size(), actual.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        QCOMPARE(actual[i].tokens, wanted[i].tokens);
        for (std::size_t t = 0; t < wanted[i].logprobs.size(); ++t)
            QVERIFY(std::abs(actual[i].logprobs[t] - wanted[i].logprobs[t]) < 1e-3F);
    }
}

void DeviceTest::attentionSeesWhatTheTreeSays() {
    QFETCH(std::string, device);
    const auto place = engine::chooseDevice(device);
    QVERIFY(place);
    engine::Packed packed;
    const auto span = [&](std::int64_t length, std::int64_t parent = engine::kernels::AttentionSpan::kRoot) {
        return packed.add(std::vector<azr::policy::Token>(static_cast<std::size_t>(length), 1), 0, 0, parent);
    };
    for (const std::int64_t length : {3, 40, 1, 300, 17}) {  // too different for one padded batch
        const auto shots = span(length), question = span(5, shots);
        span(7, question);
        span(2, question);
        span(length, shots);
    }
    const auto longest = span(1500);  // longer than what gets a mask
    span(400, span(200, longest));
    span(100, longest);
    constexpr std::int64_t kHeads = 4, kShared = 2, kWidth = 8;
    at::manual_seed(3);
    const std::int64_t rows = packed.rows();
    const at::Tensor q = at::randn({rows, kHeads, kWidth}), k = at::randn({rows, kShared, kWidth}),
                     v = at::randn({rows, kShared, kWidth});
    const engine::PaddedAttention attention(packed.plan, rows, *place, at::kFloat);
    const at::Tensor seen = attention(q.to(*place), k.to(*place), v.to(*place)).to(at::kCPU);
    QCOMPARE(seen.size(0), rows);
    QCOMPARE(seen.size(1), kHeads * kWidth);
    for (std::int64_t row = 0; row < rows; row += row < 900 ? 1 : 37) {
        const double error = (seen[row] - attendedByHand(packed.plan, q, k, v, row)).abs().max().item<double>();
        QVERIFY2(error < 1e-4, qPrintable(QString("row %1: %2").arg(row).arg(error)));
    }
}

void DeviceTest::drawsAreThoseOfTheProcessor() {
    QFETCH(std::string, device);
    const auto place = engine::chooseDevice(device);
    QVERIFY(place);
    constexpr std::int64_t kRows = 400, kVocabulary = 3001;
    at::manual_seed(4);
    at::Tensor logits = 3 * at::randn({kRows, kVocabulary});
    logits.narrow(1, 0, 7).fill_(-INFINITY);  // impossible ones at both ends
    logits.narrow(1, kVocabulary - 9, 9).fill_(-INFINITY);
    std::vector<engine::PlainDraw> asked(kRows);
    std::vector<engine::PlainDraw*> draws;
    std::vector<engine::Draw> wanted;
    const float temperatures[] = {1.0F, 0.6F, 0.0F, 1.4F};
    for (std::size_t i = 0; i < asked.size(); ++i) {
        azr::Rng rng(i), copy(i);
        engine::SamplingRule rule;
        rule.temperature = asked[i].temperature = temperatures[i % 4];
        asked[i].uniform = copy.uniform();
        at::Tensor row = logits[static_cast<std::int64_t>(i)].clone();
        wanted.push_back(engine::drawToken({row.data_ptr<float>(), static_cast<std::size_t>(kVocabulary)}, rule, rng));
        draws.push_back(&asked[i]);
    }
    engine::drawOnDevice(logits.to(*place), draws);
    int elsewhere = 0;  // on a border between two tokens, whose weights are rounded otherwise
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (asked[i].result.token != wanted[i].token)
            ++elsewhere;
        else
            QVERIFY(std::abs(asked[i].result.logprob - wanted[i].logprob) < 1e-4F);
    }
    QVERIFY2(elsewhere <= 2, qPrintable(QString::number(elsewhere)));
    for (std::size_t i = 0; i < asked.size(); ++i) {
        asked[i].temperature = 1.0F;
        asked[i].uniform = i % 2 == 0 ? 0.0 : 1.0 - 1e-16;
    }
    engine::drawOnDevice(logits.to(*place), draws);
    for (const engine::PlainDraw& draw : asked) {
        QVERIFY(draw.result.token >= 7 && draw.result.token < kVocabulary - 9);
        QVERIFY(std::isfinite(draw.result.logprob));
    }
}

/// Which sequences are pulled is a matter of each, not of its place in the batch.
void DeviceTest::onlyPulledSequencesNeedTheStart() {
    QFETCH(std::string, device);
    const auto place = engine::chooseDevice(device);
    QVERIFY(place);
    auto start = smallModel({});
    engine::LearnerOptions options;
    Trained some(start, *place, options, true), turned(start, *place, options, true),
        none(start, *place, options, true);
    for (Trained* run : {&some, &turned, &none}) run->model.parameters.layers[1].gateUp.mul_(1.5);
    auto batch = randomBatch(start.config.vocabulary, 6, 10, 40, 8);
    const auto update = [&](Trained& run) {
        azr::policy::OptimizerOptions optimizer;
        optimizer.learningRate = 1e-3;
        const auto stats = run.learner.update(batch, {}, optimizer, run.control);
        if (!stats) qFatal("%s", azr::describe(stats.error()).c_str());
        return *stats;
    };
    QCOMPARE(update(none).referenceKl, 0.0);
    for (const std::size_t s : {1, 4}) batch[s].klCoefficient = 5.0;
    const auto told = update(some);
    std::ranges::reverse(batch);
    const auto seen = update(turned);
    QVERIFY(told.referenceKl > 1e-4);
    QVERIFY(std::abs(seen.referenceKl - told.referenceKl) < 1e-5 * told.referenceKl + 1e-7);
    QVERIFY(std::abs(seen.loss - told.loss) < 1e-5 * std::abs(told.loss) + 1e-6);
    QVERIFY(std::abs(seen.gradientNorm - told.gradientNorm) < 1e-4 * told.gradientNorm);
    QVERIFY(!at::equal(some.model.parameters.flat, none.model.parameters.flat));
}

void DeviceTest::bf16StaysCloseToFp32() {
    QFETCH(std::string, device);
    const auto place = engine::chooseDevice(device);
    QVERIFY(place);
    SmallShape shape;
    shape.vocabulary = 301;
    const auto model = onDevice(smallModel(shape), *place);
    const auto batch = randomBatch(shape.vocabulary, 6, 20, 60, 3);
    const auto gradient = [&](at::ScalarType products) {
        return gradientOf(*engine::makePlainPasses(model.config, {products}), model, batch, 200).flat;
    };
    const at::Tensor exact = gradient(at::kFloat), rounded = gradient(at::kBFloat16);
    const double cosine = (exact.dot(rounded) / (exact.norm() * rounded.norm())).item<double>();
    QVERIFY2(cosine > 0.999, qPrintable(QString::number(cosine)));
    QVERIFY(!at::equal(exact, rounded));
    const auto seen = sample(std::make_unique<engine::TorchDecoder>(model, at::kBFloat16), model.config);
    QCOMPARE(seen.size(), std::size_t{kCrowd + 12});
    std::vector<Sequence> again;
    for (const Completion& completion : seen) {
        Sequence sequence;
        sequence.tokens = randomBatch(shape.vocabulary, 1, static_cast<int>(completion.id) + 1,
                                      static_cast<int>(completion.id) + 1, 17)[0]
                              .tokens;
        sequence.promptLength = static_cast<int>(sequence.tokens.size());
        sequence.tokens.insert(sequence.tokens.end(), completion.tokens.begin(), completion.tokens.end());
        again.push_back(std::move(sequence));
    }
    engine::Model trained = model;
    engine::LearnerOptions options;
    options.products = at::kBFloat16;
    options.passes = &plainPasses;
    engine::TorchLearner learner(trained, options, {});
    Control control;
    const auto logprobs = learner.logprobs(again, control);
    QVERIFY2(logprobs, logprobs ? "" : azr::describe(logprobs.error()).c_str());
    double gap = 0;
    int tokens = 0;
    for (std::size_t i = 0; i < seen.size(); ++i)
        for (std::size_t t = 0; t < seen[i].logprobs.size(); ++t, ++tokens)
            gap += std::abs(seen[i].logprobs[t] - logprobs->at(i)[t]);
    QVERIFY2(gap / tokens < 0.01, qPrintable(QString::number(gap / tokens)));
}

void DeviceTest::checkpointsComeBackBitForBit_data() {
    QTest::addColumn<std::string>("device");
    QTest::addColumn<bool>("adapters");
    QTest::addColumn<bool>("inBlocks");
    eachDevice([](const std::string& name) {
        QTest::newRow(qPrintable(QString("%1, all weights").arg(name.c_str()))) << name << false << false;
        QTest::newRow(qPrintable(QString("%1, states of 8 bits").arg(name.c_str()))) << name << false << true;
        QTest::newRow(qPrintable(QString("%1, adapters").arg(name.c_str()))) << name << true << false;
    });
}

void DeviceTest::checkpointsComeBackBitForBit() {
    QFETCH(std::string, device);
    QFETCH(bool, adapters);
    QFETCH(bool, inBlocks);
    const auto place = engine::chooseDevice(device);
    QVERIFY(place);
    const auto start = adapters ? smallAdapted({}, smallAdapter()) : smallModel({});
    engine::LearnerOptions options;
    if (inBlocks) options.states = OptimizerStates::EightBit;
    Trained run(start, *place, options, true), other(start, *place, options, true);
    train(run, randomBatch(start.config.vocabulary, 5, 20, 40, 8));
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    QVERIFY(run.learner.saveWeights(path));
    QVERIFY(run.learner.saveOptimizer(path));
    QVERIFY(other.learner.weightsHash() != run.learner.weightsHash());
    const auto restored = other.learner.restore(path);
    QVERIFY2(restored, restored ? "" : azr::describe(restored.error()).c_str());
    QCOMPARE(other.learner.weightsHash(), run.learner.weightsHash());
    QCOMPARE(other.learner.optimizerHash(), run.learner.optimizerHash());
}

void DeviceTest::lackOfMemoryIsTold() {
    QFETCH(std::string, device);
#ifdef __SANITIZE_ADDRESS__
    if (device == "cpu") QSKIP("AddressSanitizer ends a process that asks for so much");
#endif
    const auto place = engine::chooseDevice(device);
    QVERIFY(place);
    const azr::Status status = engine::guarded([&]() -> azr::Status {
        at::empty({std::int64_t{1} << 60}, at::TensorOptions(at::kByte).device(*place));
        return {};
    });
    QVERIFY(!status);
    QCOMPARE(status.error().code, azr::ErrorCode::Exhausted);
}

QTEST_GUILESS_MAIN(DeviceTest)
#include "tst_device.moc"

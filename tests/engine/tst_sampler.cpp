// Continuous batching over both decoders, against the plain forward pass over the whole sequence.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QtTest>
#include <cstdlib>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/engine/learning/plain.h"
#include "core/engine/sampling/sampler.h"
#include "core/engine/sampling/sampler_cpu.h"
#include "core/engine/sampling/sampler_torch.h"
#include "tests/support/small_models.h"

namespace engine = azr::engine;
using azr::test::smallModel;
using azr::test::SmallShape;

Q_DECLARE_METATYPE(SmallShape)

namespace {

using azr::policy::Completion;
using azr::policy::FinishReason;
using azr::policy::SampleRequest;
using azr::policy::Token;

std::unique_ptr<engine::BatchSampler> makeSampler(const engine::Model& model, int batch, bool plain = false) {
    std::unique_ptr<engine::SamplerBackend> backend;
    if (plain)
        backend = std::make_unique<engine::TorchDecoder>(model, at::kFloat);
    else
        backend = std::make_unique<engine::CpuDecoder>(model, false);
    return std::make_unique<engine::BatchSampler>(
        std::move(backend), engine::SamplerLimits{batch, model.config.context, model.config.vocabulary});
}

SampleRequest request(std::uint64_t id, int promptLength, int count, int maxTokens, int vocabulary) {
    SampleRequest made;
    made.id = id;
    made.count = count;
    made.maxTokens = maxTokens;
    made.seed = 100 + id;
    azr::Rng rng(id + 1);
    for (int i = 0; i < promptLength; ++i)
        made.prompt.push_back(static_cast<Token>(rng.below(static_cast<std::uint64_t>(vocabulary))));
    return made;
}

/// Every completion, in the order they came.
std::vector<Completion> drain(azr::policy::Sampler& sampler) {
    azr::Control control;
    std::vector<Completion> all;
    for (;;) {
        auto next = sampler.next(control);
        if (!next || !*next) return all;
        all.push_back(std::move(**next));
    }
}

const Completion* find(const std::vector<Completion>& all, std::uint64_t id, int index) {
    for (const Completion& completion : all)
        if (completion.id == id && completion.index == index) return &completion;
    return nullptr;
}

/// The same sample from the plain forward pass, one whole sequence per token.
Completion byHand(const engine::Model& model, const SampleRequest& request, int index) {
    Completion made;
    azr::Rng rng(azr::mixSeed(request.seed, static_cast<std::uint64_t>(index)));
    std::vector<Token> tokens = request.prompt;
    while (static_cast<int>(made.tokens.size()) < request.maxTokens) {
        const at::Tensor logits = engine::forwardLogits(model, tokens)->select(0, -1).contiguous().clone();
        const auto draw = engine::drawToken({logits.data_ptr<float>(), static_cast<std::size_t>(logits.numel())},
                                            {request.temperature, request.topP, request.topK}, rng);
        tokens.push_back(draw.token);
        made.tokens.push_back(draw.token);
        made.logprobs.push_back(draw.logprob);
    }
    return made;
}

double logprobGap(const Completion& a, const Completion& b) {
    double gap = a.logprobs.size() == b.logprobs.size() ? 0 : 1e9;
    for (std::size_t i = 0; gap < 1e9 && i < a.logprobs.size(); ++i)
        gap = std::max(gap, std::abs(static_cast<double>(a.logprobs[i]) - static_cast<double>(b.logprobs[i])));
    return gap;
}

}  // namespace

class SamplerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void cachedDecodingEqualsTheWholeForwardPass_data();
    void cachedDecodingEqualsTheWholeForwardPass();
    void storiesAreToldAsTheGoldenSays_data();
    void storiesAreToldAsTheGoldenSays();
    void batchAndThreadsChangeNoBit();
    void samplesOfOnePromptEqualSamplesAlone();
    void promptsThatBeginAlikeAreComputedOnce_data();
    void promptsThatBeginAlikeAreComputedOnce();
    void longPromptsAreComputedInParts();
    void completionsComeInTheSameOrderTwice();
    void finishedSamplesLeaveAndOthersEnter();
    void stopTokenAndStopCheckEndASample();
    void cancelGivesBackEverySample();
    void stopRequestDropsEverything();
    void newWeightsAreSeen_data();
    void newWeightsAreSeen();
    void unusableRequestsAreRefused_data();
    void unusableRequestsAreRefused();
    void releasedPagesAreReused();
};

void SamplerTest::cachedDecodingEqualsTheWholeForwardPass_data() {
    QTest::addColumn<SmallShape>("shape");
    QTest::addColumn<bool>("plain");
    for (const bool plain : {false, true}) {
        const auto row = [&](const char* name, const SmallShape& shape) {
            QTest::newRow(qPrintable(QString(plain ? "torch: %1" : "kernels: %1").arg(name))) << shape << plain;
        };
        row("grouped heads of 8", {});
        row("qwen2 with biases, untied", {.bias = true, .tied = false});
        row("one group per head, heads of 32", {.hidden = 96, .heads = 3, .kvHeads = 3, .headDim = 32});
        row("odd widths", {.hidden = 44, .heads = 6, .kvHeads = 2, .headDim = 18, .intermediate = 51});
        row("heads of 128", {.hidden = 64, .heads = 2, .kvHeads = 1, .headDim = 128, .vocabulary = 300});
        row("deeper than one block of products", {.hidden = 32, .intermediate = 700});
    }
}

void SamplerTest::cachedDecodingEqualsTheWholeForwardPass() {
    QFETCH(SmallShape, shape);
    QFETCH(bool, plain);
    const engine::Model model = smallModel(shape);
    auto sampler = makeSampler(model, 8, plain);
    std::vector<SampleRequest> requests;
    for (const int length : {1, 5, 16, 17, 40}) {  // around the page size of 16
        requests.push_back(request(requests.size(), length, 2, 24, shape.vocabulary));
        QVERIFY(sampler->submit(requests.back()));
    }
    const auto all = drain(*sampler);
    QCOMPARE(all.size(), std::size_t{10});
    for (const SampleRequest& made : requests)
        for (int index = 0; index < 2; ++index) {
            const Completion* found = find(all, made.id, index);
            QVERIFY(found != nullptr);
            const Completion wanted = byHand(model, made, index);
            QCOMPARE(found->tokens, wanted.tokens);
            QVERIFY2(logprobGap(*found, wanted) < 1e-4, qPrintable(QString::number(logprobGap(*found, wanted))));
            QVERIFY(found->finish == FinishReason::Length);
        }
}

void SamplerTest::storiesAreToldAsTheGoldenSays_data() {
    QTest::addColumn<bool>("plain");
    QTest::newRow("kernels") << false;
    QTest::newRow("torch") << true;
}

void SamplerTest::storiesAreToldAsTheGoldenSays() {
    QFETCH(bool, plain);
    const char* root = std::getenv("AZR_TEST_DATA");
    if (root == nullptr) QSKIP("AZR_TEST_DATA is not set");
    const auto folder = std::filesystem::path(root) / "models/stories260K";
    const auto text = azr::readFile(folder / "golden.json");
    QVERIFY2(text, "golden.json");
    const azr::Json golden = azr::Json::parse(*text);
    const auto model = engine::loadModel(folder / "hf", {});
    QVERIFY2(model, model ? "" : azr::describe(model.error()).c_str());
    const auto ids = golden["greedy_ids_from_bos"].get<std::vector<Token>>();
    auto sampler = makeSampler(*model, 4, plain);
    SampleRequest made;
    made.prompt = {ids.front()};
    made.maxTokens = static_cast<int>(ids.size()) - 1;
    made.temperature = 0;
    QVERIFY(sampler->submit(made));
    const auto all = drain(*sampler);
    QCOMPARE(all.size(), std::size_t{1});
    QCOMPARE(all[0].tokens, std::vector<Token>(ids.begin() + 1, ids.end()));
    const auto wanted = golden["token_logprobs"].get<std::vector<double>>();
    QCOMPARE(all[0].logprobs.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
        QVERIFY(std::abs(static_cast<double>(all[0].logprobs[i]) - wanted[i]) < 4e-4);
}

void SamplerTest::batchAndThreadsChangeNoBit() {
    const engine::Model model = smallModel({});
    const int threads = at::get_num_threads();
    at::set_num_threads(2);
    auto crowded = makeSampler(model, 64);
    for (std::uint64_t id = 0; id < 40; ++id)
        QVERIFY(crowded->submit(request(id, 3 + static_cast<int>(id), 3, 10 + static_cast<int>(id % 7), 37)));
    const auto all = drain(*crowded);
    QCOMPARE(all.size(), std::size_t{120});
    for (const std::uint64_t id : {0, 17, 39}) {
        at::set_num_threads(id == 17 ? 1 : 2);
        auto alone = makeSampler(model, 1);
        QVERIFY(alone->submit(request(id, 3 + static_cast<int>(id), 3, 10 + static_cast<int>(id % 7), 37)));
        for (const Completion& one : drain(*alone)) {
            const Completion* found = find(all, id, one.index);
            QVERIFY(found != nullptr);
            QCOMPARE(found->tokens, one.tokens);
            QCOMPARE(found->logprobs, one.logprobs);  // bit for bit
        }
    }
    at::set_num_threads(threads);
}

void SamplerTest::samplesOfOnePromptEqualSamplesAlone() {
    const engine::Model model = smallModel({});
    const SampleRequest shared = request(1, 20, 5, 30, 37);
    auto sampler = makeSampler(model, 3);  // fewer places than samples: they enter one after another
    QVERIFY(sampler->submit(shared));
    const auto all = drain(*sampler);
    QCOMPARE(all.size(), std::size_t{5});
    QCOMPARE(sampler->stats().promptTokens, std::int64_t{20});
    QCOMPARE(sampler->stats().sampledTokens, std::int64_t{150});
    for (int index = 0; index < 5; ++index) {
        const Completion* found = find(all, 1, index);
        QVERIFY(found != nullptr);
        QCOMPARE(found->tokens, byHand(model, shared, index).tokens);
    }
    QVERIFY(find(all, 1, 0)->tokens != find(all, 1, 1)->tokens);
}

void SamplerTest::promptsThatBeginAlikeAreComputedOnce_data() {
    storiesAreToldAsTheGoldenSays_data();
}

void SamplerTest::promptsThatBeginAlikeAreComputedOnce() {
    QFETCH(bool, plain);
    const engine::Model model = smallModel({});
    const auto backend = [&]() -> std::unique_ptr<engine::SamplerBackend> {
        if (plain) return std::make_unique<engine::TorchDecoder>(model, at::kFloat);
        return std::make_unique<engine::CpuDecoder>(model, false);
    };
    const auto first = request(0, 60, 2, 12, 37);
    std::vector<SampleRequest> requests;
    for (std::uint64_t id = 0; id < 6; ++id) {
        SampleRequest made = request(id, 70 + static_cast<int>(id), 2, 12, 37);
        std::copy_n(first.prompt.begin(), 50, made.prompt.begin());
        requests.push_back(made);
    }
    requests.push_back(requests[3]);  // the very same prompt: all but its last token is there
    requests.back().id = 6;
    requests.back().seed = 77;
    std::vector<std::vector<Completion>> outcomes;
    std::vector<std::int64_t> computed;
    for (const bool share : {true, false}) {
        engine::BatchSampler sampler(backend(), {16, model.config.context, model.config.vocabulary, 512, share});
        for (const auto& made : requests) QVERIFY(sampler.submit(made));
        outcomes.push_back(drain(sampler));
        computed.push_back(sampler.stats().promptTokens);
    }
    std::int64_t whole = 0;
    for (const auto& made : requests) whole += static_cast<std::int64_t>(made.prompt.size());
    QCOMPARE(computed[1], whole);
    // 50 tokens of five prompts, and all but one of the last, which is as long as the fourth.
    QCOMPARE(computed[0], whole - 5 * 50 - (73 - 1));
    QCOMPARE(outcomes[0].size(), std::size_t{14});
    for (const Completion& one : outcomes[0]) {
        const Completion* other = find(outcomes[1], one.id, one.index);
        QVERIFY(other != nullptr);
        QCOMPARE(one.tokens, other->tokens);
        if (plain)
            QVERIFY(logprobGap(one, *other) < 1e-4);
        else
            QCOMPARE(one.logprobs, other->logprobs);  // bit for bit
    }
}

void SamplerTest::longPromptsAreComputedInParts() {
    const engine::Model model = smallModel({});
    std::vector<std::vector<Completion>> outcomes;
    for (const int rows : {7, 512}) {
        engine::BatchSampler sampler(std::make_unique<engine::CpuDecoder>(model, false),
                                     {4, model.config.context, model.config.vocabulary, rows});
        for (std::uint64_t id = 0; id < 5; ++id)
            QVERIFY(sampler.submit(request(id, 40 - static_cast<int>(id), 2, 9, 37)));
        outcomes.push_back(drain(sampler));
        QCOMPARE(sampler.stats().promptTokens, std::int64_t{40 + 39 + 38 + 37 + 36});
    }
    QCOMPARE(outcomes[0].size(), std::size_t{10});
    for (const Completion& one : outcomes[0]) QCOMPARE(find(outcomes[1], one.id, one.index)->logprobs, one.logprobs);
    // A stop between two parts drops the half-computed prompt and leaves the sampler usable.
    engine::BatchSampler sampler(std::make_unique<engine::CpuDecoder>(model, false),
                                 {4, model.config.context, model.config.vocabulary, 7});
    QVERIFY(sampler.submit(request(1, 40, 1, 9, 37)));
    sampler.cancel(1);
    QVERIFY(drain(sampler).at(0).finish == FinishReason::Cancelled);
    QVERIFY(sampler.submit(request(2, 38, 1, 9, 37)));
    QCOMPARE(drain(sampler).size(), std::size_t{1});
}

void SamplerTest::completionsComeInTheSameOrderTwice() {
    const engine::Model model = smallModel({});
    std::vector<std::vector<Completion>> runs;
    for (int run = 0; run < 2; ++run) {
        auto sampler = makeSampler(model, 6);
        for (std::uint64_t id = 0; id < 9; ++id) {
            SampleRequest made = request(id, 4, 2, 40, 37);
            made.stopTokens = {1, 2, 3};
            QVERIFY(sampler->submit(made));
        }
        runs.push_back(drain(*sampler));
    }
    QCOMPARE(runs[0].size(), std::size_t{18});
    for (std::size_t i = 0; i < runs[0].size(); ++i) {
        QCOMPARE(runs[0][i].id, runs[1][i].id);
        QCOMPARE(runs[0][i].index, runs[1][i].index);
        QCOMPARE(runs[0][i].logprobs, runs[1][i].logprobs);
    }
}

void SamplerTest::finishedSamplesLeaveAndOthersEnter() {
    const engine::Model model = smallModel({});
    auto sampler = makeSampler(model, 2);
    QVERIFY(sampler->submit(request(1, 4, 1, 3, 37)));
    QVERIFY(sampler->submit(request(2, 4, 1, 30, 37)));
    QVERIFY(sampler->submit(request(3, 4, 1, 3, 37)));
    azr::Control control;
    std::vector<std::uint64_t> order;
    order.push_back((**sampler->next(control)).id);
    QCOMPARE(sampler->underWay(), 1);
    order.push_back((**sampler->next(control)).id);
    order.push_back((**sampler->next(control)).id);
    QCOMPARE(order, (std::vector<std::uint64_t>{1, 3, 2}));
    QVERIFY(!*sampler->next(control));
}

void SamplerTest::stopTokenAndStopCheckEndASample() {
    const engine::Model model = smallModel({});
    SampleRequest made = request(1, 6, 1, 30, 37);
    const Completion whole = byHand(model, made, 0);
    auto sampler = makeSampler(model, 2);
    made.stopTokens = {whole.tokens[7]};
    const auto first = static_cast<std::size_t>(std::find(whole.tokens.begin(), whole.tokens.end(), whole.tokens[7]) -
                                                whole.tokens.begin());
    QVERIFY(sampler->submit(made));
    const Completion stopped = drain(*sampler).at(0);
    QVERIFY(stopped.finish == FinishReason::Stop);
    QCOMPARE(stopped.tokens,
             std::vector<Token>(whole.tokens.begin(), whole.tokens.begin() + 1 + std::ptrdiff_t(first)));
    QCOMPARE(stopped.logprobs.size(), stopped.tokens.size());
    made.stopTokens.clear();
    made.stopCheck = [](std::span<const Token> tokens) { return tokens.size() == 5; };
    QVERIFY(sampler->submit(made));
    const Completion checked = drain(*sampler).at(0);
    QVERIFY(checked.finish == FinishReason::Stop);
    QCOMPARE(checked.tokens.size(), std::size_t{5});
}

void SamplerTest::cancelGivesBackEverySample() {
    const engine::Model model = smallModel({});
    auto sampler = makeSampler(model, 3);
    QVERIFY(sampler->submit(request(1, 4, 1, 2, 37)));
    QVERIFY(sampler->submit(request(2, 4, 4, 50, 37)));
    QVERIFY(sampler->submit(request(3, 4, 1, 50, 37)));
    azr::Control control;
    QCOMPARE((**sampler->next(control)).id, std::uint64_t{1});
    sampler->cancel(2);
    const auto rest = drain(*sampler);
    QCOMPARE(rest.size(), std::size_t{5});
    for (int index = 0; index < 4; ++index) {
        QVERIFY(find(rest, 2, index) != nullptr);
        QVERIFY(find(rest, 2, index)->finish == FinishReason::Cancelled);
    }
    QVERIFY(find(rest, 3, 0)->finish == FinishReason::Length);
    QCOMPARE(find(rest, 3, 0)->tokens.size(), std::size_t{50});
}

void SamplerTest::stopRequestDropsEverything() {
    const engine::Model model = smallModel({});
    auto sampler = makeSampler(model, 3);
    QVERIFY(sampler->submit(request(1, 4, 5, 50, 37)));
    azr::Control stopped;
    stopped.requestStop();
    const auto refused = sampler->next(stopped);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == azr::ErrorCode::Cancelled);
    azr::Control control;
    QVERIFY(!*sampler->next(control));
}

void SamplerTest::newWeightsAreSeen_data() {
    storiesAreToldAsTheGoldenSays_data();
}

void SamplerTest::newWeightsAreSeen() {
    QFETCH(bool, plain);
    engine::Model model = smallModel({});
    auto sampler = makeSampler(model, 2, plain);
    const SampleRequest made = request(1, 6, 1, 12, 37);
    QVERIFY(sampler->submit(made));
    const Completion before = drain(*sampler).at(0);
    model.parameters.flat.mul_(1.5);
    ++model.version;
    QVERIFY(sampler->submit(made));
    const Completion after = drain(*sampler).at(0);
    QVERIFY(before.tokens != after.tokens);
    QVERIFY(logprobGap(after, byHand(model, made, 0)) < 1e-4);
}

void SamplerTest::unusableRequestsAreRefused_data() {
    QTest::addColumn<int>("promptLength");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("maxTokens");
    QTest::addColumn<int>("badToken");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("fills the context") << 200 << 1 << 56 << 0 << true;
    QTest::newRow("one beyond the context") << 200 << 1 << 57 << 0 << false;
    QTest::newRow("empty prompt") << 0 << 1 << 5 << 0 << false;
    QTest::newRow("no samples") << 3 << 0 << 5 << 0 << false;
    QTest::newRow("no tokens") << 3 << 1 << 0 << 0 << false;
    QTest::newRow("beyond the vocabulary") << 3 << 1 << 5 << 37 << false;
    QTest::newRow("negative token") << 3 << 1 << 5 << -1 << false;
}

void SamplerTest::unusableRequestsAreRefused() {
    QFETCH(int, promptLength);
    QFETCH(int, count);
    QFETCH(int, maxTokens);
    QFETCH(int, badToken);
    QFETCH(bool, accepted);
    const engine::Model model = smallModel({});
    auto sampler = makeSampler(model, 2);
    SampleRequest made = request(1, promptLength, count, maxTokens, 37);
    if (badToken != 0) made.prompt.back() = badToken;
    const auto status = sampler->submit(made);
    QCOMPARE(status.has_value(), accepted);
    if (accepted)
        QCOMPARE(drain(*sampler).at(0).tokens.size(), static_cast<std::size_t>(maxTokens));
    else
        QVERIFY(status.error().code == azr::ErrorCode::InvalidArgument);
}

void SamplerTest::releasedPagesAreReused() {
    engine::KvCache cache(2, 2, 8);
    const int parent = cache.create();
    cache.reserve(parent, 20);
    QCOMPARE(cache.pagesInUse(), std::size_t{2});
    cache.pages(parent)[1][0] = 5.0F;
    const int child = cache.fork(parent, 20);
    QCOMPARE(cache.pagesInUse(), std::size_t{3});  // the full page is shared, the partial one copied
    QCOMPARE(cache.pages(child)[0], cache.pages(parent)[0]);
    QVERIFY(cache.pages(child)[1] != cache.pages(parent)[1]);
    QCOMPARE(cache.pages(child)[1][0], 5.0F);
    cache.release(parent);
    QCOMPARE(cache.pagesInUse(), std::size_t{2});
    cache.release(child);
    QCOMPARE(cache.pagesInUse(), std::size_t{0});
    const std::size_t bytes = cache.bytes();
    cache.reserve(cache.create(), 30);
    QCOMPARE(cache.bytes(), bytes);
}

QTEST_GUILESS_MAIN(SamplerTest)
#include "tst_sampler.moc"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QtTest>
#include <cstdlib>
#include <set>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/engine/learning/plain.h"
#include "core/engine/learning/torch_learner.h"
#include "tests/support/small_models.h"

using azr::test::smallModel;
using azr::test::SmallShape;
namespace engine = azr::engine;

namespace {

std::filesystem::path stories() {
    const char* root = std::getenv("AZR_TEST_DATA");
    return root ? std::filesystem::path(root) / "models/stories260K" : std::filesystem::path();
}

double largestGap(const azr::Json& wanted, const at::Tensor& actual) {
    double gap = wanted.size() == static_cast<std::size_t>(actual.numel()) ? 0.0 : 1e9;
    const at::Tensor flat = actual.contiguous().view({-1});
    for (std::size_t i = 0; gap < 1e9 && i < wanted.size(); ++i)
        gap = std::max(gap, std::abs(wanted[i].get<double>() - flat[static_cast<std::int64_t>(i)].item<double>()));
    return gap;
}

}  // namespace

namespace {

std::string hashOf(const engine::Model& model) {
    return engine::hashTensors(engine::namedTensors(model.config, model.parameters));
}

}  // namespace

class ModelTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void savedWeightsReadBackBitForBit_data() {
        QTest::addColumn<bool>("bias");
        QTest::addColumn<bool>("tied");
        QTest::newRow("llama") << false << true;
        QTest::newRow("untied") << false << false;
        QTest::newRow("qwen2") << true << true;
    }
    void savedWeightsReadBackBitForBit() {
        QFETCH(bool, bias);
        QFETCH(bool, tied);
        SmallShape shape;
        shape.bias = bias;
        shape.tied = tied;
        const auto model = smallModel(shape);
        QTemporaryDir folder, again;
        const std::filesystem::path path = folder.path().toStdString(), second = again.path().toStdString();
        QVERIFY(engine::saveModel(model, path));
        const auto read = engine::loadModel(path, {});
        QVERIFY2(read, read ? "" : azr::describe(read.error()).c_str());
        QVERIFY(at::equal(read->parameters.flat, model.parameters.flat));
        QVERIFY(engine::saveModel(*read, second));
        QCOMPARE(*azr::sha256File(path / "model.safetensors"), *azr::sha256File(second / "model.safetensors"));
        QCOMPARE(*azr::sha256File(path / "config.json"), *azr::sha256File(second / "config.json"));
        QCOMPARE(hashOf(*read), hashOf(model));
    }

    void everyParameterHasANameAndAPlace() {
        const auto model = smallModel({});
        std::set<std::string> names;
        std::int64_t elements = 0;
        for (const auto& [name, tensor] : engine::namedTensors(model.config, model.parameters)) {
            QVERIFY(names.insert(name).second);
            elements += tensor.numel();
        }
        QCOMPARE(elements, model.config.parameterCount());
        QVERIFY(names.contains("model.layers.1.self_attn.v_proj.weight"));
        QVERIFY(!names.contains("lm_head.weight"));
    }

    void startingWeightsDependOnTheSeedAlone() {
        engine::Model a = smallModel({}), b = smallModel({});
        engine::initialise(a, 5);
        engine::initialise(b, 5);
        QVERIFY(at::equal(a.parameters.flat, b.parameters.flat));
        engine::initialise(b, 6);
        QVERIFY(!at::equal(a.parameters.flat, b.parameters.flat));
        // The spread: 1 / sqrt(hidden), and 1 / sqrt(2 L) of it on the matrices that write into the residual stream.
        const double spread = 1.0 / std::sqrt(32.0);
        QVERIFY(std::abs(a.parameters.layers[0].gateUp.std().item<double>() - spread) < 0.1 * spread);
        QVERIFY(std::abs(a.parameters.layers[0].down.std().item<double>() - spread / 2) < 0.05 * spread);
        QVERIFY(at::equal(a.parameters.finalNorm, at::ones({32})));
    }

    void aBrokenFileLeavesTheModelAsItWas() {
        auto model = smallModel({});
        const auto before = hashOf(model);
        QTemporaryDir folder;
        SmallShape other;
        other.hidden = 16;
        QVERIFY(engine::saveModel(smallModel(other), folder.path().toStdString()));
        QVERIFY(!engine::loadWeights(model, folder.path().toStdString()));
        QVERIFY(!engine::loadWeights(model, "/nowhere"));
        QCOMPARE(hashOf(model), before);
    }

    void storiesGoldens() {
        if (stories().empty()) QSKIP("AZR_TEST_DATA is not set");
        const auto golden = azr::readJson(stories() / "golden.json");
        QVERIFY(golden);
        auto model = engine::loadModel(stories() / "hf", {});
        QVERIFY2(model, model ? "" : azr::describe(model.error()).c_str());
        const auto ids = golden->at("prompt_ids").get<std::vector<azr::policy::Token>>();
        const auto logits = engine::forwardLogits(*model, ids);
        QVERIFY(logits);
        QVERIFY(largestGap(golden->at("logits_first"), logits->select(0, 0)) < 2e-4);
        QVERIFY(largestGap(golden->at("logits_last"), logits->select(0, -1)) < 2e-4);
        QVERIFY(largestGap(golden->at("logits_row_max"), at::amax(*logits, {1})) < 2e-4);
        QVERIFY(largestGap(golden->at("logits_row_logsumexp"), at::logsumexp(*logits, {1})) < 2e-4);
        const at::Tensor logp = at::log_softmax(*logits, -1);
        QVERIFY(largestGap(golden->at("entropy_per_pos"), -(logp.exp() * logp).sum(-1)) < 2e-4);
    }

    void storiesLogProbabilitiesThroughTheKernels() {
        if (stories().empty()) QSKIP("AZR_TEST_DATA is not set");
        const auto golden = azr::readJson(stories() / "golden.json");
        QVERIFY(golden);
        auto model = engine::loadModel(stories() / "hf", {});
        QVERIFY(model);
        azr::policy::Sequence sequence;
        sequence.tokens = golden->at("greedy_ids_from_bos").get<std::vector<azr::policy::Token>>();
        sequence.promptLength = 1;
        engine::TorchLearner learner(*model, {}, {});
        azr::Control control;
        const auto logprobs = learner.logprobs({&sequence, 1}, control);
        QVERIFY2(logprobs, logprobs ? "" : azr::describe(logprobs.error()).c_str());
        const auto& actual = logprobs->front();
        const auto& wanted = golden->at("token_logprobs");
        QCOMPARE(actual.size(), wanted.size());
        double sum = 0;
        for (std::size_t i = 0; i < actual.size(); ++i) {
            QVERIFY(std::abs(wanted[i].get<double>() - actual[i]) < 2e-4);
            sum -= actual[i];
        }
        QVERIFY(std::abs(sum / static_cast<double>(actual.size()) - golden->at("mean_nll").get<double>()) < 2e-4);
    }
};

QTEST_GUILESS_MAIN(ModelTest)
#include "tst_model.moc"

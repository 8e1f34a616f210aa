// Opening the engine's shared library at run time: what is found, refused and set before it is loaded.
#include <QTemporaryDir>
#include <QtTest>
#include <cstdlib>

#include "core/base/files.h"
#include "core/policy/engine.h"

namespace policy = azr::policy;

namespace {

bool libraryBuilt() {
    return std::filesystem::exists(std::filesystem::path(AZR_BINARY_FOLDER) / "libazr_engine_v3.so");
}

/// Of every set: the processor decides which is opened.
std::vector<std::string> libraryNames() {
    std::vector<std::string> names;
    for (const char* set : {"v3", "v4", "v4-bf16", "amx"}) names.push_back(std::string("libazr_engine_") + set + ".so");
    return names;
}

std::filesystem::path tinyModel(const QTemporaryDir& folder) {
    const std::filesystem::path path = folder.path().toStdString();
    const auto written = azr::writeFileAtomic(path / "config.json", R"({"model_type": "llama", "hidden_size": 32,
        "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
        "vocab_size": 40, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
        "hidden_act": "silu", "tie_word_embeddings": true})");
    return written ? path : std::filesystem::path();
}

}  // namespace

class EngineTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { ::unsetenv("AZR_KERNELS"); }
    void cleanup() { ::unsetenv("AZR_ENGINE_DIR"); }
    void listingDevicesLeavesTheKernelsOpen();
    void missingLibraryIsNamedWithARemedy();
    void brokenLibraryIsUnsupported();
    void foreignLibraryIsCorrupt();
    void modelIsOpenedSampledAndTrained();
    void adaptersAreTrainedSavedAndOpenedAgain();
    void weightsMayLieInBf16BesideFp32Products();
    void unusableAdaptersAreRefused();
    void unknownDevicesAndTypesAreRefused_data();
    void unknownDevicesAndTypesAreRefused();
    void missingModelIsNamed();
    void processorIsAlwaysListed();
    void otherKernelsAreRefusedOnceSomeAreAtWork();
};

/// A window shows them before anybody has said which kernels to take.
void EngineTest::listingDevicesLeavesTheKernelsOpen() {
    qputenv("AZR_ENGINE_DIR", "/nowhere");
    const auto devices = policy::listDevices();
    QVERIFY2(devices, devices ? "" : azr::describe(devices.error()).c_str());
    QCOMPARE(devices->front().name, std::string("cpu"));
    QVERIFY(!devices->front().description.empty() && devices->front().memoryBytes > 0);
    QVERIFY(policy::kernelsInUse().set == policy::KernelSet::Native);  // nothing was opened
}

void EngineTest::missingLibraryIsNamedWithARemedy() {
    const QTemporaryDir empty;
    qputenv("AZR_ENGINE_DIR", empty.path().toUtf8());
    const auto speed = policy::measureProducts("cpu", 1);
    QVERIFY(!speed);
    QVERIFY(speed.error().code == azr::ErrorCode::NotFound);
    QVERIFY(speed.error().place.find(empty.path().toStdString()) != std::string::npos);
    QVERIFY(!speed.error().remedy.empty());
}

void EngineTest::brokenLibraryIsUnsupported() {
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    for (const auto& file : libraryNames()) QVERIFY(azr::writeFileAtomic(path / file, "not a library"));
    qputenv("AZR_ENGINE_DIR", folder.path().toUtf8());
    const auto speed = policy::measureProducts("cpu", 1);
    QVERIFY(!speed);
    QVERIFY(speed.error().code == azr::ErrorCode::Unsupported);
}

void EngineTest::foreignLibraryIsCorrupt() {
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    std::filesystem::path found;
    for (const char* place : {"/lib/x86_64-linux-gnu/libz.so.1", "/usr/lib/libz.so.1", "/usr/lib64/libz.so.1"})
        if (std::filesystem::exists(place)) found = place;
    if (found.empty()) QSKIP("no other library at hand");
    for (const auto& file : libraryNames()) std::filesystem::create_symlink(found, path / file);
    qputenv("AZR_ENGINE_DIR", folder.path().toUtf8());
    const auto speed = policy::measureProducts("cpu", 1);
    QVERIFY(!speed);
    QVERIFY(speed.error().code == azr::ErrorCode::Corrupt);
}

void EngineTest::modelIsOpenedSampledAndTrained() {
    if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
    qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
    const QTemporaryDir folder;
    policy::EngineOptions options;
    options.folder = tinyModel(folder);
    options.device = "cpu";
    options.dtype = "fp32";
    options.threads = 1;
    options.randomWeights = true;
    options.seed = 4;
    auto engine = policy::openEngine(options);
    QVERIFY2(engine, engine ? "" : azr::describe(engine.error()).c_str());
    QVERIFY(qgetenv("OMP_WAIT_POLICY") == "passive");
    QCOMPARE((*engine)->shape().vocabulary, 40);
    QCOMPARE((*engine)->device(), std::string("cpu"));
    QCOMPARE(name((*engine)->types()), std::string("fp32"));
    QVERIFY((*engine)->version().starts_with("LibTorch "));

    policy::SampleRequest request;
    request.prompt = {1, 2, 3};
    request.maxTokens = 9;
    request.seed = 8;
    azr::Control control;
    const auto sample = [&] {
        auto& sampler = (*engine)->sampler();
        return sampler.submit(request) ? *sampler.next(control) : std::optional<policy::Completion>{};
    };
    const auto before = sample();
    QVERIFY(before.has_value());
    QCOMPARE(before->tokens.size(), std::size_t{9});

    policy::Sequence sequence;
    sequence.tokens = {1, 2, 3};
    sequence.tokens.insert(sequence.tokens.end(), before->tokens.begin(), before->tokens.end());
    sequence.promptLength = 3;
    sequence.oldLogprobs = before->logprobs;
    sequence.advantages.assign(9, 1.0F);
    const auto same = (*engine)->learner().logprobs({&sequence, 1}, control);
    QVERIFY(same);
    for (std::size_t i = 0; i < 9; ++i) QVERIFY(std::abs((*same)[0][i] - before->logprobs[i]) < 1e-4F);

    policy::OptimizerOptions optimizer;
    optimizer.learningRate = 0.05;
    QVERIFY((*engine)->learner().update({&sequence, 1}, {}, optimizer, control));
    const auto after = sample();
    QVERIFY(after.has_value());
    QVERIFY(after->logprobs != before->logprobs);  // the sampler sees the learner's weights
    const auto rows = (*engine)->logits({1, 2, 3});
    QVERIFY(rows);
    QCOMPARE(rows->size(), std::size_t{3 * 40});
    QVERIFY(!(*engine)->logits({}));
    QVERIFY(!(*engine)->logits(std::vector<policy::Token>(65, 1)));
}

void EngineTest::adaptersAreTrainedSavedAndOpenedAgain() {
    if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
    qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
    const QTemporaryDir folder, saved;
    policy::EngineOptions options;
    options.folder = tinyModel(folder);
    options.device = "cpu";
    options.dtype = "fp32";
    options.threads = 1;
    options.randomWeights = true;
    const std::vector<policy::Token> tokens{1, 2, 3, 4, 5, 6, 7, 8};
    const auto plain = policy::openEngine(options);
    QVERIFY(plain);
    azr::Control control;
    const auto base = (*plain)->score(tokens, control);
    QVERIFY(base);
    options.training.lora.rank = 4;
    options.training.checkpointActivations = true;
    auto engine = policy::openEngine(options);
    QVERIFY2(engine, engine ? "" : azr::describe(engine.error()).c_str());
    QCOMPARE((*engine)->score(tokens, control)->logprobs, base->logprobs);  // B is zero

    policy::Sequence sequence{tokens, 2, {}, {}};
    sequence.oldLogprobs.assign(base->logprobs.begin() + 1, base->logprobs.end());
    sequence.advantages.assign(6, 1.0F);
    policy::LossOptions loss;
    loss.klCoefficient = 0.1;
    policy::OptimizerOptions optimizer;
    optimizer.learningRate = 0.02;
    const auto first = (*engine)->learner().update({&sequence, 1}, loss, optimizer, control);
    QVERIFY2(first, first ? "" : azr::describe(first.error()).c_str());
    QVERIFY(std::abs(first->referenceKl) < 1e-6);
    const auto second = (*engine)->learner().update({&sequence, 1}, loss, optimizer, control);
    QVERIFY(second && second->referenceKl > 1e-6);  // the reference is where it started
    const auto trained = (*engine)->score(tokens, control);
    QVERIFY(trained && trained->logprobs != base->logprobs);
    QCOMPARE((*engine)->logits(tokens)->size(), std::size_t{8 * 40});

    const std::filesystem::path path = saved.path().toStdString();
    QVERIFY((*engine)->learner().saveWeights(path));
    QVERIFY(std::filesystem::exists(path / "adapter_model.safetensors"));
    QVERIFY(std::filesystem::exists(path / "adapter_config.json"));
    options.training.lora.adapter = path;
    options.sampleOnly = true;
    const auto again = policy::openEngine(options);
    QVERIFY2(again, again ? "" : azr::describe(again.error()).c_str());
    QCOMPARE((*again)->score(tokens, control)->logprobs, trained->logprobs);
    QCOMPARE((*again)->learner().weightsHash(), (*engine)->learner().weightsHash());
}

void EngineTest::weightsMayLieInBf16BesideFp32Products() {
    if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
    qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
    const QTemporaryDir folder;
    policy::EngineOptions options;
    options.folder = tinyModel(folder);
    options.device = "cpu";
    options.threads = 1;
    options.randomWeights = true;
    options.training.lora.rank = 2;
    const std::vector<policy::Token> tokens{1, 2, 3, 4, 5, 6, 7, 8};
    azr::Control control;
    const auto scored = [&](const char* dtype, const char* storage, const char* types) {
        options.dtype = dtype;
        options.storage = storage;
        const auto engine = policy::openEngine(options);
        if (!engine || name((*engine)->types()) != types || (*engine)->typesReason().empty())
            return std::vector<float>();
        policy::Sequence sequence{tokens, 2, {}, {}};
        const auto learner = (*engine)->learner().logprobs({&sequence, 1}, control);
        const auto sampler = (*engine)->score(tokens, control);
        // Both sides compute with the same weights, wherever they lie.
        for (std::size_t i = 0; learner && i < 6; ++i)
            if (std::abs((*learner)[0][i] - sampler->logprobs[i + 1]) > 1e-4F) return std::vector<float>();
        return sampler->logprobs;
    };
    const auto wide = scored("fp32", "fp32", "fp32"), narrow = scored("fp32", "bf16", "fp32, weights bf16");
    QCOMPARE(wide.size(), tokens.size() - 1);
    QCOMPARE(narrow.size(), tokens.size() - 1);
    QVERIFY(narrow != wide);  // they were rounded
    for (std::size_t i = 0; i < wide.size(); ++i) QVERIFY(std::abs(wide[i] - narrow[i]) < 0.1F);
    QCOMPARE(scored("fp32", "auto", "fp32"), wide);
    // Never emulated: where products of bf16 are not offered, its weights are all that is left of the wish.
    const bool bf16 = policy::multipliesBf16(policy::kernelsInUse().set);
    QVERIFY(!scored("bf16", "auto", bf16 ? "bf16" : "fp32, weights bf16").empty() || bf16);
    options.storage = "fp17";
    QVERIFY(!policy::openEngine(options));
}

void EngineTest::unusableAdaptersAreRefused() {
    if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
    qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
    const QTemporaryDir folder;
    policy::EngineOptions options;
    options.folder = tinyModel(folder);
    options.device = "cpu";
    options.dtype = "fp32";
    options.randomWeights = true;
    options.training.lora.rank = 2;
    const auto refused = [&] {
        const auto engine = policy::openEngine(options);
        return !engine && engine.error().code == azr::ErrorCode::InvalidArgument;
    };
    options.training.lora.targets = {"lm_head"};
    QVERIFY(refused());
    options.training.lora.targets = {};
    QVERIFY(refused());
    options.training.lora.targets = {"q_proj"};
    options.training.lora.dropout = 1.0;
    QVERIFY(refused());
    options.training.lora.dropout = 0.0;
    options.training.lora.alpha = 0.0;
    QVERIFY(refused());
    options.training.lora.alpha = 4.0;
    options.training.lora.adapter = "/nowhere/adapter";
    QVERIFY(!policy::openEngine(options));
}

void EngineTest::unknownDevicesAndTypesAreRefused_data() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("dtype");
    QTest::addColumn<int>("code");
    QTest::newRow("device") << "tpu"
                            << "fp32" << static_cast<int>(azr::ErrorCode::InvalidArgument);
    QTest::newRow("index") << "cuda:x"
                           << "fp32" << static_cast<int>(azr::ErrorCode::InvalidArgument);
    QTest::newRow("GPU that is not there") << "cuda:999"
                                           << "fp32" << static_cast<int>(azr::ErrorCode::Unsupported);
    QTest::newRow("type") << "cpu"
                          << "fp7" << static_cast<int>(azr::ErrorCode::InvalidArgument);
}

void EngineTest::unknownDevicesAndTypesAreRefused() {
    if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
    qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
    QFETCH(QString, device);
    QFETCH(QString, dtype);
    QFETCH(int, code);
    const QTemporaryDir folder;
    policy::EngineOptions options;
    options.folder = tinyModel(folder);
    options.device = device.toStdString();
    options.dtype = dtype.toStdString();
    options.randomWeights = true;
    const auto engine = policy::openEngine(options);
    QVERIFY(!engine);
    QCOMPARE(static_cast<int>(engine.error().code), code);
}

void EngineTest::missingModelIsNamed() {
    if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
    qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
    policy::EngineOptions options;
    options.folder = "/nowhere/model";
    options.device = "cpu";
    options.dtype = "fp32";
    const auto engine = policy::openEngine(options);
    QVERIFY(!engine);
    QVERIFY(azr::describe(engine.error()).find("/nowhere/model") != std::string::npos);
}

void EngineTest::otherKernelsAreRefusedOnceSomeAreAtWork() {
    if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
    QVERIFY(policy::measureProducts("cpu", 1));
    QVERIFY(policy::listDevices());  // by the library that is open
    const policy::KernelUse use = policy::kernelsInUse();
    QVERIFY(use.set != policy::KernelSet::Native && !use.held && !use.libraries.empty());
    // Even where the library would be the same file: those behind it were not held to the set.
    const auto other = policy::measureProducts("cpu", 1, policy::KernelSet::V3);
    QVERIFY(!other && other.error().code == azr::ErrorCode::Conflict);
    QVERIFY(!other.error().remedy.empty());
    QCOMPARE(policy::kernelsInUse().set, use.set);
}

void EngineTest::processorIsAlwaysListed() {
    if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
    qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
    const auto devices = policy::listDevices();
    QVERIFY(devices);
    QVERIFY(!devices->empty());
    QCOMPARE(devices->front().name, std::string("cpu"));
    QVERIFY(!devices->front().description.empty());
    QVERIFY(devices->front().memoryBytes > 0);
}

QTEST_GUILESS_MAIN(EngineTest)
#include "tst_engine.moc"

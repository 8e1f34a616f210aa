// Whether a run fits into memory, and the advice when it does not: the settings named make it fit, and none of them is
// needless.
#include <QTest>

#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/session/models/memory_check.h"
#include "tests/support/half_billion.h"

using namespace azr;
using namespace azr::session;

namespace {

constexpr std::int64_t kGigabyte = 1'000'000'000;

config::RunConfig everything() {
    auto config = *config::presetNamed("laptop");
    config.model.loraRank = 0;
    config.model.dtype = config::NumberType::Fp32;
    config.model.storage = config::NumberType::Fp32;
    config.sampling.batch = 64;
    config.loss.microBatchTokens = 4096;
    return config;
}

config::RunConfig with(config::RunConfig config, const std::vector<Saving>& savings) {
    for (const Saving& saving : savings)
        if (!config::setField(config, saving.path, saving.value)) qFatal("%s", saving.path.c_str());
    return config;
}

}  // namespace

class TestMemoryCheck : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theQuestionFollowsTheSettings() {
        auto config = everything();
        config.model.loraTargets = "v_proj,q_proj";
        config.model.loraRank = 7;
        config.model.threads = 3;
        config.optimizer.states = config::MomentStates::EightBit;
        config.loss.klCoefficient = 0.1;
        const auto question = memoryQuestion(config);
        QCOMPARE(question.loraRank, 7);
        QCOMPARE(question.loraTargets, (std::vector<std::string>{"q_proj", "v_proj"}));
        QCOMPARE(question.threads, 3);
        QVERIFY(question.eightBitStates && question.reference && !question.checkpointActivations);
        QVERIFY(trainedPart(config) == weights::Trains::Adapters);
        QVERIFY(trainedPart(everything()) == weights::Trains::Everything);
    }

    void eachSettingSavesMemory_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("value");
        QTest::newRow("adapters") << "model.lora_rank"
                                  << "16";
        QTest::newRow("checkpointing") << "model.checkpoint_activations"
                                       << "true";
        QTest::newRow("8-bit states") << "optimizer.states"
                                      << "8bit";
        QTest::newRow("bf16") << "model.storage"
                              << "bf16";
        QTest::newRow("batch") << "sampling.batch"
                               << "16";
        QTest::newRow("response") << "prompt.response_limit"
                                  << "128";
    }
    void eachSettingSavesMemory() {
        QFETCH(QString, path);
        QFETCH(QString, value);
        const auto config = everything();
        const auto smaller = with(config, {{path.toStdString(), value.toStdString()}});
        QVERIFY(memoryOfRun(smaller, azr::testing::halfBillionConfig()) <
                memoryOfRun(config, azr::testing::halfBillionConfig()) - 50'000'000);
    }

    void adviceMakesItFitAndNamesNothingNeedless_data() {
        QTest::addColumn<int>("gigabytes");
        for (const int size : {3, 4, 5, 6, 8, 10}) QTest::addRow("%d GB", size) << size;
    }
    void adviceMakesItFitAndNamesNothingNeedless() {
        QFETCH(int, gigabytes);
        const auto config = everything();
        const auto verdict = judgeMemory(config, azr::testing::halfBillionConfig(), gigabytes * kGigabyte);
        QCOMPARE(verdict.needed, memoryOfRun(config, azr::testing::halfBillionConfig()));
        QVERIFY(!verdict.fits());
        QVERIFY(!verdict.savings.empty());
        const auto all = with(config, verdict.savings);
        QVERIFY(config::validate(all));
        QCOMPARE(memoryOfRun(all, azr::testing::halfBillionConfig()), verdict.neededThen);
        QVERIFY(verdict.neededThen <= verdict.available);
        for (std::size_t i = 0; i < verdict.savings.size(); ++i) {
            auto fewer = verdict.savings;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
            QVERIFY2(memoryOfRun(with(config, fewer), azr::testing::halfBillionConfig()) > verdict.available,
                     savingsText(verdict.savings).c_str());
        }
    }

    void whatFitsNeedsNoAdviceAndWhatNeverFitsGetsNone() {
        const auto roomy = judgeMemory(everything(), azr::testing::halfBillionConfig(), 100 * kGigabyte);
        QVERIFY(roomy.fits() && roomy.savings.empty());
        const auto hopeless = judgeMemory(everything(), azr::testing::halfBillionConfig(), kGigabyte);
        QVERIFY(!hopeless.fits() && hopeless.savings.empty());
    }

    void theRefusalNamesFiguresAndSettings() {
        config::RunConfig config;  // the built-in model
        config.model.device = "cpu";
        const auto unasked = []() -> Result<std::vector<policy::DeviceInfo>> { qFatal("nobody asks for devices"); };
        QVERIFY(checkMemory(config, 8 * kGigabyte, unasked));
        const auto refused = checkMemory(config, 50'000'000, unasked);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Exhausted);
        QVERIFY2(refused.error().detail.find("47.7 MiB are free") != std::string::npos, refused.error().detail.c_str());
        QVERIFY(refused.error().remedy.find("choose a smaller model") != std::string::npos);
        config.sampling.batch = 65536;
        const auto advised = checkMemory(config, kGigabyte, unasked);
        QVERIFY(!advised);
        QVERIFY2(advised.error().remedy.find("it fits with sampling.batch = ") == 0, advised.error().remedy.c_str());
        config.model.folder = "/nowhere";
        QVERIFY(checkMemory(config, 1, unasked));  // the run itself says what is wrong
        config.model.folder.clear();
        config.model.device = "cuda:0";
        QVERIFY(checkMemory(config, 1, unasked));  // another memory
    }

    void autoMeansWhatTheEngineCanUse() {
        config::RunConfig config;
        config.model.device = "auto";
        using Devices = std::vector<policy::DeviceInfo>;
        const auto answer = [](Result<Devices> devices) { return [devices] { return devices; }; };
        QVERIFY(!checkMemory(config, 1, answer(Devices{{"cpu", "a processor", 1}})));  // whatever GPUs the machine has
        QVERIFY(!checkMemory(config, 1, answer(fail(ErrorCode::NotFound, "the engine library is missing"))));
        QVERIFY(checkMemory(config, 1, answer(Devices{{"cpu", "a processor", 1}, {"cuda:0", "a GPU", 1}})));
    }
};

QTEST_GUILESS_MAIN(TestMemoryCheck)
#include "tst_memory_check.moc"

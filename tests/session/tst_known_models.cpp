/// Models on this machine with what they are; the caches are made up.
#include <QtTest>
#include <fstream>

#include "core/session/models/known_models.h"

using namespace azr;
namespace fs = std::filesystem;

class TestKnownModels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void modelsAreReadAndBrokenOnesListed() {
        const QTemporaryDir folder;
        const fs::path hub = fs::path(folder.path().toStdString()) / "hub";
        const fs::path data = fs::path(AZR_TESTS_FOLDER) / "data";
        const fs::path good = hub / "models--tiny--qwen2/snapshots/1", cut = hub / "models--tiny--cut/snapshots/1";
        fs::create_directories(good.parent_path());
        fs::copy(data / "families/qwen2", good);
        fs::create_directories(cut);
        fs::copy(data / "families/qwen2/config.json", cut);
        std::ofstream(cut / "model.safetensors") << "12345678901";
        fs::create_directories(hub / "models--tiny--gguf/snapshots/1");
        fs::create_symlink(data / "gguf/llama.gguf", hub / "models--tiny--gguf/snapshots/1/llama.gguf");
        fs::create_directories(hub / "models--tiny--adapter/snapshots/1");
        std::ofstream(hub / "models--tiny--adapter/snapshots/1/adapter_config.json") << "{}";
        weights::ModelPlaces places;
        places.huggingFace = {hub};
        const auto known = session::knownModels(places);
        QCOMPARE(known.size(), std::size_t{4});
        QCOMPARE(known[0].found.name, std::string("tiny/adapter"));
        QVERIFY(!known[0].found.problem && !known[0].facts);
        QVERIFY(known[0].facts.error().detail.find("adapter") != std::string::npos);
        QCOMPARE(known[1].found.name, std::string("tiny/cut"));
        QVERIFY(!known[1].facts);
        QVERIFY(!known[1].facts.error().remedy.empty());
        QCOMPARE(known[2].found.name, std::string("tiny/gguf/llama.gguf"));
        QVERIFY2(known[2].facts, known[2].facts ? "" : describe(known[2].facts.error()).c_str());
        QVERIFY(known[2].facts->gguf);
        QVERIFY2(known[3].facts, known[3].facts ? "" : describe(known[3].facts.error()).c_str());
        QVERIFY(known[3].facts->config.family == weights::Family::Qwen2);
        QCOMPARE(known[3].facts->path, good);
        QVERIFY(known[3].facts->bytes > 0 && !known[3].facts->types.empty());
    }

    void roomIsTheMostThatFits() {
        const session::ModelNeeds needs{10, 20, 30};
        QVERIFY(needs.roomIn(9) == session::Room::None);
        QVERIFY(needs.roomIn(10) == session::Room::Sampling);
        QVERIFY(needs.roomIn(29) == session::Room::Adapters);
        QVERIFY(needs.roomIn(30) == session::Room::Everything);
    }

    void aConfiguredNameIsInspectedWhereItLies() {
        const QTemporaryDir folder;
        const fs::path model = fs::path(folder.path().toStdString()) / "models--tiny--qwen2/snapshots/1";
        fs::create_directories(model.parent_path());
        fs::copy(fs::path(AZR_TESTS_FOLDER) / "data/families/qwen2", model);
        qputenv("HF_HUB_CACHE", folder.path().toUtf8());
        config::RunConfig config;
        config.model.folder = "tiny/qwen2";
        const auto facts = session::inspectModelOf(config);
        QVERIFY2(facts, facts ? "" : describe(facts.error()).c_str());
        QCOMPARE(facts->path, model);
        config.model.folder = "tiny/qwen3";
        QCOMPARE(session::inspectModelOf(config).error().code, ErrorCode::NotFound);
        config.model.folder.clear();
        QVERIFY(session::inspectModelOf(config)->nano);
        qunsetenv("HF_HUB_CACHE");
    }
};

QTEST_GUILESS_MAIN(TestKnownModels)
#include "tst_known_models.moc"

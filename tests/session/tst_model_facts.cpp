// What a model on disk is: facts, memory, which presets suit it; errors that name the file and what helps.
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/base/files.h"
#include "core/config/presets.h"
#include "core/session/models/machine.h"
#include "core/session/models/model_facts.h"

using namespace azr;

class TestModelFacts : public QObject {
    Q_OBJECT

    static session::ModelFacts nano() { return *session::inspectModel(resourceFolder() / "models/nano"); }
    static session::Suits suitsOf(const std::vector<session::PresetFit>& fits, const std::string& preset) {
        for (const auto& fit : fits)
            if (fit.preset == preset) return fit.suits;
        return session::Suits::TooLarge;
    }

  private Q_SLOTS:
    void builtInModelIsKnown() {
        const auto facts = nano();
        QVERIFY(!facts.gguf);
        QVERIFY(facts.nano);
        QCOMPARE(facts.tokens, 110);
        QCOMPARE(facts.types.size(), std::size_t(1));
        QCOMPARE(facts.types[0].name, std::string("F32"));
        QCOMPARE(facts.types[0].bytes, facts.bytes);
        QVERIFY(facts.bytes >= static_cast<std::uint64_t>(4 * facts.config.parameterCount()));
    }

    void theMachineTellsItsMemory() {
        QVERIFY(session::memoryBytes() > 100'000'000);
        QVERIFY(session::availableMemory() > 1'000'000);
        QVERIFY(session::availableMemory() < session::memoryBytes());
    }

    void presetsSuitTheModelAndTheMemory() {
        auto facts = nano();
        auto fits = presetFits(facts, std::int64_t(8) << 30);
        QCOMPARE(fits.size(), config::presets().size());
        QCOMPARE(suitsOf(fits, "nano"), session::Suits::Fits);
        QCOMPARE(suitsOf(fits, "laptop"), session::Suits::OtherModel);
        QCOMPARE(suitsOf(presetFits(facts, 1 << 20), "nano"), session::Suits::TooLarge);
        facts.nano = false;
        fits = presetFits(facts, std::int64_t(8) << 30);
        QCOMPARE(suitsOf(fits, "nano"), session::Suits::OtherModel);
        QCOMPARE(suitsOf(fits, "laptop"), session::Suits::Fits);
        // The longer context and the larger batch of the paper need more.
        QVERIFY(fits.back().bytes > fits[2].bytes);
    }

    void errorsNameTheFileAndWhatHelps_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("remedy");
        QTest::newRow("nothing") << "gone"
                                 << "there is no such folder or file"
                                 << "choose a Hugging Face folder";
        QTest::newRow("empty folder") << "empty"
                                      << "the folder has no config.json"
                                      << "choose a Hugging Face folder";
        QTest::newRow("text file") << "notes.txt"
                                   << "is no GGUF file"
                                   << "choose a Hugging Face folder";
        QTest::newRow("half a file") << "cut.gguf"
                                     << "ends in the middle"
                                     << "fetch the file again";
        QTest::newRow("other family") << "gpt2"
                                      << "gpt2"
                                      << "choose a";
        QTest::newRow("no weights") << "bare"
                                    << "neither model.safetensors"
                                    << "save_pretrained";
    }

    void errorsNameTheFileAndWhatHelps() {
        QFETCH(const QString, name);
        QFETCH(const QString, detail);
        QFETCH(const QString, remedy);
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        for (const char* one : {"empty", "gpt2", "bare"}) std::filesystem::create_directory(root / one);
        std::ofstream(root / "notes.txt") << "hello";
        std::ofstream(root / "cut.gguf") << std::string("GGUF\3\0", 6);
        std::ofstream(root / "gpt2/config.json") << R"({"model_type": "gpt2"})";
        std::filesystem::copy_file(resourceFolder() / "models/nano/config.json", root / "bare/config.json");
        const auto facts = session::inspectModel(root / name.toStdString());
        QVERIFY(!facts.has_value());
        const Error& error = facts.error();
        QVERIFY2(error.place.find((root / name.toStdString()).string()) == 0, error.place.c_str());
        QVERIFY2(error.detail.find(detail.toStdString()) != std::string::npos, error.detail.c_str());
        QVERIFY2(error.remedy.find(remedy.toStdString()) != std::string::npos, error.remedy.c_str());
    }
};

QTEST_GUILESS_MAIN(TestModelFacts)
#include "tst_model_facts.moc"

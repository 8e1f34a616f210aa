// Files as llama.cpp's converter writes them, run: log-probabilities of the reference library for the models that they
// were made from.
#include <ATen/ATen.h>

#include <QtTest>

#include "core/base/json.h"
#include "core/engine/learning/plain.h"
#include "core/engine/model/model.h"

namespace engine = azr::engine;
namespace fs = std::filesystem;

namespace {

const fs::path kFamilies = fs::path(AZR_TESTS_FOLDER) / "data/gguf/families";

}  // namespace

class TestGgufModels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void logProbabilitiesAreThoseOfTheReference_data() {
        QTest::addColumn<QString>("name");
        for (const auto& entry : fs::directory_iterator(kFamilies))
            if (entry.path().extension() == ".gguf")
                QTest::newRow(entry.path().stem().c_str()) << QString::fromStdString(entry.path().stem());
    }
    void logProbabilitiesAreThoseOfTheReference() {
        QFETCH(QString, name);
        const auto golden = azr::readJson(kFamilies / (name.toStdString() + ".json"));
        QVERIFY(golden);
        const auto model = engine::loadModel(kFamilies / (name.toStdString() + ".gguf"), {});
        QVERIFY2(model, model ? "" : azr::describe(model.error()).c_str());
        for (const auto& sequence : golden->at("sequences")) {
            const auto ids = sequence.at("ids").get<std::vector<azr::policy::Token>>();
            if (std::ssize(ids) > model->config.context) {  // longrope runs within the context of pretraining
                QCOMPARE(name, QString("phi3"));
                continue;
            }
            const auto wanted = sequence.at("logprobs").get<std::vector<double>>();
            const auto logits = engine::forwardLogits(*model, ids);
            QVERIFY2(logits, logits ? "" : azr::describe(logits.error()).c_str());
            const at::Tensor rows = at::log_softmax(*logits, -1);
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                const auto actual = rows[static_cast<std::int64_t>(i)][ids[i + 1]].item<double>();
                QVERIFY2(std::abs(actual - wanted[i]) < 1e-4,
                         qPrintable(QString("token %1: %2, wanted %3").arg(i).arg(actual).arg(wanted[i])));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestGgufModels)
#include "tst_gguf_models.moc"

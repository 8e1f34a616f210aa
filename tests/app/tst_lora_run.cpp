// A run that trains adapters on the built-in model, from the command line: its checkpoints, what becomes of them, how
// it goes on, and that it does not on other weights.
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <fstream>
#include <map>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/store/reader.h"
#include "core/store/writer.h"
#include "core/weights/weight_source.h"
#include "tests/support/command_call.h"

using namespace azr;
using namespace azr::app;
using test::call;
using test::Outcome;
namespace fs = std::filesystem;

namespace {

bool built(const char* file) {
    return fs::exists(fs::path(AZR_BINARY_FOLDER) / file);
}

}  // namespace

class LoraRunTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path at(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    std::string workspace() const { return at("workspace").string(); }
    fs::path checkpoint(int step) const {
        return at("workspace") / "checkpoints/run-1" / ("step-" + std::to_string(step));
    }

    Outcome train() const {
        std::vector<std::string> words = {"train",   "--workspace", workspace(), "--model", at("base").string(),
                                          "--steps", "1",           "--json"};
        for (const char* field :
             {"model.lora_rank=4", "model.lora_targets=q_proj,v_proj,down_proj", "model.dtype=fp32",
              "selfplay.proposals_per_kind=4", "selfplay.solves_per_kind=4", "selfplay.rollouts=2",
              "selfplay.seed_factor=1", "evaluation.every_steps=0", "evaluation.items_per_kind=1", "executor.lanes=1",
              "optimizer.learning_rate=0.03", "optimizer.warmup_steps=0", "optimizer.states=8bit",
              "loss.mini_batches=3", "loss.old_logprobs=trainer", "sampling.temperature=0.8"}) {
            words.emplace_back("--set");
            words.emplace_back(field);
        }
        return call(words);
    }
    Outcome resume(const char* steps) const {
        return call({"train", "--workspace", workspace(), "--resume", "1", "--steps", steps, "--json"});
    }
    /// Greedy ids after a prompt.
    static Json idsOf(std::vector<std::string> model) {
        std::vector<std::string> words = {"generate",     "--prompt", "<propose><deduction>",
                                          "--max-tokens", "24",       "--temperature",
                                          "0.01",         "--seed",   "5",
                                          "--dtype",      "fp32",     "--json"};
        words.insert(words.end(), model.begin(), model.end());
        const auto outcome = call(words);
        return outcome.code == ExitCode::Ok ? outcome.lines.at(0)["ids"] : Json(outcome.err);
    }

  private Q_SLOTS:
    void initTestCase() {
        qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
        if (!built("libazr_engine_v3.so") || !built("azr-sandbox")) QSKIP("azr_engine or azr-sandbox is not built");
        fs::copy(resourceFolder() / "models/nano", at("base"));
        const auto outcome = train();
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
    }

    void checkpointsHoldTheAdapterAndNameTheBase() {
        QVERIFY(fs::exists(checkpoint(1) / "adapter_config.json"));
        QVERIFY(!fs::exists(checkpoint(1) / "model.safetensors"));
        const auto manifest = readJson(checkpoint(1) / "manifest.json");
        QVERIFY(manifest);
        QCOMPARE((*manifest)["adapter"]["base_sha256"].get<std::string>(), *weights::hashOfFiles(at("base")));
        const auto adapter = readJson(checkpoint(1) / "adapter_config.json");
        QCOMPARE((*adapter)["r"].get<int>(), 4);
        QCOMPARE((*adapter)["target_modules"].size(), std::size_t{3});
    }

    void theRatioBeginsAtOneAndMoves() {
        const auto reader = store::Reader::open(at("workspace") / "azr.db");
        QVERIFY(reader);
        const auto metrics = (*reader)->metricsOfStep(RunId{1}, 1);
        QVERIFY(metrics);
        std::map<std::string, double> values;
        for (const auto& row : *metrics) values[row.name] = row.value;
        QCOMPARE(values.at("update/optimizer_steps"), 3.0);
        QVERIFY(values.at("update/logprob_gap") < 1e-3);
        QVERIFY(std::abs(values.at("update/ratio_max/1") - 1) < 1e-3);
        QVERIFY(std::abs(values.at("update/ratio_max/3") - 1) > 1e-2);
        QCOMPARE(values.count("update/ratio_max/4"), std::size_t{0});
    }

    void mergedAloneAndInPlaceTheAdapterSaysTheSame() {
        const auto merged = at("merged").string(), alone = at("alone").string();
        for (const auto& words :
             std::vector<std::vector<std::string>>{{"--out", merged, "--merged"}, {"--out", alone, "--adapter"}}) {
            std::vector<std::string> all = {"export", "checkpoint", "1", "--step", "1", "--workspace", workspace()};
            all.insert(all.end(), words.begin(), words.end());
            const auto outcome = call(all);
            QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        }
        const Json ids = idsOf({"--model", merged});
        QVERIFY2(ids.is_array(), dumpLine(ids).c_str());
        QCOMPARE(idsOf({"--model", alone}), ids);
        QVERIFY(idsOf({"--model", at("base").string()}) != ids);
        const auto accuracy = [](std::vector<std::string> model) {
            model.insert(model.begin(), {"eval", "--suite", "dev", "--items", "4", "--preset", "nano", "--json"});
            const auto outcome = call(model);
            return outcome.code == ExitCode::Ok ? outcome.lines : std::vector<Json>{Json(outcome.err)};
        };
        const auto inPlace = accuracy({"--run", "1", "--step", "1", "--workspace", workspace()});
        QVERIFY2(inPlace.size() > 2, dumpLine(inPlace.front()).c_str());
        QCOMPARE(accuracy({"--model", merged}), inPlace);
        const auto base = call({"inspect", at("base").string(), "--json"}).lines.at(0);
        const auto after = call({"inspect", merged, "--json"}).lines.at(0);
        for (const char* field : {"parameters", "types", "tokens"}) QCOMPARE(after[field], base[field]);
        QVERIFY(*sha256File(at("merged") / "model.safetensors") != *sha256File(at("base") / "model.safetensors"));
    }

    void aRunIsMeasuredWithItsOwnSettings() {
        const std::vector<std::string> own = {"eval",    "--run", "1",           "--suite",   "dev",
                                              "--items", "1",     "--workspace", workspace(), "--json"};
        const auto before = call(own);
        QVERIFY2(before.code == ExitCode::Ok, before.err.c_str());
        auto row = (*store::Reader::open(at("workspace") / "azr.db"))->run(RunId{1});
        QVERIFY(row);
        const auto keep = [&](const store::RunRow& changed) {
            const auto writer = store::Writer::open(at("workspace") / "azr.db", {});
            QVERIFY((*writer)->push(changed) && (*writer)->finish());
        };
        auto changed = *row;
        Json config = *parseJson(changed.config);
        config["executor"]["python"] = "/bin/false";
        changed.config = dumpLine(config);
        keep(changed);
        const auto after = call(own);
        auto nano = own;
        nano.insert(nano.end(), {"--preset", "nano"});
        const auto asNano = call(nano);
        keep(*row);
        QCOMPARE(after.code, ExitCode::Failure);
        QVERIFY2(after.err.find("/bin/false") != std::string::npos, after.err.c_str());
        QVERIFY2(asNano.code == ExitCode::Ok, asNano.err.c_str());
    }

    void theRunGoesOnFromItsAdapter() {
        const auto outcome = resume("2");
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        QCOMPARE(outcome.lines.back()["last_step"].get<int>(), 2);
        QVERIFY(*sha256File(checkpoint(2) / "adapter_model.safetensors") !=
                *sha256File(checkpoint(1) / "adapter_model.safetensors"));
    }

    void otherWeightsAreRefused() {
        std::fstream file(at("base") / "model.safetensors", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-4, std::ios::end);
        file.write("\0\0\0\0", 4);
        file.close();
        const auto outcome = resume("3");
        QCOMPARE(outcome.code, ExitCode::Failure);
        QVERIFY2(outcome.err.find("the base weights changed since the run started") != std::string::npos,
                 outcome.err.c_str());
        const auto refused =
            call({"export", "checkpoint", "1", "--workspace", workspace(), "--out", at("never").string()});
        QCOMPARE(refused.code, ExitCode::Failure);
        QVERIFY2(refused.err.find("not those that run 1 started from") != std::string::npos, refused.err.c_str());
        QVERIFY(!fs::exists(at("never")));
    }
};

QTEST_GUILESS_MAIN(LoraRunTest)
#include "tst_lora_run.moc"

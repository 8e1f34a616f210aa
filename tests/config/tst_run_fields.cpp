#include <QtTest>
#include <regex>
#include <set>

#include "core/base/files.h"
#include "core/config/ablations.h"
#include "core/config/lora_targets.h"
#include "core/config/nearest.h"
#include "core/config/paper_sections.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"

using namespace azr;
using namespace azr::config;

class TestRunFields : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyFieldIsDocumentedAndItsDefaultIsInRange() {
        std::set<std::string> paths;
        const RunConfig defaults;
        for (const auto& field : runFields()) {
            QVERIFY2(paths.insert(field.path).second, field.path.c_str());
            QVERIFY2(field.doc.size() > 15 && field.doc.ends_with('.') == !field.doc.ends_with("…"),
                     field.path.c_str());
            QVERIFY2(field.kind != FieldKind::Choice || field.choices.size() > 1, field.path.c_str());
            RunConfig copy;
            const auto text = getField(defaults, field.path);
            QVERIFY(text);
            QVERIFY2(setField(copy, field.path, *text), field.path.c_str());
        }
    }

    /// Each ablation changes what its name says and nothing else, upon every preset, and gives a valid configuration.
    void ablationsChangeAPresetAndNothingElse() {
        for (const Preset& preset : presets())
            for (const Ablation& ablation : ablations()) {
                const std::string name = preset.name + "+" + ablation.name;
                const auto changed = presetNamed(name);
                QVERIFY2(changed, name.c_str());
                QCOMPARE(changed->preset, name);
                auto differences = diff(preset.config, *changed);
                std::erase_if(differences, [](const FieldDifference& one) { return one.path == "preset"; });
                QVERIFY2(!differences.empty() && differences.size() <= 4, name.c_str());
                const bool wordless =
                    ablation.name == "composite" && preset.config.prompt.wrapper == WrapperStyle::Nano;
                QVERIFY2(validate(*changed).has_value() != wordless, name.c_str());
            }
        // Mini-batches keep their 128 samples: a smaller batch has fewer of them.
        for (const auto& [name, miniBatches] : {std::pair{"paper-7b", 3},
                                                {"paper-7b+no-induction", 2},
                                                {"paper-7b+no-abduction", 2},
                                                {"paper-7b+deduction-only", 1},
                                                {"paper-7b+no-proposer-training", 2},
                                                {"paper-7b+no-induction+no-proposer-training", 1},
                                                {"paper-7b+composite", 3},
                                                {"nano+deduction-only", 1}})
            QVERIFY2(presetNamed(name)->loss.miniBatches == miniBatches, name);
        const auto two = presetNamed("paper-7b+no-induction+reward-diversity");
        QVERIFY(two && !two->selfplay.induction && two->reward.diversityWeight > 0);
        QCOMPARE(describe(presetNamed("paper-7b+no-inductoin").error()),
                 std::string("there is no ablation 'no-inductoin' (did you mean 'no-induction'?)"));
        QVERIFY(!presetNamed("+no-induction") && !presetNamed("paper-7b+"));
    }

    void everyMemberOfRunConfigHasItsRow() {
        std::string header;
        for (const char* file : {"run_config.h", "self_play_config.h"}) {
            const auto text = readFile(std::filesystem::path(AZR_TESTS_FOLDER) / "../core/config" / file);
            QVERIFY(text);
            header += *text;
        }
        static const std::regex kMember("\n    (?!\\w+Config )([\\w:]+)\\s+(\\w+)(?: = |;)");
        std::size_t members = 0;
        for (std::sregex_iterator it(header.begin(), header.end(), kMember), end; it != end; ++it, ++members) {
            std::string name;
            for (const char c : (*it)[2].str()) {
                if (c >= 'A' && c <= 'Z') name += '_';
                name += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
            }
            const bool found = std::ranges::any_of(runFields(), [&](const Field& field) {
                return field.path == name || field.path.ends_with("." + name);
            });
            QVERIFY2(found, name.c_str());
        }
        QCOMPARE(members, runFields().size());
    }

    void textGivesTheSameValueBack() {
        RunConfig config;
        QVERIFY(setField(config, "optimizer.learning_rate", "3.3e-05"));
        QCOMPARE(config.optimizer.learningRate, 3.3e-5);
        QCOMPARE(*getField(config, "optimizer.learning_rate"), std::string("3.3e-05"));
        QVERIFY(setFromText(config, "selfplay.induction=off"));
        QCOMPARE(config.selfplay.induction, false);
        QVERIFY(setFromText(config, "model.folder=/a=b"));
        QCOMPARE(config.model.folder, std::string("/a=b"));
        QVERIFY(setField(config, "seed", "9007199254740991"));
        QCOMPARE(config.seed, std::uint64_t{9007199254740991});
    }

    void wrongValuesAreRefusedAndChangeNothing_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::newRow("below") << "selfplay.rollouts"
                               << "0";
        QTest::newRow("above") << "sampling.top_p"
                               << "1.5";
        QTest::newRow("not a number") << "sampling.top_p"
                                      << "nan";
        QTest::newRow("trailing letters") << "steps"
                                          << "10x";
        QTest::newRow("fraction of a step") << "steps"
                                            << "1.5";
        QTest::newRow("negative seed") << "seed"
                                       << "-1";
        QTest::newRow("not a choice") << "buffer.eviction"
                                      << "lifo";
        QTest::newRow("not a flag") << "selfplay.deduction"
                                    << "maybe";
        QTest::newRow("empty") << "steps"
                               << "";
    }
    void wrongValuesAreRefusedAndChangeNothing() {
        QFETCH(QString, path);
        QFETCH(QString, text);
        RunConfig config;
        const auto status = setField(config, path.toStdString(), text.toStdString());
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(status.error().place, path.toStdString());
        QVERIFY(diff(config, RunConfig{}).empty());
    }

    void unknownPathsNameTheNearest_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("meant");
        QTest::newRow("letters swapped") << "optimizer.laerning_rate"
                                         << "optimizer.learning_rate";
        QTest::newRow("without its group") << "learning_rate"
                                           << "optimizer.learning_rate";
        QTest::newRow("in the wrong group") << "training.entropy_bonus"
                                            << "loss.entropy_bonus";
        QTest::newRow("in short") << "optimizer.lr"
                                  << "optimizer.learning_rate";
        QTest::newRow("in short, without its group") << "kl_coef"
                                                     << "loss.kl_coefficient";
    }
    void unknownPathsNameTheNearest() {
        QFETCH(QString, path);
        QFETCH(QString, meant);
        RunConfig config;
        const auto status = setField(config, path.toStdString(), "1");
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::NotFound);
        QCOMPARE(QString::fromStdString(status.error().remedy), "did you mean '" + meant + "'?");
    }

    void jsonCarriesEveryFieldAndComesBack() {
        for (const auto& preset : presets()) {
            const auto back = fromJson(toJson(preset.config));
            QVERIFY2(back, back ? "" : describe(back.error()).c_str());
            QVERIFY(diff(*back, preset.config).empty());
            QVERIFY2(validate(preset.config), preset.name.c_str());
            QCOMPARE(preset.config.preset, preset.name);
        }
        QCOMPARE(toJson(RunConfig{})["optimizer"]["gradient_clip"].get<double>(), 1.0);
    }

    void jsonWithUnknownKeysOrKindsIsRefused_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("message");
        QTest::newRow("key") << R"({"loss": {"clip_lo": 0.1}})"
                             << "x.json: there is no field 'loss.clip_lo' (did you mean 'loss.clip_low'?)";
        QTest::newRow("group") << R"({"losss": {"clip_low": 0.1}})"
                               << "x.json: there is no field 'losss'";
        QTest::newRow("kind") << R"({"steps": "ten"})"
                              << "x.json, steps: \"ten\" is not a whole number 0 .. 1000000000";
        QTest::newRow("range") << R"({"loss": {"clip_low": 2}})"
                               << "x.json, loss.clip_low: '2' is not a number 0 .. 1";
        QTest::newRow("not an object") << R"([1])"
                                       << "x.json: is not a JSON object";
    }
    void jsonWithUnknownKeysOrKindsIsRefused() {
        QFETCH(QString, json);
        QFETCH(QString, message);
        const auto config = fromJson(*parseJson(json.toStdString()), {}, "x.json");
        QVERIFY(!config);
        QVERIFY2(QString::fromStdString(describe(config.error())).startsWith(message),
                 describe(config.error()).c_str());
    }

    void validationSeesFieldsTogether() {
        RunConfig config;
        QVERIFY(validate(config));
        config.selfplay.deduction = config.selfplay.abduction = false;
        QVERIFY(!validate(config));
        config = {};
        config.executor.wallSeconds = 1;
        QCOMPARE(validate(config).error().place, std::string("executor.wall_seconds"));
        config.executor.wallSeconds = 0;  // by the rule, whatever the other limit is
        config.executor.cpuSeconds = 60;
        QVERIFY(validate(config));
        config = {};
        config.model.loraTargets = "q_proj,k_prj";
        const auto status = validate(config);
        QCOMPARE(status.error().place, std::string("model.lora_targets"));
        QCOMPARE(status.error().remedy, std::string("did you mean 'k_proj'?"));
        config = {};
        for (const char* wrong : {"2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "24-02-03", "2024/02/03",
                                  "2024-2-3", "0000-01-01", " 2024-01-01", "today", ""}) {
            config.prompt.chatDate = wrong;
            QCOMPARE(validate(config).error().place, std::string("prompt.chat_date"));
        }
        config.prompt.chatDate = "2000-02-29";
        QVERIFY(validate(config));
        config = {};
        config.sampling.temperature = 0;  // set past the table
        QCOMPARE(validate(config).error().place, std::string("sampling.temperature"));
    }

    void theClockGivesFourTimesTheProcessorTime() {
        QCOMPARE(wallLimit(0.05), 5.0);
        QCOMPARE(wallLimit(1.25), 5.0);
        QCOMPARE(wallLimit(2), 8.0);
        QCOMPARE(wallLimit(10), 40.0);
        for (const auto& preset : presets()) QCOMPARE(preset.config.executor.wallSeconds, 0.0);
    }

    void targetsOfAdaptersAreNamesOrAll() {
        QCOMPARE(parseLoraTargets("all-linear", "")->size(), std::size_t{7});
        QCOMPARE(*parseLoraTargets(" v_proj, q_proj,v_proj ", ""), (std::vector<std::string>{"q_proj", "v_proj"}));
        for (const char* wrong : {"", "q_proj,", "attention", "all-linear,q_proj"})
            QVERIFY2(!parseLoraTargets(wrong, ""), wrong);
    }

    void theLaptopPresetTrainsAdapters() {
        const auto laptop = presetNamed("laptop");
        QVERIFY(laptop);
        QVERIFY(laptop->model.loraRank > 0);
        QVERIFY(laptop->model.dtype == NumberType::Auto && laptop->model.storage == NumberType::Auto);
        QVERIFY(3 * laptop->selfplay.proposalsPerKind >= 24);
        QVERIFY(laptop->optimizer.learningRate >= 1e-4 && laptop->optimizer.learningRate <= 2e-4);
        QCOMPARE(presetNamed("paper-7b")->model.loraRank, 0);
    }

    void aStoredRunKeepsWhatItHad() {
        Json json = toJson(presetNamed("nano").value());
        const auto whole = storedConfig(json);
        QVERIFY(whole && whole->advantage.proposerBaseline == ProposerBaseline::Class && whole->loss.proposerKl > 0);
        // Stored before these fields existed.
        json["advantage"].erase("proposer_baseline");
        json["loss"].erase("proposer_kl");
        json["sampling"].erase("shape_rollouts");
        const auto older = storedConfig(json, "run 1");
        QVERIFY(older && older->advantage.proposerBaseline == ProposerBaseline::Stream && older->loss.proposerKl == 0);
        QVERIFY(older->sampling.shapeRollouts && !whole->sampling.shapeRollouts);
    }

    void anOlderRunJoinsItsExtrasAsItDid() {
        Json json = toJson(presetNamed("nano").value());
        json["reward"]["intrinsic_combine"] = "sum_multiply";
        QCOMPARE(storedConfig(json)->reward.intrinsicCombine, IntrinsicCombine::SumMultiply);
        QCOMPARE(storedConfig(json)->reward.diversityMax, 0.5);
        // Before the extras had caps the two names stood for each other.
        for (const char* field : {"complexity_max", "halstead_max", "distance_max", "diversity_max",
                                  "input_diversity_max", "output_diversity_max"})
            json["reward"].erase(field);
        QCOMPARE(storedConfig(json)->reward.intrinsicCombine, IntrinsicCombine::MultiplySum);
        QVERIFY(storedConfig(json)->reward.diversityMax >= 100);
        json["reward"]["intrinsic_combine"] = "multiply_sum";
        QCOMPARE(storedConfig(json)->reward.intrinsicCombine, IntrinsicCombine::SumMultiply);
        json["reward"]["intrinsic_combine"] = "sum";
        QCOMPARE(storedConfig(json)->reward.intrinsicCombine, IntrinsicCombine::Sum);
    }

    /// Before induction had weights of its own, that of answers held for its outputs.
    void anOlderRunRewardsRareOutputsAsItDid() {
        Json json = toJson(presetNamed("nano").value());
        json["reward"]["intrinsic_combine"] = "sum";
        json["reward"]["diversity_weight"] = 0.25;
        QCOMPARE(storedConfig(json)->reward.outputDiversityWeight, 0.0);
        json["reward"].erase("output_diversity_weight");
        json["reward"].erase("input_diversity_weight");
        const auto older = storedConfig(json);
        QVERIFY(older);
        QCOMPARE(older->reward.diversityWeight, 0.25);
        QCOMPARE(older->reward.outputDiversityWeight, 0.25);
        QCOMPARE(older->reward.inputDiversityWeight, 0.0);
    }

    void thePaperPresetHoldsThePapersValues() {
        const auto paper = presetNamed("paper-7b");
        QVERIFY(paper);
        QCOMPARE(paper->prompt.promptLimit, 6144);
        QCOMPARE(paper->prompt.responseLimit, 8096);
        QCOMPARE(paper->selfplay.proposalsPerKind, 64);
        QCOMPARE(paper->selfplay.references, 6);
        QCOMPARE(paper->selfplay.inductionInputs, 10);
        QCOMPARE(paper->reward.zeroLearnability, ZeroLearnability::Paper);
        QCOMPARE(paper->advantage.solverBaseline, SolverBaseline::Stream);
        QCOMPARE(paper->advantage.proposerBaseline, ProposerBaseline::Stream);
        QCOMPARE(paper->loss.proposerKl, 0.0);
        QCOMPARE(paper->loss.miniBatches, 3);
        QCOMPARE(paper->loss.miniBatchOrder, MiniBatchOrder::Kind);
        QCOMPARE(paper->loss.epochs, 1);
        QCOMPARE(paper->loss.oldLogprobs, OldLogprobs::Trainer);
        QVERIFY(paper->selfplay.trainProposer && !paper->sampling.shapeRollouts);
        QCOMPARE(paper->optimizer.learningRate, 1e-6);
        QCOMPARE(paper->optimizer.decaySteps, 0);
        const auto missing = presetNamed("paper-7");
        QVERIFY(!missing);
        QCOMPARE(missing.error().remedy, std::string("did you mean 'paper-7b'?"));
    }

    void paperIsQuotedOnlyWhereItSpeaks() {
        QCOMPARE(std::string(paperSection("advantage.solver_baseline")), std::string("3.3.5, eq. 8"));
        QCOMPARE(std::string(paperSection("reward.intrinsic_combine")), std::string("appendix D.4, eq. 11 to 14"));
        QCOMPARE(std::string(paperSection("selfplay.composite_chance")), std::string("appendix D.2"));
        for (const char* silent : {"selfplay.composite_chance_max", "loss.mini_batches", "executor.cpu_seconds",
                                   "selfplay.skip_duplicates", "reward.novelty_count", "model.dtype"})
            QVERIFY2(paperSection(silent).empty(), silent);
    }

    void editDistanceCountsSwapsOnce() {
        QCOMPARE(editDistance("kitten", "sitting"), std::size_t{3});
        QCOMPARE(editDistance("ab", "ba"), std::size_t{1});
        QCOMPARE(editDistance("", "abc"), std::size_t{3});
        const std::vector<std::string> names = {"train", "tasks"};
        QCOMPARE(nearest("trian", names), std::string("train"));
        QCOMPARE(nearest("zzzzz", names), std::string());
    }

    void abbreviationsComeBeforeMistypedNames() {
        QVERIFY(abbreviates("lr", "learning_rate"));
        QVERIFY(abbreviates("steps", "steps_per_kind"));
        QVERIFY(abbreviates("optimizer.wd", "optimizer.weight_decay"));
        QVERIFY(!abbreviates("lr", "lower"));            // r begins no word
        QVERIFY(!abbreviates("rate", "learning_rate"));  // not from the first letter on
        QVERIFY(!abbreviates("", "train") && !abbreviates("t", ""));
        const std::vector<std::string> names = {"a.beta1", "a.learning_rate", "timeout_wall", "timeout_cpu"};
        QCOMPARE(nearest("a.lr", names), std::string("a.learning_rate"));
        QCOMPARE(nearest("timeout", names), std::string("timeout_cpu"));  // the one that lacks least
        QCOMPARE(nearest("a.beta2", names), std::string("a.beta1"));
    }
};

QTEST_GUILESS_MAIN(TestRunFields)
#include "tst_run_fields.moc"

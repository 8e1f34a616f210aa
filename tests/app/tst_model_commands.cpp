// inspect, tokenize, score and generate on a tiny model in one file.
#include <QTemporaryDir>
#include <QtTest>
#include <cstdlib>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/base/json.h"
#include "tests/support/command_call.h"

using namespace azr;
using namespace azr::app;
using test::call;
using test::Outcome;

namespace {

const std::string kModel = std::string(AZR_TESTS_FOLDER) + "/data/gguf/llama.gguf";
const std::string kFamilies = std::string(AZR_TESTS_FOLDER) + "/data/families/";

bool libraryBuilt() {
    return std::filesystem::exists(std::filesystem::path(AZR_BINARY_FOLDER) / "libazr_engine_v3.so");
}

}  // namespace

class ModelCommandsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER); }

    void inspectTellsWhatTheFileIs() {
        const auto outcome = call({"inspect", kModel, "--json"});
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        QCOMPARE(outcome.lines.size(), std::size_t{1});
        const Json& line = outcome.lines[0];
        QCOMPARE(line["type"].get<std::string>(), std::string("model"));
        QCOMPARE(line["family"].get<std::string>(), std::string("llama"));
        QCOMPARE(line["format"].get<std::string>(), std::string("gguf"));
        QCOMPARE(line["vocabulary"].get<int>(), 48);
        QCOMPARE(line["types"]["F32"]["tensors"].get<int>(), 5);  // norms
        QCOMPARE(line["types"]["F16"]["tensors"].get<int>(), 16);
        const auto parameters = line["parameters"].get<std::int64_t>();
        // 64 sequences of 1024 positions, 2 layers, keys and values of 2 heads of 8 floats.
        const std::int64_t cache = 64 * 1024 * 2 * 2 * 16 * 4;
        const auto sampling = line["memory"]["sampling_fp32"].get<std::int64_t>();
        QVERIFY(sampling >= parameters * 4 + cache && sampling < parameters * 4 + cache + cache / 10);
        const auto table = call({"inspect", kModel});
        QVERIFY(table.code == ExitCode::Ok && table.out.find("sampling") != std::string::npos);
    }

    void everyFamilyIsInspected_data() {
        QTest::addColumn<QString>("family");
        for (const char* name :
             {"qwen2", "qwen2-untied", "qwen3", "llama", "llama-bias", "llama3", "linear", "mistral"})
            QTest::newRow(name) << name;
    }
    void everyFamilyIsInspected() {
        QFETCH(QString, family);
        const auto outcome = call({"inspect", kFamilies + family.toStdString(), "--json"});
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        QCOMPARE(outcome.lines.at(0)["tokens"].get<int>(), 0);
    }

    void idsAndTextsGoBothWays() {
        const std::string input =
            "{\"id\": \"x\", \"text\": \"abcabZ<|end|>\"}\n\nno json\n{\"id\": 2, \"text\": 7}\n"
            "{\"id\": 3, \"text\": \"ab\"}\n";
        const auto forth = call({"tokenize", "--model", kModel}, input);
        QCOMPARE(forth.code, ExitCode::SomeLines);
        QCOMPARE(forth.lines.size(), std::size_t{4});
        QCOMPARE(forth.lines[0]["id"].get<std::string>(), std::string("x"));
        QCOMPARE(forth.lines[0]["ids"].get<std::vector<int>>(), (std::vector<int>{46, 45, 'Z' - 'A', 47}));
        QCOMPARE(forth.lines[1]["type"].get<std::string>(), std::string("error"));
        QCOMPARE(forth.lines[1]["line"].get<int>(), 3);
        QCOMPARE(forth.lines[2]["id"].get<int>(), 2);
        QVERIFY(forth.lines[2]["error"].get<std::string>().find("'text'") != std::string::npos);
        QCOMPARE(forth.lines[3]["ids"].get<std::vector<int>>(), std::vector<int>{45});
        const auto back =
            call({"tokenize", "--model", kModel, "--decode", "--special"}, dumpLine(forth.lines[0]) + "\n");
        QCOMPARE(back.code, ExitCode::Ok);
        QCOMPARE(back.lines.at(0)["text"].get<std::string>(), std::string("abcabZ<|end|>"));
    }

    void onlyIdsOfTheVocabularyAreDecoded_data() {
        QTest::addColumn<QString>("ids");
        QTest::addColumn<QString>("part");
        QTest::newRow("beyond") << "[48]"
                                << "there is no token 48";
        QTest::newRow("negative") << "[1, -1]"
                                  << "there is no token -1";
        QTest::newRow("beyond every number") << "[18446744073709551615]"
                                             << "there is no token 18446744073709551615";
        QTest::newRow("fraction") << "[1.5]"
                                  << "1.5 is not a whole number";
        QTest::newRow("flag") << "[true]"
                              << "true is not a whole number";
        QTest::newRow("no list") << "7"
                                 << "field 'ids' has the wrong type";
    }
    void onlyIdsOfTheVocabularyAreDecoded() {
        QFETCH(QString, ids);
        QFETCH(QString, part);
        const auto input = "{\"ids\":" + ids.toStdString() + "}\n{\"ids\":[1, 2]}\n";
        std::vector<std::vector<std::string>> commands = {{"tokenize", "--decode"}};
        if (libraryBuilt()) commands.push_back({"score", "--dtype", "fp32", "--device", "cpu"});
        for (auto& words : commands) {
            words.insert(words.end(), {"--model", kModel});
            const auto outcome = call(words, input);
            QCOMPARE(outcome.code, ExitCode::SomeLines);
            QCOMPARE(outcome.lines.size(), std::size_t{2});
            QVERIFY2(outcome.lines[0]["error"].get<std::string>().find(part.toStdString()) != std::string::npos,
                     outcome.out.c_str());
            QVERIFY(!outcome.lines[1].contains("error"));
        }
    }

    void scoresAreThoseOfTheGolden() {
        if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
        const auto golden = readJson(kFamilies + "llama/golden.json");
        QVERIFY(golden);
        std::string input;
        for (const auto& row : golden->at("sequences")) input += dumpLine({{"id", 1}, {"ids", row["ids"]}}) + "\n";
        const auto outcome = call({"score", "--model", kModel, "--dtype", "fp32", "--device", "cpu", "--threads", "1"},
                                  input + "{\"ids\":[]}\n");
        QCOMPARE(outcome.code, ExitCode::SomeLines);  // the last one has no tokens
        QCOMPARE(outcome.lines.size(), golden->at("sequences").size() + 1);
        for (std::size_t s = 0; s < golden->at("sequences").size(); ++s) {
            const auto& row = golden->at("sequences")[s];
            const auto ids = row["ids"].get<std::vector<std::size_t>>();
            const auto logprobs = outcome.lines[s]["logprobs"].get<std::vector<double>>();
            QCOMPARE(logprobs.size() + 1, ids.size());
            QCOMPARE(outcome.lines[s]["entropy"].size(), ids.size());
            for (std::size_t t = 0; t + 1 < ids.size(); ++t) {
                const auto logits = row["logits"][t].get<std::vector<double>>();
                double sum = 0;
                for (const double logit : logits) sum += std::exp(logit);
                QVERIFY(std::abs(logprobs[t] - (logits[ids[t + 1]] - std::log(sum))) < 1e-3);
                const auto best = std::max_element(logits.begin(), logits.end()) - logits.begin();
                QCOMPARE(outcome.lines[s]["argmax"][t].get<std::ptrdiff_t>(), best);
            }
        }
    }

    void commandsAskForTheFilesThatTheyRead() {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        const auto tokenizer = readFile(resourceFolder() / "models/nano/tokenizer.json");
        QVERIFY(tokenizer && writeFileAtomic(path / "tokenizer.json", *tokenizer));
        const auto ids = call({"tokenize", "--model", path.string()}, "{\"text\":\"return \"}\n");
        QVERIFY2(ids.code == ExitCode::Ok, (ids.out + ids.err).c_str());
        if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
        const std::string model = kFamilies + "llama";  // has no tokenizer.json
        const auto scores = call({"score", "--model", model, "--device", "cpu", "--threads", "1"},
                                 "{\"ids\":[1,2,3]}\n{\"text\":\"a\"}\n");
        QCOMPARE(scores.code, ExitCode::SomeLines);
        QCOMPARE(scores.lines.size(), std::size_t{2});
        QCOMPARE(scores.lines[0]["logprobs"].size(), std::size_t{2});
        QVERIFY(scores.lines[1]["error"].get<std::string>().find("tokenizer.json") != std::string::npos);
    }

    void generatedSamplesRepeatAndEndAtStops() {
        if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
        const std::vector<std::string> words = {"generate", "--model", kModel,         "--prompt", "abcZ",   "-n",
                                                "3",        "--json",  "--max-tokens", "20",       "--seed", "4",
                                                "--dtype",  "fp32",    "--device",     "cpu"};
        const auto once = call(words), twice = call(words);
        QVERIFY2(once.code == ExitCode::Ok, once.err.c_str());
        QCOMPARE(once.out, twice.out);
        QCOMPARE(once.lines.size(), std::size_t{3});
        for (const auto& line : once.lines) {
            QVERIFY(line["ids"].size() == 20 || line["finish"] == "stop");
            QCOMPARE(line["ids"].size(), line["logprobs"].size());
        }
        QVERIFY(once.lines[0]["ids"] != once.lines[1]["ids"]);
        const auto text = once.lines[0]["text"].get<std::string>();
        QVERIFY(text.size() > 4);
        auto stopping = words;
        stopping.insert(stopping.end(), {"--stop", text.substr(2, 2)});
        const auto stopped = call(stopping);
        for (const auto& line : stopped.lines)
            if (line["index"] == once.lines[0]["index"]) {
                QCOMPARE(line["text"].get<std::string>(), text.substr(0, text.find(text.substr(2, 2))));
                QCOMPARE(line["finish"].get<std::string>(), std::string("stop"));
            }
        const auto fromLines = call({"generate", "--model", kModel, "--prompts", "-", "-n", "3", "--json",
                                     "--max-tokens", "20", "--seed", "4", "--dtype", "fp32", "--device", "cpu"},
                                    "{\"id\": 0, \"prompt\": \"abcZ\"}\n");
        QCOMPARE(fromLines.out, once.out);
    }

    void badLinesOfPromptsDoNotStopTheRest() {
        if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
        const std::string input =
            "no json\n{\"id\": 1, \"text\": \"ab\"}\n{\"id\": 2}\n{\"id\": 3, \"ids\": [1.5]}\n"
            "{\"id\": 4, \"ids\": [48]}\n\n{\"id\": 5, \"prompt\": \"abc\"}\n{\"id\": 6, \"prompt\": 7}\n";
        const std::vector<std::string> words = {"generate", "--model", kModel, "--prompts", "-",  "--max-tokens",
                                                "3",        "--dtype", "fp32", "--device",  "cpu"};
        const auto text = call(words, input);
        QCOMPARE(text.code, ExitCode::SomeLines);
        QVERIFY2(text.err.find("azr-studio generate: line 3: field 'prompt' is missing\n") != std::string::npos,
                 text.err.c_str());
        auto json = words;
        json.emplace_back("--json");
        const auto outcome = call(json, input);
        QCOMPARE(outcome.code, ExitCode::SomeLines);
        QVERIFY(outcome.err.empty());
        std::map<int, std::string> errors;
        std::set<int> completed;
        for (const auto& line : outcome.lines)
            if (line["type"] == "error")
                errors[line["line"].get<int>()] = line["error"].get<std::string>();
            else
                completed.insert(line["id"].get<int>());
        QCOMPARE(completed, (std::set<int>{1, 5}));
        QCOMPARE(errors.size(), std::size_t{5});
        QCOMPARE(errors[3], std::string("field 'prompt' is missing"));
        QCOMPARE(errors[4], std::string("ids: 1.5 is not a whole number"));
        QVERIFY2(errors[5].find("token 48") != std::string::npos, errors[5].c_str());
        QCOMPARE(errors[8], std::string("field 'prompt' has the wrong type"));
    }

    void completionsEndWhereTheGenerationConfigSays() {
        if (!libraryBuilt()) QSKIP("the target azr_engine is not built");
        const std::string prompt = "<solve><deduction><program>def f(x):\n    return x<input>3<go>";
        const auto outcome = call({"generate", "--prompt", prompt, "--temperature", "0", "--json"});
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        const Json& line = outcome.lines.at(0);
        QCOMPARE(line["finish"].get<std::string>(), std::string("stop"));
        QVERIFY(line["ids"].size() < 40);
        QVERIFY(line["text"].get<std::string>().find("</answer>\n") == std::string::npos);
    }

    void memoryIsToldForEveryWayOfTraining() {
        const auto memory = call({"inspect", kModel, "--json", "--rank", "4"}).lines.at(0)["memory"];
        for (const std::string type : {"_fp32", "_bf16"}) {
            const auto of = [&](const std::string& what) { return memory[what + type].get<std::int64_t>(); };
            QVERIFY(of("sampling") < of("lora_least") && of("lora_least") < of("lora") && of("lora") < of("full"));
            QVERIFY(of("full_least") < of("full"));
        }
        const auto table = call({"inspect", kModel});
        QVERIFY(table.out.find("LoRA training") != std::string::npos);
        QVERIFY(table.out.find("checkpointed, 8-bit states") != std::string::npos);
    }

    void modelsAreExportedWholeAndInShards() {
        const QTemporaryDir folder;
        const std::string whole = folder.filePath("whole").toStdString(),
                          parts = folder.filePath("parts").toStdString();
        const auto first = call({"export", "model", kModel, "--out", whole, "--json"});
        QVERIFY2(first.code == ExitCode::Ok, first.err.c_str());
        QCOMPARE(first.lines.at(0)["what"].get<std::string>(), std::string("model"));
        const auto second =
            call({"export", "model", whole, "--out", parts, "--dtype", "bfloat16", "--max-shard-size", "8KB"});
        QVERIFY2(second.code == ExitCode::Ok, second.err.c_str());
        QVERIFY(std::filesystem::exists(parts + "/model.safetensors.index.json"));
        const auto before = call({"inspect", kModel, "--json"}).lines.at(0);
        const auto after = call({"inspect", parts, "--json"}).lines.at(0);
        for (const char* field : {"family", "parameters", "vocabulary", "context", "tokens"})
            QCOMPARE(after[field], before[field]);
        QCOMPARE(after["types"].size(), std::size_t{1});
        QVERIFY(after["types"].contains("BF16"));
        const auto again = call({"export", "model", kModel, "--out", whole});
        QCOMPARE(again.code, ExitCode::Failure);
        QVERIFY(again.err.find("is there already") != std::string::npos);
        // The folder's tokenizer says what the file's says.
        const std::string input = "{\"id\": 1, \"text\": \"abcabZ<|end|>\"}\n";
        QCOMPARE(call({"tokenize", "--model", parts}, input).out, call({"tokenize", "--model", kModel}, input).out);
    }

    void mistakesAreNamed_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("part");
        const auto model = QString::fromStdString(kModel);
        QTest::newRow("no prompt") << QStringList{"generate", "--model", model} << 2 << "--prompt";
        QTest::newRow("two kinds") << QStringList{"generate", "--prompt", "a", "--prompts", "x"} << 2 << "--prompts";
        QTest::newRow("type") << QStringList{"score", "--model", model, "--dtype", "fp7", "/dev/null"} << 2 << "fp7";
        QTest::newRow("threads") << QStringList{"score", "--model", model, "--threads", "-3"} << 2 << "--threads";
        QTest::newRow("no model") << QStringList{"inspect", "/nowhere"} << 1 << "/nowhere";
        QTest::newRow("not a model") << QStringList{"inspect", "/etc/passwd"} << 1 << "is no GGUF file";
        QTest::newRow("no file") << QStringList{"tokenize", "--model", model, "/nowhere/lines"} << 1
                                 << "/nowhere/lines";
        QTest::newRow("no date") << QStringList{"generate",    "--model", model,      "--chat",
                                                "--chat-date", "soon",    "--prompt", "a"}
                                 << 2 << "--chat-date: 'soon' is no date";
        QTest::newRow("a date for nothing")
            << QStringList{"generate", "--model", model, "--chat-date", "2024-01-01", "--prompt", "a"} << 2 << "--chat";
        QTest::newRow("no chat template")
            << QStringList{"generate", "--model", model, "--chat", "--prompt", "a"} << 1 << "chat template";
    }
    void modelsOfThisMachineAreListedAndFoundByName() {
        const QTemporaryDir folder;
        const auto hub = std::filesystem::path(folder.path().toStdString());
        const auto model = hub / "models--tiny--qwen2/snapshots/1";
        std::filesystem::create_directories(model.parent_path());
        std::filesystem::copy(kFamilies + "qwen2", model);
        std::filesystem::create_directories(hub / "models--tiny--none");
        for (const char* variable : {"HOME", "LLAMA_CACHE", "OLLAMA_MODELS"}) qputenv(variable, folder.path().toUtf8());
        qputenv("HF_HUB_CACHE", folder.path().toUtf8());
        const auto outcome = call({"models", "--json"});
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        QVERIFY(outcome.lines.size() >= 2);
        const auto named = [&](const std::string& name) {
            for (const auto& line : outcome.lines)
                if (line["name"] == name) return line;
            return Json();
        };
        QCOMPARE(named("tiny/qwen2")["family"].get<std::string>(), std::string("qwen2"));
        QCOMPARE(named("tiny/qwen2")["fits"].get<std::string>(), std::string("full"));
        QCOMPARE(named("tiny/qwen2")["path"].get<std::string>(), model.string());
        QVERIFY(named("tiny/none")["error"].get<std::string>().find("nothing of it was fetched") != std::string::npos);
        const auto plain = call({"models"});
        QVERIFY(plain.out.find("tiny/none: ") != std::string::npos);
        const auto inspected = call({"inspect", "tiny/qwen2", "--json"});
        QVERIFY2(inspected.code == ExitCode::Ok, inspected.err.c_str());
        QCOMPARE(inspected.lines[0]["path"].get<std::string>(), model.string());
        const auto config = call({"train", "--model", "tiny/qwen2", "--print-config"});
        QVERIFY(config.out.find(model.string()) != std::string::npos);
        const auto missing = call({"generate", "--model", "tiny/qwen3", "--prompt", "a"});
        QCOMPARE(static_cast<int>(missing.code), 1);
        QVERIFY2(missing.err.find("did you mean 'tiny/qwen2'") != std::string::npos, missing.err.c_str());
        QVERIFY(missing.err.find(folder.path().toStdString()) != std::string::npos);
        const auto adapter = hub / "models--tiny--adapter/snapshots/1";
        std::filesystem::create_directories(adapter);
        QVERIFY(writeFileAtomic(adapter / "adapter_config.json",
                                R"({"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": 1, "lora_alpha": 1,
                                    "target_modules": ["q_proj"], "base_model_name_or_path": "tiny/qwen2"})"));
        const auto adapted = call({"generate", "--model", "tiny/adapter", "--prompt", "a"});
        // The base was found by its name: what is missing is missing there.
        QVERIFY2(adapted.err.find(model.string()) != std::string::npos, adapted.err.c_str());
        QVERIFY(adapted.err.find("tokenizer.json") != std::string::npos);
        qunsetenv("HF_HUB_CACHE");
        qunsetenv("LLAMA_CACHE");
        qunsetenv("OLLAMA_MODELS");
    }

    void promptsAreShownAsTheModelWouldGetThem() {
        const auto outcome = call({"generate", "--model", kModel, "--dry-run", "--json", "--prompt", "ab"});
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        QCOMPARE(outcome.lines.size(), std::size_t{1});
        QCOMPARE(outcome.lines[0]["type"].get<std::string>(), std::string("prompt"));
        QCOMPARE(outcome.lines[0]["text"].get<std::string>(), std::string("ab"));
        QVERIFY(!outcome.lines[0]["ids"].empty());
    }
    void mistakesAreNamed() {
        QFETCH(QStringList, words);
        QFETCH(int, code);
        QFETCH(QString, part);
        std::vector<std::string> plain;
        for (const auto& word : words) plain.push_back(word.toStdString());
        const auto outcome = call(plain);
        QCOMPARE(static_cast<int>(outcome.code), code);
        QVERIFY2(QString::fromStdString(outcome.err).contains(part), outcome.err.c_str());
        QVERIFY(outcome.out.empty());
    }
};

QTEST_GUILESS_MAIN(ModelCommandsTest)
#include "tst_model_commands.moc"

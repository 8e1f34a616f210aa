// The table of keys: against the code that reads them, against README.md, and at work.
#include <QtTest>
#include <fstream>
#include <regex>
#include <set>

#include "core/base/files.h"
#include "core/weights/hf_config.h"
#include "core/weights/known_keys.h"

using namespace azr;
using namespace azr::weights;

namespace {

const std::filesystem::path kWeights = std::filesystem::path(AZR_TESTS_FOLDER) / "../core/weights";
const std::filesystem::path kConfigs = std::filesystem::path(AZR_TESTS_FOLDER) / "data/configs";
constexpr const char* kBegin = "<!-- keys: begin -->\n";
constexpr const char* kEnd = "<!-- keys: end -->\n";

std::vector<std::string> wordsOf(std::string_view list) {
    std::istringstream stream{std::string(list)};
    return {std::istream_iterator<std::string>(stream), {}};
}

const char* nameOf(KeyFile file) {
    switch (file) {
        case KeyFile::Config: return "config.json";
        case KeyFile::Rope: return "config.json, `rope_scaling` and `rope_parameters`";
        case KeyFile::Generation: return "generation_config.json";
        case KeyFile::Adapter: return "adapter_config.json";
        case KeyFile::Gguf: return "GGUF metadata";
    }
    return "";
}

std::string useOf(const KnownKey& row) {
    if (row.use == KeyUse::Honoured) return "honoured";
    if (row.use == KeyUse::Harmless) return "harmless";
    return "refused unless " +
           (row.neutral.empty()
                ? "null"
                : "`" + std::regex_replace(std::string(row.neutral), std::regex(R"( \| )"), "`, `") + "` or null");
}

/// The tables of README.md.
std::string markdown() {
    std::string text;
    const KnownKey* before = nullptr;
    for (const KnownKey& row : knownKeys()) {
        if (before == nullptr || before->file != row.file)
            text += std::string(text.empty() ? "" : "\n") + "### " + nameOf(row.file) +
                    "\n\n| keys | of | | why |\n|---|---|---|---|\n";
        before = &row;
        std::string keys, scope;
        for (const auto& key : wordsOf(row.keys)) keys += (keys.empty() ? "`" : ", `") + key + "`";
        for (const auto& family : wordsOf(row.scope)) scope += (scope.empty() ? "" : ", ") + family;
        text += "| " + keys + " | " + (scope.empty() ? "all" : scope) + " | " + useOf(row) + " | " +
                std::string(row.why) + " |\n";
    }
    return text;
}

/// Everything of core/weights but the table: what reads GGUF files, or the rest.
std::string sources(bool gguf) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kWeights)) {
        const std::string name = entry.path().filename();
        if (name.ends_with(".cpp") && !name.starts_with("known_keys") && name.starts_with("gguf") == gguf)
            all += *readFile(entry.path());
    }
    return all;
}

}  // namespace

class TestKnownKeys : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// AZR_WRITE_README=1 writes the tables anew.
    void readmeShowsTheTable() {
        auto readme = readFile(kWeights / "README.md");
        QVERIFY2(readme, readme ? "" : describe(readme.error()).c_str());
        const auto begin = readme->find(kBegin), end = readme->find(kEnd);
        QVERIFY(begin != std::string::npos && end != std::string::npos && begin < end);
        const auto first = begin + std::string_view(kBegin).size();
        const std::string shown = readme->substr(first, end - first), wanted = markdown();
        if (shown != wanted && qEnvironmentVariableIsSet("AZR_WRITE_README"))
            QVERIFY(writeFileAtomic(kWeights / "README.md", readme->replace(first, end - first, wanted)));
        else
            QVERIFY2(shown == wanted, "core/weights/README.md is out of date: run this test with AZR_WRITE_README=1");
    }

    void noKeyStandsTwice() {
        std::set<std::string> seen;
        for (const KnownKey& row : knownKeys()) {
            auto scopes = wordsOf(row.scope);
            if (scopes.empty()) scopes = {""};
            for (const auto& scope : scopes)
                for (const auto& key : wordsOf(row.keys))
                    QVERIFY2(seen.insert(std::to_string(int(row.file)).append(scope).append(" ").append(key)).second,
                             key.c_str());
            QVERIFY(!row.why.empty());
            QVERIFY(row.neutral.empty() || row.use == KeyUse::Refused);
        }
    }

    /// A key that is said to be honoured stands in the code; of families that this build does not run only their own.
    void honouredKeysAreRead() {
        const std::string ofGguf = sources(true), ofJson = sources(false);
        const auto stands = [&](const std::string& key, KeyFile file = KeyFile::Config) {
            return (file == KeyFile::Gguf ? ofGguf : ofJson).find('"' + key + '"') != std::string::npos;
        };
        QStringList missing;
        // Read where windows and yarn are computed, refused as a whole where they are not.
        const std::set<std::string> withYarn = {"max_window_layers", "attention_factor", "beta_fast",
                                                "beta_slow",         "mscale",           "mscale_all_dim",
                                                "truncate",          "short_factor",     "long_factor"};
        for (const KnownKey& row : knownKeys()) {
            if (row.use != KeyUse::Honoured) continue;
            const auto families = wordsOf(row.scope);
            const bool runs =
                families.empty() || std::ranges::any_of(families, [](const std::string& family) {
                    return describe(parseHfConfig({{"model_type", family}}, "").error()).find("model_type") ==
                           std::string::npos;
                });
            if (!runs) continue;
            for (auto key : wordsOf(row.keys)) {
                if (key.ends_with("*")) continue;
                if (key.starts_with("{arch}.")) key = key.substr(7);
                if (!stands(key, row.file) && (stands("yarn") || !withYarn.contains(key)))
                    missing << QString::fromStdString(key);
            }
        }
        QVERIFY2(missing.isEmpty(), qPrintable("no source reads " + missing.join(", ")));
    }

    /// Every member that a reader asks for is in the table.
    void keysThatAreReadAreKnown() {
        static const std::regex kField(
            R"re((?:field(?:Or)?<[^;]*?>|positive(?:Or)?|given|namesOf|moduleNames|readModuleValues|contains|at)\((?:json|rope)?,? ?"([a-z_]+)")re");
        const std::pair<const char*, KeyFile> files[] = {{"hf_config.cpp", KeyFile::Config},
                                                         {"adapters/peft_config.cpp", KeyFile::Adapter},
                                                         {"adapters/peft_selection.cpp", KeyFile::Adapter}};
        int read = 0;
        for (const auto& [name, kind] : files) {
            const std::string code = *readFile(kWeights / name);
            for (std::sregex_iterator it(code.begin(), code.end(), kField), end; it != end; ++it) {
                const std::string key = (*it)[1];
                const bool known = findKey(kind, key, "") != nullptr ||
                                   (kind == KeyFile::Config && findKey(KeyFile::Rope, key, "") != nullptr);
                bool scoped = false;
                for (const KnownKey& row : knownKeys())
                    for (const auto& word : wordsOf(row.keys)) scoped = scoped || (row.file == kind && word == key);
                QVERIFY2(known || scoped, (std::string(name) + " reads " + key).c_str());
                ++read;
            }
        }
        QVERIFY2(read > 40, qPrintable(QString::number(read)));
    }

    void refusedKeysPassWithNeutralValuesAlone() {
        int tried = 0;
        for (const KnownKey& row : knownKeys()) {
            if (row.use != KeyUse::Refused) continue;
            const auto families = wordsOf(row.scope);
            const std::string family = families.empty() ? "llama" : families.front();
            for (auto key : wordsOf(row.keys)) {
                if (key.starts_with("{arch}.")) key = std::string(family).append(key, 6);
                if (findKey(row.file, key, family) != &row) continue;  // another row has it for that family
                ++tried;
                QVERIFY(checkKey(key, Json(), row.file, family, "place"));
                for (const Json& value : {Json(12345), Json("other"), Json({{"a", 1}})}) {
                    const auto outcome = checkKey(key, value, row.file, family, "place");
                    QVERIFY2(!outcome, key.c_str());
                    const std::string text = describe(outcome.error());
                    QVERIFY2(text.find("'" + key + "' is " + value.dump()) != std::string::npos, text.c_str());
                }
                std::string neutral(row.neutral);
                for (std::smatch part; std::regex_search(neutral, part, std::regex(R"(^(.+?)( \| |$))"));
                     neutral = part.suffix())
                    QVERIFY2(checkKey(key, Json::parse(part[1].str()), row.file, family, "place"), key.c_str());
            }
        }
        QVERIFY(tried > 60);
    }

    void unknownKeysMayHoldNothing() {
        for (const auto file : {KeyFile::Config, KeyFile::Rope, KeyFile::Generation, KeyFile::Adapter}) {
            for (const Json& nothing : {Json(), Json(false), Json(""), Json::array(), Json::object()})
                QVERIFY(checkKeys({{"brand_new", nothing}}, file, "llama", "place"));
            for (const Json& something : {Json(0), Json(true), Json("x"), Json::array({1}), Json({{"a", nullptr}})}) {
                const auto outcome = checkKeys({{"brand_new", something}}, file, "llama", "place");
                QVERIFY(!outcome);
                QVERIFY(describe(outcome.error()).find("place: unknown field 'brand_new'") == 0);
                QVERIFY(!outcome.error().remedy.empty());
            }
        }
        QVERIFY(!checkKey("llama.brand_new", 1, KeyFile::Gguf, "llama", "place"));
        QVERIFY(!checkKey("qwen2.rope.freq_base", 1, KeyFile::Gguf, "llama", "place"));
        QVERIFY(checkKey("llama.rope.freq_base", 1, KeyFile::Gguf, "llama", "place"));
        QVERIFY(checkKey("general.brand_new", 1, KeyFile::Gguf, "llama", "place"));
        QVERIFY(!checkKey("general.type", "adapter", KeyFile::Gguf, "llama", "place"));
    }

    void objectsOfRopeAreLookedInto() {
        const auto outcome =
            checkKeys({{"rope_scaling", {{"rope_type", "linear"}, {"brand_new", 1}}}}, KeyFile::Config, "llama", "c");
        QVERIFY(!outcome);
        QVERIFY(describe(outcome.error()).find("c, rope_scaling: unknown field 'brand_new'") == 0);
        QVERIFY(!checkKeys({{"rope_parameters", {{"full_attention", {{"brand_new", 1}}}}}}, KeyFile::Config,
                           "gemma3_text", "c"));
    }

    void filesOfOrdinaryModelsOpen_data() {
        QTest::addColumn<QString>("model");
        const auto all = readJson(kConfigs / "config.json");
        QVERIFY(all);
        for (const auto& [name, json] : all->items()) QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void filesOfOrdinaryModelsOpen() {
        QFETCH(QString, model);
        const auto all = readJson(kConfigs / "config.json");
        const Json& json = all->at(model.toStdString());
        const auto keys = checkKeys(json, KeyFile::Config, json.at("model_type").get<std::string>(), "config.json");
        QVERIFY2(keys, keys ? "" : describe(keys.error()).c_str());
        const auto config = parseHfConfig(json, "config.json");
        if (!config && describe(config.error()).find("field 'model_type' is") != std::string::npos)
            return;  // a family that this build does not run
        QVERIFY2(config, config ? "" : describe(config.error()).c_str());
    }

    void ordinaryGenerationConfigsOpen() {
        const auto all = readJson(kConfigs / "generation.json");
        for (const auto& [name, json] : all->items()) {
            const auto outcome = checkKeys(json, KeyFile::Generation, "", name);
            QVERIFY2(outcome, outcome ? "" : describe(outcome.error()).c_str());
        }
    }

    /// Each of them changes what a llama computes.
    void changedArithmeticIsRefused_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* change, const char* message) { QTest::newRow(change) << change << message; };
        row(R"({"is_causal": false})", "field 'is_causal'");
        row(R"({"partial_rotary_factor": 0.5})", "field 'partial_rotary_factor'");
        row(R"({"rope_interleaved": true})", "field 'rope_interleaved'");
        row(R"({"num_local_experts": 8})", "field 'num_local_experts'");
        row(R"({"quantization_config": {"bits": 4}})", "field 'quantization_config'");
        row(R"({"final_logit_softcapping": 30.0})", "field 'final_logit_softcapping'");
        row(R"({"embedding_multiplier": 12})", "field 'embedding_multiplier'");
        row(R"({"no_rope_layers": [1, 0]})", "field 'no_rope_layers'");
        row(R"({"rope_parameters": {"rope_theta": 1e4, "partial_rotary_factor": 0.5}})",
            "field 'partial_rotary_factor'");
        row(R"({"use_bidirectional_attention": true})", "field 'use_bidirectional_attention'");
        row(R"({"clip_qkv": 8.0})", "field 'clip_qkv'");
    }
    void changedArithmeticIsRefused() {
        QFETCH(QString, change);
        QFETCH(QString, message);
        Json json = readJson(kConfigs / "config.json")->at("smollm2-135m-instruct");
        json.update(*parseJson(change.toStdString()));
        const auto config = parseHfConfig(json, "config.json");
        QVERIFY(!config);
        const auto text = QString::fromStdString(describe(config.error()));
        QVERIFY2(text.contains(message), qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestKnownKeys)
#include "tst_known_keys.moc"

/// Models in the caches of other programs, made up in temporary folders.
#include <sys/stat.h>

#include <QtTest>
#include <fstream>
#include <map>

#include "core/weights/local_models.h"

using namespace azr;
using namespace azr::weights;
namespace fs = std::filesystem;

namespace {

const std::string kHash(64, 'a');

/// A home with caches; what is written there is found by modelPlaces() of its environment.
class Home {
  public:
    [[nodiscard]] fs::path path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] fs::path hub() const { return path() / ".cache/huggingface/hub"; }
    [[nodiscard]] fs::path ollama() const { return path() / ".ollama/models"; }
    void write(const fs::path& file, const std::string& text = "GGUF") const {
        const fs::path whole = path() / file;
        fs::create_directories(whole.parent_path());
        std::ofstream(whole) << text;
    }
    void repository(const std::string& name, const std::string& commit, const std::string& file = "config.json") const {
        write(hub() / name / "refs/main", commit);
        write(hub() / name / "snapshots" / commit / file, "{}");
    }
    void manifest(const std::string& name, const std::string& text) const {
        write(ollama() / "manifests" / name, text);
    }

    std::map<std::string, std::string> variables;
    [[nodiscard]] ModelPlaces places() const {
        auto all = variables;
        all.emplace("HOME", path().string());
        ModelPlaces places = modelPlaces([&](const char* key) {
            const auto at = all.find(key);
            return at == all.end() ? nullptr : at->second.c_str();
        });
        // What really is on this machine is no part of the test.
        std::erase_if(places.ollama, [](const fs::path& folder) { return folder.string().starts_with("/usr/"); });
        return places;
    }
    [[nodiscard]] std::map<std::string, LocalModel> models() const {
        std::map<std::string, LocalModel> found;
        for (LocalModel& model : findLocalModels(places())) found.insert_or_assign(model.name, std::move(model));
        return found;
    }
    [[nodiscard]] Result<fs::path> resolve(std::string_view model) const { return resolveModel(model, places()); }

  private:
    QTemporaryDir m_folder;
};

std::string layer(const std::string& type, const std::string& digest, std::size_t size) {
    return R"({"mediaType": "application/vnd.ollama.image.)" + type + R"(", "digest": ")" + digest + R"(", "size": )" +
           std::to_string(size) + "}";
}

std::string manifestOf(const std::vector<std::string>& layers) {
    std::string text;
    for (const auto& one : layers) text += (text.empty() ? "" : ", ") + one;
    return R"({"schemaVersion": 2, "layers": [)" + text + "]}";
}

}  // namespace

class TestLocalModels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void placesFollowTheEnvironment() {
        const auto placesOf = [](std::map<std::string, std::string> variables) {
            return modelPlaces([variables](const char* key) {
                const auto at = variables.find(key);
                return at == variables.end() ? nullptr : at->second.c_str();
            });
        };
        using Paths = std::vector<fs::path>;
        const auto usual = placesOf({{"HOME", "/h"}});
        QCOMPARE(usual.huggingFace, Paths{"/h/.cache/huggingface/hub"});
        QCOMPARE(usual.lmStudio, (Paths{"/h/.lmstudio/models", "/h/.cache/lm-studio/models"}));
        QCOMPARE(usual.llamaCpp, Paths{"/h/.cache/llama.cpp"});
        QCOMPARE(usual.ollama, (Paths{"/h/.ollama/models", "/usr/share/ollama/.ollama/models"}));
        QCOMPARE(placesOf({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/c"}}).huggingFace, Paths{"/c/huggingface/hub"});
        QCOMPARE(placesOf({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/c"}}).llamaCpp, Paths{"/c/llama.cpp"});
        QCOMPARE(placesOf({{"HOME", "/h"}, {"HF_HOME", "/f"}}).huggingFace, Paths{"/f/hub"});
        QCOMPARE(placesOf({{"HF_HOME", "/f"}, {"HF_HUB_CACHE", "/x"}}).huggingFace, Paths{"/x"});
        QCOMPARE(placesOf({{"HOME", "/h"}, {"HF_HOME", "~/f"}}).huggingFace, Paths{"/h/f/hub"});
        QCOMPARE(placesOf({{"HOME", "/h"}, {"LLAMA_CACHE", "/l"}}).llamaCpp, Paths{"/l"});
        QCOMPARE(placesOf({{"HOME", "/h"}, {"OLLAMA_MODELS", "/o"}}).ollama.front(), fs::path("/o"));
        QVERIFY(placesOf({}).huggingFace.empty() && placesOf({}).lmStudio.empty());
    }

    void theHubsSnapshotIsTheOneThatRefsMainNames() {
        const Home home;
        home.write(home.hub() / "models--Org--Name/snapshots/0000/config.json", "{}");
        home.repository("models--Org--Name", "1111");
        home.write(home.hub() / "datasets--Org--Data/snapshots/1/config.json", "{}");
        home.write(home.hub() / "version.txt", "1");
        home.repository("models--Org--\x1b[2J", "1");
        const auto models = home.models();
        QCOMPARE(models.size(), std::size_t{1});
        QCOMPARE(models.at("Org/Name").path, home.hub() / "models--Org--Name/snapshots/1111");
        QVERIFY(!models.at("Org/Name").problem);
        QCOMPARE(*home.resolve("Org/Name"), home.hub() / "models--Org--Name/snapshots/1111");
        QCOMPARE(*home.resolve("org/name"), home.hub() / "models--Org--Name/snapshots/1111");
        QCOMPARE(*home.resolve("Name"), home.hub() / "models--Org--Name/snapshots/1111");
        QCOMPARE(*home.resolve("Org/Name@0000"), home.hub() / "models--Org--Name/snapshots/0000");
        QCOMPARE(*home.resolve("Org/Name@main"), home.hub() / "models--Org--Name/snapshots/1111");
        home.write(home.hub() / "models--Org--Name/refs/pr/3", "0000\n");
        QCOMPARE(*home.resolve("Org/Name@pr/3"), home.hub() / "models--Org--Name/snapshots/0000");
        QCOMPARE(home.resolve("Org/Name@2222").error().code, ErrorCode::NotFound);
        for (const char* wrong : {"Org/Name@", "Org/Name@../refs", "Org/Name@/etc", "Or/Name@main", "../Name@main"})
            QVERIFY2(!home.resolve(wrong), wrong);
    }

    void brokenEntriesAreListedWithTheirError() {
        const Home home;
        home.write(home.hub() / "models--a--nothing/blobs/x.incomplete");
        home.write(home.hub() / "models--b--gone/refs/main", "1234");
        home.write(home.hub() / "models--c--escape/refs/main", "../../../etc");
        home.write(home.hub() / "models--d--two/snapshots/1/config.json");
        home.write(home.hub() / "models--d--two/snapshots/2/config.json");
        home.repository("models--e--pictures", "1", "model_index.json");
        home.write(home.hub() / "models--f--large/refs/main", std::string(5 << 20, 'x'));
        home.repository("models--g--dangling", "1", "other.txt");
        fs::create_symlink("../../blobs/none", home.hub() / "models--g--dangling/snapshots/1/model.gguf");
        home.write(".cache/llama.cpp/other.txt");
        QVERIFY(::mkfifo((home.path() / ".cache/llama.cpp/pipe.gguf").c_str(), 0600) == 0);
        home.manifest("registry.ollama.ai/library/a/latest", "{");
        home.manifest("registry.ollama.ai/library/b/latest", manifestOf({}));
        home.manifest("registry.ollama.ai/library/c/latest", manifestOf({layer("model", "sha256:" + kHash, 4)}));
        home.manifest("registry.ollama.ai/library/d/latest",
                      manifestOf({layer("model", "sha256:../../../etc/passwd", 4)}));
        home.manifest("registry.ollama.ai/library/e/latest", R"({"layers": [1, {"mediaType": 2}]})");
        home.manifest("registry.ollama.ai/library/f/latest", "[]");
        const auto models = home.models();
        for (const char* name :
             {"a/nothing", "b/gone", "c/escape", "d/two", "e/pictures", "f/large", "g/dangling/model.gguf", "pipe.gguf",
              "a:latest", "b:latest", "c:latest", "d:latest", "e:latest", "f:latest"}) {
            QVERIFY2(models.contains(name), name);
            QVERIFY2(models.at(name).problem, name);
            QVERIFY2(!models.at(name).problem->detail.empty() && !models.at(name).problem->place.empty(), name);
        }
        const auto gone = home.resolve("b/gone");
        QVERIFY(!gone);
        QVERIFY2(gone.error().place.find("1234") != std::string::npos, describe(gone.error()).c_str());
        QCOMPARE(home.resolve("c").error().detail, models.at("c:latest").problem->detail);
    }

    void filesOfGgufAreModelsEach() {
        const Home home;
        home.repository("models--Org--Name-GGUF", "1", "name-q4.gguf");
        home.write(home.hub() / "models--Org--Name-GGUF/snapshots/1/name-q8.gguf");
        home.write(home.hub() / "models--Org--Name-GGUF/snapshots/1/mmproj-name.gguf");
        home.write(home.hub() / "models--Org--Name-GGUF/snapshots/1/big/name-00001-of-00002.gguf");
        home.write(home.hub() / "models--Org--Name-GGUF/snapshots/1/big/name-00002-of-00002.gguf");
        home.write(".lmstudio/models/pub/repo/only.gguf");
        home.write(".lmstudio/models/pub/mlx/config.json", "{}");
        home.write(".lmstudio/models/.internal/x/y.gguf");
        home.write(".cache/llama.cpp/org_name_file.gguf");
        home.write(".cache/llama.cpp/manifest=org=name=latest.json", "{}");
        home.write(".cache/llama.cpp/half.gguf.downloadInProgress");
        const auto models = home.models();
        QStringList names;
        for (const auto& [name, model] : models) names.append(QString::fromStdString(name));
        QCOMPARE(names,
                 (QStringList{"Org/Name-GGUF/big/name-00001-of-00002.gguf", "Org/Name-GGUF/name-q4.gguf",
                              "Org/Name-GGUF/name-q8.gguf", "org_name_file.gguf", "pub/mlx", "pub/repo/only.gguf"}));
        QCOMPARE(name(models.at("pub/mlx").source), "lm-studio");
        QCOMPARE(*home.resolve("pub/repo"), home.path() / ".lmstudio/models/pub/repo/only.gguf");
        QCOMPARE(*home.resolve("only"), home.path() / ".lmstudio/models/pub/repo/only.gguf");
        QCOMPARE(*home.resolve("org_name_file"), home.path() / ".cache/llama.cpp/org_name_file.gguf");
        QCOMPARE(*home.resolve("name-q8.gguf"), home.hub() / "models--Org--Name-GGUF/snapshots/1/name-q8.gguf");
        const auto several = home.resolve("Org/Name-GGUF");
        QVERIFY(!several);
        QCOMPARE(several.error().code, ErrorCode::Conflict);
        QVERIFY(several.error().detail.find("name-q4.gguf") != std::string::npos);
    }

    void ollamasBlobsAreFoundByTheirManifests() {
        const Home home;
        home.write(home.ollama() / ("blobs/sha256-" + kHash), "GGUF....");
        const std::string model = manifestOf({layer("template", "sha256:x", 1), layer("model", "sha256:" + kHash, 8)});
        home.manifest("registry.ollama.ai/library/llama3.2/1b", model);
        home.manifest("registry.ollama.ai/library/qwen/latest", model);
        home.manifest("registry.ollama.ai/me/mine/v1", model);
        home.manifest("hf.co/bartowski/Some-GGUF/Q4_K_M", model);
        home.manifest("registry.ollama.ai/library/short/latest", manifestOf({layer("model", "sha256:" + kHash, 9)}));
        home.manifest("registry.ollama.ai/library/tuned/latest",
                      manifestOf({layer("model", "sha256:" + kHash, 8), layer("adapter", "sha256:" + kHash, 8)}));
        const auto models = home.models();
        const fs::path blob = home.ollama() / ("blobs/sha256-" + kHash);
        for (const char* name : {"llama3.2:1b", "qwen:latest", "me/mine:v1", "hf.co/bartowski/Some-GGUF:Q4_K_M"}) {
            QVERIFY2(models.contains(name), name);
            QVERIFY2(!models.at(name).problem, name);
            QCOMPARE(models.at(name).path, blob);
            QCOMPARE(*home.resolve(name), blob);
        }
        QCOMPARE(*home.resolve("qwen"), blob);
        QVERIFY(models.at("short:latest").problem->detail.find("not as long") != std::string::npos);
        QVERIFY(models.at("tuned:latest").problem->detail.find("adapter") != std::string::npos);
        QVERIFY(!home.resolve("llama3.2"));
    }

    void pathsComeBeforeNamesAndNothingIsGuessed() {
        Home home;
        home.repository("models--Org--Name", "1");
        home.repository("models--Other--Name", "1");
        QCOMPARE(*home.resolve(home.path().string()), home.path());
        const auto both = home.resolve("Name");
        QVERIFY(!both);
        QCOMPARE(both.error().code, ErrorCode::Conflict);
        QVERIFY(both.error().detail.find("Org/Name") != std::string::npos);
        QVERIFY(both.error().detail.find("Other/Name") != std::string::npos);
        for (const char* none : {"Org", "Org/Nam", "", "ame", "Org/Name/x", "Name/"}) {
            const auto missing = home.resolve(none);
            QVERIFY2(!missing, none);
            QCOMPARE(missing.error().code, ErrorCode::NotFound);
            QVERIFY(missing.error().remedy.find(home.hub().string()) != std::string::npos);
            QVERIFY(missing.error().remedy.find(".ollama") != std::string::npos);
        }
        QVERIFY(home.resolve("Org/Nam").error().remedy.find("did you mean 'Org/Name'") != std::string::npos);
        home.variables["HF_HOME"] = (home.path() / "elsewhere").string();
        QVERIFY(!home.resolve("Org/Name"));
    }
};

QTEST_GUILESS_MAIN(TestLocalModels)
#include "tst_local_models.moc"

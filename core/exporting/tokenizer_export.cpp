#include "core/exporting/tokenizer_export.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/weights/gguf/gguf.h"
#include "core/weights/gguf/gguf_model.h"

namespace azr::exporting {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTokenizerFiles[] = {"tokenizer.json",      "tokenizer_config.json",
                                           "added_tokens.json",   "special_tokens_map.json",
                                           "chat_template.jinja", "vocab.json",
                                           "merges.txt",          "tokenizer.model"};

constexpr const char* kNamedTemplates = "additional_chat_templates";

Status copyFile(const fs::path& from, const fs::path& to) {
    AZR_TRY(const std::string bytes, readFile(from));
    return writeFileAtomic(to, bytes);
}

Status copyNamedTemplates(const fs::path& from, const fs::path& to) {
    std::error_code code;
    for (fs::directory_iterator at(from, code), end; !code && at != end; at.increment(code)) {
        if (at->path().extension() != ".jinja") continue;
        fs::create_directories(to, code);
        AZR_CHECK(copyFile(at->path(), to / at->path().filename()));
    }
    return {};
}

/// The vocabulary is put in as text: it stands apart from the ordered rest.
std::string tokenizerText(weights::TokenizerFiles files) {
    constexpr std::string_view kPlace = "\"vocab\":null";
    files.settings["model"]["vocab"] = nullptr;
    std::string text = dumpLine(files.settings);
    const auto vocabulary = files.vocabulary.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return text.replace(text.rfind(kPlace), kPlace.size(), "\"vocab\":" + vocabulary);
}

Status exportGgufTokenizer(const fs::path& base, const fs::path& folder) {
    AZR_TRY(const auto file, weights::GgufFile::open(base));
    AZR_TRY(auto files, weights::ggufTokenizer(file));
    AZR_CHECK(writeFileAtomic(folder / "tokenizer_config.json", dumpPretty(files.config) + "\n"));
    return writeFileAtomic(folder / "tokenizer.json", tokenizerText(std::move(files)));
}

}  // namespace

Status exportTokenizer(const fs::path& base, const fs::path& folder) {
    if (weights::isGguf(base)) return exportGgufTokenizer(base, folder);
    std::error_code code;
    if (!fs::exists(base / "tokenizer.json", code))
        return fail(ErrorCode::NotFound, "has no tokenizer.json", base.string(),
                    "put the model the run started from back in its place");
    for (const char* name : kTokenizerFiles)
        if (fs::exists(base / name, code)) AZR_CHECK(copyFile(base / name, folder / name));
    return copyNamedTemplates(base / kNamedTemplates, folder / kNamedTemplates);
}

Status exportGenerationConfig(const fs::path& base, const weights::HfConfig& config, const fs::path& folder) {
    std::error_code code;
    const auto own = base / "generation_config.json";
    if (fs::exists(own, code)) return copyFile(own, folder / "generation_config.json");
    Json json = Json::object();
    if (config.bosToken >= 0) json["bos_token_id"] = config.bosToken;
    if (config.eosTokens.size() == 1) json["eos_token_id"] = config.eosTokens.front();
    if (config.eosTokens.size() > 1) json["eos_token_id"] = config.eosTokens;
    if (config.padToken >= 0) json["pad_token_id"] = config.padToken;
    json["do_sample"] = true;
    json["temperature"] = 1.0;
    return writeFileAtomic(folder / "generation_config.json", dumpPretty(json) + "\n");
}

}  // namespace azr::exporting

// The chat templates that a GGUF file carries, in the form of a tokenizer_config.json.
#include <functional>
#include <set>

#include "core/weights/gguf/gguf_model.h"

namespace azr::weights {

Json ggufChatTemplates(const GgufFile& file) {
    const std::string key = "tokenizer.chat_template";
    std::set<std::string, std::less<>> names = {"tool_use", "rag"};  // those that have one without the list as well
    if (const auto* listed = file.texts("tokenizer.chat_templates")) names.insert(listed->begin(), listed->end());
    Json named = Json::array();
    for (const auto& name : names) {
        std::string own = key;
        own.append(".").append(name);
        if (const auto text = file.text(own)) named.push_back({{"name", name}, {"template", *text}});
    }
    const auto usual = file.text(key);
    if (!usual) return named.empty() ? Json() : named;
    if (named.empty()) return *usual;
    named.push_back({{"name", "default"}, {"template", *usual}});
    return named;
}

}  // namespace azr::weights

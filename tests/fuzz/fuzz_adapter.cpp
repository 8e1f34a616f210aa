/// adapter_config.json and config.json of strangers, and patterns of names: read or refused, and what is read selects
/// modules without taking long.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/weights/adapters/peft_selection.h"
#include "core/weights/hf_config.h"
#include "core/weights/known_keys.h"

using namespace azr;
using namespace azr::weights;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view kModule = "model.layers.11.self_attn.q_proj";
    if (const auto pattern = NamePattern::parse(text.substr(0, 300), "pattern"))
        if (pattern->matchesWhole(kModule) && !pattern->matchesAtStart(kModule)) __builtin_trap();
    const auto json = parseJson(text);
    if (!json || !json->is_object()) return 0;
    (void)parseHfConfig(*json, "config");
    for (const auto file : {KeyFile::Config, KeyFile::Generation, KeyFile::Adapter})
        (void)checkKeys(*json, file, "llama", "keys");
    if (const auto selection = readPeftSelection(*json, "adapter")) (void)selection->selects(kModule);
    if (const auto ranks = readModuleValues(*json, "rank_pattern", "adapter")) (void)ranks->valueOf(kModule, 1);
    return 0;
}

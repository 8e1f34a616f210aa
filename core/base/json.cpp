#include "core/base/json.h"

#include "core/base/files.h"

namespace azr {

Result<Json> parseJson(std::string_view text, std::string place) {
    // The library recurses per level when a document is destroyed: bound the nesting before building one.
    constexpr int kMaxDepth = 512;
    bool tooDeep = false;
    const auto guard = [&](int depth, Json::parse_event_t, Json&) {
        if (depth > kMaxDepth) tooDeep = true;
        return !tooDeep;
    };
    try {
        Json json = Json::parse(text.begin(), text.end(), guard, true);
        if (tooDeep) return fail(ErrorCode::Parse, "JSON is nested deeper than 512 levels", std::move(place));
        return json;
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Parse, std::string("not valid JSON: ") + error.what(), std::move(place));
    }
}

Result<Json> readJson(const std::filesystem::path& file) {
    AZR_TRY(const std::string text, readFile(file));
    return parseJson(text, file.string());
}

std::string dumpLine(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string dumpPretty(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace azr

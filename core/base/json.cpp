#include "core/base/json.h"

#include "core/base/files.h"

namespace azr {
namespace {

// The library's text without its own number; it quotes what it last read, which may be most of a huge line.
std::string reasonOf(const nlohmann::json::exception& error) {
    constexpr std::size_t kLongest = 200;
    std::string text = error.what();
    if (const auto end = text.find("] "); text.starts_with('[') && end != std::string::npos) text.erase(0, end + 2);
    if (text.size() > kLongest) text.replace(kLongest, std::string::npos, "...");
    return text;
}

}  // namespace

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
        return fail(ErrorCode::Parse, "not valid JSON: " + reasonOf(error), std::move(place));
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

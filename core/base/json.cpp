#include "core/base/json.h"

#include <algorithm>
#include <set>
#include <vector>

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

/// What a document may look like, watched while it is read.
class Guard {
  public:
    explicit Guard(bool strict) : m_strict(strict) {}

    bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
        if (depth > kMaxDepth) refuse("JSON is nested deeper than 512 levels");
        if (!m_strict || m_stopped) return !m_stopped;
        if (event == Json::parse_event_t::object_start) m_names.emplace_back();
        if (event == Json::parse_event_t::object_end) m_names.pop_back();
        if (event == Json::parse_event_t::key) note(parsed.get_ref<const std::string&>());
        return !m_stopped;
    }

    [[nodiscard]] const std::string& refusal() const { return m_refusal; }
    [[nodiscard]] bool onlyRepeats() const { return m_onlyRepeats; }

  private:
    // The library recurses per level when a document is destroyed, and searches the members of an object one by one.
    static constexpr int kMaxDepth = 512;
    static constexpr std::size_t kMaxMembers = 1000;

    void note(const std::string& name) {
        auto& names = m_names.back();
        if (!names.insert(name).second) {
            if (m_refusal.empty()) m_refusal = "the name '" + name.substr(0, 80) + "' stands twice in one object";
            m_onlyRepeats = m_onlyRepeats && (name != "id" || m_names.size() > 1);
        }
        if (names.size() > kMaxMembers) refuse("an object has more than 1000 members");
    }

    void refuse(const char* why) {
        m_refusal = why;
        m_stopped = true;
        m_onlyRepeats = false;
    }

    bool m_strict, m_stopped = false, m_onlyRepeats = true;
    std::string m_refusal;
    std::vector<std::set<std::string>> m_names;  ///< of the open objects
};

Result<Json> parsed(std::string_view text, Guard& guard, std::string place) {
    const auto watch = [&](int depth, Json::parse_event_t event, Json& value) { return guard(depth, event, value); };
    try {
        Json json = Json::parse(text.begin(), text.end(), watch, true);
        if (!guard.refusal().empty()) return fail(ErrorCode::Parse, guard.refusal(), std::move(place));
        return json;
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Parse, "not valid JSON: " + reasonOf(error), std::move(place));
    }
}

}  // namespace

Result<Json> parseJson(std::string_view text, std::string place) {
    Guard guard(false);
    return parsed(text, guard, std::move(place));
}

Result<Json> parseStrictJson(std::string_view text, std::string place, bool* repeats) {
    if (repeats) *repeats = false;
    if (const auto at = text.find('\0'); at != std::string_view::npos)
        return fail(ErrorCode::Parse, "not valid JSON: byte " + std::to_string(at + 1) + " is NUL", std::move(place));
    Guard guard(true);
    auto json = parsed(text, guard, std::move(place));
    if (repeats) *repeats = !json && json.error().detail == guard.refusal() && guard.onlyRepeats();
    return json;
}

Result<Json> readJson(const std::filesystem::path& file) {
    AZR_TRY(const std::string text, readFile(file));
    return parseJson(text, file.string());
}

Json verbatim(std::string text) {
    return Json::binary({text.begin(), text.end()});
}

std::string dumpLine(const Json& json) {
    const auto plain = [](const Json& one) { return one.dump(-1, ' ', false, Json::error_handler_t::replace); };
    const bool kept = json.is_object() && std::ranges::any_of(json, [](const Json& one) { return one.is_binary(); });
    if (!kept) return plain(json);
    std::string line;
    for (const auto& [name, value] : json.items()) {
        line += (line.empty() ? '{' : ',') + plain(name) + ':';
        if (value.is_binary())
            line.append(value.get_binary().begin(), value.get_binary().end());
        else
            line += plain(value);
    }
    return line + '}';
}

std::string dumpPretty(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace azr

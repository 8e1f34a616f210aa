#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/vocabulary/special_tokens_p.h"

namespace azr::tokenizer {
namespace {

/// In transformers' order; tokens under other keys come after them, as they stand.
constexpr const char* kNames[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                  "pad_token", "cls_token", "mask_token"};

bool namesToken(const std::string& key) {
    return key.ends_with("_token") && key != "add_bos_token" && key != "add_eos_token";
}

/// Special tokens by their keys, of later files before those of earlier ones, and the lists of further ones.
struct Collected {
    std::vector<std::pair<std::string, Json>> named;
    std::optional<std::vector<Json>> extra, additional;  ///< the second is asked where there is no first

    void name(const std::string& key, const Json& value) {
        const auto found = std::ranges::find(named, key, &std::pair<std::string, Json>::first);
        if (found == named.end())
            named.emplace_back(key, value);
        else
            found->second = value;
    }
    [[nodiscard]] std::vector<Json> further() const {
        return extra ? *extra : additional.value_or(std::vector<Json>());
    }
};

Status collectList(const std::string& key, const Json& value, const std::string& place, Collected& out) {
    if (value.is_object()) {
        for (const auto& [name, token] : value.items()) out.name(name, token);
        return {};
    }
    if (!value.is_array()) return fail(ErrorCode::Parse, "field '" + key + "' is no list", place);
    auto& list = key == "additional_special_tokens" ? out.additional : out.extra;
    if (key == "additional_special_tokens") list.reset();
    if (!list) list.emplace();
    list->insert(list->end(), value.begin(), value.end());
    return {};
}

Status collect(const Json& object, const std::string& place, Collected& out) {
    for (const auto& [key, value] : object.items()) {
        if (value.is_null()) continue;
        if (namesToken(key)) {
            if (!value.is_string() && !value.is_object())
                return fail(ErrorCode::Parse, "field '" + key + "' is no text and no token", place);
            out.name(key, value);
        } else if (key == "additional_special_tokens" || key == "extra_special_tokens" ||
                   key == "model_specific_special_tokens") {
            AZR_CHECK(collectList(key, value, place, out));
        }
    }
    return {};
}

const AddedToken* findIn(const std::vector<AddedToken>& tokens, const std::string& content) {
    const auto found = std::ranges::find(tokens, content, &AddedToken::content);
    return found == tokens.end() ? nullptr : &*found;
}

/// A text takes the flags of a listed token of the same content; an object brings its own.
Result<AddedToken> specialToken(const Json& value, const std::vector<AddedToken>& listed, const std::string& place) {
    AddedToken token;
    if (value.is_object()) {
        AZR_TRY(token, parseAddedToken(value, place));
    } else if (value.is_string()) {
        token.content = value.get<std::string>();
        token.normalized = false;
    } else {
        return fail(ErrorCode::Parse, "a special token is no text and no object", place);
    }
    if (const AddedToken* known = findIn(listed, token.content)) token = *known;
    return token;
}

std::optional<std::int64_t> numberIn(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// added_tokens_decoder: {"32000": {"content": …}}
Result<std::map<std::int64_t, AddedToken>> listedTokens(const Json& decoder, const std::string& place) {
    std::map<std::int64_t, AddedToken> tokens;
    if (!decoder.is_object()) return fail(ErrorCode::Parse, "field 'added_tokens_decoder' is no object", place);
    for (const auto& [id, value] : decoder.items()) {
        const auto number = numberIn(id);
        if (!number) return fail(ErrorCode::Parse, "field 'added_tokens_decoder' has the key '" + id + "'", place);
        AZR_TRY(auto token, parseAddedToken(value, place + ", added_tokens_decoder"));
        tokens.insert_or_assign(*number, std::move(token));
    }
    return tokens;
}

/// added_tokens.json of older versions: {"<extra>": 32000}
Result<std::map<std::int64_t, AddedToken>> olderTokens(const Json& ids, const std::vector<std::string>& special,
                                                       const std::string& place) {
    std::map<std::int64_t, AddedToken> tokens;
    if (ids.is_null()) return tokens;
    if (!ids.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
    for (const auto& [content, id] : ids.items()) {
        if (!id.is_number_integer()) return fail(ErrorCode::Parse, "the id of '" + content + "' is no number", place);
        AddedToken token;
        token.content = content;
        token.special = std::ranges::find(special, content) != special.end();
        token.normalized = !token.special;
        tokens.insert_or_assign(id.get<std::int64_t>(), std::move(token));
    }
    return tokens;
}

std::string contentOf(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    return value.is_object() && value.contains("content") && value["content"].is_string()
               ? value["content"].get<std::string>()
               : std::string();
}

}  // namespace

Result<DeclaredTokens> declaredTokens(const ConfigFiles& files,
                                      const std::map<std::int64_t, AddedToken>& ofTokenizerFile) {
    Collected collected;
    std::map<std::int64_t, AddedToken> listed;
    DeclaredTokens found;
    if (files.config.is_object()) {
        AZR_CHECK(collect(files.config, files.configPlace, collected));
        if (collected.additional && (!collected.extra || collected.extra->empty()))
            collected.extra = std::exchange(collected.additional, std::nullopt);
    }
    if (files.config.is_object() && files.config.contains("added_tokens_decoder")) {
        AZR_TRY(listed, listedTokens(files.config["added_tokens_decoder"], files.configPlace));
    } else {
        if (files.specialTokensMap.is_object()) {
            AZR_CHECK(checkKeys("special_tokens_map.json", files.specialTokensMap, files.mapPlace));
            AZR_CHECK(collect(files.specialTokensMap, files.mapPlace, collected));
        }
        std::vector<std::string> special;
        for (const auto& [key, value] : collected.named) special.push_back(contentOf(value));
        for (const Json& value : collected.further()) special.push_back(contentOf(value));
        AZR_TRY(listed, olderTokens(files.addedTokens, special, files.addedPlace));
        for (const auto& [id, token] : ofTokenizerFile) listed.insert_or_assign(id, token);
    }
    for (const auto& [id, token] : listed) found.listed.push_back(token);
    const auto rank = [](const auto& one) { return std::ranges::find(kNames, one.first) - std::begin(kNames); };
    std::ranges::stable_sort(collected.named, {}, rank);
    for (const auto& [key, value] : collected.named) {
        const bool standard = std::ranges::find(kNames, key) != std::end(kNames);
        AZR_TRY(auto token,
                specialToken(value, standard ? found.listed : std::vector<AddedToken>(), files.configPlace));
        token.special = true;
        found.named[key] = token.content;
        found.special.push_back(std::move(token));
    }
    const auto isNamed = [&](const std::string& content) {
        return std::ranges::any_of(found.named, [&](const auto& one) { return one.second == content; });
    };
    for (AddedToken& token : found.listed) token.special = token.special || isNamed(token.content);
    for (const Json& value : collected.further()) {
        AZR_TRY(auto token, specialToken(value, {}, files.configPlace));
        token.special = token.special || value.is_string() || isNamed(token.content);
        found.special.push_back(std::move(token));
    }
    return found;
}

}  // namespace azr::tokenizer

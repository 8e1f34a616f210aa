#include <algorithm>
#include <charconv>
#include <optional>

#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/special_tokens_p.h"

namespace azr::tokenizer {
namespace {

using Named = std::vector<std::pair<std::string, Json>>;

bool namesToken(const std::string& key) {
    return key.ends_with("_token") && key != "add_bos_token" && key != "add_eos_token";
}

/// Special tokens by their keys, later files before earlier ones, and the lists of further ones.
struct Collected {
    Named named;
    std::vector<Json> extra;
};

void put(Named& named, const std::string& key, const Json& value) {
    const auto found = std::ranges::find(named, key, &std::pair<std::string, Json>::first);
    if (found == named.end())
        named.emplace_back(key, value);
    else
        found->second = value;
}

Status collect(const Json& object, const std::string& place, Collected& out) {
    for (const auto& [key, value] : object.items()) {
        if (value.is_null()) continue;
        if (namesToken(key)) {
            if (!value.is_string() && !value.is_object())
                return fail(ErrorCode::Parse, "field '" + key + "' is no text and no token", place);
            put(out.named, key, value);
        } else if (key == "additional_special_tokens" || key == "extra_special_tokens" ||
                   key == "model_specific_special_tokens") {
            if (value.is_object()) {
                for (const auto& [name, token] : value.items()) put(out.named, name, token);
            } else if (value.is_array()) {
                out.extra.insert(out.extra.end(), value.begin(), value.end());
            } else {
                return fail(ErrorCode::Parse, "field '" + key + "' is no list", place);
            }
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
    token.special = true;
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

Result<DeclaredTokens> declaredTokens(const ConfigFiles& files, const std::vector<AddedToken>& ofTokenizerFile) {
    Collected collected;
    std::map<std::int64_t, AddedToken> listed;
    DeclaredTokens found;
    std::vector<AddedToken> flags;  // what a bare name may refer to
    if (files.config.is_object()) AZR_CHECK(collect(files.config, files.configPlace, collected));
    if (files.config.is_object() && files.config.contains("added_tokens_decoder")) {
        AZR_TRY(listed, listedTokens(files.config["added_tokens_decoder"], files.configPlace));
    } else {
        if (files.specialTokensMap.is_object()) {
            AZR_CHECK(checkKeys("special_tokens_map.json", files.specialTokensMap, files.mapPlace));
            AZR_CHECK(collect(files.specialTokensMap, files.mapPlace, collected));
        }
        std::vector<std::string> special;
        for (const auto& [key, value] : collected.named) special.push_back(contentOf(value));
        for (const Json& value : collected.extra) special.push_back(contentOf(value));
        AZR_TRY(listed, olderTokens(files.addedTokens, special, files.addedPlace));
        flags = ofTokenizerFile;
    }
    for (auto& [id, token] : listed) found.listed.push_back(token);
    flags.insert(flags.begin(), found.listed.begin(), found.listed.end());
    for (const auto& [key, value] : collected.named) {
        AZR_TRY(auto token, specialToken(value, flags, files.configPlace));
        found.named[key] = token.content;
        found.special.push_back(std::move(token));
    }
    for (AddedToken& token : found.listed)
        if (std::ranges::any_of(found.named, [&](const auto& one) { return one.second == token.content; }))
            token.special = true;
    for (const Json& value : collected.extra) {
        AZR_TRY(auto token, specialToken(value, {}, files.configPlace));
        found.special.push_back(std::move(token));
    }
    return found;
}

}  // namespace azr::tokenizer

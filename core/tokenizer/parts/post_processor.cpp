#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/parts/post_processor_p.h"

namespace azr::tokenizer {
namespace {

using Ids = std::vector<std::int32_t>;

/// The ids of the special token `name`, as the template's own table has them.
Result<Ids> idsOf(const Json& tokens, const std::string& name, const std::string& place) {
    if (!tokens.is_object() || !tokens.contains(name))
        return fail(ErrorCode::Corrupt, "field 'single' names '" + name + "', which is not in field 'special_tokens'",
                    place, "fetch the file again");
    return field<Ids>(tokens[name], "ids", place);
}

Result<PostProcessor> parseTemplate(const Json& json, const std::string& place) {
    PostProcessor found;
    int sequences = 0;
    AZR_TRY(const auto pieces, field<std::vector<Json>>(json, "single", place));
    const Json tokens = json.value("special_tokens", Json());
    for (const Json& piece : pieces) {
        if (piece.is_object() && piece.contains("SpecialToken")) {
            AZR_TRY(const auto name, field<std::string>(piece["SpecialToken"], "id", place));
            AZR_TRY(const Ids ids, idsOf(tokens, name, place));
            Ids& side = sequences == 0 ? found.before : found.after;
            side.insert(side.end(), ids.begin(), ids.end());
        } else if (piece.is_object() && piece.contains("Sequence")) {
            AZR_TRY(const auto id, field<std::string>(piece["Sequence"], "id", place));
            sequences += id == "A" ? 1 : 2;
        } else {
            return fail(ErrorCode::Parse, "field 'single' holds something that is no SpecialToken and no Sequence",
                        place);
        }
    }
    if (sequences != 1)
        return fail(ErrorCode::Unsupported, "field 'single' does not hold the sequence A exactly once", place,
                    "write what stands before and after one text");
    return found;
}

/// ["<s>", 0]
Result<Ids> namedId(const Json& json, const char* key, const std::string& place) {
    AZR_TRY(const auto pair, field<std::vector<Json>>(json, key, place));
    if (pair.size() != 2 || !pair[0].is_string() || !pair[1].is_number_integer() || pair[1] < 0 || pair[1] > INT32_MAX)
        return fail(ErrorCode::Parse, std::string("field '") + key + "' is no pair of token and id", place);
    return Ids{pair[1].get<std::int32_t>()};
}

Result<PostProcessor> parseSequence(const Json& json, const std::string& place) {
    PostProcessor found;
    AZR_TRY(const auto parts, field<std::vector<Json>>(json, "processors", place));
    for (const Json& part : parts) {
        AZR_TRY(const auto one, PostProcessor::parse(part, place));
        if (one.before.empty() && one.after.empty()) continue;
        if (!found.before.empty() || !found.after.empty())
            return fail(ErrorCode::Unsupported, "two processors of the Sequence add tokens", place,
                        "write one TemplateProcessing");
        found = one;
    }
    return found;
}

}  // namespace

Result<PostProcessor> PostProcessor::parse(const Json& json, const std::string& place) {
    if (json.is_null()) return PostProcessor{};
    AZR_TRY(const auto type, field<std::string>(json, "type", place));
    if (type != "TemplateProcessing" && type != "RobertaProcessing" && type != "BertProcessing" &&
        type != "ByteLevel" && type != "Sequence")
        return fail(ErrorCode::Unsupported, "the post-processor '" + type + "' is not supported", place,
                    "TemplateProcessing, RobertaProcessing, BertProcessing, ByteLevel and Sequence are");
    AZR_CHECK(checkKeys("tokenizer.json: post_processor " + type, json, place));
    if (type == "ByteLevel") return PostProcessor{};
    if (type == "Sequence") return parseSequence(json, place);
    if (type == "TemplateProcessing") return parseTemplate(json, place);
    AZR_TRY(auto before, namedId(json, "cls", place));
    AZR_TRY(auto after, namedId(json, "sep", place));
    return PostProcessor{std::move(before), std::move(after)};
}

}  // namespace azr::tokenizer

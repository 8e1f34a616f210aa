#include "core/tokenizer/known_keys.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace azr::tokenizer {
namespace {

constexpr auto kHonoured = KeyUse::Honoured;
constexpr auto kHarmless = KeyUse::Harmless;
constexpr auto kRefused = KeyUse::Refused;

constexpr std::string_view kFile = "tokenizer.json";
constexpr std::string_view kAdded = "tokenizer.json: added_tokens";
constexpr std::string_view kBpe = "tokenizer.json: model BPE";
constexpr std::string_view kUnigram = "tokenizer.json: model Unigram";
constexpr std::string_view kWordLevel = "tokenizer.json: model WordLevel";
constexpr std::string_view kTemplate = "tokenizer.json: post_processor TemplateProcessing";
constexpr std::string_view kRoberta = "tokenizer.json: post_processor RobertaProcessing";
constexpr std::string_view kBert = "tokenizer.json: post_processor BertProcessing";
constexpr std::string_view kConfig = "tokenizer_config.json";
constexpr std::string_view kMap = "special_tokens_map.json";

constexpr std::string_view kOffsets = "offsets of tokens in the text are not asked for";
constexpr std::string_view kLimits = "transformers cuts and fills a text only when it is asked to";
constexpr std::string_view kPairs = "two texts are never encoded together";
constexpr std::string_view kSlow = "only the tokenizers that are written in Python ask for it";
constexpr std::string_view kFrom = "says where the tokenizer came from";
constexpr std::string_view kOther = "images, speech and other tasks are not trained here";

// clang-format off
constexpr KnownKey kKeys[] = {
    {kFile, "version", kHonoured, "1.0 alone"},
    {kFile, "truncation", kHarmless, kLimits},
    {kFile, "padding", kHarmless, kLimits},
    {kFile, "added_tokens"}, {kFile, "normalizer"}, {kFile, "pre_tokenizer"}, {kFile, "post_processor"},
    {kFile, "decoder"}, {kFile, "model"},
    {kAdded, "id", kHarmless, "the reference takes the vocabulary's id, else the next free one"},
    {kAdded, "content"}, {kAdded, "single_word"}, {kAdded, "lstrip"}, {kAdded, "rstrip"}, {kAdded, "normalized"},
    {kAdded, "special"},
    {kAdded, "__type", kHarmless, "says that it is an added token"},

    {kBpe, "type"}, {kBpe, "vocab"}, {kBpe, "merges"}, {kBpe, "unk_token"}, {kBpe, "continuing_subword_prefix"},
    {kBpe, "end_of_word_suffix"}, {kBpe, "fuse_unk"}, {kBpe, "byte_fallback"}, {kBpe, "ignore_merges"},
    {kBpe, "dropout", kHonoured, "0 or null alone"},
    {kUnigram, "type"}, {kUnigram, "vocab"}, {kUnigram, "unk_id"}, {kUnigram, "byte_fallback"},
    {kWordLevel, "type"}, {kWordLevel, "vocab"}, {kWordLevel, "unk_token"},

    {"tokenizer.json: normalizer Sequence", "type"}, {"tokenizer.json: normalizer Sequence", "normalizers"},
    {"tokenizer.json: normalizer NFC", "type"}, {"tokenizer.json: normalizer NFD", "type"},
    {"tokenizer.json: normalizer NFKC", "type"}, {"tokenizer.json: normalizer NFKD", "type"},
    {"tokenizer.json: normalizer StripAccents", "type"}, {"tokenizer.json: normalizer Lowercase", "type"},
    {"tokenizer.json: normalizer Nmt", "type"}, {"tokenizer.json: normalizer ByteLevel", "type"},
    {"tokenizer.json: normalizer Prepend", "type"}, {"tokenizer.json: normalizer Prepend", "prepend"},
    {"tokenizer.json: normalizer Replace", "type"}, {"tokenizer.json: normalizer Replace", "pattern"},
    {"tokenizer.json: normalizer Replace", "content"},
    {"tokenizer.json: normalizer Strip", "type"}, {"tokenizer.json: normalizer Strip", "strip_left"},
    {"tokenizer.json: normalizer Strip", "strip_right"},
    {"tokenizer.json: normalizer Precompiled", "type"},
    {"tokenizer.json: normalizer Precompiled", "precompiled_charsmap"},

    {"tokenizer.json: pre_tokenizer Sequence", "type"}, {"tokenizer.json: pre_tokenizer Sequence", "pretokenizers"},
    {"tokenizer.json: pre_tokenizer ByteLevel", "type"},
    {"tokenizer.json: pre_tokenizer ByteLevel", "add_prefix_space"},
    {"tokenizer.json: pre_tokenizer ByteLevel", "use_regex"},
    {"tokenizer.json: pre_tokenizer ByteLevel", "trim_offsets", kHarmless, kOffsets},
    {"tokenizer.json: pre_tokenizer Split", "type"}, {"tokenizer.json: pre_tokenizer Split", "pattern"},
    {"tokenizer.json: pre_tokenizer Split", "behavior"}, {"tokenizer.json: pre_tokenizer Split", "invert"},
    {"tokenizer.json: pre_tokenizer Metaspace", "type"}, {"tokenizer.json: pre_tokenizer Metaspace", "replacement"},
    {"tokenizer.json: pre_tokenizer Metaspace", "add_prefix_space"},
    {"tokenizer.json: pre_tokenizer Metaspace", "prepend_scheme"},
    {"tokenizer.json: pre_tokenizer Metaspace", "split"},
    {"tokenizer.json: pre_tokenizer Metaspace", "str_rep", kHarmless, "the same as replacement"},
    {"tokenizer.json: pre_tokenizer Digits", "type"}, {"tokenizer.json: pre_tokenizer Digits", "individual_digits"},
    {"tokenizer.json: pre_tokenizer Punctuation", "type"}, {"tokenizer.json: pre_tokenizer Punctuation", "behavior"},
    {"tokenizer.json: pre_tokenizer Whitespace", "type"}, {"tokenizer.json: pre_tokenizer WhitespaceSplit", "type"},
    {"tokenizer.json: pre_tokenizer BertPreTokenizer", "type"},
    {"tokenizer.json: pre_tokenizer CharDelimiterSplit", "type"},
    {"tokenizer.json: pre_tokenizer CharDelimiterSplit", "delimiter"},
    {"tokenizer.json: pre_tokenizer FixedLength", "type"}, {"tokenizer.json: pre_tokenizer FixedLength", "length"},

    {"tokenizer.json: post_processor Sequence", "type"}, {"tokenizer.json: post_processor Sequence", "processors"},
    {"tokenizer.json: post_processor ByteLevel", "type"},
    {"tokenizer.json: post_processor ByteLevel", "add_prefix_space", kHarmless, kOffsets},
    {"tokenizer.json: post_processor ByteLevel", "trim_offsets", kHarmless, kOffsets},
    {"tokenizer.json: post_processor ByteLevel", "use_regex", kHarmless, kOffsets},
    {kTemplate, "type"}, {kTemplate, "single"}, {kTemplate, "special_tokens"}, {kTemplate, "pair", kHarmless, kPairs},
    {kRoberta, "type"}, {kRoberta, "sep"}, {kRoberta, "cls"}, {kRoberta, "trim_offsets", kHarmless, kOffsets},
    {kRoberta, "add_prefix_space", kHarmless, kOffsets},
    {kBert, "type"}, {kBert, "sep"}, {kBert, "cls"},

    {"tokenizer.json: decoder Sequence", "type"}, {"tokenizer.json: decoder Sequence", "decoders"},
    {"tokenizer.json: decoder ByteLevel", "type"},
    {"tokenizer.json: decoder ByteLevel", "add_prefix_space", kHarmless, "asked when encoding alone"},
    {"tokenizer.json: decoder ByteLevel", "trim_offsets", kHarmless, kOffsets},
    {"tokenizer.json: decoder ByteLevel", "use_regex", kHarmless, "asked when encoding alone"},
    {"tokenizer.json: decoder ByteFallback", "type"}, {"tokenizer.json: decoder Fuse", "type"},
    {"tokenizer.json: decoder Replace", "type"}, {"tokenizer.json: decoder Replace", "pattern"},
    {"tokenizer.json: decoder Replace", "content"},
    {"tokenizer.json: decoder Strip", "type"}, {"tokenizer.json: decoder Strip", "content"},
    {"tokenizer.json: decoder Strip", "start"}, {"tokenizer.json: decoder Strip", "stop"},
    {"tokenizer.json: decoder BPEDecoder", "type"}, {"tokenizer.json: decoder BPEDecoder", "suffix"},
    {"tokenizer.json: decoder Metaspace", "type"}, {"tokenizer.json: decoder Metaspace", "replacement"},
    {"tokenizer.json: decoder Metaspace", "add_prefix_space"},
    {"tokenizer.json: decoder Metaspace", "prepend_scheme"},
    {"tokenizer.json: decoder Metaspace", "split", kHarmless, "asked when encoding alone"},
    {"tokenizer.json: decoder Metaspace", "str_rep", kHarmless, "the same as replacement"},

    {kConfig, "*_token", kHonoured, "a special token, with the content or its object as value"},
    {kConfig, "additional_special_tokens"}, {kConfig, "extra_special_tokens"}, {kConfig, "added_tokens_decoder"},
    {kConfig, "add_bos_token", kHarmless, "the post-processor of tokenizer.json says it, as in transformers 5"},
    {kConfig, "add_eos_token", kHarmless, "the post-processor of tokenizer.json says it, as in transformers 5"},
    {kConfig, "chat_template"},
    {kConfig, "clean_up_tokenization_spaces", kHonoured, "no effect on BPE, as in transformers; refused for other models"},
    {kConfig, "split_special_tokens", kRefused, "special tokens in a text would be taken for text"},
    {kConfig, "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output", kRefused, "changes decoded texts"},
    {kConfig, "fix_mistral_regex", kRefused, "puts another pattern in the place of tokenizer.json's"},
    {kConfig, "do_lower_case", kRefused, "rewrites the normalizer in some versions of transformers"},
    {kConfig, "add_prefix_space", kHonoured, "tokenizer.json says it itself; refused where it says otherwise"},
    {kConfig, "prepend_scheme", kHarmless, "tokenizer.json says it itself"},
    {kConfig, "trim_offsets", kHarmless, kOffsets},
    {kConfig, "tokenizer_class", kHarmless, "tokenizer.json says how to split, whatever the class would build"},
    {kConfig, "tokenizer_type", kHarmless, "tokenizer.json says how to split"},
    {kConfig, "backend", kHarmless, kFrom},
    {kConfig, "model_max_length", kHarmless, kLimits}, {kConfig, "max_len", kHarmless, kLimits},
    {kConfig, "max_length", kHarmless, kLimits}, {kConfig, "stride", kHarmless, kLimits},
    {kConfig, "truncation", kHarmless, kLimits}, {kConfig, "truncation_side", kHarmless, kLimits},
    {kConfig, "truncation_strategy", kHarmless, kLimits}, {kConfig, "padding", kHarmless, kLimits},
    {kConfig, "padding_side", kHarmless, kLimits}, {kConfig, "pad_to_multiple_of", kHarmless, kLimits},
    {kConfig, "pad_token_type_id", kHarmless, kLimits},
    {kConfig, "bos_token_id", kHarmless, "the token's text decides"},
    {kConfig, "eos_token_id", kHarmless, "the token's text decides"},
    {kConfig, "pad_token_id", kHarmless, "the token's text decides"},
    {kConfig, "unk_token_id", kHarmless, "the token's text decides"},
    {kConfig, "model_input_names", kHarmless, "names of arrays in Python"},
    {kConfig, "return_token_type_ids", kHarmless, "names of arrays in Python"},
    {kConfig, "model_specific_special_tokens", kHonoured, "names with their special tokens"},
    {kConfig, "chat_control_tokens", kHarmless, "nothing is cleaned out of a user's text"},
    {kConfig, "response_template", kHarmless, "completions are read by self-play's own parser"},
    {kConfig, "response_schema", kHarmless, "completions are read by self-play's own parser"},
    {kConfig, "use_default_system_prompt", kHarmless, "asked by templates of before 2024 that were written in Python"},
    {kConfig, "legacy", kHarmless, kSlow}, {kConfig, "legacy_behaviour", kHarmless, kSlow},
    {kConfig, "sp_model_kwargs", kHarmless, kSlow}, {kConfig, "errors", kHarmless, kSlow},
    {kConfig, "spaces_between_special_tokens", kHarmless, kSlow}, {kConfig, "vocab_file", kHarmless, kSlow},
    {kConfig, "merges_file", kHarmless, kSlow}, {kConfig, "tokenize_chinese_chars", kHarmless, kSlow},
    {kConfig, "strip_accents", kHarmless, kSlow}, {kConfig, "never_split", kHarmless, kSlow},
    {kConfig, "do_basic_tokenize", kHarmless, kSlow}, {kConfig, "keep_accents", kHarmless, kSlow},
    {kConfig, "remove_space", kHarmless, kSlow}, {kConfig, "use_fast", kHarmless, kFrom},
    {kConfig, "from_slow", kHarmless, kFrom}, {kConfig, "auto_map", kHarmless, "code of strangers is not run"},
    {kConfig, "trust_remote_code", kHarmless, "code of strangers is not run"},
    {kConfig, "name_or_path", kHarmless, kFrom}, {kConfig, "_name_or_path", kHarmless, kFrom},
    {kConfig, "special_tokens_map_file", kHarmless, kFrom}, {kConfig, "tokenizer_file", kHarmless, kFrom},
    {kConfig, "files_loaded", kHarmless, kFrom}, {kConfig, "is_local", kHarmless, kFrom},
    {kConfig, "local_files_only", kHarmless, kFrom}, {kConfig, "_commit_hash", kHarmless, kFrom},
    {kConfig, "transformers_version", kHarmless, kFrom}, {kConfig, "init_inputs", kHarmless, kFrom},
    {kConfig, "model_type", kHarmless, kFrom}, {kConfig, "device_map", kHarmless, kFrom},
    {kConfig, "image_token_id", kHarmless, kOther}, {kConfig, "video_token_id", kHarmless, kOther},
    {kConfig, "audio_token_id", kHarmless, kOther},
    {kConfig, "processor_class", kHarmless, kOther}, {kConfig, "image_seq_length", kHarmless, kOther},
    {kConfig, "language", kHarmless, kOther}, {kConfig, "task", kHarmless, kOther},
    {kConfig, "predict_timestamps", kHarmless, kOther}, {kConfig, "extra_ids", kHarmless, kSlow},
    {kConfig, "__comment", kHarmless, "a remark"},

    {kMap, "*_token", kHonoured, "where tokenizer_config.json has no added_tokens_decoder"},
    {kMap, "additional_special_tokens", kHonoured, "the same"},
    {kMap, "extra_special_tokens", kHonoured, "the same"},
};
// clang-format on

bool isEmpty(const Json& value) {
    return value.is_null() || value == false || ((value.is_array() || value.is_object()) && value.empty());
}

/// Keys of tokenizer.json whose values are places or counts; 4.7, true and -1 are none.
bool isWholeKey(std::string_view key) {
    return key == "id" || key == "unk_id" || key == "start" || key == "stop" || key == "length";
}

bool isIndex(const Json& value) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    return value.is_number_integer() && value >= 0 && value <= kMost;
}

bool fits(const KnownKey& known, const std::string& key) {
    if (!known.key.starts_with('*')) return known.key == key;
    return key.ends_with(known.key.substr(1));
}

}  // namespace

std::span<const KnownKey> knownKeys() {
    return kKeys;
}

Status checkKeys(std::string_view section, const Json& object, const std::string& place) {
    if (!object.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
    for (const auto& [key, value] : object.items()) {
        const auto* const known = std::ranges::find_if(
            kKeys, [&, &name = key](const KnownKey& one) { return one.section == section && fits(one, name); });
        // A listed name before the pattern: add_bos_token is no special token.
        const auto* const exact = std::ranges::find_if(
            kKeys, [&, &name = key](const KnownKey& one) { return one.section == section && one.key == name; });
        const auto* const found = exact != std::end(kKeys) ? exact : known;
        if (found == std::end(kKeys) && isEmpty(value)) continue;
        if (found == std::end(kKeys))
            return fail(ErrorCode::Unsupported, "field '" + key + "' is not known and could change the ids", place,
                        "remove it if it changes nothing");
        if (isWholeKey(key) && !value.is_null() && !isIndex(value))
            return fail(ErrorCode::Parse, "field '" + key + "' is no whole number", place);
        if (found->use == KeyUse::Refused && !isEmpty(value))
            return fail(ErrorCode::Unsupported, "field '" + key + "' is not supported: " + std::string(found->why),
                        place, "set it to false, or remove it");
    }
    return {};
}

}  // namespace azr::tokenizer

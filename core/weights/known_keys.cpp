#include "core/weights/known_keys.h"

#include <fmt/format.h>

#include <array>

namespace azr::weights {
namespace {

/// The first row that fits decides.
struct KeyTable {
    using enum KeyFile;
    using enum KeyUse;
    static constexpr KnownKey kRows[] = {
        // config.json
        {Config, Honoured, "", "model_type", "", "the family"},
        {Config, Honoured, "",
         "hidden_size intermediate_size num_hidden_layers num_attention_heads num_key_value_heads head_dim vocab_size",
         "", "shapes"},
        {Config, Honoured, "", "max_position_embeddings", "", "the context"},
        {Config, Honoured, "", "rope_theta rope_scaling rope_parameters", "",
         "the angles of positions, as transformers 4 and 5 write them; their own keys stand below"},
        {Config, Honoured, "", "rms_norm_eps hidden_act", "", "norms and activation"},
        {Config, Honoured, "", "attention_bias mlp_bias", "", "which products have biases"},
        {Config, Honoured, "", "tie_word_embeddings", "",
         "whether the head is the embedding; another lm_head.weight beside it is refused"},
        {Config, Honoured, "", "bos_token_id eos_token_id pad_token_id", "", "special tokens"},
        {Config, Honoured, "", "torch_dtype dtype", "", "the type that exports keep"},
        {Config, Honoured, "", "sliding_window use_sliding_window layer_types", "", "which positions a layer sees"},
        {Config, Honoured, "qwen2 qwen3", "max_window_layers", "", "which layers have the window, where one is in use"},
        {Config, Harmless, "", "max_window_layers", "", "read by qwen2 and qwen3 alone"},
        {Config, Honoured, "gemma2 gemma3 gemma3_text", "hidden_activation", "", "the activation"},
        {Config, Honoured, "gemma2 gemma3 gemma3_text",
         "query_pre_attn_scalar attn_logit_softcapping final_logit_softcapping", "", "scale and caps of logits"},
        {Config, Honoured, "gemma3 gemma3_text", "sliding_window_pattern rope_local_base_freq", "",
         "which layers are local, and their angles"},
        {Config, Harmless, "gemma3 gemma3_text", "_sliding_window_pattern", "", "layer_types says it"},
        {Config, Harmless, "gemma2", "sliding_window_size", "",
         "a copy of sliding_window that transformers does not read"},
        {Config, Honoured, "granite", "embedding_multiplier residual_multiplier attention_multiplier logits_scaling",
         "", "scales"},
        {Config, Honoured, "smollm3", "no_rope_layers no_rope_layer_interval", "", "layers without positions"},
        {Config, Honoured, "", "partial_rotary_factor original_max_position_embeddings", "",
         "the rotated part of a head (all of it but for phi3), the context of pretraining"},
        {Config, Refused, "phi3", "full_attn_mod interpolate_factor", "1", "another kind of attention"},
        {Config, Refused, "", "lm_head_bias use_qkv_bias qkv_bias", "false", "biases that this build does not compute"},
        {Config, Refused, "", "embedding_multiplier residual_multiplier logits_scaling", "1", "read by granite alone"},
        {Config, Refused, "", "is_causal", "true", "every position would see all others"},
        {Config, Refused, "", "use_bidirectional_attention", "false", "every position would see all others"},
        {Config, Refused, "", "is_encoder_decoder add_cross_attention", "false", "the model has an encoder"},
        {Config, Refused, "", "rope_interleaved use_mrope", "false", "the angles belong to other pairs of numbers"},
        {Config, Refused, "", "quantization_config compression_config", "",
         "the weights are quantised: save the model in bfloat16 or float32 first"},
        {Config, Refused, "",
         "num_local_experts num_experts n_routed_experts num_experts_per_tok moe_intermediate_size", "0",
         "mixtures of experts are not supported"},
        {Config, Refused, "", "clip_qkv logit_scale logit_softcapping", "", "numbers would be clipped or scaled"},
        {Config, Refused, "", "pruned_heads", "{}", "heads were taken out of the model"},
        {Config, Harmless, "",
         "architectures auto_map _name_or_path name_or_path transformers_version transformers.js_config _commit_hash "
         "tokenizer_class processor_class task_specific_params finetuning_task problem_type id2label label2id "
         "num_labels "
         "prefix license model_name unsloth_fixed unsloth_version is_llama_config",
         "", "names and origins"},
        {Config, Harmless, "",
         "use_cache pretraining_tp _attn_implementation _attn_implementation_autoset attn_implementation "
         "_flash_attn_2_enabled use_flash_attn _experts_implementation cache_implementation torchscript use_bfloat16 "
         "gradient_checkpointing use_gradient_checkpointing chunk_size_feed_forward tf_legacy_loss return_dict "
         "output_attentions output_hidden_states is_decoder tie_encoder_decoder cross_attention_hidden_size",
         "", "how a library computes, not what"},
        {Config, Harmless, "",
         "attention_dropout hidden_dropout embd_pdrop resid_pdrop initializer_range neftune_noise_alpha", "",
         "dropout and first values of training: this program trains without them"},
        {Config, Harmless, "",
         "seq_length max_sequence_length model_max_length pad_vocab_size_multiple unk_token_id sep_token_id "
         "cls_token_id "
         "mask_token_id decoder_start_token_id bos_token eos_token pad_token",
         "", "read by no decoder"},
        {Config, Harmless, "",
         "max_length min_length max_new_tokens do_sample early_stopping num_beams num_beam_groups diversity_penalty "
         "temperature top_k top_p typical_p repetition_penalty length_penalty no_repeat_ngram_size "
         "encoder_no_repeat_ngram_size bad_words_ids num_return_sequences output_scores return_dict_in_generate "
         "forced_bos_token_id forced_eos_token_id remove_invalid_values exponential_decay_length_penalty "
         "suppress_tokens "
         "begin_suppress_tokens",
         "", "how transformers 4 samples by default; this program has settings of its own"},

        // rope_scaling and rope_parameters
        {Rope, Honoured, "", "type rope_type rope_theta factor", "", "the kind of scaling"},
        {Rope, Honoured, "", "low_freq_factor high_freq_factor original_max_position_embeddings", "",
         "llama3: which wavelengths are squeezed"},
        {Rope, Honoured, "", "attention_factor beta_fast beta_slow mscale mscale_all_dim truncate", "",
         "yarn: which wavelengths are squeezed, and the scale of attention"},
        {Rope, Honoured, "", "short_factor long_factor", "", "longrope: a divisor for each angle"},
        {Rope, Honoured, "", "full_attention sliding_attention", "", "the angles of either kind of layer"},
        {Rope, Honoured, "", "partial_rotary_factor", "", "the rotated part of a head (all of it but for phi3)"},
        {Rope, Refused, "", "mrope_section short_mscale long_mscale alpha", "", "another rule for the angles"},
        {Rope, Harmless, "", "finetuned", "", "where the scaling comes from"},

        // generation_config.json
        {Generation, Honoured, "", "eos_token_id", "", "what ends a completion"},
        {Generation, Refused, "",
         "forced_bos_token_id forced_eos_token_id suppress_tokens begin_suppress_tokens bad_words_ids force_words_ids "
         "sequence_bias stop_strings constraints watermarking_config dola_layers exponential_decay_length_penalty "
         "forced_decoder_ids",
         "[]", "transformers would write another text"},
        {Generation, Refused, "", "guidance_scale", "1", "transformers would write another text"},
        {Generation, Harmless, "",
         "do_sample temperature top_k top_p min_p top_h typical_p epsilon_cutoff eta_cutoff repetition_penalty "
         "encoder_repetition_penalty length_penalty diversity_penalty penalty_alpha no_repeat_ngram_size "
         "encoder_no_repeat_ngram_size num_beams num_beam_groups early_stopping num_return_sequences max_length "
         "max_new_tokens min_length min_new_tokens max_time renormalize_logits remove_invalid_values",
         "", "how transformers samples by default; this program has settings of its own"},
        {Generation, Harmless, "",
         "bos_token_id pad_token_id decoder_start_token_id transformers_version trust_remote_code _from_model_config "
         "use_cache cache_implementation cache_config max_cache_len prefill_chunk_size return_dict_in_generate "
         "output_scores output_logits output_attentions output_hidden_states compile_config disable_compile low_memory "
         "continuous_batching_config token_healing user_assistant_model chat_format max_context_size max_window_size "
         "is_assistant num_assistant_tokens num_assistant_tokens_schedule assistant_confidence_threshold "
         "assistant_early_exit assistant_ensemble_weight assistant_lookbehind target_lookbehind "
         "prompt_lookup_num_tokens "
         "max_matching_ngram_size speculation_type use_mtp",
         "", "names, caches and ways to be faster"},

        // adapter_config.json
        {Adapter, Honoured, "", "peft_type", "", "LORA alone"},
        {Adapter, Honoured, "", "r lora_alpha rank_pattern alpha_pattern use_rslora", "",
         "rank and scale of each matrix"},
        {Adapter, Honoured, "", "target_modules exclude_modules layers_to_transform layers_pattern", "",
         "which matrices have an adapter, by PEFT's rules"},
        {Adapter, Honoured, "", "lora_dropout", "", "while training"},
        {Adapter, Honoured, "", "use_dora", "", "rows are scaled to the magnitudes of the file"},
        {Adapter, Honoured, "", "modules_to_save bias", "", "tensors that take the place of the base's"},
        {Adapter, Honoured, "", "init_lora_weights", "",
         "pissa and olora: the part of the base that the adapter began with is taken out of it"},
        {Adapter, Honoured, "", "base_model_name_or_path task_type", "", "what the adapter was made for"},
        {Adapter, Refused, "", "alora_invocation_tokens", "",
         "the adapter would work on the tokens after an invocation alone (aLoRA)"},
        {Adapter, Refused, "", "lora_bias", "false", "the products would have biases that the base does not have"},
        {Adapter, Refused, "", "use_qalora", "false", "the adapter pools its inputs (QALoRA)"},
        {Adapter, Refused, "", "use_bdlora arrow_config kasa_config monteclora_config velora_config", "",
         "another kind of LoRA"},
        {Adapter, Refused, "", "target_parameters trainable_token_indices layer_replication", "[] | {}",
         "other parts of the base would be changed"},
        {Adapter, Refused, "", "megatron_config", "", "the base would be another one"},
        {Adapter, Harmless, "",
         "auto_mapping revision inference_mode peft_version megatron_core runtime_config qalora_group_size", "",
         "names and ways to compute"},
        {Adapter, Harmless, "", "fan_in_fan_out", "", "PEFT sets it by the kind of matrix"},
        {Adapter, Harmless, "", "ensure_weight_tying", "",
         "about the embedding and a tied head, which take no adapter here"},
        {Adapter, Harmless, "", "eva_config corda_config lora_ga_config loftq_config", "",
         "how the adapter was begun: init_lora_weights says whether that matters"},

        // GGUF
        {Gguf, Honoured, "", "general.architecture general.alignment", "", "the family, the layout of the file"},
        {Gguf, Refused, "", "general.type", "\"model\"", "the file holds no model"},
        {Gguf, Harmless, "", "general.*", "", "names and origins"},
        {Gguf, Honoured, "", "split.no split.count split.tensors.count", "", "parts of a model in several files"},
        {Gguf, Honoured, "",
         "tokenizer.ggml.model tokenizer.ggml.pre tokenizer.ggml.tokens tokenizer.ggml.token_type "
         "tokenizer.ggml.scores tokenizer.ggml.merges",
         "", "the vocabulary"},
        {Gguf, Honoured, "",
         "tokenizer.ggml.bos_token_id tokenizer.ggml.eos_token_id tokenizer.ggml.eot_token_id "
         "tokenizer.ggml.eom_token_id tokenizer.ggml.unknown_token_id tokenizer.ggml.padding_token_id "
         "tokenizer.ggml.fim_pad_token_id tokenizer.ggml.fim_rep_token_id tokenizer.ggml.fim_sep_token_id",
         "", "special tokens, and which of them end a completion"},
        {Gguf, Honoured, "", "tokenizer.ggml.add_bos_token tokenizer.ggml.add_eos_token tokenizer.ggml.add_sep_token",
         "", "what is put around a text"},
        {Gguf, Honoured, "",
         "tokenizer.ggml.add_space_prefix tokenizer.ggml.remove_extra_whitespaces "
         "tokenizer.ggml.precompiled_charsmap",
         "", "what happens to a text before it is split"},
        {Gguf, Honoured, "", "tokenizer.chat_template* tokenizer.chat_templates", "",
         "chat templates, also named ones"},
        {Gguf, Refused, "", "tokenizer.ggml.escape_whitespaces", "true", "spaces would be kept as they are"},
        {Gguf, Refused, "", "tokenizer.ggml.treat_whitespace_as_suffix", "false",
         "the sign of a space would follow it"},
        {Gguf, Harmless, "",
         "tokenizer.ggml.token_type_count tokenizer.ggml.seperator_token_id tokenizer.ggml.cls_token_id "
         "tokenizer.ggml.mask_token_id tokenizer.ggml.fim_pre_token_id tokenizer.ggml.fim_suf_token_id "
         "tokenizer.ggml.fim_mid_token_id tokenizer.ggml.prefix_token_id tokenizer.ggml.suffix_token_id "
         "tokenizer.ggml.middle_token_id tokenizer.ggml.added_tokens tokenizer.huggingface.json tokenizer.rwkv.world",
         "", "of other models and of filling in the middle; copies that nobody reads"},
        {Gguf, Honoured, "",
         "{arch}.embedding_length {arch}.block_count {arch}.feed_forward_length {arch}.attention.head_count "
         "{arch}.attention.head_count_kv {arch}.attention.key_length {arch}.attention.value_length {arch}.vocab_size",
         "", "shapes"},
        {Gguf, Honoured, "", "{arch}.context_length", "", "the context"},
        {Gguf, Honoured, "", "{arch}.attention.layer_norm_rms_epsilon", "", "norms"},
        {Gguf, Honoured, "",
         "{arch}.rope.freq_base {arch}.rope.dimension_count {arch}.rope.scale_linear {arch}.rope.scaling.type "
         "{arch}.rope.scaling.factor",
         "", "the angles of positions; a factor without a type is linear, as in llama.cpp"},
        {Gguf, Honoured, "",
         "{arch}.rope.scaling.original_context_length {arch}.rope.scaling.attn_factor "
         "{arch}.rope.scaling.yarn_attn_factor {arch}.rope.scaling.yarn_ext_factor {arch}.rope.scaling.yarn_beta_fast "
         "{arch}.rope.scaling.yarn_beta_slow",
         "", "yarn and longrope"},
        {Gguf, Honoured, "", "{arch}.attention.sliding_window", "", "which positions a layer sees"},
        {Gguf, Honoured, "gemma2 gemma3", "{arch}.attn_logit_softcapping {arch}.final_logit_softcapping", "",
         "caps of logits"},
        {Gguf, Honoured, "gemma3 olmo2", "{arch}.rope.freq_base_swa {arch}.attention.sliding_window_pattern", "",
         "which layers are local, and their angles"},
        {Gguf, Honoured, "granite",
         "{arch}.attention.scale {arch}.embedding_scale {arch}.residual_scale {arch}.logit_scale", "", "scales"},
        {Gguf, Refused, "", "{arch}.rope.scaling.yarn_log_multiplier {arch}.rope.scaling.alpha", "0",
         "another rule for the angles"},

        {Gguf, Refused, "", "{arch}.attention.causal", "true", "every position would see all others"},
        {Gguf, Refused, "",
         "{arch}.expert_count {arch}.expert_used_count {arch}.expert_shared_count {arch}.expert_feed_forward_length "
         "{arch}.leading_dense_block_count {arch}.nextn_predict_layers",
         "0", "mixtures of experts and layers that predict ahead are not supported"},
        {Gguf, Refused, "", "{arch}.attention.max_alibi_bias {arch}.attention.clamp_kqv", "0",
         "attention would be biased or clipped"},
        {Gguf, Refused, "", "{arch}.attention.scale {arch}.embedding_scale {arch}.residual_scale {arch}.logit_scale",
         "0 | 1", "numbers would be scaled"},
        {Gguf, Refused, "", "{arch}.use_parallel_residual", "false", "another order of the parts of a layer"},
        {Gguf, Refused, "", "{arch}.pooling_type", "0", "the model gives vectors, not tokens"},
        {Gguf, Refused, "", "{arch}.tensor_data_layout", "\"Meta AI original pth\"", "tensors lie in another order"},
        {Gguf, Refused, "granite", "{arch}.rope.scaling.finetuned", "true", "positions would not be rotated"},
        {Gguf, Harmless, "", "{arch}.rope.scaling.finetuned", "", "where the scaling comes from"},
        {Gguf, Harmless, "", "quantize.* imatrix.* mradermacher.* unsloth.* ollama.*", "",
         "notes of the program that wrote the file"},
    };
};

constexpr std::string_view kArchitecture = "{arch}.";

/// The words of a list by spaces.
template <class Take>
void eachWord(std::string_view list, Take take) {
    while (!list.empty()) {
        const auto end = std::min(list.find(' '), list.size());
        if (end > 0) take(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

/// `pattern` is a key of the table.
bool fits(std::string_view pattern, std::string_view key, std::string_view family) {
    if (pattern.starts_with(kArchitecture)) {
        if (family.empty() || !key.starts_with(family) || key.size() <= family.size() || key[family.size()] != '.')
            return false;
        key.remove_prefix(family.size() + 1);
        pattern.remove_prefix(kArchitecture.size());
    }
    if (!pattern.ends_with('*')) return pattern == key;
    pattern.remove_suffix(1);
    return key.starts_with(pattern);
}

bool holdsNothing(const Json& value) {
    if (value.is_null()) return true;
    if (value.is_boolean()) return !value.get<bool>();
    return (value.is_string() && value.get_ref<const std::string&>().empty()) ||
           (value.is_structured() && value.empty());
}

bool isNeutral(std::string_view neutral, const Json& value) {
    if (value.is_null()) return true;
    constexpr std::string_view kOr = " | ";
    while (!neutral.empty()) {
        const auto end = std::min(neutral.find(kOr), neutral.size());
        const Json wanted = Json::parse(neutral.substr(0, end), nullptr, false);
        if (wanted == value) return true;  // numbers by their value, whatever their type
        neutral.remove_prefix(std::min(end + kOr.size(), neutral.size()));
    }
    return false;
}

std::string spelled(const Json& value) {
    constexpr std::size_t kMost = 60;
    const std::string text = dumpLine(value);
    return text.size() <= kMost ? text : text.substr(0, kMost) + "...";
}

tl::unexpected<Error> unknown(std::string_view noun, std::string_view key, KeyFile file, const std::string& place) {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("unknown {} '{}': this build does not know whether it changes what the model computes", noun, key),
        place,
        file == KeyFile::Gguf ? "if it does not, take it out (gguf-new-metadata --remove-metadata)"
                              : "if it does not, remove it from the file");
}

std::string remedyOf(KeyFile file, std::string_view key) {
    if (key == "alora_invocation_tokens") return "use it with PEFT: what works on some tokens alone cannot be merged";
    if (file == KeyFile::Adapter) return "merge the adapter into its base model with PEFT, and open that";
    if (file == KeyFile::Generation) return "take it out of the file if the model should be sampled without it";
    return "choose another model: this build does not compute that";
}

/// The object of RoPE, or one of it for each kind of layer.
Status checkRope(const Json& rope, std::string_view family, const std::string& place) {
    AZR_CHECK(checkKeys(rope, KeyFile::Rope, family, place));
    for (const char* kind : {"full_attention", "sliding_attention"})
        if (rope.contains(kind) && rope.at(kind).is_object())
            AZR_CHECK(checkKeys(rope.at(kind), KeyFile::Rope, family, place + ", " + kind));
    return {};
}

}  // namespace

std::span<const KnownKey> knownKeys() {
    return KeyTable::kRows;
}

const KnownKey* findKey(KeyFile file, std::string_view key, std::string_view family) {
    for (const KnownKey& row : KeyTable::kRows) {
        if (row.file != file) continue;
        bool ours = row.scope.empty(), named = false;
        eachWord(row.scope, [&](std::string_view word) { ours = ours || word == family; });
        if (!ours) continue;
        eachWord(row.keys, [&](std::string_view word) { named = named || fits(word, key, family); });
        if (named) return &row;
    }
    return nullptr;
}

Status checkKey(std::string_view key, const Json& value, KeyFile file, std::string_view family,
                const std::string& place) {
    const std::string_view noun = file == KeyFile::Gguf ? "key" : "field";
    const KnownKey* const row = findKey(file, key, family);
    if (row == nullptr) {
        if (holdsNothing(value)) return {};
        return unknown(noun, key, file, place);
    }
    if (row->use == KeyUse::Refused && !isNeutral(row->neutral, value))
        return fail(ErrorCode::Unsupported, fmt::format("{} '{}' is {}: {}", noun, key, spelled(value), row->why),
                    place, remedyOf(file, key));
    const bool rope = file == KeyFile::Config && (key == "rope_scaling" || key == "rope_parameters");
    if (rope && value.is_object()) return checkRope(value, family, fmt::format("{}, {}", place, key));
    return {};
}

Status checkKeys(const Json& object, KeyFile file, std::string_view family, const std::string& place) {
    for (const auto& [key, value] : object.items()) AZR_CHECK(checkKey(key, value, file, family, place));
    return {};
}

}  // namespace azr::weights

"""Tiny models of every family, as llama.cpp's own converter writes them.

Needs torch, transformers and the sources of llama.cpp (made with 2.15, 5.24 and those inside llama-cpp-python 0.3.36). Run once:
python make_families.py LLAMA_CPP_FOLDER; the results are committed. NAME.gguf: random weights in F32; NAME.json: the fields of
the config.json it was made from, for each tensor under Hugging Face's name its product with the vector
cos(0.7 i + 1), and the log-probabilities of a short and a long sequence.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from transformers import (Gemma2Config, Gemma3TextConfig, GraniteConfig, LlamaConfig, Olmo2Config, Olmo3Config,
                          Phi3Config, Qwen2Config, Qwen3Config, SmolLM3Config, AutoModelForCausalLM)

HERE = pathlib.Path(__file__).parent / "families"
SHAPE = dict(vocab_size=32, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=128, bos_token_id=1, eos_token_id=2, pad_token_id=0)
FIELDS = ["model_type", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
          "num_key_value_heads", "vocab_size", "max_position_embeddings", "rms_norm_eps", "tie_word_embeddings"]
CASES = {
    "llama": (LlamaConfig, dict(rope_parameters={"rope_type": "linear", "factor": 4.0, "rope_theta": 5e5}), []),
    "llama-bias": (LlamaConfig, dict(attention_bias=True), ["attention_bias"]),
    "qwen2": (Qwen2Config, dict(tie_word_embeddings=True), []),
    "qwen2-yarn": (Qwen2Config, dict(rope_parameters={"rope_type": "yarn", "factor": 4.0, "rope_theta": 1e6,
                                                      "original_max_position_embeddings": 32}), []),
    "qwen3": (Qwen3Config, dict(head_dim=8), ["head_dim"]),
    "gemma2": (Gemma2Config, dict(head_dim=8, query_pre_attn_scalar=8, sliding_window=16),
               ["head_dim", "hidden_activation", "query_pre_attn_scalar", "attn_logit_softcapping",
                "final_logit_softcapping", "sliding_window"]),
    "gemma3": (Gemma3TextConfig, dict(head_dim=8, query_pre_attn_scalar=8, sliding_window=16, num_hidden_layers=7,
                                      rope_parameters={
                                          "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6},
                                          "sliding_attention": {"rope_type": "default", "rope_theta": 1e4}}),
               ["head_dim", "hidden_activation", "query_pre_attn_scalar", "attn_logit_softcapping",
                "final_logit_softcapping", "sliding_window", "layer_types"]),
    "phi3": (Phi3Config, dict(sliding_window=64, original_max_position_embeddings=32, rope_parameters={
        "rope_type": "longrope", "rope_theta": 1e4, "partial_rotary_factor": 1.0, "original_max_position_embeddings": 32,
        "short_factor": [1.0, 1.1], "long_factor": [1.5, 4.0]}),
             ["sliding_window", "original_max_position_embeddings"]),
    "smollm3": (SmolLM3Config, dict(num_hidden_layers=5, tie_word_embeddings=True), ["no_rope_layer_interval"]),
    "granite": (GraniteConfig, dict(embedding_multiplier=12.0, logits_scaling=8.0, residual_multiplier=0.22,
                                    attention_multiplier=0.015625),
                ["embedding_multiplier", "logits_scaling", "residual_multiplier", "attention_multiplier"]),
    "olmo2": (Olmo2Config, dict(), []),
    "olmo3": (Olmo3Config, dict(num_hidden_layers=4, sliding_window=16), ["sliding_window", "layer_types"]),
}
# With a vocabulary of letters: every class of the converter has its own way to find one.
CONVERT = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/gguf-py"]
import conversion
from conversion.base import ModelBase, ModelType
conversion.load_all_models()
def vocabulary(self):
    writer = self.gguf_writer
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([chr(65 + i) for i in range(31)] + ["AB"])
    writer.add_token_types([1] * 32)
    writer.add_token_merges(["A B"])
for model in set(ModelBase._model_classes[ModelType.TEXT].values()):
    model.set_vocab = vocabulary
sys.argv = ["convert", sys.argv[2], "--outfile", sys.argv[3], "--outtype", "f32"]
import convert_hf_to_gguf
convert_hf_to_gguf.main()
"""


def probe(weight):
    rows = weight.reshape(1, -1) if weight.dim() == 1 else weight
    x = torch.cos(0.7 * torch.arange(rows.shape[1], dtype=torch.float64) + 1)
    return [round(value, 6) for value in (rows.double() @ x).tolist()]


def scored(model, ids):
    with torch.no_grad():
        rows = model.eval()(torch.tensor([ids])).logits[0].log_softmax(-1)
    return {"ids": ids, "logprobs": [round(rows[i, ids[i + 1]].item(), 6) for i in range(len(ids) - 1)]}


def make(name, kind, options, fields, converter):
    torch.manual_seed(3)
    config = kind(**{**SHAPE, **options})
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32, attn_implementation="eager")
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(std=0.3)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "tiny"  # the converter names the model after it
        model.save_pretrained(folder)
        (folder / "tokenizer.json").write_text(json.dumps(
            {"model": {"vocab": {str(i): i for i in range(config.vocab_size)}}, "added_tokens": []}))
        subprocess.run([sys.executable, "-c", CONVERT, converter, folder, HERE / f"{name}.gguf"], check=True,
                       capture_output=True)
    written = config.to_dict()
    golden = {"config": {field: written[field] for field in FIELDS + fields if field in written},
              "rope": written["rope_parameters"],
              "sequences": [scored(model, [(7 * i + 3) % 32 for i in range(length)]) for length in (9, 60)],
              "weights": {key: probe(value) for key, value in model.state_dict().items()
                          if not (key == "lm_head.weight" and config.tie_word_embeddings)}}
    (HERE / f"{name}.json").write_text(json.dumps(golden) + "\n")


HERE.mkdir(exist_ok=True)
for name, (kind, options, fields) in CASES.items():
    make(name, kind, options, fields, sys.argv[1])
    print(name)

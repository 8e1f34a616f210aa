"""Tiny random checkpoints of every family with the logits that transformers gives them.

Needs torch and transformers (made with 5.x). Run once: python make.py [FOLDER]; the results are committed.
Each folder holds config.json, the weights and golden.json: {"sequences": [{"ids", "logits": [T][V]}, ...]}, of unequal
lengths, computed in fp32 from the stored weights. golden-bf16.json is the same for the checkpoint in bf16, every tensor
rounded; sums stay fp32 (transformers' own bf16 sums lie 0.02 to 0.06 from these logits).
"""
import json
import pathlib
import sys

import torch
from transformers import (LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config,
                          Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM)

SIZES = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             vocab_size=48, max_position_embeddings=256, rms_norm_eps=1e-6, initializer_range=0.15,
             bos_token_id=1, eos_token_id=2, pad_token_id=None)
LLAMA3 = dict(rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=64)
LINEAR = dict(rope_type="linear", rope_theta=20000.0, factor=2.0)


def rope(theta):
    return dict(rope_parameters=dict(rope_type="default", rope_theta=theta))


# name, config class, model class, settings, stored type, sharded, keys of version 4
FAMILIES = [
    ("qwen2", Qwen2Config, Qwen2ForCausalLM, dict(tie_word_embeddings=True, **rope(1e6)), "float32", False, False),
    ("qwen2-untied", Qwen2Config, Qwen2ForCausalLM, dict(tie_word_embeddings=False, **rope(1e6)), "bfloat16", False, True),
    ("qwen3", Qwen3Config, Qwen3ForCausalLM, dict(tie_word_embeddings=True, head_dim=16, **rope(1e6)), "float32", False, False),
    ("llama", LlamaConfig, LlamaForCausalLM, dict(tie_word_embeddings=False, **rope(1e4)), "float16", True, True),
    ("llama-bias", LlamaConfig, LlamaForCausalLM, dict(tie_word_embeddings=True, attention_bias=True, **rope(1e4)), "bfloat16", False, False),
    ("llama3", LlamaConfig, LlamaForCausalLM, dict(tie_word_embeddings=True, rope_parameters=LLAMA3), "bfloat16", False, True),
    ("linear", LlamaConfig, LlamaForCausalLM, dict(tie_word_embeddings=True, rope_parameters=LINEAR), "float16", False, False),
    ("mistral", MistralConfig, MistralForCausalLM, dict(tie_word_embeddings=False, sliding_window=None, head_dim=8, **rope(1e4)), "float32", True, False),
]


def old_keys(file, dtype):
    """rope_theta, rope_scaling and torch_dtype, as transformers 4 wrote them."""
    config = json.loads(file.read_text())
    parameters = config.pop("rope_parameters")
    config["rope_theta"] = parameters.pop("rope_theta")
    config["rope_scaling"] = None if parameters["rope_type"] == "default" else parameters
    config.pop("dtype", None)
    config["torch_dtype"] = dtype
    config["transformers_version"] = "4.45.0"
    file.write_text(json.dumps(config, indent=2) + "\n")


def make(target, name, config_class, model_class, settings, dtype, sharded, old):
    torch.manual_seed(sum(map(ord, name)))
    model = model_class(config_class(**SIZES, **settings)).eval()
    with torch.no_grad():
        for key, value in model.named_parameters():
            if value.dim() == 1:  # biases and norms, which start at 0 and 1, must matter
                value.add_(0.2 * torch.randn_like(value))
    model = model.to(getattr(torch, dtype))
    folder = target / name
    model.save_pretrained(folder, max_shard_size="40KB" if sharded else "5GB")
    (folder / "generation_config.json").unlink(missing_ok=True)
    if old:
        old_keys(folder / "config.json", dtype)
    all_ids = [torch.randint(0, SIZES["vocab_size"], (length,)) for length in (11, 4, 17)]
    for file, type_ in (("golden.json", torch.float32), ("golden-bf16.json", torch.bfloat16)):
        write_golden(folder / file, model_class.from_pretrained(folder, dtype=type_).float().eval(), all_ids)


def write_golden(file, model, all_ids):
    sequences = []
    for ids in all_ids:
        with torch.no_grad():
            logits = model(ids[None]).logits[0]
        rows = [[round(x, 5) for x in row] for row in logits.tolist()]
        sequences.append(dict(ids=ids.tolist(), logits=rows))
    file.write_text(json.dumps(dict(sequences=sequences), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    for family in FAMILIES:
        make(where, *family)
        print(family[0])

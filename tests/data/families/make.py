"""Tiny random checkpoints of every family with the logits and gradients that transformers gives them.

Needs torch and transformers (made with 5.x). Run once: python make.py [FOLDER [NAME ...]]; the results are committed.
Each folder holds config.json, the weights and golden.json: {"sequences": [{"ids", "logits": [T][V]}, ...]}, of unequal
lengths, computed in fp32 from the stored weights. golden-bf16.json is the same for the checkpoint in bf16, every tensor
rounded; sums stay fp32 (transformers' own bf16 sums lie 0.02 to 0.06 from these logits). Of the kinds that came later,
golden.json also has "gradients": of the mean loss over all tokens behind the first of each sequence, by tensor, its norm
and its product with cos(0), cos(1), ...

python make.py --check FOLDER loads every folder below FOLDER (exports of the checkpoints here, under their names) with
transformers and prints how far its logits lie from the goldens.
"""
import json
import math
import pathlib
import sys

import torch
from transformers import (AutoModelForCausalLM, Gemma2Config, Gemma2ForCausalLM, Gemma3ForCausalLM, Gemma3TextConfig,
                          GraniteConfig, GraniteForCausalLM, LlamaConfig, LlamaForCausalLM, MistralConfig,
                          MistralForCausalLM, Olmo2Config, Olmo2ForCausalLM, Olmo3Config, Olmo3ForCausalLM, Phi3Config,
                          Phi3ForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM, SmolLM3Config,
                          SmolLM3ForCausalLM)

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


FULL, SLIDING = "full_attention", "sliding_attention"
YARN = dict(rope_type="yarn", rope_theta=1e6, factor=4.0, original_max_position_embeddings=32)
YARN_ALL = dict(rope_type="yarn", rope_theta=500.0, factor=8.0, original_max_position_embeddings=48, beta_fast=4.0,
                beta_slow=0.5, mscale=0.7, mscale_all_dim=0.3, truncate=False)
DYNAMIC = dict(rope_type="dynamic", rope_theta=10000.0, factor=2.0)
LONGROPE = dict(rope_type="longrope", rope_theta=10000.0, short_factor=[1.0, 1.3, 2.1], long_factor=[1.5, 3.0, 9.0])
GEMMA = dict(head_dim=8, query_pre_attn_scalar=24, sliding_window=5)

# The kinds that came later: longer sequences, gradients; and keys that config.json loses again, so that the reader's
# own rules are tried.
LATER = [
    ("yarn", Qwen2Config, Qwen2ForCausalLM, dict(tie_word_embeddings=True, max_position_embeddings=32, rope_parameters=YARN), True, []),
    ("yarn-all", LlamaConfig, LlamaForCausalLM, dict(tie_word_embeddings=True, rope_parameters=YARN_ALL), False, []),
    ("dynamic", LlamaConfig, LlamaForCausalLM, dict(tie_word_embeddings=True, rope_parameters=DYNAMIC), True, []),
    ("mistral-window", MistralConfig, MistralForCausalLM, dict(sliding_window=5, head_dim=8, **rope(1e4)), False, []),
    ("qwen2-window", Qwen2Config, Qwen2ForCausalLM,
     dict(use_sliding_window=True, sliding_window=20, max_window_layers=1, tie_word_embeddings=True, **rope(1e6)), True, ["layer_types"]),
    ("qwen3-window", Qwen3Config, Qwen3ForCausalLM,
     dict(use_sliding_window=True, sliding_window=3, head_dim=8, tie_word_embeddings=True, layer_types=[SLIDING, FULL], **rope(1e6)), False, []),
    ("granite", GraniteConfig, GraniteForCausalLM,
     dict(tie_word_embeddings=True, embedding_multiplier=3.0, attention_multiplier=0.2, residual_multiplier=0.4,
          logits_scaling=2.5, **rope(1e4)), False, []),
    ("olmo2", Olmo2Config, Olmo2ForCausalLM, dict(tie_word_embeddings=False, **rope(5e5)), False, []),
    ("olmo3", Olmo3Config, Olmo3ForCausalLM,
     dict(tie_word_embeddings=False, num_hidden_layers=3, sliding_window=6, layer_types=[SLIDING, FULL, SLIDING],
          rope_parameters={FULL: dict(YARN, rope_theta=5e5), SLIDING: dict(rope_type="default", rope_theta=5e5)}), False, []),
    ("smollm3", SmolLM3Config, SmolLM3ForCausalLM,
     dict(tie_word_embeddings=True, num_hidden_layers=4, no_rope_layer_interval=2, use_sliding_window=True,
          sliding_window=7, **rope(2e6)), False, ["layer_types", "no_rope_layers"]),
    ("phi3", Phi3Config, Phi3ForCausalLM,
     dict(tie_word_embeddings=True, original_max_position_embeddings=64, partial_rotary_factor=0.75, sliding_window=9,
          rope_parameters=LONGROPE), True, []),
    ("longrope", Phi3Config, Phi3ForCausalLM,
     dict(tie_word_embeddings=True, original_max_position_embeddings=16, partial_rotary_factor=0.75,
          rope_parameters=LONGROPE), False, []),
    ("gemma2", Gemma2Config, Gemma2ForCausalLM, dict(num_hidden_layers=3, attn_logit_softcapping=4.0, final_logit_softcapping=3.0, **GEMMA, **rope(1e4)), True, ["layer_types"]),
    ("gemma3", Gemma3TextConfig, Gemma3ForCausalLM,
     dict(num_hidden_layers=3, layer_types=[SLIDING, FULL, SLIDING], **GEMMA,
          rope_parameters={FULL: dict(rope_type="linear", factor=4.0, rope_theta=1e6), SLIDING: dict(rope_type="default", rope_theta=1e3)}), False, []),
]


def old_keys(file, dtype):
    """rope_theta, rope_scaling and torch_dtype, as transformers 4 wrote them."""
    config = json.loads(file.read_text())
    parameters = config.pop("rope_parameters")
    config["rope_theta"] = parameters.pop("rope_theta")
    if "partial_rotary_factor" in parameters:
        config["partial_rotary_factor"] = parameters.pop("partial_rotary_factor")
    if config["model_type"] == "phi3":
        parameters.pop("original_max_position_embeddings", None)
    config["rope_scaling"] = None if parameters["rope_type"] == "default" else parameters
    config.pop("dtype", None)
    config["torch_dtype"] = dtype
    config["transformers_version"] = "4.45.0"
    file.write_text(json.dumps(config, indent=2) + "\n")


def drop_keys(file, keys):
    config = json.loads(file.read_text())
    for key in keys:
        del config[key]
    file.write_text(json.dumps(config, indent=2) + "\n")


def make(target, name, config_class, model_class, settings, dtype, sharded, old, dropped=(), lengths=(11, 4, 17), later=False):
    torch.manual_seed(sum(map(ord, name)))
    model = model_class(config_class(**{**SIZES, **settings})).eval()
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
    drop_keys(folder / "config.json", dropped)
    all_ids = [torch.randint(0, SIZES["vocab_size"], (length,)) for length in lengths]
    for file, type_ in (("golden.json", torch.float32), ("golden-bf16.json", torch.bfloat16)):
        reference = model_class.from_pretrained(folder, dtype=type_).float().eval()
        write_golden(folder / file, reference, all_ids, later and type_ == torch.float32)


def gradients_of(model, all_ids):
    loss, count = 0, 0
    for ids in all_ids:
        logp = model(ids[None]).logits[0, :-1].log_softmax(-1)
        loss = loss - logp.gather(1, ids[1:, None]).sum()
        count += len(ids) - 1
    (loss / count).backward()
    result = {}
    for name, parameter in model.named_parameters():
        flat = parameter.grad.double().flatten()
        result[name] = [flat.norm().item(), (flat * torch.arange(len(flat), dtype=torch.float64).cos()).sum().item()]
    return result


def write_golden(file, model, all_ids, with_gradients=False):
    sequences = []
    for ids in all_ids:
        with torch.no_grad():
            logits = model(ids[None]).logits[0]
        rows = [[round(x, 5) for x in row] for row in logits.tolist()]
        sequences.append(dict(ids=ids.tolist(), logits=rows))
    golden = dict(sequences=sequences)
    if with_gradients:
        golden["gradients"] = gradients_of(model, all_ids)
    file.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


def check(exports):
    for folder in sorted(path for path in exports.iterdir() if path.is_dir()):
        golden = json.loads((pathlib.Path(__file__).parent / folder.name / "golden.json").read_text())
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        gap = 0
        for sequence in golden["sequences"]:
            with torch.no_grad():
                logits = model(torch.tensor([sequence["ids"]])).logits[0]
            gap = max(gap, (logits - torch.tensor(sequence["logits"])).abs().max().item())
        print(f"{folder.name:20} {gap:.1e} {'ok' if gap < 1e-3 and math.isfinite(gap) else 'WRONG'}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(pathlib.Path(sys.argv[2]))
        sys.exit()
    where = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    cases = [(family, {}) for family in FAMILIES]
    for kind in LATER:
        kind[3]["initializer_range"] = 0.12  # 37 tokens in bf16 lie further off than 17
    cases += [((*kind[:4], "bfloat16", False, kind[4]), dict(dropped=kind[5], lengths=(11, 4, 37), later=True)) for kind in LATER]
    for family, extra in cases:
        if len(sys.argv) > 2 and family[0] not in sys.argv[2:]:
            continue
        make(where, *family, **extra)
        print(family[0])

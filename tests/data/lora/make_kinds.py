"""Adapters of every kind that is merged, and what the PEFT library makes of the base with them.

Needs torch, transformers and peft (made with 2.15, 5.24 and 0.21). Run once: python make_kinds.py; the results are
committed (python make_kinds.py NAME ... makes some of them). kinds/NAME is a PEFT folder on ../families/BASE, with numbers as
if it had been trained; kinds/NAME.json names the base and holds, for each weight of the merged model, its product with the
vector cos(0.7 i + 1). python make_kinds.py --report FOLDER does the second half for ../A00_base of an adapter that lies
elsewhere.
"""
import json
import pathlib
import shutil
import sys

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

HERE = pathlib.Path(__file__).parent / "kinds"
QV = ["q_proj", "v_proj"]
KINDS = {
    "rslora": ("llama", dict(target_modules=QV, use_rslora=True)),
    "patterns": ("llama", dict(target_modules=["q_proj", "k_proj", "down_proj"], use_rslora=True,
                               rank_pattern={"q_proj": 2, r"layers\.1\.mlp\..*": 5},
                               alpha_pattern={r"model.layers.0.self_attn.(q|k)_proj": 3, "down_proj": 7})),
    "pissa": ("llama", dict(target_modules=["q_proj", "up_proj", "down_proj"], init_lora_weights="pissa")),
    "olora": ("llama", dict(target_modules=["k_proj", "up_proj", "down_proj"], init_lora_weights="olora")),
    "olora-rslora": ("qwen2", dict(target_modules=["o_proj"], init_lora_weights="olora", use_rslora=True)),
    "dora": ("llama", dict(target_modules=["q_proj", "down_proj"], use_dora=True)),
    "dora-pissa": ("qwen2", dict(target_modules=["v_proj"], use_dora=True, init_lora_weights="pissa")),
    "mica": ("llama", dict(target_modules=["o_proj"], init_lora_weights="mica")),
    "regex": ("llama", dict(target_modules=r"(?!.*layers\.0)(?:.*?(?:self_attn|mlp).*?(?:q_proj|gate_proj).*?)")),
    "all-linear": ("llama", dict(target_modules="all-linear", exclude_modules=r".*mlp.*|.*layers\.1\.self_attn\.[kv]_proj",
                                 r=2)),
    "layers": ("llama", dict(target_modules=["v_proj", "layers.1.mlp.up_proj", "model.layers.0.self_attn.o_proj"],
                             layers_to_transform=[1], layers_pattern="layers")),
    "saved": ("llama", dict(target_modules=QV, modules_to_save=["lm_head", "model.norm"])),
    "embeddings": ("qwen2-untied", dict(target_modules=QV)),
    "bias-all": ("qwen2", dict(target_modules=["q_proj"], bias="all")),
    "bias-lora": ("qwen2", dict(target_modules=["k_proj", "o_proj"], bias="lora_only")),
    "fan-in": ("llama", dict(target_modules=["q_proj"], fan_in_fan_out=True, init_lora_weights="gaussian")),
}


def load(base):
    folder = base if isinstance(base, pathlib.Path) else HERE.parent.parent / "families" / base
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)


def probe(weight):
    rows = weight.reshape(1, -1) if weight.dim() == 1 else weight
    x = torch.cos(0.7 * torch.arange(rows.shape[1], dtype=torch.float64) + 1)
    return [round(value, 7) for value in (rows.double() @ x).tolist()]


def make(name, base, options):
    torch.manual_seed(11)
    options = {"r": 3, "lora_alpha": 6, "task_type": "CAUSAL_LM", **options}
    model = get_peft_model(load(base), LoraConfig(**options))
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if parameter.requires_grad or (name == "embeddings" and ("embed" in key or "lm_head" in key)):
                parameter += 0.1 * torch.randn_like(parameter)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder, save_embedding_layers=name == "embeddings")
    (folder / "README.md").unlink(missing_ok=True)
    config = json.loads((folder / "adapter_config.json").read_text())
    if isinstance(config["target_modules"], list):  # written in the order of a set
        config["target_modules"].sort()
    config["base_model_name_or_path"] = f"../../../families/{base}"
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    measure(name, base, folder)


def measure(name, base, folder):
    merged = PeftModel.from_pretrained(load(base), folder).merge_and_unload()
    weights = {key: probe(value) for key, value in merged.state_dict().items()}
    plain = {key: probe(value) for key, value in load(base).state_dict().items()}
    changed = {key: value for key, value in weights.items() if value != plain[key]}
    (HERE / f"{name}.json").write_text(json.dumps({"base": pathlib.Path(base).name, "changed": changed}) + "\n")
    print(name, sorted(changed))


if sys.argv[1:2] == ["--report"]:
    report = pathlib.Path(sys.argv[2])
    measure(report.name, report.parent / "A00_base", report)
else:
    chosen = sys.argv[1:] or list(KINDS)
    for name, (base, options) in KINDS.items():
        if name in chosen:
            make(name, base, options)

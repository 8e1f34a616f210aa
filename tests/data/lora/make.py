"""LoRA steps as the PEFT library takes them, on the tiny checkpoints of ../families.

Needs torch, transformers and peft (made with 2.15, 5.24 and 0.21). Run once: python make.py [FOLDER]; the results are
committed. For each case: start/ is a PEFT folder with a random B, end/ the same after the steps, golden.json holds the
batch, the settings, the loss and gradient norm of each step, and the logits of the first sequence at the end.

python make.py --check BASE ADAPTER loads a PEFT folder with the library and prints the logits of token ids 1, 2, 3.
"""
import json
import pathlib
import shutil
import sys

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
CASES = [("qwen3", 4, 8, ALL), ("qwen2", 3, 12, ["q_proj", "v_proj", "down_proj"]),
         ("phi3", 3, 6, ["qkv_proj", "o_proj", "gate_up_proj", "down_proj"]), ("gemma2", 2, 8, ALL), ("olmo2", 3, 6, ALL),
         ("granite", 2, 4, ["k_proj", "o_proj", "up_proj"]), ("gemma3", 3, 12, ["k_proj", "o_proj", "up_proj"]),
         ("smollm3", 2, 4, ["q_proj", "gate_proj"])]
STEPS = 3
SETTINGS = dict(learning_rate=2e-3, beta1=0.9, beta2=0.99, epsilon=1e-8, weight_decay=0.05, gradient_clip=0.5)


def loss_of(model, batch):
    """Mean over the response tokens of the whole batch."""
    total, count = 0, 0
    for ids, prompt in batch:
        logp = model(torch.tensor([ids])).logits[0].log_softmax(-1)
        for t in range(prompt, len(ids)):
            total = total - logp[t - 1, ids[t]]
            count += 1
    return total / count


def save(model, folder):
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = "base"
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def make(target, family, rank, alpha, targets):
    torch.manual_seed(7)
    base = pathlib.Path(__file__).parent.parent / "families" / family
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    model = get_peft_model(model, LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=0.0, target_modules=targets,
                                             task_type="CAUSAL_LM"))
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    with torch.no_grad():
        for name, parameter in trained:
            if "lora_B" in name:
                parameter.normal_(std=0.2)
    save(model, target / family / "start")
    batch = []
    for length, prompt in ((12, 5), (7, 1), (20, 9)):
        batch.append((torch.randint(0, 48, (length,)).tolist(), prompt))
    s = SETTINGS
    optimizer = torch.optim.AdamW([p for _, p in trained], lr=s["learning_rate"], betas=(s["beta1"], s["beta2"]),
                                  eps=s["epsilon"], weight_decay=s["weight_decay"])
    losses, norms = [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(model, batch)
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_([p for _, p in trained], s["gradient_clip"]).item())
        losses.append(loss.item())
        optimizer.step()
    save(model, target / family / "end")
    with torch.no_grad():
        logits = model(torch.tensor([batch[0][0]])).logits[0]
    golden = dict(base=family, settings=s, losses=losses, norms=norms,
                  sequences=[dict(ids=ids, prompt=prompt) for ids, prompt in batch],
                  logits=[[round(x, 5) for x in row] for row in logits.tolist()])
    (target / family / "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(family, losses, norms)


def check(base, adapter):
    model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32), adapter)
    with torch.no_grad():
        print(model(torch.tensor([[1, 2, 3]])).logits[0].tolist())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(*sys.argv[2:4])
    else:
        where = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
        for case in CASES:
            if len(sys.argv) > 2 and case[0] not in sys.argv[2:]:
                continue
            make(where, *case)

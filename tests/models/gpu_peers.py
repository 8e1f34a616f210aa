"""AZR Studio beside transformers on an NVIDIA GPU, in one run: sampled and trained tokens a second.

The models have the shapes of Qwen2.5 and random weights, so that nothing but torch and transformers is needed.

  python gpu_peers.py --studio build/gpu/bin/azr-studio [--sizes 0.5b,1.5b,7b] [--device cuda:0]

Sequences have 128 tokens of prompt and 128 of response. Prints a line of JSON for each comparison. What transformers is
timed on is generate() and one forward and backward pass in bf16 without an optimiser step; the studio's updates have
one, and an fp32 head.
"""
import argparse
import gc
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

import torch
from transformers import AutoModelForCausalLM, Qwen2Config

PROMPT, NEW, TRAINED = 128, 128, 16
BATCHES = (16, 64, 256)
SHAPES = {
    "0.5b": dict(hidden_size=896, num_hidden_layers=24, num_attention_heads=14, num_key_value_heads=2,
                 intermediate_size=4864, vocab_size=151936, tie_word_embeddings=True),
    "1.5b": dict(hidden_size=1536, num_hidden_layers=28, num_attention_heads=12, num_key_value_heads=2,
                 intermediate_size=8960, vocab_size=151936, tie_word_embeddings=True),
    "7b": dict(hidden_size=3584, num_hidden_layers=28, num_attention_heads=28, num_key_value_heads=4,
               intermediate_size=18944, vocab_size=152064, tie_word_embeddings=False),
}
TOKENIZER = pathlib.Path(__file__).parents[2] / "resources/models/nano/tokenizer.json"


def tell(**fields):
    print(json.dumps({k: round(v, 3) if isinstance(v, float) else v for k, v in fields.items()}), flush=True)


def seconds(work, rounds):
    """The best of some rounds, after one that warms up."""
    work()
    times = []
    for _ in range(rounds):
        torch.cuda.synchronize()
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return min(times)


def transformers_speed(model, device):
    """Tokens a second: {batch: sampled}, trained (0 where memory does not suffice)."""
    ids = torch.randint(5, 1000, (max(BATCHES), PROMPT), device=device)
    sampled = {}
    for batch in BATCHES:
        def generate():
            with torch.no_grad():
                model.generate(ids[:batch], attention_mask=torch.ones_like(ids[:batch]), do_sample=True, top_k=0,
                               max_new_tokens=NEW, min_new_tokens=NEW, pad_token_id=0)

        sampled[batch] = batch * NEW / seconds(generate, 1)
    rows = torch.randint(5, 1000, (TRAINED, PROMPT + NEW), device=device)
    labels = rows.clone()
    labels[:, :PROMPT] = -100
    model.train()

    def step():
        model.zero_grad(set_to_none=True)
        model(input_ids=rows, labels=labels).loss.backward()

    try:
        return sampled, rows.numel() / seconds(step, 3)
    except torch.OutOfMemoryError:
        return sampled, 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studio", required=True)
    parser.add_argument("--sizes", default="0.5b,1.5b,7b")
    parser.add_argument("--device", default="cuda:0")
    options = parser.parse_args()

    def bench(what, folder, *more):
        arguments = [options.studio, "bench", what, "--model", folder, "--device", options.device, "--dtype", "bf16",
                     "--seconds", 2, "--prompt", PROMPT, "--new", NEW, "--json", *more]
        done = subprocess.run(list(map(str, arguments)), capture_output=True, text=True)
        if done.returncode != 0:
            tell(what=what, failed=done.stderr.strip())
        return [json.loads(line) for line in done.stdout.splitlines()]

    for size in options.sizes.split(","):
        config = Qwen2Config(max_position_embeddings=4096, rope_theta=1e6, **SHAPES[size])
        torch.manual_seed(0)
        with tempfile.TemporaryDirectory() as folder:
            with torch.device(options.device):
                model = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
            model.save_pretrained(folder)
            shutil.copy(TOKENIZER, folder)
            sampled, trained = transformers_speed(model, options.device)
            del model
            gc.collect()
            torch.cuda.empty_cache()
            for line in bench("sample", folder, "--batch", ",".join(map(str, BATCHES))):
                batch, ours = line["batch"], line["tokens_per_second"]
                tell(model=size, what="sample", batch=batch, ours=ours, transformers=sampled[batch],
                     ratio=ours / sampled[batch], gpu_bytes_in_use=line.get("gpu_bytes_in_use"))
            for more in ((), ("--lora-rank", 16)):
                if size == "7b" and not more:
                    continue  # fp32 masters, gradients and moments do not fit on one GPU
                for line in bench("train", folder, "--batch", TRAINED, *more):
                    ours = line["tokens_per_second"]
                    tell(model=size, what="train", options=more, ours=ours, transformers=trained,
                         ratio=ours / max(trained, 1.0), share_of_peak=line.get("share_of_peak"),
                         gpu_bytes_in_use=line.get("gpu_bytes_in_use"))


if __name__ == "__main__":
    main()

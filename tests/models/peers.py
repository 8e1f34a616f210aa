"""AZR Studio beside transformers on one model, in one run: sampled and trained tokens a second.

Needs torch and transformers (a virtual environment will do). The machine should be idle: what is compared runs by turns.

  python peers.py --studio build/release/bin/azr-studio --model smollm2-135m-instruct.gguf
                  [--workspace DIR --run N --step K]   a step of self-play, whose batch is trained, too
                  [--llama llama-batched-bench --llama-model MODEL-BF16.gguf]   with F32 weights: --dtype fp32
                  [--dtype fp32] [--kernels v3]   both sides in fp32; both held to AVX2

Prints a line of JSON for each comparison: ours, the peer's, the ratio, and what at::linear allows where it is asked for.
"""
import argparse
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

# Read by torch's libraries while they are loaded.
if "v3" in sys.argv:
    os.environ.update(ATEN_CPU_CAPABILITY="avx2", MKL_ENABLE_INSTRUCTIONS="AVX2", ONEDNN_MAX_CPU_ISA="AVX2",
                      DNNL_MAX_CPU_ISA="AVX2", OPENBLAS_CORETYPE="Haswell")

import torch
from transformers import AutoModelForCausalLM

PROMPT, NEW = 32, 32
ROUNDS = 3


def both_times(work, rounds=ROUNDS):
    """The best of some rounds, after one that warms up: by the clock, and of all processors together."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    return min(t[0] for t in times), min(t[1] for t in times)


def seconds(work, rounds=ROUNDS):
    return both_times(work, rounds)[0]


def by_processor(ours, tokens, processor):
    """What a processor second is worth on both sides: on a busy machine this ratio holds better than the clock's."""
    mine = ours["tokens_per_second"] * ours["seconds"] / ours["processor_seconds"]
    return dict(ours_by_processor=mine, transformers_by_processor=tokens / processor,
                ratio_by_processor=mine * processor / tokens)


def tell(**fields):
    print(json.dumps({k: round(v, 3) if isinstance(v, float) else v for k, v in fields.items()}), flush=True)


class Studio:
    def __init__(self, binary, model, dtype, kernels):
        self.binary, self.model, self.dtype, self.kernels = str(binary), str(model), dtype, kernels

    def lines(self, *arguments, text=None):
        done = subprocess.run([self.binary, *map(str, arguments)], input=text, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def bench(self, what, *arguments):
        return self.lines("bench", what, "--model", self.model, "--dtype", self.dtype, "--kernels", self.kernels,
                          "--seconds", 5, *arguments, "--json")


def product(dtype):
    """GFLOPS of the best product over sizes from 1024 to 4096."""
    best = 0
    for size in (1024, 2048, 4096):
        a = torch.full((size, size), 0.01, dtype=dtype)
        best = max(best, 2e-9 * size**3 / seconds(lambda: a @ a))
    return best


def linear_limit(config, batch, dtype):
    """Tokens a second at PROMPT + NEW tokens if a sampler did nothing but the model's products with at::linear."""
    d, f = config.hidden_size, config.intermediate_size
    e = getattr(config, "head_dim", None) or d // config.num_attention_heads
    q, kv = config.num_attention_heads * e, config.num_key_value_heads * e
    shapes = [(q + 2 * kv, d), (d, q), (2 * f, d), (d, f)]
    layers = [[torch.randn(s).to(dtype) for s in shapes] for _ in range(config.num_hidden_layers)]
    head = torch.randn(config.vocab_size, d).to(dtype)

    def step(rows):
        xs = {n: torch.randn(rows, n).to(dtype) for n in {d, q, f}}

        def products():
            for layer in layers:
                for weight in layer:
                    torch.nn.functional.linear(xs[weight.shape[1]], weight)
            torch.nn.functional.linear(xs[d][:batch], head)

        return seconds(products)

    # The first new token comes from the prompt's last.
    return batch * NEW / ((NEW - 1) * step(batch) + step(batch * PROMPT))


def sampling(studio, model, batches):
    ids = torch.randint(5, model.config.vocab_size - 5, (max(batches), PROMPT))
    for batch in batches:
        def generate():
            with torch.no_grad():
                model.generate(ids[:batch], attention_mask=torch.ones_like(ids[:batch]), do_sample=True, temperature=1.0,
                               top_k=0, max_new_tokens=NEW, min_new_tokens=NEW, pad_token_id=0)

        clock, processor = both_times(generate, 1 if batch > 16 else ROUNDS)
        peer = batch * NEW / clock
        line = studio.bench("sample", "--batch", batch, "--prompt", PROMPT, "--new", NEW)[-1]
        ours = line["tokens_per_second"]
        limit = linear_limit(model.config, batch, model.dtype)
        tell(what="sample", batch=batch, ours=ours, transformers=peer, ratio=ours / peer, linear_allows=limit,
             share_of_linear=ours / limit, **by_processor(line, batch * NEW, processor))


def train_padded(model, sequences, most=8):
    """Forward and backward as trainers do it: by length, padded to the longest of each part of `most`."""
    ordered = sorted(sequences, key=lambda s: len(s["ids"]))
    model.zero_grad()
    for first in range(0, len(ordered), most):
        part = ordered[first:first + most]
        width = max(len(s["ids"]) for s in part)
        ids = torch.zeros(len(part), width, dtype=torch.long)
        mask, labels = torch.zeros_like(ids), torch.full_like(ids, -100)
        for i, s in enumerate(part):
            n = len(s["ids"])
            ids[i, :n], mask[i, :n] = torch.tensor(s["ids"]), 1
            labels[i, s["prompt"]:n] = torch.tensor(s["ids"][s["prompt"]:])
        model(input_ids=ids, attention_mask=mask, labels=labels).loss.backward()


def training(studio, model, what, sequences, folder):
    file = pathlib.Path(folder) / "sequences.jsonl"
    file.write_text("".join(json.dumps(s) + "\n" for s in sequences))
    tokens = sum(len(s["ids"]) for s in sequences)
    clock, processor = both_times(lambda: train_padded(model, sequences), 2)
    peer = tokens / clock
    best = product(model.dtype)
    line = studio.bench("train", "--sequences", file)[-1]
    ours = line["tokens_per_second"]
    flops = 6e-9 * line["parameters"]
    share = {} if "shared" in line else dict(share_of_product=ours * flops / max(best, line["peak_gflops"]))
    tell(what=what, sequences=len(sequences), tokens=tokens, ours=ours, transformers=peer, ratio=ours / peer,
         product_gflops=max(best, line["peak_gflops"]), **share,
         memory_bytes=line["memory_bytes"], memory_estimate_bytes=line["memory_estimate_bytes"],
         **by_processor(line, tokens, processor))


def sharing(studio, sequences, folder, *arguments):
    """The sampling and the training of one step of self-play, with what prompts begin with computed once, and not."""
    file = pathlib.Path(folder) / "sequences.jsonl"
    file.write_text("".join(json.dumps(s) + "\n" for s in sequences))
    times = {}
    for mode in ((), ("--unshared",)):
        lines = [studio.bench(what, "--sequences", file, *mode, *more)[-1]
                 for what, more in (("sample", ()), ("train", arguments))]
        sampled = sum(len(s["ids"]) - s["prompt"] for s in sequences)
        trained = sum(len(s["ids"]) for s in sequences)
        times[mode] = [sampled / lines[0]["tokens_per_second"], trained / lines[1]["tokens_per_second"]]
    shared, apart = times[()], times[("--unshared",)]
    tell(what="prefix sharing", sample_seconds=shared[0], sample_seconds_unshared=apart[0], train_seconds=shared[1],
         train_seconds_unshared=apart[1], steps_per_hour=3600 / sum(shared), steps_per_hour_unshared=3600 / sum(apart),
         ratio=sum(apart) / sum(shared))


def batch_of(studio, workspace, run, step):
    """The sequences that a step trained, in the tokens of this model."""
    texts = []
    with sqlite3.connect(f"file:{pathlib.Path(workspace) / 'azr.db'}?mode=ro", uri=True) as db:
        for table, more in (("tasks", "origin = 'model'"), ("attempts", "trained = 1 AND advantage <> 0")):
            rows = db.execute(f"SELECT p.bytes, c.bytes FROM {table} t JOIN texts p ON p.id = t.prompt "
                              f"JOIN texts c ON c.id = t.completion WHERE t.run = ? AND t.step = ? AND t.id > 0 AND masked = 0 AND {more} "
                              "ORDER BY t.id", (run, step))
            texts += [(p.decode(), c.decode()) for p, c in rows]
    lines = "".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in enumerate(sum(texts, ())))
    ids = [line["ids"] for line in studio.lines("tokenize", "--model", studio.model, text=lines)]
    pairs = zip(ids[0::2], ids[1::2])
    return [dict(ids=prompt + completion, prompt=len(prompt)) for prompt, completion in pairs if prompt and completion]


def llama(studio, binary, model, batches):
    """By turns, each side the median of five."""
    for batch in batches:
        ours, peers, decode = [], [], []
        for _ in range(5):
            out = subprocess.run([binary, "-m", model, "-c", "8192", "-b", "2048", "-ub", "512", "-npp", str(PROMPT), "-ntg",
                                  str(NEW), "-npl", str(batch), "-t", str(os.cpu_count()), "--output-format", "jsonl"],
                                 capture_output=True, text=True, check=True).stdout
            line = next(json.loads(text) for text in out.splitlines() if text.startswith("{"))
            peers.append(batch * NEW / line["t"])
            decode.append(line["speed_tg"])
            sampled = studio.bench("sample", "--batch", batch, "--prompt", PROMPT, "--new", NEW)[-1]
            ours.append(sampled["tokens_per_second"])
        tell(what="sample", batch=batch, ours=statistics.median(ours), llama_cpp=statistics.median(peers),
             llama_cpp_decode=statistics.median(decode), ratio=statistics.median(ours) / statistics.median(peers))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studio", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--workspace")
    parser.add_argument("--run", type=int, default=1)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--batches", default="1,16,64")
    parser.add_argument("--lora-rank", help="train adapters instead of all weights where the step is measured")
    parser.add_argument("--parts", default="train,step,sharing,sample")
    parser.add_argument("--dtype", choices=("bf16", "fp32"), default="bf16", help="of the products, on both sides")
    parser.add_argument("--kernels", choices=("native", "v3"), default="native", help="v3 holds both sides to AVX2")
    parser.add_argument("--llama")
    parser.add_argument("--llama-model")
    options = parser.parse_args()
    torch.set_num_threads(os.cpu_count())
    studio = Studio(options.studio, options.model, options.dtype, options.kernels)
    tell(what="peer", torch=torch.__version__, capability=torch.backends.cpu.get_cpu_capability(), dtype=options.dtype,
         kernels=options.kernels)
    with tempfile.TemporaryDirectory() as folder:
        exported = pathlib.Path(folder) / "model"
        subprocess.run([options.studio, "export", "model", options.model, "--out", exported], check=True,
                       stdout=subprocess.DEVNULL)
        dtype = torch.float32 if options.dtype == "fp32" else torch.bfloat16
        model = AutoModelForCausalLM.from_pretrained(exported, dtype=dtype)
        vocabulary = model.config.vocab_size
        made_up = [dict(ids=torch.randint(5, vocabulary - 5, (256,)).tolist(), prompt=1) for _ in range(8)]
        model.train()
        parts = options.parts.split(",")
        if "train" in parts:
            training(studio, model, "train 8 x 256", made_up, folder)
        if options.workspace:
            real = batch_of(studio, options.workspace, options.run, options.step)
            if "step" in parts:
                training(studio, model, "train a step of self-play", real, folder)
            if "sharing" in parts:
                sharing(studio, real, folder, *(["--lora-rank", options.lora_rank] if options.lora_rank else []))
        batches = [int(b) for b in options.batches.split(",")]
        if "sample" in parts:
            sampling(studio, model.eval(), batches)
        if options.llama:
            llama(studio, options.llama, options.llama_model, [b for b in batches if b > 1])


if __name__ == "__main__":
    main()

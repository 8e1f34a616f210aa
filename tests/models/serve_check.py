"""lm-evaluation-harness against `azr-studio serve`, beside the same harness on the same model in transformers.

Needs torch, transformers and lm_eval (a virtual environment will do); nothing is downloaded: the tasks are made here.

  python serve_check.py --studio build/release/bin/azr-studio --model smollm2-135m-instruct.gguf

Scored texts must agree within 2e-3 nats, the likelier answer and greedy completions must be the same. Prints a line of JSON for
each comparison; ends with 1 where one fails.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")

import lm_eval
from lm_eval.tasks import TaskManager

CHOICES = [
    ("The capital of France is", ["Paris", "Rome", "a fish"], 0), ("Two and two make", ["four", "nine", "blue"], 0),
    ("Water freezes to", ["fire", "ice", "gold"], 1), ("A dog says", ["meow", "woof", "moo"], 1),
    ("def add(a, b):\n    return a", [" + b", " - c", " import"], 0), ("The sun rises in the", ["east", "west", "sea"], 0),
    ("len([1, 2, 3]) ==", ["3", "2", "'3'"], 0), ("Grüße aus", ["Köln", "42", "if"], 0),
]
GREEDY = ["The capital of France is", "def fibonacci(n):\n", "1, 2, 3, 4,", "Once upon a time"]
CHOICE_TASK = """task: azr_choice
dataset_path: json
dataset_kwargs: {data_files: {test: FILE}}
test_split: test
output_type: multiple_choice
doc_to_text: "{{text}}"
doc_to_choice: "{{choices}}"
doc_to_target: "{{answer}}"
metric_list: [{metric: acc}]
"""
GREEDY_TASK = """task: azr_greedy
dataset_path: json
dataset_kwargs: {data_files: {test: FILE}}
test_split: test
output_type: generate_until
doc_to_text: "{{text}}"
doc_to_target: "x"
generation_kwargs: {until: ["\\n\\n"], do_sample: false, temperature: 0, max_gen_toks: 24}
metric_list: [{metric: exact_match}]
"""


def write_tasks(folder):
    rows = {"choice": [dict(text=t, choices=c, answer=a) for t, c, a in CHOICES], "greedy": [dict(text=t) for t in GREEDY]}
    for (name, lines), template in zip(rows.items(), (CHOICE_TASK, GREEDY_TASK)):
        data = folder / f"{name}.jsonl"
        data.write_text("".join(json.dumps(line) + "\n" for line in lines))
        (folder / f"{name}.yaml").write_text(template.replace("FILE", str(data)))


def samples(model, arguments, folder):
    result = lm_eval.simple_evaluate(model=model, model_args=arguments, tasks=["azr_choice", "azr_greedy"], batch_size=1,
                                     task_manager=TaskManager(include_path=str(folder), include_defaults=False),
                                     log_samples=True, bootstrap_iters=0)
    by_id = {name: sorted(rows, key=lambda row: row["doc_id"]) for name, rows in result["samples"].items()}
    scores = [[answer[0][0] for answer in row["resps"]] for row in by_id["azr_choice"]]
    texts = [row["resps"][0][0] for row in by_id["azr_greedy"]]
    return [[float(score) for score in row] for row in scores], texts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studio", required=True)
    parser.add_argument("--model", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_tasks(folder)
        exported = folder / "model"
        subprocess.run([options.studio, "export", "model", options.model, "--out", exported], check=True,
                       stdout=subprocess.DEVNULL)
        server = subprocess.Popen([options.studio, "serve", "--model", options.model, "--dtype", "fp32", "--port", "0",
                                   "--name", "m", "--json"], stdout=subprocess.PIPE, text=True)
        try:
            port = json.loads(server.stdout.readline())["port"]
            ours = samples("local-completions", f"model=m,base_url=http://127.0.0.1:{port}/v1/completions,"
                           f"tokenizer={exported},num_concurrent=4,max_retries=1", folder)
        finally:
            server.terminate()
            ended = server.wait()
        theirs = samples("hf", f"pretrained={exported},dtype=float32,device=cpu", folder)
    gap = max(abs(a - b) for mine, other in zip(ours[0], theirs[0]) for a, b in zip(mine, other))
    likelier = sum(mine.index(max(mine)) == other.index(max(other)) for mine, other in zip(ours[0], theirs[0]))
    texts = sum(a == b for a, b in zip(ours[1], theirs[1]))
    print(json.dumps(dict(what="scored texts", texts=sum(map(len, ours[0])), largest_gap=round(gap, 6))))
    print(json.dumps(dict(what="likelier answer", same=likelier, of=len(CHOICES))))
    print(json.dumps(dict(what="greedy completions", same=texts, of=len(GREEDY))))
    sys.exit(0 if gap < 2e-3 and likelier == len(CHOICES) and texts == len(GREEDY) and ended == 0 else 1)


if __name__ == "__main__":
    main()

"""What transformers says of the real models of fetch.sh: python make.py FOLDER NAME writes NAME.json beside this file.

NAME: smollm2-135m-instruct or qwen2.5-coder-0.5b-instruct. Needs torch, transformers and gguf (made with transformers
5.x). Per prompt: its ids, for every position the log-sum-exp of the logits and every 997th of them, and 24 greedy ids
with the least distance of the first two candidates. Besides that the ids of some strings (none that NFC would change: Qwen's own
tokenizer.json normalises, transformers forgets it when it reads a GGUF file).
"""
import json
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PROMPTS = ["def fibonacci(n):\n", "The capital of France is", "import numpy as np\n\n# mean of a list\n",
           "Once upon a time, there was", "for i in range(10):\n    print("]
STRINGS = PROMPTS + ["", " ", "a  b   c\n\n\td", "x = 3.14159 * r ** 2  # 12345 67", "Straße, naïve, Ωmega, 日本語, 🙂👩‍🚀",
                     "I'll we're DON'T it's", "<|im_start|>user\nhi<|im_end|>\n", "\r\n\r\n  end ",
                     "1,000,000.00 $%^&*()_+{}|:\"<>?"]


def main(folder, name):
    file = name + ".gguf"
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=file)
    strings = [dict(text=s, ids=tokenizer(s, add_special_tokens=False)["input_ids"]) for s in STRINGS]
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32).eval()
    rows = []
    with torch.no_grad():
        for prompt in PROMPTS:
            ids = tokenizer(prompt, add_special_tokens=False)["input_ids"]
            logits = model(torch.tensor([ids])).logits[0]
            whole = model.generate(torch.tensor([ids]), max_new_tokens=24, do_sample=False, repetition_penalty=1.0,
                                   temperature=None, top_p=None, top_k=None)[0].tolist()
            top = model(torch.tensor([whole])).logits[0, len(ids) - 1:-1].topk(2, -1).values
            rows.append(dict(ids=ids, lse=[round(x, 5) for x in torch.logsumexp(logits, -1).tolist()],
                             probe=[[round(x, 5) for x in row[::997].tolist()] for row in logits],
                             greedy=whole[len(ids):], gap=round((top[:, 0] - top[:, 1]).min().item(), 5)))
    target = pathlib.Path(__file__).parent / (name + ".json")
    target.write_text(json.dumps(dict(strings=strings, prompts=rows), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

#!/usr/bin/env python3
"""Rewrites golden.jsonl beside this script: the ids that the Hugging Face tokenizers library gives for its texts.

    azr-studio bootstrap writes tokenizer.json; then:   python3 make_golden.py .../nano/tokenizer.json [more texts.txt]

Needs the Python package tokenizers (made with 0.23). Extra texts: one JSON string per line.
"""
import json
import pathlib
import sys

from tokenizers import Tokenizer

golden = pathlib.Path(__file__).with_name("golden.jsonl")
tokenizer = Tokenizer.from_file(sys.argv[1])
texts = [json.loads(line)["text"] for line in golden.open()] if golden.exists() else []
for extra in sys.argv[2:]:
    texts += [json.loads(line) for line in open(extra)]
rows = []
for text in dict.fromkeys(texts):
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    decoded = tokenizer.decode(ids, skip_special_tokens=False)
    rows.append({"text": text, "ids": ids, **({} if decoded == text else {"decoded": decoded})})
golden.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
print(len(rows), "rows,", sum("decoded" in row for row in rows), "that do not decode to themselves")

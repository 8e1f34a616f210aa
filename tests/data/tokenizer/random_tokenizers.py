#!/usr/bin/env python3
"""Tokenizers put together at random from every part that the library knows, through it and `azr-studio tokenize`.

    python3 random_tokenizers.py STUDIO FIRST LAST [--texts N]
Number i is always the same tokenizer. Compared are ids with and without special tokens, and random ids decoded with and
without them. What the studio refuses is told with its reason; where the library itself panics nothing is compared.
"""
import argparse
import json
import random
import tempfile

from tokenizers import Tokenizer

import compare

PATTERNS = list(compare.REGEXES.values())
REPLACED = [r"\s+", " {2,}", r"^ ", r"\d", r"[^\x00-\x7f]", r"(?i)the", r"x*", r"\n+\z", r"(?<=a)b"]
CONTENTS = ["<s>", "</s>", "<unk>", "<m>", "<ent>", "foo", "the", " a", "é", "[X]", "ENT", "Foo Bar", "<|x|>", "▁▁", "Ａ", "e\u0301"]
LAST_TEXTS = ["x<s>y<unk> foo Foo Bar the  ENT ent é e\u0301 Ａ a[x]", " <m> <|x|>foo.foofoo"]


def normalizer(draw, inner=False):
    kind = draw.choice(["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel", "Prepend", "text", "regex", "Strip", "Sequence"])
    if kind == "Prepend":
        return {"type": kind, "prepend": draw.choice(["▁", " ", "ab", "é"])}
    if kind == "text":
        return {"type": "Replace", "pattern": {"String": draw.choice([" ", "e", "ll", "  ", "▁", "\n"])}, "content": draw.choice(["▁", "", " ", "ee", "\U00010400"])}
    if kind == "regex":
        return {"type": "Replace", "pattern": {"Regex": draw.choice(REPLACED)}, "content": draw.choice(["▁", "", " ", "<s>", "é"])}
    if kind == "Strip":
        return {"type": kind, "strip_left": draw.random() < 0.5, "strip_right": draw.random() < 0.5}
    if kind == "Sequence":
        return {"type": "NFC"} if inner else {"type": kind, "normalizers": [normalizer(draw, True) for _ in range(draw.randint(0, 3))]}
    return {"type": kind}


def pre_tokenizer(draw, inner=False):
    kind = draw.choice(["ByteLevel", "regex", "text", "Metaspace", "Digits", "Punctuation", "Whitespace", "WhitespaceSplit", "BertPreTokenizer",
                        "CharDelimiterSplit", "FixedLength", "Sequence", "Sequence"])
    made = {
        "ByteLevel": {"add_prefix_space": draw.random() < 0.3, "trim_offsets": True, "use_regex": draw.random() < 0.5},
        "Metaspace": {"replacement": draw.choice(["▁", "▁", "_", "e"]), "prepend_scheme": draw.choice(["always", "first", "never"]), "split": draw.random() < 0.6},
        "Digits": {"individual_digits": draw.random() < 0.5},
        "Punctuation": {"behavior": draw.choice(compare.BEHAVIORS)},
        "CharDelimiterSplit": {"delimiter": draw.choice(["e", " ", "é", "▁"])},
        "FixedLength": {"length": draw.randint(1, 5)},
    }
    if kind == "regex":
        return compare.split(draw.choice(PATTERNS), draw.choice(compare.BEHAVIORS), draw.random() < 0.2)
    if kind == "text":
        return compare.split(draw.choice([" ", "e", "ll", "▁", "\n\n", "Ġ"]), draw.choice(compare.BEHAVIORS), draw.random() < 0.2, "String")
    if kind == "Sequence":
        return {"type": "Whitespace"} if inner else compare.sequence(*[pre_tokenizer(draw, True) for _ in range(draw.randint(0, 4))])
    return {"type": kind, **made.get(kind, {})}


def decoder(draw, inner=False):
    kind = draw.choice(["ByteLevel", "ByteFallback", "Fuse", "Replace", "Strip", "BPEDecoder", "Metaspace", "Sequence", "Sequence"])
    made = {
        "Replace": {"pattern": {"String": draw.choice(["▁", "e", "Ġ"])}, "content": draw.choice([" ", "", "xx"])},
        "Strip": {"content": draw.choice([" ", "▁", "e"]), "start": draw.randint(0, 2), "stop": draw.randint(0, 2)},
        "BPEDecoder": {"suffix": draw.choice(["</w>", "e"])},
        "Metaspace": {"replacement": "▁", "prepend_scheme": draw.choice(["always", "first", "never"]), "split": True},
    }
    if kind == "ByteLevel":
        return compare.BYTE_DECODER
    if kind == "Sequence":
        return {"type": "Fuse"} if inner else {"type": kind, "decoders": [decoder(draw, True) for _ in range(draw.randint(0, 4))]}
    return {"type": kind, **made.get(kind, {})}


def post_processor(draw, ids):
    names = draw.sample(list(ids), min(2, len(ids)))
    first, last = [names[0], ids[names[0]]], [names[-1], ids[names[-1]]]
    special = lambda name: {"SpecialToken": {"id": name, "type_id": 0}}
    text = {"Sequence": {"id": "A", "type_id": 0}}
    template = {"type": "TemplateProcessing", "single": [special(names[0])] * draw.randint(0, 2) + [text] + [special(names[-1])] * draw.randint(0, 2),
                "pair": [text, {"Sequence": {"id": "B", "type_id": 1}}],
                "special_tokens": {name: {"id": name, "ids": [ids[name]], "tokens": [name]} for name in names}}
    return draw.choice([template, template, compare.BYTE_DECODER, {"type": "BertProcessing", "sep": first, "cls": last},
                        {"type": "RobertaProcessing", "sep": first, "cls": last, "trim_offsets": True, "add_prefix_space": draw.random() < 0.5},
                        {"type": "Sequence", "processors": [compare.BYTE_DECODER, template]}])


def model(draw):
    words = ["<unk>", "the", "in", "hello", "a", "▁the", "Ġthe", "12"]
    return draw.choice([
        lambda: compare.byte_bpe(ignore_merges=draw.random() < 0.3, unk_token=draw.choice([None, None, "the"])),
        lambda: compare.spm_bpe(True, fuse_unk=draw.random() < 0.5),
        lambda: compare.spm_bpe(False, fuse_unk=draw.random() < 0.5),
        lambda: compare.unigram(False, seed=draw.randint(1, 9)),
        lambda: compare.unigram(True, seed=draw.randint(1, 9)),
        lambda: {"type": "WordLevel", "vocab": {word: i for i, word in enumerate(words)}, "unk_token": "<unk>"},
    ])()


def made(number):
    draw = random.Random(number)
    core = model(draw)
    tokens = [compare.added(9000, content, single_word=draw.random() < 0.2, lstrip=draw.random() < 0.2, rstrip=draw.random() < 0.2,
                            normalized=draw.random() < 0.35, special=draw.random() < 0.6) for content in draw.sample(CONTENTS, draw.randint(0, 5))]
    tok = compare.tokenizer(core, pre=pre_tokenizer(draw) if draw.random() < 0.85 else None, normalizer=normalizer(draw) if draw.random() < 0.6 else None,
                            decoder=decoder(draw) if draw.random() < 0.7 else None, tokens=tokens)
    pieces = core["vocab"] if isinstance(core["vocab"], dict) else {piece: i for i, (piece, _) in enumerate(core["vocab"])}
    if draw.random() < 0.5:
        tok["post_processor"] = post_processor(draw, dict([item for item in pieces.items() if len(item[0]) > 2][:6]))
    return tok


def first_difference(binary, folder, tok, number, count):
    texts = compare.texts(count, f"random {number}") + LAST_TEXTS
    for special in (False, True):
        got, error = compare.studio(binary, folder, [json.dumps({"id": i, "text": t}) for i, t in enumerate(texts)], *["--special"] * special)
        if got is None:
            return "refused", error.split("tokenizer.json")[-1]
        for text, answer in zip(texts, got):
            want = compare.reference(tok, text, special)
            if "ids" in answer and answer["ids"] != want:
                return "WRONG", f"{text!r} wanted {want} has {answer['ids']}"
    draw = random.Random(number)
    known = [i for i in range(tok.get_vocab_size(True)) if tok.id_to_token(i) is not None]
    rows = [[draw.choice(known) for _ in range(draw.randint(1, 8))] for _ in range(90)]
    for skip in (False, True):
        got, _ = compare.studio(binary, folder, [json.dumps({"id": i, "ids": ids}) for i, ids in enumerate(rows)], "--decode", *["--special"] * (not skip))
        for ids, answer in zip(rows, got or []):
            try:
                want = tok.decode(ids, skip_special_tokens=skip)
            except BaseException:
                continue
            if answer.get("text") != want:
                return "WRONG", f"{[tok.id_to_token(i) for i in ids]} decoded wanted {want!r} has {answer}"
    return "equal", ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("studio")
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--texts", type=int, default=60)
    arguments = parser.parse_args()
    tally = {}
    for number in range(arguments.first, arguments.last):
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/tokenizer.json", "w") as file:
                json.dump(made(number), file)
            try:
                tok = Tokenizer.from_file(folder + "/tokenizer.json")
            except BaseException as error:
                outcome, why = "refused by the library", str(error)
            else:
                outcome, why = first_difference(arguments.studio, folder, tok, number, arguments.texts)
        tally[outcome] = tally.get(outcome, 0) + 1
        if outcome != "equal":
            print(number, outcome, why[:500], flush=True)
    print(tally)


if __name__ == "__main__":
    main()

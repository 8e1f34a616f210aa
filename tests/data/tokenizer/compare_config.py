#!/usr/bin/env python3
"""Folders whose tokenizer_config.json and older files declare tokens, through transformers 5 and `azr-studio tokenize`.

    python3 compare_config.py STUDIO [--texts N] [--golden FILE]
"""
import argparse
import json
import os
import random
import tempfile

os.environ["TRANSFORMERS_OFFLINE"] = "1"
from transformers import PreTrainedTokenizerFast  # noqa: E402

import compare  # noqa: E402

TOKEN = {"lstrip": False, "rstrip": False, "normalized": False, "single_word": False, "special": True}


def token(content, **flags):
    return {"content": content, **TOKEN, **flags}


def kinds():
    plain = compare.tokenizer(compare.byte_bpe(), pre=compare.BYTES_WORDS, decoder=compare.BYTE_DECODER)
    size = len(plain["model"]["vocab"])
    vocab = {**plain["model"]["vocab"], "<s>": size, "</s>": size + 1, "<unk>": size + 2, "[X]": size + 3}
    held = {**plain, "model": {**plain["model"], "vocab": vocab}}
    bos = {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
           "special_tokens": {"<s>": {"id": "<s>", "ids": [size], "tokens": ["<s>"]}}}
    listed = {**held, "added_tokens": [compare.added(size, "<s>"), compare.added(size + 1, "</s>", lstrip=True)]}
    return {
        "no_config": (held, None, None, None),
        "empty_config": (held, {}, None, None),
        "named": (held, {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}, None, None),
        "named_new": (plain, {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>"}, None, None),
        "named_null": (held, {"bos_token": None, "eos_token": "</s>"}, None, None),
        "decoder": (plain, {"added_tokens_decoder": {str(size): token("<s>"), str(size + 1): token("<ent>", special=False, rstrip=True)}, "bos_token": "<s>"}, None, None),
        "decoder_order": (plain, {"added_tokens_decoder": {str(size + 1): token("<m>"), str(size): token("<s>")}}, None, None),
        "decoder_other_id": (plain, {"added_tokens_decoder": {"9999": token("<s>")}, "eos_token": "<s>"}, None, None),
        "decoder_other_flags": (listed, {"added_tokens_decoder": {str(size): token("<s>", lstrip=True, rstrip=True), str(size + 1): token("</s>", single_word=True)}}, None, None),
        "decoder_normalized": ({**plain, "normalizer": {"type": "Lowercase"}}, {"added_tokens_decoder": {str(size): token("HELLO", normalized=True, special=False)}}, None, None),
        "object": (plain, {"bos_token": {"__type": "AddedToken", **token("<s>", rstrip=True)}, "eos_token": {"__type": "AddedToken", **token("</s>", normalized=True)}}, None, None),
        "extra": (held, {"additional_special_tokens": ["<ent>", "[X]"], "bos_token": "<s>"}, None, None),
        "extra_new_name": (held, {"extra_special_tokens": ["<m>", "<e>"]}, None, None),
        "extra_named": (held, {"extra_special_tokens": {"ent_token": "<ent>", "m_token": "<m>"}}, None, None),
        "extra_own_key": (held, {"image_token": "<ent>", "eos_token": "</s>"}, None, None),
        "extra_of_decoder": (plain, {"added_tokens_decoder": {str(size): token("<ent>", lstrip=True)}, "additional_special_tokens": ["<ent>"]}, None, None),
        "add_bos": (held, {"bos_token": "<s>", "eos_token": "</s>", "add_bos_token": True}, None, None),
        "add_both": (held, {"bos_token": "<s>", "eos_token": "</s>", "add_bos_token": True, "add_eos_token": True}, None, None),
        "add_none_over_post": ({**held, "post_processor": bos}, {"bos_token": "<s>", "add_bos_token": False}, None, None),
        "add_eos_over_post": ({**held, "post_processor": bos}, {"bos_token": "<s>", "eos_token": "</s>", "add_eos_token": True}, None, None),
        "add_bos_without": (held, {"add_bos_token": True}, None, None),
        "post_kept": ({**held, "post_processor": bos}, {"bos_token": "<s>", "eos_token": "</s>"}, None, None),
        "map": (held, {}, {"bos_token": "<s>", "eos_token": token("</s>", lstrip=True)}, None),
        "map_extra": (held, {"bos_token": "[X]"}, {"bos_token": "<s>", "additional_special_tokens": ["<m>"]}, None),
        "map_beside_decoder": (plain, {"added_tokens_decoder": {str(size): token("<m>")}}, {"bos_token": "<s>"}, None),
        "map_and_own_flags": (listed, {}, {"eos_token": "</s>"}, None),
        "older_added": (plain, {"eos_token": "</s>"}, None, {"<ent>": size + 1, "</s>": size}),
        "clean_up": (held, {"clean_up_tokenization_spaces": True, "model_max_length": 12, "padding_side": "left", "tokenizer_class": "PreTrainedTokenizerFast"}, None, None),
        "cut_and_filled": ({**held, "truncation": {"direction": "Right", "max_length": 5, "strategy": "LongestFirst", "stride": 0},
                            "padding": {"strategy": {"Fixed": 16}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0, "pad_token": "<unk>"}}, {}, None, None),
    }


def run(binary, name, kind, count):
    tok_json, config, special_map, older = kind
    with tempfile.TemporaryDirectory() as folder:
        for file, content in (("tokenizer.json", tok_json), ("tokenizer_config.json", config), ("special_tokens_map.json", special_map), ("added_tokens.json", older)):
            if content is not None:
                with open(f"{folder}/{file}", "w") as out:
                    json.dump(content, out)
        tok = PreTrainedTokenizerFast.from_pretrained(folder)
        chosen = compare.texts(count, name)
        wrong, rows = 0, []
        for special in (False, True):
            asked = [json.dumps({"id": i, "text": t}) for i, t in enumerate(chosen)]
            got, error = compare.studio(binary, folder, asked, *(["--special"] if special else []))
            if got is None:
                print(f"{name}: REFUSED {error}")
                return "refused", rows
            for text, answer in zip(chosen, got):
                want = tok(text, add_special_tokens=special)["input_ids"]
                if want != answer.get("ids"):
                    wrong += 1
                    if wrong < 4:
                        print(f"   {name} special={special} {text!r}\n      want {want}\n      have {answer}")
                else:
                    rows.append({"text": text, "special": special, "ids": want})
        print(f"{name}: {wrong} wrong of {2 * count}")
        return ("wrong" if wrong else "equal"), rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("studio")
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--golden")
    arguments = parser.parse_args()
    outcomes, golden, models = {}, [], []
    for name, kind in kinds().items():
        outcome, rows = run(arguments.studio, name, kind, arguments.texts)
        outcomes.setdefault(outcome, []).append(name)
        files = dict(zip(("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"), kind))
        files["tokenizer.json"] = {k: v for k, v in files["tokenizer.json"].items() if k != "model"}
        model = kind[0]["model"]
        models = models if model in models else [*models, model]
        golden.append({"name": name, "model": models.index(model), "files": {k: v for k, v in files.items() if v is not None}, "rows": random.Random(name).sample(rows, min(5, len(rows)))})
    print(outcomes)
    if arguments.golden:
        with open(arguments.golden, "w") as file:
            file.write('{"models":[\n' + ",\n".join(json.dumps(m, separators=(",", ":")) for m in models) + '],\n"kinds":[\n')
            file.write(",\n".join(json.dumps(g, separators=(",", ":")) for g in golden) + "]}\n")


if __name__ == "__main__":
    main()

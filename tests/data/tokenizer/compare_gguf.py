#!/usr/bin/env python3
"""Tokenizers of tiny GGUF files through llama.cpp (the package xllamacpp) and `azr-studio tokenize`.

    python3 compare_gguf.py STUDIO [--texts N] [--only NAME] [FILE.gguf ...]
What differs on purpose: qwen2 and qwen35 compose (NFC) as the models' own tokenizers do and llama.cpp does not; Phi-3's
tokens take all space after them along, not ASCII's alone; characters of Unicode 15 and 16 count as in the tokenizers library.
"""
import argparse
import json
import tempfile
import urllib.request

import gguf
import numpy
import xllamacpp

import compare


class Peer:
    def __init__(self, path):
        params = xllamacpp.CommonParams()
        params.model.path = path
        params.warmup = False
        params.n_ctx = 64
        self.server = xllamacpp.Server(params)

    def ids(self, text, special):
        body = json.dumps({"content": text, "add_special": special, "parse_special": True}).encode()
        request = urllib.request.Request(self.server.listening_address + "/tokenize", body, {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request))["tokens"]


def write(path, tokens, kinds, model, settings, merges=None, scores=None):
    out = gguf.GGUFWriter(path, "llama")
    out.add_name(settings.pop("general.name", "tiny"))
    out.add_context_length(64)
    out.add_embedding_length(32)
    out.add_block_count(1)
    out.add_feed_forward_length(32)
    out.add_head_count(2)
    out.add_head_count_kv(2)
    out.add_layer_norm_rms_eps(1e-6)
    out.add_rope_dimension_count(16)
    out.add_vocab_size(len(tokens))
    out.add_tokenizer_model(model)
    out.add_token_list(tokens)
    out.add_token_types(kinds)
    if scores is not None:
        out.add_token_scores(scores)
    if merges is not None:
        out.add_token_merges(merges)
    for key, value in settings.items():
        kind = out.add_bool if isinstance(value, bool) else out.add_uint32 if isinstance(value, int) else out.add_string
        kind("tokenizer.ggml." + key, value)
    draw = numpy.random.default_rng(1)
    shapes = {"token_embd.weight": (len(tokens), 32), "output_norm.weight": (32,), "blk.0.attn_norm.weight": (32,),
              "blk.0.ffn_norm.weight": (32,), **{f"blk.0.attn_{n}.weight": (32, 32) for n in ("q", "k", "v", "output")},
              **{f"blk.0.ffn_{n}.weight": (32, 32) for n in ("gate", "up", "down")}}
    for name, shape in shapes.items():
        out.add_tensor(name, draw.normal(size=shape).astype(numpy.float32))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def byte_tokens(extra=("<s>", "</s>", "<|im_end|>")):
    vocab = list(compare.byte_bpe()["vocab"])
    return vocab + list(extra), [1] * len(vocab) + [3] * len(extra)


def spm_tokens(tied=False):
    vocab = list(compare.spm_bpe()["vocab"])
    kinds = [2, 3, 3] + [6] * 256 + [1] * (len(vocab) - 259)
    scores = [0.0] * 259 + [-1.0 if tied else float(-i) for i in range(len(vocab) - 259)]
    return vocab + ["<m>", "foo"], kinds + [3, 4], scores + [0.0, 0.0]


def kinds():
    tokens, types = byte_tokens()
    size = len(tokens)
    ends = {"bos_token_id": size - 3, "eos_token_id": size - 2}
    made = {}
    for pre in ("default", "gpt-2", "starcoder", "smollm", "llama-bpe", "dbrx", "qwen2", "qwen35", "gpt-4o", "tekken", "seed-coder",
                "bailingmoe", "deepseek-v3", "deepseek-coder", "falcon", "bloom", "viking", "minicpm5", "olmo", "stablelm2"):
        made["bpe_" + pre] = (tokens, types, "gpt2", {**ends, "pre": pre}, compare.MERGES, None)
    made["bpe_no_pre"] = (tokens, types, "gpt2", dict(ends), compare.MERGES, None)
    made["bpe_bos"] = (tokens, types, "gpt2", {**ends, "pre": "gpt-2", "add_bos_token": True, "add_eos_token": True}, compare.MERGES, None)
    made["bpe_prefix"] = (tokens, types, "gpt2", {**ends, "pre": "gpt-2", "add_space_prefix": True}, compare.MERGES, None)
    made["bpe_llama_no_bos"] = (tokens, types, "gpt2", {**ends, "pre": "llama-bpe", "add_bos_token": False}, compare.MERGES, None)
    made["bpe_merge_twice"] = (tokens, types, "gpt2", {**ends, "pre": "gpt-2"}, [*compare.MERGES, "t h", "h e"], None)
    control = byte_tokens(["<s>", "</s>", "<|im_end|>", "<|fim_prefix|>", "<|channel|>", "[PAD]", "<ent>"])
    made["bpe_kinds_unsaid"] = (control[0], [1] * len(control[0]), "gpt2", {**ends, "pre": "gpt-2"}, compare.MERGES, None)
    spm, spm_types, scores = spm_tokens()
    for name, settings in {"": {}, "_no_prefix": {"add_space_prefix": False}, "_no_bos": {"add_bos_token": False}, "_eos": {"add_eos_token": True},
                           "_ids": {"bos_token_id": 1, "eos_token_id": 2, "unknown_token_id": 0}, "_extra_spaces": {"remove_extra_whitespaces": True},
                           "_phi3": {"general.name": "Phi-3 mini"}}.items():
        # llama.cpp wants this token in every Phi-3.
        more = ["<|endoftext|>", "<|end|>"] if name == "_phi3" else []
        made["spm" + name] = (spm + more, spm_types + [3] * len(more), "llama", settings, None, scores + [0.0] * len(more))
    made["spm_tied"] = (spm, spm_types, "llama", {}, None, spm_tokens(True)[2])
    unigram = compare.unigram()["vocab"]
    uni = [u[0] for u in unigram]
    uni_types = [2, 3, 3] + [1] * (len(uni) - 3)
    for name, settings in {"": {}, "_prefix": {"add_space_prefix": True}, "_merged": {"remove_extra_whitespaces": True, "add_space_prefix": True},
                           "_merged_bare": {"remove_extra_whitespaces": True}, "_ends": {"add_eos_token": False, "add_bos_token": True, "bos_token_id": 1}}.items():
        made["unigram" + name] = (uni, uni_types, "t5", {"eos_token_id": 2, "unknown_token_id": 0, **settings}, None, [float(u[1]) for u in unigram])
    return made


def run(binary, name, path, count):
    chosen = [t for t in compare.texts(count, name) if "\0" not in t] + ["a<|im_end|> b<|fim_prefix|><|channel|>[PAD]<ent></s>"]
    try:
        peer = Peer(path)
    except BaseException as error:
        print(f"{name}: llama.cpp refuses it: {error}")
        peer = None
    wrong = 0
    for special in (False, True):
        got, error = compare.studio(binary, path, [json.dumps({"id": i, "text": t}) for i, t in enumerate(chosen)], *(["--special"] if special else []))
        if got is None:
            print(f"{name}: REFUSED {error}")
            return "refused"
        for text, answer in zip(chosen, got):
            want = peer.ids(text, special) if peer else None
            if want != answer.get("ids"):
                wrong += 1
                if wrong < 4:
                    print(f"   {name} special={special} {text!r}\n      want {want}\n      have {answer}")
    print(f"{name}: {wrong} wrong of {2 * len(chosen)}", flush=True)
    return "wrong" if wrong else "equal"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("studio")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    outcomes = {}
    for path in arguments.files:
        outcomes.setdefault(run(arguments.studio, path, path, arguments.texts), []).append(path)
    with tempfile.TemporaryDirectory() as folder:
        for name, kind in kinds().items() if not arguments.files else ():
            if arguments.only not in name:
                continue
            path = f"{folder}/{name}.gguf"
            write(path, kind[0], kind[1], kind[2], dict(kind[3]), kind[4], kind[5])
            outcomes.setdefault(run(arguments.studio, name, path, arguments.texts), []).append(name)
    print(outcomes)


if __name__ == "__main__":
    main()

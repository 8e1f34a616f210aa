#!/usr/bin/env python3
"""Tiny tokenizers of every kind of part, and the same texts through the Hugging Face library and `azr-studio tokenize`.

Needs the Python packages tokenizers 0.23 and transformers 5:
    python3 compare.py STUDIO [--texts N] [--only NAME] [--golden FILE] [--families FOLDER ...]
A tokenizer that the studio refuses is counted as refused, never as equal. --golden writes a few texts of each equal kind to
FILE for tests/tokenizer/tst_reference.cpp. `--only family_ --texts 5000`: tokenizers as the families have them, with a few
thousand learnt tokens. --families: model folders, 5,000 texts each.
"""
import argparse
import json
import os
import random
import subprocess
import tempfile

from tokenizers import Tokenizer

WORDS = """hello the world in 123456 12 1234 It's IT'LL we'Re you'Ve don't DON'T é e\u0301 ﬁ ü 😀 👩‍👩‍👧 < > </ <| user |> a b c
foo foobar , 「 」 。 … ▁ ▁▁ \u180e \u200b \u200d \u200c \ufeff + = $ € 日本語 テキスト 한국어 漢字かな ー ǅ ſ K ß ẞ İ ı ①② Ⅷ٣४ ½ ² ₂ ㎏ 〇
पद नमस्ते दुनिया किताबें ภาษาไทย น้ำ กำลัง العَرَبِيَّة مُحَمَّد tiếng Việt été a\u0303b Å 각 \u1100\u1161 ǆ camelCase HTTPServer ÉCOLE x_y‿z⁀w · ª º
0x41 <0x41> <0x0A> deadbeef __init__ == != ){ return 0; } # // 'ſ 'S 's 'LL 𝔸 𝟘 𐐀 𠀀 🇩🇪 \U000e0001 \u0897 \U00010d40 \U00010d50 \U00010d70 \U0002ebf0
\U00031350 \U00011f00 \ua7cb \u1c89 \u32ff \ua7f2 \U0001fbf0 \U00011935\U00011930 \u0e33 \u0344 \u0340 \u212b \u1e9b\u0323 \ufb00 \u2126 \u00a8 \u00ad \u061c
<s> </s> <ent> <m> <e> [X] <pad> mask ent""".split() + ["\0", "\x01\x1f", "a\0b", "\x7f", "\x8f\x9f", "\u2581 \ufffd", "\U0010ffff"]
SPACES = [" ", "  ", "   ", "\n", "\n\n", "\r\n", "\t", " \n ", "\u00a0", "\u3000", "\u2028", "\u0085", "\x0b", "\u1680", ""]


def texts(count, seed):
    draw = random.Random(seed)
    made = ["", " ", "\n", "a", " a", "a ", "'s", "''s", "   \n\n  x", "x\n \n", "1234567", "\u0301", "a" * 70, "<s>", "<s><s>"]
    while len(made) < count:
        parts = []
        for _ in range(draw.randint(1, 9)):
            kind = draw.random()
            if kind < 0.72:
                parts.append(draw.choice(WORDS))
            elif kind < 0.86:
                parts.append(chr(draw.choice([draw.randint(32, 126), draw.randint(0xA0, 0x52F), draw.randint(0x900, 0x1FFF),
                                              draw.randint(0x2000, 0x33FF), draw.randint(0xA000, 0xABFF),
                                              draw.randint(0xF900, 0xFFFD), draw.randint(0x10000, 0x1FFFF)])))
            else:
                parts.append("".join(draw.choice("abxyzABé12 .,'-_\n") for _ in range(draw.randint(1, 8))))
            parts.append(draw.choice(SPACES) if draw.random() < 0.7 else "")
        made.append("".join(parts))
    return made[:count]


def bytes_alphabet():
    kept = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    table, extra = {}, 0
    for byte in range(256):
        table[byte] = chr(byte) if byte in kept else chr(0x100 + extra)
        extra += byte not in kept
    return table


ALPHABET = bytes_alphabet()
MERGES = ["t h", "th e", "h e", "l l", "he ll", "hell o", "1 2", "12 3", "e n", "en t", "Ġ t", "Ġt he", "Ã ©", "Ġ Ġ", "Ċ Ċ",
          "i n", "r e", "' s", "Ġ a", "ð Ł", "ðŁ ĺ", "ðŁĺ Ģ", "x x", "a b", "ab c"]


def byte_bpe(**changes):
    vocab = {c: i for i, c in enumerate(ALPHABET.values())}
    for merge in MERGES:
        vocab.setdefault(merge.replace(" ", ""), len(vocab))
    model = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
             "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
             "vocab": vocab, "merges": [m.split(" ") for m in MERGES]}
    return {**model, **changes}


SPM_MERGES = ["t h", "th e", "▁ the", "h e", "l l", "he ll", "hell o", "▁ hello", "▁ ▁", "1 2", "i n", "▁ i", "é t", "日 本"]


def spm_bpe(bytes_too=True, **changes):
    pieces = ["<unk>", "<s>", "</s>"] + ([f"<0x{b:02X}>" for b in range(256)] if bytes_too else [])
    vocab = {p: i for i, p in enumerate(pieces)}
    for c in "▁abcdefghijklmnopqrstuvwxyzABCDIT0123456789.,'<>|éü日本語नम ":
        vocab.setdefault(c, len(vocab))
    for merge in SPM_MERGES:
        vocab.setdefault(merge.replace(" ", ""), len(vocab))
    return {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": bytes_too, "ignore_merges": False,
            "vocab": vocab, "merges": SPM_MERGES, **changes}


def unigram(bytes_too=False, unk=0, seed=1):
    draw = random.Random(seed)
    vocab = [["<unk>", 0.0], ["<s>", 0.0], ["</s>", 0.0]]
    if bytes_too:
        vocab += [[f"<0x{b:02X}>", -20.0] for b in range(256)]
    for piece in ["▁", "▁the", "▁hello", "▁in", "the", "he", "hell", "hello", "ll", "lo", "th", "▁▁", "in", "12", "123", "456",
                  "été", "é", "日本", "日本語", "नम", "xx", "xxx", "ab", "abc", "bc", "foo", "▁foo", "bar", "<e", "..", "'s"]:
        vocab.append([piece, round(draw.uniform(-9, -2), 3)])
    for c in "abcdefghilmnorstuxyzABIT0123456.,'<>|ü語":
        vocab.append([c, round(draw.uniform(-11, -6), 3)])
    model = {"type": "Unigram", "unk_id": unk, "vocab": vocab}
    if bytes_too:
        model["byte_fallback"] = True
    return model


def added(id_, content, **flags):
    token = {"id": id_, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
             "special": True}
    return {**token, **flags}


BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
BYTES_WORDS = {**BYTES, "use_regex": True}
BYTE_DECODER = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}


def tokenizer(model, pre=None, normalizer=None, post=None, decoder=None, tokens=()):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": list(tokens), "normalizer": normalizer,
            "pre_tokenizer": pre, "post_processor": post, "decoder": decoder, "model": model}


def split(pattern, behavior="Isolated", invert=False, kind="Regex"):
    return {"type": "Split", "pattern": {kind: pattern}, "behavior": behavior, "invert": invert}


def sequence(*parts):
    return {"type": "Sequence", "pretokenizers": list(parts)}


def by_bytes(pre, **more):
    return tokenizer(byte_bpe(), pre=sequence(pre, BYTES) if pre else BYTES, decoder=BYTE_DECODER, **more)


def words_of(tok):
    """The tokenizer with a vocabulary of the words that its own pre-tokenizer makes."""
    probe = Tokenizer.from_str(json.dumps(tok))
    vocab = {"<unk>": 0}
    for text in texts(200, 7):
        normal = probe.normalizer.normalize_str(text) if probe.normalizer else text
        for word, _ in probe.pre_tokenizer.pre_tokenize_str(normal) if probe.pre_tokenizer else [(normal, None)]:
            vocab.setdefault(word, len(vocab))
    tok["model"] = {"type": "WordLevel", "vocab": vocab, "unk_token": "<unk>"}
    return tok


def by_words(pre, **more):
    return words_of(tokenizer({"type": "WordLevel", "vocab": {"<unk>": 0}, "unk_token": "<unk>"}, pre=pre, **more))


REGEXES = {
    "gpt2": r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    "qwen2": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "llama3": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "o200k": r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "cl100k": r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
    "qwen35": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "deepseek": r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "cjk": r"[一-龥\u3040-ゟ゠-ヿ]+", "word": r"\w+", "nonword": r"\W+", "boundary": r"\b", "hex": r"\h+", "digits": r"\d+",
    "space": r"\s+", "han": r"\p{Han}+", "hiragana": r"\p{Hiragana}+|\p{Katakana}+", "latin": r"\p{Latin}+", "end": r"x$|\n$",
    "anchors": r"\Aa|b\z|\n\Z", "intersection": r"[\p{L}\p{M}&&[^\p{Han}]]+", "lookbehind": r"(?<=\s)\S", "empty": r"x*",
    "lazy": r"a+?|.+?b", "atomic": r"(?>a+)b|[^a]+", "case": r"(?i)k|ss|ſ|é+", "posix": r"[[:alpha:]]+|[[:punct:]]", "any": r".",
    "not": r"[^\p{L}\p{N}\s]", "marks": r"\p{M}+", "upper": r"\p{Lu}\p{Ll}*", "groups": r"(\p{L})\1", "named": r"(?<n>.)\k<n>", "grapheme": r"\X",
    "newline": r"\R", "alnum": r"\p{Alnum}+", "wordclass": r"[\w\s]+", "nothex": r"\H", "range": r"[à-ÿ]+|[𐐀-𐑏]", "keep": r"a\Kb",
}
BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]


def kinds():
    made = {}
    for name, pattern in REGEXES.items():
        made["regex_" + name] = by_bytes(split(pattern))
        made["regex_words_" + name] = by_words(split(pattern))
    for behavior in BEHAVIORS:
        for invert in (False, True):
            made[f"split_{behavior}_{invert}"] = by_words(split(r"\s+|[a-e]|x*y?", behavior, invert))
            made[f"split_text_{behavior}_{invert}"] = by_words(split("e", behavior, invert, "String"))
    for behavior in BEHAVIORS:
        made["punctuation_" + behavior] = by_words({"type": "Punctuation", "behavior": behavior})
    made["punctuation"] = by_words({"type": "Punctuation"})
    made["digits"] = by_words({"type": "Digits", "individual_digits": False})
    made["digits_each"] = by_words({"type": "Digits", "individual_digits": True})
    made["whitespace"] = by_words({"type": "Whitespace"})
    made["whitespace_split"] = by_words({"type": "WhitespaceSplit"})
    made["bert_pre"] = by_words({"type": "BertPreTokenizer"})
    made["delimiter"] = by_words({"type": "CharDelimiterSplit", "delimiter": "e"})
    made["fixed_length"] = by_words({"type": "FixedLength", "length": 3})
    made["no_pre"] = by_words(None)
    made["byte_level"] = tokenizer(byte_bpe(), pre=BYTES_WORDS, decoder=BYTE_DECODER)
    made["byte_level_prefix"] = tokenizer(byte_bpe(), pre={**BYTES_WORDS, "add_prefix_space": True}, decoder=BYTE_DECODER)
    made["byte_level_prefix_twice"] = by_bytes(sequence({"type": "Whitespace"}, {**BYTES, "add_prefix_space": True}))
    made["starcoder"] = tokenizer(byte_bpe(), pre=sequence({"type": "Digits", "individual_digits": True}, BYTES_WORDS))
    made["unicode_scripts"] = tokenizer({"type": "WordLevel", "vocab": {"<unk>": 0}, "unk_token": "<unk>"}, pre={"type": "UnicodeScripts"})
    for scheme in ("always", "first", "never"):
        for cut in (True, False):
            meta = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": cut}
            made[f"metaspace_{scheme}_{cut}"] = tokenizer(spm_bpe(), pre=meta, decoder=meta,
                                                          tokens=[added(0, "<unk>"), added(1, "<s>"), added(2, "</s>")])
            made[f"metaspace_words_{scheme}_{cut}"] = by_words(meta, tokens=[added(9999, "<s>"), added(9999, "ent", special=False, normalized=True)])
            made[f"metaspace_after_{scheme}_{cut}"] = by_words(sequence({"type": "WhitespaceSplit"}, meta))
            made[f"metaspace_strip_{scheme}_{cut}"] = by_words(meta, normalizer={"type": "Strip", "strip_left": True, "strip_right": True})
            made[f"metaspace_replace_{scheme}_{cut}"] = by_words(sequence({"type": "Digits", "individual_digits": True}, meta), normalizer={"type": "Replace", "pattern": {"Regex": "^ ?[<1a]"}, "content": "qq"})
            made[f"metaspace_prepend_{scheme}_{cut}"] = by_words(sequence(split("q", "Isolated", False, "String"), meta), normalizer={"type": "Prepend", "prepend": "qaq"})
    for form in ("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel"):
        made["normalizer_" + form] = tokenizer(byte_bpe(), pre=BYTES, normalizer={"type": form})
        if form != "ByteLevel":
            made["normalizer_words_" + form] = by_words({"type": "WhitespaceSplit"}, normalizer={"type": form})
    made["normalizer_byte_alone"] = tokenizer(byte_bpe(), normalizer={"type": "ByteLevel"})
    for left in (False, True):
        for right in (False, True):
            made[f"strip_{left}_{right}"] = by_words(None, normalizer={"type": "Strip", "strip_left": left, "strip_right": right})
    made["normalizer_sequence"] = by_words({"type": "Whitespace"}, normalizer={"type": "Sequence", "normalizers": [
        {"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}]})
    made["prepend"] = by_words(None, normalizer={"type": "Prepend", "prepend": "▁"})
    made["replace_text"] = by_words({"type": "Whitespace"}, normalizer={"type": "Replace", "pattern": {"String": "e"}, "content": "ee"})
    made["replace_regex"] = by_words({"type": "Whitespace"}, normalizer={"type": "Replace", "pattern": {"Regex": r"\s+|x*"}, "content": "·"})
    made["replace_groups"] = by_words({"type": "Whitespace"}, normalizer={"type": "Replace", "pattern": {"Regex": "[à-ÿ]|\\d{2,}"}, "content": ""})
    spm_normalizer = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
    spm_decoder = {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
    special = [added(0, "<unk>"), added(1, "<s>"), added(2, "</s>")]
    bos = {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
           "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}}
    both = {**bos, "single": bos["single"] + [{"SpecialToken": {"id": "</s>", "type_id": 0}}],
            "special_tokens": {**bos["special_tokens"], "</s>": {"id": "</s>", "ids": [2, 0], "tokens": ["</s>", "<unk>"]}}}
    made["llama2"] = tokenizer(spm_bpe(), normalizer=spm_normalizer, decoder=spm_decoder, tokens=special, post=bos)
    made["llama2_no_bytes"] = tokenizer(spm_bpe(False), normalizer=spm_normalizer, decoder=spm_decoder, tokens=special, post=both)
    made["llama2_single_unknown"] = tokenizer(spm_bpe(False, fuse_unk=False), normalizer=spm_normalizer, tokens=special)
    made["llama2_half_the_bytes"] = tokenizer(spm_bpe(vocab={k: v for k, v in spm_bpe()["vocab"].items() if not k.startswith("<0xE")}), normalizer=spm_normalizer, tokens=special)
    made["gemma"] = tokenizer(spm_bpe(), normalizer={"type": "Replace", "pattern": {"String": " "}, "content": "▁"}, pre=split(" ", "MergedWithPrevious", False, "String"), tokens=special, post=bos)
    for extra in (False, True):
        made[f"unigram_{extra}"] = tokenizer(unigram(extra), pre={"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}, tokens=special, post=both)
        made[f"unigram_whole_{extra}"] = tokenizer(unigram(extra, seed=2), normalizer=spm_normalizer, decoder=spm_decoder, tokens=special)
        made[f"unigram_bare_{extra}"] = tokenizer(unigram(extra, seed=3))
    made["unigram_double"] = tokenizer({**unigram(), "vocab": unigram()["vocab"] + [["the", -1.0], ["zz", -3.0]]}, normalizer=spm_normalizer)
    made["unigram_no_unk"] = tokenizer(unigram(unk=None))
    made["ignore_merges"] = tokenizer(byte_bpe(ignore_merges=True, merges=[["t", "h"]]), pre=BYTES_WORDS)
    made["merge_texts"] = tokenizer(byte_bpe(merges=["#version: 0.2", *MERGES]), pre=BYTES_WORDS)
    made["merge_twice"] = tokenizer(byte_bpe(merges=[*MERGES, "t h", "h e", "a b"]), pre=BYTES_WORDS)
    made["merge_none"] = tokenizer(byte_bpe(merges=[]), pre=BYTES_WORDS)
    made["prefix_suffix"] = tokenizer({"type": "BPE", "unk_token": "<unk>", "continuing_subword_prefix": "##", "end_of_word_suffix": "</w>", "fuse_unk": False,
                                       "vocab": {t: i for i, t in enumerate(["<unk>", "t", "##h", "##e", "##e</w>", "th", "the</w>", "a</w>", "a", "##b", "##b</w>", "ab</w>", "e</w>", "##l", "##ll"])},
                                       "merges": ["t ##h", "th ##e</w>", "a ##b</w>", "##l ##l"]}, pre={"type": "Whitespace"}, decoder={"type": "BPEDecoder", "suffix": "</w>"})
    made["prefix_suffix"]["model"]["vocab"]["##ll"] = 14
    flags = [added(900, "<ent>", single_word=True), added(900, "<m>", lstrip=True), added(900, "<e>", rstrip=True, lstrip=True),
             added(900, "foo", single_word=True, special=False, normalized=True), added(900, "[X]", rstrip=True),
             added(900, " a", special=False), added(900, "the", special=False, normalized=True), added(900, "he", special=False), added(900, "MASK", special=False, normalized=True, rstrip=True)]
    made["added_flags"] = tokenizer(byte_bpe(), pre=BYTES_WORDS, tokens=flags, decoder=BYTE_DECODER)
    made["added_flags_normalized"] = tokenizer(byte_bpe(), pre=BYTES_WORDS, tokens=flags, normalizer={"type": "Lowercase"}, decoder=BYTE_DECODER)
    made["added_strip"] = tokenizer(byte_bpe(), pre=BYTES_WORDS, tokens=flags, normalizer={"type": "Strip", "strip_left": True, "strip_right": True})
    made["added_prepend"] = tokenizer(spm_bpe(), normalizer=spm_normalizer, tokens=[*special, added(900, "foo", special=False, normalized=True), added(900, "<m>")], decoder=spm_decoder)
    made["roberta"] = tokenizer(byte_bpe(), pre=BYTES_WORDS, post={"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True, "add_prefix_space": True})
    made["bert_post"] = tokenizer(byte_bpe(), pre=BYTES_WORDS, post={"type": "BertProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0]})
    made["post_sequence"] = tokenizer(byte_bpe(), pre=BYTES_WORDS, post={"type": "Sequence", "processors": [{**BYTE_DECODER, "type": "ByteLevel"}, bos]})
    made["post_bytes"] = tokenizer(byte_bpe(), pre=BYTES_WORDS, post=BYTE_DECODER)
    made["truncation"] = {**tokenizer(byte_bpe(), pre=BYTES_WORDS), "truncation": None, "padding": None}
    return made


def precompiled():
    """SentencePiece's own rules (too large for a golden) and a few of ours; needs the package sentencepiece."""
    import base64
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    made = {}
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/text", "w") as file:
            file.write("\n".join(w for w in WORDS if "<" not in w and w.isprintable()) * 3)
        with open(folder + "/rules", "w") as file:
            for old, new in (("fi", "F"), ("ﬁ", "fi"), ("e\u0301", "é"), ("ａ", "a"), ("\u00a0", " "), ("①", "1"), ("\t", " "), ("ch", "x")):
                file.write(" ".join(f"{ord(c):X}" for c in old) + "\t" + " ".join(f"{ord(c):X}" for c in new) + "\n")
        for name, more in {"nmt_nfkc": {"normalization_rule_name": "nmt_nfkc"}, "nfkc_cf": {"normalization_rule_name": "nfkc_cf"},
                           "own": {"normalization_rule_tsv": folder + "/rules"}}.items():
            sentencepiece.SentencePieceTrainer.train(input=folder + "/text", model_prefix=folder + "/m", vocab_size=260, hard_vocab_limit=False,
                                                     minloglevel=2, **more)
            model = sentencepiece_model_pb2.ModelProto()
            model.ParseFromString(open(folder + "/m.model", "rb").read())
            part = {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(model.normalizer_spec.precompiled_charsmap).decode()}
            vocab = [[p.piece, p.score] for p in model.pieces]
            made["precompiled_" + name] = tokenizer({"type": "Unigram", "unk_id": 0, "vocab": vocab}, normalizer=part,
                                                    pre={"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True})
            made["precompiled_words_" + name] = by_words({"type": "WhitespaceSplit"}, normalizer=part)
    return made


def trained(kind, files, normalizer, pre, **more):
    """A vocabulary of its own, learnt from texts that lie on every machine with Python, as large as small models have."""
    from tokenizers import models, pre_tokenizers, trainers

    parts = json.dumps(tokenizer({"type": "BPE", "vocab": {}, "merges": []}, pre=pre, normalizer=normalizer))
    tok = Tokenizer.from_str(parts)
    special = list(more.pop("special"))
    if kind == "unigram":
        tok.model = models.Unigram()
        trainer = trainers.UnigramTrainer(vocab_size=3000, special_tokens=special, unk_token="<unk>", show_progress=False)
    else:
        tok.model = models.BPE(unk_token="<unk>" if kind == "spm" else None, byte_fallback=kind == "spm", fuse_unk=kind == "spm")
        alphabet = pre_tokenizers.ByteLevel.alphabet() if kind == "bytes" else []
        first = special + [f"<0x{b:02X}>" for b in range(256)] * (kind == "spm")
        trainer = trainers.BpeTrainer(vocab_size=4000, special_tokens=first, initial_alphabet=alphabet, show_progress=False,
                                      max_token_length=16)
    tok.train(files, trainer)
    made = json.loads(tok.to_str())
    made["model"]["ignore_merges"] = more.pop("ignore_merges", False) if kind != "unigram" else None
    if kind == "unigram":
        del made["model"]["ignore_merges"]
    vocab = made["model"]["vocab"]
    ids = {t: i for i, t in enumerate(special)}
    listed = [added(ids[t], t, **more.get("flags", {}).get(t, {})) for t in special]
    begin, end = more.get("begin", []), more.get("end", [])
    post = None
    if begin or end:
        piece = lambda t: {"SpecialToken": {"id": t, "type_id": 0}}
        post = {"type": "TemplateProcessing", "single": [*map(piece, begin), {"Sequence": {"id": "A", "type_id": 0}}, *map(piece, end)],
                "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                "special_tokens": {t: {"id": t, "ids": [ids[t]], "tokens": [t]} for t in begin + end}}
    assert len(vocab) > 1000, (kind, len(vocab))
    return {**made, "added_tokens": listed, "post_processor": post, "decoder": more.get("decoder")}


def families():
    """Tokenizers in the manner of the families that the studio trains, each with a learnt vocabulary."""
    import glob

    folder = os.path.dirname(os.__file__)
    files = sorted(glob.glob(folder + "/*.py"))[:60] + sorted(glob.glob(folder + "/encodings/*.py"))[:10]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as words:
        words.write("\n".join(texts(3000, "corpus")).replace("\0", ""))
    files.append(words.name)
    bos = {"normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
           "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}}
    spaces = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    by = lambda pattern, **m: dict(kind="bytes", normalizer=m.pop("normalizer", None), pre=sequence(*m.pop("first", []), split(pattern, **m), BYTES), decoder=BYTE_DECODER)
    chat = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    rstrip = {t: {"rstrip": True} for t in ("<|end|>", "<|user|>", "<|assistant|>", "</s>")}
    meta = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    rows = {
        "gpt2": dict(kind="bytes", normalizer=None, pre=BYTES_WORDS, decoder=BYTE_DECODER, special=["<|endoftext|>"]),
        "starcoder_smollm_granite": dict(kind="bytes", normalizer=None, pre=sequence({"type": "Digits", "individual_digits": True}, BYTES_WORDS),
                                         decoder=BYTE_DECODER, special=chat + ["<repo_name>", "<empty_output>"]),
        "qwen2_qwen3": dict(by(REGEXES["qwen2"], normalizer={"type": "NFC"}), special=chat),
        "llama3_smollm3": dict(by(REGEXES["llama3"]), special=["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"], begin=["<|begin_of_text|>"], ignore_merges=True),
        "olmo2_phi4": dict(by(REGEXES["cl100k"]), special=chat + ["<|im_sep|>"]),
        "mistral_tekken": dict(by(REGEXES["o200k"]), special=["<unk>", "<s>", "</s>", "[INST]", "[/INST]"], begin=["<s>"], ignore_merges=True),
        "deepseek": dict(by(r"\p{N}{1,3}", first=[], behavior="Isolated"), special=["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"], begin=["<｜begin▁of▁sentence｜>"]),
        "llama2": dict(kind="spm", pre=None, special=["<unk>", "<s>", "</s>"], begin=["<s>"], **bos),
        "mistral": dict(kind="spm", pre=dict(meta, prepend_scheme="first", split=False), normalizer=None, special=["<unk>", "<s>", "</s>", "[INST]", "[/INST]"], begin=["<s>"], decoder=bos["decoder"]),
        "phi3": dict(kind="spm", pre=None, special=["<unk>", "<s>", "</s>", "<|endoftext|>", "<|assistant|>", "<|end|>", "<|user|>"], flags=rstrip, **bos),
        "gemma": dict(kind="spm", normalizer=spaces, pre=split(" ", "MergedWithPrevious", False, "String"), special=["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"],
                      begin=["<bos>"], decoder={"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}]}),
        "unigram": dict(kind="unigram", normalizer=None, pre=meta, special=["<unk>", "<s>", "</s>"], end=["</s>"], decoder=meta),
    }
    return {"family_" + name: trained(row.pop("kind"), files, row.pop("normalizer"), row.pop("pre"), **row) for name, row in rows.items()}


def studio(binary, folder, lines, *options):
    done = subprocess.run([binary, "tokenize", "--model", folder, *options], input="\n".join(lines) + "\n", capture_output=True, text=True)
    if done.returncode not in (0, 3):
        return None, done.stderr.strip()
    return [json.loads(line) for line in done.stdout.split("\n") if line], ""


def reference(tok, text, special):
    try:
        return tok.encode(text, add_special_tokens=special).ids
    except BaseException as error:
        return "error: " + str(error)


def compare(binary, name, tok_json, count):
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/tokenizer.json", "w") as file:
            json.dump(tok_json, file)
        try:
            tok = Tokenizer.from_file(folder + "/tokenizer.json")
        except BaseException as error:
            tok = None
            print(f"{name}: the reference refuses it: {error}")
        chosen = texts(count, name)
        asked = [json.dumps({"id": i, "text": t}) for i, t in enumerate(chosen)]
        wrong, refused, shown = 0, 0, 0
        rows = []
        for special in (False, True):
            got, error = studio(binary, folder, asked, *(["--special"] if special else []))
            if got is None:
                print(f"{name}: REFUSED {error}")
                return "refused", rows
            if tok is None:
                print(f"{name}: LOADED although the reference refuses it")
                return "wrong", rows
            for text, answer in zip(chosen, got):
                want = reference(tok, text, special)
                have = answer.get("ids", answer.get("error"))
                if isinstance(want, str) and not isinstance(have, list):
                    refused += 1
                elif not isinstance(have, list):
                    refused += 1
                    if shown < 3:
                        print(f"   {name}: refused a text {text!r}: {have}")
                    shown += 1
                elif want != have:
                    wrong += 1
                    if shown < 3:
                        print(f"   {name}{' special' if special else ''} {text!r}\n      want {want}\n      have {have}")
                    shown += 1
                elif not special:
                    rows.append({"text": text, "ids": want})
        back = [(r["text"], r["ids"]) for r in rows if r["ids"]]
        got, _ = studio(binary, folder, [json.dumps({"id": i, "ids": ids}) for i, (_, ids) in enumerate(back)], "--decode", "--special")
        for (text, ids), answer in zip(back, got or []):
            try:
                want = tok.decode(ids, skip_special_tokens=False)
            except BaseException:
                continue
            if answer.get("text") != want:
                wrong += 1
                if shown < 3:
                    print(f"   {name} decode {ids}\n      want {want!r}\n      have {answer.get('text')!r}")
                shown += 1
        print(f"{name}: {wrong} wrong, {refused} refused of {2 * len(chosen)}", flush=True)
        return ("wrong" if wrong else "equal"), rows


# Texts that the goldens of a kind always have: marks of Unicode 17, of the length that a map of characters looks for.
ALWAYS = {"precompiled_own": ["the\u00a0\u1aeahello", "\u00a0\u1acf\u00a0\u1add", "\u00a0\u1ade a"]}


def golden_of(name, tok, rows, models):
    """A few rows; the vocabulary of words is cut down to what they need, other models stand once in `models`."""
    chosen = [row["text"] for row in random.Random(name).sample(rows, min(4, len(rows)))] + ALWAYS.get(name, [])
    tok = json.loads(json.dumps(tok))
    if tok["model"]["type"] == "WordLevel":
        full = Tokenizer.from_str(json.dumps(tok))
        used = {i for text in chosen for i in full.encode(text, add_special_tokens=False).ids} | {0}
        words = [w for w, i in tok["model"]["vocab"].items() if i in used]
        tok["model"]["vocab"] = {word: i for i, word in enumerate(words)}
    small = Tokenizer.from_str(json.dumps(tok))
    if tok["model"]["type"] != "WordLevel":
        if tok["model"] not in models:
            models.append(tok["model"])
        tok["model"] = models.index(tok["model"])
    parts = {key: value for key, value in tok.items() if value not in (None, [])}
    made = []
    for text in chosen:
        encoded = small.encode(text, add_special_tokens=False).ids
        row = {"text": text, "ids": encoded, "special": small.encode(text).ids, "decoded": small.decode(encoded, skip_special_tokens=False)}
        if row["special"] == encoded:
            del row["special"]
        made.append(row)
    return {"name": name, "tokenizer": parts, "rows": made}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("studio")
    parser.add_argument("--texts", type=int, default=800)
    parser.add_argument("--only", default="")
    parser.add_argument("--golden")
    parser.add_argument("--families", nargs="*", default=[])
    arguments = parser.parse_args()
    outcomes, golden, models = {}, [], []
    chosen = families() if arguments.only.startswith("family_") else {**kinds(), **precompiled()}
    for name, tok in chosen.items():
        if arguments.only not in name:
            continue
        outcome, rows = compare(arguments.studio, name, tok, arguments.texts)
        outcomes.setdefault(outcome, []).append(name)
        if outcome == "equal" and len(json.dumps(tok["normalizer"])) < 10000:
            golden.append(golden_of(name, tok, rows, models))
    for folder in arguments.families:
        with open(folder + "/tokenizer.json") as file:
            outcome, _ = compare(arguments.studio, os.path.basename(folder.rstrip("/")), json.load(file), 5000)
        outcomes.setdefault(outcome, []).append(folder)
    for outcome, names in outcomes.items():
        print(f"{outcome}: {len(names)}" + ("" if outcome == "equal" else " " + " ".join(names)))
    if arguments.golden:
        with open(arguments.golden, "w") as file:
            file.write('{"models":[\n' + ",\n".join(json.dumps(m, separators=(",", ":")) for m in models) + '],\n"kinds":[\n')
            file.write(",\n".join(json.dumps(g, separators=(",", ":")) for g in golden) + "]}\n")


if __name__ == "__main__":
    main()

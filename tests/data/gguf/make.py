"""Quantised blocks with their values, and a tiny llama, as the Python package gguf computes and writes them.

Needs numpy, gguf and safetensors. Run once, after ../families/make.py: python make.py; the results are committed.
blocks.json: {type: {"bytes": hex, "values": [...]}} of two blocks each. llama.gguf: the checkpoint ../families/llama with
its queries and keys interleaved as llama.cpp's converter does, in F16 (matrices) and F32 (vectors).
"""
import json
import pathlib

import gguf
import numpy as np
from safetensors.numpy import load_file

HERE = pathlib.Path(__file__).parent
BLOCKS = ["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K", "Q2_K", "Q3_K",
          "IQ4_NL", "IQ4_XS"]
# Where the fp16 scales stand in a block of random bytes.
SCALES = {"Q8_0": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q4_K": [0, 2], "Q5_K": [0, 2],
          "Q6_K": [208], "Q2_K": [80, 82], "Q3_K": [108], "IQ4_NL": [0], "IQ4_XS": [0]}


def block_bytes(name, random):
    elements, size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[name]]
    count = 2 if elements > 1 else 8
    if name in ("F32", "F16", "BF16"):
        values = random.normal(size=count).astype(np.float32)
        values[0] = 3e-6  # subnormal in F16
        if name == "F32":
            return values.tobytes()
        if name == "F16":
            return values.astype(np.float16).tobytes()
        return (values.view(np.uint32) >> 16).astype(np.uint16).tobytes()
    block = random.integers(0, 256, size=(count, size), dtype=np.uint8)
    for row in block:
        for at in SCALES[name]:
            row[at:at + 2] = np.frombuffer(np.float16(random.uniform(-0.1, 0.1)).tobytes(), dtype=np.uint8)
    return block.tobytes()


def values_of(name, data):
    kind = gguf.GGMLQuantizationType[name]
    raw = {"F32": np.float32, "F16": np.float16}.get(name, np.uint8)
    return gguf.dequantize(np.frombuffer(data, dtype=raw)[None], kind).astype(np.float32).reshape(-1)


def interleaved(weights, heads):
    """The layout of llama.cpp's converter for queries and keys."""
    shape = weights.shape
    return weights.reshape(heads, 2, shape[0] // heads // 2, *shape[1:]).swapaxes(1, 2).reshape(shape)


def write_llama():
    source = HERE.parent / "families" / "llama"
    config = json.loads((source / "config.json").read_text())
    tensors = {}
    for file in sorted(source.glob("*.safetensors")):
        tensors.update(load_file(file))
    writer = gguf.GGUFWriter(HERE / "llama.gguf", "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    tokens = [chr(65 + i) for i in range(45)] + ["ab", "abc", "<|end|>"]
    writer.add_token_list(tokens)
    writer.add_token_types([1] * 47 + [3])
    writer.add_token_merges(["a b", "ab c"])
    writer.add_eos_token_id(47)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config["num_hidden_layers"])
    for name, values in tensors.items():
        if "q_proj" in name:
            values = interleaved(values, config["num_attention_heads"])
        if "k_proj" in name:
            values = interleaved(values, config["num_key_value_heads"])
        values = values.astype(np.float32 if values.ndim == 1 else np.float16)
        writer.add_tensor(names.get_name(name, try_suffixes=(".weight", ".bias")), values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    random = np.random.default_rng(7)
    rows = {}
    for name in BLOCKS:
        data = block_bytes(name, random)
        rows[name] = {"bytes": data.hex(), "values": [float(f"{x:.9g}") for x in values_of(name, data)]}
    (HERE / "blocks.json").write_text(json.dumps(rows, separators=(",", ":")) + "\n")
    write_llama()

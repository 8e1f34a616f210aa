"""PPO updates in several mini-batches, written out in numpy: what the learner of core/engine is held against.

Needs numpy alone. Run once: python make.py [FOLDER]; the results are committed. start/ is a model of one layer (Llama's
layout) in the Hugging Face layout; for each case <name>.json holds the batch, the settings, what every optimiser step
measured and the figures of the whole update, and <name>/ the model after the last step. Everything is computed in
float64: forward and backward pass, the loss with its clips, AdamW. The backward pass is checked against differences of
the loss before anything is written, and so is that the clips act and that no ratio lies too close to one of their edges
for float32 to tell the side.
"""
import json
import pathlib
import struct
import sys

import numpy as np

D, HEADS, GROUPS, E, F, V = 12, 2, 1, 6, 16, 13
EPSILON, THETA = 1e-6, 10000.0
CONFIG = dict(architectures=["LlamaForCausalLM"], model_type="llama", hidden_size=D, num_attention_heads=HEADS,
              num_key_value_heads=GROUPS, head_dim=E, intermediate_size=F, num_hidden_layers=1, vocab_size=V,
              max_position_embeddings=64, rms_norm_eps=EPSILON, rope_theta=THETA, rope_scaling=None, hidden_act="silu",
              attention_bias=False, mlp_bias=False, tie_word_embeddings=False, bos_token_id=1, eos_token_id=2,
              torch_dtype="float32")
LAYER = "model.layers.0."
SHAPES = {"model.embed_tokens.weight": (V, D), LAYER + "input_layernorm.weight": (D,),
          LAYER + "self_attn.q_proj.weight": (HEADS * E, D), LAYER + "self_attn.k_proj.weight": (GROUPS * E, D),
          LAYER + "self_attn.v_proj.weight": (GROUPS * E, D), LAYER + "self_attn.o_proj.weight": (D, HEADS * E),
          LAYER + "post_attention_layernorm.weight": (D,), LAYER + "mlp.gate_proj.weight": (F, D),
          LAYER + "mlp.up_proj.weight": (F, D), LAYER + "mlp.down_proj.weight": (D, F), "model.norm.weight": (D,),
          "lm_head.weight": (V, D)}

LOSS = dict(clip_low=0.2, clip_high=0.2, dual_clip=0.0, entropy_bonus=0.001, sequence_mean=False, kl_coefficient=0.0,
            mini_batches=3, epochs=1, old_logprobs="trainer")
ADAM = dict(beta1=0.9, beta2=0.99, epsilon=1e-4, weight_decay=0.05, gradient_clip=0.4)
CASES = {
    # As the reference splits its batch: three mini-batches, one step each.
    "three-steps": (9, [1.0], 0.012, {}),
    # Twice through the batch, against what the sampler recorded, with every clip.
    "recorded": (9, [1.0], 0.008, dict(old_logprobs="sampler", epochs=2, clip_high=0.28, dual_clip=1.25, sequence_mean=True,
                                       entropy_bonus=0.02)),
    # Temperatures off 1, mini-batches of 4, 3 and 3 sequences, a pull to the starting weights.
    "tempered": (10, [0.7, 0.7, 1.3, 1.0], 0.008, dict(kl_coefficient=0.1, entropy_bonus=0.01)),
}


def save(folder, weights):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(CONFIG, indent=2) + "\n")
    header, data = {}, b""
    for name, value in sorted(weights.items()):
        raw = value.astype("<f4").tobytes()
        header[name] = dict(dtype="F32", shape=list(value.shape), data_offsets=[len(data), len(data) + len(raw)])
        data += raw
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + data)


# The model, forth and back. x [T, D]; each function gives its result and how a gradient goes back through it.

def norm(x, gain):
    scale = 1 / np.sqrt((x * x).mean(-1, keepdims=True) + EPSILON)
    unit = x * scale

    def back(g):
        gu = g * gain
        return scale * (gu - unit * (gu * unit).mean(-1, keepdims=True)), (g * unit).sum(0)
    return unit * gain, back


def turn(x, sign=1.0):
    """Rotary positions of x [T, heads, E]: the first half of a head pairs with the second."""
    half = E // 2
    angle = np.arange(len(x))[:, None] * THETA ** (-np.arange(half) / half)
    c, s = np.cos(angle)[:, None], sign * np.sin(angle)[:, None]
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * c - b * s, b * c + a * s], -1)


def attend(q, k, v):
    """Causal attention: q [T, HEADS, E], k and v [T, GROUPS, E]."""
    T = len(q)
    share = np.repeat(np.arange(GROUPS), HEADS // GROUPS)
    scores = np.einsum("ihe,jhe->hij", q, k[:, share]) / np.sqrt(E)
    scores[:, np.triu(np.ones((T, T), bool), 1)] = -np.inf
    p = np.exp(scores - scores.max(-1, keepdims=True))
    p /= p.sum(-1, keepdims=True)

    def back(g):
        gp = np.einsum("ihe,jhe->hij", g, v[:, share])
        gs = p * (gp - (gp * p).sum(-1, keepdims=True)) / np.sqrt(E)
        gq = np.einsum("hij,jhe->ihe", gs, k[:, share])
        gk, gv = np.zeros_like(k), np.zeros_like(v)
        np.add.at(gk, (slice(None), share), np.einsum("hij,ihe->jhe", gs, q))
        np.add.at(gv, (slice(None), share), np.einsum("hij,ihe->jhe", p, g))
        return gq, gk, gv
    return np.einsum("hij,jhe->ihe", p, v[:, share]), back


def forward(w, tokens):
    """Logits [T, V], and from their gradient that of every weight."""
    of = lambda name: w[LAYER + name + ".weight"]
    x0 = w["model.embed_tokens.weight"][tokens]
    a, backA = norm(x0, of("input_layernorm"))
    heads = lambda name, n: (a @ of("self_attn." + name).T).reshape(-1, n, E)
    mixed, backMix = attend(turn(heads("q_proj", HEADS)), turn(heads("k_proj", GROUPS)), heads("v_proj", GROUPS))
    mixed = mixed.reshape(-1, HEADS * E)
    x1 = x0 + mixed @ of("self_attn.o_proj").T
    b, backB = norm(x1, of("post_attention_layernorm"))
    gate, up = b @ of("mlp.gate_proj").T, b @ of("mlp.up_proj").T
    sigma = 1 / (1 + np.exp(-gate))
    wide = gate * sigma * up
    x2 = x1 + wide @ of("mlp.down_proj").T
    top, backTop = norm(x2, w["model.norm.weight"])

    def back(g):
        grads = {"lm_head.weight": g.T @ top}
        gx, grads["model.norm.weight"] = backTop(g @ w["lm_head.weight"])
        grads[LAYER + "mlp.down_proj.weight"] = gx.T @ wide
        gw = gx @ of("mlp.down_proj")
        gg, gu = gw * up * sigma * (1 + gate * (1 - sigma)), gw * gate * sigma
        grads[LAYER + "mlp.gate_proj.weight"], grads[LAYER + "mlp.up_proj.weight"] = gg.T @ b, gu.T @ b
        more, grads[LAYER + "post_attention_layernorm.weight"] = backB(gg @ of("mlp.gate_proj") + gu @ of("mlp.up_proj"))
        gx = gx + more
        grads[LAYER + "self_attn.o_proj.weight"] = gx.T @ mixed
        gq, gk, gv = backMix((gx @ of("self_attn.o_proj")).reshape(-1, HEADS, E))
        ga = 0
        for name, part in (("q_proj", turn(gq, -1.0)), ("k_proj", turn(gk, -1.0)), ("v_proj", gv)):
            part = part.reshape(len(tokens), -1)
            grads[LAYER + f"self_attn.{name}.weight"] = part.T @ a
            ga = ga + part @ of("self_attn." + name)
        more, grads[LAYER + "input_layernorm.weight"] = backA(ga)
        grads["model.embed_tokens.weight"] = np.zeros((V, D))
        np.add.at(grads["model.embed_tokens.weight"], tokens, gx + more)
        return grads
    return top @ w["lm_head.weight"].T, back


def outcomes(w, sequence):
    """Of the response tokens at the sequence's temperature: log-probability, entropy, log-softmax; and the way back."""
    ids, first = np.array(sequence["ids"]), sequence["prompt"]
    logits, back = forward(w, ids[:-1])
    z = logits[first - 1:] / sequence["temperature"]
    logp = z - z.max(-1, keepdims=True)
    logp = logp - np.log(np.exp(logp).sum(-1, keepdims=True))
    rows = np.arange(len(logp))
    chosen = ids[first:]
    entropy = -(np.exp(logp) * logp).sum(-1)

    def through(gLogprob, gEntropy):
        p = np.exp(logp)
        g = -p * gLogprob[:, None] - p * (logp + entropy[:, None]) * gEntropy[:, None]
        g[rows, chosen] += gLogprob
        full = np.zeros_like(logits)
        full[first - 1:] = g / sequence["temperature"]
        return back(full)
    return logp[rows, chosen], entropy, through


def loss_of(w, part, olds, starts, s, gradient=True):
    """The loss of one mini-batch, what was measured of its tokens, and the gradient."""
    tokens = sum(len(x["ids"]) - x["prompt"] for x in part)
    seen = dict(loss=0.0, policy=0.0, ratios=[], clipped=[], kl=[], entropy=[], gap=[], start_kl=[])
    grads = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    for sequence, old, start in zip(part, olds, starts):
        logprob, entropy, through = outcomes(w, sequence)
        length = len(logprob)
        weight = 1 / (len(part) * length) if s["sequence_mean"] else 1 / tokens
        A = np.array(sequence["advantages"])
        ratio = np.exp(logprob - old)
        free, bound = ratio * A, np.clip(ratio, 1 - s["clip_low"], 1 + s["clip_high"]) * A
        term, slope = -np.minimum(free, bound), np.where(bound < free, 0.0, -free)
        clipped = bound < free
        if s["dual_clip"] > 0:
            limited = (A < 0) & (term > -s["dual_clip"] * A)
            term, slope = np.where(limited, -s["dual_clip"] * A, term), np.where(limited, 0.0, slope)
            clipped = clipped | limited
            seen.setdefault("dual", []).extend(limited)
        back = np.exp(start - logprob)
        pull = s["kl_coefficient"]
        start_kl = back - 1 - (start - logprob)
        seen["policy"] += weight * term.sum()
        seen["loss"] += weight * (term - s["entropy_bonus"] * entropy + pull * start_kl).sum()
        for name, values in (("ratios", ratio), ("clipped", clipped), ("kl", ratio - 1 - np.log(ratio)),
                             ("entropy", entropy), ("gap", abs(logprob - old)), ("start_kl", start_kl)):
            seen[name].extend(values)
        if gradient:
            more = through(weight * (slope + pull * (1 - back)), np.full(length, -weight * s["entropy_bonus"]))
            for name in grads:
                grads[name] += more[name]
    return seen, grads


def check_gradient(w, part, olds, starts, s):
    _, grads = loss_of(w, part, olds, starts, s)
    rng = np.random.default_rng(3)
    for name, shape in SHAPES.items():
        direction = rng.normal(size=shape)
        at = lambda h: loss_of({**w, name: w[name] + h * direction}, part, olds, starts, s, False)[0]["loss"]
        slope, exact = (at(1e-6) - at(-1e-6)) / 2e-6, (grads[name] * direction).sum()
        assert abs(slope - exact) < 1e-6 * abs(exact) + 1e-8, (name, slope, exact)


def adam(w, grads, state, s):
    """One step of AdamW on clipped gradients; returns their norm before."""
    length = np.sqrt(sum((g * g).sum() for g in grads.values()))
    scale = min(1.0, s["gradient_clip"] / length)
    state["t"] += 1
    for name, g in grads.items():
        g = g * scale
        m, v = state["moments"][name]
        m[:] = s["beta1"] * m + (1 - s["beta1"]) * g
        v[:] = s["beta2"] * v + (1 - s["beta2"]) * g * g
        w[name] = w[name] * (1 - s["learning_rate"] * s["weight_decay"])
        w[name] = w[name] - s["learning_rate"] * (m / (1 - s["beta1"] ** state["t"])) / (
            np.sqrt(v / (1 - s["beta2"] ** state["t"])) + s["epsilon"])
    return length


def cut(count, parts):
    """As equal numbers as can be, longer parts first."""
    sizes = [count // parts + (i < count % parts) for i in range(parts)]
    return [(sum(sizes[:i]), sum(sizes[:i + 1])) for i in range(parts)]


def figures(seen):
    r = np.array(seen["ratios"])
    return dict(loss=seen["loss"], policy_loss=seen["policy"], ratio_mean=r.mean(), ratio_max=r.max(),
                clip_fraction=np.mean(seen["clipped"]), kl=np.mean(seen["kl"]), entropy=np.mean(seen["entropy"]))


def make(target, name, count, temperatures, rate, overrides, start):
    s, optimizer = {**LOSS, **overrides}, dict(learning_rate=rate, **ADAM)
    rng = np.random.default_rng(11)
    batch = []
    for i in range(count):
        length = int(rng.integers(5, 13))
        sequence = dict(ids=rng.integers(0, V, length).tolist(), prompt=int(rng.integers(1, length - 2)),
                        temperature=temperatures[i % len(temperatures)])
        response = length - sequence["prompt"]
        # Of either sign, the same along a sample, as TRR++ gives them.
        sequence["advantages"] = [round(float(rng.normal()), 3)] * response
        exact, _, _ = outcomes(start, sequence)
        sequence["recorded"] = np.float32(exact + 0.02 * rng.normal(size=response)).astype(float).tolist()
        batch.append(sequence)
    starts = [outcomes(start, x)[0] for x in batch]
    olds = starts if s["old_logprobs"] == "trainer" else [np.array(x["recorded"]) for x in batch]
    w = {key: value.copy() for key, value in start.items()}
    state = dict(t=0, moments={key: (np.zeros(shape), np.zeros(shape)) for key, shape in SHAPES.items()})
    steps, everything = [], []
    for _ in range(s["epochs"]):
        for first, last in cut(count, s["mini_batches"]):
            part = batch[first:last], olds[first:last], starts[first:last]
            check_gradient(w, *part, s)
            seen, grads = loss_of(w, *part, s)
            edges = [1 - s["clip_low"], 1 + s["clip_high"]] + ([s["dual_clip"]] if s["dual_clip"] else [])
            assert min(abs(np.array(seen["ratios"]) - e).min() for e in edges) > 1e-4
            steps.append({**figures(seen), "gradient_norm": adam(w, grads, state, optimizer)})
            everything.append(seen)
    whole = {key: sum((x[key] for x in everything), []) for key in ("ratios", "clipped", "kl", "entropy", "start_kl")}
    total = figures({**whole, "loss": np.mean([x["loss"] for x in steps]),
                     "policy": np.mean([x["policy_loss"] for x in steps])})
    total["reference_kl"] = np.mean(whole["start_kl"]) if s["kl_coefficient"] else 0.0
    total["logprob_gap"] = (np.mean(np.abs(np.concatenate([np.array(x["recorded"]) - y for x, y in zip(batch, starts)])))
                            if s["old_logprobs"] == "trainer" else np.mean(everything[0]["gap"]))
    assert steps[-1]["clip_fraction"] > 0.1, "the clip must act"
    assert not s["dual_clip"] or any(sum(x["dual"]) for x in everything), "and so must the dual clip"
    golden = dict(loss=s, optimizer=optimizer, sequences=batch, steps=steps, update=total)
    (target / f"{name}.json").write_text(json.dumps(golden, separators=(",", ":"), default=float) + "\n")
    save(target / name, w)
    for step in steps:
        print(name, {key: round(float(value), 4) for key, value in step.items()})


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    random = np.random.default_rng(5)
    weights = {key: np.float32(1 + 0.1 * random.normal(size=shape) if len(shape) == 1 else
                               random.normal(size=shape) * (0.5 if shape[0] == V else 0.35)).astype(float)
               for key, shape in SHAPES.items()}
    save(where / "start", weights)
    for case, settings in CASES.items():
        make(where, case, *settings, weights)

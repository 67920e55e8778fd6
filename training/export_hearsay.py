"""Writes what `train_chains.py` trained as the files that the program holds.

    python export_hearsay.py --checkpoint run/hearsay.pt --deep ../crates/read/data/deep.onnx --out ../crates/read/data/hearsay.onnx \
        --parity ../crates/read/testdata/deep/hearsay.json --version 1 --scores scores.json --data boards.jsonl …

Beside hearsay.onnx come hearsay.data (the weights) and hearsay.toml: the version, how the network stands beside the weights of
crates/read/data/chains.toml, SHA-256 of the files and of the data, the scores. The same checkpoint gives the same bytes.
--parity writes what the network says of fixed texts in float, for `cargo test -p read`.
"""
import argparse
import json
import math
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnx.reference import ReferenceEvaluator

import parity
from deep_layers import HEADS, layers
from export import packed, sidecar
from onnx_graph import SHARED, build_hearsay, reach, shared_name
from train_chains import WINDOW, Chains
from wordpiece import WordPiece

BYTES_MAX = 6_500_000  # of all files together
STEP = 7  # every so many pieces are kept for the test
# The greatest mean difference between checkpoint and file that is still no fault, in log-odds.
MEAN_MAX = 0.2


def named(state):
    """The checkpoint's tensors by the names that onnx_graph.py knows."""
    out = {k: v for k, v in state.items() if k.startswith("heads.")}
    for n in range(sum(k.endswith("qkv.weight") for k in state)):
        of, to = f"layers.{n}.", f"encoder.encoder.layer.{SHARED + n}."
        for end in ("weight", "bias"):
            parts = list(state[f"{of}qkv.{end}"].chunk(3, 0))
            # Here the attention's scale is in the queries; the graph's writer puts it there.
            parts[0] = parts[0] * math.sqrt(parts[0].shape[0] / HEADS)
            for part, name in zip(parts, ("query", "key", "value")):
                out[f"{to}attention.self.{name}.{end}"] = part
            out[f"{to}attention.output.dense.{end}"] = state[f"{of}out.{end}"]
            out[f"{to}attention.output.LayerNorm.{end}"] = state[f"{of}norm1.{end}"]
            out[f"{to}intermediate.dense.{end}"] = state[f"{of}up.{end}"]
            out[f"{to}output.dense.{end}"] = state[f"{of}down.{end}"]
            out[f"{to}output.LayerNorm.{end}"] = state[f"{of}norm2.{end}"]
    return out


def numbers(values):
    return "[" + ", ".join(f"{v:.4f}" for v in values.tolist()) + "]"


def cases(model, lower, whole, wp):
    """What checkpoint and file say of fixed texts: (rows for the test, mean difference)."""
    out, apart = [], []
    evaluator = ReferenceEvaluator(whole)
    for ids in parity.windows(wp, WINDOW)[1]:
        with torch.no_grad():
            shared = lower(torch.tensor(ids)[None])
            exact = model.rows(shared, None)[0].numpy()
        said = evaluator.run(None, {"shared": shared[0].numpy()})[0]
        apart.append(np.abs(exact - said).mean())
        rows = lambda all: [[round(float(v), 4) for v in row] for row in all[::STEP]]
        out.append({"ids": ids, "step": STEP, "exact": rows(exact)})
    return out, float(np.mean(apart))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--checkpoint", required=True)
    ap.add_argument("--deep", required=True)
    ap.add_argument("--out", required=True, help="FILE.onnx; the other files get its name with their own endings")
    ap.add_argument("--version", default="1")
    ap.add_argument("--data", nargs="*", default=[])
    ap.add_argument("--scores")
    ap.add_argument("--parity")
    args = ap.parse_args()
    torch.set_num_threads(1)
    deep, out = Path(args.deep), Path(args.out)
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=True)
    constants = {c.name: numpy_helper.to_array(c) for c in onnx.load(deep).graph.initializer}
    norm = shared_name().removesuffix(".out")
    spread = reach(constants[f"{norm}.g"], constants[f"{norm}.b"])
    whole = build_hearsay(named(state), spread, {"version": args.version})
    files = packed(whole, out, {}, BYTES_MAX)
    lower, trained = layers(deep, SHARED)
    model = Chains(trained)
    model.load_state_dict(state)
    model.eval()
    told, mean = cases(model, lower, whole, WordPiece(deep.with_suffix(".vocab")))
    print(f"columns of the file differ from the checkpoint's by {mean:.4f} on average")
    if mean > MEAN_MAX:
        raise SystemExit("that is too much: nothing was written")
    files[out.with_suffix(".toml").name] = sidecar(
        args,
        files,
        "export_hearsay.py: what the hearsay model is and what it was made from.",
        [f"shared = {SHARED}", "bits = 7"] + [f"{name} = {numbers(state[name])}" for name in ("trust", "length")],
        "chains",
    ).encode()
    for name, content in files.items():
        (out.parent / name).write_bytes(content)
    if args.parity:
        Path(args.parity).write_text(json.dumps({"version": args.version, "windows": told}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

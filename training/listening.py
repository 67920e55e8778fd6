"""A first lesson for the layers of `train_chains.py`: which words of an article are a source, a cue, and what is said.

    python listening.py --deep ../crates/read/data/deep.onnx --articles train.jsonl --out listened.pt

The articles are PolNeAR's training part. The same data, seed and machine give the same layers.
"""
import argparse
import json
import math
import random
import re
import time
from pathlib import Path

import torch
from torch import nn

from deep_layers import layers
from onnx_graph import SHARED
from wordpiece import WordPiece

WINDOW = 256  # wordpieces
NONE, SOURCE, CUE, CONTENT = range(4)
RATE = 2e-4
BATCH = 8
HIDDEN = 0.15


def windows(path, wp):
    """(ids, label of each piece; -100 where none is counted) of every part of every article."""
    out = []
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        label = [NONE] * len(row["text"])
        for key, mark in (("content", CONTENT), ("cue", CUE), ("source", SOURCE)):
            for said in row["attributions"]:
                for a, b in said[key] or []:
                    label[a:b] = [mark] * (b - a)
        ids, marks = [wp.cls], [-100]
        for a, b in row.get("sentences") or [m.span() for m in re.finditer(r"[^\n]+", row["text"])]:
            cut, told = [], []
            for word in re.finditer(r"\w+|[^\w\s]", row["text"][a:b]):
                pieces = wp.word(word.group())
                cut += pieces
                told += [label[a + word.start()]] + [-100] * (len(pieces) - 1)
            cut, told = cut[: WINDOW - 2], told[: WINDOW - 2]
            if len(ids) + len(cut) >= WINDOW:
                out.append((ids + [wp.sep], marks + [-100]))
                ids, marks = [wp.cls], [-100]
            ids, marks = ids + cut, marks + told
        out.append((ids + [wp.sep], marks + [-100]))
    return out


def listen(trained, lower, path, wp, epochs):
    """Trains the layers in place."""
    data = windows(path, wp)
    head = nn.Linear(trained[0].width, 4)
    body = nn.ModuleList(trained)
    opt = torch.optim.AdamW(
        [{"params": body.parameters(), "lr": RATE}, {"params": head.parameters(), "lr": RATE * 5}], weight_decay=0.01
    )
    steps = epochs * math.ceil(len(data) / BATCH)
    plan = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min((s + 1) / 50, max(0.05, (steps - s) / steps)))
    for epoch in range(epochs):
        start, total, count = time.time(), 0.0, 0
        random.shuffle(data)
        for at in range(0, len(data), BATCH):
            part = data[at : at + BATCH]
            longest = max(len(ids) for ids, _ in part)
            ids = torch.tensor([ids + [wp.pad] * (longest - len(ids)) for ids, _ in part])
            marks = torch.tensor([marks + [-100] * (longest - len(marks)) for _, marks in part])
            mask = ids != wp.pad
            ids = torch.where((torch.rand(ids.shape) < HIDDEN) & mask, torch.tensor(wp.mask), ids)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                with torch.no_grad():
                    x = lower(ids, mask)
                for layer in body:
                    x = layer(x, mask)
                said = head(x)
            loss = nn.functional.cross_entropy(said.float().flatten(0, 1), marks.flatten())
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body.parameters(), 1.0)
            opt.step()
            plan.step()
            total, count = total + loss.item(), count + 1
        print(f"listening, epoch {epoch + 1}: loss {total / count:.4f}, {time.time() - start:.0f} s", flush=True)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--deep", required=True)
    ap.add_argument("--articles", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=2)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    lower, trained = layers(args.deep, SHARED)
    listen(trained, lower, args.articles, WordPiece(Path(args.deep).with_suffix(".vocab")), args.epochs)
    torch.save(nn.ModuleList(trained).state_dict(), args.out)


if __name__ == "__main__":
    main()

"""Scores of a checkpoint on reports, as `lab predict --scores WEIGHT:FILE` reads them.

    python predict_deep.py --checkpoint run/model.pt --base DIR --docs tok.jsonl [...] > scores.jsonl

For tuning on reports that the checkpoint has not learned from.
"""
import argparse
import json
from pathlib import Path

import torch

from labels import rows
from train_deep import Deep, predict
from wordpiece import WordPiece


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--checkpoint", required=True)
    ap.add_argument("--base", required=True)
    ap.add_argument("--docs", nargs="+", required=True)
    args = ap.parse_args()
    wp = WordPiece(Path(args.base) / "vocab.txt")
    model = Deep(args.base)
    model.load_state_dict(torch.load(args.checkpoint))
    for path in args.docs:
        for doc in rows(path):
            pieces = [wp.word(doc["text"][a:b]) for a, b in doc["tokens"]]
            labels, sentences = predict(model, [(doc, pieces, None, None)], wp)[doc["id"]]
            line = {"id": doc["id"], "labels": labels, "sentences": sentences}
            print(json.dumps(line, default=lambda a: [[round(float(x), 4) for x in row] for row in a]))


if __name__ == "__main__":
    main()

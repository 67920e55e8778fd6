"""Trains the voice of the transformer in chains: who of those named stands in a report's chain, and who has it from whom.

    python train_chains.py --deep ../crates/read/data/deep.onnx --boards boards.jsonl --out run

The first layers are the deep model's own, as they are in the program; the last ones are trained on. A line of --boards
(`lab fit chains --boards`) is a report with everybody weighed, the places where they are named, what weights that
were not fitted on it make of them, and its chain. Beside these weights the network learns what makes the right chain
as likely as it can be among all that the likeliest seven can form. The same data, seed and machine give the same model.
"""
import argparse
import itertools
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from deep_layers import layers
from onnx_graph import SHARED
from wordpiece import WordPiece

WINDOW = 384  # wordpieces
ASK = 48  # columns by which one asks another
SINGLE = 3  # columns of one alone: belongs, stands first, stands last
MEMBERS = 7
STEPS = 5
HIDDEN = 0.15  # share of wordpieces hidden while training
RENAMED = 0.3  # share of the pieces of names that others stand for
KEPT = 0.995  # of the running mean of the weights at each step
NEVER = -60.0


class Chains(nn.Module):
    def __init__(self, trained):
        super().__init__()
        self.layers = nn.ModuleList(trained)
        width = trained[0].width
        self.heads = nn.Linear(width, SINGLE + 2 * ASK)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)
        self.length = nn.Parameter(torch.zeros(STEPS + 1))
        self.trust = nn.Parameter(torch.ones(5))  # of the weights' node, first, last, next and length
        self.drop = nn.Dropout(0.2)

    def rows(self, hidden, mask):
        """What is said of each wordpiece."""
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return self.heads(self.drop(hidden))

    def board(self, report, rows, members):
        """(node, first, last, next, length) of some members of a report."""
        said = []
        for n in members:
            said.append(torch.stack([rows[places].mean(0) for places in report["at"][n]]) if report["at"][n] else None)
        empty = torch.zeros(())
        mean_exp = lambda x: torch.logsumexp(x.flatten(), 0) - math.log(x.numel())
        one = lambda s, k: empty if s is None else mean_exp(s[:, k])
        single = [torch.stack([one(s, k) for s in said]) for k in range(SINGLE)]
        asks = [None if s is None else s[:, SINGLE : SINGLE + ASK] for s in said]
        told = [None if s is None else s[:, SINGLE + ASK :] for s in said]
        pair = lambda a, b: empty if asks[a] is None or told[b] is None else mean_exp(asks[a] @ told[b].T / math.sqrt(ASK))
        n = len(members)
        nexts = torch.stack([pair(a, b) if a != b else empty for a in range(n) for b in range(n)]).view(n, n) if n else torch.zeros(0, 0)
        t, at = self.trust, list(members)
        of = lambda key: torch.tensor(np.array(report[key], np.float32)[at] if at else np.zeros(0, np.float32))
        steps = torch.tensor(np.array(report["next"], np.float32)[np.ix_(at, at)] if at else np.zeros((0, 0), np.float32))
        steps = torch.where(steps <= NEVER, steps, steps * t[3])
        return (
            single[0] + t[0] * of("node"),
            single[1] + t[1] * of("first"),
            single[2] + t[2] * of("last"),
            nexts + steps,
            self.length + t[4] * torch.tensor(report["length"]),
        )


PATHS = {}


def paths(n):
    """All chains of n candidates: (list, members [P, n], first, last, steps [P, n * n], lengths)."""
    if n not in PATHS:
        every = [p for k in range(min(n, STEPS) + 1) for p in itertools.permutations(range(n), k)]
        node, steps = torch.zeros(len(every), n), torch.zeros(len(every), n * n)
        for row, path in enumerate(every):
            node[row, list(path)] = 1
            for a, b in zip(path, path[1:]):
                steps[row, a * n + b] = 1
        ends = torch.zeros(2, len(every), n)
        for row, path in enumerate(every):
            if path:
                ends[0, row, path[0]] = ends[1, row, path[-1]] = 1
        lengths = torch.tensor([len(p) for p in every])
        PATHS[n] = every, node, ends[0], ends[1], steps, lengths, {p: i for i, p in enumerate(every)}
    return PATHS[n]


def weigh(board, own):
    """What each chain weighs."""
    node, first, last, nexts, length = board
    every, nodes, firsts, lasts, steps, lengths, _ = paths(len(node))
    sums = nodes @ node + firsts @ first + lasts @ last + steps @ nexts.flatten() + length[lengths]
    own = torch.tensor(own, dtype=torch.float32)
    # The outlet itself can only close a circle.
    inside = nodes @ own - lasts @ own + firsts @ own
    return sums.masked_fill(inside > 0, -1e4)


def members_of(report, training, extra=None):
    weight = lambda n: report["node"][n] + max(report["first"][n], report["last"][n], 0.0) + (extra[n] if extra is not None else 0.0)
    gold = [n for n in report["gold"]] if training else []
    able = [n for n, c in enumerate(report["candidates"]) if c["may"] and n not in gold and (not training or c["place"] == 0)]
    able.sort(key=lambda n: (-weight(n), n))
    return sorted((gold + able)[: max(MEMBERS, len(gold))])


def prepare(path, wp, boards_reports):
    out = []
    for line in open(path, encoding="utf-8"):
        r = json.loads(line)
        windows, ids = [], [wp.cls]
        where = {}  # token -> (window, piece)
        for a, b in r["sentences"]:
            cut, firsts = [], []
            for t in range(a, b):
                firsts.append((t, len(cut)))
                cut += wp.word(r["words"][t])
            cut = cut[: WINDOW - 2]
            if len(ids) + len(cut) >= WINDOW:
                windows.append(ids + [wp.sep])
                ids = [wp.cls]
            for t, f in firsts:
                if f < len(cut):
                    where[t] = (len(windows), len(ids) + f)
            ids = ids + cut
        windows.append(ids + [wp.sep])
        windows = windows[:2]
        starts = np.cumsum([0] + [len(w) for w in windows])
        place = lambda t: int(starts[where[t][0]] + where[t][1]) if t in where and where[t][0] < len(windows) else None
        r["at"] = []
        for c in r["candidates"]:
            spots = [[p for p in map(place, range(a, b)) if p is not None] for a, b in c["at"]]
            r["at"].append([s for s in spots if s][:6])
        r["ids"] = [torch.tensor(w) for w in windows]
        flat = np.zeros(int(starts[-1]), bool)
        for spots in r["at"]:
            for spot in spots:
                for p in spot:
                    flat[p] = True
        r["names"] = [torch.tensor(flat[starts[k] : starts[k + 1]]) for k in range(len(windows))]
        gold = sorted((c["place"], n) for n, c in enumerate(r["candidates"]) if c["place"])
        r["gold"] = [n for _, n in gold][:STEPS]
        r["count"] = boards_reports if r["split"] == "reports" else 1.0
        out.append(r)
    return out


def hidden_pieces(ids, names, wp):
    """Hides some pieces and puts others in the place of names, so that the words around them are read and no name is learned by heart."""
    some = torch.rand(ids.shape)
    special = (ids == wp.cls) | (ids == wp.sep)
    ids = torch.where((some < HIDDEN) & ~special, torch.tensor(wp.mask), ids)
    return torch.where(names & (some > 1 - RENAMED), torch.randint(2000, 25000, ids.shape), ids)


def run(model, lower, reports, wp):
    """Rows of several reports at once."""
    flat = [(w, r["names"][k]) for r in reports for k, w in enumerate(r["ids"])]
    longest = max(len(w) for w, _ in flat)
    ids = torch.full((len(flat), longest), wp.pad)
    mask = torch.zeros(len(flat), longest, dtype=torch.bool)
    for i, (w, names) in enumerate(flat):
        ids[i, : len(w)] = hidden_pieces(w, names, wp) if model.training else w
        mask[i, : len(w)] = True
    with torch.autocast("cpu", dtype=torch.bfloat16):
        with torch.no_grad():
            hidden = lower(ids, mask)
        rows = model.rows(hidden, mask)
    rows = rows.float()
    out, i = [], 0
    for r in reports:
        out.append(torch.cat([rows[i + k, : len(w)] for k, w in enumerate(r["ids"])]))
        i += len(r["ids"])
    return out


def loss_of(model, lower, reports, wp):
    total, count = 0.0, 0.0
    for r, rows in zip(reports, run(model, lower, reports, wp)):
        members = members_of(r, True)
        if not members:
            continue
        sums = weigh(model.board(r, rows, members), [r["candidates"][n]["own"] for n in members])
        gold = tuple(members.index(n) for n in r["gold"])
        index = paths(len(members))[6].get(gold)
        # A right chain with a step that no chain takes teaches nothing.
        if index is None or sums[index] < NEVER + 10:
            continue
        total = total + r["count"] * (torch.logsumexp(sums, 0) - sums[index])
        count += r["count"]
    return total / max(count, 1e-6)


@torch.no_grad()
def score(model, lower, reports, wp):
    model.eval()
    out = {}
    for r in reports:
        rows = run(model, lower, [r], wp)[0]
        everybody = list(range(len(r["candidates"])))
        board = model.board(r, rows, everybody)
        extra = (board[0] + torch.maximum(torch.maximum(board[1], board[2]), torch.tensor(0.0))).numpy() if everybody else []
        able = sorted([n for n in everybody if r["candidates"][n]["may"]], key=lambda n: (-extra[n], n))
        members = sorted(able[:MEMBERS])
        o = out.setdefault(r["split"], [0, 0, 0, 0, 0])
        best = ()
        if members:
            part = [board[k][members] for k in range(3)] + [board[3][members][:, members], board[4]]
            sums = weigh(part, [r["candidates"][n]["own"] for n in members])
            best = tuple(members[k] for k in paths(len(members))[0][int(sums.argmax())])
        right = r["candidates"][best[-1]]["origin"] if best else r["links"] == 0
        gold = set(r["gold"])
        o[0] += 1
        o[1] += right
        o[2] += len(gold & set(best))
        o[3] += len(best)
        o[4] += r["links"]
    model.train()
    return out


def show(name, scores):
    for split, (n, right, hit, found, gold) in sorted(scores.items()):
        print(f"{name} {split}: {n} origin {right / n:.3f} links {2 * hit / max(found + gold, 1):.3f}", flush=True)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--deep", required=True)
    ap.add_argument("--boards", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=8)
    ap.add_argument("--batch", type=int, default=8)
    ap.add_argument("--rate", type=float, default=2e-4)
    ap.add_argument("--reports", type=float, default=0.3, help="what one of the annotated reports counts")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--layers", help="layers to begin with (listening.py) instead of the deep model's own")
    ap.add_argument("--leave-out", type=int, default=-2, help="a fold that is only scored")
    ap.add_argument("--checks", action="store_true", help="score the check splits as well")
    args = ap.parse_args()
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    deep = Path(args.deep)
    wp = WordPiece(deep.with_suffix(".vocab"))
    lower, trained = layers(deep, SHARED)
    data = prepare(args.boards, wp, args.reports)
    print(f"{len(data)} reports", flush=True)
    checks = [r for r in data if r["fold"] < 0]
    held = [r for r in data if r["fold"] == args.leave_out]
    data = [r for r in data if r["fold"] >= 0 and r["fold"] != args.leave_out]
    if args.layers:
        nn.ModuleList(trained).load_state_dict(torch.load(args.layers, weights_only=True))
    model = Chains(trained)
    if held:
        show("before", score(model, lower, held, wp))
    if args.checks:
        show("before", score(model, lower, checks, wp))
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(KEPT))
    body = [p for n, p in model.named_parameters() if n.startswith("layers")]
    heads = [p for n, p in model.named_parameters() if not n.startswith("layers")]
    opt = torch.optim.AdamW([{"params": body, "lr": args.rate}, {"params": heads, "lr": args.rate * 5}], weight_decay=0.01)
    steps = args.epochs * math.ceil(len(data) / args.batch)
    warm = max(1, steps // 15)
    plan = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min((s + 1) / warm, max(0.03, (steps - s) / (steps - warm))))
    for epoch in range(args.epochs):
        start, losses = time.time(), []
        order = list(range(len(data)))
        random.shuffle(order)
        # Reports of like length together: less is filled up. The chunks are in random order again.
        chunks = []
        for at in range(0, len(order), args.batch * 16):
            part = sorted(order[at : at + args.batch * 16], key=lambda n: sum(len(w) for w in data[n]["ids"]))
            chunks += [part[i : i + args.batch] for i in range(0, len(part), args.batch)]
        random.shuffle(chunks)
        for chunk in chunks:
            loss = loss_of(model, lower, [data[n] for n in chunk], wp)
            if not torch.is_tensor(loss):
                continue
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            plan.step()
            mean.update_parameters(model)
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.time() - start:.0f} s, trust {[round(x, 2) for x in model.trust.tolist()]}", flush=True)
        if held:
            show("held", score(mean.module, lower, held, wp))
        if args.checks and epoch + 1 == args.epochs:
            show("check", score(mean.module, lower, checks, wp))
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    torch.save(mean.module.state_dict(), out / "hearsay.pt")


if __name__ == "__main__":
    main()

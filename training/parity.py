"""What Python makes of fixed texts, for the tests of crates/read/src/tag/deep to compare."""
import json
import random
import re
from pathlib import Path

import numpy as np
import torch
from onnx.reference import ReferenceEvaluator

from labels import LABELS

TEXTS = Path(__file__).with_name("parity.txt")
ROWS = 8  # of a long window, every so manieth row is kept
LONG = 100
# Words that are cut in unusual ways; the vocabulary's pieces and the texts give the ordinary ones.
WORDS = [
    "", " ", "-", "--", "'s", "can't", "U.S.", "AK-47", "3,500", "$1.5m", "20%", "#", "##s", "[SEP]", "[UNK]", "a_b",
    "Café", "NAÏVE", "São", "Ñandú", "İstanbul", "ΣΟΦΟΣ", "ß", "ﬁre", "½", "²", "№5", "€20", "“quoted”", "–", "…", "‘t",
    "e\u0301te\u0301", "a\u0300\u0301b", "\u0301", "\u200b", "a\u200db", "\u00ad", "a\u00a0b", "a\tb", "a\x1cb", "\ufffd",
    "北京", "الرقة", "Київ", "नई", "ไทย", "한국", "カタカナ", "😀", "x" * 100, "x" * 101, "un" * 50, "qzxjk", "ooooooooooooo",
    "FMLN", "ELN-EPL", "boko-haram", "al-Shabaab's", "kidnapped", "KIDNAPPINGS", "co-ordinated", "12:30", "2/3", "a/b", "@x",
]


def words(wp, texts):
    """Words with their ids: the unusual ones, those of the texts, and made-up compounds."""
    rng = random.Random(1)
    known = sorted(p for p in wp.ids if re.fullmatch(r"(##)?[a-z0-9]+", p))
    made = ["".join(rng.choice(known).removeprefix("##") for _ in range(rng.randint(2, 3))) for _ in range(150)]
    return [[w, wp.word(w)] for w in WORDS + sorted({t for text in texts for t in tokens(text)}) + made]


def tokens(text):
    """Rough tokens: the test compares ids, and does not depend on how the reader cuts words."""
    return re.findall(r"\w+|[^\w\s]", text)


def probabilities(logits):
    """(probabilities of each piece's labels, of what the window as one sentence tells of)."""
    labels = np.exp(logits[:, :LABELS] - logits[:, :LABELS].max(-1, keepdims=True))
    pooled = logits[1:-1, LABELS:].mean(0)
    return labels / labels.sum(-1, keepdims=True), 1 / (1 + np.exp(-pooled))


def rounded(values):
    return [round(float(x), 4) for x in values]


def windows(wp, window):
    """(the texts, the ids of each by itself and of all of them again and again)."""
    texts = [t for t in TEXTS.read_text(encoding="utf-8").split("\n\n") if t.strip()]
    ids = [[i for token in tokens(text) for i in wp.word(token)] for text in texts + [" ".join(texts * 9)]]
    return texts, [[wp.cls] + i[: window - 2] + [wp.sep] for i in ids]


@torch.no_grad()
def cases(network, model, wp, window):
    """(what to write, mean and greatest difference of a probability between the checkpoint and the ONNX file)."""
    network.eval()
    evaluator = ReferenceEvaluator(model)
    texts, every = windows(wp, window)
    told, differences = [], []
    for ids in every:
        row = torch.tensor([ids])
        exact = probabilities(torch.cat([part[0] for part in network(row, torch.ones_like(row))], dim=1).numpy())
        given = probabilities(evaluator.run(None, {"ids": np.array(ids)})[0])
        differences += [np.abs(a - b).max(-1).reshape(-1) for a, b in zip(exact, given)]
        step = ROWS if len(ids) > LONG else 1
        case = {"ids": ids, "step": step}
        for name, (labels, sentence) in (("exact", exact), ("file", given)):
            case[name] = {"labels": [rounded(r) for r in labels[::step]], "sentence": rounded(sentence)}
        told.append(case)
    differences = np.concatenate(differences)
    return {"words": words(wp, texts), "windows": told}, differences.mean(), differences.max()


def text(found, version):
    """One case a line, so that changes can be read."""
    lines = [",\n".join(json.dumps(case, separators=(",", ":")) for case in found[name]) for name in ("words", "windows")]
    return '{"version":"%s","words":[\n%s\n],"windows":[\n%s\n]}\n' % (version, *lines)

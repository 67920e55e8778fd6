"""Labels of one report: which tokens fill which role, and what each sentence tells of.

Columns are those of crates/read/src/tag: change them together.
"""
import json
import re

ROLES = ["perp_individual", "perp_org", "target", "victim", "victim_description", "weapon"]
KINDS = ["attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage"]
# Outputs for each sentence: the kinds, then "tells of an incident at all", then "of one that did not happen".
SENTENCE = KINDS + ["any", "not_accomplished"]
LABELS = 1 + 2 * len(ROLES)  # outside, then begin and inside of each role
IGNORE = -100


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def fillers(template):
    """(role, mention strings) of every entity of a template."""
    for role in ROLES:
        for entity in template.get(role) or []:
            yield role, (entity["mentions"] if isinstance(entity, dict) else entity)


def occurrences(text, mention):
    """Spans of a mention in the text: any white space, any case, not inside a word."""
    parts = [re.escape(p) for p in mention.lower().split()]
    if not parts:
        return []
    pattern = r"(?<![a-z0-9])" + r"\s+".join(parts) + r"(?![a-z0-9])"
    return [m.span() for m in re.finditer(pattern, text.lower())]


def token_span(tokens, span):
    """Tokens that a span of characters covers; quotes around a name stay outside it."""
    inside = [i for i, (a, b) in enumerate(tokens) if a < span[1] and b > span[0]]
    return (inside[0], inside[-1] + 1) if inside else None


def labels(doc, templates):
    """(label of each token, row of SENTENCE for each sentence).

    A mention is told to the model as a filler where its sentence holds another filler of the same template, or where it
    first stands; elsewhere the same words may or may not speak of the incident, and the model is told nothing.
    """
    tokens, sentences = doc["tokens"], doc["sentences"]
    sentence_of = [0] * len(tokens)
    for n, (a, b) in enumerate(sentences):
        for t in range(a, b):
            sentence_of[t] = n
    found = []  # (template, entity number, role, span)
    for k, template in enumerate(templates):
        for e, (role, mentions) in enumerate(fillers(template)):
            for mention in sorted(mentions, key=len, reverse=True):
                for span in occurrences(doc["text"], mention):
                    covered = token_span(tokens, span)
                    if covered:
                        found.append((k, e, role, covered))
    held = {}
    for k, e, role, (a, _) in found:
        held.setdefault((k, sentence_of[a]), set()).add(e)
    first = {}
    for k, e, role, (a, b) in found:
        first[k, e] = min(first.get((k, e), a), a)
    sure, unsure = [], []
    for k, e, role, (a, b) in found:
        good = len(held[k, sentence_of[a]]) >= 2 or first[k, e] == a
        (sure if good else unsure).append((a, b, role))
    out = [0] * len(tokens)
    for a, b, role in sorted(set(sure), key=lambda x: (x[0] - x[1], x[0])):
        if any(out[t] for t in range(a, b)):
            continue
        r = ROLES.index(role)
        out[a] = 1 + 2 * r
        for t in range(a + 1, b):
            out[t] = 2 + 2 * r
    for a, b, _ in unsure:
        for t in range(a, b):
            if out[t] == 0:
                out[t] = IGNORE
    rows = [[0.0] * len(SENTENCE) for _ in sentences]
    for k, template in enumerate(templates):
        counts = {s: len(v) for (kk, s), v in held.items() if kk == k}
        if not counts:
            continue
        most = max(counts.values())
        best = min(s for s, c in counts.items() if c == most)
        kinds = [KINDS.index(x.strip()) for x in template["incident_type"].split("/") if x.strip() in KINDS]
        ahead = not template.get("stage", "accomplished").startswith("accomplished")
        for s, c in counts.items():
            told = c >= 2 or s == best
            for col in kinds + [KINDS.__len__()] + ([KINDS.__len__() + 1] if ahead else []):
                rows[s][col] = 1.0 if told else (rows[s][col] or float("nan"))
    return out, rows

"""Labels of one report: which tokens fill which role, and what each sentence tells of.

Columns are those of crates/read/src/tag: change them together.
"""
import json
import re

ROLES = ["perp_individual", "perp_org", "target", "victim", "victim_description", "weapon"]
KINDS = ["attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage"]
# Outputs for each sentence: MUC's kinds, "tells of violence done or ahead", "of violence that did not come about", then
# what only our own reports tell apart.
FINER = ["armed_assault", "assassination", "hijacking", "threat", "arrest_raid"]
STAGES = ["threatened", "planned", "foiled", "attempted", "denied"]
SENTENCE = KINDS + ["any", "not_accomplished"] + FINER + STAGES
UNKNOWN = float("nan")
LABELS = 1 + 2 * len(ROLES)  # outside, then begin and inside of each role
IGNORE = -100
UNSURE = 0.5  # what a mention counts that may or may not speak of the incident


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


OURS = {"perpetrator": "perp_individual", "actor": "perp_org"}
COARSE = {"armed_assault": "attack", "assassination": "attack", "hijacking": "attack", "sabotage": "forced work stoppage"}


def templates_of(row):
    """Templates of a row of either source: MUC's, or the incidents of one of our own reports (testdata/reports)."""
    if "templates" in row:
        return row["templates"]
    out = []
    for incident in row["incidents"] + row.get("optional_incidents", []):
        template = {"ours": True, "incident_type": incident["type"], "stage": incident["stage"]}
        template["evidence"] = incident.get("evidence") or ""
        for role in ROLES:
            name = {v: k for k, v in OURS.items()}.get(role, role)
            # Alternatives of one filler or several fillers: each is a mention, and each may stand in the text.
            template[role] = [[mention] for mention in incident.get(name) or []]
        out.append(template)
    return out


def told(template):
    """What a sentence tells that speaks of this incident, by column of SENTENCE; columns not named are 0."""
    stage = template.get("stage") or "accomplished"
    stage = stage.split("/")[0].strip()
    out = {}
    if template.get("ours"):
        kind = template["incident_type"]
        if kind == "arrest_raid":
            return {"arrest_raid": 1.0, "any": UNKNOWN}
        out[kind] = 1.0
        if kind == "threat":
            out["attack"] = UNKNOWN
        elif kind in COARSE:
            out[COARSE[kind]] = 1.0
        if kind == "attack":
            out.update(armed_assault=UNKNOWN, assassination=UNKNOWN)
    else:
        for kind in template["incident_type"].split("/"):
            out[kind.strip()] = 1.0
        out.update({name: UNKNOWN for name in FINER})
        out["denied"] = UNKNOWN
        if stage == "threatened":
            out["planned"] = UNKNOWN
        if stage == "attempted":
            out["foiled"] = UNKNOWN
    out["any"] = 1.0
    if stage != "accomplished":
        out[stage] = 1.0
        out["not_accomplished"] = UNKNOWN if stage == "denied" else 1.0
    return {name: value for name, value in out.items() if name in SENTENCE}


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
    """(label of each token, how much it counts, row of SENTENCE for each sentence).

    A mention is surely a filler where its sentence holds another filler of the same template, or where it first stands;
    elsewhere the same words may or may not speak of the incident, and count less.
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
    out, counts = [0] * len(tokens), [1.0] * len(tokens)
    for spans, count in ((sure, 1.0), (unsure, UNSURE)):
        for a, b, role in sorted(set(spans), key=lambda x: (x[0] - x[1], x[0])):
            if any(out[t] for t in range(a, b)):
                continue
            r = ROLES.index(role)
            for t in range(a, b):
                out[t], counts[t] = 2 + 2 * r, count
            out[a] = 1 + 2 * r
    return out, counts, sentence_rows(doc, templates, held)


def evidence_sentences(doc, template):
    """Sentences in which the words quoted as evidence stand."""
    tokens, sentences = doc["tokens"], doc["sentences"]
    spans = occurrences(doc["text"], template.get("evidence", ""))
    at = [token_span(tokens, span) for span in spans]
    return {n for n, (a, b) in enumerate(sentences) for span in at if span and span[0] < b and span[1] > a}


def sentence_rows(doc, templates, held):
    """A row of SENTENCE for each sentence. One that holds two fillers of an incident tells of it; one that holds a
    single filler may or may not; without any it does not."""
    rows = [[0.0] * len(SENTENCE) for _ in doc["sentences"]]
    if any(not template.get("ours") for template in templates) or doc.get("muc"):
        arrest = SENTENCE.index("arrest_raid")
        for row in rows:
            row[arrest] = UNKNOWN  # MUC does not tell of arrests
    for k, template in enumerate(templates):
        counts = {s: len(v) for (kk, s), v in held.items() if kk == k}
        sure = evidence_sentences(doc, template)
        if not counts and not sure:
            continue
        if counts and not sure:
            most = max(counts.values())
            sure = {min(s for s, c in counts.items() if c == most)}
        sure |= {s for s, c in counts.items() if c >= 2}
        for s in sure | set(counts):
            for name, value in told(template).items():
                col = SENTENCE.index(name)
                value = value if s in sure else UNKNOWN
                if rows[s][col] != 1.0:
                    rows[s][col] = value
    return rows

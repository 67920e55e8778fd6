#!/usr/bin/env bash
# Measures the reader on the development data beside the repository ($1) and fails below the floors that hold now.
set -euo pipefail

# Floors: table | measure | floor. Where less holds than is asked for, the floor is what holds now, and the comment says
# what is asked for: raise it as the reader gets better, never lower it to let a change pass.
FLOORS='
Modern news | relevance F | 0.93
Modern news | incident detection, lenient F | 0.80
Modern news | incident detection, strict F | 0.87
Modern news | stage | 0.85
Modern news | actor | 0.64
Modern news | target | 0.65
Modern news | place | 0.83
Modern news | date | 0.70
Modern news | killed | 0.80
Modern news | injured | 0.80
Modern news | origin of the chain | 0.70
Modern news | origin, alternatives accepted | 0.90
Capitals: modern news in upper case | incident detection, lenient F | 0.80
Places | LGL: names found, F | 0.75
Places | LGL: of these within 161 km | 0.85
Places | GeoWebNews: names found, F | 0.75
Places | GeoWebNews: of these within 161 km | 0.85
Dates (DATE and TIME of TimeBank and AQUAINT) | value F | 0.70
Our own reports, split `check` | relevance F | 0.92
Our own reports, split `check` | incident detection, strict F | 0.58
MUC-4, `dev` | GTT template F | 50
MUC-4, `dev` | CEAF-REE F | 53.5
MUC-4, `dev` | stage: not accomplished F | 20
Attribution (PolNeAR dev) | who and what F | 0.58
Attribution (PolNeAR dev) | cue F, exact | 0.62
Attribution (PolNeAR dev) | source F, overlapping | 0.72
Copies | pair F | 0.96
Copies | embedded excerpts flagged | 0.90
Incidents (cases of which claims are one event) | all: pairwise F | 0.90
'
# Asked for: actor 0.80, place 0.85, stage: not accomplished 60.

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --quiet -p lab -p forewarn
target/release/lab score --shared "$1/eval" --json "$work/figures.json" \
    --only news --only capitals --only muc --only places --only dates --only own \
    --only attribution --only copies --only links
target/release/forewarn bench --json --input "$1/eval/throughput/news.jsonl" >"$work/bench.json"
python3 - "$work/figures.json" "$work/bench.json" "$FLOORS" <<'PY'
import json, sys
tables, bench = (json.load(open(path)) for path in sys.argv[1:3])
bad = 0
for line in sys.argv[3].strip().splitlines():
    table, measure, floor = (part.strip() for part in line.split("|"))
    value = tables[table][measure]
    print(f"{table}: {measure}: {value:.3f} (floor {floor})")
    bad += value < float(floor)
speeds = {
    "read, one core, reports/s": (bench["read_reports_per_second"], 500),
    "imported, reports/s": (bench["imported_reports_per_second"], 200),
    "memory left of 300 MB": (300 - bench["memory_peak_megabytes"], 0),
}
for name, (value, floor) in speeds.items():
    print(f"{name:32} {value:.0f} (floor {floor}; {bench['cores']} cores)")
    bad += value < floor
sys.exit(1 if bad else 0)
PY

#!/usr/bin/env bash
# Measures the reader on the development data beside the repository ($1) and fails below the floors that hold now.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --quiet -p lab -p forewarn
target/release/lab predict news "$1/eval/news/inputs.jsonl" >"$work/news.jsonl"
python3 "$1/eval/news/score.py" "$work/news.jsonl" --json "$work/news.json" >/dev/null
target/release/forewarn bench --json --input "$1/eval/throughput/news.jsonl" >"$work/bench.json"
python3 - "$work/news.json" "$work/bench.json" <<'PY'
import json, sys
news, bench = (json.load(open(path)) for path in sys.argv[1:3])
fields = news["fields on matched incidents"]
figures = {
    "relevance F": (news["relevance"]["F"], 0.85),
    "incident detection, lenient F": (news["incident detection, lenient (type family+country)"]["F"], 0.60),
    "stage": (fields["stage"]["acc"], 0.75),
    "place": (fields["place"]["acc"], 0.70),
    "origin of the chain": (news["attribution"]["origin (last link)"]["acc"], 0.60),
}
bad = 0
for name, (value, floor) in figures.items():
    print(f"{name:32} {value:.3f} (floor {floor})")
    bad += value < floor
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

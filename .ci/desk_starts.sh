#!/usr/bin/env bash
# Runs the README's command for real: builds, starts, opens the first page, exports STIX, and stops. $1: a Python
# environment with the STIX validator. Fails if the first page takes longer than 5 s from the start of the built program.
set -euo pipefail
work=$(mktemp -d)
trap 'kill "${desk:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
cargo build --release --quiet
size=$(stat -c %s target/release/forewarn)
echo "binary: $((size / 1000000)) MB"
# 44 MB of it are the models and the gazetteer, which may take 45.
[ "$size" -lt 78000000 ] || { echo "the binary is over 78 MB"; exit 1; }

# The desk may be slow to be started: the file that is waited for must be there before.
: >"$work/out"
start=$(date +%s%N)
cargo run --release --quiet -- desk --sample --store "$work/store" --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
desk=$!
url=$(timeout 60 grep -m1 -o 'http://127[^ ]*key=[0-9a-f]*' < <(tail -n +1 -f --pid="$desk" "$work/out")) ||
  { cat "$work/err"; exit 1; }
curl -fsSL -c "$work/jar" -b "$work/jar" -o "$work/page.html" "$url"
took=$(( ($(date +%s%N) - start) / 1000000 ))
echo "first page after $took ms, $(wc -c <"$work/page.html") bytes"
[ "$took" -lt 5000 ] || { echo "the first page took longer than 5 s"; exit 1; }
# cargo becomes the program that it runs: the process is the desk itself.
resident=$(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$desk/status")
echo "idle desk: $resident MB resident"
# Half of it is the program itself with its models, mapped and given back when memory is short.
[ "$resident" -lt 128 ] || { echo "the idle desk takes 128 MB or more"; exit 1; }

target/release/forewarn export stix --store "$work/store" -o "$work/bundle.json"
"$1/bin/python" .ci/check_stix.py "$work/bundle.json"
target/release/forewarn ledger verify --store "$work/store"

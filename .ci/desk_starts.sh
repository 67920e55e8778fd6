#!/usr/bin/env bash
# Runs the README's command for real: builds, starts, opens the first page, exports STIX, and stops. $1: a Python
# environment with the STIX validator. Fails if the first page takes longer than 5 s from the start of the built program.
set -euo pipefail
work=$(mktemp -d)
trap 'kill "$desk" 2>/dev/null || true; rm -rf "$work"' EXIT
cargo build --release --quiet
size=$(stat -c %s target/release/forewarn)
echo "binary: $((size / 1000000)) MB"
[ "$size" -lt 40000000 ] || { echo "the binary is over 40 MB"; exit 1; }

start=$(date +%s%N)
cargo run --release --quiet -- desk --sample --store "$work/store" --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
desk=$!
url=""
for _ in $(seq 1 500); do
  url=$(grep -o 'http://127[^ ]*key=[0-9a-f]*' "$work/out" || true)
  [ -n "$url" ] && break
  kill -0 "$desk" 2>/dev/null || { cat "$work/err"; exit 1; }
  read -rt 0.05 <> <(:) || true
done
curl -fsSL -c "$work/jar" -b "$work/jar" -o "$work/page.html" "$url"
took=$(( ($(date +%s%N) - start) / 1000000 ))
echo "first page after $took ms, $(wc -c <"$work/page.html") bytes"
[ "$took" -lt 5000 ] || { echo "the first page took longer than 5 s"; exit 1; }
pid=$(pgrep -P "$desk" forewarn || echo "$desk")
echo "idle desk: $(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status") MB resident"

target/release/forewarn export stix --store "$work/store" -o "$work/bundle.json"
"$1/bin/python" .ci/check_stix.py "$work/bundle.json"
target/release/forewarn ledger verify --store "$work/store"

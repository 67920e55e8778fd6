#!/usr/bin/env bash
# The built program ($2) pulls from TAXII servers: from medallion, and from another desk of this very program. $1 is a Python
# environment with .ci/requirements-taxii.txt. Nothing may be missed and nothing read twice, also where the program is killed
# between two pages and where an object is added while pages are read.
set -euo pipefail
python=$1/bin/python program=$(realpath "${2:-target/release/forewarn}") here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'kill "${medallion:-}" "${desk:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
# shellcheck source=.ci/desk_setup.sh
. "$here/desk_setup.sh"
settings() { printf '[collect]\nhost_gap_ms_min = %s\n' "$1" >"$work/puller.toml"; }
settings 0
pulls=("$program" --store "$work/puller" --config "$work/puller.toml" --reader fast --by "Ana Lind")
puller() { "${pulls[@]}" "$@"; }
stored() { "$python" "$here/taxii_client.py" count "$work/puller"; }

# medallion, with 63 reports in one collection, in pages of 20 (it is slow with many).
"$python" "$here/taxii_client.py" serve "$work" &
medallion=$!
for _ in $(seq 200); do [ -s "$work/medallion" ] && break; sleep 0.1; done
read -r url collection <"$work/medallion"
echo "open sesame" >"$work/secret"
puller source add "$url/taxii2/" --collection "$collection" --local --user duty --password-file "$work/secret" --yes |
  tee "$work/added"
grep -q 'TAXII 2.1 collection with 20 objects on its first page' "$work/added"

# Killed between pages: the time between two requests leaves room for it. Each page is on disk with its place.
settings 1500
"${pulls[@]}" collect >"$work/log" 2>&1 &
pulling=$!
for _ in $(seq 300); do [ "$("$python" "$here/taxii_client.py" asked "$work")" -ge 2 ] && break; sleep 0.1; done
sleep 0.7
kill -9 "$pulling"; wait "$pulling" 2>/dev/null || true
before=$(stored)
[ "$before" -gt 0 ] && [ "$before" -lt 63 ] || { echo "it was not killed between two pages: $before reports"; exit 1; }
settings 0
# Two are added before it goes on, and one while it does.
"$python" "$here/taxii_client.py" add "$work" late-1 late-2
"${pulls[@]}" collect --once &
pulling=$!
"$python" "$here/taxii_client.py" add "$work" late-3
wait "$pulling"
for _ in 1 2 3; do puller collect --once >/dev/null; done
"$python" "$here/taxii_client.py" check "$work" "$work/puller"
echo "medallion: killed after $before of 66 reports; each was read once"

# A desk publishes, another pulls.
plan run
read -r user password < <(account run "Nairobi desk")
warning=$(run warning list | grep -o 'wrn-[0-9a-f]*' | head -1)
run warning release "$warning" --to "$user" >/dev/null
"$program" --store "$work/store" --reader fast --by "Ana Lind" desk --no-collect --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
desk=$!
url=$(address "$work/out" "$desk" "$work/err")
printf '%s\n' "$password" >"$work/desk-secret"
sleep 1
puller source add "$url/taxii2/" --collection released --local --user "$user" --password-file "$work/desk-secret" --yes >"$work/added"
grep -q 'TLP:AMBER from' "$work/added"
for _ in 1 2; do puller collect --once; done | tee "$work/log"
[ "$(stored)" -gt 66 ] || { echo "nothing of the other desk's warning was read"; exit 1; }
puller search 'Nairobi market' | tee "$work/found"
grep -q 'Nairobi' "$work/found"
puller source check
puller ledger verify

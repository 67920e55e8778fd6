#!/usr/bin/env bash
# Sends a warning by webhook and by mail over STARTTLS with the built program ($2), to receivers made of other people's
# libraries: standardwebhooks checks the signature, aiosmtpd takes the letter. $1 is a Python environment with
# .ci/requirements-channels.txt.
set -euo pipefail
python=$1/bin/python program=$(realpath "${2:-target/release/forewarn}") here=$(realpath "$(dirname "$0")")
command -v openssl >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends openssl >/dev/null; }
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=localhost" \
  -addext "subjectAltName=DNS:localhost" -addext "basicConstraints=critical,CA:FALSE" \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
"$python" "$here/channels.py" "$work" &
server=$!
for _ in $(seq 100); do [ -s "$work/ports" ] && break; sleep 0.1; done
read -r http smtp <"$work/ports"

printf '[desk]\npublic_url = "https://desk.example"\n[mail]\nserver = "localhost"\nport = %s\ntls = "starttls"\nca_file = "%s"\nfrom = "Warning desk <desk@desk.example>"\n' \
  "$smtp" "$work/cert.pem" >"$work/forewarn.toml"
# shellcheck source=.ci/desk_setup.sh
. "$here/desk_setup.sh"
run() { "$program" --store "$work/store" --config "$work/forewarn.toml" --reader fast --by "Ana Lind" "$@"; }
plan run
run partner add "Coast desk" --area KE >/dev/null
run partner webhook "Nairobi desk" "http://127.0.0.1:$http/hook" --local --no-test | grep -o 'whsec_.*' >"$work/secret-hook"
run partner test "Nairobi desk"
run partner mail "Coast desk" duty@coast.example
warning=$(run warning list | grep -o 'wrn-[0-9a-f]*' | head -1)
for partner in $(run partner list | grep -o 'prt-[0-9a-f]*'); do run warning release "$warning" --to "$partner" >/dev/null; done
run warning update "$warning" --note "Mind the north gate." >/dev/null
run warning cancel "$warning" --reason "It was a drill." >/dev/null
run deliver --list | grep -q "nothing waits"

# Two more warnings, held until the next minute, go out together: as one signed message, and as one letter.
mkdir -p "$work/more"
for place in "Lagos Nigeria" "Karachi Pakistan"; do
  read -r city country <<<"$place"
  printf 'Plan to bomb a market in %s, police warn\nPolice in %s said on Wednesday that militants were planning to bomb a crowded market in %s.\n' \
    "$city" "$country" "$city" >"$work/more/$city.txt"
done
run import "$work/more" >/dev/null
mapfile -t plans < <(run warning list | grep -i draft | grep -o 'wrn-[0-9a-f]*')
[ "${#plans[@]}" = 2 ]
run partner add "Night desk" --area NG >/dev/null
run partner add "Night letters" --area NG >/dev/null
run partner webhook "Night desk" "http://127.0.0.1:$http/digest" --local --no-test | grep -o 'whsec_.*' >"$work/secret-digest"
run partner mail "Night letters" night@coast.example --no-test >/dev/null
soon=$([ "$(date +%S)" -lt 30 ] && echo 1 || echo 2)
hour=$(date -u -d "+$soon minutes" +%H:%M)
for partner in "Night desk" "Night letters"; do
  run partner quiet "$partner" "$hour" "$hour" UTC --digest
  id=$(run partner list | grep "$partner" | grep -o 'prt-[0-9a-f]*')
  for plan in "${plans[@]}"; do run warning release "$plan" --to "$id" >/dev/null; done
done
for _ in $(seq 80); do run deliver --once | grep -q "nothing waits" && break; sleep 2; done
run deliver --list | grep -q "nothing waits"
run ledger verify
"$python" "$here/channels.py" --check "$work"

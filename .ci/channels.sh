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
run partner webhook "Nairobi desk" "http://127.0.0.1:$http/hook" --local --no-test | grep -o 'whsec_.*' >"$work/secret"
run partner test "Nairobi desk"
run partner mail "Coast desk" duty@coast.example
warning=$(run warning list | grep -o 'wrn-[0-9a-f]*' | head -1)
for partner in $(run partner list | grep -o 'prt-[0-9a-f]*'); do run warning release "$warning" --to "$partner" >/dev/null; done
run warning update "$warning" --note "Mind the north gate." >/dev/null
run warning cancel "$warning" --reason "It was a drill." >/dev/null
run deliver --list | grep -q "nothing waits"
run ledger verify
"$python" "$here/channels.py" --check "$work"

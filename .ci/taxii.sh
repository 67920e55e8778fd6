#!/usr/bin/env bash
# The built program's ($3) TAXII server under TLS, asked by programs of others: $1 has the conformance run (eval/taxii), $2 is
# a Python environment with .ci/requirements-taxii.txt.
set -euo pipefail
kit=$1/eval/taxii python=$2/bin/python program=$(realpath "${3:-target/release/forewarn}")
work=$(mktemp -d)
trap 'kill "${desk:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
# shellcheck source=.ci/desk_setup.sh
. "$(dirname "$0")/desk_setup.sh"
command=("$program" --store "$work/store" --reader fast --by "Ana Lind")

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=desk.example" -addext "subjectAltName=IP:127.0.0.1" \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null

# Another partner must see nothing of what is released to the first.
plan run
run partner add "Lima desk" --area PE >/dev/null
collections() { run partner taxii "$1" --collection drop --access write >/dev/null
  run partner taxii "$1" --collection shut --access none >/dev/null; }
read -r user password < <(account run "Nairobi desk")
read -r other_user other_password < <(account run "Lima desk")
collections "Nairobi desk"
collections "Lima desk"
warning=$(run warning list | grep -o 'wrn-[0-9a-f]*' | head -1)
run warning release "$warning" --to "$user" >/dev/null

"${command[@]}" desk --no-collect --listen 127.0.0.1:0 --tls-cert "$work/cert.pem" --tls-key "$work/key.pem" \
  >"$work/out" 2>"$work/err" &
desk=$!
url=$(address "$work/out" "$desk" "$work/err")

# What was released is there within a moment, for the one and not for the other, by a client of others.
export REQUESTS_CA_BUNDLE=$work/cert.pem
"$python" - "$url" "$user" "$password" "$other_user" "$other_password" <<'PY'
import sys, time, uuid
from taxii2client.v21 import Server, as_pages
url, user, password, other_user, other_password = sys.argv[1:]

def collections(user, password):
    root = Server(url + "/taxii2/", user=user, password=password).default
    return {c.title.split(" ")[0]: c for c in root.collections}

mine, theirs = collections(user, password), collections(other_user, other_password)
assert not {c.id for c in mine.values()} & {c.id for c in theirs.values()}
released = mine["Released"]
for _ in range(50):
    got = released.get_objects().get("objects", [])
    if got:
        break
    time.sleep(0.1)
kinds = {o["type"] for o in got}
assert {"incident", "report", "location", "marking-definition"} <= kinds, kinds
assert "objects" not in theirs["Released"].get_objects(), "another partner sees what was not released to it"
paged = [o["id"] for page in as_pages(released.get_objects, per_request=2) for o in page["objects"]]
assert paged == [o["id"] for o in got], "pages and the whole differ"
sent = mine["Sent"]
note = {"type": "note", "spec_version": "2.1", "id": "note--" + str(uuid.uuid4()), "created": "2025-05-14T09:30:00.000Z",
        "modified": "2025-05-14T09:30:00.000Z", "content": "seen", "object_refs": [got[-1]["id"]]}
status = sent.add_objects({"objects": [note]})
assert status.status == "complete" and status.success_count == 1, status
assert sent.get_object(note["id"])["objects"] == [note]
print("taxii2-client: %d objects were released, 1 was sent" % len(got))
PY

if [ -f "$kit/taxii_conformance.py" ]; then
  "$python" "$kit/taxii_conformance.py" --base "$url" --root taxii2/desk --user "$user" --password "$password" \
    --cafile "$work/cert.pem" --slow --strict --rounds "${FOREWARN_TAXII_ROUNDS:-20}" >"$work/conformance" ||
    { grep -v '^ok' "$work/conformance"; exit 1; }
  tail -1 "$work/conformance" | tee "$work/total"
  grep -q '^167 passed, 0 failed, 0 skipped' "$work/total" || { grep -v '^ok' "$work/conformance"; exit 1; }
else
  echo "NOTE: no TAXII conformance run beside the repository: only taxii2-client was asked"
fi

# What was sent is there after a hard stop.
kill -9 "$desk"; wait "$desk" 2>/dev/null || true
"${command[@]}" desk --no-collect --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
desk=$!
url=$(address "$work/out" "$desk" "$work/err")
curl -fsS -u "$user:$password" "$url/taxii2/desk/collections/sent/objects/?match\[type\]=note" | grep -q '"content": *"seen"'
kill "$desk"; wait "$desk" 2>/dev/null || true
run ledger verify

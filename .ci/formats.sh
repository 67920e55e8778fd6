#!/usr/bin/env bash
# Releases, updates and takes back warnings with the built program ($3), and checks every format for partners with readers
# of others: $1 has the checkers (eval/formats), $2 is a Python environment with .ci/requirements-formats.txt.
set -euo pipefail
checks=$1/eval/formats python=$2/bin/python program=$(realpath "${3:-target/release/forewarn}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run() { "$program" --store "$work/store" --reader fast --by "Ana Lind" "$@"; }

mkdir "$work/first" "$work/second"
cat >"$work/first/plan.txt" <<'TEXT'
Al-Shabaab plans attack on Nairobi market, police warn
Police in Kenya said on Wednesday that al-Shabaab militants were planning to bomb a crowded market in Nairobi.
TEXT
cat >"$work/first/plot.txt" <<'TEXT'
Police in Kampala warn of a planned bombing of a hotel
Police in Uganda said on Wednesday that the Allied Democratic Forces were planning to bomb a hotel in Kampala.
TEXT
cat >"$work/second/plan.txt" <<'TEXT'
Al-Shabaab plot against Nairobi market, says intelligence service
Kenya's intelligence service said on Wednesday that al-Shabaab militants were planning to bomb a crowded market in Nairobi.
TEXT
run partner add "Nairobi & coast <desk>" --area KE --area UG >/dev/null
run watch add Plans --stage planned --stage threatened >/dev/null
run import "$work/first" >/dev/null
partner=$(run partner list | grep -o 'prt-[0-9a-f]*' | head -1)
mapfile -t warnings < <(run warning list | grep -o 'wrn-[0-9a-f]*')
[ "${#warnings[@]}" -ge 2 ] || { echo "the two plans did not make two warnings"; exit 1; }
for id in "${warnings[@]}"; do run warning release "$id" --to "$partner" >/dev/null; done
run import "$work/second" >/dev/null
run warning update "${warnings[0]}" --note "A second word on it." >/dev/null

check_all() {
  for format in cap rss atom json-feed geojson csv misp stix; do
    run export partner "$partner" --format "$format" -o "$work/$1/$format" >/dev/null
  done
  "$python" "$checks/verify_cap.py" --xsd "$checks/schemas/CAP-v1.2.xsd" "$work/$1"/cap/*.xml
  "$python" "$checks/verify_feeds.py" "$work/$1"/rss/rss.xml "$work/$1"/atom/atom.xml "$work/$1"/json-feed/feed.json
  "$python" "$checks/verify_misp_feed.py" --stix "$work/$1/misp"
  "$python" .ci/check_misp.py "$work/$1/stix/stix.json" "$work/$1/misp" "$2"
  "$python" - "$work/$1/geojson/warnings.geojson" "$work/$1/csv/warnings.csv" <<'PY'
import csv, json, sys
import geojson
features = geojson.load(open(sys.argv[1]))
assert features.is_valid and len(features["features"]) >= 2, features.errors()
rows = list(csv.DictReader(open(sys.argv[2], newline="")))
assert len(rows) == len(features["features"]) and all(row["marking"].startswith("TLP:") for row in rows)
print("geojson and csv: %d rows" % len(rows))
PY
}
check_all released tlp,admiralty-scale,estimative-language
run warning cancel "${warnings[1]}" --reason "The report was of a drill." >/dev/null
check_all cancelled tlp,admiralty-scale,estimative-language

# An Ack to the update acknowledges it, once; to what was never sent, it does not.
message=$(ls "$work"/cancelled/cap/*.2.xml | head -1)
"$python" - "$message" >"$work/ack.xml" <<'PY'
import sys
import lxml.etree as ET
ns = "{urn:oasis:names:tc:emergency:cap:1.2}"
of = ET.parse(sys.argv[1]).getroot()
get = lambda name: of.findtext(ns + name)
ack = ET.Element(ns + "alert", nsmap={None: ns[1:-1]})
for name, text in [("identifier", "ack-1"), ("sender", "coast.example"), ("sent", "2026-11-22T12:00:00+03:00"),
                   ("status", get("status")), ("msgType", "Ack"), ("scope", "Private"), ("addresses", get("sender")),
                   ("note", "We have it"), ("references", ",".join(get(k) for k in ("sender", "identifier", "sent")))]:
    ET.SubElement(ack, ns + name).text = text
sys.stdout.buffer.write(ET.tostring(ack))
PY
run warning ack "$work/ack.xml"
run warning show "${warnings[0]}" >"$work/shown"
grep -q "Acknowledged by Nairobi & coast <desk>: We have it" "$work/shown"
sed 's/\.2,/.9,/' "$work/ack.xml" >"$work/never.xml"
if run warning ack "$work/never.xml" 2>/dev/null; then echo "an Ack to nothing was taken"; exit 1; fi

# What we acknowledge: another desk takes a message of ours, and its Ack is read here.
printf 'desk_name = "Coast watch"\n' >"$work/other.toml"
"$program" --store "$work/other" --config "$work/other.toml" --reader fast --by "Ben Odhiambo" \
  warning acknowledge "$message" --note "Coast watch has it" -o "$work/sent-ack.xml"
"$python" "$checks/verify_cap.py" --xsd "$checks/schemas/CAP-v1.2.xsd" "$work/sent-ack.xml" "$work/ack.xml"
"$program" --store "$work/other" ledger verify
run warning ack "$work/sent-ack.xml"
if run warning acknowledge "$message" 2>/dev/null; then echo "a message of our own was acknowledged"; exit 1; fi

# For everybody: one warning under TLP:CLEAR, and nothing of the others.
run partner public on >/dev/null
incident=$(run incident list | grep -o 'inc-[0-9a-f]*' | head -1)
draft=$(run warning draft "$incident" --headline "For everybody" --marking clear | grep -o 'wrn-[0-9a-f]*' | head -1)
run warning release "$draft" --to prt-public >/dev/null
for format in cap rss atom json-feed geojson csv; do
  run export partner prt-public --format "$format" -o "$work/public/$format" >/dev/null
done
"$python" "$checks/verify_cap.py" --xsd "$checks/schemas/CAP-v1.2.xsd" "$work"/public/cap/*.xml
grep -q "<scope>Public</scope>" "$work"/public/cap/*.xml
"$python" "$checks/verify_feeds.py" "$work"/public/rss/rss.xml "$work"/public/atom/atom.xml "$work"/public/json-feed/feed.json
[ "$(grep -c "For everybody" "$work/public/csv/warnings.csv")" = 1 ]
[ "$(ls "$work/public/cap" | wc -l)" = 1 ] || { echo "everybody sees what was released to one office"; exit 1; }

run warning close "${warnings[0]}" --outcome false_alarm >/dev/null
check_all closed tlp,admiralty-scale,estimative-language,false-positive
run watch score
run ledger verify

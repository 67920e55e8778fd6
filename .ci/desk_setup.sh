# What scripts that try the built program share; sourced, not run. Needs $program and $work.

# forewarn with the settings of this trial.
run() { "$program" --store "$work/store" --reader fast --by "Ana Lind" "$@"; }

# Something to release from the store ($1, a command such as `run`): a plan, a watch, and a partner that answers for its place.
plan() {
  mkdir -p "$work/reports"
  cat >"$work/reports/plan.txt" <<'TEXT'
Al-Shabaab plans attack on Nairobi market, police warn
Police in Kenya said on Wednesday that al-Shabaab militants were planning to bomb a crowded market in Nairobi.
TEXT
  "$1" partner add "Nairobi desk" --area KE >/dev/null
  "$1" watch add Plans --stage planned >/dev/null
  "$1" import "$work/reports" >/dev/null
}

# The address that a program prints into $1 once it listens, while the process $2 runs; what it said stands in $3.
address() { timeout 60 grep -m1 -o 'https\?://127[^ /]*' < <(tail -n +1 -f --pid="$2" "$1") || { cat "$3" >&2; return 1; }; }

# User and password of a partner's account ($2) with the TAXII server of a store ($1, a command).
account() {
  "$1" partner taxii "$2" | awk '$1 == "user" {user = $2} $1 == "password" && $2 != "as" {password = $2} END {print user, password}'
}

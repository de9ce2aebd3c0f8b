# Sourced by the scenarios: a server of their own in a folder of their own, calls to it, and checks.
# The scenario is called with the built program and the folder of the sources.
set -euo pipefail

careway=${1:?the built program}
source_folder=${2:?the folder of the sources}
sample=$source_folder/tests/data/sample
folder=$(mktemp -d)
server=""
address=""
council_key=council-key-of-this-scenario
market_key=market-key-of-this-scenario
nhs_key=nhs-key-of-this-scenario

clean_up() {
  local status=$?
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  if [ "$status" -ne 0 ] && [ -s "$folder/problems.log" ]; then
    printf 'The server said:\n' >&2
    tail -n 20 "$folder/problems.log" >&2
  fi
  rm -rf "$folder"
}
trap clean_up EXIT

say() { printf -- '-- %s\n' "$*"; }
fail() {
  printf 'FAILED: %s\n' "$*" >&2
  for last in receipt body; do # what was answered last, to see why
    [ ! -s "$folder/$last" ] || printf 'The last %s: %s\n' "$last" "$(head -c 1500 "$folder/$last")" >&2
  done
  exit 1
}
# expect WHAT WANTED FOUND
expect() { [ "$2" = "$3" ] || fail "$1 is \"$3\" and must be \"$2\""; }

digest() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }

# write_config [BACKGROUND_BYTES]: three partners of one place.
write_config() {
  cat >"$folder/careway.yaml" <<YAML
faces: { background-bytes: ${1:-4194304} }
keys:
  - { tenant: east, partner: council-e09000033, kind: council, key-sha256: $(digest "$council_key"), roles: [read, write] }
  - { tenant: east, partner: market-1, kind: marketplace, key-sha256: $(digest "$market_key"), roles: [read, write] }
  - { tenant: east, partner: phb-1, kind: nhs, key-sha256: $(digest "$nhs_key"), roles: [read, write] }
YAML
}

# start_server: on a free port; returns when it says that it listens.
start_server() {
  local line
  rm -f "$folder/problems"
  mkfifo "$folder/problems"
  "$careway" serve --config "$folder/careway.yaml" --data "$folder/data" --port 0 \
    >>"$folder/access.log" 2>"$folder/problems" &
  server=$!
  exec 7<"$folder/problems"
  address=""
  while read -r line <&7; do
    printf '%s\n' "$line" >>"$folder/problems.log"
    case $line in
      *"listens on http"*)
        address=${line##* }
        break
        ;;
    esac
  done
  [ -n "$address" ] || fail "the server did not start"
  cat <&7 >>"$folder/problems.log" &
  exec 7<&-
}

# stop_server: as an operator does; it must end with status 0.
stop_server() {
  local status=0
  kill -TERM "$server"
  wait "$server" || status=$?
  server=""
  expect "the status of the stopped server" 0 "$status"
}

# call KEY METHOD PATH [CURL OPTION...]: leaves the answer in $status, $folder/body and $folder/head.
call() {
  local key=$1 method=$2 path=$3
  shift 3
  status=$(curl --silent --show-error --max-time 120 --output "$folder/body" --dump-header "$folder/head" \
    --write-out '%{http_code}' --request "$method" --header "Authorization: Bearer $key" "$@" "$address$path")
}
# header NAME: of the last answer.
header() { tr -d '\r' <"$folder/head" | sed -n "s/^$1: //Ip" | head -n 1; }
# body FILTER: what jq finds in the last answer.
body() { jq --raw-output "$1" "$folder/body"; }
# encoded TEXT: for a query.
encoded() { jq --raw-output --null-input --arg text "$1" '$text | @uri'; }

# push KEY FACE FILE [OPTION...]: with the command; the receipt is left in $folder/receipt, the status in $pushed.
push() {
  local key=$1 face=$2 file=$3
  shift 3
  pushed=0
  CAREWAY_KEY=$key "$careway" --format json push --to "$address" --face "$face" "$@" "$file" >"$folder/receipt" || pushed=$?
}
# receipt FILTER
receipt() { jq --raw-output "$1" "$folder/receipt"; }

# total TYPE: how many resources of that type the record has.
total() {
  local count=0 next="/fhir/$1?_count=1000"
  while [ -n "$next" ]; do
    call "$nhs_key" GET "$next"
    expect "the status of a search for $1" 200 "$status"
    count=$((count + $(body '.entry | length')))
    next=$(body '[.link[] | select(.relation == "next") | .url][0] // empty')
    next=${next#"$address"}
  done
  printf '%s\n' "$count"
}

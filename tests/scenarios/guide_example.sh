#!/usr/bin/env bash
# The guide "write a map for your own export" as a person follows it: check, mistakes, cases, there and back, server.
#   guide_example.sh CAREWAY PROJECT
set -euo pipefail
careway=$(realpath "$1") project=$(realpath "$2")
work=$(mktemp -d)
server=""
end() {
  local status=$?
  [ -z "$server" ] || kill -TERM "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  rm -rf "$work"
  return "$status"
}
trap end EXIT
say() { printf -- '-- %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

say "The files printed in the guide are the files of the example"
awk -v work="$work" '
  /^<!-- file: .* -->$/ { name = $3; next }
  /^```/ { if (inside) { inside = 0; name = ""; close(out) }
           else if (name != "") { inside = 1; out = work "/printed/" name; sub("/[^/]*$", "", out)
                                  system("mkdir -p \"" out "\""); out = work "/printed/" name; printf "" > out }
           next }
  inside { print > out }
' "$project/mappers/maps/GUIDE.md"
printed=0
while IFS= read -r file; do
  # A CSV of the example ends its lines with CR LF; a page cannot show that.
  diff <(tr -d '\r' <"$project/${file#"$work/printed/"}") "$file" || fail "the guide prints another ${file##*/}"
  printed=$((printed + 1))
done < <(find "$work/printed" -type f)
[ "$printed" -ge 6 ] || fail "the guide prints only $printed files of the example"

cp -r "$project/tests/data/guide/." "$work/"
cd "$work"
fresh_maps() { rm -rf maps; cp -r "$project/tests/data/guide/maps" maps; }

say "The map has no mistake"
"$careway" --maps maps map check >checked
grep -q '0 errors' checked || fail "map check"

# mistake FILE SED CODE: a mistake is found, under that code and no other.
mistake() {
  fresh_maps
  sed -i "$2" "maps/$1"
  ! cmp -s "maps/$1" "$project/tests/data/guide/maps/$1" || fail "the mistake '$2' changes nothing"
  if "$careway" --maps maps map check >checked 2>problems; then fail "the mistake '$2' was not found"; fi
  shift 2
  diff <(printf '%s\n' "$@" | sort) <(sed -n 's/^[^ ]*:[0-9]*: error \([a-z-]*\):.*/\1/p' problems | sort) ||
    fail "other findings than these"
}
say "A misspelt column is found"
mistake telecare/telecare.map.yaml 's/\[ Fitted, /[ Fited, /' map-partner-path-unknown
say "A value of the list without a code is found"
mistake code-maps/telecare-kind.json '/Pendant/d' map-code-reading
say "An element that FHIR requires and nothing fills is found"
mistake telecare/telecare.map.yaml '/alarm.intent, order/d' map-modifier map-required-element
fresh_maps

say "The cases hold"
"$careway" --maps maps map test >tested
[ "$(grep -c '^ok ' tested)" = 3 ] || fail "three cases hold"
if grep -q '^FAIL' tested; then fail "a case does not hold"; fi

say "A wrong expectation is found"
sed -i 's/fall-detector/pendant/' maps/telecare/cases/01-fall-alarm/expect.txt
if "$careway" --maps maps map test >tested; then fail "the wrong case held"; fi
[ "$(grep -c '^FAIL' tested)" = 1 ] || fail "one case fails"
fresh_maps

say "There and back, byte for byte"
"$careway" --maps maps map --from telecare --to fhir alarms.csv -o alarms.ndjson 2>/dev/null
[ "$(grep -c '"resourceType":"DeviceRequest"' alarms.ndjson)" = 3 ] || fail "three alarms"
[ "$(grep -c '"resourceType":"Patient"' alarms.ndjson)" = 2 ] || fail "two people"
"$careway" --maps maps map --from fhir --to telecare alarms.ndjson -o home.csv
cmp alarms.csv home.csv || fail "the file came home changed"

say "The ledger has every value once"
"$careway" --maps maps map --from telecare --to fhir --ledger alarms.csv >ledger 2>/dev/null
[ "$(grep -c '^in ' ledger)" = 15 ] || fail "fifteen values"

say "A server with this map takes the file, and the second time there is nothing new"
mkfifo said
"$careway" serve --maps maps --data data --port 0 --open-for-development east/council-e09000033/council >access.log 2>said &
server=$!
read -r line <said
address=${line#Careway listens on }
"$careway" push --to "$address" --face telecare --format json alarms.csv >first
"$careway" push --to "$address" --face telecare --format json alarms.csv >second
grep -q '"created":3,"updated":0,"unchanged":0' first || fail "three created"
grep -q '"created":0,"updated":0,"unchanged":3' second || fail "three unchanged"
curl --silent --fail "$address/faces/telecare" -o home.csv
cmp <(sort alarms.csv) <(sort home.csv) || fail "the server gives another file"
say "All of it holds"

#!/usr/bin/env bash
# N2, conformance evidence: a supplier hands in a Bundle, an assessor checks it without a server, sends back what is wrong, and keeps the
# evidence in the forms that people and build servers read.
. "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"

# validate STATUS ARGUMENT...: leaves the report in $folder/report.
validate() {
  local wanted=$1 found=0
  shift
  "$careway" validate "$@" >"$folder/report" 2>"$folder/complaints" || found=$?
  expect "the status of validate $*" "$wanted" "$found"
}

say "The Bundle as the supplier should send it"
cp "$sample/phb-plan.json" "$folder/plan.json"
validate 0 "$folder/plan.json" --format json
expect "resources that are valid" 1 "$(jq '[.[] | select(.valid)] | length' "$folder/report")"

say "The Bundle as it came: a gender that is none, a day that is none, a goal of nobody"
jq '(.entry[].resource | select(.resourceType == "Patient")) |= (.gender = "robot" | .birthDate = "1990-02-30")
    | ([.entry[].resource.resourceType] | index("Goal")) as $goal | del(.entry[$goal].resource.subject)' \
  "$folder/plan.json" >"$folder/wrong.json"
validate 1 "$folder/wrong.json" --format json
jq --raw-output '.[0].outcome.issue[] | select(.severity == "error") | .details.coding[0].code + " " + (.expression[0] // "")' \
  "$folder/report" | sort >"$folder/found"
sed -E 's/\[[0-9]+\]/[]/g; s/ Bundle\.entry\[\]\.resource/ /' "$folder/found" >"$folder/places"
for wanted in "code-not-in-value-set .*gender" "primitive-format .*birthDate" "cardinality-min "; do
  grep -q -- "$wanted" "$folder/places" || fail "nobody found: $wanted"
done
expect "other errors" 3 "$(wc -l <"$folder/places")"
expect "values of the person in the report" 0 "$(grep -c -e robot -e Petra "$folder/report" || true)"

say "What the assessor sends back, and what stays as evidence"
validate 1 "$folder/wrong.json"
grep -q '^3 errors\|3 errors' "$folder/report" || fail "the summary does not count the errors"
validate 1 "$folder/wrong.json" --format html
grep -q '<html lang="en-GB">' "$folder/report" || fail "the page has no language"
expect "addresses of others in the page" 0 "$(grep -c -e '<script' -e '<link' -e 'src=' "$folder/report" || true)"
validate 1 "$folder/wrong.json" "$folder/plan.json" --format junit
expect "testcases" 2 "$(grep -c '<testcase ' "$folder/report")"
expect "failures" 1 "$(grep -c '<failure ' "$folder/report")"

say "A look into the Bundle"
goals=$("$careway" fhirpath 'Bundle.entry.resource.ofType(Goal).count()' "$folder/plan.json" --format json | jq '.[0].value')
expect "goals" 2 "$goals"
status=0
"$careway" fhirpath 'Bundle.entry.' "$folder/plan.json" >/dev/null 2>&1 || status=$?
expect "the status of a broken expression" 2 "$status"

say "A folder of many resources as NDJSON, one of them wrong"
jq --compact-output '.entry[].resource' "$folder/plan.json" >"$folder/feed.ndjson"
sed 's/"gender":"female"/"gender":"robot"/' "$folder/feed.ndjson" >"$folder/wrong.ndjson"
validate 1 "$folder/wrong.ndjson" --format json
expect "lines that are not valid" 1 "$(jq '[.[] | select(.valid | not)] | length' "$folder/report")"
expect "its line" "$(grep -n robot "$folder/wrong.ndjson" | cut -d: -f1)" "$(jq '.[] | select(.valid | not) | .line' "$folder/report")"
say "Done"

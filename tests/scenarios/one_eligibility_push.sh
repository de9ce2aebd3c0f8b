#!/usr/bin/env bash
# One push of one decision by a process of its own, used by E4_eligibility_pushes.sh: pushes the file, and after the
# acknowledgement asks once as the NHS and once as the marketplace. Prints "ok", milliseconds to the acknowledgement and
# milliseconds until both have seen it; anything else is a failure.
#   one_eligibility_push.sh FILE ISSUER REFERENCE WANTED_TASK_STATUS WANTED_FINALITY
set -euo pipefail
file=$1 issuer=$2 reference=$3 wanted_status=$4 wanted_finality=$5
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

milliseconds() { printf '%s\n' "$(($(date +%s%N) / 1000000))"; }
ask() { curl --silent --show-error --max-time 60 --header "Authorization: Bearer $1" "$ADDRESS$2"; }

started=$(milliseconds)
status=$(curl --silent --show-error --max-time 60 --output "$answer" --write-out '%{http_code}' \
  --header "Authorization: Bearer $COUNCIL_KEY" --header 'Content-Type: application/xml' --data-binary "@$file" \
  "$ADDRESS/faces/council-eligibility")
acknowledged=$(milliseconds)
[ "$status" = 200 ] || {
  printf 'push %s answered %s: %s\n' "$reference" "$status" "$(head -c 400 "$answer")"
  exit 0
}
key="https://careway.example/fhir/Id/determination|$issuer:$reference"
found=$(ask "$NHS_KEY" "/fhir/Task?identifier=$(jq -rn --arg text "$key" '$text | @uri')" |
  jq --raw-output '"\(.entry | length) \(.entry[0].resource.id) \(.entry[0].resource.status)"')
read -r count id task_status <<<"$found"
finality=$(ask "$MARKET_KEY" "/faces/marketplace-eligibility/Task/$id" | jq --raw-output .certainty)
seen=$(milliseconds)
if [ "$count $task_status $finality" = "1 $wanted_status $wanted_finality" ]; then
  printf 'ok %s %s\n' "$((acknowledged - started))" "$((seen - started))"
else
  printf 'push %s: NHS found %s with status %s, the marketplace %s\n' "$reference" "$count" "$task_status" "$finality"
fi

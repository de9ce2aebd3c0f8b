#!/usr/bin/env bash
# N8, a personal health budget system: its plan comes as a FHIR Bundle, goes out as council XML and marketplace JSON, an edit of the
# marketplace returns to it, and the goals survive.
. "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"

write_config
start_server

say "The plan comes in as one transaction"
call "$nhs_key" POST /fhir --header 'Content-Type: application/fhir+json' --data-binary "@$sample/phb-plan.json"
expect "the status" 200 "$status"
expect "resources made" 7 "$(body '[.entry[].response.status | select(startswith("201"))] | length')"
call "$nhs_key" GET "/fhir/CarePlan?identifier=$(encoded 'https://phb.example/plan|PHB-1')"
expect "plans found" 1 "$(body .total)"
plan=$(body '.entry[0].resource.id')
patient=$(body '.entry[0].resource.subject.reference')

goals() {
  call "$nhs_key" GET "/fhir/Goal?patient=$patient"
  # Keys that a partner was given are added to a goal; nothing of it may go.
  body '[.entry[].resource | del(.meta) | .identifier |= map(select(.system | startswith("https://phb.example")))] | sort_by(.id) | tostring'
}
goals_before=$(goals)

# lines: what the plan system said of its lines, but for the units. The map adds the key by which partners meet and a second code.
lines() {
  call "$nhs_key" GET "/fhir/ServiceRequest?patient=$patient"
  body '[.entry[].resource | del(.meta) | .identifier |= map(select(.system | startswith("https://phb.example")))
    | .code.coding |= map(select(.system | startswith("https://careway.example")))
    | del(.extension[] | select(.url | endswith("/planned-units")))] | sort_by(.id) | tostring'
}
lines_before=$(lines)
expect "goals" 2 "$(jq length <<<"$goals_before")"

say "The council reads it as XML"
call "$council_key" GET "/faces/council-package/CarePlan/$plan"
expect "the status" 200 "$status"
cp "$folder/body" "$folder/before.xml"
expect "goals in XML" 2 "$(grep -c '<Goal>' "$folder/before.xml")"
expect "lines in XML" 2 "$(grep -c '<Service ' "$folder/before.xml")"

say "The marketplace reads it as JSON and changes the units of its first line"
call "$market_key" GET "/faces/marketplace/CarePlan/$plan"
expect "the status" 200 "$status"
etag=$(header ETag)
cp "$folder/body" "$folder/package.json"
expect "goals in JSON" 2 "$(jq '.goals | length' "$folder/package.json")"
units=$(jq --raw-output '.lines[0].unitsPerWeek' "$folder/package.json")
line=$(jq --raw-output '.lines[0].lineId' "$folder/package.json")
awk -v line="$line" -v units="$units" '
  index($0, "\"lineId\": \"" line "\"") { inside = 1 }
  inside && /"unitsPerWeek":/ { sub(/: [0-9.]+/, ": 12.50"); inside = 0 }
  { print }
' "$folder/package.json" >"$folder/edited.json"
expect "lines of text edited" 1 "$(diff "$folder/package.json" "$folder/edited.json" | grep -c '^>' || true)"
call "$market_key" PUT "/faces/marketplace/CarePlan/$plan" --header 'Content-Type: application/json' \
  --header "If-Match: $etag" --data-binary "@$folder/edited.json"
expect "the status of the edit" 200 "$status"

say "The edit returns as FHIR, with the decimal as written"
call "$nhs_key" GET "/fhir/ServiceRequest?patient=$patient"
expect "lines in the record" 2 "$(body '.entry | length')"
expect "units in FHIR" 1 "$(grep -o '"valueDecimal":12.50' "$folder/body" | wc -l)"
expect "lines with the key of the plan system" 2 \
  "$(body '[.entry[].resource | select(any(.identifier[]; .system == "https://phb.example/line"))] | length')"
expect "what else changed in the lines" "$lines_before" "$(lines)"

say "The council sees the edit and nothing else"
call "$council_key" GET "/faces/council-package/CarePlan/$plan"
diff "$folder/before.xml" "$folder/body" >"$folder/difference" || true
expect "lines of XML that changed" "<UnitsPerWeek>12.50</UnitsPerWeek>" "$(sed -n 's/^> *//p' "$folder/difference")"

say "The goals are as they were"
expect "the goals" "$goals_before" "$(goals)"

say "What the plan system wrote itself is still there"
call "$nhs_key" GET "/fhir/CarePlan/$plan"
expect "the plan's own key" PHB-1 "$(body '[.identifier[] | select(.system == "https://phb.example/plan")][0].value')"
expect "goals that the plan names" 2 "$(body '.goal | length')"

stop_server
say "Done"

#!/usr/bin/env bash
# E4, a council's case management: packages come as CLD, are read as FHIR and by the marketplace, and an edit of the marketplace
# comes home: it is there and nowhere else, and every column of the council is as the council spelled it.
. "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"

period='period-start=2025-04-01&period-end=2026-03-31'
systems=https://careway.example/fhir/Id

say "A CLD file with a column of the council's own, and a marked beginning"
{
  printf '\xEF\xBB\xBF'
  sed -e '1s/^/Our Own Note,/' -e '2,$s/^/ Kept: as "it" is ;-),/' "$sample/cld-2025.csv" | sed -e '2,$s/^ Kept: as "it" is ;-)/" Kept: as ""it"" is ;-)"/'
} >"$folder/cld.csv"
write_config
start_server

say "The council pushes it"
push "$council_key" cld "$folder/cld.csv"
expect "the status of the push" 0 "$pushed"
expect "rows read, created, updated, refused and held" "30 30 0 0 0" \
  "$(receipt '"\(.read) \(.created) \(.updated) \(.refused) \(.held)"')"

say "The same file again writes no new version"
push "$council_key" cld "$folder/cld.csv"
expect "rows unchanged" "30 0 0" "$(receipt '"\(.unchanged) \(.created) \(.updated)"')"
call "$council_key" GET "/fhir/ServiceRequest?_count=200"
expect "versions above the first" 0 "$(body '[.entry[].resource.meta.versionId | select(. != "1")] | length')"
services=$(total ServiceRequest)

say "It comes home as it was"
call "$council_key" GET "/faces/cld?$period"
cp "$folder/body" "$folder/home.csv"
tail -n +2 "$folder/cld.csv" | LC_ALL=C sort >"$folder/pushed.rows"
tail -n +2 "$folder/home.csv" | LC_ALL=C sort >"$folder/home.rows"
expect "the header" "$(head -n 1 "$folder/cld.csv")" "$(head -n 1 "$folder/home.csv")"
expect "rows that were never pushed" 0 "$(LC_ALL=C comm -13 "$folder/pushed.rows" "$folder/home.rows" | wc -l)"

say "FHIR shows the service S-101 and its package"
call "$nhs_key" GET "/fhir/ServiceRequest?identifier=$(encoded "$systems/cld-event|E09000033:S-101")"
expect "services found" 1 "$(body .total)"
jq '.entry[0].resource' "$folder/body" >"$folder/service-before.json"
service=$(jq --raw-output .id "$folder/service-before.json")
expect "its price" 16.40 "$(grep -o 'unit-cost","valueMoney":{"value":[0-9.]*' "$folder/body" | grep -o '[0-9.]*$')"
plan=$(jq --raw-output '.basedOn[0].reference' "$folder/service-before.json")
call "$nhs_key" GET "/fhir/$plan" --header 'Accept: application/fhir+xml'
expect "the status of the package in XML" 200 "$status"

say "The marketplace reads the package"
call "$market_key" GET "/faces/marketplace/$plan"
expect "the status" 200 "$status"
etag=$(header ETag)
expect "lines of home support" 1 "$(body '[.lines[] | select(.service == "homeSupport")] | length')"
cp "$folder/body" "$folder/package.json"
call "$council_key" GET "/faces/council-package/$plan"
expect "the status of the council's XML" 200 "$status"
cp "$folder/body" "$folder/before.xml"

say "It sets an end date; without If-Match or with an old one nothing happens"
# The text is edited, not parsed and written again, so that no number changes its form.
jq --raw-output '[.lines[] | select(.service == "homeSupport")][0].lineId' "$folder/package.json" >"$folder/line"
awk -v line="$(cat "$folder/line")" '
  { print }
  index($0, "\"lineId\": \"" line "\"") { inside = 1 }
  inside && /"startDate":/ { match($0, /^ */); printf "%*s\"endDate\": \"2025-12-31\",\n", RLENGTH, ""; inside = 0 }
' "$folder/package.json" >"$folder/edited.json"
expect "the end date in what is sent" 2025-12-31 "$(jq --raw-output '[.lines[] | select(.service == "homeSupport")][0].endDate' "$folder/edited.json")"
call "$market_key" PUT "/faces/marketplace/$plan" --header 'Content-Type: application/json' --data-binary "@$folder/edited.json"
expect "the status without If-Match" 428 "$status"
call "$market_key" PUT "/faces/marketplace/$plan" --header 'Content-Type: application/json' --header 'If-Match: "old"' \
  --data-binary "@$folder/edited.json"
expect "the status with an old ETag" 412 "$status"
call "$market_key" PUT "/faces/marketplace/$plan" --header 'Content-Type: application/json' --header "If-Match: $etag" \
  --data-binary "@$folder/edited.json"
expect "the status of the edit" 200 "$status"
expect "documents updated" 1 "$(body .updated)"
call "$market_key" PUT "/faces/marketplace/$plan" --header 'Content-Type: application/json' --header "If-Match: $etag" \
  --data-binary "@$folder/edited.json"
expect "the status of the same edit with the ETag of before" 412 "$status"

say "FHIR has the end date and otherwise only the marketplace's own keys"
call "$nhs_key" GET "/fhir/ServiceRequest/$service"
expect "the end in FHIR" 2025-12-31 "$(body .occurrencePeriod.end)"
plain='del(.meta, .occurrencePeriod.end, .status, (.identifier[] | select(.system | contains("/marketplace-"))))'
expect "what else changed in FHIR" "$(jq --sort-keys "$plain" "$folder/service-before.json")" "$(jq --sort-keys "$plain" "$folder/body")"

say "CLD has it in one cell of one row"
call "$council_key" GET "/faces/cld?$period"
diff "$folder/home.csv" "$folder/body" >"$folder/difference" || true
expect "rows that changed" 1 "$(grep -c '^>' "$folder/difference")"
expect "rows of before" 1 "$(grep -c '^<' "$folder/difference")"
expect "the row that changed" \
  "$(sed -n 's/^< //p' "$folder/difference" | sed 's|,S-101,07/04/2025,,|,S-101,07/04/2025,31/12/2025,|')" \
  "$(sed -n 's/^> //p' "$folder/difference")"

say "The council's XML has it in one element"
call "$council_key" GET "/faces/council-package/$plan"
diff "$folder/before.xml" "$folder/body" >"$folder/difference" || true
expect "lines of XML that changed" "<EndDate>31/12/2025</EndDate>" "$(sed -n 's/^> *//p' "$folder/difference")"
expect "lines of XML that went" 0 "$(grep -c '^<' "$folder/difference" || true)"

say "The council's package in XML means the same services"
push "$council_key" council-package "$sample/council-package.xml"
expect "the status of the push" 0 "$pushed"
expect "services in the record" "$services" "$(total ServiceRequest)"

stop_server
say "Done"

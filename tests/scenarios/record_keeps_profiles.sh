#!/usr/bin/env bash
# All partners speak into one record, in either order, and one edits what another sent. Every resource of the record then keeps to the
# profile of its kind (profiles/careway).
. "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"

# profile_of: jq that says under which profile a resource stands.
profile_of='{Patient: "person", CarePlan: "package", Goal: "goal", Condition: "need", RelatedPerson: "contact",
  ServiceRequest: "service", Encounter: "visit", ClaimResponse: "budget"}[.resourceType] // .code.coding[0].code'

# check_record: fetches everything, names its profile in it, and has it validated.
check_record() {
  local type next
  : >"$folder/record.ndjson"
  for type in Patient CarePlan Goal Condition RelatedPerson ServiceRequest Task Encounter ClaimResponse; do
    next="/fhir/$type?_count=1000"
    while [ -n "$next" ]; do
      call "$nhs_key" GET "$next"
      expect "the status of a search for $type" 200 "$status"
      jq --compact-output ".entry[]?.resource
        | .meta.profile = [\"https://careway.example/fhir/StructureDefinition/careway-\" + ($profile_of)]" \
        "$folder/body" >>"$folder/record.ndjson"
      next=$(body '[.link[] | select(.relation == "next") | .url][0] // empty')
      next=${next#"$address"}
    done
  done
  [ "$(wc -l <"$folder/record.ndjson")" -ge "$1" ] || fail "the record has fewer than $1 resources"
  "$careway" validate "$folder/record.ndjson" >"$folder/verdict" || { cat "$folder/verdict" >&2; fail "a resource breaks its profile"; }
  expect "profiles that nobody knows" 0 "$(grep -c 'profile-' "$folder/verdict" || true)"
}

# push_all FACE...: the sample of each face, in that order.
push_all() {
  local face
  for face in "$@"; do
    case $face in
      cld) push "$council_key" cld "$sample/cld-2025.csv" ;;
      council-package) push "$council_key" council-package "$sample/council-package.xml" ;;
      marketplace) push "$market_key" marketplace "$sample/marketplace-package.json" ;;
      council-*) push "$council_key" "$face" "$sample/$face.xml" ;;
      marketplace-*) push "$market_key" "$face" "$sample/$face.json" ;;
      abacus) push "$council_key" abacus "$sample/abacus-visits.csv" ;;
      fhir)
        call "$nhs_key" POST /fhir --header 'Content-Type: application/fhir+json' --data-binary "@$sample/phb-plan.json"
        expect "the status of the plan" 200 "$status"
        pushed=0
        ;;
    esac
    expect "the status of the push of $face" 0 "$pushed"
  done
}

say "Client Level Data first, packages afterwards"
write_config
start_server
push_all cld council-package fhir marketplace abacus council-eligibility council-budget marketplace-eligibility marketplace-budget
check_record 65

say "Every package is read by the marketplace, which gives keys, and put back"
call "$nhs_key" GET '/fhir/CarePlan?_count=1000'
for plan in $(body '.entry[].resource.id'); do
  call "$market_key" GET "/faces/marketplace/CarePlan/$plan"
  [ "$status" = 200 ] || continue
  etag=$(header ETag)
  cp "$folder/body" "$folder/package.json"
  call "$market_key" PUT "/faces/marketplace/CarePlan/$plan" --header 'Content-Type: application/json' \
    --header "If-Match: $etag" --data-binary "@$folder/package.json"
  expect "the status of putting back what was got" 200 "$status"
done

say "What a council says of eligibility and of a budget is read by the marketplace, and put back"
for what in Task/marketplace-eligibility ClaimResponse/marketplace-budget; do
  type=${what%/*} face=${what#*/} shown=0
  call "$nhs_key" GET "/fhir/$type?_count=1000"
  for id in $(body '.entry[].resource.id'); do
    call "$market_key" GET "/faces/$face/$type/$id"
    [ "$status" = 200 ] || continue
    shown=$((shown + 1))
    etag=$(header ETag)
    cp "$folder/body" "$folder/document.json"
    call "$market_key" PUT "/faces/$face/$type/$id" --header 'Content-Type: application/json' \
      --header "If-Match: $etag" --data-binary "@$folder/document.json"
    expect "the status of putting back what was got by $face" 200 "$status"
  done
  expect "the documents that $face shows" 2 "$shown"
done
check_record 65
stop_server

say "Packages first, Client Level Data afterwards"
rm -rf "$folder/data"
start_server
push_all marketplace-budget marketplace-eligibility council-budget council-eligibility marketplace fhir council-package cld abacus
check_record 65
stop_server
say "All of it holds"

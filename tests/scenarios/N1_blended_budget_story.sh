#!/usr/bin/env bash
# N1, personal budgets that blend health, social care and education money: one person's story, from the decision on eligibility to
# the money that goes back. The person knows the indicative budget before the plan starts. Every figure below is worked out by hand:
#
#   home care 20 h a week at 18.00 (the council's rate)      360.00 a week   18,720.00 in 52 weeks
#     60 % joint NHS money                                   216.00          11,232.00
#     40 % adult social care                                 144.00           7,488.00
#       of which the person pays the assessed 40.00           40.00           2,080.00
#   short break, education, once                                                200.00
#   together                                                                 18,920.00
. "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"

ids=https://careway.example/fhir/Id
codes=https://careway.example/fhir/CodeSystem
parts=https://careway.example/fhir/StructureDefinition
la_code=E09000033
ods_code=QRV

# parameters JSON-OF-PARAMETER...: a Parameters resource.
parameters() { jq --null-input --compact-output '{resourceType: "Parameters", parameter: $ARGS.positional}' --jsonargs "$@"; }
person_part() {
  jq --null-input --compact-output --arg name "$1" --arg who "$2" --arg role "$3" --arg on "$4" \
    '{name: $name, part: [{name: "who", valueString: $who}, {name: "role", valueString: $role},
      {name: "organisation", valueString: "Test Council"}, {name: "on", valueDate: $on}]}'
}
fhir() { # fhir KEY METHOD PATH [OPTION...]
  local key=$1 method=$2 path=$3
  shift 3
  call "$key" "$method" "$path" --header 'Content-Type: application/fhir+json' "$@"
}
# code_of: the codes of the errors of the last answer.
refused_codes() { body '[.issue[] | select(.severity == "error") | .details.coding[0].code] | unique | join(" ")'; }
total_of() { body "[.total[] | select(any(.category.coding[]; .code == \"$1\")) | .amount.value * 100 | round][0]"; } # in pence

write_config
start_server

say "The ICB's continuing-care system sends the person and says: not eligible for continuing healthcare alone, a joint package"
cat >"$folder/chc-person.csv" <<CSV
Local Patient Identifier (Extended),Organisation Identifier (Local Patient Identifier),NHS Number,NHS Number Status Indicator Code,Person Birth Date,Postcode of Usual Address,Person Stated Gender Code
L-77,$ods_code,9990000999,01,12/05/2004,ZZ99 1AA,2
CSV
push "$nhs_key" chc-person "$folder/chc-person.csv"
expect "the status of the push" 0 "$pushed"

say "The council pushes its decision: eligible under the Care Act, the person can pay 40.00 a week"
determination() { # determination FINALITY [WITHDRAWN]
  cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<Eligibility xmlns="https://careway.example/council/eligibility/1">
  <Issuer>$la_code</Issuer>
  <DeterminationReference>DET-1</DeterminationReference>
  <Regime>CareAct</Regime>
  <Outcome>Eligible</Outcome>
  <Finality>$1</Finality>
  <DecidedOn>02/11/2026</DecidedOn>
  <EffectiveFrom>07/12/2026</EffectiveFrom>${2:+
  <WithdrawnOn>$2</WithdrawnOn>}
  <DecidedBy><Kind>Council</Kind><Code>$la_code</Code><Name>Test Council</Name></DecidedBy>
  <Person>
    <Authority>$la_code</Authority>
    <PersonReference>P-1</PersonReference>
    <NHSNumber>9990000999</NHSNumber>
    <FirstNames>Asha</FirstNames>
    <LastName>Example</LastName>
    <DateOfBirth>12/05/2004</DateOfBirth>
    <Postcode>ZZ99 1AA</Postcode>
  </Person>
  <AssessedCharge>40.00</AssessedCharge>
  <FinancialAssessment>FA-9</FinancialAssessment>
</Eligibility>
XML
}
determination Final >"$folder/determination.xml"
push "$council_key" council-eligibility "$folder/determination.xml"
expect "the status of the push" 0 "$pushed"

find_one() { # find_one TYPE SYSTEM VALUE
  fhir "$nhs_key" GET "/fhir/$1?identifier=$(encoded "$ids/$2|$3")"
  expect "$1 with $2 $3" 1 "$(body '.entry | length')"
  body '.entry[0].resource.id'
}
council_patient=$(find_one Patient la-person "$la_code:P-1")
icb_patient=$(find_one Patient icb-person "$ods_code:L-77")

say "Both records are of one person: the ICB finds the council's decision under its own record, the marketplace reads it too"
fhir "$nhs_key" GET "/fhir/Task?patient:linked=Patient/$icb_patient"
expect "decisions that the ICB sees" 1 "$(body "[.entry[].resource | select(any(.identifier[]?; .system == \"$ids/determination\"))] | length")"
task=$(find_one Task determination "$la_code:DET-1")
call "$market_key" GET "/faces/marketplace-eligibility/Task/$task"
expect "what the marketplace reads" "200 final" "$status $(body .certainty)"

say "Each funder commits its stream"
stream() { # stream KEY PATIENT CODE SYSTEM FUNDER LEGAL_BASIS HOLDING COST_CENTRE [ASSESSED]
  jq --null-input --compact-output --arg ids "$ids" --arg codes "$codes" --arg parts "$parts" --arg patient "$2" --arg code "$3" --arg system "$4" \
    --arg funder "$5" --arg basis "$6" --arg holding "$7" --arg centre "$8" --arg assessed "${9:-}" '
    {resourceType: "Coverage", meta: {profile: [$parts + "/careway-stream"]}, identifier: [{system: ($ids + "/funding-stream"), value: ($funder + ":S-" + $code)}], status: "active",
     extension: [{url: ($parts + "/legal-basis"), valueCodeableConcept: {coding: [{system: ($codes + "/legal-basis"), code: $basis}]}},
       {url: ($parts + "/holding"), valueCodeableConcept: {coding: [{system: ($codes + "/holding"), code: $holding}]}},
       {url: ($parts + "/cost-centre"), valueString: $centre}],
     type: {coding: [{system: ($codes + "/funding-stream"), code: $code}]}, beneficiary: {reference: ("Patient/" + $patient)},
     period: {start: "2026-12-07"}, payor: [{type: "Organization", identifier: {system: $system, value: $funder}}], order: 1}
    + if $assessed == "" then {} else {costToBeneficiary: [{valueMoney: {value: ($assessed | tonumber), currency: "GBP"}}]} end' >"$folder/stream.json"
  fhir "$1" POST /fhir/Coverage --data-binary "@$folder/stream.json"
  expect "the status of the stream $3" 201 "$status"
  expect "findings of the stream $3" "" "$(header Careway-Findings)"
}
stream "$nhs_key" "$icb_patient" joint-nhs https://fhir.nhs.uk/Id/ods-organization-code $ods_code nhs-act-2006-s3 notional N10001
stream "$council_key" "$council_patient" adult-social-care "$ids/la-code" $la_code care-act-2014-s18 direct-payment A20001 40.00
stream "$council_key" "$council_patient" education "$ids/la-code" $la_code cafa-2014-s49 notional E30001

say "A contribution on NHS money is refused"
jq --compact-output --arg codes "$codes" '.type.coding[0].code = "chc" | .identifier[0].value = "QRV:S-x" | .costToBeneficiary = [{valueMoney: {value: 5, currency: "GBP"}}]' "$folder/stream.json" >"$folder/wrong.json"
fhir "$nhs_key" POST "/fhir/Coverage/\$validate" --data-binary "@$folder/wrong.json"
expect "whether the profile finds it" true "$(body '[.issue[] | select(.severity == "error")] | length > 0')"

say "The council loads its rates and pushes a draft plan"
cat >"$folder/rates.csv" <<CSV
Funder Code,Table Version,Row,Service Type,Valid From,Valid To,Price,Unit,Basis,People,Median,Price Base,Uplift Percent,Note
$la_code,2026-27,HC-01,home-support,01/04/2026,31/03/2028,18.00,Hourly,Average,25,17.80,2026/27,,
$la_code,2026-27,SB-01,short-break,01/04/2026,31/03/2028,200.00,One-off,Agreed,,,2026/27,,
CSV
push "$council_key" rates "$folder/rates.csv"
expect "the status of the push" 0 "$pushed"
sed 's/,25,17.80,/,9,17.80,/' "$folder/rates.csv" >"$folder/few.csv"
push "$council_key" rates "$folder/few.csv"
expect "an average over nine people" rate-disclosure "$(receipt '[.. | .code? // empty | select(. == "rate-disclosure")] | unique | join(" ")')"

package() { # package STATUS UNIT_COST FUNDING
  cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<CarePackage xmlns="https://careway.example/council/care-package/1">
  <Authority>$la_code</Authority>
  <PackageReference>PK-1</PackageReference>
  <PackageType>HomeCare</PackageType>
  <Status>$1</Status>
  <StartDate>07/12/2026</StartDate>
  <Person>
    <PersonReference>P-1</PersonReference>
    <NHSNumber>9990000999</NHSNumber>
    <FirstNames>Asha</FirstNames>
    <LastName>Example</LastName>
    <DateOfBirth>12/05/2004</DateOfBirth>
    <Postcode>ZZ99 1AA</Postcode>
  </Person>
  <Service line="1">
    <Category>HOMECARE</Category>
    <SupportType>LT-COM</SupportType>
    <ClientType>SU</ClientType>
    <Delivery>DP</Delivery>
    <Status>$1</Status>
    <StartDate>07/12/2026</StartDate>
    ${2:+<UnitCost>$2</UnitCost>}
    <CostPeriod>Hourly</CostPeriod>
    <UnitsPerWeek>20</UnitsPerWeek>
    $3
  </Service>
</CarePackage>
XML
}
joint='<FundedBy><Stream>JointNHS</Stream><Percent>60</Percent><Decision>JP-7</Decision></FundedBy><FundedBy><Stream>AdultSocialCare</Stream><Percent>40</Percent><Decision>JP-7</Decision></FundedBy>'
package Planned "" "$joint" >"$folder/package.xml"
push "$council_key" council-package "$folder/package.xml"
expect "the status of the push" 0 "$pushed"
plan=$(find_one CarePlan council-package "$la_code:PK-1")

say "Education adds a short break to the plan"
jq --null-input --compact-output --arg ids "$ids" --arg codes "$codes" --arg parts "$parts" --arg patient "$council_patient" --arg plan "$plan" '
  {resourceType: "ServiceRequest", meta: {profile: [$parts + "/careway-service"]}, identifier: [{system: ($ids + "/marketplace-line"), value: "SB-1"}],
   extension: [{url: ($parts + "/cost-frequency"), valueCodeableConcept: {coding: [{system: ($codes + "/cld-cost-frequency"), code: "one-off"}]}},
     {url: ($parts + "/funding-share"), extension: [
       {url: "stream", valueCodeableConcept: {coding: [{system: ($codes + "/funding-stream"), code: "education"}]}}, {url: "percent", valueDecimal: 100}]}],
   basedOn: [{reference: ("CarePlan/" + $plan)}], status: "draft", intent: "plan", subject: {reference: ("Patient/" + $patient)},
   code: {coding: [{system: ($codes + "/education-provision"), code: "short-break"}], text: "Short break"},
   occurrencePeriod: {start: "2026-12-07"}}' >"$folder/break.json"
fhir "$council_key" POST /fhir/ServiceRequest --data-binary "@$folder/break.json"
expect "the status of the line" 201 "$status"

say "The indicative budget is worked out on the draft plan, before anything starts"
request() { # request PREPARER EXPECTED_VERSION REASON [EXTRA...]
  local preparer=$1 version=$2 reason=$3
  shift 3
  parameters "{\"name\": \"issuer\", \"valueIdentifier\": {\"system\": \"$ids/la-code\", \"value\": \"$la_code\"}}" \
    '{"name": "reference", "valueString": "B-1"}' '{"name": "period", "valuePeriod": {"start": "2026-12-07", "end": "2027-12-05"}}' \
    '{"name": "as-of", "valueDate": "2026-12-07"}' '{"name": "year-factor", "valueString": "52"}' \
    "$(person_part prepared-by "$preparer" 'finance officer' 2026-11-20)" \
    "{\"name\": \"expected-version\", \"valueInteger\": $version}" "{\"name\": \"change-reason\", \"valueCode\": \"$reason\"}" "$@" >"$folder/request.json"
}
request 'P Preparer' 0 first-budget
fhir "$council_key" POST "/fhir/CarePlan/$plan/\$indicative-budget" --data-binary "@$folder/request.json"
expect "the status of the budget" 201 "$status"
expect "gross a week, in pence" 36000 "$(total_of gross-week)"
expect "gross of the period, in pence" 1892000 "$(total_of gross-period)"
expect "what the person pays" "4000 208000" "$(total_of contribution-week) $(total_of contribution-period)"
stream_amounts() { # stream_amounts CODE: its week and period, as written
  jq --raw-output --arg parts "$parts" --arg code "$1" '.insurance[] | select(any(.extension[]; .url == ($parts + "/funding-stream") and .valueCodeableConcept.coding[0].code == $code))
    | [.extension[] | select(.url == ($parts + "/week-amount") or .url == ($parts + "/period-amount")) | .valueMoney.value * 100 | round] | join(" ")' "$folder/body"
}
expect "joint NHS money in pence" "21600 1123200" "$(stream_amounts joint-nhs)"
expect "council money in pence" "14400 748800" "$(stream_amounts adult-social-care)"
expect "education in pence" "0 20000" "$(stream_amounts education)"
expect "basis of home care" average \
  "$(body '.addItem[] | select(any(.productOrService.coding[]; .code == "home-support")) | .extension[] | select(.url | endswith("/line-figure")) | .extension[] | select(.url == "basis") | .valueCodeableConcept.coding[0].code')"
budget=$(body .id)
first_budget=$budget

say "It is given to the person, who can read it; so can the marketplace and the council in their own formats"
parameters '{"name": "on", "valueDate": "2026-11-27"}' '{"name": "notice-sent", "valueDate": "2026-11-27"}' '{"name": "challenge-by", "valueDate": "2026-12-27"}' >"$folder/issue.json"
fhir "$council_key" POST "/fhir/ClaimResponse/$budget/\$issue" --header 'If-Match: W/"1"' --data-binary "@$folder/issue.json"
expect "the status of the issue" 200 "$status"
fhir "$council_key" POST "/fhir/ClaimResponse/$budget/\$issue" --header 'If-Match: W/"1"' --data-binary "@$folder/issue.json"
expect "the status of a stale issue" 412 "$status"
call "$council_key" GET "/budgets/$la_code/B-1/statement" --header 'Accept: text/plain'
expect "the status of the statement" 200 "$status"
cp "$folder/body" "$folder/statement-1.txt"
expect "whether the statement says what the person pays" 1 "$(grep -c '2,080.00' "$folder/statement-1.txt" | awk '{ print ($1 > 0) }')"
call "$council_key" POST /budgets/verify --header 'Content-Type: text/plain' --data-binary "@$folder/statement-1.txt"
expect "what the check of the statement finds" "200 " "$status $(refused_codes)"
call "$market_key" GET "/faces/marketplace-budget/ClaimResponse/$budget"
expect "the status of the marketplace's budget" 200 "$status"
call "$council_key" GET "/faces/council-budget/ClaimResponse/$budget"
expect "the status of the council's budget" 200 "$status"

say "Then the plan: home care is bought at 18.50, so the final budget is 520.00 more"
package Active 18.50 "$joint" >"$folder/package.xml"
push "$council_key" council-package "$folder/package.xml"
expect "the status of the push" 0 "$pushed"
request 'P Preparer' 1 plan-costs-differ
fhir "$council_key" POST "/fhir/CarePlan/$plan/\$final-budget" --data-binary "@$folder/request.json"
expect "the status of the final budget" 201 "$status"
expect "gross of the period, in pence" 1944000 "$(total_of gross-period)"
expect "the variance" 520 "$(body ".extension[] | select(.url == \"$parts/budget-variance\") | .valueMoney.value")"
budget=$(body .id)
fhir "$council_key" POST "/fhir/CarePlan/$plan/\$final-budget" --data-binary "@$folder/request.json"
expect "what a second one on a stale version is told" "budget-stale" "$(refused_codes)"

say "Nobody approves what they prepared, or more than they may; somebody else does"
approve() { # approve WHO LIMIT
  parameters '{"name": "kind", "valueCode": "financial"}' "{\"name\": \"who\", \"valueString\": \"$1\"}" '{"name": "role", "valueString": "head of service"}' \
    '{"name": "organisation", "valueString": "Test Council"}' '{"name": "on", "valueDate": "2026-12-01"}' \
    "{\"name\": \"limit\", \"valueMoney\": {\"value\": $2, \"currency\": \"GBP\"}}" '{"name": "outcome", "valueCode": "approved"}' \
    '{"name": "status", "valueCode": "final"}' >"$folder/approve.json"
  fhir "$council_key" POST "/fhir/ClaimResponse/$budget/\$approve" --header 'If-Match: W/"1"' --data-binary "@$folder/approve.json"
}
approve 'P Preparer' 50000.00
expect "what the preparer is told" "422 approval-own" "$status $(refused_codes)"
approve 'A Approver' 10000.00
expect "what a small limit is told" "422 approval-limit" "$status $(refused_codes)"
approve 'A Approver' 50000.00
expect "the status of the approval" 200 "$status"
expect "the budget's status" final "$(body ".extension[] | select(.url == \"$parts/budget-status\") | .valueCodeableConcept.coding[0].code")"

say "The returns: the council's part as CLD, nothing for continuing healthcare, the rest by name"
call "$council_key" GET "/budgets/$la_code/B-1/2/returns/cld?period-start=2026-10-01&period-end=2027-09-30"
expect "the status of the CLD return" 200 "$status"
cp "$folder/body" "$folder/return.csv"
# Read back with nothing of ours: pounds a week of each row in pence. 40 % of 370.00 is 148.00.
expect "pence a week in the CLD return" 14800 "$(awk -F, '
  NR == 1 { for (i = 1; i <= NF; ++i) { gsub(/[\r"]/, "", $i); column[$i] = i } }
  NR > 1 { cost = $column["Unit Cost"]; units = $column["Planned units per week"]; how = $column["Cost Frequency (Unit Type)"]
    gsub(/[\r"]/, "", cost); gsub(/[\r"]/, "", units); gsub(/[\r"]/, "", how)
    sum += cost * 100 * (tolower(how) == "weekly" ? 1 : units) }
  END { printf "%d", sum }' "$folder/return.csv")"
call "$council_key" GET "/budgets/$la_code/B-1/2/returns/remainder"
expect "the status of the remainder" 200 "$status"
expect "the remainder, by stream" "education 200.00;joint-nhs 11544.00;" \
  "$(awk -F, '$1 == "remainder" { printf "%s %s;", $3, $7 }' "$folder/body")"

say "Change: in May continuing healthcare is granted back to 1 March. Who owes whom for the 13 weeks to 30 May"
stream "$nhs_key" "$icb_patient" chc https://fhir.nhs.uk/Id/ods-organization-code $ods_code nhs-chc notional N10002
changed='<FundedBy><Stream>JointNHS</Stream><Percent>60</Percent><To>28/02/2027</To><Decision>JP-7</Decision></FundedBy><FundedBy><Stream>AdultSocialCare</Stream><Percent>40</Percent><To>28/02/2027</To><Decision>JP-7</Decision></FundedBy><FundedBy><Stream>ContinuingHealthcare</Stream><Percent>100</Percent><From>01/03/2027</From><Decision>CHC-1</Decision></FundedBy>'
package Active 18.50 "$changed" >"$folder/package.xml"
push "$council_key" council-package "$folder/package.xml"
expect "the status of the push" 0 "$pushed"
request 'P Preparer' 2 backdated-decision
fhir "$council_key" POST "/fhir/CarePlan/$plan/\$final-budget" --data-binary "@$folder/request.json"
expect "the status of the third version" 201 "$status"
expect "gross of the period, as before, in pence" 1944000 "$(total_of gross-period)"
# 12 weeks from 7 December to 28 February: the person pays 12 x 40.00.
expect "what the person pays now, in pence" 48000 "$(total_of contribution-period)"
parameters "{\"name\": \"issuer\", \"valueString\": \"$la_code\"}" '{"name": "reference", "valueString": "B-1"}' '{"name": "paid-version", "valueInteger": 2}' \
  '{"name": "due-version", "valueInteger": 3}' '{"name": "until", "valueDate": "2027-05-30"}' >"$folder/settle.json"
fhir "$council_key" POST /budgets/settle --data-binary "@$folder/settle.json"
expect "the status of the settlement" 200 "$status"
# 13 weeks: the council gave 13 x 108.00, the person 13 x 40.00, the ICB's joint money 13 x 222.00.
expect "who owes whom" "chc > adult-social-care 1404.00;chc > contribution 520.00;chc > joint-nhs 2886.00" \
  "$(body '[.transfers[] | "\(.from) > \(.to) \(.amount)"] | sort | join(";")')"
expect "what is left open" 0.00 "$(body .open)"

say "The person's account: what was not spent goes back"
cat >"$folder/movements.csv" <<CSV
Issuer Kind,Account Issuer,Account,Movement,Date,Kind,Amount,Reverses,Text,Cost Centre,Subjective Code,Person Id
Council,$la_code,DP-1,M-1,07/12/2026,Credit,592.00,,Four weeks,A20001,5200,P-1
Council,$la_code,DP-1,M-2,14/12/2026,Debit,370.00,,Home care,A20001,5200,P-1
Council,$la_code,DP-1,M-3,15/12/2026,Debit,37.00,,Typed wrong,A20001,5200,P-1
Council,$la_code,DP-1,M-4,16/12/2026,Credit,37.00,M-3,Takes back M-3,A20001,5200,P-1
CSV
push "$council_key" movements "$folder/movements.csv"
expect "the status of the push" 0 "$pushed"
call "$council_key" GET "/accounts/$la_code/DP-1/balance?day=2026-12-31"
expect "the status of the balance" 200 "$status"
balance() { body '.extension[] | select(.url | endswith("extension-Account.balance")) | .extension[] | select(.url == "amount") | .valueMoney.value'; }
expect "the balance" 222 "$(balance)"
sed 's/592.00/600.00/' "$folder/movements.csv" >"$folder/altered.csv"
push "$council_key" movements "$folder/altered.csv"
expect "whether an altered movement is refused" true "$(receipt '[.. | .code? // empty] | length > 0')"
call "$council_key" GET "/accounts/$la_code/DP-1/balance?day=2026-12-31"
expect "the balance after that" 222 "$(balance)"

say "A rate that is changed afterwards shows in the first statement, with its row"
sed '2s/18.00/18.01/' "$folder/rates.csv" >"$folder/altered-rates.csv"
push "$council_key" rates "$folder/altered-rates.csv"
call "$council_key" POST /budgets/verify --header 'Content-Type: text/plain' --data-binary "@$folder/statement-1.txt"
expect "what the check finds" true "$(body '[.issue[] | select(.details.coding[0].code == "verify-rate")] | length > 0')"
expect "the row that it names" true "$(body '[.issue[] | select(.details.coding[0].code == "verify-rate") | tostring | contains("HC-01")] | any')"

say "The decision is withdrawn, and everybody sees it at once"
determination Withdrawn 01/06/2027 >"$folder/determination.xml"
push "$council_key" council-eligibility "$folder/determination.xml"
expect "the status of the push" 0 "$pushed"
call "$market_key" GET "/faces/marketplace-eligibility/Task/$task"
expect "what the marketplace reads" withdrawn "$(body .certainty)"

say "The link between the two records is undone: what was drawn from both is gone for both, and stays gone"
fhir "$nhs_key" GET "/fhir/ClaimResponse/$first_budget"
expect "the first budget before" 200 "$status"
fhir "$nhs_key" GET "/fhir/Person?link=Patient/$icb_patient"
same=$(body '.entry[0].resource.id')
call "$nhs_key" POST "/people/links/$same/undo" --header 'Content-Type: application/json' --data-binary '{"who": "L Officer", "reason": "two people with one number"}'
expect "the status of the undoing" 200 "$status"
for path in "/fhir/ClaimResponse/$first_budget" "/fhir/ClaimResponse/$first_budget/_history/1" "/fhir/ClaimResponse/$first_budget/_history" \
  "/budgets/$la_code/B-1" "/budgets/$la_code/B-1/1/statement" "/faces/marketplace-budget/ClaimResponse/$first_budget"; do
  fhir "$nhs_key" GET "$path"
  expect "whether $path is gone" true "$([ "$status" = 404 ] || [ "$status" = 410 ] && echo true)"
done
fhir "$nhs_key" GET "/fhir/ServiceRequest?patient:linked=Patient/$icb_patient"
expect "council lines that the ICB's record shows" 0 "$(body '[.entry[]?] | length')"
push "$nhs_key" chc-person "$folder/chc-person.csv"
fhir "$nhs_key" GET "/fhir/Task?patient:linked=Patient/$icb_patient"
expect "council decisions that the ICB's record shows after the next push" 0 "$(body "[.entry[]?.resource | select(any(.identifier[]?; .system == \"$ids/determination\"))] | length")"

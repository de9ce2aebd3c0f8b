#!/usr/bin/env bash
# E4 again, with a large file: the answer comes at once (202), progress can be watched, the work can be cancelled and pushed again,
# and after a kill -9 it goes on by itself.
. "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"

rows=${CAREWAY_LARGE_ROWS:-4000}
awk -v rows="$rows" -v mark=L -f "$source_folder/tests/scenarios/rows.awk" "$sample/cld-2025.csv" >"$folder/large.csv"
expect "rows in the file" "$rows" "$(($(wc -l <"$folder/large.csv") - 1))"
write_config 1000
start_server

# send: pushes the file without waiting for it; leaves the exchange in $exchange.
send() {
  call "$council_key" POST /faces/cld --header 'Content-Type: text/csv' --data-binary "@$folder/large.csv"
  expect "the status of the push" 202 "$status"
  exchange=$(body .exchange)
  expect "the status address" "$address/exchanges/$exchange" "$(header Location)"
}
# await FILTER: asks until the exchange fulfils the filter.
await() {
  until jq --exit-status "$1" "$folder/body" >"$folder/ignored"; do
    call "$council_key" GET "/exchanges/$exchange"
    expect "the status of the exchange" 200 "$status"
  done
}

say "A push is answered at once and cancelled on the way"
send
await '.documentsDone > 0'
call "$council_key" POST "/exchanges/$exchange/cancel" --data ""
if [ "$status" = 200 ]; then
  await '.state == "cancelled" and has("receipt")'
  [ "$(body .documentsDone)" -le "$rows" ] || fail "more was done than there is"
else
  expect "the status of a cancel that came too late" 409 "$status"
fi

say "Pushed again it goes on after a kill"
send
await '.documentsDone > 0'
kill -KILL "$server"
wait "$server" 2>/dev/null || true
start_server
call "$council_key" GET "/exchanges/$exchange"
expect "the status of the exchange after the kill" 200 "$status"
await '.state == "done" and has("receipt")'
expect "rows refused or held" 0 "$(body '.receipt.refused + .receipt.held')"
expect "rows read" "$rows" "$(body '.receipt.read')"

say "Every row is there once"
push "$council_key" cld "$folder/large.csv"
expect "the status of the push" 0 "$pushed"
expect "rows unchanged" "$rows" "$(receipt .unchanged)"
call "$council_key" GET "/faces/cld?period-start=2025-04-01&period-end=2026-03-31"
expect "rows that come home" "$rows" "$(grep -c ',SL-[0-9]*,' "$folder/body")"
expect "events that come home" "$rows" "$(grep -o ',SL-[0-9]*,' "$folder/body" | sort -u | wc -l)"

stop_server
say "Done"

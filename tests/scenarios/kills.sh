#!/usr/bin/env bash
# Kills the server with SIGKILL at random points of an import, starts it again, and holds it to its word: every exchange that was
# acknowledged is still known and ends, and after pushing the file again every row is there once.
#   CAREWAY_KILLS=50    how often          CAREWAY_SEED=1    which random points
. "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"

kills=${CAREWAY_KILLS:-3}
rows=${CAREWAY_KILL_ROWS:-600}
RANDOM=${CAREWAY_SEED:-1}
acknowledged=0 unfinished=0
write_config 0
start_server
mkfifo "$folder/never"
exec 8<>"$folder/never"

# linger SECONDS: nobody ever writes to that pipe.
linger() { read -r -t "$1" -u 8 || true; }

say "$kills kills, seed ${CAREWAY_SEED:-1}, $rows rows each"
for ((i = 1; i <= kills; i++)); do
  awk -v rows="$rows" -v mark="K$i" -f "$source_folder/tests/scenarios/rows.awk" "$sample/cld-2025.csv" >"$folder/$i.csv"
  rm -f "$folder/answer"
  curl --silent --max-time 60 --output "$folder/answer" --header "Authorization: Bearer $council_key" \
    --header 'Content-Type: text/csv' --data-binary "@$folder/$i.csv" "$address/faces/cld" &
  pusher=$!
  # Short times more often than long ones: the push arrives, is journalled, is worked on.
  point=$((RANDOM % 20))
  linger "$(printf '0.%03d' $((point * point)))"
  kill -KILL "$server"
  wait "$server" 2>/dev/null || true
  wait "$pusher" 2>/dev/null || true
  exchange=""
  if [ -s "$folder/answer" ]; then exchange=$(jq --raw-output '.exchange // empty' "$folder/answer" || true); fi
  start_server
  if [ -n "$exchange" ]; then
    acknowledged=$((acknowledged + 1))
    call "$council_key" GET "/exchanges/$exchange"
    expect "the status of exchange $i after the kill" 200 "$status"
    [ "$(body .state)" = done ] || unfinished=$((unfinished + 1))
    until jq --exit-status '.state == "done" and has("receipt")' "$folder/body" >"$folder/ignored"; do
      case $(body .state) in failed | cancelled) fail "exchange $i ended as $(body .state)" ;; esac
      call "$council_key" GET "/exchanges/$exchange"
    done
    expect "rows of exchange $i in its receipt" "$rows 0" "$(body '"\(.receipt.read) \(.receipt.refused + .receipt.held)"')"
  fi
  push "$council_key" cld "$folder/$i.csv"
  expect "the status of push $i after the kill" 0 "$pushed"
  expect "rows of push $i" "$rows" "$(receipt '.created + .updated + .unchanged')"
  if [ -n "$exchange" ]; then expect "rows that push $i had to make again" 0 "$(receipt .created)"; fi
done

call "$council_key" GET "/faces/cld?period-start=2025-04-01&period-end=2026-03-31"
expect "rows" $((kills * rows)) "$(grep -c ',SK[0-9]*-[0-9]*,' "$folder/body")"
expect "rows that are there once" $((kills * rows)) "$(grep -o ',SK[0-9]*-[0-9]*,' "$folder/body" | sort -u | wc -l)"
expect "services" $((kills * rows)) "$(total ServiceRequest)"
stop_server
printf 'kills %d, pushes acknowledged before the kill %d (of these unfinished %d), rows %d, lost 0, doubled 0\n' \
  "$kills" "$acknowledged" "$unfinished" $((kills * rows))

#!/usr/bin/env bash
# The tour of the README as a person types it: every command of it, in its order, gives what the README prints. Ids that follow
# from the keys of a deployment, and lines of maps, are made alike first.
. "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"

say "A gateway with the sample data, as script/server leaves it"
write_config
start_server
push "$council_key" cld "$sample/cld-2025.csv"
push "$council_key" council-package "$sample/council-package.xml"
CAREWAY_KEY=$nhs_key "$careway" push --to "$address" --face fhir "$sample/phb-plan.json" >"$folder/receipt"
push "$market_key" marketplace "$sample/marketplace-package.json"

clone=$folder/clone
mkdir -p "$clone/build" "$clone/data"
ln -s "$(realpath "$source_folder/tests")" "$clone/tests"
ln -s "$(realpath "$careway")" "$clone/build/careway"
printf 'COUNCIL_KEY=%s\nMARKETPLACE_KEY=%s\n' "$council_key" "$market_key" >"$clone/data/keys"

# What the README says: the commands that set up the shell, then commands behind "$ " and what they print.
tour='/^## Five minutes/,/^## Where to read on/'
sed -n "${tour}p" "$source_folder/README.md" | awk '
  /^```/ { kind = inside ? "" : ($0 == "```sh" ? "set" : "talk"); inside = !inside; next }
  inside && kind == "set" && /^server=/ { print "server=$TOUR_ADDRESS"; next }
  inside && kind == "set" { print; next }
  inside && /^\$ / { command = substr($0, 3); quoted = command; gsub(/\047/, "\047\\\047\047", quoted)
                     print "printf \047$ %s\\n\047 \047" quoted "\047"; print command " || :" }
' >"$folder/tour.sh"
sed -n "${tour}p" "$source_folder/README.md" | awk '
  /^```/ { kind = inside ? "" : ($0 == "```sh" ? "set" : "talk"); inside = !inside; next }
  inside && kind == "talk" { print }
' >"$folder/wanted"
expect "the tour has commands" true "$([ "$(grep -c '^\$ ' "$folder/wanted")" -ge 20 ] && echo true)"

alike() {
  sed -E -e 's/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/UUID/g' -e 's/[0-9a-f]{32}/ID/g' \
    -e 's/CW-[0-9A-F-]{12}/CW-KEY/g' -e 's/\.yaml:[0-9]+/.yaml:LINE/g' -e 's/\r$//' "$1"
}
say "Every command of the README"
(cd "$clone" && TOUR_ADDRESS=$address bash "$folder/tour.sh" >"$folder/found" 2>"$folder/errors") || fail "the tour broke off"
diff <(alike "$folder/wanted") <(alike "$folder/found") || fail "the README prints something else"
stop_server
say "All of it is so"

#!/usr/bin/env bash
# E4, council case management: decisions on eligibility are pushed, each by a process of its own, and each is visible to the
# NHS's system and to the marketplace in the first read after the acknowledgement; so is its withdrawal.
# CAREWAY_PUSHES says how many (40; the drill pushes 1,000).
. "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"

pushes=${CAREWAY_PUSHES:-40}
at_once=8

write_config
start_server
export ADDRESS=$address COUNCIL_KEY=$council_key MARKET_KEY=$market_key NHS_KEY=$nhs_key

# decision NUMBER FINALITY [WITHDRAWN]: one file. Every person is a person of its own, with a number of the 999 range.
decision() {
  awk -v n="$1" -v finality="$2" -v withdrawn="${3:-}" '
    function number(seed,   nine, sum, i, check) {
      for (;; ++seed) {
        nine = sprintf("999%06d", seed)
        sum = 0
        for (i = 1; i <= 9; ++i) sum += substr(nine, i, 1) * (11 - i)
        check = 11 - sum % 11
        if (check == 11) check = 0
        if (check < 10) return nine check
      }
    }
    BEGIN {
      print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      print "<Eligibility xmlns=\"https://careway.example/council/eligibility/1\">"
      print "  <Issuer>E09000033</Issuer>"
      printf "  <DeterminationReference>DET-%d</DeterminationReference>\n", n
      print "  <Regime>CareAct</Regime>"
      print "  <Outcome>Eligible</Outcome>"
      printf "  <Finality>%s</Finality>\n", finality
      print "  <DecidedOn>02/03/2026</DecidedOn>"
      print "  <EffectiveFrom>01/04/2026</EffectiveFrom>"
      if (withdrawn != "") printf "  <WithdrawnOn>%s</WithdrawnOn>\n", withdrawn
      print "  <DecidedBy><Kind>Council</Kind><Code>E09000033</Code><Name>Test Council</Name></DecidedBy>"
      print "  <Person>"
      print "    <Authority>E09000033</Authority>"
      printf "    <PersonReference>P-%d</PersonReference>\n", n
      printf "    <NHSNumber>%s</NHSNumber>\n", number(n * 20)
      printf "    <FirstNames>Test</FirstNames>\n    <LastName>Person%d</LastName>\n", n
      printf "    <DateOfBirth>%02d/%02d/%d</DateOfBirth>\n", 1 + n % 28, 1 + n % 12, 1930 + n % 60
      print "  </Person>"
      print "</Eligibility>"
    }'
}

# all_of FIRST_WORD_OF_FILE TASK_STATUS FINALITY: every push in a process of its own, some at once.
all_of() {
  seq 1 "$pushes" | xargs --max-procs="$at_once" --replace=N \
    "$(dirname -- "${BASH_SOURCE[0]}")/one_eligibility_push.sh" "$folder/$1-N.xml" E09000033 DET-N "$2" "$3" >"$folder/$1.times"
  grep -v '^ok ' "$folder/$1.times" | head -n 5 >&2 || true
  expect "decisions seen at once by both" "$pushes" "$(grep -c '^ok ' "$folder/$1.times" || true)"
}

# figures TITLE FILE: middle, 99th of a hundred, and slowest.
figures() {
  local column
  for column in 2 3; do
    sort --numeric-sort --key="$column,$column" "$folder/$2.times" | awk -v column="$column" -v title="$1" '
      { times[NR] = $column }
      END {
        rank = int((NR * 99 + 99) / 100)
        printf "%s, %s: p50 %d ms, p99 %d ms, slowest %d ms\n", title,
          column == 2 ? "until acknowledged" : "until both others have read it", times[int((NR + 1) / 2)], times[rank], times[NR]
      }'
  done
}

for n in $(seq 1 "$pushes"); do
  decision "$n" Final >"$folder/decided-$n.xml"
  decision "$n" Withdrawn 15/05/2026 >"$folder/withdrawn-$n.xml"
done

say "$pushes decisions are pushed by processes of their own, $at_once at once"
all_of decided completed final
say "All of them are withdrawn the same way"
all_of withdrawn cancelled withdrawn
expect "determinations in the record" "$pushes" "$(total Task)"

figures "$pushes pushes" decided
figures "$pushes withdrawals" withdrawn

# Sourced by the scripts in this folder: where the project is, how a stage is announced and timed, the compiler cache.

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$project"

# The cache finds a file again whatever the build folder is called and wherever the clone stands.
export CCACHE_BASEDIR="$project" CCACHE_NOHASHDIR=1
jobs=${JOBS:-$(nproc)}

stage_name="" stage_from=0 stage_report=""

# stage NAME: ends the stage before, says how long it took, announces the next one.
stage() {
  end_stage
  stage_name=$1 stage_from=$SECONDS
  printf '\n== %s\n' "$stage_name"
}

end_stage() {
  [ -n "$stage_name" ] || return 0
  local took=$((SECONDS - stage_from))
  stage_report+=$(printf '%4d min %02d s  %s' $((took / 60)) $((took % 60)) "$stage_name")$'\n'
  stage_name=""
}

# Prints how long each stage took.
print_stages() {
  end_stage
  printf '\n== Time taken\n%s%4d min %02d s  together\n' "$stage_report" $((SECONDS / 60)) $((SECONDS % 60))
}

# Says which stage broke, what to read and what to try.
explain_failure() {
  local code=$?
  [ "$code" -eq 0 ] && return
  printf '\n%s stopped (code %d) in the stage "%s".\n' "$(basename -- "$0")" "$code" "${stage_name:-start}" >&2
  printf 'The first error above is the one to read. If the build folder is the suspect, delete build/ and run it again.\n' >&2
}
trap explain_failure EXIT

# configure PRESET [OPTION...]: configures a build folder; the long list of checks is shown only when something is wrong.
configure() {
  local preset=$1 log
  shift
  mkdir -p build
  log=build/configure-$preset.log
  if ! cmake --preset "$preset" "$@" >"$log" 2>&1; then
    cat "$log" >&2
    printf '\nCMake could not configure "%s". A missing package is the usual cause: script/setup installs all.\n' "$preset" >&2
    return 1
  fi
  tail -n 1 "$log"
}

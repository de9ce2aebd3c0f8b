#!/bin/sh
# Usage: run.sh EVALUATE_PROGRAM SHARED_DATA WORK_FOLDER
# Lays Careway's FHIRPath beside another engine's on random expressions. Exit 77 means skipped.
# CAREWAY_DIFFERENTIAL_COUNT sets how many (2,000 when absent), CAREWAY_DIFFERENTIAL_SEED which.
set -eu
evaluate_program=$1
shared_data=$2
work=$3
here=$(dirname "$0")

if [ ! -d "$shared_data/hl7-r4-examples" ]; then
  echo "skipped: the shared examples are not on this machine"
  exit 77
fi
if ! command -v npm > /dev/null; then
  echo "skipped: npm is not installed (script/setup installs it)"
  exit 77
fi

mkdir -p "$work"
cp "$here/package.json" "$here/.npmrc" "$here/generate.mjs" "$here/compare.mjs" "$here/known_differences.json" "$work/"
if ! cmp -s "$here/package-lock.json" "$work/installed-lock.json"; then
  cp "$here/package-lock.json" "$work/"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)
  cp "$here/package-lock.json" "$work/installed-lock.json"
fi
node "$work/compare.mjs" "$evaluate_program" "$shared_data/hl7-r4-examples" "${CAREWAY_DIFFERENTIAL_COUNT:-2000}" \
  "${CAREWAY_DIFFERENTIAL_SEED:-20240229}"

#!/bin/sh
# Usage: run.sh EXPORT_PROGRAM SHARED_DATA WORK_FOLDER
# Has Careway convert the published examples, then lets another library read the result. Exit 77 means skipped.
set -eu
export_program=$1
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

mkdir -p "$work/reader"
cp "$here/package.json" "$here/.npmrc" "$here/compare.mjs" "$here/known_differences.json" "$work/reader/"
if ! cmp -s "$here/package-lock.json" "$work/reader/installed-lock.json"; then
  cp "$here/package-lock.json" "$work/reader/"
  (cd "$work/reader" && npm ci --ignore-scripts --no-audit --no-fund)
  cp "$here/package-lock.json" "$work/reader/installed-lock.json"
fi
rm -rf "$work/output"
mkdir -p "$work/output"
"$export_program" "$shared_data" "$work/output"
node "$work/reader/compare.mjs" "$work/output"

#!/bin/sh
# Every check of the project; called by ./run test, which has set up what it needs.
set -eu
cd "$(dirname "$0")/.."
ruff check .
ruff format --check .
lint-imports
python tools/layout.py --check
# The tests start servers and commands by the dozen: compiled modules halve the time that takes.
unset PYTHONDONTWRITEBYTECODE
# The types are checked while the tests run; what mypy says comes after them.
said=$(mktemp)
mypy >"$said" 2>&1 &
types=$!
# What the tests write need not outlast them: in memory, where there is room, nobody waits for a disk.
memory=
if [ "$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')" -gt 4000000 ] 2>/dev/null; then
  memory=$(mktemp -d /dev/shm/voting.XXXXXX)
fi
# Browsers and servers are waited for as often as they work: half as many workers more than there are processors.
workers=$((($(nproc) * 3 + 1) / 2))
status=0
pytest -n "$workers" --dist worksteal ${memory:+--basetemp="$memory/tests"} "$@" || status=$?
rm -rf "$memory"
wait $types || status=1
cat "$said"
rm "$said"
exit $status

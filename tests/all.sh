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
status=0
pytest -n auto --dist worksteal "$@" || status=$?
wait $types || status=1
cat "$said"
rm "$said"
exit $status

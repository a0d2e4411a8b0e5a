#!/bin/sh
# Every check of the project; called by ./run test, which has set up what it needs.
set -eu
cd "$(dirname "$0")/.."
ruff check .
ruff format --check .
mypy
lint-imports
exec pytest -n auto --dist worksteal "$@"

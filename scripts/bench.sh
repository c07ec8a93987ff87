#!/usr/bin/env bash
# The figures of docs/performance.md: motcua bench on SQLite in a fresh folder and on a throwaway PostgreSQL. Arguments
# go to motcua bench, such as --json.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/postgres.sh
. scripts/postgres.sh

work=$(mktemp -d)
chmod 711 "$work"
trap 'pg_stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
go build -trimpath -ldflags '-s -w' -o "$work/motcua" ./cmd/motcua
"$work/motcua" bench --data "$work/city" "$@"
if pg_start "$work" on; then
	"$work/motcua" bench --db "$PG_DSN" "$@"
else
	echo "LEFT OUT: PostgreSQL is not installed"
fi

#!/usr/bin/env bash
# The long runs: the race detector over the store and the office, and every test of the build tag soak (kill loops,
# large data) on both engines. Takes as long as it takes.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/postgres.sh
. scripts/postgres.sh

work=$(mktemp -d)
chmod 711 "$work"
trap 'pg_stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
if pg_start "$work" on; then
	export MOTCUA_TEST_PG=$PG_DSN
else
	echo "LEFT OUT: PostgreSQL is not installed"
fi
export SHARED=${SHARED:-$PWD/../shared/data}

go test -race -count=1 -timeout 30m ./keep/store ./office
go test -tags soak -run Soak -count=1 -timeout 120m -v ./...

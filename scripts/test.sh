#!/usr/bin/env bash
# Everything that must hold: form, vet, staticcheck, tests on both engines, browser journeys. The last lines say what
# was left out. Exit code 1: something failed, or CI=true and something was left out.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/postgres.sh
. scripts/postgres.sh
# shellcheck source=scripts/tools.sh
. scripts/tools.sh
# shellcheck source=scripts/bpmn.sh
. scripts/bpmn.sh

export LC_NUMERIC=C
# Compilers, checkers and tests live for a short time: they collect less often than a server, within bounds. A fifth to a quarter of their
# processor time goes with it.
export GOGC=${GOGC-300} GOMEMLIMIT=${GOMEMLIMIT-2GiB}
work=$(mktemp -d)
chmod 711 "$work"
left=$work/left-out
failed=()
trap 'pg_stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# stage NAME COMMAND... runs a command and prints a line with its time.
stage() {
	local name=$1 from=$EPOCHREALTIME outcome=ok
	shift
	"$@" || {
		outcome=FAILED
		failed+=("$name")
	}
	awk -v n="$name" -v o="$outcome" -v a="$from" -v b="$EPOCHREALTIME" 'BEGIN { printf "== %-28s %6.1f s  %s\n", n, b - a, o }'
}

format() {
	local list
	list=$(go tool gofumpt -l .) || return 1
	[ -z "$list" ] || {
		echo "not formatted; make fmt mends it:"
		echo "$list"
		return 1
	}
}

vet() { go vet ./... && go vet -tags soak ./...; }

# The stage before has looked at everything with more of vet than go test would, and would again.
tests() { go test -vet=off -json "$@" | "$work/tally" -left-out "$left"; }

command -v go >/dev/null || {
	echo "missing: go, which everything needs (go.mod names the version)"
	exit 1
}
start=$SECONDS
stage "tools" need_tools "$left"
if have initdb; then
	stage "PostgreSQL, throwaway" pg_start "$work"
fi
export MOTCUA_TEST_PG=$PG_DSN
MOTCUA_CHROMIUM=$(chromium_path)
export MOTCUA_CHROMIUM
MOTCUA_BPMN=$(bpmn_tools "$left")
export MOTCUA_BPMN
export SHARED=${SHARED:-$PWD/../shared/data}
[ -d "$SHARED" ] || echo "tests on the shared data: $SHARED is not there; set SHARED to its folder" >>"$left"

stage "format" format
stage "vet" vet
stage "staticcheck" go tool staticcheck ./...
go build -o "$work/tally" scripts/tally.go
list=$(go list -e ./... | grep -v '/e2e$') # the browser journeys run alone
mapfile -t rooms <<<"$list"
stage "tests on both engines" tests -timeout 20m "${rooms[@]}"
if have python3; then
	stage "samples drawn again" tests -count=1 -tags python -run 'TheScriptDraws' ./doors/web
else
	echo "python3: the script of docs/sampling.md was not run" >>"$left"
fi
stage "browser journeys" tests -count=1 -timeout 20m ./e2e
stage "stop PostgreSQL" pg_stop

echo "== whole $((SECONDS - start)) s"
if [ -s "$left" ]; then
	echo "LEFT OUT:"
	sort -u "$left" | sed 's/^/  /'
	[ "${CI-}" != true ] || failed+=("left out")
else
	echo "nothing was left out"
fi
if [ ${#failed[@]} -gt 0 ]; then
	printf "FAILED:%s\n" "$(printf " %s;" "${failed[@]}")"
	exit 1
fi
echo "all passed"

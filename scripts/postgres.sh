# shellcheck shell=bash
# A throwaway PostgreSQL on a free loopback port, to be sourced: pg_start DIR [FSYNC] sets PG_DSN and PG_PID, pg_stop
# ends it. Without FSYNC (on) it does not wait for the disk, since its folder goes with it; measurements need it on.

PG_PID=
PG_DSN=

# pg_bin prints the folder of initdb and postgres, or nothing.
pg_bin() {
	local dir found=
	if dir=$(command -v initdb); then
		dirname "$dir"
		return
	fi
	for dir in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin; do
		[ -x "$dir/initdb" ] && found=$dir
	done
	echo "$found"
}

# pg_user runs a command as the user that PostgreSQL runs under: it refuses root.
pg_user() {
	if [ "$(id -u)" = 0 ]; then
		runuser -u postgres -- "$@"
	else
		"$@"
	fi
}

# pg_start DIR [FSYNC] starts a server in a new folder below DIR. It fails when PostgreSQL is not installed.
pg_start() {
	local bin dir port try fsync=${2-off}
	bin=$(pg_bin)
	[ -n "$bin" ] || return 1
	dir=$1/postgres
	mkdir "$dir"
	[ "$(id -u)" != 0 ] || chown postgres "$dir"
	(cd "$dir" && pg_user "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-locale -N) >"$1/initdb.log" 2>&1 || {
		cat "$1/initdb.log"
		return 1
	}
	for try in 1 2 3 4 5 6 7 8; do
		port=$((20000 + RANDOM % 20000))
		(cd "$dir" && exec 2>&1 && pg_user "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 30 -s \
			-o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=$fsync -c full_page_writes=$fsync -c max_connections=400 -c timezone=UTC" \
			start) >/dev/null && break
		[ "$try" != 8 ] || {
			tail -n 20 "$dir/log"
			return 1
		}
	done
	PG_PID=$(head -n 1 "$dir/data/postmaster.pid")
	PG_DSN="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
}

# pg_stop ends the server of pg_start, if one runs, and waits for it.
pg_stop() {
	[ -n "$PG_PID" ] || return 0
	kill -INT "$PG_PID" 2>/dev/null || true
	while kill -0 "$PG_PID" 2>/dev/null; do
		sleep 0.1
	done
	PG_PID=
}

# pg_crash kills the server of pg_start without a warning, as a power cut would, and waits until it is gone.
pg_crash() {
	kill -KILL "$PG_PID"
	while kill -0 "$PG_PID" 2>/dev/null; do
		sleep 0.1
	done
}

# pg_again DIR starts the server of pg_start again, on the same port; it recovers what was committed.
pg_again() {
	local bin dir=$1/postgres try
	bin=$(pg_bin)
	for try in 1 2 3 4 5 6 7 8 9 10; do # the old server's children need a moment to notice that they are alone
		(cd "$dir" && exec 2>&1 && pg_user "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -s restart) >/dev/null && break
		[ "$try" != 10 ] || {
			tail -n 20 "$dir/log"
			return 1
		}
		sleep 1
	done
	PG_PID=$(head -n 1 "$dir/data/postmaster.pid")
}

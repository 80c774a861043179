#!/usr/bin/env bash
# Runs a command beside a private, throw-away PostgreSQL and exports TEST_DATABASE_URL to it.
#
#   scripts/with-postgres.sh COMMAND…       the exit status is the command's
#   scripts/with-postgres.sh --find         prints the folder of the binaries used, or exits 1
#
# The cluster lives in a temporary folder, on a random port of 127.0.0.1, with a random password
# and without fsync; it is stopped and removed whatever way the command ends. PostgreSQL refuses
# to run as root, so root hands it to the user `postgres`, or else `nobody`.
# When TEST_DATABASE_URL is already set, nothing is started and the command gets it as it is.
set -euo pipefail

readonly OLDEST=15

find_binaries() { # the newest installed version, not older than OLDEST
    local folder version best='' best_version=$((OLDEST - 1))
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] || continue
        version=$(basename "$(dirname "$folder")")
        if [ "${version%%.*}" -gt "$best_version" ]; then
            best=$folder best_version=${version%%.*}
        fi
    done
    [ -n "$best" ] && echo "$best"
}

if [ "${1:-}" = --find ]; then
    find_binaries
    exit
fi
if [ -n "${TEST_DATABASE_URL:-}" ]; then
    exec "$@"
fi

if ! binaries=$(find_binaries); then
    echo "with-postgres: no PostgreSQL $OLDEST or newer in /usr/lib/postgresql; run: scripts/install-missing.sh postgres" >&2
    exit 1
fi

cluster=$(mktemp -d "${TMPDIR:-/tmp}/fra-unioni-postgres.XXXXXX")
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    as_owner=(setpriv --reuid="$owner" --regid="$(id -gn "$owner")" --clear-groups env HOME="$cluster")
fi
command_pid=

remove() {
    trap - EXIT INT TERM HUP
    if [ -n "$command_pid" ]; then
        kill -TERM -- "-$command_pid" 2>/dev/null || true
    fi
    if [ -e "$cluster/data/postmaster.pid" ]; then
        "${as_owner[@]}" "$binaries/pg_ctl" -D "$cluster/data" -m immediate -s -w stop || true
    fi
    rm -rf "$cluster"
}
trap remove EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "$password" >"$cluster/password"
[ ${#as_owner[@]} -eq 0 ] || chown -R "$owner" "$cluster"
cd "$cluster" # the owner may not be allowed to stand where we stand
"${as_owner[@]}" "$binaries/initdb" -D "$cluster/data" --username=fra_unioni \
    --pwfile="$cluster/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync >"$cluster/initdb.log" || { cat "$cluster/initdb.log" >&2; exit 1; }
cat >>"$cluster/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$cluster'
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
CONF

port=
for _ in 1 2 3 4 5; do # a port may be taken between choosing and binding
    port=$((20000 + RANDOM % 12000))
    "${as_owner[@]}" "$binaries/pg_ctl" -D "$cluster/data" -l "$cluster/server.log" \
        -o "-p $port" -s -w -t 60 start 2>/dev/null && break
    port=
done
if [ -z "$port" ]; then
    echo 'with-postgres: the server does not start:' >&2
    cat "$cluster/server.log" >&2
    exit 1
fi
cd "$OLDPWD"

# In a process group of its own, so that a signal to us ends the command and all it started.
export TEST_DATABASE_URL="postgres://fra_unioni:$password@127.0.0.1:$port/postgres"
set -m
"$@" </dev/null &
command_pid=$!
set +m
status=0
wait "$command_pid" || status=$?
command_pid=
exit "$status"

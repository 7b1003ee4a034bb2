#!/usr/bin/env bash
# The life of deploy/run.sh, on a data folder and ports of its own: first start, the administrator, a PostgreSQL that is killed, Ctrl-C,
# a second start that finds everything again, a wrong setting. Ends with 0 when all of it was as it should be. Run by tests/run.sh.
set -euo pipefail
set -m # each start in a process group of its own, where SIGINT is not ignored: a Ctrl-C for that group alone

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
folder=$(mktemp -d)
chmod 755 "$folder" # PostgreSQL's user passes through
port=$((20000 + RANDOM % 4000)) udp=$((24000 + RANDOM % 4000))
origin=http://localhost:$port log=$folder/log run=''

finish() {
    [ -z "$run" ] || { kill -INT -- "-$run" 2>/dev/null && wait "$run"; } || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 143' TERM

expect() {
    local what=$1
    shift
    if "$@"; then echo "ok: $what"; else
        echo "NOT: $what"
        tail -n 30 "$log"
        exit 1
    fi
}
# until_true SECONDS COMMAND...
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        if [ $SECONDS -gt $end ]; then return 1; fi
        sleep 0.2
    done
}
ask() { curl --silent --show-error --fail --max-time 10 --cookie "$folder/cookies" --cookie-jar "$folder/cookies" -H 'X-Conference: 1' -H 'Content-Type: application/json' "$@"; }
is_ready() { ask "$origin/healthz/ready" 2>/dev/null | grep -q '"status":"ready"'; }
ended_or_ready() { is_ready || ! kill -0 "$run" 2>/dev/null; }
start() {
    "$root/deploy/run.sh" --port "$port" --udp-port "$udp" --data "$folder/data" >"$log" 2>&1 </dev/null &
    run=$!
    until_true 400 ended_or_ready || true
    expect "$1" is_ready
}
# A Ctrl-C in the terminal of the run command.
stop() {
    local server database status=0
    server=$(<"$folder/data/server.pid") database=$(postmaster)
    kill -INT -- "-$run"
    wait "$run" || status=$?
    run=''
    expect "Ctrl-C ends it with 130 (seen: $status)" [ "$status" = 130 ]
    expect "no server and no PostgreSQL is left" until_true 20 not_running "$server" "$database"
}
postmaster() { head -n 1 "$folder/data/postgres/cluster/postmaster.pid" 2>/dev/null; }
is_another() { local pid; pid=$(postmaster) && [ -n "$pid" ] && [ "$pid" != "$1" ]; }
# A process that has ended but that nobody has asked about (a container without an init) has no exe.
not_running() { local pid; for pid in "$@"; do ! [ -e "/proc/$pid/exe" ] || return 1; done; }
has_room() { ask "$origin/api/rooms" | grep -q '"Optics"'; }

start "the first start becomes ready"
expect "the first page is the client" grep -q '<script type="module"' <(ask "$origin/")
expect "the administrator's link is printed" until_true 30 grep -q '/invite/' "$log"
invitation=$(grep -o '/invite/[A-Za-z0-9_-]*' "$log")
ask -X POST -d '{"name":"Ada","email":"ada@example.org","password":"a long enough password 1"}' "$origin/api/invitations/${invitation#/invite/}" >/dev/null
ask -X POST -d '{"title":"Optics"}' "$origin/api/rooms" >/dev/null
expect "a room is made" has_room

killed=$(postmaster)
kill -KILL "$killed"
expect "the end of PostgreSQL is noticed" until_true 30 grep -q 'PostgreSQL has ended; starting it again' "$log"
# Readiness is asked last: what it found a moment before the end may still stand.
expect "another one runs" until_true 60 is_another "$killed"
expect "it has the room" until_true 60 has_room
expect "the server is ready again" until_true 60 is_ready
stop

start "the second start becomes ready"
rm -f "$folder/cookies"
ask -X POST -d '{"email":"ada@example.org","password":"a long enough password 1"}' "$origin/api/session" >/dev/null
expect "the account and the room are there" has_room
stop
expect "nobody was invited anew" [ "$(grep -c '/invite/' "$log")" = 0 ]

status=0
CONFERENCE_WORKERS=many "$root/deploy/run.sh" --port "$port" --udp-port "$udp" --data "$folder/data" >"$log" 2>&1 </dev/null || status=$?
expect "a wrong setting ends the start with 2 (seen: $status)" [ "$status" = 2 ]
expect "in a sentence that names it" grep -q 'CONFERENCE_WORKERS' "$log"

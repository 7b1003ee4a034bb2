#!/usr/bin/env bash
# The run command: from a checkout on a fresh Debian or Ubuntu machine with the .NET 10 SDK to a served lecture hall. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

help() {
    cat <<'TEXT'
deploy/run.sh [OPTIONS]: builds Conference and serves it, on http://localhost:8080 unless told otherwise.

Installs what is missing (ffmpeg, PostgreSQL, libopus, node), builds the web client and the server, starts a PostgreSQL of its own in
the data folder (and starts it again if it dies), and prints the address and, the first time, the administrator's sign-in link. Ctrl-C
stops everything; the next start finds the data again. Only the .NET 10 SDK must be there beforehand; apt-get is used through sudo
when you are not root.

  --port N                 the page's TCP port (default 8080)
  --data DIR               accounts, chat, recordings, database and build live here (default: data/ in the checkout)
  --udp-port N             first UDP port for camera and microphone; one more per processor core may be used (default 40000)
  --public-address A[,B]   addresses that browsers reach this machine by, when they are not its own (behind a 1:1 NAT)

  https, which browsers ask for before they give camera and microphone to any page that is not on localhost; choose one:
  --certificate FILE --key FILE   a PEM certificate (with its chain) and its private key
  --lan [--https-port N]          on this machine's LAN addresses, port 8443, with a certificate of our own making; browsers warn once
  --behind-proxy                  a reverse proxy does https and passes X-Forwarded-For, -Proto and -Host

  --config FILE            more settings, as one JSON object (default: conference.json in the data folder, if it is there); the
                           environment (CONFERENCE_UDP_PORT=...) wins over it, these options win over both
  --help                   this text

Examples:
  deploy/run.sh
  deploy/run.sh --lan --data /srv/conference
  deploy/run.sh --port 443 --certificate fullchain.pem --key privkey.pem --public-address 203.0.113.7

Recordings live in recordings/ of the data folder. An S3 store instead: s3Endpoint, s3Bucket, s3AccessKey, s3SecretKey; with s3PublicEndpoint browsers
play straight from it. Several stores, of which the first that answers is used and the first of all is home:
  { "stores": ["campus", "spare"], "storeCampusS3Endpoint": "http://minio:9000", "storeCampusS3Bucket": "lectures",
    "storeCampusS3AccessKey": "...", "storeSpareFolder": "/srv/spare" }      and CONFERENCE_STORE_CAMPUS_S3_SECRET_KEY=... in the environment

Every setting is listed by data/build/Conference.Web --help. Open the TCP port and the UDP ports in the firewall; the start-up lines name them.
TEXT
}

tools=$root/artifacts/tools
export root tools
# shellcheck source-path=SCRIPTDIR source=setup.sh
. "$root/deploy/setup.sh"

data=$root/data port='' https_port='' certificate='' key='' lan='' proxy='' public='' udp='' config=''

value() {
    if [ $# -lt 2 ] || [ -z "$2" ] || [[ $2 == --* ]]; then usage_error "$1 needs a value; deploy/run.sh --help tells which."; fi
}
is_port() {
    if ! [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || [ "$2" -gt 65535 ]; then usage_error "$1 must be a number from 1 to 65535, not '$2'."; fi
}
is_file() {
    if ! [ -f "$2" ] || ! [ -r "$2" ]; then usage_error "$1: there is no readable file '$2'."; fi
}

while [ $# -gt 0 ]; do
    case $1 in
        --port) value "$@"; is_port "$@"; port=$2; shift ;;
        --data) value "$@"; data=$2; shift ;;
        --https-port) value "$@"; is_port "$@"; https_port=$2; shift ;;
        --udp-port) value "$@"; is_port "$@"; udp=$2; shift ;;
        --public-address) value "$@"; public=$2; shift ;;
        --certificate) value "$@"; is_file "$@"; certificate=$(realpath "$2"); shift ;;
        --key) value "$@"; is_file "$@"; key=$(realpath "$2"); shift ;;
        --config) value "$@"; is_file "$@"; config=$(realpath "$2"); shift ;;
        --lan) lan=1 ;;
        --behind-proxy) proxy=1 ;;
        --help | -h) help; exit 0 ;;
        *) usage_error "Unknown option '$1'; deploy/run.sh --help lists them." ;;
    esac
    shift
done
if [ -n "$certificate" ] && [ -z "$key" ]; then usage_error "--certificate needs --key FILE, the certificate's private key."; fi
if [ -n "$key" ] && [ -z "$certificate" ]; then usage_error "--key needs --certificate FILE."; fi
if [ -n "$lan" ] && [ -n "$certificate$proxy" ]; then usage_error "--lan makes its own certificate; leave out --certificate and --behind-proxy."; fi
if [ -n "$https_port" ] && [ -z "$lan" ]; then usage_error "--https-port goes with --lan; a --certificate is served on --port."; fi
if [ -n "$proxy" ] && [ -n "$certificate" ]; then usage_error "--behind-proxy leaves https to the proxy; leave out --certificate."; fi

mkdir -p "$data" || fail "The data folder $data cannot be made."
data=$(cd "$data" && pwd -P)

# One run per data folder. The lock falls with this process, also by kill -9; its children do not inherit it (9>&-).
exec 9>"$data/lock"
flock -n 9 || fail "Conference already runs on $data; stop it first, or give another --data."

# ---- What the machine lacks ------------------------------------------------------------------------------------------------------
need_dotnet
wanted=(ca-certificates)
command -v ffmpeg >/dev/null || wanted+=(ffmpeg)
ldconfig -p 2>/dev/null | grep -q libssl.so.3 || wanted+=(openssl) # brings libssl, which speaks DTLS for us
ldconfig -p 2>/dev/null | grep -q libopus.so.0 || wanted+=(libopus0)
postgres_bin() { find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1 | xargs -r dirname; }
[ -n "$(postgres_bin)" ] || wanted+=(postgresql)
apt_install "${wanted[@]}" 9>&-
postgres_bin=$(postgres_bin)

# ---- Build -------------------------------------------------------------------------------------------------------------------------
build_client 9>&-
build_server "$data/build" 9>&-

# ---- PostgreSQL ----------------------------------------------------------------------------------------------------------------------
# It listens on a unix socket alone and trusts the kernel's word for who connects (peer), so there is no password and nothing to expose.
# It refuses to run as root; then the package's own user runs it.
me=$(id -un)
if [ "$(id -u)" = 0 ]; then
    database_user=postgres
    id postgres >/dev/null 2>&1 || database_user=nobody
    as_database() { runuser -u "$database_user" -- "$@" 9>&-; }
else
    database_user=$me
    as_database() { "$@" 9>&-; }
fi

database=$data/postgres
if ! [ -e "$database" ] && ! as_database test -x "$data"; then
    # A checkout under /root: PostgreSQL's user may not pass through it, so the database goes where it can, and a link says where.
    elsewhere=/var/lib/conference/$(printf %s "$data" | sha1sum | cut -c 1-12)
    say "PostgreSQL's user cannot enter $data: the database is kept in $elsewhere."
    mkdir -p "$elsewhere"
    ln -s "$elsewhere" "$database"
fi
database=$(readlink -f "$database")
cluster=$database/cluster socket=$database/socket
if [ ${#socket} -gt 85 ]; then socket=/tmp/conference-$(printf %s "$data" | sha1sum | cut -c 1-12); fi # a socket's path holds 107 characters

prepare_database() {
    mkdir -p "$database" "$socket"
    chmod 700 "$database" "$socket"
    [ "$(id -u)" != 0 ] || chown "$database_user" "$database" "$socket"
    if ! [ -s "$cluster/PG_VERSION" ]; then
        say "Making the database ..."
        rm -rf "$cluster.new" # a first start that was cut short
        as_database "$postgres_bin/initdb" -D "$cluster.new" -U postgres -E UTF8 --locale=C.UTF-8 --auth=peer >"$data/initdb.log" 2>&1 ||
            fail "PostgreSQL could not make its database; $data/initdb.log tells why."
        mv "$cluster.new" "$cluster"
    fi
    local version
    version=$(cat "$cluster/PG_VERSION")
    [ -x "/usr/lib/postgresql/$version/bin/postgres" ] || fail "The database in $cluster was made by PostgreSQL $version, which is not installed here."
    postgres_bin=/usr/lib/postgresql/$version/bin
    # Peer maps the two system users to the two database roles; written anew because the person who runs this may change.
    as_database tee "$cluster/pg_hba.conf" >/dev/null <<<'local all all peer map=conference'
    as_database tee "$cluster/pg_ident.conf" >/dev/null <<IDENT
conference "$database_user" postgres
conference "$database_user" conference
conference "$me" conference
IDENT
}

start_database() {
    # After kill -9 PostgreSQL itself may still run.
    if database_runs; then
        say "Stopping the PostgreSQL that an interrupted run has left ..."
        as_database "$postgres_bin/pg_ctl" -D "$cluster" -m fast -w stop >/dev/null || fail "PostgreSQL on $cluster does not stop; stop it by hand."
    fi
    say "Starting PostgreSQL ..."
    launch_database || fail "PostgreSQL does not start; $database/log tells why."
    local psql=("$postgres_bin/psql" -h "$socket" -U postgres -d postgres -qtA -v ON_ERROR_STOP=1)
    [ "$(as_database "${psql[@]}" -c "select 1 from pg_roles where rolname = 'conference'")" = 1 ] ||
        as_database "${psql[@]}" -c 'create role conference login'
    [ "$(as_database "${psql[@]}" -c "select 1 from pg_database where datname = 'conference'")" = 1 ] ||
        as_database "${psql[@]}" -c 'create database conference owner conference'
}

# database_runs: whether the process that its pid file names is PostgreSQL. It may be long somebody else's; and in a container whose first process does not ask
# after orphans it stays as a zombie, which has no folder any more, but which PostgreSQL itself takes for one that runs.
database_runs() { [ "$(readlink -f "/proc/$(head -n 1 "$cluster/postmaster.pid" 2>/dev/null)/cwd" 2>/dev/null)" = "$cluster" ]; }

# pg_ctl puts it into a session of its own, so that Ctrl-C reaches it only through us, after the server. It is then no child of ours:
# the watcher is one, and ends when PostgreSQL does.
launch_database() {
    database_runs || rm -f "$cluster/postmaster.pid" "$socket/.s.PGSQL.5432.lock"
    as_database "$postgres_bin/pg_ctl" -D "$cluster" -w -t 60 -l "$database/log" \
        -o "-c listen_addresses='' -c unix_socket_directories='$socket' -c unix_socket_permissions=0700" start >/dev/null || return 1
    while database_runs; do sleep 1; done 9>&- &
    watcher=$!
}

# A PostgreSQL that ends under the server is started again: five times in a row, counted anew after ten good minutes. The growing
# pause lets the orphans of a killed one go, which hold its shared memory.
revivals=0
revive_database() {
    [ $((SECONDS - launched)) -lt 600 ] || revivals=0
    while true; do
        revivals=$((revivals + 1))
        [ $revivals -le 5 ] || fail "PostgreSQL ends again and again; $database/log tells why."
        say "PostgreSQL has ended; starting it again ..."
        sleep $revivals
        ! launch_database 2>/dev/null || break
    done
    launched=$SECONDS
}

# ---- Start and stop --------------------------------------------------------------------------------------------------------------------
server='' watcher=''
# shellcheck disable=SC2317 # called by the trap
stop() {
    trap '' INT TERM
    if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
        say "Stopping the server ..."
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -f "$data/server.pid"
    if as_database "$postgres_bin/pg_ctl" -D "$cluster" status >/dev/null 2>&1; then
        say "Stopping PostgreSQL ..."
        as_database "$postgres_bin/pg_ctl" -D "$cluster" -m fast -w stop >/dev/null || true
    fi
    [ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
}

cd / # nothing below depends on the caller's folder, which PostgreSQL's user may not be allowed to enter
left=$(cat "$data/server.pid" 2>/dev/null || true)
if [ -n "$left" ] && [ "$(readlink -f "/proc/$left/exe" 2>/dev/null)" = "$data/build/Conference.Web" ]; then
    say "Stopping the server that an interrupted run has left ..."
    kill -TERM "$left" 2>/dev/null || true
    for _ in $(seq 150); do kill -0 "$left" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$left" 2>/dev/null || true
fi
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
prepare_database
start_database

export CONFERENCE_DATA=$data CONFERENCE_DATABASE="Host=$socket;Username=conference;Database=conference"
# Only what was said is passed on, so that the settings file keeps its say in the rest.
if [ -n "$config" ]; then export CONFERENCE_CONFIG=$config; fi
if [ -n "$port" ]; then export CONFERENCE_PORT=$port; fi
if [ -n "$https_port" ]; then export CONFERENCE_HTTPS_PORT=$https_port; fi
if [ -n "$lan" ]; then export CONFERENCE_LAN=true; fi
if [ -n "$udp" ]; then export CONFERENCE_UDP_PORT=$udp; fi
if [ -n "$public" ]; then export CONFERENCE_PUBLIC_ADDRESS=$public; fi
if [ -n "$proxy" ]; then export CONFERENCE_BEHIND_PROXY=true; fi
if [ -n "$certificate" ]; then export CONFERENCE_CERTIFICATE=$certificate CONFERENCE_KEY=$key; fi

say "Starting the server on $data; Ctrl-C stops it ..."
# A session of its own for the same reason as PostgreSQL's; the shell's async default of ignoring SIGINT does no harm then.
cd "$data/build"
# What it writes (recordings, keys) is for its own user alone.
(umask 077 && exec setsid ./Conference.Web 9>&-) &
server=$!
cd /
printf '%s\n' "$server" >"$data/server.pid"

launched=$SECONDS
while true; do
    wait -n "$server" "$watcher" || true
    kill -0 "$server" 2>/dev/null || break
    revive_database
done
status=0
wait "$server" || status=$?
server=''
exit "$status"

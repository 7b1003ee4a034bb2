#!/usr/bin/env bash
# Measures: builds what is measured, installs the servers beside it, runs one scenario in a network of its own, stops all it started.
# bench/run.sh --help tells the scenarios.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tools=$root/artifacts/tools
export root tools
# shellcheck source-path=SCRIPTDIR/../deploy source=setup.sh
. "$root/deploy/setup.sh"
# shellcheck source-path=SCRIPTDIR/../tests source=browsers.sh
. "$root/tests/browsers.sh"
program=$root/bench/Conference.Load/bin/Release/net10.0/Conference.Load
address=10.99.0.1

# ---- Inside: a network and a process tree of our own, which end with us ---------------------------------------------------------------
if [ "${CONFERENCE_BENCH_INSIDE:-}" = yes ]; then
    # Where groups of processes compete, ours goes before others.
    printf -- '-15' >/proc/self/autogroup 2>/dev/null || true
    # Servers refuse loopback interfaces as media addresses; packets to an own address of a cable never leave the machine all the same.
    ip link set lo up
    ip link add bench0 type veth peer name bench1
    ip address add "$address/24" dev bench0
    ip link set bench0 up
    ip link set bench1 up
    CONFERENCE_BENCH_ADDRESS=$address exec "$program" "$@"
fi

scenario=${1:-}
has() { local wanted=$1 word; shift; for word in "$@"; do [ "$word" != "$wanted" ] || return 0; done; return 1; }
# wants PEER ARGUMENTS...: true when the scenario measures it.
wants() { [ "$scenario" = compare ] || grep -qE -- "--peers [^ ]*($1|all)" <<<"${*:2}"; }

# install_mediasoup: its package is JavaScript; the worker that forwards is a program which the package downloads, or builds, after its installation, from
# hosts that not every machine reaches. MEDIASOUP_WORKER_BIN names one that was built elsewhere. Where there is none, 3.8.4 of 2021 takes its place, the last
# version whose package holds everything that it is built from; in results it is called mediasoup-3.8. Where neither can be had the load generator says so.
install_mediasoup() {
    export MEDIASOUP_FOLDER=$tools/mediasoup
    local package=$MEDIASOUP_FOLDER/node_modules/mediasoup log=$MEDIASOUP_FOLDER/install.log node=$tools/node22/node_modules/node/bin
    command -v npm >/dev/null || apt_install nodejs npm >&2
    mkdir -p "$MEDIASOUP_FOLDER" "$tools/node22"
    [ -x "$node/node" ] || npm install --silent --no-audit --prefix "$tools/node22" node@22 </dev/null >"$log" 2>&1 || true
    export PATH=$node:$PATH
    npm_package mediasoup@3.27.1 "$MEDIASOUP_FOLDER" "$log"
    [ -z "${MEDIASOUP_WORKER_BIN:-}" ] && ! [ -x "$package/worker/out/Release/mediasoup-worker" ] || return 0
    if [ -d "$package" ] && ! [ -f "$MEDIASOUP_FOLDER/tried" ]; then
        say "Getting mediasoup's worker ..." >&2
        if (cd "$package" && timeout 600 node npm-scripts.mjs postinstall </dev/null) >"$log" 2>&1; then return 0; fi
        touch "$MEDIASOUP_FOLDER/tried"
    fi
    export MEDIASOUP_FOLDER=$tools/mediasoup-3.8
    package=$MEDIASOUP_FOLDER/node_modules/mediasoup log=$MEDIASOUP_FOLDER/install.log
    mkdir -p "$MEDIASOUP_FOLDER"
    npm_package mediasoup@3.8.4 "$MEDIASOUP_FOLDER" "$log"
    if [ -d "$package" ] && ! [ -x "$package/worker/out/Release/mediasoup-worker" ]; then
        say "Building mediasoup 3.8.4, which takes about ten minutes and is done once ..." >&2
        apt_install g++ make python3 >&2
        build_mediasoup "$package/worker" >"$log" 2>&1 || true
    fi
    [ -x "$package/worker/out/Release/mediasoup-worker" ] ||
        export MEDIASOUP_MISSING="its worker can neither be downloaded nor built here; ${log#"$root"/} says why, MEDIASOUP_WORKER_BIN may name one"
}

# npm_package NAME@VERSION FOLDER LOG: into that folder, without its scripts; not there afterwards when npm could not.
npm_package() {
    [ -f "$2/package.json" ] || echo '{ "private": true }' >"$2/package.json"
    [ -d "$2/node_modules/${1%@*}" ] || npm install --silent --no-audit --ignore-scripts --prefix "$2" "$1" </dev/null >"$3" 2>&1 || true
}

# build_mediasoup WORKER: its build tool was written for a Python before 3.10, one of its sources for a C library before 2.34.
build_mediasoup() {
    cd "$1"
    sed -i 's/std::max(SIGSTKSZ, 65536)/65536/' deps/libwebrtc/deps/abseil-cpp/abseil-cpp/absl/debugging/failure_signal_handler.cc
    python3 -c "import collections.abc, runpy, sys
collections.MutableSet = collections.abc.MutableSet
sys.argv = ['scripts/configure.py', '-R', 'mediasoup-worker']
runpy.run_path('scripts/configure.py', run_name='__main__')"
    make -j"$(nproc)" BUILDTYPE=Release -C out mediasoup-worker </dev/null
}

need_dotnet
build() { dotnet build "$root/$1" -c Release -v quiet -nologo --disable-build-servers </dev/null >/dev/null || fail "$1 does not build: dotnet build -c Release $1 says why."; }
say "Building ..." >&2
build bench/Conference.Load
case $scenario in
    compare | lecture | webinar | meeting | audio | join-burst | hub | hostile)
        apt_install ca-certificates iproute2 util-linux postgresql libopus0 >&2
        build_server "$root/artifacts/bench/server" >&2 # as deploy/run.sh does
        ;;
    join)
        apt_install ca-certificates ffmpeg libopus0 postgresql >&2
        need_browsers chromium >&2
        build_client
        build web/Conference.Web
        ;;
    memory | inmemory) ;;
    recording) apt_install ca-certificates ffmpeg libopus0 postgresql util-linux >&2 ;;
    lipsync)
        # Real browsers and a recording as in the tests, for LIPSYNC_MINUTES (10) minutes; the figures are left in artifacts/tests/lip-sync.json.
        apt_install ca-certificates ffmpeg libopus0 postgresql iproute2 >&2
        need_browsers chromium >&2
        need_drivers
        build_client
        build tests/Conference.EndToEnd.Tests
        "$root/tests/Conference.EndToEnd.Tests/bin/Release/net10.0/Conference.EndToEnd.Tests" -noColor -explicit only -class '*LipSyncTests' </dev/null || fail "The lecture did not go as it should."
        cat "$root/artifacts/tests/lip-sync.json"
        exit 0
        ;;
    *) exec "$program" "$@" ;; # says what it knows
esac
if [ "$scenario" = compare ] || has --chromium "$@" || has chromium "$@"; then apt_install ffmpeg >&2; need_browsers chromium >&2; fi
if wants janus "$@"; then apt_install janus >&2; fi
if wants mediasoup "$@"; then install_mediasoup; fi

# A busy neighbour must not be what is measured. Where we may (root), the run goes before others; a figure is no figure of a starved server.
# Ten steps are left above it for a server that puts its own threads in an order.
if [ "$scenario" != join ] && [ "$(id -u)" = 0 ]; then prefer=(nice -n -10); else prefer=(); fi

# The kernel tells the run when this shell ends, however it ends; what it started ends with it.
run=(setpriv --pdeathsig TERM setsid "${prefer[@]}")
# Without root, and for a server that runs already, there is no network of our own: then all goes over loopback.
if [ "$scenario" = join ] || has --whip "$@" || ! unshare --net true 2>/dev/null; then
    run+=("$program" "$@")
else
    # The process tree ends with its first process, and the network with the last.
    export CONFERENCE_BENCH_INSIDE=yes
    run+=(unshare --net --pid --fork --kill-child --mount-proc "${BASH_SOURCE[0]}" "$@")
fi
"${run[@]}" </dev/null &
child=$!
# unshare keeps such a signal to itself (it blocks it while it waits): whoever it waits for is told directly.
trap 'kill -TERM "$child" $(cat "/proc/$child/task/$child/children") 2>/dev/null || true' INT TERM HUP
status=0
wait "$child" || status=$?
wait "$child" 2>/dev/null || true # a trap ends the first wait
exit "$status"

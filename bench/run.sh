#!/usr/bin/env bash
# Measures: builds what is measured, runs one scenario, stops all it started. bench/run.sh --help tells the scenarios.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tools=$root/artifacts/tools
export root tools
# shellcheck source-path=SCRIPTDIR/../deploy source=setup.sh
. "$root/deploy/setup.sh"

# In a session of its own the whole run is one scheduling group: it can be preferred as one (below), and be stopped as one.
if [ -z "${CONFERENCE_BENCH_SESSION:-}" ]; then
    CONFERENCE_BENCH_SESSION=1 setsid --wait "${BASH_SOURCE[0]}" "$@" &
    session=$!
    trap 'kill -TERM -- -"$session" 2>/dev/null || true' INT TERM HUP
    status=0
    wait "$session" || status=$?
    exit "$status"
fi

need_dotnet
build() { dotnet build "$root/$1" -c Release -v quiet -nologo --disable-build-servers </dev/null >/dev/null || fail "$1 does not build: dotnet build -c Release $1 says why."; }
build bench/Conference.Load
if [ "${1:-}" = join ]; then
    apt_install ca-certificates chromium ffmpeg libopus0 postgresql
    build_client
    build web/Conference.Web
fi

# A busy neighbour must not be what is measured. Where we may (root), the run goes before others; a figure is no figure of a starved server.
if [ "${1:-}" = lecture ] && [ "$(id -u)" = 0 ]; then
    printf -- '-15' >/proc/self/autogroup 2>/dev/null || true
    renice -n -15 -p $$ >/dev/null 2>&1 || true
fi
exec "$root/bench/Conference.Load/bin/Release/net10.0/Conference.Load" "$@"

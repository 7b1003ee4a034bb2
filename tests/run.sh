#!/usr/bin/env bash
# The test command. Installs what the tests need, builds, runs, and ends with the line "N passed, N failed".
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tools=$root/artifacts/tools
export root tools
# shellcheck source-path=SCRIPTDIR/../deploy source=setup.sh
. "$root/deploy/setup.sh"

what=${1:-all}
case $what in
    unit | e2e | all) ;;
    --help | -h)
        say "tests/run.sh [unit|e2e|all]: the unit tests of every project, the lectures in real browsers, or (default) both and the allocation gate."
        say "Results (trx, logs, measured figures) are left in artifacts/tests. CONFIGURATION=Debug builds for a debugger (default Release)."
        exit 0
        ;;
    *) usage_error "tests/run.sh knows unit, e2e and all, not '$what'." ;;
esac
configuration=${CONFIGURATION:-Release}
results=$root/artifacts/tests
peers=$root/tests/Conference.EndToEnd.Tests/peers
rm -rf "$results"
mkdir -p "$results"
started=$SECONDS

# ---- What the machine lacks ------------------------------------------------------------------------------------------------------
# fetch_browser NAME: its maker's build, by the installer that comes with puppeteer-core; prints the path of the program.
fetch_browser() {
    "$peers/node_modules/.bin/browsers" install "$1" --path "$tools/browsers" --format '{{path}}' </dev/null 2>"$results/browsers.txt" | tail -n 1 ||
        fail "$1 could not be downloaded; artifacts/tests/browsers.txt tells why. Or install a Chromium and a Firefox and name the programs: CHROMIUM=/... FIREFOX=/... tests/run.sh"
}

# need_browsers: the system's own, or those that CHROMIUM and FIREFOX name, or (Ubuntu) those of their makers with what these link to.
need_browsers() {
    if [ -n "${CHROMIUM:-}" ] && [ -n "${FIREFOX:-}" ]; then return 0; fi
    if apt_has chromium firefox-esr; then
        apt_install chromium firefox-esr
        return 0
    fi
    say "Downloading Chrome and Firefox into $tools/browsers: this system has no packages of browsers ..."
    apt_install xz-utils
    CHROMIUM=$(fetch_browser chrome@stable)
    FIREFOX=$(fetch_browser firefox@esr)
    export CHROMIUM FIREFOX
    as_root env DEBIAN_FRONTEND=noninteractive apt-get satisfy -y -qq --no-install-recommends </dev/null >"$results/browsers.txt" 2>&1 \
        "$(paste -sd, "${CHROMIUM%/*}/deb.deps"), libgtk-3-0t64 | libgtk-3-0, libasound2t64 | libasound2, libdbus-1-3, libxtst6" ||
        fail "apt-get could not install what the browsers link to; artifacts/tests/browsers.txt tells why."
}

need_dotnet
wanted=(ca-certificates git openssl curl ffmpeg libopus0 postgresql)
# An S3 server that checks signatures as the real ones do; no MinIO server is in Debian.
if [ "$what" != e2e ]; then wanted+=(radosgw ceph-mon ceph-osd ceph-common); fi
if [ "$what" != unit ]; then wanted+=(iproute2); fi
apt_install "${wanted[@]}"
need_node
if [ "$what" != unit ]; then
    if [ "$(cat "$results/../peers.stamp" 2>/dev/null)" != "$(fingerprint "${peers#"$root"/}/package-lock.json")" ]; then
        say "Installing the browsers' drivers and the foreign media stack ..."
        (cd "$peers" && npm ci --silent --no-audit --ignore-scripts </dev/null) || fail "npm ci failed in $peers."
        fingerprint "${peers#"$root"/}/package-lock.json" >"$results/../peers.stamp"
    fi
    need_browsers
fi

# ---- Build ---------------------------------------------------------------------------------------------------------------------------
build_client
say "Building the solution ($configuration) ..."
dotnet build "$root/Conference.sln" -c "$configuration" -v quiet -clp:NoSummary --disable-build-servers </dev/null || fail "The solution does not build; the reason is above."

# ---- Run -------------------------------------------------------------------------------------------------------------------------------
# run_project NAME LIMIT: the project's own executable (xunit.v3), its console kept in a log, its results in a trx.
run_project() {
    local begun=$SECONDS program=$root/tests/$1/bin/$configuration/net10.0/$1
    timeout --kill-after=20 "$2" "$program" -noColor -trx "$results/$1.trx" >"$results/$1.log" 2>&1 </dev/null || true
    say "$1: $(counters "$results/$1.trx"), $((SECONDS - begun)) s"
}

# counters TRX: "P passed, F failed" of one result file; no file means that the run itself died, which is one failure.
counters() {
    local passed failed
    passed=$(grep -o '<Counters[^>]*' "$1" 2>/dev/null | grep -o ' passed="[0-9]*"' | grep -o '[0-9]*' || true)
    failed=$(grep -o '<Counters[^>]*' "$1" 2>/dev/null | grep -oE ' (failed|error|timeout|aborted)="[0-9]*"' | grep -o '[0-9]*' | paste -sd+ | sed 's/^$/1/' || true)
    printf '%d passed, %d failed\n' "${passed:-0}" "$((${failed:-1}))"
}

# check NAME COMMAND...: a check that is not a test project counts as one test.
check() {
    local name=$1
    shift
    if timeout 600 "$@" >"$results/$name.log" 2>&1 </dev/null; then
        echo '<Counters passed="1" failed="0" />' >"$results/$name.trx"
    else
        echo '<Counters passed="0" failed="1" />' >"$results/$name.trx"
    fi
    say "$name: $(counters "$results/$name.trx")"
}

# run_client: the client's own tests (vitest); its JUnit file becomes the trx that is counted. A run that fails without a failed test (a file that
# does not load, an error outside of any) counts as one failure.
run_client() {
    local begun=$SECONDS ui=$root/web/Conference.Web/ui junit=$results/client.xml status=0 tests failed
    timeout --kill-after=20 300 npm --prefix "$ui" test --silent -- --reporter=default --reporter=junit --outputFile.junit="$junit" >"$results/client.log" 2>&1 </dev/null || status=$?
    read -r tests failed < <(sed -n 's/^<testsuites.* tests="\([0-9]*\)" failures="\([0-9]*\)" errors="\([0-9]*\)".*/\1 \2 \3/p' "$junit" 2>/dev/null | awk '{print $1, $2 + $3}') || true
    tests=${tests:-0} failed=${failed:-0}
    [ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1 tests=$((tests + 1))
    echo "<Counters passed=\"$((tests - failed))\" failed=\"$failed\" />" >"$results/client.trx"
    say "client: $(counters "$results/client.trx"), $((SECONDS - begun)) s"
}

if [ "$what" != e2e ]; then
    say "Running the unit tests ..."
    running=0
    for folder in "$root"/tests/Conference.*.Tests; do
        name=${folder##*/}
        [ "$name" != Conference.EndToEnd.Tests ] || continue
        # Two at a time: the smallest machine this has to fit has two cores.
        if [ $running -ge 2 ]; then wait -n || true; running=$((running - 1)); fi
        run_project "$name" 420 &
        running=$((running + 1))
    done
    wait
    run_client
    check client-types npm --prefix "$root/web/Conference.Web/ui" run --silent check
    check allocation-gate "$root/bench/gate.sh"
fi
if [ "$what" != unit ]; then
    say "Running lectures in real browsers ..."
    run_project Conference.EndToEnd.Tests 660
    check run-command "$root/tests/run-command.sh"
fi

# ---- Sum -------------------------------------------------------------------------------------------------------------------------------
passed=0 failed=0
for trx in "$results"/*.trx; do
    read -r p _ f _ < <(counters "$trx")
    passed=$((passed + p)) failed=$((failed + f))
    if [ "$f" -gt 0 ]; then
        say "--- ${trx##*/}"
        grep -vE '^ +at |^\s*$' "${trx%.trx}.log" | grep -A 6 -E '\[FAIL\]|^ *(FAIL|×)|^error|Unhandled|rror' | head -n 80 || true
    fi
done
# A project whose run left no trx at all has failed as a whole.
for log in "$results"/*.log; do
    if ! [ -f "${log%.log}.trx" ]; then
        failed=$((failed + 1))
        say "--- ${log##*/}: the run ended without results"
        tail -n 20 "$log"
    fi
done
say "Done in $((SECONDS - started)) s; details in artifacts/tests."
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]

#!/usr/bin/env bash
# The test command. Installs what the tests need, builds, runs, and ends with the line "N passed, N failed".
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tools=$root/artifacts/tools
export root tools
# shellcheck source-path=SCRIPTDIR/../deploy source=setup.sh
. "$root/deploy/setup.sh"
# shellcheck source-path=SCRIPTDIR source=browsers.sh
. "$root/tests/browsers.sh"

what=${1:-all}
case $what in
    unit | e2e | all) ;;
    --long) what=long ;;
    arm) exec "$root/tests/arm.sh" ;;
    --help | -h)
        say "tests/run.sh [unit|e2e|all]: the unit tests of every project, the lectures in real browsers, or (default) both and the allocation gate."
        say "tests/run.sh --long: what is too long for every day: the crash matrix (200 recordings in which the server, FFmpeg, the S3 server or PostgreSQL is killed at"
        say "a random moment), a store that is away for ten minutes, lectures of three hours whose clocks part, and in real browsers a lecture of ten minutes and the replay of three hours."
        say "CRASH_RUNS, CRASH_SEED and CRASH_FIRST choose other runs, CRASH_LANES how many go on at the same time;"
        say "the counts are left in artifacts/tests/crash-matrix.md."
        say "tests/run.sh arm: the cipher tests alone, on an emulated Arm processor, a minute."
        say "Results (trx, logs, measured figures) are left in artifacts/tests. CONFIGURATION=Debug builds for a debugger (default Release)."
        exit 0
        ;;
    *) usage_error "tests/run.sh knows unit, e2e, all, arm and --long, not '$what'." ;;
esac
configuration=${CONFIGURATION:-Release}
results=$root/artifacts/tests
rm -rf "$results"
mkdir -p "$results"
started=$SECONDS

# ---- What the machine lacks ------------------------------------------------------------------------------------------------------
need_dotnet
# Ceph's is an S3 server that checks signatures as the real ones do; no MinIO server is in Debian.
wanted=(ca-certificates git openssl curl ffmpeg libopus0 postgresql radosgw ceph-mon ceph-osd ceph-common)
# Foreign media stacks for WHIP and WHEP: aiortc and GStreamer's webrtcbin, both driven from Debian's own Python.
if [ "$what" != unit ]; then
    wanted+=(iproute2 python3-aiortc python3-gst-1.0 gir1.2-gst-plugins-base-1.0 gir1.2-gst-plugins-bad-1.0
        gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-nice)
fi
apt_install "${wanted[@]}"
need_node
if [ "$what" != unit ]; then
    need_drivers
    need_browsers chromium firefox-esr
fi

# ---- Build ---------------------------------------------------------------------------------------------------------------------------
build_client
say "Building Conference.sln ($configuration) ..."
dotnet build "$root/Conference.sln" -c "$configuration" -v quiet -clp:NoSummary --disable-build-servers </dev/null || fail "It does not build; the reason is above."

# ---- Run -------------------------------------------------------------------------------------------------------------------------------
# run_project NAME LIMIT [FILTER...]: the project's own executable (xunit.v3), its console kept in a log, its results in a trx. The limits are three times of what
# two cores usually take: where a system call or a page fault is ten times as dear (nested virtual machines), browsers and encoders are two to three times as slow.
run_project() {
    local begun=$SECONDS program=$root/tests/$1/bin/$configuration/net10.0/$1
    timeout --kill-after=20 "$2" "$program" -noColor "${@:3}" -trx "$results/$1.trx" >"$results/$1.log" 2>&1 </dev/null || true
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

if [ "$what" = long ]; then
    say "Killing what recordings depend on ..."
    touch "$results/Conference.Recorder.Tests.log"
    CRASH_RESULT=$results/crash-matrix.md run_project Conference.Recorder.Tests 5400 -explicit only &
    tail -n +1 -f --pid=$! "$results/Conference.Recorder.Tests.log" | grep --line-buffered '^run ' || true
    wait
    cat "$results/crash-matrix.md" || true
    say "Holding long lectures in real browsers ..."
    run_project Conference.EndToEnd.Tests 2400 -explicit only
fi
if [ "$what" = unit ] || [ "$what" = all ]; then
    say "Running the unit tests ..."
    running=0
    for folder in "$root"/tests/Conference.*.Tests; do
        name=${folder##*/}
        [ "$name" != Conference.EndToEnd.Tests ] || continue
        # Two at a time: the smallest machine this has to fit has two cores.
        if [ $running -ge 2 ]; then wait -n || true; running=$((running - 1)); fi
        run_project "$name" 900 &
        running=$((running + 1))
    done
    wait
    run_client
    check client-types npm --prefix "$root/web/Conference.Web/ui" run --silent check
    check allocation-gate "$root/bench/gate.sh"
fi
if [ "$what" = e2e ] || [ "$what" = all ]; then
    say "Running lectures in real browsers ..."
    run_project Conference.EndToEnd.Tests 1500
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

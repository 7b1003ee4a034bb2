#!/usr/bin/env bash
# The cipher tests of Conference.Rtc on Arm, by emulation: `tests/run.sh arm` calls this, so that the Armv8 tier of AES-GCM and counter mode is run by whoever has no such machine.
# Nothing of the system is changed but one package (qemu-user-static): Arm's C library and OpenSSL are unpacked under artifacts/.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tools=$root/artifacts/tools
export root tools
# shellcheck source-path=SCRIPTDIR/../deploy source=setup.sh
. "$root/deploy/setup.sh"

sysroot=$tools/arm64
output=$root/artifacts/arm64
# The runtime's packages for another processor are in every registry copy in this version; the tests run on any of the family.
runtime=${ARM_RUNTIME_VERSION:-10.0.12}

need_dotnet
apt_install qemu-user-static

# arm_libraries: Debian's own files for Arm, by a package index of our own, so that the machine does not become one of two architectures.
arm_libraries() {
    local folder=$tools/arm64-packages
    mkdir -p "$folder"/{state/lists/partial,cache/archives/partial,packages} "$sysroot"
    cat >"$folder/apt.conf" <<CONF
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "root";
Dir::State "$folder/state";
Dir::State::status "/dev/null";
Dir::Cache "$folder/cache";
CONF
    (
        cd "$folder/packages"
        export APT_CONFIG=$folder/apt.conf
        apt-get update -qq </dev/null
        apt-get download -qq libc6 libgcc-s1 libstdc++6 zlib1g "$(apt_newest 'libssl3(t64)?')" </dev/null
    ) >"$folder/log" 2>&1 || fail "Arm's libraries cannot be had; $folder/log says why."
    local package
    for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$sysroot"; done
    touch "$sysroot/complete"
}
[ -f "$sysroot/complete" ] || arm_libraries

say "Building the tests for Arm ..."
dotnet publish "$root/tests/Conference.Rtc.Tests" -c Release -r linux-arm64 --self-contained -p:RuntimeFrameworkVersion="$runtime" --artifacts-path "$output" \
    -v quiet -clp:NoSummary --disable-build-servers </dev/null || fail "The tests do not build for Arm; the reason is above."

# Memory is never writable and executable at once: the emulator takes the runtime's way of keeping to that for self-modifying code, and crawls.
export DOTNET_EnableWriteXorExecute=0 DOTNET_TieredCompilation=0
results=$root/artifacts/tests/arm.xml
mkdir -p "${results%/*}"
rm -f "$results"
status=0
qemu-aarch64-static -cpu max -L "$sysroot" "$output/publish/Conference.Rtc.Tests/release_linux-arm64/Conference.Rtc.Tests" -noColor \
    -namespace 'Conference.Rtc.Tests.Srtp' -xml "$results" </dev/null || status=$?
# Tests take the tiers that the processor has: an emulator without the instructions would pass them all and prove nothing.
grep -q 'tier: Arm' "$results" || fail "The Armv8 tier was not among those that ran."
exit "$status"

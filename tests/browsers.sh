# shellcheck shell=bash disable=SC2154 # root and tools are the sourcing script's
# The real browsers of tests/run.sh and bench/run.sh. Sourced after deploy/setup.sh, never run.

browser_peers=$root/tests/Conference.EndToEnd.Tests/peers
browser_log=$root/artifacts/browsers.txt

# need_drivers: the browsers' drivers and the foreign media stack, as their lock file says.
need_drivers() {
    local stamp=$root/artifacts/peers.stamp
    need_node
    mkdir -p "${stamp%/*}"
    [ "$(cat "$stamp" 2>/dev/null)" != "$(fingerprint "${browser_peers#"$root"/}/package-lock.json")" ] || return 0
    say "Installing the browsers' drivers and the foreign media stack ..."
    (cd "$browser_peers" && npm ci --silent --no-audit --ignore-scripts </dev/null) || fail "npm ci failed in $browser_peers."
    fingerprint "${browser_peers#"$root"/}/package-lock.json" >"$stamp"
}

# fetch_browser NAME: its maker's build, by the installer that comes with puppeteer-core; prints the path of the program.
fetch_browser() {
    "$browser_peers/node_modules/.bin/browsers" install "$1" --path "$tools/browsers" --format '{{path}}' </dev/null 2>"$browser_log" | tail -n 1 ||
        fail "$1 could not be downloaded; ${browser_log#"$root"/} tells why. Or install it and name the program: CHROMIUM=/... (and FIREFOX=/... for the tests)"
}

# need_browsers chromium [firefox-esr]: the system's own, or those that CHROMIUM and FIREFOX name, or (Ubuntu) those of their makers with what these link to.
need_browsers() {
    local missing=() name
    for name in "$@"; do
        case $name in
            chromium) [ -n "${CHROMIUM:-}" ] || missing+=("$name") ;;
            *) [ -n "${FIREFOX:-}" ] || missing+=("$name") ;;
        esac
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if apt_has "${missing[@]}"; then
        apt_install "${missing[@]}"
        return 0
    fi
    say "Downloading ${missing[*]} into $tools/browsers: this system has no packages of browsers ..."
    need_drivers
    apt_install xz-utils
    for name in "${missing[@]}"; do
        case $name in
            chromium) CHROMIUM=$(fetch_browser chrome@stable); export CHROMIUM ;;
            *) FIREFOX=$(fetch_browser firefox@esr); export FIREFOX ;;
        esac
    done
    local depends=libgtk-3-0t64' | libgtk-3-0, libasound2t64 | libasound2, libdbus-1-3, libxtst6'
    [ ! -f "${CHROMIUM%/*}/deb.deps" ] || depends="$(paste -sd, "${CHROMIUM%/*}/deb.deps"), $depends"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get satisfy -y -qq --no-install-recommends </dev/null >"$browser_log" 2>&1 "$depends" ||
        fail "apt-get could not install what the browsers link to; ${browser_log#"$root"/} tells why."
}

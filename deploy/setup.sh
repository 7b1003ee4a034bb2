# shellcheck shell=bash disable=SC2154 # root and tools are the sourcing script's
# What deploy/run.sh and tests/run.sh share: plain speech, system packages, node, and the builds. Sourced, never run.
# The sourcing script sets: root (the checkout) and tools (a git-ignored folder for what no system package gives).

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 npm_config_fund=false npm_config_update_notifier=false

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
usage_error() { printf '%s\n' "$*" >&2; exit 2; }

# as_root COMMAND...: runs it as root, by sudo where needed.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "Root is needed for: $*. Run this once as root, or install sudo."
    fi
}

# apt_refresh: fetches the package lists, once per run.
apt_refreshed=''
apt_refresh() {
    [ -z "$apt_refreshed" ] || return 0
    command -v apt-get >/dev/null || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null && apt_refreshed=1
}

# apt_newest PATTERN: the package of this system whose whole name matches, the one with the highest number if there are several.
apt_newest() { apt-cache search --names-only "^$1\$" 2>/dev/null | cut -d ' ' -f 1 | sort -V | tail -n 1; }

# apt_has PACKAGE...: whether this system has them all as programs; Ubuntu's packages of browsers only point to its snap store.
apt_has() {
    local package candidate
    apt_refresh >/dev/null 2>&1 || true
    for package in "$@"; do
        candidate=$(apt-cache policy "$package" 2>/dev/null | sed -n 's/^ *Candidate: //p')
        case $candidate in '' | '(none)' | *snap*) return 1 ;; esac
    done
}

# apt_install PACKAGE...: installs what is not there yet. Debian's PostgreSQL package would make and start a cluster of its own,
# which nobody asked for: the drop-in forbids it for the time of the installation.
apt_install() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "Missing: ${missing[*]}. This machine has no apt-get; install them by its own means."
    say "Installing ${missing[*]} ..."
    local no_cluster=/etc/postgresql-common/createcluster.d/conference.conf
    as_root mkdir -p "${no_cluster%/*}"
    printf 'create_main_cluster = false\n' | as_root tee "$no_cluster" >/dev/null
    local log
    log=$(mktemp)
    if ! { apt_refresh &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        as_root rm -f "$no_cluster"
        fail "apt-get could not install ${missing[*]}; its last lines are above."
    fi
    rm -f "$log"
    as_root rm -f "$no_cluster"
}

# need_dotnet: the one thing that is not installed for you; but an SDK unpacked from its archive brings no ICU, and a minimal system
# has none (libicu72 on Debian 12, libicu74 on Ubuntu 24.04, libicu76 on Debian 13).
need_dotnet() {
    command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing. Install it first (dotnet --version should say 10.0 or later)."
    local version icu
    version=$(cd "$root" && dotnet --version 2>&1) || case $version in
        *"valid ICU package"*)
            apt_refresh >/dev/null 2>&1 || true
            icu=$(apt_newest 'libicu[0-9]+')
            apt_install "${icu:-libicu}"
            version=$(cd "$root" && dotnet --version 2>&1) || fail "The .NET SDK does not run: $version"
            ;;
        *) fail "The .NET SDK here does not satisfy global.json; install the .NET 10 SDK. It says: $version" ;;
    esac
    [ "${version%%.*}" -ge 10 ] || fail "The .NET SDK here is $version; version 10 is needed."
    # An SDK that is only on the PATH is not found by the built executables, which look into the standard places.
    export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
}

# node_is_enough: vite 8 runs on node 20.19 and later of the 20 line, and on 22.12 and later.
node_is_enough() {
    command -v node >/dev/null && command -v npm >/dev/null || return 1
    local major minor
    IFS=. read -r major minor _ < <(node --version | tr -d v)
    [ "$major" -gt 22 ] || { [ "$major" = 22 ] && [ "$minor" -ge 12 ]; } || { [ "$major" = 20 ] && [ "$minor" -ge 19 ]; }
}

# need_node: Debian 12 and Ubuntu 24.04 carry node 18; the npm package "node" brings a newer one into a folder of ours.
need_node() {
    PATH=$tools/node/node_modules/node/bin:$PATH
    export PATH
    node_is_enough && return
    command -v npm >/dev/null || apt_install nodejs npm
    node_is_enough && return
    say "Installing node 22 into $tools/node ..."
    mkdir -p "$tools/node"
    npm install --silent --no-audit --prefix "$tools/node" node@22 </dev/null || fail "npm could not install node@22; is the package registry reachable?"
    hash -r
    node_is_enough || fail "node 22 was installed into $tools/node but does not run."
}

# fingerprint PATH...: one hash over names and contents of the sources under these paths of the checkout.
fingerprint() {
    cd "$root" && find "$@" \( -name node_modules -o -name bin -o -name obj -o -name dist \) -prune -o -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha1sum | sha1sum | cut -d ' ' -f 1
}

# build_client: the web client into web/Conference.Web/wwwroot, unless it stands there built from these very sources.
build_client() {
    local ui=$root/web/Conference.Web/ui stamp=$root/artifacts/client.stamp now
    now=$(fingerprint web/Conference.Web/ui)
    if [ -f "$root/web/Conference.Web/wwwroot/index.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then return 0; fi
    need_node
    say "Building the web client ..."
    (cd "$ui" && npm ci --silent --no-audit </dev/null && npm run --silent build -- --logLevel warn </dev/null) || fail "The web client did not build; the reason is above."
    mkdir -p "${stamp%/*}"
    printf '%s\n' "$now" >"$stamp"
}

# build_server FOLDER: the server into that folder, unless it stands there built from these very sources. Compiled ahead of time, so that neither its start nor
# hundreds who come at once wait for a compiler; where the SDK cannot get the package that does it, without.
build_server() {
    local folder=$1 stamp=$1.stamp now architecture log publish
    now=$(fingerprint sfu signaling recorder web Directory.Build.props Directory.Build.targets Directory.Packages.props global.json)
    if [ -x "$folder/Conference.Web" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then return 0; fi
    say "Building the server ..."
    rm -f "$stamp"
    publish=(dotnet publish "$root/web/Conference.Web" -c Release -o "$folder" -v quiet --disable-build-servers)
    architecture=$(uname -m)
    case $architecture in x86_64) architecture=x64 ;; aarch64) architecture=arm64 ;; esac
    log=$(mktemp)
    if ! "${publish[@]}" -r "linux-$architecture" </dev/null >"$log" 2>&1; then
        "${publish[@]}" </dev/null || fail "The server did not build; the reason is above."
        say "It is not compiled ahead of time, so it starts more slowly: $(grep -m 1 -oE 'error .*' "$log" || tail -n 1 "$log")"
    fi
    rm -f "$log"
    printf '%s\n' "$now" >"$stamp"
}

# Sourced by the other scripts: where things are, and the pinned tools.
# shellcheck shell=bash

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS=$ROOT/.tools
DENO_VERSION=2.9.6
export ROOT TOOLS DENO_VERSION
mkdir -p "$TOOLS"
export DENO_NO_UPDATE_CHECK=1
# Private certificate authorities are in the system's store.
export DENO_TLS_CA_STORE=${DENO_TLS_CA_STORE:-system,mozilla}

die() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

is_debian() { [ -f /etc/debian_version ] && command -v apt-get >/dev/null; }

# is_installed PACKAGE[|OTHER...]: whether one of them is.
is_installed() {
    local IFS='|' package
    for package in $1; do
        [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" != "install ok installed" ] || return 0
    done
    return 1
}

# listed WHO...: the rows of scripts/packages for any of them on this Debian, as PACKAGE PROGRAM...;
# any: all rows.
listed() {
    local row_who row who suite
    suite=$(sed -n "s/^VERSION_CODENAME=//p" /etc/os-release 2>/dev/null || true)
    sed -E 's/#.*//; s/ +/ /g; s/ $//; /^$/d' "$ROOT/scripts/packages" | while read -r row_who row; do
        for who; do
            if [ "$who" = any ] || [[ ,$row_who, =~ ,$who(@$suite)?, ]]; then
                echo "$row"
                break
            fi
        done
    done
}

# without_services COMMAND...: Debian's packages start no daemon meanwhile (docker.io's would set up
# the machine's network).
without_services() (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        trap 'rm -f $policy' EXIT
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod +x $policy
    fi
    "$@"
)

# install_packages WHO...: installs what is missing; only as root on Debian, else names it.
install_packages() {
    is_debian || return 0
    local missing=() package
    for package in $(listed "$@" | cut -d' ' -f1); do
        is_installed "$package" || missing+=("${package%%|*}")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" != 0 ]; then
        echo "not installed: ${missing[*]} (as root: apt-get install ${missing[*]})" >&2
        return
    fi
    echo "installing ${missing[*]}" >&2
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive without_services \
        apt-get install -y -q --no-remove --no-install-recommends "${missing[@]}"; } \
        >"$TOOLS/apt.log" 2>&1 ||
        { tail -n 20 "$TOOLS/apt.log" >&2; die "apt-get could not install ${missing[*]}"; }
}

# check_digest DIGEST NAME REMOVE: refuses what scripts/checksums does not name; REMOVE brings it anew.
check_digest() {
    local wanted
    wanted=$(sed -n "s/^\([0-9a-f]\{64\}\) $2\$/\1/p" "$ROOT/scripts/checksums")
    [ -n "$wanted" ] || die "scripts/checksums has no row for $2: nothing is known to compare with"
    [ "$1" = "$wanted" ] ||
        die "$2 is not the one of scripts/checksums (SHA-256 $1): remove $3 to have it anew"
}

# check_file FILE NAME REMOVE: the same for a file.
check_file() { check_digest "$(sha256sum <"$1" | cut -d' ' -f1)" "$2" "$3"; }

# libraries_digest: one digest of names, links and contents in node_modules, without esbuild's
# program, which is another for each machine, and what Deno notes for itself.
libraries_digest() (
    cd "$ROOT/node_modules"
    {
        find . -path '*@esbuild*' -prune -o -path ./.bin -prune -o -type l -printf '%p -> %l\n'
        find .deno/*/node_modules -path '*@esbuild*' -prune -o -type f -print0 | xargs -0 sha256sum
    } | LC_ALL=C sort | sha256sum | cut -d' ' -f1
)

# npm_install DIR PACKAGE... : installs exact versions of npm packages into DIR.
npm_install() {
    local dir=$1
    shift
    mkdir -p "$dir"
    npm install --prefix "$dir" --silent --ignore-scripts --no-audit --no-fund --no-save "$@" ||
        die "npm could not install $*"
}

# npm_deno VERSION: prints the path of that Deno, installed from npm if need be.
npm_deno() {
    local dir=$TOOLS/deno-$1 found
    found=$(find "$dir" -path '*@deno/*/deno' -type f 2>/dev/null | head -n 1)
    if [ -z "$found" ]; then
        npm_install "$dir" "deno@$1"
        found=$(find "$dir" -path '*@deno/*/deno' -type f | head -n 1)
        chmod +x "$found"
    fi
    check_file "$found" "deno-$1-$(uname -m)" "$dir"
    echo "$found"
}

# Sets DENO to a Deno of the pinned version: the user's own, or one from npm.
need_deno() {
    if command -v deno >/dev/null && deno --version | grep -q "^deno $DENO_VERSION "; then
        DENO=$(command -v deno)
    else
        if ! command -v npm >/dev/null; then
            install_packages deno
            command -v npm >/dev/null ||
                die "install Deno $DENO_VERSION, or npm (which brings it)"
        fi
        DENO=$(npm_deno "$DENO_VERSION")
    fi
    export DENO
}

# Installs the libraries of deno.json into node_modules and generates what is generated.
need_libraries() {
    (cd "$ROOT" && "$DENO" install --quiet --frozen)
    check_digest "$(libraries_digest)" libraries node_modules
    local esbuild
    for esbuild in "$ROOT"/node_modules/.deno/@esbuild+*/node_modules/@esbuild/*/bin/esbuild; do
        check_file "$esbuild" "esbuild-$(uname -m)" node_modules
    done
    (cd "$ROOT" && "$DENO" run --quiet -A scripts/generate_validator.ts)
}

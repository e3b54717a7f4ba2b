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

is_installed() { [ "$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null)" = "install ok installed" ]; }

# listed WHO...: the rows of scripts/packages for any of them, as PACKAGE PROGRAM...; any: all rows.
listed() {
    local row_who row who
    sed -E 's/#.*//; s/ +/ /g; s/ $//; /^$/d' "$ROOT/scripts/packages" | while read -r row_who row; do
        for who; do
            if [ "$who" = any ] || [[ ,$row_who, == *,$who,* ]]; then
                echo "$row"
                break
            fi
        done
    done
}

# install_packages WHO...: installs what is missing; only as root on Debian, else names it.
install_packages() {
    is_debian || return 0
    local missing=() package
    for package in $(listed "$@" | cut -d' ' -f1); do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" != 0 ]; then
        echo "not installed: ${missing[*]} (as root: apt-get install ${missing[*]})" >&2
        return
    fi
    echo "installing ${missing[*]}" >&2
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$TOOLS/apt.log" 2>&1 ||
        { tail -n 20 "$TOOLS/apt.log" >&2; die "apt-get could not install ${missing[*]}"; }
}

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
    (cd "$ROOT" && "$DENO" install --quiet --frozen &&
        "$DENO" run --quiet -A scripts/generate_validator.ts)
}

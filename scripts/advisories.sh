#!/usr/bin/env bash
# Judges the crates by a local clone of the RustSec advisory database, without the network.
#
#   scripts/advisories.sh CARGO-DENY CLONE
set -euo pipefail
cd "$(dirname "$0")/.."
deny=$1
clone=$(realpath "$2")

# cargo-deny looks for the database under a name it makes from the address of the original.
readonly NAME=advisory-db-3157b0e258782691
mkdir -p build/advisories
ln -sfn "$clone" "build/advisories/$NAME"

config=build/advisories/deny.toml
{
    cat deny.toml
    printf '\n[advisories]\ndb-path = "%s/build/advisories"\n' "$PWD"
} >"$config"
"$deny" --locked --offline --config "$config" check advisories

#!/usr/bin/env bash
# What can be judged without running the program. CI runs the same.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh

crates() {
    local deny
    deny=$(scripts/cargo-deny.sh) || return 1
    "$deny" --locked check --hide-inclusion-graph licenses bans sources || return 1
    if [ -n "${FRA_UNIONI_ADVISORY_DB:-}" ]; then
        # cargo-deny wants the folder that holds the clone, named as it names it itself; so the
        # clone is linked into a folder of our own and the network is left alone.
        scripts/advisories.sh "$deny" "$FRA_UNIONI_ADVISORY_DB"
    else
        echo 'advisories: not checked (no advisory database configured)'
    fi
}

stage 'format' cargo fmt --check
stage 'lints' cargo clippy --all-targets --locked -- -D warnings
stage 'documentation' env RUSTDOCFLAGS='-D warnings -A rustdoc::private_intra_doc_links' cargo doc --no-deps --document-private-items --locked
stage 'crates' crates
stage 'tidiness' scripts/tidy.sh
summary

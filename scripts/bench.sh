#!/usr/bin/env bash
# Builds the application and the bare page for release and compares them: see scripts/bench.mjs.
#
#   SECONDS_EACH=8 CONNECTIONS=16 make bench
#
# What it made (program, content, data) stays in build/bench and is made anew each time, so nothing
# of an earlier run is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
cargo build --release --locked
cargo build --release --locked --manifest-path benches/ceiling/Cargo.toml --target-dir "$target/ceiling"

rm -rf build/bench
mkdir -p build/bench
node scripts/bench-content.mjs build/bench/content.jsonl
# The second core for the load and for us; the first is the server's alone.
exec taskset -c 1 node scripts/bench.mjs "$target/release/fra-unioni" "$target/ceiling/release/ceiling" build/bench

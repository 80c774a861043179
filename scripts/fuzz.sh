#!/usr/bin/env bash
# Random bytes against every parser of our own, each for so many seconds: see fuzz/Cargo.toml.
#
#   scripts/fuzz.sh [SECONDS [TARGET…]]
#
# Without a sanitizer: there is no unsafe code of ours that one could find fault with, and what is
# looked for are panics, endless loops and memory without bounds.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz
export RUSTC_BOOTSTRAP=1
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list)
for target in "${targets[@]}"; do
    echo "fuzz: $target, $seconds s"
    cargo fuzz run --sanitizer none "$target" -- -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1
done

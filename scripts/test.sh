#!/usr/bin/env bash
# All tests, in stages: sqlite (unit and integration), postgres (the same integration tests on a
# throw-away cluster), browser (every page in headless Chromium, the server killed at random
# moments, many people at the same time). Names of stages choose some.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh

# The same random cases in every run: a fault found here is found again. `make soak` tries a
# hundred times as many, others each time.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20261123}

[ $# -gt 0 ] || set -- sqlite postgres browser
for name in "$@"; do
    case $name in
    sqlite) stage 'unit and integration tests on SQLite' cargo test --locked ;;
    postgres) stage 'integration tests on PostgreSQL' \
        env TEST_ENGINE=postgres scripts/with-postgres.sh cargo test --locked --test it ;;
    browser)
        stage 'test build' cargo build --locked
        E2E_BINARY=$(realpath "${CARGO_TARGET_DIR:-target}/debug/fra-unioni")
        export E2E_BINARY
        stage 'pages in Chromium' npm run --silent e2e
        stage 'the server killed at random moments' npm run --silent crash
        stage 'many people at the same time' npm run --silent load
        ;;
    *)
        echo "test: unknown stage '$name' (sqlite, postgres, browser)" >&2
        exit 2
        ;;
    esac
done
summary

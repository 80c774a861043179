#!/usr/bin/env bash
# House rules that no other tool knows; prints each breach and exits 1 if there is any.
# tests/it/tidy.rs holds the rules about the structure of the code.
set -euo pipefail
cd "$(dirname "$0")/.."

breaches=0
breach() {
    echo "tidy: $1" >&2
    breaches=$((breaches + 1))
}

# Tracked files and those not yet added, without what was deleted on disk.
mapfile -t files < <(git ls-files --cached --others --exclude-standard | sort -u |
    while read -r file; do [ -f "$file" ] && printf '%s\n' "$file"; done)

for file in "${files[@]}"; do
    # Third-party files are built from packages, never committed.
    case $file in
    *.min.js | *.min.css | *.map | *.woff | *.woff2 | *.ttf | *.otf | *.jar | *.wasm | \
        node_modules/* | */node_modules/* | vendor/* | */vendor/*)
        breach "$file: third-party or minified; it belongs in package.json or Cargo.toml"
        ;;
    *.js | *.mjs | *.css | *.scss | *.html | *.svg)
        if [ "$(wc -L <"$file")" -gt 1000 ]; then
            breach "$file: a line over 1000 characters looks minified"
        fi
        ;;
    src/platform/db/schema.rs) ;; # one declaration of every table, in the order of the migrations
    src/*.rs)
        lines=$(wc -l <"$file")
        if [ "$lines" -gt 500 ]; then
            breach "$file: $lines lines; over 500 it is two things"
        fi
        ;;
    esac
done

search() { # search WHAT-IS-WRONG PATTERN PATHSPEC…: a breach for each line found
    local message=$1 pattern=$2
    shift 2
    local found
    while IFS= read -r found; do
        [ -z "$found" ] || breach "$message: $found"
    done < <(git grep --untracked -nE "$pattern" -- "$@" || true)
}

search 'a test that sleeps' '(^|[^_[:alnum:]])sleep\(|waitForTimeout|setTimeout\((r|res|resolve|done|cb)[,)]' tests
search 'a test that is never run' '#\[ignore|(test|describe|it)\.(skip|only)\(' tests src
search 'left for later' 'TODO|FIXME' src tests templates migrations ':!tests/it/tidy.rs'
search 'inline style or script' '<[^>]* (style|on[a-z]+)="|<style|<script>' 'templates/*.html' ':!templates/mail' ':!templates/practices/dossier_index.html'

if [ "$breaches" -gt 0 ]; then
    echo "tidy: $breaches breach(es)" >&2
    exit 1
fi
echo "tidy: ${#files[@]} files, no breach"

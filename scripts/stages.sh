# Sourced by test.sh and check.sh: runs named stages, stops at the first that fails and prints,
# at the very end, one line for each with its time.

stages_done=()

stage() { # stage NAME COMMAND…
    local name=$1 began=$SECONDS
    shift
    echo
    echo "== $name"
    if "$@"; then
        stages_done+=("$(printf '  ok      %5d s  %s' $((SECONDS - began)) "$name")")
    else
        stages_done+=("$(printf '  FAILED  %5d s  %s' $((SECONDS - began)) "$name")")
        summary
        exit 1
    fi
}

summary() {
    echo
    echo "$(basename "$0" .sh):"
    printf '%s\n' "${stages_done[@]}"
}

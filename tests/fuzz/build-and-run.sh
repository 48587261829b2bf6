#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs each fuzz target for some seconds under AddressSanitizer and UndefinedBehaviorSanitizer, and
# prints TAP. What breaks one is kept, and its place printed.
#
#   tests/fuzz/build-and-run.sh [SECONDS [TARGET …]]      60 seconds, all targets
#
# FUZZ_BUILD_DIR says where to build; what a run has learned is kept there for the next. FUZZ_AT_A_TIME
# says how many run at a time (2), and build.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(parser address sasl sasl2 form stored host-meta room html jingle geo card blur clean)
build=${FUZZ_BUILD_DIR:-${TMPDIR:-/tmp}/charla-fuzz-$(id -u)}
at_a_time=${FUZZ_AT_A_TIME:-2}

mkdir -p "$build"
if [ ! -f "$build/build.ninja" ]; then
  CC=clang meson setup "$build" "$here/../.." -Dbuildtype=debugoptimized -Db_lundef=false \
    -Db_sanitize=address,undefined \
    -Dc_args="['-fsanitize=fuzzer-no-link', '-fno-sanitize-recover=all', '-DXMPP_TREE_EXACT']" \
    >"$build.log" 2>&1 || { cat "$build.log"; echo "Bail out! meson setup failed"; exit 1; }
fi
ninja -C "$build" -j "$at_a_time" "${targets[@]/#/tests/fuzz/fuzz-}" >"$build.log" 2>&1 \
  || { tail -n 40 "$build.log"; echo "Bail out! the targets do not build"; exit 1; }

# Other tests run beside it, and what they wait for comes in time. Where Linux shares the processors
# among sessions, only that of all of the session counts; nobody else's is touched.
renice -n 15 -p $$ >/dev/null
read -r _ _ _ _ _ session _ <"/proc/$$/stat"
if [ "$session" = $$ ] && [ -w "/proc/$$/autogroup" ]; then
  echo 15 >"/proc/$$/autogroup" || true
fi

export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export LSAN_OPTIONS=suppressions=$here/../lsan.supp
export G_SLICE=always-malloc

fuzz() {
  local name=$1 learned=$build/learned/$1 dict=()

  mkdir -p "$learned" "$build/found"
  [ ! -f "$here/$name.dict" ] || dict=(-dict="$here/$name.dict")
  "$build/tests/fuzz/fuzz-$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 \
    -max_len=16384 -artifact_prefix="$build/found/$name-" -print_final_stats=1 "${dict[@]}" \
    "$learned" "$here/corpus/$name" >"$build/$name.log" 2>&1
}

trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

echo "1..${#targets[@]}"
failed=0
for ((i = 0; i < ${#targets[@]}; i += at_a_time)); do
  pids=()
  for name in "${targets[@]:i:at_a_time}"; do
    fuzz "$name" &
    pids+=($!)
  done
  for ((j = 0; j < ${#pids[@]}; j++)); do
    name=${targets[i + j]}
    if wait "${pids[j]}"; then
      runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$name.log")
      echo "ok $((i + j + 1)) /fuzz/$name # $runs runs in $seconds s"
    else
      failed=1
      grep -E 'ERROR|SUMMARY|runtime error|Test unit written|^    #[0-9] ' "$build/$name.log" \
        | head -n 30 | sed 's/^/# /'
      echo "not ok $((i + j + 1)) /fuzz/$name # see $build/$name.log"
    fi
  done
done
exit $failed

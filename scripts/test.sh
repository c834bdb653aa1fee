# ./x test [STAGE…]: everything that is tested. Prints minutes a stage; ends with a non-zero status if one failed.
stages=(setup lint release cpp front wasm hash browser sanitizers threads)
if [ "${1:-}" = --list ]; then printf '%s\n' "${stages[@]}"; exit; fi
[ $# -gt 0 ] && stages=("$@")
export CTEST_OUTPUT_ON_FAILURE=1

stage_setup() { source scripts/setup.sh; set_up test; }
stage_lint() { bash scripts/check_includes.sh; }
stage_release() { build_preset release && build_engine; }
stage_cpp() { ctest --test-dir build/release --no-tests=error; }
stage_front() { (cd web && npm run --silent typecheck && npm test --silent); }
stage_wasm() { build_preset wasm; }
stage_browser() { (cd web && npm run --silent e2e); }
stage_sanitizers() {
  # Browser and real-time tests run on release only.
  build_preset asan-ubsan && ctest --test-dir build/asan-ubsan --no-tests=error -LE release-only
}
# What several threads share: the server and the store. Without films: libswscale's own assembly does not run there.
stage_threads() {
  build_preset tsan ezpt_server_test ezpt_store_test &&
    GTEST_FILTER='-*Film*:*VirtualPatient*' ctest --test-dir build/tsan --no-tests=error -R '^(server|store)$'
}
# One landmark stream, one result: g++, clang and WebAssembly.
stage_hash() {
  build_preset clang result_hash
  local gcc clang wasm
  gcc=$(build/release/apps/result_hash) && clang=$(build/clang/apps/result_hash) &&
    wasm=$(node tests/result_hash.mjs build/wasm/apps/result_hash.wasm) || return 1
  printf 'g++ %s\nclang %s\nwasm %s\n' "$gcc" "$clang" "$wasm"
  [ "$gcc" = "$clang" ] && [ "$gcc" = "$wasm" ]
}

mkdir -p build/logs
passed=0 failed=0 table=""
for stage in "${stages[@]}"; do
  declare -F "stage_$stage" >/dev/null || fail "no stage '$stage' (./x test --list)"
  say "$stage"
  began=$SECONDS
  # In a subshell of its own, where a failing command ends the stage.
  set +e
  (set -eo pipefail; "stage_$stage" 2>&1 | tee "build/logs/$stage.log" | bash scripts/progress.sh)
  status=$?
  set -e
  if [ $status = 0 ]; then word=ok passed=$((passed + 1)); else word=FAILED failed=$((failed + 1)); fi
  minutes=$(awk "BEGIN { printf \"%.1f\", ($SECONDS - $began) / 60 }")
  table+=$(printf '%-11s %6s min  %s' "$stage" "$minutes" "$word")$'\n'
  if [ $status != 0 ]; then
    say "$stage failed; the end of build/logs/$stage.log:"
    tail -n 60 "build/logs/$stage.log"
    case "$stage" in setup | release) break ;; esac
  fi
done
printf '\n%s%-11s %6s min\n' "$table" total "$(awk "BEGIN { printf \"%.1f\", $SECONDS / 60 }")"
echo "$passed passed, $failed failed"
[ $failed = 0 ]

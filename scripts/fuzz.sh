# ./x fuzz [TARGET…]: libFuzzer on what reads outside bytes, ten minutes a target unless EZPT_FUZZ_SECONDS says otherwise.
# Starts from fuzz/corpus; what it finds of interest is kept in build/fuzz/corpus, what crashes in build/fuzz/findings.
source scripts/setup.sh
install_packages build test
all=()
for source in fuzz/*_fuzz.cc; do all+=("$(basename "$source" .cc)"); done
targets=("$@")
[ $# -gt 0 ] || targets=("${all[@]}")
for target in "${targets[@]}"; do
  [ -f "fuzz/$target.cc" ] || fail "no fuzz target '$target' (${all[*]})"
done

build_preset fuzz "${targets[@]}" >&2
mkdir -p build/fuzz/findings
for target in "${targets[@]}"; do
  say "$target, ${EZPT_FUZZ_SECONDS:-600} s"
  kept=build/fuzz/corpus/${target%_fuzz}
  mkdir -p "$kept"
  seeds=("$kept")
  [ ! -d "fuzz/corpus/${target%_fuzz}" ] || seeds+=("fuzz/corpus/${target%_fuzz}")
  build/fuzz/fuzz/"$target" -max_total_time="${EZPT_FUZZ_SECONDS:-600}" -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix=build/fuzz/findings/"$target"- "${seeds[@]}" ||
    fail "$target found an input that breaks it: build/fuzz/findings"
done

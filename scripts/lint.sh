# ./x lint [--fast]: --fast leaves clang-tidy out.
source scripts/setup.sh
install_packages build test
say "formatting"
git ls-files -z '*.cc' '*.h' | xargs -0 clang-format-16 --dry-run -Werror || fail "run ./x fmt"
say "include directions and banned constructs"
bash scripts/check_includes.sh
if [ "${1:-}" != --fast ]; then
  say "clang-tidy"
  [ -f build/release/compile_commands.json ] || build_preset release -t restat >/dev/null
  git ls-files 'src/*.cc' 'apps/*.cc' | grep -vE '_(test|bench)\.cc$' |
    xargs -P "$(nproc)" -n 4 clang-tidy-16 -p build/release --quiet --warnings-as-errors='*' 2>/dev/null ||
    fail "clang-tidy found the lines above"
fi
say "lint clean"
